import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sumNowcasts } from "../../../src/methods/delay-nowcast.ts";
import { type ReportingDelay, readReportingDelay } from "../../../src/methods/reporting-delay.ts";
import { copiesOfReleases, releasesByQuarter, signal } from "../../../src/signals/succession/release-cadence.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { coverageOf, releaseCadence } from "../../../src/tasks/succession/cadence.ts";
import { listIn, type Panel } from "../../../src/terms/panel.ts";

const listId = "epoch/notable-models";
let store: Store;

beforeAll(async () => {
  store = await openStore(fileURLToPath(new URL("../../../snapshot", import.meta.url)), { readOnly: true });
});
afterAll(() => store.close());

async function panelOn(asOf: string, id = listId): Promise<Panel> {
  return readPanel(store, { asOf, mode: "strict", needs: [{ id, history: true }] });
}

async function delayOn(asOf: string): Promise<ReportingDelay> {
  return readReportingDelay(copiesOfReleases(listIn(await panelOn(asOf), listId), asOf));
}

test("as of 24 February 2025 the 80 % interval for 2024 covers the 98 models known since, and is narrower than 60", async () => {
  const { counts, fit, record } = await delayOn("2025-02-24");
  expect(fit.transitions).toMatchObject([{ from: "2024-10-19", to: "2025-02-24", use: "used" }]);
  const year = sumNowcasts(
    "2024",
    counts.filter((c) => c.period.startsWith("2024")),
  );
  expect(year.raw).toBe(55);
  expect(year.low).toBeLessThanOrEqual(98);
  expect(year.high).toBeGreaterThanOrEqual(98);
  expect(year.high - year.low).toBeLessThan(60);
  expect(record.validated).toBe(false);
});

test("between two copies of 2025 the list was rebuilt: 165 names left and 212 came", async () => {
  const copies = listIn(await panelOn("2025-11-30"), listId)?.copies ?? [];
  const [before, after] = [copies.at(-2), copies.at(-1)].map((c) => new Set((c?.entries ?? []).map((e) => e.item)));
  expect([...(before ?? [])].filter((name) => after?.has(name) === false)).toHaveLength(165);
  expect([...(after ?? [])].filter((name) => before?.has(name) === false)).toHaveLength(212);
  const step = (await delayOn("2025-11-30")).fit.transitions.at(-1);
  expect(step).toMatchObject({ use: "rebuilt", left: 158, renamed: 7, came: 205 });
});

test("after the rebuild the correction misses by more than the raw count, so it is not validated", async () => {
  expect((await delayOn("2025-11-30")).record).toMatchObject({
    rebuilt: true,
    since: "2025-11-01",
    checks: [],
    validated: false,
  });
  for (const [asOf, checks] of [
    ["2026-02-09", 8],
    ["2026-11-22", 16],
  ] as const) {
    const { record } = await delayOn(asOf);
    expect(record.checks).toHaveLength(checks);
    expect(record.error).toBeGreaterThan(record.rawError);
    expect(record.validated).toBe(false);
  }
});

test("every earlier copy's intervals are held against the counts of July 2026", async () => {
  const { earlier } = await delayOn("2026-11-22");
  expect(earlier.map((e) => [e.day, e.status, e.counts.length])).toEqual([
    ["2024-10-19", "no-transition", 0],
    ["2025-02-24", "fitted", 8],
    ["2025-11-01", "fitted", 8],
    ["2026-01-26", "fitted", 8],
  ]);
  const february = earlier[1]?.counts ?? [];
  expect(february.map((c) => c.raw)).toEqual([24, 19, 20, 42, 17, 10, 12, 16]);
  expect(february.map((c) => c.known)).toEqual([25, 22, 22, 50, 19, 20, 28, 31]);
  const all = coverageOf(earlier.flatMap((e) => e.counts));
  expect(all.n).toBe(24);
  expect(all.inside).toBe(earlier.flatMap((e) => e.counts).filter((c) => c.known >= c.low && c.known <= c.high).length);
});

test("an unfinished quarter is never counted, and a later copy is not seen early", async () => {
  const before = signal.measure(await panelOn("2026-01-25"));
  expect(before.periods.at(-1)).toBe("2025-Q3");
  const after = signal.measure(await panelOn("2026-01-26"));
  expect(after.periods.at(-1)).toBe("2025-Q4");
  expect(after.values.at(-1)).toBe(23);
  expect(signal.measure(await panelOn("2024-10-18")).periods).toEqual([]);
});

test("frontier status is the notable list's own column", async () => {
  const list = listIn(await panelOn("2026-11-22"), listId);
  const year = releasesByQuarter(list?.entries ?? [], "2026-07-19").filter((q) => q.quarter.startsWith("2024"));
  expect(year.reduce((n, q) => n + q.frontier, 0)).toBe(11);
  expect(year.reduce((n, q) => n + q.notable, 0)).toBe(98);
});

test("the line shows the raw count and says that the correction is not validated", async () => {
  const { line, tables, warnings } = releaseCadence(await panelOn("2026-02-09"), 1);
  expect(line.value).toBe(91);
  expect(line.interval).toBeUndefined();
  expect(line.direction).toBeNull();
  expect(line.says.en).toContain("correction not validated");
  expect(line.says.de).toContain("Korrektur nicht validiert");
  expect(tables.map((t) => t.id)).toEqual(["cadence", "cadence-record"]);
  expect(warnings.map((w) => w.code)).toEqual(["correction-not-validated"]);
  expect(releaseCadence(await panelOn("2024-10-18"), 1).line.state).toBe("cannot-tell");
});

test("the FDA list of 2022 was incomplete at every age, and the later correction would have added what never came", async () => {
  const list = listIn(await panelOn("2026-02-09", "fda/ai-devices"), "fda/ai-devices");
  const copies = (list?.copies ?? []).map((c) => ({
    day:
      c.entries
        .map((e) => e.period)
        .sort()
        .at(-1) ?? "",
    entries: c.entries.map((e) => ({ id: e.item, date: e.period })),
  }));
  const delay = readReportingDelay(copies);
  expect(delay.fit.transitions.map((t) => [t.came, t.late])).toEqual([
    [361, 41],
    [368, 37],
    [111, 1],
  ]);
  expect(delay.fit.transitions.map((t) => t.use)).toEqual(["incomplete-at-every-age", "used", "used"]);
  expect(delay.earlier.map((e) => e.status)).toEqual(["no-transition", "incomplete-at-every-age", "fitted"]);
  expect(delay.record.rawError).toBeLessThan(delay.record.error);
  expect(delay.record.validated).toBe(false);
});
