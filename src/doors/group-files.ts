import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GroupFile, groupIn, groupsIn } from "../tasks/groups.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Group } from "../terms/group.ts";
import { groupsFolder, userGroupsFolder } from "./places.ts";
import type { GlobalOptions } from "./session.ts";
import { readUserFile } from "./user-file.ts";

/** The group files of a folder, by name; none where there is no folder. */
function groupFilesIn(folder: string): readonly GroupFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((f) => /\.ya?ml$/.test(f))
    .sort()
    .map((f) => ({ path: join(folder, f), text: readFileSync(join(folder, f), "utf8") }));
}

/** The user's folder of group files. @throws "input-invalid" for one that was named and does not exist */
function ownGroupsFolder({ groups }: GlobalOptions): string {
  if (groups === undefined) return userGroupsFolder();
  if (existsSync(groups)) return groups;
  throw new VorlaufError("input-invalid", {
    what: "--groups",
    got: groups,
    fix: "The folder does not exist. Copy one of the files of `vorlauf groups list` there and change it.",
  });
}

/** The groups that ship, and the user's own, which replace one of the same id; read when first asked for. @throws "input-invalid" naming line and fix */
export function groupsOf(options: GlobalOptions): () => readonly Group[] {
  let read: readonly Group[] | null = null;
  return () => {
    read ??= groupsIn([...groupFilesIn(groupsFolder), ...groupFilesIn(ownGroupsFolder(options))]);
    return read;
  };
}

/** A group file of the user's, checked. @throws "input-invalid" naming line and fix */
export function groupAt(path: string): Group {
  const text = readUserFile(path, "group file", "Name a file that can be read, for example groups/hyperscalers.yaml.");
  return groupIn({ path, text });
}
