import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { tools } from "../../../src/engines/archives.ts";
import type { Observation } from "../../../src/terms/observation.ts";
import type { Reading, Source } from "../../../src/terms/source.ts";
import { shared } from "../../shared.ts";

interface Listing {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly known: string }[];
}

/** Reads one file of ../shared/sources as `pull --from` would: gunzipped, hashed, with the `known` of its SOURCE.json. */
export function readReal<Q>(source: Source<Q>, folder: string, path: string, listing = "SOURCE.json"): Reading {
  const { id, files } = JSON.parse(readFileSync(shared(`sources/${folder}/${listing}`), "utf8")) as Listing;
  const known = files.find((f) => f.path === path)?.known;
  if (known === undefined) throw new Error(`${folder}/${path} is not in ${listing}`);
  const stored = readFileSync(shared(`sources/${folder}/${path}`));
  const bytes = new Uint8Array(path.endsWith(".gz") ? gunzipSync(stored) : stored);
  const plain = `${folder}/${path.replace(/\.gz$/, "")}`;
  const query = source.recognise({
    path: plain,
    folder: id,
    head: Buffer.from(bytes.subarray(0, 4096)).toString("latin1"),
  });
  if (query === null) throw new Error(`${source.id} does not recognise ${plain}`);
  return source.read(
    {
      bytes,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      url: "https://example.org",
      path: plain,
      known,
      knownBy: "observed",
    },
    query,
    tools,
  );
}

/** The observations of several files of one folder. */
export function observationsOf<Q>(
  source: Source<Q>,
  folder: string,
  paths: readonly (string | readonly [string, string])[],
): Observation[] {
  return paths.flatMap(
    (p) => (typeof p === "string" ? readReal(source, folder, p) : readReal(source, folder, p[0], p[1])).observations,
  );
}
