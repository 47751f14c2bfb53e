import fc from "fast-check";
import { expect, test } from "vitest";
import { logGamma } from "../../src/math/distributions.ts";
import { createRandom } from "../../src/math/random.ts";
import { runLengths } from "../../src/methods/bocpd.ts";
import { segment } from "../../src/methods/pelt.ts";
import { findBreaks } from "../../src/methods/structural-breaks.ts";

/** Normal values with a shift of the mean, and of the spread, where told. */
function shifted(n: number, seed: number, at: readonly number[] = []): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: n }, (_, t) => {
    const k = at.filter((a) => t >= a).length;
    return 3 * (k % 2) + (1 + 0.5 * k) * random.normal();
  });
}

test("run lengths are those of every segmentation summed one by one, with the segments' marginal densities in closed form", () => {
  const y = [0.3, -0.4, 0.1, 2.4, 2.9, 2.2, 2.6, -1.5, 0.2, 0.1];
  const n = y.length;
  const prior = { mu0: 0.2, kappa0: 0.7, alpha0: 1.3, beta0: 0.8 };
  const hazard = 0.15;
  /** Density of values under one normal-gamma segment. */
  const marginal = (x: readonly number[]): number => {
    const { mu0, kappa0, alpha0, beta0 } = prior;
    const k = x.length;
    const mean = x.reduce((s, v) => s + v, 0) / k;
    const square = x.reduce((s, v) => s + (v - mean) ** 2, 0);
    const [kappa, alpha] = [kappa0 + k, alpha0 + k / 2];
    const beta = beta0 + square / 2 + (kappa0 * k * (mean - mu0) ** 2) / (2 * kappa);
    return Math.exp(
      logGamma(alpha) -
        logGamma(alpha0) +
        alpha0 * Math.log(beta0) -
        alpha * Math.log(beta) +
        0.5 * Math.log(kappa0 / kappa) -
        (k / 2) * Math.log(2 * Math.PI),
    );
  };
  let evidence = 0;
  const last = new Float64Array(n + 1);
  for (let pattern = 0; pattern < 2 ** (n - 1); pattern++) {
    let p = 1;
    let from = 0;
    for (let t = 1; t <= n; t++) {
      const change = t < n && ((pattern >> (t - 1)) & 1) === 1;
      if (t < n) p *= change ? hazard : 1 - hazard;
      if (change || t === n) {
        p *= marginal(y.slice(from, t));
        if (t === n) last[t - from]! += p;
        from = t;
      }
    }
    evidence += p;
  }
  const found = runLengths(y, { hazard, ...prior });
  expect(found.logEvidence).toBeCloseTo(Math.log(evidence), 10);
  // After the last value a change is as likely as at any time.
  expect(found.last[0]).toBeCloseTo(hazard, 12);
  for (let r = 1; r <= n; r++) expect(found.last[r]).toBeCloseTo(((1 - hazard) * last[r]!) / evidence, 10);
});

test("moving a series and its prior, or measuring it in another unit, does not move the run lengths", () => {
  const y = shifted(60, 3, [25, 40]);
  const plain = runLengths(y);
  const moved = runLengths(
    y.map((v) => 100 + 10 * v),
    { mu0: 100, beta0: 100 },
  );
  moved.last.forEach((p, r) => expect(p).toBeCloseTo(plain.last[r]!, 9));
  expect(moved.logEvidence).toBeCloseTo(plain.logEvidence - 60 * Math.log(10), 7);
});

test("the breaks of a mean are the best of all partitions that the trim allows", () => {
  const y = shifted(24, 7, [9, 16]);
  const n = y.length;
  const h = 4;
  const found = findBreaks(y, { trim: h / n, maxBreaks: 3 });
  const square = (from: number, to: number): number => {
    const x = y.subarray(from, to);
    const m = x.reduce((s, v) => s + v / x.length, 0);
    return x.reduce((s, v) => s + (v - m) ** 2, 0);
  };
  const best = (from: number, breaks: number): number => {
    if (breaks === 0) return n - from >= h ? square(from, n) : Number.POSITIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (let to = from + h; to <= n - h; to++) least = Math.min(least, square(from, to) + best(to, breaks - 1));
    return least;
  };
  expect(found.rss).toHaveLength(4);
  found.rss.forEach((v, m) => expect(v).toBeCloseTo(best(0, m), 10));
});

test("property: breaks do not depend on level and unit, and turn over with time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
      const y = shifted(60, seed, [20, 41]);
      const plain = findBreaks(y);
      expect(findBreaks(y.map((v) => 7 - 1000 * v)).breaks).toEqual(plain.breaks);
      const back = findBreaks(Float64Array.from(y).reverse());
      expect(back.rss.map((v, m) => Math.abs(v - plain.rss[m]!) < 1e-8)).not.toContain(false);
      // A regime that ends at b ends, read backwards, before n - 1 - b.
      expect(back.breaks).toEqual(plain.breaks.map((b) => 58 - b).reverse());
    }),
    { numRuns: 25, seed: 1 },
  );
});

test("property: a segmentation by mean and spread does not depend on level and unit, and its cost turns over with time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
      const y = shifted(50, seed, [17, 33]);
      const options = { change: "mean-and-variance", minSegment: 3 } as const;
      const plain = segment(y, options);
      const other = segment(
        y.map((v) => 5 - 100 * v),
        options,
      );
      expect(other.changes).toEqual(plain.changes);
      // -2 log-likelihood in a hundredth of the unit: n log 100² more.
      expect(other.cost).toBeCloseTo(plain.cost + 50 * Math.log(1e4), 6);
      expect(segment(Float64Array.from(y).reverse(), options).penalised).toBeCloseTo(plain.penalised, 8);
    }),
    { numRuns: 25, seed: 2 },
  );
});
