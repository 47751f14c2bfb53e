import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { type Period, shift } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, SeriesInfo, Source } from "../terms/source.ts";
import {
  biologyCategories,
  categoriesOf,
  categorySlug,
  paperSeries,
  shareSeries,
  stemsOf,
  stemsOfField,
} from "./formats/arxiv-categories.ts";
import { type Rejections, reject, rejectedRows } from "./formats/copy-list.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";

/** What identifies a dump: the day of its harvest, from the file's name. */
export interface Query {
  /** `2020-01-01`. */
  readonly harvest: string;
}
const Query: z.ZodType<Query> = z.object({ harvest: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });

/** One paper of a dump. */
interface ArchivedPaper {
  readonly id: string;
  /** Day of the first version. */
  readonly created: string;
  readonly categories: ReadonlySet<string>;
}

const columns = ["arxiv_id", "created", "categories"];
const monthsBeforeHarvest = 24;

/**
 * An arXiv identifier restored after it went through a floating-point number (dump of 2020-01-01: 704.0021 for 0704.0021,
 * 1809.0389699999998 for 1809.03897). New identifiers have four decimals before 2015 and five since; old ones
 * (`hep-lat/9207011`) come back as they are.
 */
export function repairId(id: string): string {
  const m = /^(\d{3,4})\.(\d+)$/.exec(id);
  if (m === null) return id;
  const yearMonth = (m[1] ?? "").padStart(4, "0");
  const decimals = yearMonth < "1501" ? 4 : 5;
  return Number(id)
    .toFixed(decimals)
    .padStart(decimals + 5, "0");
}

/**
 * The papers of a dump, one per identifier (repaired), in file order.
 * @throws "source-changed" when a column is missing, a creation day is no date, or two rows repair to one identifier
 */
function readPapers(raw: RawDocument): ArchivedPaper[] {
  const seen = new Set<string>();
  return recordsOf(parseCsv(decodeText(raw.bytes), { separator: "\t" }), columns).map((row, i) => {
    const id = repairId(row["arxiv_id"] ?? "");
    const created = row["created"] ?? "";
    if (!/^\d{4}-\d{2}-\d{2}$/.test(created)) throw changed(`record ${i + 2}, created`, "a day", created);
    if (seen.has(id)) throw changed(`record ${i + 2}, arxiv_id`, "every paper once", `${id} twice after repair`);
    seen.add(id);
    return { id, created, categories: categoriesOf(row["categories"] ?? "") };
  });
}

/** Papers per stem and month of the first version; a pair has a zero in every month in which its field has papers. */
function countByMonth(papers: readonly ArchivedPaper[]): Map<string, Map<Period, number>> {
  const counts = new Map<string, Map<Period, number>>();
  for (const { created, categories } of papers) {
    const month = created.slice(0, 7);
    for (const stem of stemsOf(categories)) {
      const months = counts.get(stem) ?? new Map<Period, number>();
      counts.set(stem, months.set(month, (months.get(month) ?? 0) + 1));
    }
  }
  for (const field of ["robotics", "biology"] as const) {
    for (const stem of stemsOfField(field)) {
      const months = counts.get(stem) ?? new Map<Period, number>();
      for (const month of counts.get(field)?.keys() ?? []) months.set(month, months.get(month) ?? 0);
      counts.set(stem, months);
    }
  }
  return counts;
}

function read(raw: RawDocument, { harvest }: Query): Reading {
  const papers = readPapers(raw);
  const counts = countByMonth(papers);
  counts.delete("ai"); // AI papers outside robotics and biology are not in the dump: no AI total
  const lastMonth = shift(harvest.slice(0, 7), -1);
  const isServed = (month: Period): boolean =>
    harvest >= firstHarvestServed || month > shift(lastMonth, -monthsBeforeHarvest);
  const rejected: Rejections = new Map();
  for (const { id, created, categories } of papers) {
    const month = created.slice(0, 7);
    if (stemsOf(categories).every((stem) => stem === "ai")) reject(rejected, "neither robotics nor biology", id);
    else if (month > lastMonth)
      reject(rejected, `created after ${lastMonth}, the last complete month of the harvest`, id);
    else if (!isServed(month))
      reject(
        rejected,
        `created more than ${monthsBeforeHarvest} months before this harvest: the next one is read for them`,
        id,
      );
  }
  const row = (series: string, period: Period, value: number, unit: string, what: string): Observation => ({
    series,
    period,
    value,
    unit,
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "derived",
    origin: { document: raw.sha256, url: raw.url, locator: `rows with created in ${period}: ${what}`, kind: "extract" },
    ...(period === lastMonth ? { flags: ["last-month-provisional"] } : {}),
  });
  const observations: Observation[] = [];
  for (const [stem, months] of counts) {
    for (const [month, count] of months) {
      if (month > lastMonth) continue;
      if (month > shift(lastMonth, -monthsBeforeHarvest)) {
        observations.push({
          ...row("arxiv/harvests", month, count, "papers", stem),
          item: `${stem} ${harvest}`,
          fields: { stem, harvest },
        });
      }
      if (harvest >= firstHarvestServed) observations.push(row(`arxiv/${stem}/papers`, month, count, "papers", stem));
    }
  }
  if (harvest >= firstHarvestServed) observations.push(...shares(counts, lastMonth, row));
  const left = rejectedRows(rejected);
  const taken = papers.length - left.reduce((n, r) => n + r.count, 0);
  return { observations, rejected: left, account: { unit: "papers", held: papers.length, taken } };
}

const firstHarvestServed = "2020-01-01";

function shares(
  counts: ReadonlyMap<string, ReadonlyMap<Period, number>>,
  lastMonth: Period,
  row: (series: string, period: Period, value: number, unit: string, what: string) => Observation,
): Observation[] {
  return (["robotics", "biology"] as const).flatMap((field) =>
    [...(counts.get(field) ?? [])]
      .filter(([month]) => month <= lastMonth)
      .map(([month, n]) =>
        row(
          `arxiv/ai-x-${field}/share`,
          month,
          (counts.get(`ai-x-${field}`)?.get(month) ?? 0) / n,
          "share",
          `ai-x-${field} / ${field}`,
        ),
      ),
  );
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "arxiv-archive", locator, expected, got });
}

function recognise({ path, head }: FoundFile): Query | null {
  const day = /arxiv-ro-qbio-(\d{4})(\d{2})(\d{2})\.tsv$/.exec(path);
  return day !== null && head.startsWith("arxiv_id\tcreated\t") ? { harvest: `${day[1]}-${day[2]}-${day[3]}` } : null;
}

const lagDays = 5;
const stems = [
  ...stemsOfField("robotics"),
  ...stemsOfField("biology"),
  "robotics-x-biology",
  ...biologyCategories.flatMap((c) => [categorySlug(c), `cs-lg-x-${categorySlug(c)}`]),
];
const harvests: SeriesInfo = {
  id: "arxiv/harvests",
  title: {
    en: "Papers per month as counted at each harvest, last 24 months before it (indexing lag)",
    de: "Arbeiten je Monat nach dem Stand jeder Ernte, die letzten 24 Monate davor (Verzug der Erfassung)",
  },
  unit: "papers",
  frequency: "monthly",
  list: "log",
  lagDays,
};

/**
 * Every arXiv paper posted or cross-listed in cs.RO or a q-bio sub-archive, counted by month of its first version.
 *
 * Publisher: arXiv (metadata), harvested over OAI-PMH by R. Stuart Geiger, ArXiv Archive, https://doi.org/10.5281/zenodo.1463242,
 * here as two dumps of 2019-01-01 and 2020-01-01. Licence: arXiv metadata CC0 1.0; the repository states none and asks for citation.
 * Lag: two to five days; the last month before a harvest is still growing (December 2018 grew from 118 to 123 cs.RO papers and
 * from 230 to 238 q-bio papers in the next harvest) and carries `last-month-provisional`. Revision: earlier months move by at
 * most 2 %. Both copies became known in the same commit, so plain series come from the harvest of 2020 on and the older dump
 * feeds only `arxiv/harvests`, where the two can be compared.
 * Known defects: identifiers of the dump of 2020 went through a float (11,813 of 36,051 damaged; repaired and asserted unique);
 * `created` is the day of the first version and differs from the identifier's month for papers sent at a month's end; no AI
 * totals (cs.AI, cs.LG and others were too large to hold), so a share inside a field can be computed, a lift cannot;
 * eess.SY appears in 2019; double listing in cs.LG and stat.ML changes over time.
 */
export const source: Source<Query> = {
  id: "arxiv-archive",
  title: "arXiv papers in robotics and quantitative biology to 2019 (ArXiv Archive)",
  publisher: "arXiv; harvest by R. Stuart Geiger",
  licence: "arXiv metadata CC0 1.0; repository without a stated licence, citation of the Zenodo DOI asked",
  terms: "ship",
  homepage: "https://doi.org/10.5281/zenodo.1463242",
  series: [
    ...stems.map((stem) => paperSeries(stem, lagDays)),
    shareSeries("robotics", lagDays),
    shareSeries("biology", lagDays),
    harvests,
  ],
  closed: true,
  query: Query,
  requests: () => [],
  recognise,
  read,
};
