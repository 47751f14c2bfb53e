import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { periodOf } from "../terms/period.ts";
import type { Source } from "../terms/source.ts";
import { decodeText } from "./formats/csv.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";
import { accountOf, fredSegment, readFredPanel } from "./formats/fred-panel.ts";

/** Nothing to choose: the current file. */
export type Query = NoQuery;

const address = "https://www.stlouisfed.org/research/economists/mccracken/fred-databases";

/**
 * FRED-QD (McCracken & Ng, Federal Reserve Bank of St. Louis), one quarterly vintage: about 245 US series since 1959Q1, among them investment (`PNFIx`, `Y033RC1Q027SBEAx`).
 *
 * Terms: freely downloadable; several columns carry third-party rights: never in the embedded snapshot. `known` is the time of the copy (two copies at hand are undated files).
 * A quarter is labelled by the first day of its third month (3/1/1959 is 1959Q1), also in ISO form; rows `factors` and `transform` are no data.
 * Columns whose name ends in x are deflated or spliced by the authors: they do not equal the FRED series of the same name. Units are not printed.
 */
export const source: Source<Query> = {
  id: "fred-qd",
  title: "FRED-QD, quarterly file",
  publisher: "Federal Reserve Bank of St. Louis (McCracken & Ng)",
  licence: "freely downloadable; some columns carry third-party rights",
  terms: "test",
  homepage: address,
  series: [
    {
      id: "fred-qd/*",
      title: { en: "FRED-QD column", de: "Spalte aus FRED-QD" },
      unit: "as published",
      frequency: "quarterly",
      lagDays: 75,
    },
  ],
  query: noQuery,
  requests: () => [
    { url: "https://www.stlouisfed.org/-/media/project/frbstl/stlouisfed/research/fred-md/quarterly/current.csv" },
  ],
  recognise: ({ head }) => (/^\ufeff?sasdate,GDPC1,/.test(head) ? {} : null),
  read: (raw) => {
    const panel = readFredPanel(decodeText(raw.bytes), "fred-qd");
    const observations: Observation[] = [];
    for (const { date, record, values } of panel.rows) {
      if (!/-(03|06|09|12)-01$/.test(date))
        throw new VorlaufError("source-changed", {
          source: "fred-qd",
          locator: `record ${record}`,
          expected: "the third month of a quarter",
          got: date,
        });
      values.forEach((value, c) => {
        if (value === null) return;
        const name = panel.names[c] ?? "";
        observations.push({
          series: `fred-qd/${fredSegment(name)}`,
          period: periodOf("quarterly", date),
          value,
          unit: "as published",
          published: null,
          known: raw.known,
          knownBy: raw.knownBy,
          evidence: "reported (primary)",
          origin: { document: raw.sha256, url: address, locator: `record ${record}, column ${name}`, kind: "primary" },
        });
      });
    }
    return { observations, ...accountOf(panel) };
  },
};
