import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { judgeThesis } from "../../src/tasks/judge.ts";
import { measureSome, needsOf } from "../../src/tasks/measure.ts";
import { parts } from "../../src/tasks/parts/shelf.ts";
import type { Line, PartResult } from "../../src/terms/part.ts";
import type { ClaimJudgement } from "../../src/terms/workbench.ts";
import { readThesis } from "../../src/theses/read.ts";

/** The verdict of the embedded snapshot, so of any clone, on the report's day and on the newest. */
const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const thesis = readThesis(readFileSync(here("theses/ark-2026-02-09.yaml"), "utf8"), "ark-2026-02-09.yaml");

let store: Store;
let report: Measured;
let newest: Measured;
interface Measured {
  readonly results: readonly PartResult[];
  readonly claims: readonly ClaimJudgement[];
}

beforeAll(async () => {
  store = await openStore(here("snapshot"), { readOnly: true });
  const on = async (asOf: string): Promise<Measured> => {
    const panel = await readPanel(store, { asOf, mode: "strict", needs: needsOf(parts) });
    const results = measureSome(panel, parts, { thesis, seed: 1 });
    return { results, claims: judgeThesis(thesis, results, asOf).claims };
  };
  report = await on("2026-02-09");
  newest = await on("2026-11-22");
}, 240_000);
afterAll(() => store.close());

const states = ({ claims }: Measured): Record<string, string> => Object.fromEntries(claims.map((c) => [c.id, c.state]));
function line({ results }: Measured, id: string): Line {
  const found = results.flatMap((r) => [r.headline, ...r.lines]).find((l) => l.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
}

test("every one of the fourteen claims stands as the design's table says, on the report's day and on the newest", () => {
  expect(states(report)).toEqual({
    "cycle-began": "open",
    "capex-2026": "open",
    "dc-systems-2030": "cannot-tell",
    "faster-succession": "fails",
    "economical-uses": "fails",
    "ev-writedowns": "holds",
    "ev-retreat-strategic": "cannot-tell",
    "capital-redirected": "cannot-tell",
    "bev-dominate-2031": "open",
    "convergence-papers": "cannot-tell",
    "autonomous-lab": "cannot-tell",
    "rotation-roads": "cannot-tell",
    reinforcing: "cannot-tell",
    "running-bill": "cannot-tell",
  });
  expect(states(newest)).toEqual({
    ...states(report),
    "faster-succession": "holds",
    "rotation-roads": "open",
    "running-bill": "fails",
  });
  for (const { results } of [report, newest])
    expect(results.flatMap((r) => [r.headline, ...r.lines]).filter((l) => l.state === "not-built")).toEqual([]);
});

test("the announced write-downs of the four carmakers: 27.1 bn USD and 27.3 bn EUR, 59.3 bn USD together at the ECB's rates, 59.6 now", () => {
  const then = line(report, "retreat/charges-four");
  expect(then.says.en).toContain("27.1 bn USD + 27.3 bn EUR");
  // GM 1.6 + 6.0, Ford 19.5; Volkswagen 5.1 at 1.1736 on 19 September 2025, Stellantis 22.2 at 1.1794 on 6 February 2026.
  expect((then.value ?? 0) / 1e9).toBeCloseTo(1.6 + 6 + 19.5 + 5.1 * 1.1736 + 22.2 * 1.1794, 6);
  expect((line(newest, "retreat/charges-four").value ?? 0) / 1e9).toBeCloseTo(59.57, 2);
});

test("698 to 422 USD a gram is minus 39.5 %, and the reagents stay untold", () => {
  expect(line(newest, "convergence/lab-cost").value).toBeCloseTo(422 / 698 - 1, 12);
  expect(line(newest, "convergence/lab-reagents").state).toBe("cannot-tell");
});

test("data centres against highways: 0.394, a release later 0.422, June 0.453; the crossing is computed on both vintages", () => {
  const rows = newest.results.flatMap((r) => r.tables).find((t) => t.id === "vintages")?.rows ?? [];
  expect(rows.map((r) => [r["newest"], Number(Number(r["ratio"]).toFixed(3))])).toEqual([
    ["2026-05", 0.394],
    ["2026-06", 0.453],
  ]);
  // Census, release of 9 August 2026: June 2026 68,297 over 150,909 USD million.
  expect(line(newest, "rotation").value).toBeCloseTo(68_297 / 150_909, 9);
  expect(line(newest, "rotation/revision").says.en).toContain("first printed as 0.394 and stands at 0.422");
  // One release moved the twelve-month window's probability by about half.
  const p = rows.map((r) => Number(r["p12"]));
  expect((p[1] ?? 0) - (p[0] ?? 0)).toBeGreaterThan(0.3);
  expect(line(report, "rotation").state).toBe("cannot-tell");
});

test("AI's share of robotics and biology papers to 2019 as in the method note, the plateau since, both normalisations, and the class decides", () => {
  const rows = newest.results.flatMap((r) => r.tables).find((t) => t.id === "convergence/by-year")?.rows ?? [];
  const share = (year: string, field: string): number => {
    const value = rows.find((r) => r["year"] === year)?.[field];
    return typeof value === "number" ? Number(value.toFixed(1)) : Number.NaN;
  };
  expect(["2014", "2016", "2018", "2019"].map((y) => share(y, "robotics"))).toEqual([24.5, 36.1, 39.8, 48.7]);
  expect(["2014", "2016", "2018", "2019"].map((y) => share(y, "biology"))).toEqual([6.8, 10.6, 17.0, 22.7]);
  // The listings of 2025 and 2026 stay below 2019; biology has no denominator after it.
  expect(share("2025", "robotics")).toBeLessThan(43);
  expect(share("2026", "robotics")).toBeLessThan(43);
  expect(share("2026", "biology")).toBeNaN();
  expect(line(newest, "convergence/robotics-share").value).toBeLessThan(0.487);
  expect(line(newest, "convergence/robotics-sample").says.en).toContain("45.9 %");
  expect(line(newest, "convergence/lift").says.en).toContain("association strength");
  expect(line(newest, "convergence/class-definition").says.en).toContain("higher for cs.AI");
  const lifts = newest.results.flatMap((r) => r.tables).find((t) => t.id.includes("lift"))?.rows ?? [];
  // cs.CV with cs.RO in March 2026 by the two conventions.
  expect(
    lifts
      .flatMap((r) => Object.values(r))
      .filter((v) => typeof v === "number")
      .map((v) => v.toFixed(2)),
  ).toEqual(expect.arrayContaining(["3.24", "6.89", "4.95", "3.83"]));
});

test("capability records tie on the report's day and lead by four on the newest, not distinguishable, with the list's coverage and the wrong date named", () => {
  const [then, now] = [line(report, "succession/records-last-four"), line(newest, "succession/records-last-four")];
  expect([then.value, now.value]).toEqual([0, 4]);
  for (const l of [then, now]) {
    expect(l.says.en).toContain("not distinguishable");
    expect(l.says.en).toMatch(/\d+ and \d+ models scored/);
  }
  const warned = report.results.flatMap((r) => r.warnings).map((w) => String(w.facts["versions"] ?? ""));
  expect(warned.join()).toContain("Kimi-K2-Instruct-0905 (2024-09-05)");
});
