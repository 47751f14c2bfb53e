// Makes a fresh clone runnable with Node alone: installs the locked packages, builds when a source is newer than the build.
// Plain JavaScript without imports from the registry, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process with a sentence that says what to do. */
export function fail(message) {
  console.error(`vorlauf: ${message}`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node ${process.versions.node} is too old; install Node 20.19 or newer, then repeat the command.`);
  }
}

function hashOfFiles(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  if (statSync(folder).isFile()) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(folder, entry.name)));
}

/** Hash of the code that a measured number can depend on: everything but the doors, the drawings and the words around them. */
export function measuringCode() {
  const shown = [join(root, "src", "doors"), join(root, "src", "views"), join(root, "src", "terms", "words")];
  return hashOfFiles(filesBelow(join(root, "src")).filter((path) => !shown.some((s) => path.startsWith(s))));
}

function stampAt(path) {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The environment for npm: its cache goes to a temporary folder when the home folder cannot be written. */
function npmEnvironment() {
  const env = { ...process.env };
  if (!isWritable(homedir()) && env.npm_config_cache === undefined)
    env.npm_config_cache = mkdtempSync(join(tmpdir(), "vorlauf-npm-"));
  return env;
}

/** Installs exactly the locked packages unless they are there already; needs the package registry only then. */
export function ensureInstalled() {
  checkNode();
  const wanted = hashOfFiles([join(root, "package-lock.json")]);
  const stamp = join(root, "node_modules", ".vorlauf-installed");
  if (stampAt(stamp) === wanted) return;
  if (!isWritable(root)) fail(`${root} cannot be written: clone to a folder of your own, then repeat the command.`);
  console.error("vorlauf: installing the locked packages (once, about a minute) ...");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2], env: npmEnvironment() })
    : spawnSync("npm", args, {
        cwd: root,
        stdio: ["ignore", 2, 2],
        env: npmEnvironment(),
        shell: process.platform === "win32",
      });
  if (run.status !== 0)
    fail(
      "the packages could not be installed; see npm's message above. Is the package registry reachable? Then repeat the command.",
    );
  writeFileSync(stamp, `${wanted}\n`);
}

/** Runs a program of an installed package with this Node. */
export function runTool(script, args, options = {}) {
  return spawnSync(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    ...options,
  });
}

/**
 * Compiles `src` and bundles the workbench unless `dist` was built from the same inputs. Built beside `dist`, then renamed: a
 * failed build leaves the last good one, and two builds at once do not see each other's halves.
 */
export function ensureBuilt() {
  const inputs = [
    "src",
    "vite.config.ts",
    "tsconfig.json",
    "tsconfig.build.json",
    "package-lock.json",
    "scripts/bootstrap.mjs",
  ].flatMap((p) => filesBelow(join(root, p)));
  const wanted = hashOfFiles(inputs);
  const dist = join(root, "dist");
  const stamp = join(dist, "build.json");
  if (existsSync(stamp) && JSON.parse(readFileSync(stamp, "utf8")).code === wanted) return;
  console.error("vorlauf: building ...");
  const part = join(root, ".vorlauf", `build-${process.pid}`);
  process.once("exit", () => rmSync(part, { recursive: true, force: true }));
  mkdirSync(part, { recursive: true });
  const compile = runTool("typescript/bin/tsc", ["-p", "tsconfig.build.json", "--outDir", part]);
  if (compile.status !== 0) fail("the TypeScript build failed; see the messages above.");
  const bundle = runTool("vite/bin/vite.js", ["build", "--logLevel", "warn", "--outDir", join(part, "web")], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (bundle.status !== 0) fail("the workbench bundle failed; see the messages above.");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  chmodSync(join(part, "doors", "cli.js"), 0o755);
  writeFileSync(join(part, "build.json"), `${JSON.stringify({ version, code: wanted, measuring: measuringCode() })}\n`);
  linkCommand();
  replaceFolder(part, dist);
}

/** Puts a finished folder in the place of another; when a second build was faster, its folder stays. */
function replaceFolder(part, goal) {
  const old = `${part}-old`;
  try {
    if (existsSync(goal)) renameSync(goal, old);
    renameSync(part, goal);
  } catch (cause) {
    if (!existsSync(goal)) throw cause;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

/** `npx --no-install vorlauf` inside the clone: npm links a package's own command only for those who install it. */
function linkCommand() {
  const target = join("..", "..", "dist", "doors", "cli.js");
  const bin = join(root, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  if (process.platform === "win32") {
    writeFileSync(join(bin, "vorlauf.cmd"), `@node "%~dp0\\${target}" %*\r\n`);
    return;
  }
  rmSync(join(bin, "vorlauf"), { force: true });
  symlinkSync(target, join(bin, "vorlauf"));
}
