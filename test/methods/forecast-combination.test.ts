import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { combineForecasts, poolLogScore } from "../../src/methods/forecast-combination.ts";

test("inverse losses by hand: mean losses 1 and 3 give weights 3/4 and 1/4, one origin late", () => {
  const c = combineForecasts(
    [
      [1, 1, 1],
      [2, 4, 3],
    ],
    { scheme: "inverse-loss", minimum: 2 },
  );
  expect(Array.from(c.weights)).toEqual([0.5, 0.5, 0.5, 0.5, 0.75, 0.25]);
  expect(Array.from(c.next)).toEqual([0.75, 0.25]);
});

test("two steps ahead the newest loss known is two origins old", () => {
  const c = combineForecasts(
    [
      [1, 100, 1],
      [3, 1, 1],
    ],
    { scheme: "inverse-loss", minimum: 1, horizon: 2 },
  );
  expect(Array.from(c.weights.slice(4))).toEqual([0.75, 0.25]);
});

test("a discount of one half counts losses 4, 2 with weights 1/2, 1", () => {
  const c = combineForecasts(
    [
      [4, 1],
      [2, 2],
    ],
    { scheme: "inverse-loss", minimum: 2, discount: 0.5 },
  );
  // Means (0.5 4 + 1)/1.5 = 2 and 2.
  expect(c.next[0]).toBeCloseTo(0.5, 12);
  const d = combineForecasts(
    [
      [1, 4],
      [2, 2],
    ],
    { scheme: "inverse-loss", minimum: 2, discount: 0.5 },
  );
  expect(d.next[0]).toBeCloseTo(1 / 3 / (1 / 3 + 1 / 2), 12);
});

test("later scores change no earlier weight", () => {
  const r = createRandom(2);
  const scores = [0, 1, 2].map(() => Float64Array.from({ length: 30 }, () => r.exponential()));
  const whole = combineForecasts(scores, { horizon: 3 });
  const early = combineForecasts(
    scores.map((s) => s.slice(0, 20)),
    { horizon: 3 },
  );
  expect(Array.from(whole.weights.slice(0, 60))).toEqual(Array.from(early.weights));
});

test("the optimal pool of two models by hand: densities (4, 1), (1, 4), (4, 1) have their maximum at weight 8/9", () => {
  // 2 log(1 + 3w) + log(4 - 3w): 6/(1 + 3w) = 3/(4 - 3w), so w = 7/9.
  const log = (v: readonly number[]): number[] => v.map(Math.log);
  const c = combineForecasts([log([4, 1, 4]), log([1, 4, 1])], { scheme: "log-pool", minimum: 3 });
  expect(c.next[0]).toBeCloseTo(7 / 9, 4);
  expect(c.converged).toBe(true);
});

test("a model that is never better gets no weight, and the pool is at least as good as its best member", () => {
  const r = createRandom(5);
  const a = Float64Array.from({ length: 40 }, () => -r.exponential());
  const worse = a.map((v) => v - 0.5);
  const b = Float64Array.from({ length: 40 }, () => -r.exponential());
  const c = combineForecasts([a, worse, b], { scheme: "log-pool" });
  expect(c.next[1]).toBeLessThan(1e-6);
  const mean = (x: Float64Array): number => x.reduce((s, v) => s + v, 0) / x.length;
  const pooled = poolLogScore([a, worse, b], c.next);
  expect(pooled).toBeGreaterThan(Math.max(mean(a), mean(b)));
  for (const w of [
    [0.4, 0, 0.6],
    [0.6, 0, 0.4],
    [0.5, 0, 0.5],
  ])
    expect(poolLogScore([a, worse, b], w)).toBeLessThanOrEqual(pooled + 1e-7);
});

test("the pool does not depend on the order of the models or a constant added to an origin's densities", () => {
  const r = createRandom(6);
  const [a, b] = [0, 1].map(() => Float64Array.from({ length: 25 }, () => -2 * r.exponential())) as [
    Float64Array,
    Float64Array,
  ];
  const one = combineForecasts([a, b], { scheme: "log-pool" }).next;
  const two = combineForecasts([b.map((v, t) => v + t * 100), a.map((v, t) => v + t * 100)], {
    scheme: "log-pool",
  }).next;
  expect(two[1]).toBeCloseTo(one[0]!, 5);
});

test("an origin with a missing score teaches nothing; a negative loss is refused", () => {
  const c = combineForecasts(
    [
      [1, Number.NaN, 1],
      [3, 1, 3],
    ],
    { minimum: 2 },
  );
  expect(c.next[0]).toBeCloseTo(0.75, 12);
  expect(() => combineForecasts([[-1, 2]], {})).toThrow("loss of model 0 at origin 0");
  expect(() => combineForecasts([[1, 2], [1]], {})).toThrow("expected 2 origins");
});
