import { expect, test } from "vitest";
import { source } from "../../src/sources/technology-waves.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, noTools, readShared, textDocument } from "./document.ts";

fixtureTests(source);

/** Largest yearly additions of a stock, greatest first. */
function additions(observations: readonly Observation[], series: string): [string, number][] {
  const stock = observations.filter((o) => o.series === series);
  return stock
    .flatMap((o, i): [string, number][] => {
      const before = stock[i - 1];
      return before !== undefined && Number(o.period) === Number(before.period) + 1
        ? [[o.period, Math.round((o.value ?? 0) - (before.value ?? 0))]]
        : [];
    })
    .sort((a, b) => b[1] - a[1]);
}

sharedTest("the railway manias of the United States and the United Kingdom stand in the yearly additions", () => {
  const { observations, rejected } = readShared(source, "technology-waves", "hcctad.txt.gz");
  const us = additions(observations, "waves/railways/line-open-us");
  expect(us[0]?.[0]).toBe("1977");
  expect(observations.find((o) => o.series === "waves/railways/line-open-us" && o.period === "1977")?.flags).toEqual([
    "definition-break",
  ]);
  expect(us.slice(1, 4)).toEqual([
    ["1887", 20722],
    ["1882", 18619],
    ["1881", 15845],
  ]);
  expect(
    additions(observations, "waves/railways/line-open-uk")
      .filter(([year]) => year < "1860")
      .slice(0, 3),
  ).toEqual([
    ["1848", 1670],
    ["1847", 1463],
    ["1846", 958],
  ]);
  expect(observations.find((o) => o.series === "waves/electrification/output-us" && o.period === "1998")).toMatchObject(
    { value: 3803700, unit: "GWh", flags: ["unit-inferred"] },
  );
  expect(observations.filter((o) => o.series === "waves/railways/line-open-us").length).toBe(164);
  expect(rejected).toEqual([{ reason: "variable that no chart needs", count: 17120 - 7 * 214, example: "record 2" }]);
});

sharedTest("lengths of infrastructure keep their blanks and short rows", () => {
  const { observations } = readShared(source, "technology-waves", "usa-infra.csv");
  const rail = observations.filter((o) => o.series === "waves/railways/length-us");
  expect(rail.reduce((a, b) => ((a.value ?? 0) >= (b.value ?? 0) ? a : b))).toMatchObject({
    period: "1929",
    value: 303.28,
    unit: "thousand miles",
  });
  expect(observations.some((o) => o.series === "waves/telegraph/wire-us" && o.period === "1976")).toBe(false);
  expect(observations.find((o) => o.series === "waves/railways/length-us" && o.period === "1977")?.flags).toContain(
    "definition-break",
  );
});

test("a point is a missing value and a word is refused", () => {
  const read = (value: string): readonly Observation[] =>
    source.read(
      textDocument(`Variable,Year,Germany,United Kingdom,United States\nPhones,1900,.,.,${value}\n`, "hcctad.txt"),
      { table: "adoption" },
      noTools,
    ).observations;
  expect(read("12").map((o) => [o.series, o.value])).toEqual([["waves/telephony/phones-us", 12]]);
  expect(() => read("many")).toThrow(/record 2, column United States/);
});
