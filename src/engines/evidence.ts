import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The texts of the JSON files of a folder by their stem, in the order of their names; empty where there is no such folder. */
export function readTexts(folder: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(folder)
      .filter((n) => n.endsWith(".json"))
      .sort();
    return new Map(names.map((n) => [n.slice(0, -5), readFileSync(join(folder, n), "utf8")]));
  } catch {
    return new Map();
  }
}
