import { expect, test } from "vitest";
import { ratioVintages, signal } from "../../../src/signals/rotation/data-centre-highway-ratio.ts";
import { signal as share } from "../../../src/signals/rotation/data-centre-share.ts";
import { panelWith, type Rows } from "../../tasks/panel-with.ts";

const unit = "USD million, SAAR";
// Census C30, releases of 1 July and of August 2026.
const dataCentre: Rows = [
  ["2026-04", 58977, "2026-07-01"],
  ["2026-05", 59307, "2026-07-01"],
  ["2026-04", 61859, "2026-08-09"],
  ["2026-05", 63843, "2026-08-09"],
  ["2026-06", 68297, "2026-08-09"],
];
const highway: Rows = [
  ["2026-04", 149630, "2026-07-01"],
  ["2026-05", 150557, "2026-07-01"],
  ["2026-04", 150418, "2026-08-09"],
  ["2026-05", 151134, "2026-08-09"],
  ["2026-06", 150909, "2026-08-09"],
];
const power: Rows = [["2026-06", 134015, "2026-08-09"]];
const plants: Rows = [["2026-06", 52869, "2026-08-09"]];
const panel = (asOf: string): ReturnType<typeof panelWith> =>
  panelWith(
    asOf,
    {
      "census/data-center/construction": dataCentre,
      "census/highway-and-street/construction": highway,
      "census/electric-power/construction": power,
      "census/computer-electronic-electrical/construction": plants,
    },
    { "census/data-center/construction": unit, "census/highway-and-street/construction": unit },
  );

test("the ratio of May 2026 is 0.394 in the first release and 0.422 in the next, that of June 0.453", () => {
  expect(signal.measure(panel("2026-07-15")).values.at(-1)).toBeCloseTo(0.3939, 4);
  const later = signal.measure(panel("2026-11-22"));
  expect(later.periods.slice(-2)).toEqual(["2026-05", "2026-06"]);
  expect(Array.from(later.values.slice(-2)).map((v) => Number(v.toFixed(4)))).toEqual([0.4224, 0.4526]);
});

test("every release is a vintage, and both series of one come from the same release", () => {
  const vintages = ratioVintages(panel("2026-11-22"));
  expect(vintages.map((v) => [v.known.slice(0, 10), v.periods.at(-1)])).toEqual([
    ["2026-07-01", "2026-05"],
    ["2026-08-09", "2026-06"],
  ]);
  expect(vintages[0]?.values[1]).toBeCloseTo(59307 / 150557, 12);
});

test("a second copy of the same figures is no vintage", () => {
  const again = panelWith("2026-11-22", {
    "census/data-center/construction": [...dataCentre, ["2026-06", 68297, "2026-09-01"]],
    "census/highway-and-street/construction": highway,
  });
  expect(ratioVintages(again)).toHaveLength(2);
});

test("before the oldest copy there is no ratio, and the gap names the copy's day", () => {
  const early = signal.measure(panel("2026-02-09"));
  expect(early.periods).toEqual([]);
  expect(early.gap?.settles.en).toContain("2026-07-01");
});

test("the share takes data centres in data centres, highways, electric power and computer plants", () => {
  const measured = share.measure(panel("2026-11-22"));
  expect(measured.unit).toBe("share");
  expect(measured.values.at(-1)).toBeCloseTo(68297 / (68297 + 150909 + 134015 + 52869), 12);
});
