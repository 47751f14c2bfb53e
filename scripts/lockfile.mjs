// After `npm install`: completes package-lock.json. Where a registry mirror does not carry the packages of other platforms, npm
// leaves them out of the lock and `npm ci` then calls the lock out of sync. Every optional dependency with an exact version is
// entered with the platform that its name states, so that the lock is whole on every machine; addresses are removed.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bootstrap.mjs";

const path = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8"));
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "x64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32"];
let added = 0;
for (const [place, entry] of Object.entries({ ...lock.packages })) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = Object.keys(lock.packages).some(
      (p) => p === `node_modules/${name}` || p === `${place}/node_modules/${name}`,
    );
    if (known || !/^\d/.test(version)) continue;
    const words = name.split(/[/-]/);
    const system = systems.find((s) => words.includes(s)) ?? (words.includes("win") ? "win32" : undefined);
    const processor =
      processors.find((p) => words.some((w) => w === p || w.startsWith(`${p}_`))) ??
      (words.includes("gnueabihf") || words.includes("eabi") ? "arm" : undefined);
    const libc = words.includes("musl")
      ? "musl"
      : words.includes("gnu") || (system === "linux" && !words.includes("musl"))
        ? "glibc"
        : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(entry.dev === true ? { dev: true } : {}),
      optional: true,
      ...(processor === undefined ? {} : { cpu: [processor] }),
      ...(system === undefined ? {} : { os: [system] }),
      ...(system === "linux" && libc !== undefined ? { libc: [libc] } : {}),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} packages of other platforms entered`);
