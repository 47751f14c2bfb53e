import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { endOf, frequencyOf, type Period, shift } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";

/** Which of the two compiled files. */
export interface Query {
  /** `history`: csv with the month of publication; `recent`: json, thousand New Taiwan dollars. */
  readonly file: "history" | "recent";
}

const address = "https://investor.tsmc.com/english/monthly-revenue";
const thousands = z.record(
  z.string().regex(/^\d{4}-\d{2}$/),
  z.object({ revenue_ntd_thousand: z.number().positive() }),
);
const recent: z.ZodType<{ readonly TSM: z.infer<typeof thousands> }> = z.object({ TSM: thousands });

/**
 * Taiwan Semiconductor Manufacturing Company (TSMC), consolidated net revenue by month, New Taiwan dollars, 2016-01 to 2025-09 and 2026-05 to 2026-07.
 *
 * Terms: (c) TSMC; single figures as facts with attribution, not cleared for redistribution of the whole: *unclear*. Compiled by third parties
 * from the filings of each month: secondary. Published about the 10th of the following month (Taiwanese law), not revised as a rule.
 * In the history the column `date` is the month of **publication** (2016-02-01 holds January 2016): `known` is the end of that month, or the copy's own time
 * when that is earlier; the period is revenue_year/revenue_month. The recent file has no publication day (known from the copy) and
 * counts in thousands: its figures are multiplied by 1,000 so that the series has one unit. Gap: 2025-10 to 2026-04. Other companies in the file are not taken.
 */
export const source: Source<Query> = {
  id: "tsmc",
  title: "TSMC monthly revenue",
  publisher: "Taiwan Semiconductor Manufacturing Company",
  licence: "(c) TSMC; figures as facts with attribution, redistribution terms unclear",
  terms: "unclear",
  homepage: address,
  series: [
    {
      id: "tsmc/revenue",
      title: { en: "TSMC revenue by month", de: "TSMC: Umsatz im Monat" },
      unit: "TWD",
      frequency: "monthly",
      lagDays: 10,
    },
  ],
  query: z.object({ file: z.enum(["history", "recent"]) }),
  requests: () => [],
  recognise: ({ path, head }) => {
    if (/^\ufeff?date,stock_id,country,revenue,revenue_month,revenue_year/.test(head)) return { file: "history" };
    return /taiwan_revenue[^/]*\.json$/.test(path) && head.includes("revenue_ntd_thousand") ? { file: "recent" } : null;
  },
  read: (raw, { file }) => (file === "history" ? readHistory(raw) : readRecent(raw)),
};

function readHistory(raw: RawDocument): Reading {
  const observations: Observation[] = [];
  const others: string[] = [];
  recordsOf(parseCsv(decodeText(raw.bytes)), ["date", "stock_id", "revenue", "revenue_month", "revenue_year"]).forEach(
    (row, i) => {
      const locator = `record ${i + 2}`;
      if (row.stock_id !== "2330") {
        others.push(locator);
        return;
      }
      const period = `${row.revenue_year}-${(row.revenue_month ?? "").padStart(2, "0")}`;
      const publication = (row.date ?? "").slice(0, 7);
      if (frequencyOf(period) !== "monthly" || publication !== shift(period, 1))
        throw changed(locator, `publication in the month after ${period}`, row.date ?? "");
      const stamp = endOfDay(endOf(publication));
      const early = raw.known < stamp;
      observations.push(
        observation(raw, period, Number(row.revenue), `${locator}, column revenue`, early ? null : stamp),
      );
    },
  );
  return {
    observations,
    rejected:
      others.length === 0 ? [] : [{ reason: "another company", count: others.length, example: others[0] ?? "" }],
  };
}

function readRecent(raw: RawDocument): Reading {
  const parsed = recent.safeParse(jsonOf(raw));
  if (!parsed.success)
    throw changed(
      "body",
      "TSM with revenue_ntd_thousand by month",
      parsed.error.issues[0]?.message ?? "another structure",
    );
  const observations = Object.entries(parsed.data.TSM).map(([period, { revenue_ntd_thousand: thousand }]) =>
    observation(raw, period, thousand * 1000, `TSM, ${period}, revenue_ntd_thousand ${thousand}`, null),
  );
  return {
    observations,
    rejected: [],
    account: { unit: "months", held: Object.keys(parsed.data.TSM).length, taken: observations.length },
  };
}

function observation(
  raw: RawDocument,
  period: Period,
  value: number,
  locator: string,
  stamp: string | null,
): Observation {
  if (!(value > 0) || !Number.isFinite(value)) throw changed(locator, "a positive amount", String(value));
  return {
    series: "tsmc/revenue",
    period,
    value,
    unit: "TWD",
    published: stamp,
    known: stamp ?? raw.known,
    knownBy: stamp === null ? raw.knownBy : "stamped",
    evidence: "reported (secondary)",
    origin: { document: raw.sha256, url: address, locator, kind: "extract" },
  };
}

function jsonOf(raw: RawDocument): unknown {
  try {
    return JSON.parse(decodeText(raw.bytes)) as unknown;
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      { source: "tsmc", locator: "body", expected: "JSON", got: decodeText(raw.bytes).slice(0, 60) },
      { cause },
    );
  }
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "tsmc", locator, expected, got });
}
