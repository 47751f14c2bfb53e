import { expect, test } from "vitest";
import { runCase } from "../../../src/tasks/case.ts";
import { columnOf, numbers, parseCsv, rowLabels, seriesOf, valueColumns } from "../../../src/tasks/cases/case-input.ts";

test("missing values are read in every usual spelling, lines may end as on Windows, a mark may stand before, names may be quoted", () => {
  const table = parseCsv(
    '\uFEFF"date","y"\r\n2001-01,1\r\n2001-02,NA\r\n2001-03,.\r\n2001-04,nan\r\n2001-05,\r\n2001-06,"2.5e1"\r\n',
  );
  expect(Array.from(seriesOf(table))).toEqual([1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 25]);
  expect(rowLabels(table)[5]).toBe("2001-06");
});

test("a semicolon separates where the header has no comma", () => {
  const table = parseCsv("date;a;b\n2001;1;2\n2002;3;4");
  expect(valueColumns(table)).toEqual(["a", "b"]);
  expect(Array.from(numbers(table, "b"))).toEqual([2, 4]);
});

test("dates are found wherever they stand; a measured column is no index because of its name", () => {
  const late = parseCsv("y,year,quarter\n5,1990,1\n4,1990,2\n6,1990,3");
  expect(valueColumns(late)).toEqual(["y"]);
  expect(rowLabels(late)).toEqual([1990, 1990, 1990]);
  const rates = parseCsv("i,y,p\n5.2,1,2\n4.8,2,2\n6,3,1");
  expect(valueColumns(rates)).toEqual(["i", "y", "p"]);
  expect(Array.from(columnOf(rates, "x", 2))).toEqual([2, 2, 1]);
  expect(valueColumns(parseCsv(",y\n1,5\n2,7\n3,6"))).toEqual(["y"]);
});

const bbq = (text: string): (() => unknown) => {
  const json = {
    id: "own",
    method: "turning-points-bbq",
    settings: { frequency: 4 },
    inputs: { "y.csv": "" },
    expected: null,
  };
  return () => runCase(json, () => text).computed.values["peaks"];
};
const zigzag = Array.from({ length: 40 }, (_, t) => (t % 20 < 12 ? t % 20 : 24 - (t % 20)));
const dated = (label: (t: number) => string, value: (t: number) => string = (t) => String(zigzag[t])): string =>
  ["date,y", ...zigzag.map((_, t) => `${label(t)},${value(t)}`)].join("\n");

test("rows must rise by date: the error names the two that do not", () => {
  const label = (t: number): string => `${2000 + Math.floor(t / 4)}-Q${(t % 4) + 1}`;
  // The peaks of a saw that climbs 12 quarters and falls 8: 11 and 31 periods after its start.
  expect(bbq(dated(label))()).toEqual(["2003-Q1", "2008-Q1"]);
  expect(bbq(dated((t) => (t === 7 ? "2000-Q1" : label(t))))).toThrow(
    /y\.csv: dates|dates of y\.csv.*2000-Q1 in row 9 after 2001-Q3/,
  );
  expect(bbq(dated((t) => (t === 7 ? label(6) : label(t))))).toThrow(/2001-Q3 in row 9 after 2001-Q3/);
});

test("what is no number is refused with its place: infinite, text, no header, a name twice, no rows, nothing observed", () => {
  const label = (t: number): string => String(1900 + t);
  expect(bbq(dated(label, (t) => (t === 3 ? "Inf" : String(zigzag[t]))))).toThrow(/column y is not finite at index 3/);
  expect(bbq(dated(label, (t) => (t === 3 ? "1e999" : String(zigzag[t]))))).toThrow(
    /column y is not finite at index 3/,
  );
  expect(bbq(dated(label, (t) => (t === 3 ? "12 345" : String(zigzag[t]))))).toThrow(/column y, row 5: got 12 345/);
  expect(bbq("1120,3\n1160,4\n963,5")).toThrow(/header of y\.csv: got 1120, 3/);
  expect(bbq("y,y\n1,2")).toThrow(/"y" twice/);
  expect(bbq("date,y\n")).toThrow(/no rows/);
  expect(bbq(dated(label, () => "NA"))).toThrow(/40 rows without a value/);
});

test("a case reads its panel's standards from the panel where it says so, in whatever order the columns stand", () => {
  const cell = (t: number, k: number): number => ((t * (7 + 2 * k)) % 13) + ((t * 5) % 7) * (k + 1);
  const names = ["a", "b", "c", "d"];
  const csv = (order: readonly number[]): string =>
    [
      ["date", ...order.map((k) => names[k])].join(","),
      ...Array.from({ length: 60 }, (_, t) =>
        [`${2000 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, "0")}`, ...order.map((k) => cell(t, k))].join(
          ",",
        ),
      ),
    ].join("\n");
  const columns = names.map((_, k) => Array.from({ length: 60 }, (__, t) => cell(t, k)));
  const mean = columns.map((c) => c.reduce((a, b) => a + b, 0) / 60);
  const std = columns.map((c, k) => Math.sqrt(c.reduce((s, v) => s + (v - mean[k]!) ** 2, 0) / 59));
  const run = (order: readonly number[]): ReturnType<typeof runCase>["computed"] =>
    runCase(
      {
        id: "own",
        method: "dfm-exact-ml-ar1",
        settings: { factors: 1, factor_var_order: 1, standardize: "given.mean / given.std over observed values" },
        inputs: { "panel.csv": "" },
        given: { mean, std },
        expected: null,
      },
      () => csv(order),
    ).computed;
  const [plain, turned] = [run([0, 1, 2, 3]), run([3, 1, 0, 2])];
  expect(Number(turned.values["ml_loglik"])).toBeCloseTo(Number(plain.values["ml_loglik"]), 6);
  expect(turned.warnings?.join(" ")).toContain("computed anew");
  expect(plain.warnings?.join(" ")).not.toContain("computed anew");
});
