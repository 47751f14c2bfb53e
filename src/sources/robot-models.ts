import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf, isDate } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";

/** There is one file; nothing to choose. */
export interface Query {
  readonly file: "releases";
}
const Query: z.ZodType<Query> = z.object({ file: z.literal("releases") });

const columns = ["name", "release_date", "precision", "arxiv_id", "first_listed", "inputs_outputs"];

function read(raw: RawDocument): Reading {
  let undated = 0;
  let undatedAt = "";
  const observations = recordsOf(parseCsv(decodeText(raw.bytes)), columns).flatMap((row, i): Observation[] => {
    const get = (name: string): string => row[name]?.trim() ?? "";
    const locator = `record ${i + 2}`;
    if (get("release_date") === "") {
      undated++;
      undatedAt = undatedAt || `${locator}: ${get("name")}`;
      return [];
    }
    frequencyOf(get("release_date"));
    if (!isDate(get("first_listed")))
      throw new VorlaufError("source-changed", {
        source: "robot-models",
        locator: `${locator}, first_listed`,
        expected: "a day",
        got: get("first_listed"),
      });
    const listed = endOfDay(get("first_listed"));
    return [
      {
        series: "robot-models/releases",
        item: get("name"),
        period: get("release_date"),
        value: null,
        unit: "model",
        published: listed,
        known: listed,
        knownBy: "stamped",
        evidence: "reported (secondary)",
        origin: { document: raw.sha256, url: raw.url, locator, kind: "extract" },
        fields: {
          precision: get("precision"),
          arxiv: get("arxiv_id") || null,
          inputsOutputs: get("inputs_outputs") || null,
        },
      },
    ];
  });
  return {
    observations,
    rejected: undated > 0 ? [{ reason: "no release date", count: undated, example: undatedAt }] : [],
  };
}

function recognise({ head }: FoundFile): Query | null {
  return head.startsWith(columns.join(",")) ? { file: "releases" } : null;
}

/**
 * Foundation models for robotics with the month of release and the day on which the list first held them.
 *
 * Publisher: cagbal/awesome-foundation-models-for-robotics, a curated list. Licence: none seen, so for tests and as an event
 * overlay only. Lag: weeks to months (`first_listed` is the stamp). Known defects: the list begins on 2025-08-21 and follows the
 * curator's zeal (50 entries for the first quarter of 2026): never a level or a trend.
 */
export const source: Source<Query> = {
  id: "robot-models",
  title: "Foundation models for robotics (curated list)",
  publisher: "cagbal/awesome-foundation-models-for-robotics",
  licence: "No licence seen; names, dates and identifiers only",
  terms: "test",
  homepage: "https://github.com/cagbal/awesome-foundation-models-for-robotics",
  series: [
    {
      id: "robot-models/releases",
      title: { en: "Foundation models for robotics", de: "Grundlagenmodelle für Roboter" },
      unit: "model",
      frequency: "irregular",
      list: "log",
      lagDays: 60,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read,
};
