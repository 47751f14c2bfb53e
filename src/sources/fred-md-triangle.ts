import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { endOf, frequencyOf } from "../terms/period.ts";
import type { SeriesInfo, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import { fredMdColumns } from "./formats/fred-md-columns.ts";
import { fredSegment } from "./formats/fred-panel.ts";

/** The whole file; nothing to choose. */
export type Query = Readonly<Record<string, never>>;

/** Columns of the panel whose owners do not allow redistribution; they are rejected here, always. */
const withheld: readonly string[] = ["S&P 500", "UMCSENTx", "BAAFFM", "NAPMNOI", "VIXCLSx", "VXOCLSx"];

const columns = ["series", "period", "first_vintage", "value"];
const address = "https://www.stlouisfed.org/research/economists/mccracken/fred-databases";

/**
 * FRED-MD (McCracken & Ng, Federal Reserve Bank of St. Louis) as a bitemporal table of 30 series, 264 vintages 1999-08 to 2025-09: one row when a
 * vintage states another value than the vintage before (an empty value: withdrawn). A compilation of the monthly files, therefore secondary.
 *
 * Licence: freely downloadable; the series of third parties in it (S&P 500, University of Michigan sentiment, Moody's spread, ISM orders, VIX)
 * are rejected. `known` is the last day of the month that names the vintage (the publisher stamps no day): a vintage YYYY-MM holds data to the month before.
 * Vintages before 2015 were reconstructed by the authors from archived data, not published on those days (flag `reconstructed-vintage`);
 * the four newest labels were inferred; months without a held vintage (2021-10 to 2023-03 and others) become known with the next one held.
 * An index changes its base as a mass revision (INDPRO 2008-08: 109.157 before, 96.7919 in the vintage of 2010-06); names with an x are spliced by the authors.
 */
export const source: Source<Query> = {
  id: "fred-md-triangle",
  title: "FRED-MD, values by vintage",
  publisher: "Federal Reserve Bank of St. Louis (McCracken & Ng); compiled from its vintages",
  licence: "FRED-MD: freely downloadable; series with third-party rights left out",
  terms: "ship",
  homepage: address,
  series: Object.entries(fredMdColumns).map(
    ([name, { unit, title }]): SeriesInfo => ({
      id: `fred-md/${fredSegment(name)}`,
      title,
      unit,
      frequency: "monthly",
      lagDays: 31,
    }),
  ),
  query: z.object({}).strict() as z.ZodType<Query>,
  requests: () => [],
  recognise: ({ head }) => (/^\ufeff?series,period,first_vintage,value\r?\n/.test(head) ? {} : null),
  read: (raw) => {
    const rows = recordsOf(parseCsv(decodeText(raw.bytes)), columns);
    const observations: Observation[] = [];
    const rejected = new Map<string, { count: number; example: string }>();
    const statedOnce = new Set<string>();
    rows.forEach((row, i) => {
      const { series: name = "", period = "", first_vintage: vintage = "" } = row;
      const locator = `record ${i + 2}`;
      const reason = withheld.includes(name)
        ? "series of a third party, not redistributed"
        : fredMdColumns[name] === undefined
          ? "series without a stated unit"
          : null;
      if (reason !== null) {
        const held = rejected.get(reason);
        rejected.set(reason, { count: (held?.count ?? 0) + 1, example: held?.example ?? locator });
        return;
      }
      if (frequencyOf(period) !== "monthly" || frequencyOf(vintage) !== "monthly" || vintage <= period)
        throw changed(locator, "a month and a later vintage", `${period}, ${vintage}`);
      const key = `${name} ${period} ${vintage}`;
      if (statedOnce.has(key)) throw changed(locator, "one value per series, period and vintage", `${key} twice`);
      statedOnce.add(key);
      observations.push({
        series: `fred-md/${fredSegment(name)}`,
        period,
        value: plainNumber(row.value ?? "", `${locator}, value`),
        unit: fredMdColumns[name]?.unit ?? "",
        published: endOfDay(endOf(vintage)),
        known: endOfDay(endOf(vintage)),
        knownBy: "released",
        evidence: "reported (secondary)",
        origin: {
          document: raw.sha256,
          url: address,
          locator: `${locator} (${name}, ${period}, vintage ${vintage})`,
          kind: "extract",
        },
        ...(vintage < "2015-01" ? { flags: ["reconstructed-vintage"] } : {}),
      });
    });
    return {
      observations,
      rejected: [...rejected].map(([reason, { count, example }]) => ({ reason, count, example })),
    };
  },
};

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "fred-md-triangle", locator, expected, got });
}
