import { readFileSync, writeFileSync } from "node:fs";
import { VorlaufError } from "../terms/errors.ts";

/** The text of a file that the user names. @throws "input-invalid" when it cannot be read */
export function readUserFile(path: string, what: string, fix: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new VorlaufError("input-invalid", { what, got: path, fix }, { cause });
  }
}

/** Writes what `--csv` asks for to the file that it names, or to stdout for `-`. @throws "input-invalid" when it cannot be written */
export function writeCsv(path: string, text: string): void {
  if (path === "-") {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "--csv", got: path, fix: "Name a file in a folder that can be written." },
      { cause },
    );
  }
}
