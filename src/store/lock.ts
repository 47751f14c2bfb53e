import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { VorlaufError } from "../terms/errors.ts";
import { codeOf, unwritable } from "./files.ts";

/** A held lock: `check` throws when it was lost, `release` gives it back. */
export interface Lock {
  /** @throws "store-locked" when somebody else took the lock meanwhile */
  readonly check: () => void;
  readonly release: () => void;
}

let taken = 0;

/**
 * Takes the store's lock for writing, or says who holds it. The file `lock` appears whole (hard link of a finished file) and
 * names process, host and start time of the process; a lock whose process is gone is set aside by rename.
 * @param patienceMs how long to wait for a living holder
 * @throws "store-locked", "store-unwritable"
 */
export async function takeLock(store: string, patienceMs: number): Promise<Lock> {
  const path = join(store, "lock");
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid), serial: ++taken });
  const own = `${path}.${process.pid}.${taken}`;
  try {
    mkdirSync(store, { recursive: true });
    writeFileSync(own, mine);
  } catch (cause) {
    throw unwritable(store, cause);
  }
  try {
    for (let waited = 0; ; waited += 50) {
      if (tryLink(own, path)) return heldLock(store, path, mine);
      const holder = contentOf(path);
      if (holder !== null && isGone(holder)) setAside(path, holder);
      else if (waited >= patienceMs) throw new VorlaufError("store-locked", { path: store, holder: describe(holder) });
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function heldLock(store: string, path: string, mine: string): Lock {
  return {
    check: () => {
      const holder = contentOf(path);
      if (holder !== mine) throw new VorlaufError("store-locked", { path: store, holder: describe(holder) });
    },
    release: () => {
      if (contentOf(path) === mine) rmSync(path, { force: true });
    },
  };
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    if (codeOf(cause) === "EPERM" || codeOf(cause) === "ENOTSUP" || codeOf(cause) === "ENOSYS")
      return tryExclusive(own, path);
    throw unwritable(path, cause);
  }
}

/** For file systems without hard links. */
function tryExclusive(own: string, path: string): boolean {
  try {
    writeFileSync(path, readFileSync(own), { flag: "wx" });
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    throw unwritable(path, cause);
  }
}

/** Removes a dead lock; if another process replaced it between reading and renaming, its lock is put back. */
function setAside(path: string, dead: string): void {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
    if (contentOf(aside) !== dead) tryLink(aside, path);
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw unwritable(path, cause);
  } finally {
    rmSync(aside, { force: true });
  }
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    throw unwritable(path, cause);
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

function holderOf(content: string | null): Holder | null {
  try {
    const given: unknown = JSON.parse(content ?? "");
    if (typeof given !== "object" || given === null) return null;
    const { pid, host, started } = { pid: 0, host: "", started: "", ...given };
    return typeof pid === "number" && typeof host === "string" && typeof started === "string"
      ? { pid, host, started }
      : null;
  } catch {
    return null;
  }
}

function isGone(content: string): boolean {
  const holder = holderOf(content);
  if (holder === null) return true;
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
  const started = startOf(holder.pid);
  return started !== "" && holder.started !== "" && started !== holder.started;
}

/** When a process started, in the kernel's clock ticks, so that a reused process number is told apart; empty where the system does not say. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function describe(content: string | null): string {
  const holder = holderOf(content);
  return holder === null ? "another process" : `process ${holder.pid} on ${holder.host}`;
}
