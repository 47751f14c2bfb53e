import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf } from "../terms/period.ts";
import type { Source } from "../terms/source.ts";
import { refused } from "./formats/answers.ts";
import { decodeText, plainNumber } from "./formats/csv.ts";

/** One set of the time-series interface. */
export interface Query {
  /** `vip` construction, `m3` orders, `marts` retail sales and so on. */
  readonly dataset: string;
  /** Category code, from the set's `/values/category_code`; never guessed. */
  readonly category: string;
  /** Data type code of the set. */
  readonly type: string;
  readonly adjusted: boolean;
  readonly from: string;
}

const query: z.ZodType<Query> = z.object({
  dataset: z.string().regex(/^[a-z0-9]+$/),
  category: z.string().regex(/^[A-Za-z0-9]+$/),
  type: z.string().regex(/^[A-Za-z0-9_]+$/),
  adjusted: z.boolean().default(true),
  from: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .default("2010-01"),
});

const table = z.array(z.array(z.union([z.string(), z.null()])));

/**
 * US Census Bureau, Economic Indicators Time Series (interface `timeseries/eits`): newest values of one category of one set.
 *
 * Licence: public domain (CC0). This product uses the Census Bureau Data API but is not endorsed or certified by the Census Bureau. A key is required (since May 2026);
 * without one the service redirects to a page, or answers with one under status 200: refused here by name. No vintages: `known` is the copy's time; two months are revised with each
 * release, all history in July. Data centers are **not** among the categories of `vip`: use the source `census`.
 * The answer is an array of arrays, header first, all strings; asked-for columns are repeated in the header (the first counts); standard errors (`error_data`) and slots of parts
 * of the period (`time_slot_id` other than 0) are left out; units are not in the answer.
 */
export const source: Source<Query> = {
  id: "census-eits",
  title: "Census indicators, newest values",
  publisher: "US Census Bureau",
  licence: "public domain (CC0); own key",
  terms: "ship",
  homepage: "https://www.census.gov/data/developers/data-sets/economic-indicators.html",
  series: [
    {
      id: "eits/*/*",
      title: { en: "Census indicator (with your own key)", de: "Indikator des Census Bureau (mit eigenem Schlüssel)" },
      unit: "as published",
      frequency: "monthly",
      lagDays: 35,
    },
  ],
  query,
  requests: ({ dataset, category, type, adjusted, from }) => {
    const url = `https://api.census.gov/data/timeseries/eits/${dataset}?get=cell_value,time_slot_id,error_data&category_code=${category}&data_type_code=${type}&seasonally_adj=${adjusted ? "yes" : "no"}&time=from+${from}&for=us:*`;
    return [{ url, key: { env: "CENSUS_API_KEY", parameter: "key" }, absent: [204] }];
  },
  recognise: () => null,
  read: (raw, { dataset, category, type, adjusted }) => {
    const text = decodeText(raw.bytes).trim();
    if (text === "") throw changed("body", "an array of rows", "an empty answer (no data for this query)");
    if (!text.startsWith("["))
      throw refused(
        "census-eits",
        raw,
        /valid key|missing_key/i.test(text) ? "a page that asks for a valid key (CENSUS_API_KEY)" : text.slice(0, 160),
      );
    const parsed = table.safeParse(jsonOf(text));
    if (!parsed.success)
      throw changed("body", "rows of strings", parsed.error.issues[0]?.message ?? "another structure");
    const [header = [], ...rows] = parsed.data;
    const at = (name: string): number => {
      const found = header.indexOf(name);
      if (found < 0 && name !== "error_data") throw changed("row 1", `a column ${name}`, header.join(", "));
      return found;
    };
    const [value, slot, time, error] = [at("cell_value"), at("time_slot_id"), at("time"), at("error_data")];
    const id = `eits/${dataset}/${category}-${type}${adjusted ? "-sa" : ""}`.toLowerCase().replaceAll("_", "-");
    const observations: Observation[] = [];
    let skipped = 0;
    rows.forEach((row, i) => {
      const period = row[time] ?? "";
      if ((row[slot] ?? "0") !== "0" || (error >= 0 && row[error] === "yes")) {
        skipped++;
        return;
      }
      frequencyOf(period);
      const amount = plainNumber(row[value] ?? "", `census-eits row ${i + 2}`);
      if (amount === null) return;
      observations.push({
        series: id,
        period,
        value: amount,
        unit: "as published",
        published: null,
        known: raw.known,
        knownBy: raw.knownBy,
        evidence: "reported (primary)",
        origin: {
          document: raw.sha256,
          url: `https://api.census.gov/data/timeseries/eits/${dataset}`,
          locator: `row ${i + 2}, ${period}`,
          kind: "primary",
        },
      });
    });
    return {
      observations,
      rejected:
        skipped === 0 ? [] : [{ reason: "standard error, or a part of the period", count: skipped, example: "" }],
    };
  },
};

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      { source: "census-eits", locator: "body", expected: "JSON", got: text.slice(0, 60) },
      { cause },
    );
  }
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "census-eits", locator, expected, got });
}
