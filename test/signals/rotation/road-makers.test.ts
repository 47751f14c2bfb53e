import { expect, test } from "vitest";
import { makersGrowth } from "../../../src/signals/rotation/road-makers.ts";
import { panelWith, run } from "../../tasks/panel-with.ts";

test("makers that are not held are named, and one alone is not enough", () => {
  const one = panelWith("2026-11-22", { "sec/cat/capex": run("2024-Q1", [1, 1, 1, 1, 2]) });
  expect(makersGrowth(one).gap).toMatchObject({
    needs: ["sec/nue/capex", "sec/stld/capex", "sec/vmc/capex", "sec/mlm/capex", "sec/exp/capex"],
    have: 1,
    need: 2,
  });
});

test("growth is that of the makers held in both quarters of the comparison", () => {
  const two = panelWith("2026-11-22", {
    "sec/cat/capex": run("2024-Q1", [10, 10, 10, 10, 20]),
    "sec/nue/capex": run("2024-Q1", [30, 30, 30, 30, 20]),
    "sec/vmc/capex": run("2025-Q1", [500]),
  });
  const series = makersGrowth(two);
  expect(series.periods).toEqual(["2025-Q1"]);
  expect(series.values[0]).toBeCloseTo(0, 12);
});
