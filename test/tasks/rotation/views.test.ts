import { expect, test } from "vitest";
import { signal as accountsRatio } from "../../../src/signals/rotation/accounts-ratio.ts";
import { signal as toGdp } from "../../../src/signals/rotation/capex-to-gdp.ts";
import { signal as wide } from "../../../src/signals/rotation/wide-construction-ratio.ts";
import { deflatedLine, gdpLine, rotationViews, viewsLine, viewsTable } from "../../../src/tasks/rotation/views.ts";
import { panelWith, type Rows, run } from "../panel-with.ts";

// Census C30, release known on 9 August 2026, June 2025 and June 2026, USD million SAAR.
const june = (before: number, now: number): Rows => [
  ["2025-06", before, "2026-08-09"],
  ["2026-06", now, "2026-08-09"],
];
const construction = {
  "census/data-center/construction": june(46_839, 68_297),
  "census/highway-and-street/construction": june(146_345, 150_909),
  "census/electric-power/construction": june(127_415, 134_015),
  "census/computer-electronic-electrical/construction": june(99_516, 52_869),
};

test("the wide ratio falls where the narrow one rises, and the sentence names the plants as the reason", () => {
  const panel = panelWith("2026-11-22", construction);
  const ratio = wide.measure(panel).values;
  expect(ratio[1]).toBeCloseTo((68_297 + 134_015 + 52_869) / 150_909, 12);
  expect(ratio[1]).toBeLessThan(ratio[0] ?? 0);
  const views = rotationViews(panel);
  const line = viewsLine(panel, views);
  expect(line.value).toBe(1);
  expect(line.says.en).toContain("The views disagree");
  // 52,869 / 99,516: minus 47 %.
  expect(line.says.en).toContain("chip and computer plants fell by 47 %");
  const narrow = viewsTable(views).rows[0];
  expect(narrow?.["difference"]).toBeCloseTo(Math.log(68_297 / 46_839) - Math.log(150_909 / 146_345), 12);
});

test("a side that is not held is empty, and one view alone cannot agree with anything", () => {
  const { "census/electric-power/construction": _power, ...without } = construction;
  const panel = panelWith("2026-11-22", without);
  const views = rotationViews(panel);
  expect(viewsTable(views).rows.map((r) => r["difference"] === null)).toEqual([false, true, true, true]);
  expect(viewsLine(panel, views).state).toBe("cannot-tell");
});

test("companies are compared in the same quarter, and the accounts in current dollars where both are pulled", () => {
  const quarter = (before: number, now: number): Rows => [
    ["2025-Q1", before],
    ["2026-Q1", now],
  ];
  const panel = panelWith("2026-11-22", {
    "sec/msft/capex": quarter(100, 200),
    "sec/googl/capex": quarter(100, 200),
    "sec/amzn/capex": quarter(100, 200),
    "sec/meta/capex": quarter(100, 200),
    "sec/cat/capex": quarter(50, 60),
    "sec/nue/capex": quarter(50, 40),
    "fred/a679rc1q027sbea": quarter(1000, 1200),
    "fred/b009rc1q027sbea": quarter(800, 760),
  });
  const rows = viewsTable(rotationViews(panel)).rows;
  expect(rows[2]?.["difference"]).toBeCloseTo(Math.log(2), 12);
  expect(rows[3]?.["difference"]).toBeCloseTo(Math.log(1.2) - Math.log(0.95), 12);
  expect(Array.from(accountsRatio.measure(panel).values)).toEqual([1.25, 1200 / 760]);
});

const four = (values: readonly number[]): Record<string, Rows> =>
  Object.fromEntries(["msft", "googl", "amzn", "meta"].map((t) => [`sec/${t}/capex`, run("2024-Q1", values)]));

test("CapEx per GDP sums four quarters of spending over the mean of four annual rates, in the unit of the source", () => {
  const capex = four([10e9, 10e9, 10e9, 10e9]);
  const gdp = run("2024-Q1", [28_000, 28_500, 29_000, 29_500]);
  const billions = panelWith("2026-11-22", { ...capex, "fred/gdp": gdp }, { "fred/gdp": "USD billion, SAAR" });
  expect(toGdp.measure(billions).values[0]).toBeCloseTo(160 / 28_750, 12);
  const millions = panelWith(
    "2026-11-22",
    { ...capex, "fred/gdp": run("2024-Q1", [28e6, 28.5e6, 29e6, 29.5e6]) },
    { "fred/gdp": "USD million, SAAR" },
  );
  expect(toGdp.measure(millions).values[0]).toBeCloseTo(160 / 28_750, 12);
  expect(gdpLine(panelWith("2026-11-22", capex)).gap?.needs).toEqual(["fred/gdp"]);
});

test("CapEx is deflated as far as the index is known and no further", () => {
  const capex = four([10e9, 10e9, 10e9, 10e9, 12e9, 13e9]);
  // Two per cent dearer in the first quarter of 2025; April and May 2025 known, June not.
  const prices = run("2024-01", [...Array.from({ length: 12 }, () => 100), 102, 102, 102, 103, 103]);
  const line = deflatedLine(panelWith("2026-11-22", { ...capex, "fred-md/wpsfd49207": prices }));
  expect(line.newestPeriod).toBe("2025-Q1");
  expect(line.value).toBeCloseTo(1.2 / 1.02 - 1, 12);
  expect(deflatedLine(panelWith("2026-11-22", capex)).gap?.needs).toEqual(["fred-md/wpsfd49207"]);
});
