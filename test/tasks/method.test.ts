import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { methodPage } from "../../scripts/method-pages.ts";
import { createRandom } from "../../src/math/random.ts";
import { methods } from "../../src/methods/shelf.ts";
import { methodSheets, runMethod } from "../../src/tasks/method.ts";
import { misfit } from "../../src/tasks/schema.ts";
import { VorlaufError } from "../../src/terms/errors.ts";
import type { MethodResult, MethodSheet } from "../../src/terms/method.ts";

const sheets = methodSheets();
const runnable = sheets.filter((s) => s.example !== null);

function example(s: MethodSheet): { csv: string; options: Record<string, unknown> } {
  return { csv: s.example?.csv ?? "", options: { ...s.example?.options } };
}

test("every method of the shelf runs on a file, or says in both languages why not and what does", () => {
  expect(sheets.map((s) => s.id)).toEqual(Object.keys(methods).sort());
  expect(sheets.filter((s) => s.notRunnable !== null).map((s) => s.id)).toEqual(["factor-likelihood"]);
  for (const s of sheets) {
    if (s.notRunnable !== null) {
      expect(s.notRunnable.en).toMatch(/`[a-z-]+`/);
      expect(s.notRunnable.de).not.toBe(s.notRunnable.en);
    }
    expect(s.question.en.endsWith("?") && s.question.de.endsWith("?"), s.id).toBe(true);
  }
});

/** Options of a method's code that are no option of a file, and why: made from the columns, or of no use to a user. */
const inside: Readonly<Record<string, readonly string[]>> = {
  "factor-model": ["start"],
  stl: ["jumps"],
};

test("every option of a method's code can be set in a file, with the default of the code unless the dates give it", () => {
  const byDates = new Set([
    "lag",
    "season",
    "period",
    "halfWindow",
    "minPhase",
    "minCycle",
    "endCensor",
    "log",
    "window",
    "base",
    "firstPeriod",
  ]);
  for (const s of runnable) {
    const found = Object.entries(methods).find(([id]) => id === s.id);
    const defaults: Readonly<Record<string, unknown>> = { ...found?.[1].defaults };
    for (const [name, value] of Object.entries(defaults)) {
      if (inside[s.id]?.includes(name) === true) continue;
      const option = s.options.find((o) => o.name === name);
      expect(
        s.options.map((o) => o.name),
        s.id,
      ).toContain(name);
      if (!byDates.has(name)) expect(option?.default, `${s.id}.${name}`).toEqual(value);
    }
  }
});

test("every example runs, fits the schema, holds no number that JSON lacks, and comes out the same twice", () => {
  for (const s of runnable) {
    const { csv, options } = example(s);
    const result = runMethod(s.id, csv, options);
    expect(misfit("method", JSON.parse(JSON.stringify(result))), s.id).toBeNull();
    if (s.id !== "minimum-detectable-effect" && s.id !== "kink-trend")
      expect(JSON.stringify(runMethod(s.id, csv, options)), s.id).toBe(JSON.stringify(result));
    expect(result.tables.length + result.values.length, s.id).toBeGreaterThan(0);
  }
}, 120_000);

const value = (r: MethodResult, name: string): unknown => r.values.find((v) => v.name === name)?.value;

test("the Nile's break is that of the literature: 1898, with the interval 1895 to 1902 of R's strucchange", () => {
  const nile = sheets.find((s) => s.id === "structural-breaks");
  const r = runMethod("structural-breaks", nile?.example?.csv ?? "", null);
  expect(r.tables[0]?.rows[0]?.slice(0, 3)).toEqual(["1898", "1895", "1902"]);
  expect(r.data).toMatchObject({ rows: 100, first: "1871", last: "1970", frequency: "annual" });
});

test("columns in another order, a column in thousands and shuffled options change nothing but the unit", () => {
  const rows = Array.from({ length: 60 }, (_, t) => [
    `2010-Q1`,
    t,
    Math.sin(t) + 0.3 * Math.cos(7 * t),
    Math.cos(2 * t),
  ]);
  const quarter = (t: number): string => `${2010 + Math.floor(t / 4)}-Q${(t % 4) + 1}`;
  const a = `q,x,y\n${rows.map(([, t, x, y]) => `${quarter(Number(t))},${x},${y}`).join("\n")}\n`;
  const b = `q;y;x\r\n${rows.map(([, t, x, y]) => `${quarter(Number(t))};"${String(y).replace(".", ",")}";${1000 * Number(x)}`).join("\r\n")}\r\n`;
  const one = runMethod("vector-autoregression", a.replace("q,", "date,"), { lags: 1, horizon: 2 });
  const two = runMethod("vector-autoregression", b.replace("q;", "date;"), {
    horizon: 2,
    lags: 1,
    columns: ["x", "y"],
  });
  const [f, g] = [one.tables[0]?.rows[1] ?? [], two.tables[0]?.rows[1] ?? []];
  expect(f.slice(0, 2)).toEqual(["2025-Q2", "x"]);
  expect(Number(g[2]) / 1000).toBeCloseTo(Number(f[2]), 9);
});

test("dates of FRED become quarters, German dates and decimals are read, a period left out counts as missing", () => {
  const fred =
    "observation_date,GDP\n2020-01-01,1.5\n2020-04-01,.\n2020-07-01,2\n2021-01-01,3\n2021-04-01,4\n2021-07-01,3\n2021-10-01,5\n2022-01-01,6\n2022-04-01,6.5\n";
  const r = runMethod("local-level", fred, {});
  expect(r.data).toMatchObject({ first: "2020-Q1", last: "2022-Q2", rows: 10, frequency: "quarterly" });
  expect(r.warnings.map((w) => w.code)).toContain("periods-inserted");
  expect(r.tables[0]?.rows[3]?.slice(0, 2)).toEqual(["2020-Q4", null]);
  const german = runMethod("level", "Datum;Wert\n31.01.2024;1,5\n29.02.2024;2,5\n31.03.2024;4\n", {});
  expect(german.data).toMatchObject({ frequency: "monthly", first: "2024-01", last: "2024-03" });
  expect(value(german, "latest")).toBe(4);
  const weekly = runMethod("level", "date,v\n2024-01-05,1\n2024-01-12,2\n2024-01-26,5\n", { lag: 1 });
  expect(weekly.data).toMatchObject({ frequency: "weekly", rows: 4 });
});

test("a ragged edge bends the forecast of the others: what one column already says is taken as known", () => {
  const r = createRandom(2);
  const [x, y] = [new Float64Array(60), new Float64Array(60)];
  for (let t = 1; t < 60; t++) {
    const e = r.normal();
    x[t] = x[t - 1]! + e;
    y[t] = y[t - 1]! + e + 0.1 * r.normal();
  }
  const rows = (last: string): string =>
    `t,x,y\n${Array.from(x, (v, t) => `${t + 1},${v},${y[t]}`).join("\n")}\n${last}`;
  const options = { lags: 1, horizon: 1, draws: 1000 };
  const forecastOf = (csv: string): number => {
    const result = runMethod("bayesian-vector-autoregression", csv, options);
    const row = result.tables[0]?.rows.find((c) => c[1] === "y") ?? [];
    return Number(row[2]);
  };
  expect(forecastOf(rows(`61,${x[59]! + 3},\n`)) - forecastOf(rows(""))).toBeGreaterThan(2);
});

const refusals: readonly (readonly [string, string, unknown, string, string])[] = [
  ["level", "date,x\n2020-01,1\n2020-02,2a\n", {}, "input-invalid", "line 3, column x: got 2a"],
  ["level", "date,x\n2020-01,1\n2020-02,1e999\n", {}, "input-invalid", "line 3, column x: got 1e999"],
  [
    "level",
    "date,x\n2020-01,1\n2020-03,2\n2020-02,2\n",
    {},
    "input-invalid",
    "line 4, column date: got 2020-02 after 2020-03. Sort",
  ],
  ["level", "date,x\n2020-01,1\n2020-01,2\n", {}, "input-invalid", "Keep one row per period"],
  ["level", "date,x\n2020-01,1\n2020-02,2,3\n", {}, "input-invalid", "line 3: got 3 cells"],
  ["level", "date,x\n2020-01,1\n01/31/2020,2\n", {}, "input-invalid", "line 3, column date: got 01/31/2020"],
  ["level", "date,x\n2020-01,1\n2020-Q2,2\n", {}, "input-invalid", "all dates in one form"],
  ["level", 'date,x\n2020-01,"1\n2020-02,2\n', {}, "input-invalid", "line 2: got a quote that does not end"],
  ["level", "date,x,x\n2020-01,1,2\n", {}, "input-invalid", 'the name "x" again'],
  ["level", "date,x\n", {}, "too-few-observations", "has 0 observations"],
  ["level", "", {}, "input-invalid", "no header"],
  ["level", "date,x,y\n2020-01,1,2\n2020-02,2,3\n", {}, "input-invalid", "columns of numbers: got 2: x, y. Say which"],
  [
    "level",
    "date,x\n2020-01,1\n2020-02,2\n",
    { column: "xx" },
    "unknown-id",
    'unknown column of numbers "xx"; did you mean x?',
  ],
  ["level", "date,x\n2020-01,1\n2020-02,2\n", { coverge: 0.9 }, "unknown-id", "did you mean coverage"],
  [
    "level",
    "date,x\n2020-01,1\n2020-02,2\n",
    { coverage: 2 },
    "input-invalid",
    "option coverage: got 2. Give a number from 0.01 to 0.999",
  ],
  ["level", "date,x\n2020-01,1\n2020-02,2\n", [1], "input-invalid", "options: got [1]"],
  [
    "pelt",
    "date,x\n2020-01,1\n2020-02,2\n",
    { change: "median" },
    "input-invalid",
    '"mean", "variance" or "mean-and-variance"',
  ],
  [
    "theta",
    "date,x\n2020-01,1\n2020-02,\n2020-03,3\n2020-04,4\n",
    {},
    "input-invalid",
    "column x, row 2020-02: got no value",
  ],
  [
    "theta",
    "date,x\n2020-01,1\n2020-02,-2\n2020-03,3\n2020-04,4\n",
    {},
    "input-invalid",
    "column x, row 2020-02: got -2",
  ],
  ["theta", "date,x\n2020-01,7\n2020-02,7\n2020-03,7\n2020-04,7\n", {}, "constant-series", "column x is constant"],
  [
    "granger",
    "date,x,y\n2020-01,1,1\n2020-02,3,3\n2020-03,2,2\n2020-04,5,5\n2020-05,1,1\n2020-06,0,0\n2020-07,4,4\n2020-08,4,4\n",
    {},
    "not-positive-definite",
    "a copy or a sum",
  ],
  ["factor-likelihood", "date,x\n2020-01,1\n", {}, "input-invalid", "`factor-model` estimates them"],
  ["thetas", "date,x\n2020-01,1\n", {}, "unknown-id", "did you mean theta?"],
];

test.each(refusals)("%s refuses %j with %j: %s, %s", (id, csv, options, code, message) => {
  try {
    runMethod(id, csv, options);
    expect.unreachable();
  } catch (error) {
    expect(error instanceof VorlaufError ? error.code : error).toBe(code);
    expect(error instanceof Error ? error.message : "").toContain(message);
  }
});

/** What a column may be made into. */
const damages: Readonly<Record<string, (x: string[], random: () => number) => string[]>> = {
  constant: (x) => x.map(() => "3"),
  missing: (x) => x.map(() => ""),
  "one value": (x) => x.map((v, i) => (i === 5 ? v : "")),
  "every second missing": (x) => x.map((v, i) => (i % 2 === 0 ? v : "")),
  short: (x) => x.slice(0, 5),
  "two rows": (x) => x.slice(0, 2),
  explosive: (x) => x.map((_, i) => String(1.5 ** i)),
  huge: (x) => x.map((v) => `${v}e200`),
  tiny: (x) => x.map((v) => `${v}e-200`),
  negative: (x) => x.map((v) => (v === "" ? "" : String(-Number(v) - 1))),
  zero: (x) => x.map((v, i) => (i < 3 ? v : "0")),
  "a straight line": (x) => x.map((_, i) => String(2 + 3 * i)),
  "one spike": (x) => x.map((_, i) => (i === 7 ? "1000000" : String(1 + (i % 2) * 1e-9))),
  random: (x, random) => x.map(() => String(random() * 10 ** Math.floor(6 * random()))),
};

/** Damages every column of numbers alike, or makes the later ones copies of the first. */
function damaged(csv: string, kind: string, random: () => number): string {
  const [header = "", ...rows] = csv.trim().split("\n");
  const cells = rows.map((r) => r.split(","));
  const columns = (cells[0] ?? []).map((_, j) => cells.map((r) => r[j] ?? ""));
  const numeric = columns.map((c) => c.every((v) => v === "" || Number.isFinite(Number(v))));
  const indexed = /^(date|month|quarter|year|t|time|copy|period)/.test(header);
  const isValue = (j: number): boolean => numeric[j] === true && !(indexed && j === 0);
  const first = columns.findIndex((_, j) => isValue(j));
  const out = columns.map((c, j) => {
    if (kind === "copies") return isValue(j) && j !== first ? (columns[first] ?? c) : c;
    return isValue(j) ? (damages[kind]?.(c, random) ?? c) : c;
  });
  const n = Math.min(...out.map((c) => c.length));
  return `${header}\n${Array.from({ length: n }, (_, i) => out.map((c) => c[i] ?? "").join(",")).join("\n")}\n`;
}

const quick: Readonly<Record<string, Record<string, unknown>>> = {
  "minimum-detectable-effect": { simulations: 50 },
  "kink-trend": { bootstrap: 99 },
  connectedness: { surrogates: 99 },
  granger: { surrogates: 99 },
  "impulse-responses": { draws: 99 },
  "model-confidence-set": { bootstrap: 99 },
  "markov-switching": { starts: 1 },
};

const tried = [...Object.keys(damages), "copies"];

test.each(runnable.map((s) => s.id))(
  "%s on bad input: a typed error with its facts, or an answer whose gaps are said; never a crash, never a hang",
  (id) => {
    const s = runnable.find((one) => one.id === id);
    if (s === undefined) return;
    const { csv, options } = example(s);
    for (const kind of tried) {
      const random = createRandom(`${id}/${kind}`);
      const text = damaged(csv, kind, random.uniform);
      const started = performance.now();
      try {
        const result = runMethod(id, text, { ...options, ...quick[id] });
        const blank =
          result.values.some((v) => v.value === null) ||
          result.tables.some((t) => t.rows.some((row) => row.includes(null)));
        expect(!blank || result.warnings.length > 0, `${id} on ${kind}: an empty value without a warning`).toBe(true);
        expect(JSON.stringify(result), `${id} on ${kind}`).not.toMatch(/NaN|Infinity/);
      } catch (error) {
        if (!(error instanceof VorlaufError)) throw new Error(`${id} on ${kind}: ${String(error)}`, { cause: error });
        expect(error.message, `${id} on ${kind}`).not.toMatch(/undefined|NaN \(|\[object/);
      }
      expect(performance.now() - started, `${id} on ${kind} took too long`).toBeLessThan(30_000);
    }
  },
  300_000,
);

const root = fileURLToPath(new URL("../../", import.meta.url));

test("every method has its page, fresh from the code (npm run shelves), with a hand-written part", () => {
  for (const s of sheets) {
    const path = `${root}docs/methods/${s.id}.md`;
    expect(existsSync(path), path).toBe(true);
    const page = readFileSync(path, "utf8");
    expect(page, s.id).toBe(methodPage(s, page));
    for (const cite of s.cites) expect(page, `${s.id}: ${cite}`).toContain(cite);
    expect(page, s.id).toMatch(/\*\*(Checked against|Limits)\.\*\*|## What is not done/);
  }
});

test("a factor model of months and a quarter: the EM unless told, the maximum where standard errors are asked for, and only rows in which a quarter can end", () => {
  const random = createRandom(3);
  let f = 0;
  const lines = Array.from({ length: 96 }, (_, t) => {
    f = 0.7 * f + random.normal();
    const own = (size: number): string => (size * f + random.normal()).toFixed(4);
    const month = `${2015 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, "0")}`;
    return [month, own(1), own(0.8), t === 95 ? "" : own(-0.7), t % 3 === 2 ? own(3) : ""].join(",");
  });
  const csv = `month,a,b,c,gdp\n${lines.join("\n")}\n`;
  const run = (options: Record<string, unknown>): ReturnType<typeof runMethod> =>
    runMethod("factor-model", csv, { quarterly: ["gdp"], horizon: 4, ...options });
  const estimator = (r: ReturnType<typeof runMethod>): unknown => r.values.find((v) => v.name === "estimator")?.value;
  const plain = run({});
  expect(estimator(plain)).toBe("em-bm2014");
  const rows = plain.tables.find((t) => t.id === "forecast")?.rows.filter((r) => r[1] === "gdp");
  expect(rows?.map((r) => r[0])).toEqual(["2023-03"]);
  const errors = run({ standardErrors: true, parameterDraws: 20 });
  expect(estimator(errors)).toBe("ml");
  expect(errors.tables.map((t) => t.id)).toContain("standardErrors");
  expect(() => run({ standardErrors: true, estimator: "em-bm2014" })).toThrow("Standard errors need the maximum");
  expect(() => run({ blocks: ["*", "a+bb"] })).toThrow('unknown column in option blocks "bb"');
  expect(() => run({ weights: ["gdp 1 2"] })).toThrow("gdp: 1 2 3 2 1");
});
