import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { KnownBy, Observation } from "../terms/observation.ts";
import { endOf, frequencyOf, type Period } from "../terms/period.ts";
import type { RawDocument, Source } from "../terms/source.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { decodeText } from "./formats/csv.ts";
import { fredMdColumns } from "./formats/fred-md-columns.ts";
import { accountOf, fredSegment, readFredPanel } from "./formats/fred-panel.ts";

/** One monthly vintage, or the current file. */
export interface Query {
  /** `YYYY-MM` or `current`. */
  readonly vintage: string;
}

const query: z.ZodType<Query> = z.object({
  vintage: z
    .string()
    .regex(/^(\d{4}-(0[1-9]|1[0-2])|current)$/)
    .default("current"),
});
const address = "https://www.stlouisfed.org/research/economists/mccracken/fred-databases";

/**
 * FRED-MD (McCracken & Ng, Federal Reserve Bank of St. Louis), one monthly vintage as published: about 126 US monthly series.
 *
 * Licence: freely downloadable; several columns carry third-party rights (S&P 500, University of Michigan sentiment, Moody's spreads, VIX),
 * so the file itself never enters the embedded snapshot (see the source `fred-md-triangle`); users may pull it for themselves.
 * `known`: the file's name is the vintage, the day of publication is not in it: the last day of that month (released), or, for the current file,
 * the time of the copy. Vintage YYYY-MM holds data to the month before: lag about a month. Revisions: any value in any vintage.
 * The set of columns changes between vintages (map by name); blanks at the ragged edge are missing, not zero; blank trailing rows;
 * an x at the end of a name means spliced by the authors; units are those of the FRED series named and not printed in the file.
 */
export const source: Source<Query> = {
  id: "fred-md",
  title: "FRED-MD, monthly file",
  publisher: "Federal Reserve Bank of St. Louis (McCracken & Ng)",
  licence: "freely downloadable; some columns carry third-party rights",
  terms: "test",
  homepage: address,
  series: [
    {
      id: "fred-md/*",
      title: { en: "FRED-MD column (any vintage)", de: "Spalte aus FRED-MD (beliebiger Stand)" },
      unit: "as published",
      frequency: "monthly",
      lagDays: 31,
    },
  ],
  query,
  argument: "vintage",
  requests: ({ vintage }) => {
    const folder = "https://www.stlouisfed.org/-/media/project/frbstl/stlouisfed/research/fred-md/monthly";
    const old = "https://files.stlouisfed.org/files/htdocs/fred-md/monthly";
    return [
      {
        url: `${folder}/${vintage === "current" ? "current" : `${vintage}-md`}.csv`,
        otherwise: `${old}/${vintage}.csv`,
      },
    ];
  },
  recognise: ({ path, head }) => {
    if (!/^\ufeff?sasdate,/.test(head) || !/^transform:?,/im.test(head)) return null;
    const [, second = "", third = ""] = head.split(/\r?\n/, 3);
    if (/^factors/i.test(second) || /^factors/i.test(third)) return null;
    return { vintage: /(?:^|\/)(\d{4}-\d{2})(?:-md)?\.csv$/.exec(path)?.[1] ?? "current" };
  },
  read: (raw, { vintage }) => {
    const panel = readFredPanel(decodeText(raw.bytes), "fred-md");
    const stamp = stampOf(raw, vintage);
    const observations: Observation[] = [];
    const columns = panel.names.map((name) => ({
      name,
      series: `fred-md/${fredSegment(name)}`,
      unit: fredMdColumns[name]?.unit ?? "as published",
    }));
    for (const { date, record, values } of panel.rows) {
      const period = date.slice(0, 7);
      values.forEach((value, c) => {
        const { name, series, unit } = columns[c] ?? { name: "", series: "", unit: "" };
        if (value === null) return;
        observations.push({
          series,
          period,
          value,
          unit,
          ...stamp,
          evidence: "reported (primary)",
          origin: { document: raw.sha256, url: address, locator: `record ${record}, column ${name}`, kind: "primary" },
        });
      });
    }
    checkEdge(panel.rows.at(-1)?.date.slice(0, 7), vintage);
    return { observations, ...accountOf(panel) };
  },
};

function stampOf(
  raw: RawDocument,
  vintage: string,
): { readonly published: Instant | null; readonly known: Instant; readonly knownBy: KnownBy } {
  if (vintage === "current") return { published: null, known: raw.known, knownBy: raw.knownBy };
  const released = endOfDay(endOf(vintage));
  return { published: released, known: released, knownBy: "released" };
}

function checkEdge(last: Period | undefined, vintage: string): void {
  if (last === undefined || frequencyOf(last) !== "monthly" || (vintage !== "current" && last >= vintage)) {
    throw new VorlaufError("source-changed", {
      source: "fred-md",
      locator: "last row",
      expected: `data to a month before ${vintage}`,
      got: last ?? "no rows",
    });
  }
}
