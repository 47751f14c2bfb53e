import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Appended, appendBatch, type ReadDocument } from "../../src/store/observations.ts";
import type { Observation } from "../../src/terms/observation.ts";
import type { SeriesInfo } from "../../src/terms/source.ts";
import { endOfDay } from "../../src/terms/time.ts";

/** A folder that does not exist yet, with a space, an umlaut and the characters of patterns and quotes in its name. */
export function freshFolder(): string {
  return join(mkdtempSync(join(tmpdir(), "vorlauf-")), "mein Lager [ü] 'x'?*");
}

/** What the tests' catalogue says. */
export const catalogue: readonly SeriesInfo[] = [
  { id: "hand/a", title: { en: "A", de: "A" }, unit: "USD", frequency: "monthly", lagDays: 30 },
  { id: "hand/b", title: { en: "B", de: "B" }, unit: "USD", frequency: "monthly", lagDays: 30 },
  { id: "hand/*/c", title: { en: "C", de: "C" }, unit: "MW", frequency: "quarterly", lagDays: 45 },
  {
    id: "hand/copies",
    title: { en: "Copies", de: "Kopien" },
    unit: "FLOP",
    frequency: "irregular",
    list: "copy",
    lagDays: 0,
  },
  { id: "hand/log", title: { en: "Log", de: "Verlauf" }, unit: "USD", frequency: "irregular", list: "log", lagDays: 0 },
];

/** One row by hand: series, period, value; the rest has a default. */
export type Row = Pick<Observation, "series" | "period" | "value"> & Partial<Observation>;

/** A document by hand: its name is its content; rows are known when the document is, unless they say otherwise. */
export function handDocument(name: string, day: string, rows: readonly Row[]): ReadDocument {
  const bytes = new TextEncoder().encode(name);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const known = endOfDay(day);
  return {
    document: { bytes, sha256, url: `https://example.org/${name}`, path: `${name}.csv`, known, knownBy: "observed" },
    reading: {
      rejected: [],
      observations: rows.map((row, i) => ({
        unit: row.series.endsWith("/c") ? "MW" : row.series === "hand/copies" ? "FLOP" : "USD",
        published: null,
        known,
        knownBy: "observed" as const,
        evidence: "reported (primary)" as const,
        origin: {
          document: sha256,
          url: `https://example.org/${name}`,
          locator: `row ${i + 1}`,
          kind: "primary" as const,
        },
        ...row,
      })),
    },
  };
}

/** Appends documents by hand. */
export async function append(
  store: string,
  documents: readonly ReadDocument[],
  keepRaw: boolean = false,
): Promise<Appended> {
  return appendBatch(store, { source: "hand", publisher: "By hand", catalogue, documents, keepRaw });
}
