import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { completenessAt, fitReportingDelay } from "../../src/methods/delay-distribution.ts";
import { nowcastCounts } from "../../src/methods/delay-nowcast.ts";
import type { ListCopy } from "../../src/methods/list-copies.ts";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { dateOfDay, dayOf, endOf } from "../../src/terms/period.ts";

interface Filing {
  readonly id: string;
  readonly date: string;
  readonly filed: string;
}

/** First statements of quarterly CapEx that were filed within 130 days of the quarter's end. */
async function filings(): Promise<Filing[]> {
  const store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
  const panel = await readPanel(store, {
    asOf: "2026-02-28",
    mode: "strict",
    needs: [{ id: "sec/*/capex", history: true }],
  });
  store.close();
  return Object.values(panel.series).flatMap((series) => {
    const firsts = new Map(series.history.toReversed().map((h) => [h.period, h]));
    return [...firsts.values()]
      .filter((h) => !h.flags.includes("comparative") && dayOf(h.known) - dayOf(endOf(h.period)) <= 130)
      .map((h) => ({ id: `${series.id}@${h.period}`, date: h.period, filed: h.known.slice(0, 10) }));
  });
}

/** What was filed, as lists taken every fifteen days up to a day. */
function copiesUpTo(all: readonly Filing[], day: string): ListCopy[] {
  return Array.from({ length: 61 }, (_, i) => dayOf(day) - 15 * (60 - i)).map((d) => ({
    day: dateOfDay(d),
    entries: all.filter((f) => dayOf(f.filed) <= d).map((f) => ({ id: f.id, date: f.date })),
  }));
}

test("companies that file late are expected: half of the quarters are filed after a month, and the count in filing season is nowcast to hold the final one", async () => {
  const all = await filings();
  let [error, raw] = [0, 0];
  for (const [day, quarter] of [
    ["2023-07-31", "2023-Q2"],
    ["2024-02-15", "2023-Q4"],
    ["2025-02-10", "2024-Q4"],
  ] as const) {
    const copies = copiesUpTo(all, day);
    const newest = copies.at(-1);
    const fit = fitReportingDelay(copies, { horizonDays: 130 });
    const known = all.filter((f) => f.filed <= day);
    const share = known.filter((f) => dayOf(f.filed) - dayOf(endOf(f.date)) <= 31).length / known.length;
    expect(Math.abs(completenessAt(fit, 31).share - share)).toBeLessThan(0.12);
    const count = (newest === undefined ? [] : nowcastCounts(fit, newest)).find((c) => c.period === quarter);
    const final = all.filter((f) => f.date === quarter).length;
    expect(count?.raw).toBe(all.filter((f) => f.date === quarter && f.filed <= day).length);
    expect(count?.low).toBeLessThanOrEqual(final);
    expect(count?.high).toBeGreaterThanOrEqual(final);
    error += Math.abs((count?.corrected ?? 0) - final);
    raw += Math.abs((count?.raw ?? 0) - final);
  }
  expect(raw).toBeGreaterThan(0);
  expect(error).toBeLessThan(raw);
});
