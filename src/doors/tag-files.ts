import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { filersIn } from "../tasks/filers.ts";
import type { Company } from "../terms/filer.ts";
import { userTagMap } from "./places.ts";
import { readUserFile } from "./user-file.ts";

/** The filers of the tag map named by `--tags`, else of `tags.yaml` in the user's data folder, else none. @throws "input-invalid" naming line and fix */
export function filersOf({ tags }: { readonly tags?: string }): readonly Company[] {
  if (tags === undefined && !existsSync(userTagMap())) return [];
  return filersAt(tags === undefined ? userTagMap() : resolve(tags));
}

/** The filers of a tag map. @throws "input-invalid" naming line and fix */
export function filersAt(path: string): readonly Company[] {
  const text = readUserFile(path, "tag map", "Name a YAML file that can be read; docs/sources/sec.md shows one.");
  return filersIn({ path, text });
}
