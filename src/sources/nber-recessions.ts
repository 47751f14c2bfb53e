import { VorlaufError } from "../terms/errors.ts";
import { isDate } from "../terms/period.ts";
import type { Source } from "../terms/source.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

const address = "https://www.nber.org/research/data/us-business-cycle-expansions-and-contractions";

/**
 * National Bureau of Economic Research, US business-cycle peaks and troughs by month, 34 recessions since 1857: one list entry per recession, named by its peak.
 *
 * Terms: dates as facts with citation. From a collection on a public code host (secondary); copy of September 2023, `known` from then on: the announcement days
 * (months to a year and a half after the turn) are not in the file. Dates are not revised as a rule.
 * Several files draw the same recessions by other conventions (FRED's midpoint and trough methods shift them by up to a month; the file called
 * Daily_Trough holds the same bytes as Daily_Midpoint): only the table headed `Peak,Trough`, which gives the NBER's own months, is read. Its rows are oldest first.
 */
export const source: Source<Query> = {
  id: "nber-recessions",
  title: "US recessions, peaks and troughs",
  publisher: "National Bureau of Economic Research",
  licence: "dates as facts, with citation",
  terms: "ship",
  homepage: address,
  series: [
    {
      id: "nber/recessions",
      title: { en: "US recessions (NBER)", de: "Rezessionen in den USA (NBER)" },
      unit: "months",
      frequency: "irregular",
      list: "copy",
      lagDays: 365,
    },
  ],
  query: noQuery,
  requests: () => [],
  recognise: ({ path, head }) => (/NBER[^/]*\.csv$/i.test(path) && /^\ufeff?Peak,Trough\r?\n/.test(head) ? {} : null),
  read: (raw) => ({
    observations: recordsOf(parseCsv(decodeText(raw.bytes)), ["Peak", "Trough"]).map((row, i) => {
      const { Peak: peak = "", Trough: trough = "" } = row;
      const locator = `record ${i + 2}`;
      if (!isDate(peak) || !isDate(trough) || trough <= peak || !peak.endsWith("-01") || !trough.endsWith("-01")) {
        throw new VorlaufError("source-changed", {
          source: "nber-recessions",
          locator,
          expected: "first days of a peak's and a later trough's month",
          got: `${peak}, ${trough}`,
        });
      }
      const months =
        (Number(trough.slice(0, 4)) - Number(peak.slice(0, 4))) * 12 +
        Number(trough.slice(5, 7)) -
        Number(peak.slice(5, 7));
      return {
        series: "nber/recessions",
        item: peak.slice(0, 7),
        period: peak.slice(0, 7),
        value: months,
        unit: "months",
        published: null,
        known: raw.known,
        knownBy: raw.knownBy,
        evidence: "reported (secondary)" as const,
        origin: { document: raw.sha256, url: address, locator, kind: "extract" as const },
        fields: { peak: peak.slice(0, 7), trough: trough.slice(0, 7) },
      };
    }),
    rejected: [],
  }),
};
