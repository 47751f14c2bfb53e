import { expect, test } from "vitest";
import { source as census } from "../../src/sources/census.ts";
import { source } from "../../src/sources/table.ts";
import type { Observation } from "../../src/terms/observation.ts";
import type { Reading } from "../../src/terms/source.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, foundFile, noTools, readShared, sharedDocument, textDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

fixtureTests(source);

function at(reading: Reading, series: string, period: string, item?: string): Observation | undefined {
  return reading.observations.find((o) => o.series === series && o.period === period && o.item === item);
}

sharedTest("the release after July 2026 revises data centers by two months and is known from its copy on", () => {
  const next = readShared(source, "census-c30-construction", "data-2026-06/infrastructure_construction_history.csv");
  const center = at(next, "census/data-center/construction", "2026-05");
  expect(center).toMatchObject({
    value: 63843,
    unit: "USD million, SAAR",
    known: "2026-08-09T13:34:34Z",
    knownBy: "observed",
    published: null,
    evidence: "reported (secondary)",
  });
  expect(center?.origin).toMatchObject({ kind: "extract", locator: "record 402, column Data Center Construction" });
  const road = (period: string): number =>
    at(next, "census/highway-and-street/construction", period)?.value ?? Number.NaN;
  expect(63843 / road("2026-05")).toBeCloseTo(0.422, 3);
  expect(at(next, "census/data-center/construction", "2026-06")?.value).toBe(68297);
  expect(68297 / road("2026-06")).toBeCloseTo(0.453, 3);
  const raw = sharedDocument("census-c30-construction", "data-2026-05/privsatime.xlsx");
  const first = census
    .read(raw, { workbook: "private-sa" }, zipTools)
    .observations.filter((o) => o.series === "census/data-center/construction");
  const changed = first.filter((o) => at(next, o.series, o.period)?.value !== o.value).map((o) => [o.period, o.value]);
  expect(changed).toEqual([
    ["2026-05", 59307],
    ["2026-04", 58977],
  ]);
  expect(next.observations.filter((o) => o.value === 0)).toEqual([]);
});

sharedTest("the extract of a release whose workbooks are held is passed over", () => {
  const raw = sharedDocument("census-c30-construction", "data-2026-05/infrastructure_construction_history.csv");
  expect(source.recognise(foundFile(raw, "census-c30-construction"))).toBeNull();
  const zeros = source.read(raw, { extract: "census-construction" }, noTools);
  expect(at(zeros, "census/public-sewage-and-waste-disposal/construction", "1993-01")).toBeUndefined();
  expect(at(zeros, "census/public-sewage-and-waste-disposal/construction", "2002-01")?.value).toBe(16077);
});

sharedTest("FRED extracts keep their units, periods and blanks", () => {
  const orders = readShared(source, "us-ict-investment", "compute_m3_history.csv");
  expect(at(orders, "fred/a34sno", "1992-01")).toBeUndefined();
  expect(at(orders, "fred/a34sno", "2026-06")).toMatchObject({
    value: 31105,
    unit: "USD million",
    known: "2026-08-09T08:49:05Z",
  });
  expect(orders.observations.filter((o) => o.series === "fred/a34sno").length).toBe(413);
  const investment = readShared(source, "us-ict-investment", "info_processing_investment_history.csv");
  expect(at(investment, "fred/a679rx1q020sbea", "2026-Q2")).toMatchObject({
    value: 1712.946,
    unit: "USD billion, chained, SAAR",
  });
  expect(at(investment, "fred/a679rx1q020sbea", "2007-Q1")?.value).toBe(365.767);
  expect(
    at(readShared(source, "us-ict-investment", "industrial_production_history.csv"), "fred/indpro", "1919-01")?.value,
  ).toBe(4.8739);
  const prices = readShared(source, "us-ppi-inputs", "ppi_Monthly.txt");
  expect(at(prices, "fred/wpu117", "1926-01")).toBeUndefined();
  expect(at(prices, "fred/wpu101", "1926-01")?.value).toBe(11.4);
  expect(at(prices, "fred/wpu117", "2023-04")).toMatchObject({ value: 133.845, unit: "index 1982=100" });
  const electricity = readShared(source, "us-power-chain", "power_series_history.csv");
  expect(at(electricity, "fred/ipn22112cs", "2015-01")).toMatchObject({ value: 98.081, unit: "index 2017=100" });
  expect(at(electricity, "fred/ipn22112cs", "2026-06")).toBeUndefined();
  expect(at(electricity, "fred/caputlg2211s", "2026-06")).toMatchObject({ value: 68.8274, unit: "percent" });
  const digital = readShared(source, "bea-infrastructure-totals", "total_digital_infrastructure_chain.csv");
  expect(
    digital.observations
      .map((o) => o.period)
      .filter((p) => ["1998", "2000", "2003", "2017"].includes(p))
      .map((p) => at(digital, "bea/digital-infrastructure/investment-chained", p)?.value),
  ).toEqual([46552, 81909, 60051, 245817]);
});

sharedTest("only the table that prints its release day is stamped with it", () => {
  const history = readShared(source, "us-ict-investment", "compute_manufacturing_history.csv");
  const latest = readShared(source, "us-ict-investment", "g17_compute_latest_observations_2026-07-17.csv");
  expect(at(history, "fred/ipg3344s", "2026-06")).toMatchObject({ value: 181.8824, knownBy: "observed" });
  expect(at(latest, "fred/ipg3344s", "2026-06")).toMatchObject({
    value: 181.8824,
    known: "2026-07-17T23:59:59Z",
    knownBy: "stamped",
    unit: "index 2017=100",
  });
  for (const o of latest.observations)
    expect([o.unit, o.value]).toEqual([at(history, o.series, o.period)?.unit, at(history, o.series, o.period)?.value]);
});

sharedTest("the power chain's tables give sales, prices, generation and generators", () => {
  const retail = readShared(source, "us-power-chain", "energy_retail_market_history.csv.gz");
  expect(at(retail, "eia/us/total-sales", "2026-05")).toMatchObject({
    value: 320096370.41,
    unit: "MWh",
    flags: ["preliminary"],
  });
  expect(at(retail, "eia/us/transportation-price", "2026-05")?.value).toBeCloseTo(
    (82086.66 * 1e5) / (572417.86 * 1e3),
    9,
  );
  expect(at(retail, "eia/ak/residential-price", "2026-05")).toMatchObject({ value: 28.23, unit: "US cents per kWh" });
  const generation = readShared(source, "us-power-chain", "energy_generation_history.csv");
  expect(at(generation, "eia/us/generation-coal-annual", "2016")?.value).toBe(1239149);
  expect(at(generation, "eia/us/generation-wind-other-renewables", "2026-05")?.value).toBe(46157);
  const pipeline = readShared(source, "us-power-chain", "energy_generator_pipeline.csv.gz");
  expect(pipeline.observations.length).toBe(2768);
  expect(pipeline.rejected).toEqual([{ reason: "no expected year", count: 1, example: "record 2" }]);
  expect(at(pipeline, "eia/generator-pipeline", "2026-06", "addition/63677/STURB")).toMatchObject({
    value: 5,
    fields: { status: "TS", group: "Solar", state: "MA" },
  });
  const changes = readShared(source, "us-power-chain", "energy_capacity_changes_2026.csv");
  expect(at(changes, "eia/capacity-changes", "2026-01", "addition/67224/20101")).toMatchObject({
    value: 147.5,
    unit: "MW",
  });
  expect(
    at(
      readShared(source, "us-power-chain", "energy_capacity_snapshot.csv"),
      "eia/operating-capacity",
      "2026-08-05",
      "battery-storage",
    ),
  ).toMatchObject({ value: 74412.1, flags: ["period-is-copy-day"] });
});

test("a word in a value's column, a missing column and two values of one month are refused with the record", () => {
  const read = (text: string): unknown =>
    source.read(textDocument(text, "x.csv"), { extract: "fred-industrial-production" }, noTools);
  expect(() => read("Observation Date,Industrial Production\n2026-05-01,n/a\n")).toThrow(
    /fred-industrial-production record 2, column Industrial Production expected a number or a blank, got n\/a/,
  );
  expect(() => read("Observation Date,Production\n2026-05-01,1\n")).toThrow(/columns Industrial Production/);
  expect(() => read("Observation Date,Industrial Production\n2026-05-01,1\n2026-05-01,2\n")).toThrow(/record 3/);
  expect(() =>
    source.read(textDocument("a\n1\n", "x.csv"), { extract: "fred-industrial-productions" }, noTools),
  ).toThrow(/did you mean fred-industrial-production/);
});
