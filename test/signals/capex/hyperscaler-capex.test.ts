import { expect, test } from "vitest";
import { alignMembers, groupSum, hyperscalers, signal } from "../../../src/signals/capex/hyperscaler-capex.ts";
import { panelWith, run } from "../../tasks/panel-with.ts";

// As filed: 10-K and 10-Q of MSFT, GOOGL, AMZN, META, USD million.
const filed = panelWith("2026-02-09", {
  "sec/msft/capex": run("2025-Q3", [19394e6, 29876e6]),
  "sec/googl/capex": run("2025-Q3", [23953e6, 27851e6]),
  "sec/amzn/capex": run("2025-Q3", [35095e6, 39522e6]),
  "sec/meta/capex": run("2025-Q2", [16538e6, 18829e6, 21383e6]),
});

test("the sum of the four is 118,632 million in the fourth quarter of 2025, with the four references", () => {
  const series = signal.measure(filed);
  expect(series.periods).toEqual(["2025-Q3", "2025-Q4"]);
  expect(series.values[1]).toBe(118_632e6);
  expect(series.refs[1]).toEqual(hyperscalers.map((t) => `sec/${t}/capex@2025-Q4`));
});

test("a quarter in which one company is missing has no sum", () => {
  expect(groupSum(filed, hyperscalers, "x").periods).not.toContain("2025-Q2");
});

test("a group with a company that is not held names it in the gap", () => {
  const series = groupSum(filed, ["msft", "orcl"], "x");
  expect(series.periods).toEqual([]);
  expect(series.gap?.needs).toEqual(["sec/orcl/capex"]);
  expect(series.gap?.pull).toBe("vorlauf pull sec ORCL");
});

test("companies stand on one grid without holes, missing quarters as NaN", () => {
  const group = alignMembers(filed, hyperscalers);
  expect(group?.periods).toEqual(["2025-Q2", "2025-Q3", "2025-Q4"]);
  expect(group?.members.map((m) => [...m.values].filter(Number.isNaN).length)).toEqual([1, 1, 1, 0]);
  expect(alignMembers(panelWith("2026-02-09", {}), hyperscalers)).toBeNull();
});
