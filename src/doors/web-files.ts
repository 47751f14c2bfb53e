import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { VorlaufError } from "../terms/errors.ts";

/** A built file, held in memory: nothing from a request ever becomes a path. */
export interface WebFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer> | null;
  readonly type: string;
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  woff2: "font/woff2",
  svg: "image/svg+xml",
  png: "image/png",
  txt: "text/plain; charset=utf-8",
  json: "application/json; charset=utf-8",
};

/** Every file below a folder by its address, read once; an empty map when the folder does not exist. */
export async function readWebFiles(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw new VorlaufError(
        "input-invalid",
        { what: "folder of the pages", got: folder, fix: "Build them: npm run build." },
        { cause: error },
      );
    },
  );
  const files = new Map<string, WebFile>();
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = new Uint8Array(await readFile(path));
    const ending = entry.name.split(".").at(-1) ?? "";
    const text = ending !== "woff2" && ending !== "png";
    files.set(`/${relative(folder, path).split(sep).join("/")}`, {
      bytes,
      gzip: text && bytes.length > 1024 ? new Uint8Array(gzipSync(bytes)) : null,
      type: types[ending] ?? "application/octet-stream",
      etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 27)}"`,
    });
  }
  return files;
}

/** The folder that `npm run build` writes the pages to, seen from the built file and from the source file. */
export async function builtPages(): Promise<ReadonlyMap<string, WebFile>> {
  const beside = await readWebFiles(fileURLToPath(new URL("../web/", import.meta.url)));
  return beside.size > 0 ? beside : readWebFiles(fileURLToPath(new URL("../../dist/web/", import.meta.url)));
}
