import { expect, test } from "vitest";
import { capexToCashFlow } from "../../../src/signals/strain/capex-to-cash-flow.ts";
import { panelWith, run } from "../../tasks/panel-with.ts";

test("the ratio is four quarters of CapEx over four quarters of operating cash flow", () => {
  // Microsoft, calendar quarters 2025-Q3 to 2026-Q2 as filed, USD million.
  const panel = panelWith("2026-11-22", {
    "sec/msft/capex": run("2025-Q3", [19394e6, 29876e6, 30876e6, 35802e6]),
    "sec/msft/operating-cash-flow": run("2025-Q3", [45057e6, 35758e6, 46679e6, 55441e6]),
  });
  const series = capexToCashFlow(panel, "msft");
  expect(series.periods).toEqual(["2026-Q2"]);
  expect(series.values[0]).toBeCloseTo(115_948 / 182_935, 10);
  expect(series.refs[0]).toHaveLength(8);
});

test("a missing quarter of either leaves the year out, and the gap names what is missing", () => {
  const holed = panelWith("2026-11-22", {
    "sec/msft/capex": run("2025-Q3", [1, 2, 3, 4]),
    "sec/msft/operating-cash-flow": run("2025-Q4", [1, 2, 3]),
  });
  expect(capexToCashFlow(holed, "msft").periods).toEqual([]);
  const without = panelWith("2026-11-22", { "sec/amzn/capex": run("2025-Q3", [1, 2, 3, 4]) });
  expect(capexToCashFlow(without, "amzn").gap?.needs).toEqual(["sec/amzn/operating-cash-flow"]);
});
