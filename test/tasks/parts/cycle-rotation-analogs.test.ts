import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { additionsOf } from "../../../src/signals/cycle/wave-additions.ts";
import { sources } from "../../../src/sources/shelf.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { judgeThesis, thesisPart } from "../../../src/tasks/judge.ts";
import { needsOf } from "../../../src/tasks/measure.ts";
import { part as analogs } from "../../../src/tasks/parts/analogs.ts";
import { part as cycle } from "../../../src/tasks/parts/cycle.ts";
import { part as rotation } from "../../../src/tasks/parts/rotation.ts";
import { pullFrom } from "../../../src/tasks/pull.ts";
import type { Line, PartResult } from "../../../src/terms/part.ts";
import type { ThesisJudgement } from "../../../src/terms/workbench.ts";
import { readThesis } from "../../../src/theses/read.ts";
import { shared, sharedTest } from "../../shared.ts";

const wanted =
  /^(sec-companyfacts|sec-amzn|census-c30|us-ict|tsmc|recession|technology-waves|iea-global|capex-guidance)/;
const parts = [cycle, rotation, analogs];
let opened: Promise<Store> | null = null;

/** One store of the folders that the three parts read, made once. */
function store(): Promise<Store> {
  opened ??= (async () => {
    const path = join(mkdtempSync(join(tmpdir(), "vorlauf-")), "store");
    const request = {
      store: path,
      folder: shared("sources"),
      sources,
      only: [],
      known: null,
      keepRaw: false,
      takes: (p: string) => wanted.test(p),
    };
    await pullFrom(request, { progress: () => undefined });
    return openStore(path, { readOnly: true });
  })();
  return opened;
}

async function measured(asOf: string): Promise<PartResult[]> {
  const [held, needs] = [await store(), needsOf(parts)];
  const [strict, pseudo] = [
    await readPanel(held, { asOf, mode: "strict", needs }),
    await readPanel(held, { asOf, mode: "pseudo", needs }),
  ];
  return parts.map((p) => p.measure(strict, { seed: 1, pseudo }));
}

const lineOf = (results: readonly PartResult[], id: string): Line | undefined =>
  results.flatMap((r) => [r.headline, ...r.lines]).find((l) => l.id === id);

async function judged(asOf: string): Promise<ThesisJudgement> {
  const file = fileURLToPath(new URL("../../../theses/ark-2026-02-09.yaml", import.meta.url));
  return judgeThesis(readThesis(readFileSync(file, "utf8"), "ark-2026-02-09.yaml"), await measured(asOf), asOf);
}

sharedTest(
  "hyperscaler CapEx sums to 118.6 bn in 2025-Q4 and to 129.8 bn in 2026-Q1, as the four companies filed",
  async () => {
    const now = await measured("2026-11-22");
    expect(lineOf(now, "cycle/hyperscaler-capex")).toMatchObject({
      value: 129_750e6,
      newestPeriod: "2026-Q1",
      refs: ["sec/msft/capex@2026-Q1", "sec/googl/capex@2026-Q1", "sec/amzn/capex@2026-Q1", "sec/meta/capex@2026-Q1"],
    });
    const then = await measured("2026-02-09");
    expect(lineOf(then, "cycle/hyperscaler-capex")).toMatchObject({ value: 118_632e6, newestPeriod: "2025-Q4" });
  },
);

sharedTest("6 % of 37-month windows of computer orders have no peak, as the design states", async () => {
  const line = lineOf(await measured("2026-11-22"), "cycle/base-rate");
  expect(line?.value).toBeCloseTo(0.06, 2);
});

sharedTest(
  "the cycle's trough is dated to the second quarter of 2023, and nothing later than the day is used",
  async () => {
    const then = (await measured("2026-02-09")).find((r) => r.part === "cycle");
    expect(then?.headline.newestPeriod).toBe("2025-Q4");
    expect(then?.headline.says.en).toContain("since Q2 2023");
    expect(then?.headline.value).toBe(10);
    for (const f of then?.forecasts ?? [])
      for (const ref of f.refs) expect(ref.split("@")[1]?.localeCompare("2026-Q1")).toBe(-1);
  },
);

sharedTest("known quarters of 2026 enter the forecasts as certain", async () => {
  const forecasts = (await measured("2026-11-22")).flatMap((r) => r.forecasts);
  // 2026-Q1 of the four, 2026-Q2 of Microsoft and Alphabet: 129,750 + 35,802 + 44,924.
  expect(forecasts.find((f) => f.id === "cycle/capex-2026-four")?.floor).toBe(210_476e6);
  // and Oracle's quarters to February and May 2026: 18,635 + 16,493.
  expect(forecasts.find((f) => f.id === "cycle/capex-2026-five")?.floor).toBe(245_604e6);
});

sharedTest("the ratio is 0.394 in the first release of May 2026, 0.422 a release later, 0.453 for June", async () => {
  expect(lineOf(await measured("2026-07-15"), "rotation/ratio")?.value).toBeCloseTo(0.394, 3);
  const now = await measured("2026-11-22");
  expect(lineOf(now, "rotation/ratio")?.value).toBeCloseTo(0.453, 3);
  expect(lineOf(now, "rotation/revision")?.says.en).toContain("first printed as 0.394 and stands at 0.422");
  expect(now.find((r) => r.part === "rotation")?.tables.find((t) => t.id === "vintages")?.rows).toHaveLength(2);
});

sharedTest(
  "on the day of the report rotation cannot be told and names July 2026, with the pseudo value beside it",
  async () => {
    const line = lineOf(await measured("2026-02-09"), "rotation");
    expect(line).toMatchObject({ state: "cannot-tell", value: null });
    expect(line?.says.en).toContain("1 Jul 2026");
    expect(line?.pseudo?.value).toBeCloseTo(0.376, 3);
  },
);

sharedTest("railway additions reproduce the largest years named with the data", async () => {
  const panel = await readPanel(await store(), {
    asOf: "2026-11-22",
    mode: "strict",
    needs: [{ id: "waves/railways/*" }],
  });
  const at = (country: string, year: string): number => {
    const series = additionsOf(panel, `waves/railways/line-open-${country}`);
    return Math.round(series.values[series.periods.indexOf(year)] ?? Number.NaN);
  };
  expect([at("us", "1887"), at("us", "1882"), at("us", "1881")]).toEqual([20722, 18619, 15845]);
  expect([at("uk", "1848"), at("uk", "1847"), at("uk", "1846")]).toEqual([1670, 1463, 958]);
  expect(additionsOf(panel, "waves/railways/line-open-us").periods).not.toContain("1977");
});

sharedTest("claims on cycle, rotation and battery cars stand as the design's table says, on both days", async () => {
  const states = async (asOf: string): Promise<Record<string, string>> =>
    Object.fromEntries((await judged(asOf)).claims.map((c) => [c.id, c.state]));
  expect(await states("2026-02-09")).toMatchObject({
    "cycle-began": "open",
    "capex-2026": "open",
    "dc-systems-2030": "cannot-tell",
    "rotation-roads": "cannot-tell",
    "bev-dominate-2031": "open",
    "ev-writedowns": "not-built",
  });
  expect(await states("2026-11-22")).toMatchObject({
    "cycle-began": "open",
    "capex-2026": "open",
    "dc-systems-2030": "cannot-tell",
    "rotation-roads": "open",
    "bev-dominate-2031": "open",
  });
});

sharedTest("open claims carry P, an interval and their parts; battery cars are unvalidated", async () => {
  const claims = new Map((await judged("2026-11-22")).claims.map((c) => [c.id, c]));
  for (const id of ["cycle-began", "capex-2026", "bev-dominate-2031", "rotation-roads"]) {
    const c = claims.get(id);
    expect(c?.probability).toBeGreaterThan(0);
    expect(c?.probability).toBeLessThan(1);
    expect(c?.probabilityInterval?.low).toBeLessThanOrEqual(c?.probability ?? 0);
    expect(c?.probabilityInterval?.high).toBeGreaterThanOrEqual(c?.probability ?? 1);
  }
  expect(claims.get("capex-2026")?.parts).toHaveLength(2);
  expect(claims.get("capex-2026")?.wouldNeed?.en).toContain("129.8 bn already certain");
  expect(claims.get("bev-dominate-2031")?.unvalidated).toBe(true);
});

sharedTest("the same day gives the same bytes twice", async () => {
  expect(JSON.stringify(await measured("2026-02-09"))).toBe(JSON.stringify(await measured("2026-02-09")));
});

sharedTest("every figure, table and forecast rests on references, and no number of a result is NaN", async () => {
  for (const r of await measured("2026-11-22")) {
    for (const l of [r.headline, ...r.lines])
      if (l.state === "found") expect([l.id, l.refs.length > 0, Number.isFinite(l.value)]).toEqual([l.id, true, true]);
    for (const f of [...r.figures, ...r.forecasts]) expect([f.id, f.refs.length > 0]).toEqual([f.id, true]);
    for (const f of r.forecasts) expect([f.id, f.draws.every(Number.isFinite)]).toEqual([f.id, true]);
    for (const f of r.figures)
      for (const s of f.series) for (const p of s.points) expect(Number.isNaN(p.y ?? 0)).toBe(false);
  }
});

sharedTest("the thesis part counts the states of its claims", async () => {
  const thesis = await judged("2026-11-22");
  const part = thesisPart(thesis, "2026-11-22", "strict");
  expect(part.headline.value).toBe(thesis.claims.filter((c) => ["holds", "fails", "open"].includes(c.state)).length);
  expect(part.lines).toHaveLength(14);
  expect(part.tables[0]?.rows).toHaveLength(14);
});
