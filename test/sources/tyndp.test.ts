import { expect, test } from "vitest";
import { source } from "../../src/sources/tyndp.ts";
import { sharedTest } from "../shared.ts";
import { noTools, readShared, textDocument } from "./document.ts";

sharedTest("German figures of both studies are read with their decimal comma", () => {
  const { observations } = readShared(source, "tyndp-2024-datacentre-demand", "tables.md");
  const value = (series: string, period: string): number | null | undefined =>
    observations.find((o) => o.series === series && o.period === period)?.value;
  expect([
    value("tyndp/de/data-center-electricity", "2019"),
    value("tyndp/de/data-center-electricity-distributed-energy", "2040"),
    value("tyndp/de/data-center-electricity-global-ambition", "2050"),
  ]).toEqual([18.3, 44.5, 49.7]);
  expect(["a", "b", "c"].map((s) => value(`nep/de/data-center-electricity-${s}`, "2037"))).toEqual([78.4, 97.3, 116.2]);
  expect(value("nep/de/data-center-electricity-c", "2045")).toBe(116.2);
  expect(observations.length).toBe(29 * 5 + 6);
  expect(new Set(observations.filter((o) => o.period > "2019").map((o) => o.evidence))).toEqual(new Set(["assumed"]));
});

test("a decimal point and a file without the tables are refused", () => {
  const header =
    "| STUDY | COUNTRY | TYPE | UNIT | 2019 | 2040 (DE) | 2050 (DE) | 2040 (GA) | 2050 (GA) |\n|---|---|---|---|---|---|---|---|---|\n";
  const read = (text: string): unknown => source.read(textDocument(text, "tables.md"), {}, noTools);
  expect(() => read(`${header}| T | AT | Output | TWh | 1.5 | 1,6 | 1,1 | 1,6 | 1,1 |\n`)).toThrow(
    /line 3, column 5 expected a number with a decimal comma, got 1.5/,
  );
  expect(() => read("# nothing\n")).toThrow(/neither/);
});
