import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A shelf: a folder whose files each export one thing under the same name. */
interface Shelf {
  /** Below `src/`. */
  readonly folder: string;
  /** The name that every file exports. */
  readonly word: string;
  /** Whether files lie in folders, one per group. */
  readonly nested: boolean;
  readonly write: (books: readonly Book[]) => string;
}

/** One file on a shelf. */
interface Book {
  /** Path from the shelf, for the import. */
  readonly path: string;
  /** Path without `.ts`: what the thing is called on the shelf. */
  readonly id: string;
  /** Identifier of the import. */
  readonly name: string;
}

const head = "// Written by `npm run shelves`; do not edit.\n";

function imports(books: readonly Book[], word: string): string {
  return books.map((b) => `import { ${word} as ${b.name} } from "./${b.path}";\n`).join("");
}

function lines(books: readonly Book[], write: (b: Book) => string): string {
  return books.length === 0 ? "" : `\n${books.map((b) => `  ${write(b)},\n`).join("")}`;
}

/** A list whose type is in terms. */
function listOf(word: string, plural: string, type: string, says: string): (books: readonly Book[]) => string {
  return (books) =>
    `${head}import type { ${type} } from "${plural === "parts" ? "../.." : ".."}/terms/${type.toLowerCase()}.ts";\n${imports(books, word)}\n/** ${says} */\nexport const ${plural}: readonly ${type}[] = [${lines(books, (b) => b.name)}];\n`;
}

/** A record whose entries keep their own types. */
function recordOf(word: string, plural: string, says: string): (books: readonly Book[]) => string {
  return (books) =>
    `${head}${imports(books, word)}\n/** ${says} */\nexport const ${plural}: {${lines(books, (b) => `readonly "${b.id}": typeof ${b.name}`).replaceAll(",\n", ";\n")}} = {${lines(books, (b) => `"${b.id}": ${b.name}`)}};\n`;
}

/** The shelves of the house. */
export const shelves: readonly Shelf[] = [
  {
    folder: "sources",
    word: "source",
    nested: false,
    write: (books) =>
      `${head}import { type ShelvedSource, shelve } from "../terms/source.ts";\n${imports(books, "source")}\n/** Every source, by id. */\nexport const sources: readonly ShelvedSource[] = [${lines(books, (b) => `shelve(${b.name})`)}];\n`,
  },
  {
    folder: "signals",
    word: "signal",
    nested: true,
    write: (books) =>
      `${head}import type { Signal } from "../terms/signal.ts";\n${imports(books, "signal")}\n/** Every component of every signal, by \`signal/component\`. */\nexport const signals: Readonly<Record<string, Signal>> = {${lines(books, (b) => `"${b.id}": ${b.name}`)}};\n`,
  },
  { folder: "methods", word: "method", nested: false, write: recordOf("method", "methods", "Every method, by id.") },
  { folder: "views", word: "view", nested: false, write: recordOf("view", "views", "Every view, by id.") },
  {
    folder: "tasks/parts",
    word: "part",
    nested: false,
    write: listOf("part", "parts", "Part", "Every part of the system that is built, by id."),
  },
];

/** The files of a shelf that export its word, sorted by path. */
export function booksOf(root: string, shelf: Shelf): Book[] {
  const folder = join(root, "src", shelf.folder);
  const exported = new RegExp(`^export const ${shelf.word}\\b`, "m");
  const names = filesIn(folder);
  const paths = shelf.nested
    ? [...names, ...foldersIn(folder).flatMap((f) => filesIn(join(folder, f)).map((n) => `${f}/${n}`))]
    : names;
  return paths
    .filter((path) => basename(path) !== "shelf.ts" && exported.test(readFileSync(join(folder, path), "utf8")))
    .sort()
    .map((path) => ({ path, id: path.replace(/\.ts$/, ""), name: nameOf(path) }));
}

function filesIn(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((e) => e.isFile() && /^[a-z0-9-]+\.ts$/.test(e.name))
    .map((e) => e.name);
}

function foldersIn(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => e.name);
}

function nameOf(path: string): string {
  const words = path.replace(/\.ts$/, "").split(/[^a-z0-9]+/);
  const camel = words.map((w, i) => (i === 0 ? w : w.charAt(0).toUpperCase() + w.slice(1))).join("");
  return /^\d/.test(camel) ? `n${camel}` : camel;
}

/** The text of a shelf's index as it should be. */
export function indexOf(root: string, shelf: Shelf): string {
  return shelf.write(booksOf(root, shelf));
}

const root = fileURLToPath(new URL("..", import.meta.url));
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const shelf of shelves) {
    const folder = join(root, "src", shelf.folder);
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) continue;
    const path = join(folder, "shelf.ts");
    const text = indexOf(root, shelf);
    if (statSync(path, { throwIfNoEntry: false }) !== undefined && readFileSync(path, "utf8") === text) continue;
    writeFileSync(path, text);
    console.log(`wrote src/${shelf.folder}/shelf.ts`);
  }
  // The pages are written from the methods themselves; while these do not load, the compiler says why.
  await import("./method-pages.ts").then(
    (pages) => pages.writeMethodPages(),
    (reason: unknown) => console.error(`docs/methods not written: ${String(reason)}`),
  );
}
