import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

/** The checkout under test. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** The built command; {@link scratch} makes sure that it is built from the present sources. */
export const command: string = join(root, "dist", "doors", "cli.js");

/** The observations that ship. */
export const snapshot: string = join(root, "snapshot");

/** What a finished process left. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder for one test file, removed afterwards; its `home` is an empty home folder. Builds when a source is newer than the build. */
export function scratch(): { readonly path: string; readonly home: string } {
  const path = mkdtempSync(join(tmpdir(), "vorlauf e2e ü-"));
  beforeAll(() => {
    const built = spawnSync(process.execPath, [join(root, "scripts", "build.mjs")], { encoding: "utf8" });
    if (built.status !== 0) throw new Error(`the build failed: ${built.stderr}`);
  });
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return { path, home: join(path, "home") };
}

/** The environment of a stranger: an empty home folder, no terminal, no setting of ours. */
export function strangerAt(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] ?? "", HOME: home, LANG: "C.UTF-8" };
}

/** Starts a program of this Node in a folder that is not the checkout. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, args, { cwd: tmpdir(), env, stdio: ["ignore", "pipe", "pipe"] });
}

/** What a started process printed and how it ended. */
export async function finish(child: ChildProcess): Promise<Finished> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (b: Buffer) => out.push(b));
  child.stderr?.on("data", (b: Buffer) => err.push(b));
  const code = await new Promise<number | null>((done) => {
    child.on("close", (c) => done(c));
  });
  return { code, out: Buffer.concat(out).toString("utf8"), err: Buffer.concat(err).toString("utf8") };
}

/** Runs `vorlauf` with a home folder. */
export async function vorlauf(home: string, ...args: readonly string[]): Promise<Finished> {
  return finish(start([command, ...args], strangerAt(home)));
}

/** A writable copy of the shipped store. */
export function copyOfSnapshot(to: string): string {
  cpSync(snapshot, to, { recursive: true });
  return to;
}

/** One hash over names and bytes of all files below a folder. */
export function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .sort())
    hash.update(path).update(readFileSync(path));
  return hash.digest("hex");
}
