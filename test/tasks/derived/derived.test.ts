import { expect, test } from "vitest";
import { adjustX11 } from "../../../src/methods/x11.ts";
import type { Derived, Pantry } from "../../../src/tasks/derived/derived.ts";
import { derivedFromIt, pantryOf } from "../../../src/tasks/derived/recipes.ts";
import { stableF } from "../../../src/tasks/derived/seasonal.ts";
import type { Group } from "../../../src/terms/group.ts";
import type { Panel } from "../../../src/terms/panel.ts";
import { panelWith, type Rows, run } from "../panel-with.ts";

const title = { en: "Two", de: "Zwei" };
const two: Group = {
  id: "two",
  title,
  says: { en: "Two companies.", de: "Zwei Unternehmen." },
  measures: ["capex"],
  members: [
    { ticker: "aa", earlier: { capex: "capex-net" } },
    { ticker: "bb", earlier: {} },
  ],
};

const units: Readonly<Record<string, string>> = {
  "sec/aa/capex": "USD",
  "sec/aa/capex-net": "USD",
  "sec/bb/capex": "USD",
  "sec/jp/capex": "JPY",
  "sec/eu/capex": "EUR",
  "sec/tw/capex": "TWD",
  "fx/eur-usd": "USD per EUR",
  "fx/eur-jpy": "JPY per EUR",
  "fred-md/wpsfd49207": "index 1982=100",
  "fred/wpu101": "index 1982=100",
  "sec/nue/revenue": "USD",
  "census/road/construction": "USD million, SAAR",
  "chained/x": "USD billion, chained",
  "tsmc/revenue": "TWD",
};

function pantry(groups: readonly Group[] = [two]): Pantry {
  return pantryOf({ groups, unitOf: (id) => units[id] ?? null, titleOf: (id) => ({ en: id, de: id }) });
}

function made(id: string, panel: Panel): Derived {
  const recipe = pantry().recipeOf(id);
  if (recipe === null) throw new Error(`no recipe for ${id}`);
  return recipe.derive(panel);
}

const day = "2026-01-01";

test("a sum stands only where every member is held; elsewhere who is missing is named", () => {
  const panel = panelWith(day, {
    "sec/aa/capex": run("2024-Q1", [10, 11, 12]),
    "sec/bb/capex": run("2024-Q2", [100, 120]),
  });
  const { periods, values, flags, fields, says, refs, evidence } = made("group/two/capex", panel);
  expect(periods).toEqual(["2024-Q1", "2024-Q2", "2024-Q3"]);
  expect([...values]).toEqual([Number.NaN, 111, 132]);
  expect(flags).toEqual([["incomplete"], [], []]);
  expect(fields[0]).toEqual({ held: "aa", missing: "bb" });
  expect(refs[2]).toEqual(["sec/aa/capex@2024-Q3", "sec/bb/capex@2024-Q3"]);
  expect(evidence[1]).toBe("derived");
  expect(says[1]?.en).toBe(
    "Plain sum in the 2 of 3 periods in which all 2 members are held, Q2 2024 to Q3 2024; elsewhere no value, never a partial sum.",
  );
});

test("the index links growth of the members held in both periods, so that one that enters is no growth", () => {
  const panel = panelWith(day, {
    "sec/aa/capex": run("2024-Q1", [10, 11, 12]),
    "sec/bb/capex": run("2024-Q2", [100, 120]),
  });
  const { values, fields, unit } = made("group/two/capex-index", panel);
  // 100, then 11 / 10, then (12 + 120) / (11 + 100).
  expect(unit).toBe("index");
  expect(values[0]).toBe(100);
  expect(values[1]).toBeCloseTo(110, 10);
  expect(values[2]).toBeCloseTo((110 * 132) / 111, 10);
  expect(fields[1]).toEqual({ linked: "aa", missing: "bb", shareOfHeld: 11 / 111 });
  expect(fields[2]).toMatchObject({ linked: "aa bb", missing: "" });
});

test("an earlier definition links the periods before the later one, and no link mixes the two", () => {
  const panel = panelWith(day, {
    "sec/aa/capex-net": run("2023-Q3", [5, 6, 60]),
    "sec/aa/capex": run("2024-Q1", [10, 20]),
  });
  const { periods, values } = made("group/two/capex-index", panel);
  // Net 5 -> 6 -> 60 to the first quarter of the gross series, gross 10 -> 20 from there.
  expect(periods).toEqual(["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]);
  [100, 120, 1200, 2400].forEach((v, i) => {
    expect(values[i]).toBeCloseTo(v, 9);
  });
});

test("a group of which nothing is held says so and how to fetch it", () => {
  const { values, says } = made("group/two/capex", panelWith(day, {}));
  expect(values.length).toBe(0);
  expect(says[0]?.en).toBe("No member is held on this day; vorlauf pull sec AA BB would help.");
});

test("yen become dollars at the mean of the days on which both rates stand, and not before the last rate of the period", () => {
  const rates = (jpy: boolean): Rows => [
    ["2024-01-02", jpy ? 150 : 1.1],
    ["2024-02-01", jpy ? 160 : 1.2],
    ["2024-03-28", jpy ? 165 : 1.1],
    ["2024-04-02", jpy ? 100 : 9],
  ];
  const series = {
    "sec/jp/capex": run("2024-Q1", [3000, 5000], "2024-05-10"),
    "fx/eur-usd": rates(false),
    "fx/eur-jpy": rates(true),
  };
  const { periods, values, unit, fields, known, refs } = made("sec/jp/capex/usd", panelWith(day, series, units));
  expect([unit, periods]).toEqual(["USD", ["2024-Q1"]]);
  expect(values[0]).toBeCloseTo(3000 * ((1.1 / 150 + 1.2 / 160 + 1.1 / 165) / 3), 12);
  expect(fields[0]?.["days"]).toBe(3);
  expect(known[0]).toBe("2024-05-10T23:59:59Z");
  expect(refs[0]).toContain("fx/eur-jpy@2024-03-28");
});

test("a currency without a reference rate is not converted, and dollars need no conversion", () => {
  const panel = panelWith(day, { "sec/tw/capex": run("2024-Q1", [1]), "fx/eur-usd": run("2024-01", [1.1]) }, units);
  expect(made("sec/tw/capex/usd", panel).says[0]?.en).toMatch(/no reference rate of the ECB is held for TWD/);
  expect(pantry().recipeOf("sec/aa/capex/usd")).toBeNull();
});

test("a common deflator is named as one that ignores relative prices; the base is the last full year known on the day", () => {
  const prices = run("2023-01", [...Array<number>(12).fill(200), ...Array<number>(12).fill(250), 260, 270]);
  const panel = panelWith(
    day,
    { "census/road/construction": run("2023-12", [400, 500, 1]), "fred-md/wpsfd49207": prices },
    units,
  );
  const { values, unit, says } = made("census/road/construction/real", panel);
  expect(unit).toBe("USD million, SAAR, prices of 2024");
  expect([...values]).toEqual([500, 500, 1]);
  expect(says[0]?.en).toContain("relative prices ignored");
  expect(says[0]?.de).toContain("relative Preise unberücksichtigt");
});

test("beyond the deflator's newest month nothing is extrapolated, and a quarter needs all its months", () => {
  const prices = run("2023-01", Array<number>(14).fill(100));
  const panel = panelWith(day, { "sec/aa/capex": run("2023-Q4", [7, 8, 9]), "fred-md/wpsfd49207": prices }, units);
  expect(made("sec/aa/capex/real", panel).periods).toEqual(["2023-Q4"]);
});

test("steel is deflated by the price of steel; chained dollars are not deflated at all", () => {
  const panel = panelWith(
    day,
    {
      "sec/nue/revenue": run("2024-Q1", [100]),
      "fred/wpu101": run("2023-01", [...Array<number>(12).fill(100), 200, 200, 200]),
    },
    units,
  );
  const real = made("sec/nue/revenue/real", panel);
  expect([...real.values]).toEqual([50]);
  expect(real.says[0]?.en).toContain("the price of this product");
  expect(real.says[0]?.en).not.toContain("ignored");
  expect(pantry().recipeOf("chained/x/real")).toBeNull();
});

const monthly = Array.from({ length: 120 }, (_, t) => 100 * 1.01 ** t * (1 + 0.2 * Math.sin((2 * Math.PI * t) / 12)));

test("a raw series is adjusted by X-11 on what was known on the day: later months and later corrections change nothing", () => {
  const known = run("2016-01", monthly.slice(0, 102), "2024-08-10");
  const later: Rows = [...known, ...run("2024-07", monthly.slice(102), "2026-02-10"), ["2020-01", 1, "2026-03-01"]];
  const before = made("tsmc/revenue/sa", panelWith("2024-12-31", { "tsmc/revenue": known }, units));
  const then = made("tsmc/revenue/sa", panelWith("2024-12-31", { "tsmc/revenue": later }, units));
  const now = made("tsmc/revenue/sa", panelWith("2026-12-31", { "tsmc/revenue": later }, units));
  expect(then).toEqual(before);
  expect([...before.values]).toEqual([...adjustX11(monthly.slice(0, 102), { period: 12 }).adjusted]);
  expect(now.values.length).toBe(120);
  expect(now.values[50]).not.toBe(before.values[50]);
  // Smooth growth of one per cent a month with the season taken out.
  for (let t = 24; t < 78; t++) expect(before.values[t]! / (100 * 1.01 ** t)).toBeCloseTo(1, 2);
  expect(before.known.every((k) => k === "2024-08-10T23:59:59Z")).toBe(true);
});

test("behind a gap nothing is adjusted, and eight years are needed", () => {
  const rows: Rows = [...run("2016-01", monthly.slice(0, 96)), ...run("2024-03", monthly.slice(98, 100))];
  const { periods, says } = made("tsmc/revenue/sa", panelWith(day, { "tsmc/revenue": rows }, units));
  expect([periods.length, periods.at(-1)]).toEqual([96, "2023-12"]);
  expect(says.at(-1)?.en).toBe("2 later periods lie behind a gap and are left out.");
  const short = made(
    "tsmc/revenue/sa",
    panelWith(day, { "tsmc/revenue": run("2016-01", monthly.slice(0, 95)) }, units),
  );
  expect(short.says[0]?.en).toMatch(/needs 8 years/);
});

test("the F of stable seasonality is that of one-way analysis of variance", () => {
  // The usual textbook example: three treatments of six, F(2, 15) = 42 / 4.533.
  const treatments = [
    [6, 8, 4, 5, 3, 4],
    [8, 12, 9, 11, 6, 8],
    [13, 9, 11, 8, 7, 12],
  ];
  const mixed = Float64Array.from({ length: 18 }, (_, t) => treatments[t % 3]?.[Math.floor(t / 3)] ?? Number.NaN);
  expect(
    stableF(
      mixed,
      run("2000-01", [...mixed]).map(([p]) => p),
      3,
    ),
  ).toBeCloseTo(9.2647, 4);
});

test("only what a publisher gives raw is adjusted, and endings follow one another", () => {
  const p = pantry();
  expect(p.recipeOf("census/road/construction/sa")).toBeNull();
  expect(derivedFromIt("sec/aa/capex", p)).toEqual(["sec/aa/capex/real", "sec/aa/capex/sa"]);
  expect(derivedFromIt("sec/jp/capex", p)).toEqual(["sec/jp/capex/usd", "sec/jp/capex/sa"]);
  expect(p.recipeOf("group/two/capex/real/sa")?.needs.map((n) => n.id)).toContain("fred-md/wpsfd49207");
  expect(p.recipeOf("sec/aa/capex/real/real")).toBeNull();
  expect([
    p.unitOf("group/two/capex-index"),
    p.unitOf("group/three/capex"),
    p.titleOf("group/two/capex/sa").de,
  ]).toEqual(["index", null, "Zwei: sec/*/capex, saisonbereinigt"]);
});
