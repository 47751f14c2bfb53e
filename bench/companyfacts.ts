import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { sources } from "../src/sources/shelf.ts";
import { inTurn, say } from "./ratio.ts";

/** How long is EDGAR's companyfacts document read to observations, against plain `JSON.parse` of the same bytes? Goal: within 2x. */
const beside = fileURLToPath(new URL("../../shared/sources/sec-companyfacts-full/", import.meta.url));
const here = fileURLToPath(new URL("../test/fixtures/sec/amzn-two-definitions/", import.meta.url));

function documents(folder: string): { readonly path: string; readonly bytes: Uint8Array }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /companyfacts.*\.json(\.gz)?$|CIK\d+.*\.json(\.gz)?$/i.test(name))
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return {
        path: name.replace(/\.gz$/, ""),
        bytes: new Uint8Array(name.endsWith(".gz") ? gunzipSync(bytes) : bytes),
      };
    });
}

const sec = sources.find((s) => s.id === "sec");
for (const { path, bytes } of documents(process.argv[2] ?? beside)
  .concat(documents(here))
  .sort((a, b) => b.bytes.length - a.bytes.length)
  .slice(0, 4)) {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  const read = sec?.recognise({ path, folder: "", head });
  if (read === undefined || read === null) continue;
  const raw = {
    bytes,
    sha256: "0".repeat(64),
    url: "",
    path,
    known: "2026-11-22T00:00:00Z",
    knownBy: "observed",
  } as const;
  const tools = { unzip: () => new Map<string, Uint8Array>() };
  const rows = read(raw, tools).observations.length;
  const result = await inTurn(
    9,
    () => read(raw, tools),
    () => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
  );
  say(`${path}, ${(bytes.length / 1e6).toFixed(1)} MB to ${rows} observations against JSON.parse`, result, "2x");
}
