import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "vitest";

const root = fileURLToPath(new URL("../../shared/", import.meta.url));

/** Whether the folder of real source files lies beside the checkout. */
export const sharedIsHere: boolean = existsSync(`${root}sources`);

/** Absolute path of a file below the folder of real source files. */
export function shared(path: string): string {
  return root + path;
}

/** A test on the real files; reported as skipped on a machine that does not have them. */
export function sharedTest(name: string, run: () => void | Promise<void>, timeoutMs = 120_000): void {
  test.skipIf(!sharedIsHere)(`${name} [needs ../shared]`, run, timeoutMs);
}
