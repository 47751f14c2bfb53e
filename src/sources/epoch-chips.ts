import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import { endOf, periodOf } from "../terms/period.ts";
import type { SeriesInfo, Source } from "../terms/source.ts";
import type { Text } from "../terms/text.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";

/** Chips of one designer (or of one further owner of Nvidia's chips), in one arrangement. */
export interface Query {
  readonly set: string;
  readonly kind: string;
}

const Query: z.ZodType<Query> = z
  .object({ set: z.string(), kind: z.string() })
  .refine(({ set, kind }) => held.some((h) => h.id === listId(set, kind)), "a set and kind that Epoch publishes");

const sets: Readonly<Record<string, Text>> = {
  nvidia: { en: "Nvidia", de: "Nvidia" },
  amd: { en: "AMD", de: "AMD" },
  tpu: { en: "Google TPU", de: "Google TPU" },
  trainium: { en: "Amazon Trainium", de: "Amazon Trainium" },
  "nvidia-coreweave": { en: "Nvidia chips of CoreWeave", de: "Nvidia-Chips von CoreWeave" },
  "nvidia-other": { en: "Nvidia chips of owners not named", de: "Nvidia-Chips nicht genannter Eigentümer" },
};

const kinds: Readonly<Record<string, Text>> = {
  totals: { en: "chips in total since the start of counting", de: "Chips insgesamt seit Zählbeginn" },
  "by-chip": { en: "chips since the start of counting, by type", de: "Chips seit Zählbeginn, nach Typ" },
  quarters: { en: "chips per calendar quarter, by type", de: "Chips je Kalenderquartal, nach Typ" },
  owners: { en: "chips since the start of counting, by owner", de: "Chips seit Zählbeginn, nach Eigentümer" },
  "owners-by-chip": {
    en: "chips since the start of counting, by owner and type",
    de: "Chips seit Zählbeginn, nach Eigentümer und Typ",
  },
  "owners-quarters": { en: "chips per quarter, by owner", de: "Chips je Quartal, nach Eigentümer" },
  "owners-quarters-by-chip": {
    en: "chips per quarter, by owner and type",
    de: "Chips je Quartal, nach Eigentümer und Typ",
  },
};

const kindsOfSet: Readonly<Record<string, readonly string[]>> = {
  nvidia: ["totals", "by-chip", "quarters", "owners", "owners-by-chip", "owners-quarters", "owners-quarters-by-chip"],
  amd: ["totals", "by-chip", "quarters", "owners", "owners-by-chip", "owners-quarters", "owners-quarters-by-chip"],
  tpu: ["totals", "by-chip", "quarters", "owners", "owners-by-chip", "owners-quarters-by-chip"],
  trainium: ["totals", "by-chip", "quarters", "owners", "owners-by-chip", "owners-quarters-by-chip"],
  "nvidia-coreweave": ["owners", "owners-by-chip", "owners-quarters-by-chip"],
  "nvidia-other": ["owners", "owners-by-chip", "owners-quarters-by-chip"],
};

function listId(set: string, kind: string): string {
  return `epoch/chips-${set}/${kind}`;
}

const held: readonly SeriesInfo[] = Object.entries(kindsOfSet).flatMap(([set, of]) =>
  of.map((kind) => ({
    id: listId(set, kind),
    title: { en: `${sets[set]?.en}: ${kinds[kind]?.en}`, de: `${sets[set]?.de}: ${kinds[kind]?.de}` },
    unit: "chips",
    frequency: "quarterly" as const,
    list: "copy" as const,
    lagDays: 75,
  })),
);

const stems: readonly (readonly [RegExp, string])[] = [
  [/^nvidia_owners_other_/, "nvidia-other"],
  [/^coreweave_owners_/, "nvidia-coreweave"],
  [/^(nvidia|amd|tpu|trainium)_/, ""],
];

const tails: Readonly<Record<string, string>> = {
  "cumulative_totals.csv": "totals",
  "cumulative_by_chip.csv": "by-chip",
  "calendar_quarter_chip_timelines.csv": "quarters",
  "timelines_interpolated.csv": "quarters",
  "owners_cumulative_totals.csv": "owners",
  "owners_cumulative_by_chip.csv": "owners-by-chip",
  "owners_quarters.csv": "owners-quarters",
  "owners_quarters_by_chip.csv": "owners-quarters-by-chip",
};

/** The list that a file of the repository holds; null for fiscal quarters, inputs and everything else. */
function queryOf(path: string): Query | null {
  const name = fileName(path);
  const stem = stems.find(([pattern]) => pattern.test(name));
  const match = stem?.[0].exec(name);
  if (stem === undefined || match === undefined || match === null) return null;
  const set = stem[1] === "" ? (match[1] ?? "") : stem[1];
  const tail = stem[1] === "" ? name.slice(match[0].length) : `owners_${name.slice(match[0].length)}`;
  const isCalendar = set === "amd" || set === "trainium";
  const kind = tail === "chip_timelines.csv" && isCalendar ? "quarters" : lookup(tails, tail);
  return kind !== undefined && lookup(kindsOfSet, set)?.includes(kind) === true ? { set, kind } : null;
}

/** One estimate; value = median number of chips, low and high = 5th and 95th percentile. */
function estimate(row: Row, kind: string): Entry {
  const end = row.day("End date");
  const units = row.number("Number of units (median)", "Number of Units (median)", "Number of Units");
  if (end === null) return "no end date";
  const quarter = periodOf("quarterly", end);
  if (endOf(quarter) !== end) return "not a calendar quarter";
  const chip = row.text("Chip type");
  const owner = row.text("Owner");
  const key = [kind.startsWith("owners") ? owner : null, kind.endsWith("by-chip") || kind === "quarters" ? chip : null];
  const notes = row.text("Notes");
  return {
    item: key.every((part) => part === null) ? "total" : key.filter((part) => part !== null).join(" / "),
    period: quarter,
    value: units,
    evidence: "estimated",
    fields: {
      manufacturer: row.text("Chip manufacturer"),
      chip: kind.includes("chip") || kind === "quarters" ? chip : null,
      owner,
      low: row.number("Number of units (5th percentile)", "Number of Units (5th percentile)"),
      high: row.number("Number of units (95th percentile)", "Number of Units (95th percentile)"),
      h100e: row.number("Compute estimate in H100e (median)"),
      h100eLow: row.number("Compute estimate in H100e (5th percentile)", "H100e (5th percentile)"),
      h100eHigh: row.number("Compute estimate in H100e (95th percentile)", "H100e (95th percentile)"),
      chipMw: row.number("Power in MW (median)"),
      chipMwLow: row.number("Power in MW (5th percentile)"),
      chipMwHigh: row.number("Power in MW (95th percentile)"),
      chipTdpW: row.number("Total TDP (W)"),
      since: row.day("Start date"),
      incomplete: row.has("Incomplete", "Notes")
        ? row.text("Incomplete") === "checked" || /incomplete/i.test(notes ?? "")
        : null,
      generated:
        (notes ?? "")
          .match(/generated(?: on)?: \d\d-\d\d-\d{4}/)?.[0]
          .replace(/^.*(\d\d)-(\d\d)-(\d{4})$/, "$3-$1-$2") ?? null,
    },
  };
}

/**
 * Epoch AI, *AI chip sales and ownership*: estimated numbers of AI chips by designer, type, owner and calendar quarter.
 *
 * Copy lists `epoch/chips-<set>/<kind>`; sets nvidia, amd, tpu, trainium, nvidia-coreweave, nvidia-other; kinds `totals`, `by-chip` (both running totals since `since`), `quarters`
 * (per quarter), `owners`, `owners-by-chip` (running), `owners-quarters`, `owners-quarters-by-chip`. Item = total, chip, owner, or owner and chip; period = the
 * calendar quarter that ends the span; value = median number of chips. Fields: `low`, `high` = 5th and 95th percentile [chips], `h100e`, `h100eLow`, `h100eHigh` [H100
 * equivalents], `chipMw`, `chipMwLow`, `chipMwHigh` [MW, base: chip, rated power of the chips only], `chipTdpW` [W, base: chip], `incomplete` = the quarter is only partly covered by
 * filings (null where an older copy cannot say), `generated` = day of the model run.
 * Medians of parts do not add up to the median of the whole. One file is one copy, so sets must be joined by the reader: a sum with a missing set is missing (D11).
 *
 * Licence MIT (repository) and CC BY 4.0 (data hub). Lag: about 75 days after a quarter. Revision habit: the whole history is estimated
 * anew at each run (Nvidia to the end of 2025: 9.54 m chips in February 2026, 10.48 m in April). Known defects: dates as m/d/yyyy; the files of
 * fiscal quarters are not read (fiscal and calendar quarters overlap); columns changed between February and April 2026 (Designer dropped); AMD's chips lost
 * and gained the prefix "Instinct"; the February run marks a partial fourth quarter only in the notes of one file; inputs of the model are not read.
 */
export const source: Source<Query> = {
  id: "epoch-chips",
  title: "Epoch AI, AI chip sales and ownership",
  publisher: "Epoch AI",
  licence: "MIT (repository), CC BY 4.0 (data hub)",
  terms: "ship",
  homepage: "https://epoch.ai/data/ai-chip-sales",
  series: held,
  query: Query,
  usual: Object.entries(kindsOfSet).flatMap(([set, of]) => of.map((kind) => ({ set, kind }))),
  requests: ({ set, kind }) => {
    const folder = kind.startsWith("owners") ? "owners_csv_export" : "csv_export";
    const stem =
      set === "nvidia-other"
        ? "nvidia_owners_OTHER"
        : set === "nvidia-coreweave"
          ? "coreweave/coreweave_owners"
          : kind.startsWith("owners")
            ? `${set}_owners`
            : set;
    const tail: Readonly<Record<string, string>> = {
      totals: "cumulative_totals",
      "by-chip": "cumulative_by_chip",
      quarters: set === "amd" || set === "trainium" ? "chip_timelines" : "calendar_quarter_chip_timelines",
      owners: "cumulative_totals",
      "owners-by-chip": "cumulative_by_chip",
      "owners-quarters": "quarters",
      "owners-quarters-by-chip": "quarters_by_chip",
    };
    return [
      {
        url: `https://raw.githubusercontent.com/epoch-research/ai-chip-counts/main/${folder}/${stem}_${tail[kind]}.csv`,
      },
    ];
  },
  recognise: (file) => (file.head.startsWith("Name,Chip manufacturer,") ? queryOf(file.path) : null),
  read: (raw, { set, kind }) =>
    readCopy(raw, {
      source: "epoch-chips",
      series: listId(set, kind),
      unit: "chips",
      columns: [
        ["Chip manufacturer"],
        ["End date"],
        ["Number of units (median)", "Number of Units (median)", "Number of Units"],
      ],
      entry: (row) => estimate(row, kind),
    }),
};
