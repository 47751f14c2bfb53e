import { expect } from "vitest";
import { source } from "../../src/sources/iea-energy-ai.ts";
import { sharedTest } from "../shared.ts";
import { foundFile, sharedDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

sharedTest("estimates and scenarios stand apart and agree with capacity times load factor", () => {
  const raw = sharedDocument("iea-energy-and-ai", "Data_annex_Energy_and_AI.xlsx");
  expect(source.recognise(foundFile(raw, ""))).toEqual({});
  const { observations } = source.read(raw, {}, zipTools);
  const find = (series: string, period: string) =>
    observations.find((o) => o.series === `iea/${series}` && o.period === period);
  const value = (series: string, period: string): number => find(series, period)?.value ?? Number.NaN;
  expect([
    value("world/data-center-electricity", "2024"),
    value("world/data-center-capacity", "2024"),
    value("world/data-center-pue", "2024"),
    value("world/data-center-load-factor", "2024"),
  ]).toEqual([416, 97, 1.41, 49]);
  expect(
    ["base", "lift-off", "high-efficiency", "headwinds"].map((s) =>
      value(`world/data-center-electricity-${s}`, "2030"),
    ),
  ).toEqual([946, 1264, 792, 669]);
  expect(value("world/data-center-electricity-lift-off", "2035")).toBe(1719);
  expect(find("world/data-center-electricity", "2030")).toBeUndefined();
  expect(find("world/data-center-electricity-base", "2030")).toMatchObject({
    evidence: "assumed",
    flags: ["scenario"],
    origin: { locator: "World Data!H24" },
  });
  expect(find("world/data-center-electricity", "2024")).toMatchObject({
    evidence: "estimated",
    unit: "TWh",
    known: "2025-09-08T00:22:02Z",
  });
  expect(find("united-states/data-center-it-capacity", "2024")).toMatchObject({ value: 31, unit: "GW IT" });
  expect([
    value("china/data-center-electricity-base", "2030"),
    value("europe/data-center-load-factor", "2024"),
  ]).toEqual([277, 48]);
  for (const region of ["world", "united-states", "europe", "china", "asia-pacific"]) {
    const implied =
      value(`${region}/data-center-capacity`, "2024") *
      8.76 *
      (value(`${region}/data-center-load-factor`, "2024") / 100);
    expect(Math.abs(implied / value(`${region}/data-center-electricity`, "2024") - 1)).toBeLessThan(0.03);
  }
  expect(observations.length).toBe(6 * 11 + 6 * 8 * 4);
});
