import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { isDate, type Period } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { categoriesOf, stemsOf } from "./formats/arxiv-categories.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";

/** There is one file; nothing to choose. */
export interface Query {
  readonly file: "sample";
}
const Query: z.ZodType<Query> = z.object({ file: z.literal("sample") });

const columns = ["arxiv_id", "published", "primary_cat", "categories", "batch"];

function read(raw: RawDocument): Reading {
  const counts = new Map<Period, { robotics: number; ai: number; other: number }>();
  const seen = new Set<string>();
  const rows = recordsOf(parseCsv(decodeText(raw.bytes)), columns);
  rows.forEach((row, i) => {
    const [id = "", published = ""] = [row["arxiv_id"], row["published"]];
    if (!isDate(published))
      throw new VorlaufError("source-changed", {
        source: "arxiv-sample",
        locator: `record ${i + 2}, published`,
        expected: "a day",
        got: published,
      });
    if (seen.has(id)) return;
    seen.add(id);
    const month = published.slice(0, 7);
    const count = counts.get(month) ?? { robotics: 0, ai: 0, other: 0 };
    counts.set(month, count);
    const stems = stemsOf(categoriesOf(row["categories"] ?? ""));
    if (!stems.includes("robotics")) count.other++;
    else count.robotics++;
    if (stems.includes("ai-x-robotics")) count.ai++;
  });
  const observations = [...counts].flatMap(([period, { robotics, ai }]): Observation[] => {
    const row = (series: string, value: number, unit: string): Observation => ({
      series,
      period,
      value,
      unit,
      published: null,
      known: raw.known,
      knownBy: raw.knownBy,
      evidence: "derived",
      flags: ["keyword-sample"],
      origin: {
        document: raw.sha256,
        url: raw.url,
        locator: `rows with published in ${period} and cs.RO in categories`,
        kind: "extract",
      },
    });
    return robotics === 0
      ? []
      : [
          row("arxiv-sample/robotics/papers", robotics, "papers"),
          row("arxiv-sample/ai-x-robotics/papers", ai, "papers"),
          row("arxiv-sample/ai-x-robotics/share", ai / robotics, "share"),
        ];
  });
  const other = [...counts.values()].reduce((sum, c) => sum + c.other, 0);
  const rejected = [
    {
      reason:
        "papers outside cs.RO: the sample is chosen by robotics and vision keywords and carries no count of another field",
      count: other,
      example: "categories without cs.RO",
    },
    { reason: "paper that stands in an earlier row", count: rows.length - seen.size, example: "arxiv_id" },
  ].filter((r) => r.count > 0);
  return { observations, rejected, account: { unit: "papers", held: rows.length, taken: seen.size - other } };
}

function recognise({ head }: FoundFile): Query | null {
  return head.startsWith("arxiv_id,published,primary_cat,categories,batch") ? { file: "sample" } : null;
}

/**
 * A keyword-filtered sample of arXiv papers of October to December 2025, used only for the AI share inside cs.RO.
 *
 * Publisher: arXiv API results collected by shiyibihua/arxiv-daily. Licence: arXiv metadata CC0 1.0. Lag: days. Not revised.
 * Known defects: the collector keeps papers that match robotics, reinforcement-learning and vision keywords, so counts and
 * other fields mean nothing; its share in cs.RO (45.9 % of 1,256) is an independent check on the daily listings.
 */
export const source: Source<Query> = {
  id: "arxiv-sample",
  title: "Sample of arXiv robotics papers, autumn 2025",
  publisher: "arXiv; collected by shiyibihua/arxiv-daily",
  licence: "arXiv metadata CC0 1.0",
  terms: "ship",
  homepage: "https://github.com/shiyibihua/arxiv-daily",
  series: [
    {
      id: "arxiv-sample/robotics/papers",
      title: { en: "Robotics papers in a keyword sample", de: "Robotik-Arbeiten in einer Stichwort-Stichprobe" },
      unit: "papers",
      frequency: "monthly",
      lagDays: 2,
    },
    {
      id: "arxiv-sample/ai-x-robotics/papers",
      title: {
        en: "Robotics papers with an AI category in a keyword sample",
        de: "Robotik-Arbeiten mit KI-Kategorie in einer Stichwort-Stichprobe",
      },
      unit: "papers",
      frequency: "monthly",
      lagDays: 2,
    },
    {
      id: "arxiv-sample/ai-x-robotics/share",
      title: {
        en: "AI share of robotics papers in a keyword sample",
        de: "KI-Anteil der Robotik-Arbeiten in einer Stichwort-Stichprobe",
      },
      unit: "share",
      frequency: "monthly",
      lagDays: 2,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read,
};
