import { expect, test } from "vitest";
import { batteryElectricShare } from "../../../src/signals/cycle/battery-electric-share.ts";
import { additionsOf } from "../../../src/signals/cycle/wave-additions.ts";
import { panelWith } from "../../tasks/panel-with.ts";

test("additions are yearly changes; a year without a neighbour has none", () => {
  const panel = panelWith("2026-11-22", {
    "waves/railways/line-open-us": [
      ["1830", 37],
      ["1831", 153],
      ["1833", 612],
      ["1834", 1019],
    ],
  });
  const series = additionsOf(panel, "waves/railways/line-open-us");
  expect(series.periods).toEqual(["1831", "1834"]);
  expect([...series.values]).toEqual([116, 407]);
});

test("the battery-electric share of 2024 is 22 % times 11 of 17.5 million, about 13.8 %", () => {
  // IEA Global EV Data, edition 2025, world, cars.
  const panel = panelWith("2026-02-09", {
    "iea/world/ev-share": [["2024", 22]],
    "iea/world/ev-sales-bev": [["2024", 11_000_000]],
    "iea/world/ev-sales-phev": [["2024", 6_500_000]],
  });
  expect(batteryElectricShare(panel).values[0]).toBeCloseTo(0.1383, 4);
});
