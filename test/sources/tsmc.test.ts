import { expect, test } from "vitest";
import { source } from "../../src/sources/tsmc.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, noTools, readShared, textDocument } from "./document.ts";

fixtureTests(source);

sharedTest("a month's revenue is known at the end of the month that published it", () => {
  const { observations } = readShared(source, "tsmc-monthly-revenue", "tsmc_monthly_revenue.csv");
  expect(observations.length).toBe(117);
  expect(observations.find((o) => o.period === "2016-01")).toMatchObject({
    value: 70855235000,
    unit: "TWD",
    known: "2016-02-29T23:59:59Z",
    knownBy: "stamped",
  });
  expect(observations.find((o) => o.period === "2025-08")).toMatchObject({
    value: 335771691000,
    known: "2025-09-30T23:59:59Z",
  });
  expect(observations.find((o) => o.period === "2025-09")).toMatchObject({
    value: 330980920000,
    known: "2025-10-20T09:59:32Z",
    knownBy: "observed",
  });
});

sharedTest("the recent months are in thousands and agree with the growth that their file states", () => {
  const history = readShared(source, "tsmc-monthly-revenue", "tsmc_monthly_revenue.csv").observations;
  const recent = readShared(source, "tsmc-monthly-revenue", "taiwan_revenue_2026-05_2026-07.json").observations;
  expect(recent.map((o) => [o.series, o.period, o.value, o.known])).toEqual([
    ["tsmc/revenue", "2026-05", 416975163000, "2026-08-12T07:27:14Z"],
    ["tsmc/revenue", "2026-06", 442679969000, "2026-08-12T07:27:14Z"],
    ["tsmc/revenue", "2026-07", 467580548000, "2026-08-12T07:27:14Z"],
  ]);
  const before = (month: string): number => history.find((o) => o.period === month)?.value ?? Number.NaN;
  expect(416975163000 / before("2025-05") - 1).toBeCloseTo(0.3009498, 6);
  expect(467580548000 / before("2025-07") - 1).toBeCloseTo(0.4468755, 6);
});

test("another company is left out, a publication in another month and a damaged amount are refused", () => {
  const read = (rows: string): ReturnType<typeof source.read> =>
    source.read(
      textDocument(`date,stock_id,country,revenue,revenue_month,revenue_year\n${rows}`, "r.csv"),
      { file: "history" },
      noTools,
    );
  expect(read("2016-02-01,2303,Taiwan,1,1,2016\n").rejected).toEqual([
    { reason: "another company", count: 1, example: "record 2" },
  ]);
  expect(() => read("2016-01-01,2330,Taiwan,1,1,2016\n")).toThrow(/the month after 2016-01/);
  expect(() => read("2016-02-01,2330,Taiwan,n/a,1,2016\n")).toThrow(/a positive amount/);
  expect(() =>
    source.read(textDocument('{"TSM":{"2026-05":{"revenue":1}}}', "taiwan_revenue.json"), { file: "recent" }, noTools),
  ).toThrow(/revenue_ntd_thousand/);
});
