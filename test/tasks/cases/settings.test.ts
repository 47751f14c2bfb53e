import { expect, test } from "vitest";
import { hansenSupF } from "../../../src/methods/structural-breaks.ts";
import { type CaseResult, runCase } from "../../../src/tasks/case.ts";

/** Two whole-number series that any language makes: 37 t mod 23 and 17 t mod 29. */
const first = (t: number): number => (37 * t) % 23;
const second = (t: number): number => (17 * t) % 29;
/** Half the first with level shifts after 20 and 45. */
const shifted = (t: number): number => first(t) / 2 + (t > 20 ? 8 : 0) - (t > 45 ? 6 : 0);

function csv(columns: readonly string[], n: number, cell: (column: string, t: number) => number | string): string {
  const rows = Array.from({ length: n }, (_, i) => columns.map((c) => cell(c, i + 1)).join(","));
  return [columns.join(","), ...rows].join("\n");
}

function run(method: string, settings: Record<string, unknown>, files: Readonly<Record<string, string>>): CaseResult {
  const inputs = Object.fromEntries(Object.keys(files).map((f) => [f, ""]));
  return runCase({ id: "own", method, settings, inputs, given: {}, expected: null }, (f) => files[f] ?? "");
}

const numbersOf = (v: unknown): number[] => (Array.isArray(v) ? v.flat(3).map(Number) : []);
const pair = csv(["a", "b"], 60, (c, t) => (c === "a" ? first(t) : second(t)));
const shifts = csv(["date", "y"], 60, (c, t) => (c === "date" ? 1900 + t : shifted(t)));

test("a vector autoregression takes the deterministic terms that are set (statsmodels 0.13.5 VAR, trend ct and n)", () => {
  const both = run("var-granger-irf-fevd", { lags: 2, horizon: 3, deterministic: "both" }, { "y.csv": pair });
  expect(both.computed.values["loglik"]).toBeCloseTo(-373.6293193931759, 8);
  expect(numbersOf(both.computed.values["coef"]).slice(0, 6)).toEqual(
    [
      -0.654203103330841, -0.2376126537802124, -0.3715787318660714, -0.2503615437908391, 29.59227771776397,
      -0.011627541124713647,
    ].map((v) => expect.closeTo(v, 9)),
  );
  const ahead = both.computed.values["forecast"];
  expect(JSON.stringify(ahead)).toContain("11.7183332841");
  const none = run("var-granger-irf-fevd", { lags: 2, horizon: 3, deterministic: "none" }, { "y.csv": pair });
  expect(none.computed.values["loglik"]).toBeCloseTo(-400.7613285792252, 8);
  expect(() =>
    run("var-granger-irf-fevd", { lags: 2, horizon: 3, deterministic: "seasonal" }, { "y.csv": pair }),
  ).toThrow(/deterministic/);
});

test("breaks take a least length in observations and every number of breaks that fits (strucchange 1.5.3, h = 7)", () => {
  const { values } = run(
    "structural-breaks-bai-perron",
    { model: "mean shift", h: 7, supF_trim: 0.2 },
    { "y.csv": shifts },
  ).computed;
  expect(values["breakpoints_index1"]).toEqual([20, 45]);
  expect(values["confint"]).toEqual([
    [18, 20, 22],
    [41, 45, 48],
  ]);
  expect(numbersOf(values["rss_by_m"])).toEqual(
    [1431.8125, 1015.54375, 643.45, 628.782142857, 619.032142857, 614.0321428571, 612.307142857, 680.700892857].map(
      (v) => expect.closeTo(v, 6),
    ),
  );
  expect(values["supF"]).toBeCloseTo(23.7740496163, 8);
  expect(() => run("structural-breaks-bai-perron", { model: "y on x", h: 7 }, { "y.csv": shifts })).toThrow(/mean/);
});

test("the p-value of the sup F statistic for every trim (strucchange 1.5.3, pvalue.Fstats at 6.5)", () => {
  const peers = [
    [0.005, 0.262695154474],
    [0.05, 0.193953338203],
    [0.12, 0.144259462513],
    [0.3, 0.0755611655275],
    [0.42, 0.0403692920855],
    [0.495, 0.0138101027451],
  ] as const;
  for (const [trim, p] of peers) expect(hansenSupF(6.5, trim)).toBeCloseTo(p, 9);
});

test("a penalty is what its name says; a value that contradicts MBIC is refused with the right one", () => {
  const at = (settings: Record<string, unknown>): unknown =>
    run("changepoint-pelt", { statistic: "mean", ...settings }, { "y.csv": shifts }).computed.values[
      "changepoints_index1"
    ];
  // Exhaustive search over all segmentations in Python finds these two, and none at a price above the whole sum of squares.
  expect(at({ penalty: "BIC" })).toEqual(at({ penalty: "Manual", penalty_value: 2 * Math.log(60) }));
  expect(at({ penalty: "Manual", penalty_value: 100, min_segment: 3 })).toEqual([20, 45]);
  expect(at({ penalty: "Manual", penalty_value: 2000 })).toEqual([]);
  expect(() => at({ penalty: "MBIC", penalty_value: 5 })).toThrow(/12\.28/);
  expect(() => at({ penalty: "MBCI" })).toThrow(/MBIC/);
});

test("smoothed variances over a diffuse start of nine periods with gaps (statsmodels 0.13.5, trend and season of 4, exact diffuse)", () => {
  const gaps = new Set([1, 5, 6, 31, 32]);
  const y = csv(["t", "y"], 40, (c, t) => (c === "t" ? t : gaps.has(t) ? "NA" : shifted(t)));
  const settings = {
    Z: [[1, 0, 1, 0, 0]],
    T: [
      [1, 1, 0, 0, 0],
      [0, 1, 0, 0, 0],
      [0, 0, -1, -1, -1],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 1, 0],
    ],
    R: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
      [0, 0, 0],
    ],
    Q: [
      [0.5, 0, 0],
      [0, 0.1, 0],
      [0, 0, 0.05],
    ],
    H: 2,
  };
  const { values, tables } = run("kalman-exact-diffuse", settings, { "y.csv": y }).computed;
  // The peer counts log(2 pi)/2 for the five diffuse observations too.
  expect(values["loglik"]).toBeCloseTo(-150.80874760710924 + 2.5 * Math.log(2 * Math.PI), 7);
  const row = (t: number, name: string): number[] =>
    [1, 2, 3, 4, 5].map((i) => Number(tables["smooth.csv"]?.[name === "V" ? `V${i}${i}` : `${name}${i}`]?.[t]));
  const near = (list: readonly number[]): unknown[] => list.map((v) => expect.closeTo(v, 7));
  expect(row(0, "alphahat")).toEqual(
    near([5.366435374783171, 0.16550315878442223, 1.2511037499248496, -0.25366671625103066, -0.16298154953519414]),
  );
  expect(row(0, "V")).toEqual(
    near([2.8023868491312682, 0.4041213836468507, 0.5751108559027893, 0.49493804508630457, 0.48706023140296806]),
  );
  expect(row(6, "V")).toEqual(
    near([0.7616715135595697, 0.1334774668139393, 0.33007445692022164, 0.4020973011339953, 0.47602804966314843]),
  );
});

test("a setting that nobody reads is said; a slip of one that is read is refused", () => {
  const files = { "y.csv": shifts };
  const { warnings } = run(
    "structural-breaks-bai-perron",
    { h: 0.15, breaks_per_year: 3, note: "h is a share" },
    files,
  ).computed;
  expect(warnings).toEqual(["settings.breaks_per_year = 3 is not read by this method"]);
  expect(() => run("structural-breaks-bai-perron", { h: 0.15, max_break: 2 }, files)).toThrow(/max_breaks/);
});

test("STL takes R's defaults for what is not set (stats::stl on R 4.2.2)", () => {
  const table = (settings: Record<string, unknown>): Readonly<Record<string, readonly unknown[]>> =>
    run("stl", { period: 4, ...settings }, { "y.csv": shifts }).computed.tables["components.csv"] ?? {};
  const plain = table({ s_window: 7 });
  expect(plain["seasonal"]?.[0]).toBeCloseTo(-0.120331825903, 10);
  expect(plain["trend"]?.[29]).toBeCloseTo(13.38319752934, 9);
  const robust = table({ s_window: "periodic", robust: true });
  expect(robust["seasonal"]?.[29]).toBeCloseTo(-0.266196519708, 9);
  expect(robust["trend"]?.[0]).toBeCloseTo(5.93851206371, 9);
});

test("the kernel's lags, the tests' horizons and the shock's size are those that are set (sandwich 3.0-2; formula of Harvey, Leybourne and Newbold in R)", () => {
  const lead = run("lead-lag-ccf-hac", { max_lag: 4, hac: "Bartlett, 3 lags" }, { "xy.csv": pair }).computed.values[
    "regressions"
  ];
  expect(JSON.parse(JSON.stringify(lead))[2]).toMatchObject({
    lead: 2,
    b: expect.closeTo(0.343911808919, 9),
    se_nw3: expect.closeTo(0.227890218161, 9),
  });
  const errors = csv(["a", "b"], 60, (c, t) => (c === "a" ? (first(t) - 11) / 7 : (second(t) - 14) / 9));
  const { tests } = run(
    "diebold-mariano",
    { h: 2, power: 2, varestimator: "bartlett", alternative: ["greater"] },
    { "errors.csv": errors },
  ).computed.values;
  expect(tests).toEqual([
    {
      h: 2,
      power: 2,
      varestimator: "bartlett",
      alternative: "greater",
      statistic: expect.closeTo(0.336662809276, 9),
      p: expect.closeTo(0.368782840534, 9),
    },
  ]);
  const { irf_mean: unit } = run("local-projections", { lags: 1, horizons: 2, shock_type: 1 }, { "y.csv": pair })
    .computed.values;
  expect(JSON.parse(JSON.stringify(unit))[1][1][0]).toBe(1);
});

test("an X-13 specification with a part that is not read is refused; the calendar follows the dates", () => {
  const quarters = csv(["date", "y"], 48, (c, t) =>
    c === "date" ? `${2000 + Math.floor((t - 1) / 4)}-Q${((t - 1) % 4) + 1}` : 100 + 20 * (t % 4) + first(t) / 10,
  );
  const x11 =
    (spec: string): (() => CaseResult) =>
    () =>
      run("x11-x13", { spec }, { "y.csv": quarters });
  const adjusted = x11("series{ period=4 } x11{ mode=add }")().computed.tables["tables.csv"]?.["d10"] ?? [];
  // Seasons of 0, 20, 40 and 60 about their mean of 30, found to a hundredth of the noise's size.
  expect(adjusted.slice(20, 24).map((v) => Math.round(Number(v) / 5) * 5)).toEqual([-10, 10, 30, -30]);
  expect(x11("regression{ variables=(td) } x11{ mode=add }")).toThrow(/regression/);
  expect(x11("x11{ mode=add calendarsigma=all }")).toThrow(/calendarsigma/);
  expect(x11("arima{ model=([2] 1 1) } x11{ mode=add }")).toThrow(/model of arima/);
  expect(x11("transform{ function=auto } x11{ mode=add }")).toThrow(/transform/);
});

test("what is not finite is said and left empty", () => {
  const settings = { change: { a: "pct", b: "level" } };
  const wide = csv(["a", "b"], 12, (c, t) => (c === "a" ? 100 + t : `${t % 3}e160`));
  const { values, warnings } = run("composite-index-conference-board", settings, { "components.csv": wide }).computed;
  expect(values["std"]).toMatchObject({ b: null });
  expect(warnings?.join(" ")).toContain("cannot-tell std");
  const flood = csv(["date", "y"], 40, (c, t) => (c === "date" ? 1900 + t : `${t}e200`));
  const prior = { mu0: 0, kappa0: 1, alpha0: 1, beta0: 1 };
  const lost = run("changepoint-bocpd", { hazard: 0.01, prior }, { "y.csv": flood }).computed;
  expect(lost.values["log_evidence"]).toBeNull();
  expect(lost.warnings?.join(" ")).toContain("cannot-tell log_evidence: a number in it not finite");
});
