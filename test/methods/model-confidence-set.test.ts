import { expect, test } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { modelConfidenceSet } from "../../src/methods/model-confidence-set.ts";

test("blocks found in the data: the least length for noise, two for an AR(2) whose partial correlations end there", () => {
  const r = createRandom(2);
  const noise = Float64Array.from({ length: 400 }, () => r.normal());
  const swing = new Float64Array(400);
  for (let t = 0; t < 400; t++) swing[t] = 0.3 * (swing[t - 1] ?? 0) - 0.6 * (swing[t - 2] ?? 0) + r.normal();
  const zero = new Float64Array(400);
  const set = (x: Float64Array, blockLength: number | "auto"): unknown =>
    modelConfidenceSet([x, zero], { blockLength, leastBlock: 1, bootstrap: 300 }).survivors;
  expect(set(noise, "auto")).toEqual(set(noise, 1));
  expect(set(swing, "auto")).toEqual(set(swing, 2));
  expect(set(swing, "auto")).not.toEqual(set(swing, 1));
});
