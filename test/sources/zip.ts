import { unzipSync } from "fflate";
import type { Tools } from "../../src/terms/source.ts";

/** Unpacking for tests, without the limits that the engines enforce. */
export const zipTools: Tools = {
  unzip: (bytes, wanted) =>
    new Map(Object.entries(unzipSync(bytes, { filter: (file) => wanted?.(file.name) ?? true }))),
};
