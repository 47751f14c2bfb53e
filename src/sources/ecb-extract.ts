import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";
import { readParquet } from "./formats/parquet.ts";

/** Nothing to choose. */
export type Query = NoQuery;

/**
 * Euro reference rates of the European Central Bank as a third party's Parquet tables, one file per year, month or days (2025-01 to 2026-07-21): the
 * same series as the source `ecb`, which go three months further here.
 *
 * Licence: ECB, free reuse with the source named. Not the bank's file: evidence *reported (secondary)*; on a tie the bank's own file counts. Every rate is stamped by its own
 * day like there. The tables hold every calendar day: weekends and holidays are rows without values (no observation); `eur` is 1 by definition and not taken; `.version.` is the maker's.
 * The 255 days of 2025 agree with the bank's file.
 */
export const source: Source<Query> = {
  id: "ecb-extract",
  title: "Euro reference rates, third-party tables",
  publisher: "European Central Bank; extracted by a third party",
  licence: "ECB: free reuse with source named",
  terms: "ship",
  homepage:
    "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html",
  series: [
    {
      id: "fx/eur-*",
      title: { en: "Units of currency for one euro", de: "Währungseinheiten je Euro" },
      unit: "currency per EUR",
      frequency: "daily",
      lagDays: 0,
    },
  ],
  query: noQuery,
  requests: () => [],
  recognise: ({ path, head }) => (/(?:^|\/)ecb_[0-9X-]+\.parquet$/.test(path) && head.startsWith("PAR1") ? {} : null),
  read: (raw, _query, tools) => {
    const { columns } = readParquet(raw.bytes, tools);
    const days = columns.get("fxdate");
    if (days === undefined || !columns.has("usd"))
      throw changed("columns", "fxdate and usd", [...columns.keys()].join(", ").slice(0, 80));
    const observations: Observation[] = [];
    for (const [name, values] of columns) {
      if (!/^[a-z]{3}$/.test(name) || name === "eur") continue;
      values.forEach((value, r) => {
        if (value === null) return;
        const day = days[r];
        const locator = `row ${r + 1}, column ${name}`;
        if (typeof value !== "number" || !(value > 0) || typeof day !== "string" || !isDate(day))
          throw changed(locator, "a day and a positive rate", `${String(day)} ${String(value)}`);
        observations.push({
          series: `fx/eur-${name}`,
          period: day,
          value,
          unit: `${name.toUpperCase()} per EUR`,
          published: endOfDay(day),
          known: endOfDay(day),
          knownBy: "stamped",
          evidence: "reported (secondary)",
          origin: {
            document: raw.sha256,
            url: "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip",
            locator,
            kind: "extract",
          },
        });
      });
    }
    const taken = new Set(observations.map((o) => o.period)).size;
    const rejected =
      taken === days.length
        ? []
        : [{ reason: "day without a rate", count: days.length - taken, example: "no value in any column" }];
    return { observations, rejected, account: { unit: "days", held: days.length, taken } };
  },
};

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "ecb-extract", locator, expected, got });
}
