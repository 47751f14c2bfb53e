import { expect, test } from "vitest";
import { adjustX11, hendersonTrend, hendersonWeights } from "../../src/methods/x11.ts";

test("Henderson's 13 weights are the published ones", () => {
  const w = hendersonWeights(13);
  [-0.01935, -0.02786, 0, 0.06549, 0.14736, 0.21434, 0.24006].forEach((v, i) => expect(w[i]).toBeCloseTo(v, 5));
  expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

test("Henderson's filter leaves a cubic alone inside and a constant alone everywhere", () => {
  const cubic = Float64Array.from({ length: 40 }, (_, t) => 1 + t - 0.1 * t ** 2 + 0.002 * t ** 3);
  const trend = hendersonTrend(cubic, 13);
  for (let t = 6; t < 34; t++) expect(trend[t]).toBeCloseTo(cubic[t]!, 8);
  hendersonTrend(new Float64Array(30).fill(5), 13).forEach((v) => expect(v).toBeCloseTo(5, 10));
});

test("a fixed season on a straight line is taken out, in both modes", () => {
  const season = [0.9, 0.95, 1.1, 1.05, 1.0, 1.02, 1.1, 1.08, 0.98, 0.95, 0.92, 0.95];
  const y = Float64Array.from({ length: 120 }, (_, t) => (100 + t) * season[t % 12]!);
  const a = adjustX11(y);
  for (let t = 12; t < 108; t++) expect(Math.abs(a.adjusted[t]! / (100 + t) - 1)).toBeLessThan(0.002);
  const b = adjustX11(
    y.map((_, t) => 100 + t + 10 * (season[t % 12]! - 1)),
    { mode: "additive" },
  );
  for (let t = 12; t < 108; t++) expect(Math.abs(b.adjusted[t]! - 100 - t)).toBeLessThan(0.1);
});

test("one outlier does not move the season", () => {
  const y = Float64Array.from(
    { length: 120 },
    (_, t) => 100 * (1 + 0.1 * Math.sin((2 * Math.PI * t) / 12)) * (1 + 0.002 * Math.sin(t * t)),
  );
  const hit = Float64Array.from(y);
  hit[60]! *= 1.3;
  const [a, b] = [adjustX11(y), adjustX11(hit)];
  expect(Math.abs(b.seasonal[60]! / a.seasonal[60]! - 1)).toBeLessThan(0.01);
  expect(b.irregular[60]).toBeGreaterThan(1.2);
});

test("four years are too few and a value of zero cannot be adjusted multiplicatively", () => {
  expect(() => adjustX11(new Float64Array(48).fill(1))).toThrow("needs 60");
  expect(() => adjustX11(new Float64Array(72))).toThrow("above 0");
});
