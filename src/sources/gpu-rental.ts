import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, SeriesInfo, Source } from "../terms/source.ts";
import { type Instant, toInstant } from "../terms/time.ts";
import { changed, type Rejections, type Row, reject, rejectedRows, rowOf } from "./formats/copy-list.ts";
import { decodeText, parseCsv } from "./formats/csv.ts";

const tables = ["marketplace", "listings", "index", "rate-cards"] as const;

/** Which of the trackers' files a document is. */
export interface Query {
  readonly table: (typeof tables)[number];
}

const Query: z.ZodType<Query> = z.object({ table: z.enum(tables) });

const headers: Readonly<Record<Query["table"], string>> = {
  marketplace: "timestamp,gpu_type,socket_type,min,",
  listings: "listing_id,gpu_name,num_gpus,",
  index: "publication_date,window_start,window_end,index_name,",
  "rate-cards": "source_id,source,gpu_model,price_per_gpu_hr,",
};

const unit = "USD per GPU-hour";

interface Timed {
  readonly at: Instant;
  readonly row: Row;
}

/** Rows with the time they are stamped with, in file order. */
function timedRows(raw: RawDocument, column: string, rejected: Rejections): Timed[] {
  const table = parseCsv(decodeText(raw.bytes));
  if (!table.header.includes(column))
    throw changed("gpu-rental", `${raw.path} header`, `a column ${column}`, table.header.join(", ").slice(0, 200));
  return table.rows.flatMap((cells, i) => {
    const row = rowOf(table.header, cells, `row ${i + 2}`);
    const stamp = row.text(column) ?? "";
    if (isDate(stamp.slice(0, 10)) && stamp.length > 10) return [{ at: toInstant(stamp), row }];
    reject(rejected, "no time of observation", row.locator);
    return [];
  });
}

function base(
  raw: RawDocument,
  { at, row }: Timed,
): Pick<Observation, "unit" | "published" | "known" | "knownBy" | "evidence" | "origin"> {
  return {
    unit,
    published: at,
    known: at,
    knownBy: "stamped",
    evidence: "reported (secondary)",
    origin: { document: raw.sha256, url: raw.url, locator: row.locator, kind: "primary" },
  };
}

function priced(timed: readonly Timed[], column: string, rejected: Rejections): (Timed & { readonly price: number })[] {
  return timed.flatMap((t) => {
    const price = t.row.number(column);
    if (price !== null && price > 0) return [{ ...t, price }];
    reject(rejected, t.row.problems[0] ?? "no positive price", t.row.locator);
    return [];
  });
}

function slug(...parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .join("-")
    .toLowerCase()
    .replace(/_\d+gb/, "")
    .replace(/[^a-z0-9]+/g, "-");
}

/** The last snapshot of each UTC day and model. */
function marketplace(raw: RawDocument, rejected: Rejections, note: (rows: number) => void): Observation[] {
  const last = new Map<string, Observation>();
  const snapshots = priced(timedRows(raw, "timestamp", rejected), "median", rejected);
  note(snapshots.length);
  for (const t of snapshots) {
    const series = `gpu-rental/${slug(t.row.text("gpu_type"), t.row.text("socket_type"))}/marketplace-median`;
    const day = t.at.slice(0, 10);
    const key = `${series}@${day}`;
    if ((last.get(key)?.known ?? "") <= t.at) last.set(key, { series, period: day, value: t.price, ...base(raw, t) });
  }
  return [...last.values()];
}

function listings(raw: RawDocument, rejected: Rejections): Observation[] {
  return priced(timedRows(raw, "collected_utc", rejected), "dph_per_gpu", rejected).map((t) => ({
    series: "gpu-rental/listings",
    item: t.row.text("listing_id") ?? "unnamed",
    period: t.at.slice(0, 10),
    value: t.price,
    ...base(raw, t),
    fields: {
      gpu: t.row.text("gpu_name"),
      gpus: t.row.number("num_gpus"),
      reliability: t.row.number("reliability"),
      place: t.row.text("geolocation"),
    },
  }));
}

function index(raw: RawDocument, rejected: Rejections): Observation[] {
  return priced(timedRows(raw, "calculated_utc", rejected), "cri_h100", rejected).map((t) => ({
    series: "gpu-rental/cri-h100",
    period: t.row.day("publication_date") ?? t.at.slice(0, 10),
    value: t.price,
    ...base(raw, t),
    evidence: "derived",
    ...(t.row.text("low_confidence") === "True" ? { flags: ["low-confidence"] } : {}),
  }));
}

function rateCards(raw: RawDocument, rejected: Rejections): Observation[] {
  return priced(timedRows(raw, "collected_utc", rejected), "price_per_gpu_hr", rejected).map((t) => ({
    series: "gpu-rental/rate-cards",
    item: t.row.text("source_id") ?? "unnamed",
    period: t.at.slice(0, 10),
    value: t.price,
    ...base(raw, t),
    fields: {
      provider: t.row.text("source"),
      gpu: t.row.text("gpu_model"),
      priceType: t.row.text("price_type"),
      region: t.row.text("region"),
      vmUsdPerHour: t.row.number("vm_price_hr"),
      gpusPerVm: t.row.number("gpus_per_vm"),
      effective: t.row.day("effective_date"),
    },
  }));
}

function readTable(raw: RawDocument, table: Query["table"]): Reading {
  const rejected: Rejections = new Map();
  const read = { marketplace, listings, index, "rate-cards": rateCards }[table];
  let snapshots: number | null = null;
  const observations = read(raw, rejected, (rows) => {
    snapshots = rows;
  });
  if (observations.length === 0) throw changed("gpu-rental", raw.path, "at least one price", "none");
  const reading = { observations: unrepeated(observations, rejected), rejected: rejectedRows(rejected) };
  if (snapshots === null) return reading;
  const left = reading.rejected.reduce((n, r) => n + r.count, 0);
  return { ...reading, account: { unit: "snapshots", held: snapshots + left, taken: snapshots } };
}

/** One listing may stand twice in the same second; the first counts. */
function unrepeated(observations: readonly Observation[], rejected: Rejections): Observation[] {
  const seen = new Set<string>();
  return observations.filter((o) => {
    const key = `${o.series}#${o.item}@${o.period}@${o.known}`;
    if (seen.has(key)) reject(rejected, "stands twice at the same time", o.origin.locator);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

const series: readonly SeriesInfo[] = [
  {
    id: "gpu-rental/*/marketplace-median",
    title: {
      en: "Rental of the accelerator, median of marketplace offers",
      de: "Miete des Beschleunigers, Median der Angebote auf Marktplätzen",
    },
    unit,
    frequency: "daily",
    lagDays: 0,
  },
  {
    id: "gpu-rental/cri-h100",
    title: { en: "Rental index for the H100 (CCIR, version 1)", de: "Mietindex für den H100 (CCIR, Version 1)" },
    unit,
    frequency: "irregular",
    lagDays: 1,
  },
  {
    id: "gpu-rental/rate-cards",
    title: { en: "Posted hourly prices of accelerators", de: "Ausgehängte Stundenpreise von Beschleunigern" },
    unit,
    frequency: "irregular",
    list: "log",
    lagDays: 0,
  },
  {
    id: "gpu-rental/listings",
    title: {
      en: "Single US marketplace offers of accelerators",
      de: "Einzelne US-Angebote von Beschleunigern auf einem Marktplatz",
    },
    unit,
    frequency: "irregular",
    list: "log",
    lagDays: 0,
  },
];

/**
 * Rental prices of accelerators as collected by two public trackers: tugot17/gpu-price-tracker (MIT) and CCIR's cri-h100 version 1 (CC BY 4.0, ccir.io).
 *
 * Series `gpu-rental/<gpu>/marketplace-median` [USD per GPU-hour]: the last snapshot of each UTC day (upstream every 40 minutes), `known` = time of the snapshot;
 * `gpu-rental/cri-h100`: two published index values, the first flagged `low-confidence`. Log lists `gpu-rental/rate-cards` (posted prices on 2026-03-03 by
 * provider, `priceType`, `vmUsdPerHour`, `gpusPerVm`) and `gpu-rental/listings` (single offers, item = listing).
 *
 * Lag: none (collected by machine). Revision habit: none. Known defects: the marketplace files mix spot with on-demand offers and are asking prices of machines that are
 * free (they rise when the cheap ones are rented); history covers 2025-10-19 to 2025-11-16 and 2026-02-26 to 2026-03-06 only; the longer trackers of 2026 carry no
 * licence and, like CCIR's quoted series, are not read. Prices rose in 2026 by the providers' own lists: never assume a falling path.
 */
export const source: Source<Query> = {
  id: "gpu-rental",
  title: "Rental prices of accelerators (gpu-price-tracker; CCIR cri-h100)",
  publisher: "tugot17/gpu-price-tracker; CCIR",
  licence: "MIT; CC BY 4.0",
  terms: "ship",
  homepage: "https://github.com/tugot17/gpu-price-tracker",
  series,
  query: Query,
  requests: () => [],
  recognise: (file) => {
    const table = tables.find((t) => file.head.startsWith(headers[t]));
    return table === undefined ? null : { table };
  },
  read: (raw, { table }) => readTable(raw, table),
};
