import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** Which copy: the day in the file's name. */
export interface Query {
  /** `2026-03-10`. */
  readonly copy: string;
}
const Query: z.ZodType<Query> = z.object({ copy: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });

/** Web of Science categories and the path segment each has here. */
const fields: Readonly<Record<string, string>> = {
  "Materials Science": "materials",
  Chemistry: "chemistry",
  Physics: "physics",
  "Biochemistry & Molecular Biology": "biochemistry",
  Engineering: "engineering",
  "Computer Science": "computer-science",
  "Computer Science, Artificial Intelligence": "artificial-intelligence",
  "Geosciences, Multidisciplinary": "geosciences",
};

const queryWidened = "2022-07-26";
const outlierCopy = "2023-02-23";

function flagsOf(copy: string, year: string): string[] {
  return [
    ...(copy < queryWidened ? ["narrower-query"] : []),
    ...(copy === outlierCopy ? ["outlier-copy"] : []),
    ...(copy < `${Number(year) + 2}-01-01` ? ["indexing-incomplete"] : []),
  ];
}

function read(raw: RawDocument, { copy }: Query): Reading {
  const seen = new Set<string>();
  let unknown = 0;
  let unknownAt = "";
  const rows = recordsOf(parseCsv(decodeText(raw.bytes), { ragged: true }), [
    "year",
    "count",
    "count_domain",
    "category",
  ]);
  const observations = rows.flatMap((row, i): Observation[] => {
    const [year = "", category = ""] = [row["year"]?.trim(), row["category"]?.trim()];
    const locator = `record ${i + 2}`;
    if (!/^(19|20)\d{2}$/.test(year)) throw changed(`${locator}, year`, "a year", year);
    const field = lookup(fields, category);
    if (field === undefined) {
      unknown++;
      unknownAt = unknownAt || `${locator}: ${category}`;
      return [];
    }
    if (seen.has(`${field} ${year}`)) throw changed(locator, "every field and year once", `${category} ${year} twice`);
    seen.add(`${field} ${year}`);
    const papers = plainNumber(row["count"] ?? "", `${locator}, count`);
    const all = plainNumber(row["count_domain"] ?? "", `${locator}, count_domain`);
    const flags = flagsOf(copy, year);
    const entry = (measure: string, value: number | null, unit: string): Observation => ({
      series: `wos/${field}/${measure}`,
      period: year,
      value,
      unit,
      published: null,
      known: raw.known,
      knownBy: raw.knownBy,
      evidence: measure === "ml-share" ? "derived" : "reported (secondary)",
      origin: { document: raw.sha256, url: raw.url, locator, kind: "extract" },
      ...(flags.length > 0 ? { flags } : {}),
    });
    return [
      entry("ml-papers", papers, "papers"),
      entry("papers", all, "papers"),
      entry("ml-share", papers === null || all === null || all === 0 ? null : papers / all, "share"),
    ];
  });
  return {
    observations,
    rejected:
      unknown > 0 ? [{ reason: "category without a name in this reader", count: unknown, example: unknownAt }] : [],
  };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "wos-ml-share", locator, expected, got });
}

function recognise({ path, head }: FoundFile): Query | null {
  const copy = /1-cat_(\d{4}-\d{2}-\d{2})\.csv$/.exec(path)?.[1];
  return copy !== undefined && head.includes("year,count,count_domain,category") ? { copy } : null;
}

/**
 * Papers on machine learning and all papers per Web of Science category and year; the share is how far it has spread.
 *
 * Publisher: Ben Blaiszik, https://doi.org/10.5281/zenodo.18939970, nine copies 2021 to 2026; counts from Web of Science
 * (Clarivate), no records. Licence: repository MIT; counts used as facts with this citation. Lag: about three months.
 * Revision: a year is 83 % complete in its December, about 97 % three months later, and settles after two years
 * (`indexing-incomplete` until then). Known defects: the search was widened without notice between the copies of 2022-02-21 and
 * 2022-07-26 (materials science 2019: 1,246, then 1,491), older copies carry `narrower-query` and must not be chained to newer
 * ones; the copy of 2023-02-23 is an outlier (`outlier-copy`); categories come and go (biochemistry only to 2022-02-21); byte-order
 * mark, descending years, one copy with an empty fifth column.
 */
export const source: Source<Query> = {
  id: "wos-ml-share",
  title: "Share of machine-learning papers by field (Web of Science counts)",
  publisher: "Ben Blaiszik; counts from Web of Science (Clarivate)",
  licence: "MIT (repository); counts from Web of Science cited as facts",
  terms: "unclear",
  homepage: "https://doi.org/10.5281/zenodo.18939970",
  series: [
    {
      id: "wos/*/ml-share",
      title: {
        en: "Share of papers on machine learning in a field",
        de: "Anteil der Arbeiten über maschinelles Lernen in einem Fach",
      },
      unit: "share",
      frequency: "annual",
      lagDays: 90,
    },
    {
      id: "wos/*/ml-papers",
      title: { en: "Papers on machine learning in a field", de: "Arbeiten über maschinelles Lernen in einem Fach" },
      unit: "papers",
      frequency: "annual",
      lagDays: 90,
    },
    {
      id: "wos/*/papers",
      title: { en: "All papers in a field", de: "Alle Arbeiten in einem Fach" },
      unit: "papers",
      frequency: "annual",
      lagDays: 90,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read,
};
