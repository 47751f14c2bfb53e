import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { tools } from "../../src/engines/archives.ts";
import { openZipFile } from "../../src/engines/zip-file.ts";
import { sources } from "../../src/sources/shelf.ts";
import { filesBelow } from "../../src/store/folder.ts";
import { filersIn } from "../../src/tasks/filers.ts";
import { groupIn } from "../../src/tasks/groups.ts";
import { VorlaufError } from "../../src/terms/errors.ts";
import type { FoundFile, ReadDocumentOf, ShelvedSource } from "../../src/terms/source.ts";

/** A file that a source reads, to be damaged. */
export interface Seed {
  readonly source: ShelvedSource;
  readonly read: ReadDocumentOf;
  /** Path below its folder, as `pull` would name it. */
  readonly path: string;
  /** `id` of the SOURCE.json beside it. */
  readonly folder: string;
  readonly bytes: Uint8Array;
  readonly isJson: boolean;
  /** Whether this reader reads it whatever it looks like: one that no file is offered to. */
  readonly isFixed?: true;
}

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));
const beside = ["sources", "reference/api/fixtures"].map((f) =>
  fileURLToPath(new URL(`../../../shared/${f}`, import.meta.url)),
);
/** Longer JSON and binary files are left out: their short relatives have the same structure. */
const longest = 600_000;

/**
 * The files below `test/fixtures`, and with `real` the publishers' files and recorded answers beside the checkout, each with
 * the source that claims it. Long tables are cut to their first rows.
 */
export function corpus(real: boolean): readonly Seed[] {
  const roots = [fixtures, ...(real ? beside : [])];
  return [
    ...roots.filter((root) => existsSync(root)).flatMap((root) => filesBelow(root).flatMap(seedsOf)),
    ...unoffered(),
  ];
}

/**
 * What no file of a folder reaches: company facts of a filer that no map names, read by the usual tags of either standard and by a map of the user's; files that
 * users write (groups, tag maps), whose refusals name a file or a line.
 */
function unoffered(): readonly Seed[] {
  const sec = sources.find((s) => s.id === "sec");
  if (sec === undefined) return [];
  const usual = sec.ask({ ticker: "zzq" }).read;
  const filers = filersIn({ path: "tags.yaml", text: readFileSync(`${fixtures}/filers/tags.yaml`, "utf8") });
  const own: ReadDocumentOf = (raw, tools) => usual(raw, { ...tools, filers });
  const facts = ["filers/CIK0009000001.json", "filers/CIK0009000002.json"].flatMap((path) => {
    const bytes = new Uint8Array(readFileSync(`${fixtures}/${path}`));
    return [usual, own].map(
      (read): Seed => ({
        source: { ...sec, id: "sec (no map)" },
        read,
        path,
        folder: "",
        bytes,
        isJson: true,
        isFixed: true,
      }),
    );
  });
  const written = (
    id: string,
    path: string,
    text: string,
    read: (file: { path: string; text: string }) => unknown,
  ): Seed => ({
    source: { ...sec, id },
    path,
    folder: "",
    bytes: new TextEncoder().encode(text),
    isJson: false,
    isFixed: true,
    read: (raw) => {
      refusing(id, () => read({ path, text: new TextDecoder().decode(raw.bytes) }));
      return { observations: [], rejected: [] };
    },
  });
  const groups = fileURLToPath(new URL("../../groups/", import.meta.url));
  return [
    ...facts,
    ...readdirSync(groups)
      .filter((f) => f.endsWith(".yaml"))
      .map((f) => written("group file", f, readFileSync(groups + f, "utf8"), groupIn)),
    written("tag map", "tags.yaml", readFileSync(`${fixtures}/filers/tags.yaml`, "utf8"), filersIn),
  ];
}

/** Runs a reader of a file that a user writes; what it refuses with its place counts as refused with a locator. */
function refusing(source: string, read: () => unknown): void {
  try {
    read();
  } catch (cause) {
    if (!(cause instanceof VorlaufError) || cause.code !== "input-invalid") throw cause;
    const { what }: { readonly what?: string } = cause.facts;
    throw new VorlaufError(
      "source-changed",
      { source, locator: what ?? "", expected: "a file as documented", got: cause.message },
      { cause },
    );
  }
}

function seedsOf(file: ReturnType<typeof filesBelow>[number]): readonly Seed[] {
  if (/(expected|FROM)\.json$|\.ts$/.test(file.path)) return [];
  const folder = file.sidecar?.id ?? file.path.split("/")[0] ?? "";
  const archive = sources.find((s) => s.archive?.name.test(file.path) === true);
  if (archive !== undefined) return membersOf(archive, file.location, file.path, folder);
  const stored = new Uint8Array(readFileSync(file.location));
  const bytes = short(file.path.endsWith(".gz") ? new Uint8Array(gunzipSync(stored)) : stored);
  if (bytes === null) return [];
  const path = file.path.replace(/\.gz$/, "");
  const claim = claimOf({ path, folder, head: headOf(bytes) });
  return claim === null ? [] : [{ ...claim, path, folder, bytes, isJson: isJson(bytes) }];
}

function membersOf(source: ShelvedSource, location: string, path: string, folder: string): readonly Seed[] {
  const zip = openZipFile(location);
  try {
    return zip.members.slice(0, 5).flatMap((member) => {
      const read = source.archive?.member(member.name) ?? null;
      const bytes = read === null ? null : short(zip.read(member));
      return read === null || bytes === null
        ? []
        : [{ source, read, path: `${path}/${member.name}`, folder, bytes, isJson: isJson(bytes) }];
    });
  } finally {
    zip.close();
  }
}

/** The first source that recognises a file. */
export function claimOf(file: FoundFile): Pick<Seed, "source" | "read"> | null {
  for (const source of sources) {
    const read = source.recognise(file);
    if (read !== null) return { source, read };
  }
  return null;
}

/** The start of a document as `pull` shows it to sources. */
export function headOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
}

/** Whether bytes are one JSON document. */
export function isJson(bytes: Uint8Array): boolean {
  const first = new TextDecoder().decode(bytes).trimStart()[0];
  if (first !== "{" && first !== "[") return false;
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function short(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length <= 30_000) return bytes;
  const isText = !bytes.subarray(0, 4096).includes(0);
  const first = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).trimStart()[0] ?? "";
  if (!isText || "{[<".includes(first)) return bytes.length <= longest ? bytes : null;
  const at = bytes.lastIndexOf(10, 30_000);
  return at < 0 ? null : bytes.slice(0, at + 1);
}

/** What readers may use, as the product hands it to them. */
export const readerTools: typeof tools = tools;
