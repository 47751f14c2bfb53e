import { expect, test } from "vitest";
import { hendersonTrend, hendersonWeights, musgraveWeights } from "../../src/math/henderson.ts";
import { movingSeasonality, smoothYears } from "../../src/math/seasonal-averages.ts";
import { fitArima, forecastArima } from "../../src/methods/arima.ts";
import { type Adjustment, adjustX11 } from "../../src/methods/x11.ts";
import { airline, nottingham } from "./well-known-series.ts";

test("Henderson's 13 weights and Musgrave's last ones are the published ones", () => {
  const w = hendersonWeights(13);
  [-0.01935, -0.02786, 0, 0.06549, 0.14736, 0.21434, 0.24006].forEach((v, i) => expect(w[i]).toBeCloseTo(v, 5));
  const last = [-0.09186, -0.05811, 0.01202, 0.11977, 0.2439, 0.35315, 0.42113];
  expect([...musgraveWeights(w, 7, 3.5)].map((v) => Number(v.toFixed(5)))).toEqual(last);
});

test("Henderson's filter leaves a cubic alone inside and a constant alone everywhere", () => {
  const cubic = Float64Array.from({ length: 40 }, (_, t) => 1 + t - 0.1 * t ** 2 + 0.002 * t ** 3);
  const trend = hendersonTrend(cubic, 13, 3.5);
  for (let t = 6; t < 34; t++) expect(trend[t]).toBeCloseTo(cubic[t]!, 8);
  for (const terms of [5, 7, 13, 23])
    hendersonTrend(new Float64Array(30).fill(5), terms, 3.5).forEach((v) => expect(v).toBeCloseTo(5, 10));
});

test("a 7-term trend ends like the 5-term one, whose end weights keep a line", () => {
  const y = Float64Array.from({ length: 20 }, (_, t) => Math.sin(t) * 10);
  const [seven, five] = [hendersonTrend(y, 7, 4.5), hendersonTrend(y, 5, 0.001)];
  for (const t of [0, 1, 2, 17, 18, 19]) expect(seven[t]).toBeCloseTo(five[t]!, 12);
  expect(Math.abs(seven[9]! - five[9]!)).toBeGreaterThan(0.01);
  hendersonTrend(
    y.map((_, t) => 3 + 2 * t),
    5,
    0.001,
  ).forEach((v, t) => expect(v).toBeCloseTo(3 + 2 * t, 4));
});

test("a 3x3 average of 1, 4, 9, 16, 25, 36 by hand", () => {
  const s = smoothYears(Float64Array.from([1, 4, 9, 16, 25, 36]), "3x3");
  expect(s[0]).toBeCloseTo((11 + 44 + 45) / 27, 12);
  expect(s[1]).toBeCloseTo((7 + 40 + 63 + 48) / 27, 12);
  expect(s[2]).toBeCloseTo((1 + 8 + 27 + 32 + 25) / 9, 12);
  expect(s[5]).toBeCloseTo((11 * 36 + 11 * 25 + 5 * 16) / 27, 12);
});

test("one-sided weights that reach beyond the years there are give way to the plain mean, and 3x15 needs twenty", () => {
  expect(smoothYears(Float64Array.from([1, 2, 6]), "3x5")).toEqual(new Float64Array(3).fill(3));
  expect(smoothYears(Float64Array.from([1, 2, 6, 7, 9]), "3x5")[2]).toBe(5);
  expect(
    smoothYears(
      Float64Array.from({ length: 19 }, (_, i) => i),
      "3x15",
    ),
  ).toEqual(new Float64Array(19).fill(9));
  const line = smoothYears(
    Float64Array.from({ length: 21 }, (_, i) => i),
    "3x15",
  );
  expect(line[10]).toBeCloseTo(10, 12);
  expect(line[20]).toBeCloseTo(20 - (0.16 * 10 + 0.066_67 * 11 + 0.044_44 * 7 + 0.022_22 * 8) / 1, 3);
});

test("the moving seasonality ratio by hand: years 0 0 0 4, and 0 0 0 0 0 0 7", () => {
  const ratio = (x: readonly number[]): number => movingSeasonality([Float64Array.from(x)], false, (a, b) => a - b);
  // Ends are continued by the mean of three; 7-term means 12, 16, 20, 24 (over 21), rests -12, -16, -20, 60: changes 12 and 88.
  expect(ratio([0, 0, 0, 4])).toBeCloseTo((1.02584 * 88) / (3 * 12), 9);
  // Means 0, 0, 0, 1, 4/3, 5/3, 2: changes 2 and 25/3; factors of six pairs of years.
  expect(ratio([0, 0, 0, 0, 0, 0, 7])).toBeCloseTo(
    ((25 / 3) * 6 * 12.247449) / 73.239334 / ((2 * 6 * 1.732051) / 8.485281),
    9,
  );
  expect(ratio([3, 3, 3, 3])).toBeNaN();
});

/** Rows: index, D8, D10, D12 as X-13ARIMA-SEATS 1.1 build 60 prints them (US Census Bureau; run 2026-11-22). */
function agrees(a: Adjustment, rows: readonly (readonly [number, number, number, number])[], tolerance: number): void {
  for (const [t, d8, d10, d12] of rows) {
    expect(Math.abs(a.seasonalIrregular[t]! / d8 - 1)).toBeLessThan(tolerance);
    expect(Math.abs(a.seasonal[t]! / d10 - 1)).toBeLessThan(tolerance);
    expect(Math.abs(a.trend[t]! / d12 - 1)).toBeLessThan(tolerance);
  }
}

test("airline passengers, multiplicative, 3x5, 13 terms: X-13ARIMA-SEATS' digits", () => {
  const a = adjustX11(airline, { seasonal: "3x5", henderson: 13 });
  agrees(
    a,
    [
      [0, 0.895912649575, 0.903119867264, 125.294765823],
      [1, 0.939891939515, 0.936512510346, 125.670762704],
      [5, 1.0691705276, 1.06658348628, 126.057376322],
      [16, 0.902935379556, 0.973229848798, 138.291152995],
      [30, 1.1830869902, 1.18846021268, 167.91300807],
      [62, 1.02552182494, 1.02188097172, 229.388222657],
      [65, 1.09961703404, 1.10085253258, 240.232113739],
      [100, 0.969944468569, 0.976311062989, 366.118756197],
      [131, 0.89218119312, 0.892160119798, 453.525141927],
      [137, 1.11541229455, 1.12901543528, 479.685773261],
      [142, 0.805768746347, 0.803889189969, 484.677036691],
      [143, 0.891625685842, 0.891575369203, 485.15971867],
    ],
    1e-9,
  );
  a.adjusted.forEach((v, t) => {
    expect(v * a.seasonal[t]!).toBeCloseTo(airline[t]!, 9);
    expect(a.trend[t]! * a.irregular[t]!).toBeCloseTo(v, 9);
  });
});

test("Nottingham's temperatures, additive, 3x9, 23 terms: X-13ARIMA-SEATS' digits", () => {
  agrees(
    adjustX11(nottingham, { mode: "additive", seasonal: "3x9", henderson: 23 }),
    [
      [0, -9.65947848978, -8.38682628362, 50.2401249034],
      [3, -3.01260563709, -3.50686148327, 49.6661259124],
      [7, 7.31187469716, 8.98459439201, 49.0845855118],
      [40, 0.114349060303, 3.25515939935, 49.0708700943],
      [120, -7.98015884207, -9.99862508015, 49.5759660011],
      [177, 0.765496777353, -0.0218084416424, 50.4362693482],
      [200, 8.85371760424, 8.13879149722, 49.2440124503],
      [229, -8.77269934197, -9.14419416339, 49.6736018879],
      [235, 12.6462610446, 12.2672593405, 49.1596229572],
      [239, -11.3747389242, -10.8465001293, 49.1355582752],
    ],
    1e-9,
  );
});

test("airline passengers with twelve forecasts of the log airline model: X-13ARIMA-SEATS' figures", () => {
  const model = fitArima(airline.map(Math.log), { order: [0, 1, 1], seasonalOrder: [0, 1, 1], season: 12 });
  const ahead = forecastArima(model, 12).mean.map(Math.exp);
  expect(ahead[0]! / 450.422139904084).toBeCloseTo(1, 6);
  expect(ahead[11]! / 477.242296141713).toBeCloseTo(1, 6);
  const a = adjustX11([...airline, ...ahead], { seasonal: "3x5", henderson: 13, forecasts: 12 });
  expect(a.adjusted.length).toBe(144);
  agrees(
    a,
    [
      [0, 0.895917206865, 0.903123909467, 125.294144693],
      [70, 0.805902892335, 0.807955102666, 251.712459033],
      [134, 0.894490984365, 0.972215498825, 467.687739342],
      [143, 0.8788957561, 0.885744299811, 491.035858553],
    ],
    1e-6,
  );
});

const season = [0.9, 0.95, 1.1, 1.05, 1.0, 1.02, 1.1, 1.08, 0.98, 0.95, 0.92, 0.95];

test("a fixed season on a straight line is taken out in all four modes, monthly and quarterly", () => {
  for (const period of [12, 4]) {
    const factor = Array.from({ length: period }, (_, j) => season[(j * 12) / period]!);
    const level = factor.reduce((a, b) => a + b, 0) / period;
    for (const mode of ["multiplicative", "additive", "log-additive", "pseudo-additive"] as const) {
      const y = Float64Array.from({ length: 10 * period }, (_, t) =>
        mode === "additive"
          ? 1000 + t + 100 * (factor[t % period]! / level - 1)
          : (1000 + t) * (factor[t % period]! / level),
      );
      const a = adjustX11(y, { mode, period });
      for (let t = period; t < 9 * period; t++) expect(Math.abs(a.adjusted[t]! / (1000 + t) - 1)).toBeLessThan(0.004);
    }
  }
});

test("scaling multiplies level and trend and nothing else; adding a constant shifts them when additive", () => {
  const [a, b] = [adjustX11(airline), adjustX11(airline.map((v) => 1000 * v))];
  b.adjusted.forEach((v, t) => expect(v / a.adjusted[t]!).toBeCloseTo(1000, 7));
  b.seasonal.forEach((v, t) => expect(v).toBeCloseTo(a.seasonal[t]!, 10));
  const [c, d] = [
    adjustX11(airline, { mode: "additive" }),
    adjustX11(
      airline.map((v) => v + 50),
      { mode: "additive" },
    ),
  ];
  d.trend.forEach((v, t) => expect(v - c.trend[t]!).toBeCloseTo(50, 8));
  expect(c.filters).toEqual(d.filters);
});

test("filters follow the data: a steady season takes long averages, noise a long trend, a smooth series a short one", () => {
  const wave = (t: number): number => 100 + 10 * season[t % 12]!;
  const noise = (t: number): number => Math.sin(12.9898 * t * t) * 3;
  const y = (f: (t: number) => number): Float64Array => Float64Array.from({ length: 180 }, (_, t) => f(t));
  const noisy = adjustX11(
    y((t) => wave(t) + noise(t)),
    { mode: "additive" },
  );
  expect(noisy.filters).toEqual({ seasonal: "3x9", henderson: 23 });
  const smooth = adjustX11(
    y((t) => wave(t) + 20 * Math.sin(t / 15) + 0.01 * noise(t)),
    { mode: "additive" },
  );
  expect(smooth.filters.henderson).toBe(9);
  const moving = adjustX11(
    y((t) => 100 + (10 + t / 4) * (season[t % 12]! - 1) + 0.001 * noise(t)),
    { mode: "additive" },
  );
  expect(moving.filters.seasonal).toBe("3x3");
});

test("seasonal factors of the year ahead go on by half of their last change", () => {
  const a = adjustX11(airline, { seasonal: "3x5", henderson: 13 });
  const [last, before] = [a.seasonal[143]!, a.seasonal[131]!];
  expect(a.seasonalAhead[11]).toBeCloseTo(last + (last - before) / 2, 12);
});

test("extreme values are judged over calendar years: the same numbers from July have other weights", () => {
  const a = adjustX11(airline, { seasonal: "3x5", henderson: 13 });
  const b = adjustX11(airline, { seasonal: "3x5", henderson: 13, firstPeriod: 7 });
  expect(a.weights.some((w) => w < 1)).toBe(true);
  expect(b.weights).not.toEqual(a.weights);
});

test("one outlier does not move the season and loses its weight", () => {
  const y = Float64Array.from(
    { length: 120 },
    (_, t) => 100 * (1 + 0.1 * Math.sin((2 * Math.PI * t) / 12)) * (1 + 0.002 * Math.sin(t * t)),
  );
  const hit = Float64Array.from(y);
  hit[60]! *= 1.3;
  const [a, b] = [adjustX11(y), adjustX11(hit)];
  expect(Math.abs(b.seasonal[60]! / a.seasonal[60]! - 1)).toBeLessThan(0.01);
  expect(b.irregular[60]).toBeGreaterThan(1.2);
  expect(b.weights[60]).toBe(0);
});

test("four years are adjusted with a stable season, less than three are too few", () => {
  const y = Float64Array.from({ length: 48 }, (_, t) => (200 + t) * season[t % 12]! * (1 + 0.01 * Math.sin(t * t)));
  const a = adjustX11(y, { henderson: 13 });
  for (let j = 0; j < 12; j++) expect(a.seasonal[j]! / a.seasonal[36 + j]!).toBeCloseTo(1, 1);
  expect(() => adjustX11(y.subarray(0, 35))).toThrow("needs 36");
});

test("bad input is refused with its numbers", () => {
  const y = Float64Array.from(airline);
  y[7] = Number.NaN;
  expect(() => adjustX11(y)).toThrow("index 7");
  y[7] = 0;
  expect(() => adjustX11(y)).toThrow("above 0");
  expect(() => adjustX11(new Float64Array(72).fill(3))).toThrow("constant");
  expect(() => adjustX11(airline, { henderson: 12 })).toThrow("odd number");
  expect(() => adjustX11(airline, { sigma: [2, 1] })).toThrow("lower first");
  expect(() => adjustX11(airline, { period: 7 })).toThrow("even number");
  expect(() => adjustX11(airline, { firstPeriod: 13 })).toThrow("1 to 12");
});
