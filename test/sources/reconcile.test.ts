import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { gunzip, isGzip, tools } from "../../src/engines/archives.ts";
import { sources } from "../../src/sources/shelf.ts";
import { filesBelow, readFound } from "../../src/store/folder.ts";
import type { Reading } from "../../src/terms/source.ts";
import { shared, sharedTest } from "../shared.ts";

/**
 * Sources that by design take a part of a document's rows, or make other things of them than one entry each: why the rows that SOURCE.json states are not the rows read.
 * Every other source must account for every stated row, as read or as rejected.
 */
const selective: Readonly<Record<string, string>> = {
  "arxiv-archive": "papers are counted by month and category; sums are checked in its own test",
  "arxiv-listings": "papers are counted by month and category; sums are checked in its own test",
  "arxiv-sample": "papers are counted by month and category; sums are checked in its own test",
  "fda-ai-devices": "two files made by others from the list are rejected whole",
  "gpu-rental": "observations of four hours become one per day, offer and kind",
  "genai-prices": "stated rows are providers; each price is an entry",
  "inside-energy": "the file holds a second, repeated table",
  "llm-prices": "stated rows are the keys of a vendor's file; each price is an entry",
  metr: "stated rows are lines of YAML",
  "models-dev": "files of models that are sold by others are not first-party prices",
  "sdl-events": "two files made from the list are rejected whole",
  sec: "facts of other tags are not looked at; quarters are differences of facts",
  "sec-10k": "a fiscal year stated by several filings is one year with its vintages",
  "sec-fsds": "facts of other companies and tags are not looked at",
  "sec-ixbrl": "facts of other measures are rejected, half years become quarters",
  "sec-submissions": "filings other than periodic reports and results are not taken",
  "technology-waves": "countries and technologies that no view needs are rejected by row, years by column",
};

interface Stated {
  readonly files: readonly { readonly path: string; readonly rows?: unknown }[];
}

/** The rows that the SOURCE.json beside a file states, or null. */
function statedRows(path: string): number | null {
  const [folder = "", ...rest] = path.split("/");
  const plain = (p: string): string => p.replace(/\.gz$/, "");
  for (const name of ["SOURCE.json", "SOURCE_2.json"]) {
    const location = shared(`sources/${folder}/${name}`);
    if (!existsSync(location)) continue;
    const { files } = JSON.parse(readFileSync(location, "utf8")) as Stated;
    const rows = files.find((f) => plain(f.path) === plain(rest.join("/")))?.rows;
    if (typeof rows === "number") return rows;
  }
  return null;
}

/** Rows that a reading accounts for, counted in both ways in which a source can name them: by the rows of its locators, and by its entries. */
function accounted({ observations, rejected }: Reading): readonly number[] {
  const rows = new Set(observations.flatMap((o) => /(?:row|record|line) (\d+)/.exec(o.origin.locator)?.[1] ?? []));
  const left = rejected.reduce((n, r) => n + r.count, 0);
  return [rows.size + left, observations.length + left];
}

/** Rows of a FRED-MD or FRED-QD file that are no data: transform and factors, and blank ones at the end. */
function unnumbered(text: string): number {
  return text.split(/\r?\n/).filter((line, i) => i > 0 && (/^(transform|factors)/i.test(line) || /^,+$/.test(line)))
    .length;
}

sharedTest(
  "every real file is claimed by one source at most, read without failure, and its stated rows are all read, rejected by name, or left out by a named rule (every eighth FRED-MD file)",
  () => {
    const missing: unknown[] = [];
    const reached = new Set<string>();
    let [claimed, reconciled] = [0, 0];
    let triangle = 0;
    for (const file of filesBelow(shared("sources"))) {
      if (/fred-md-vintages\/\d{4}-\d{2}\.csv/.test(file.path) && triangle++ % 8 !== 0) continue;
      const stored = readFound(file);
      const bytes = isGzip(stored) ? gunzip(stored) : stored;
      const path = file.path.replace(/\.gz$/, "");
      const found = {
        path,
        folder: file.sidecar?.id ?? "",
        head: new TextDecoder("latin1").decode(bytes.subarray(0, 4096)),
      };
      const claims = sources.flatMap((source) => {
        const read = source.recognise(found);
        return read === null ? [] : [{ source, read }];
      });
      expect([path, claims.map((c) => c.source.id).slice(1)]).toEqual([path, []]);
      const [claim] = claims;
      if (claim === undefined) continue;
      claimed++;
      reached.add(claim.source.id);
      const document = {
        bytes,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        url: "https://example.org",
        path,
        known: file.sidecar?.known ?? "2026-11-22T00:00:00Z",
        knownBy: "observed" as const,
      };
      const reading = claim.read(document, tools);
      expect([path, reading.observations.length + reading.rejected.length > 0]).toEqual([path, true]);
      expect([path, reading.rejected.filter((r) => r.reason.trim() === "" || r.count < 1)]).toEqual([path, []]);
      const rows = statedRows(file.path);
      if (rows === null || claim.source.id in selective) continue;
      const beside = /^fred-[mq]d$/.test(claim.source.id) ? unnumbered(new TextDecoder().decode(bytes)) : 0;
      if (accounted(reading).some((n) => n + beside === rows)) reconciled++;
      else missing.push([path, claim.source.id, `states ${rows} rows`, accounted(reading), beside]);
    }
    expect(missing).toEqual([]);
    expect(Object.keys(selective).filter((id) => !reached.has(id))).toEqual([]);
    expect([claimed > 220, reconciled > 120]).toEqual([true, true]);
  },
  400_000,
);
