import { hamiltonFilter, type SwitchingParameters, tupleSpace } from "../math/hamilton-filter.ts";
import { createRandom } from "../math/random.ts";

/**
 * Draws from the joint predictive density of the values for 1..horizon periods after the sample at given parameters: the regimes of the last
 * periods from their filtered joint distribution, the chain and the errors onward; parameters taken as known.
 *
 * @param y the series of the fit
 * @returns draws × horizon
 * @cite Hamilton (1989), Econometrica 57, 4.3
 */
export function drawSwitching(
  p: SwitchingParameters,
  y: ArrayLike<number>,
  options: { readonly horizon: number; readonly draws: number; readonly seed: number | string },
): Float64Array {
  const { horizon, draws, seed } = options;
  const K = p.mu.length;
  const order = p.phi.length;
  const space = tupleSpace(K, order, y.length);
  hamiltonFilter(Float64Array.from(y), p, space);
  const last = space.filtered.subarray((space.n - 1) * space.tuples);
  const random = createRandom(`${seed}/switching`);
  const pick = (weight: (k: number) => number, n: number): number => {
    let u = random.uniform();
    for (let k = 0; k < n - 1; k++) {
      u -= weight(k);
      if (u < 0) return k;
    }
    return n - 1;
  };
  const paths = new Float64Array(draws * horizon);
  for (let d = 0; d < draws; d++) {
    const tuple = pick((s) => last[s]!, space.tuples);
    const at = (i: number): number => space.digits[tuple * (order + 1) + i]!;
    let regime = at(0);
    // Deviations from the regimes' means, oldest first.
    const away = Array.from({ length: order }, (_, i) => y[y.length - order + i]! - p.mu[at(order - 1 - i)]!);
    for (let h = 0; h < horizon; h++) {
      const now = regime;
      regime = pick((k) => p.transition[now * K + k]!, K);
      let u = Math.sqrt(p.sigma2[regime]!) * random.normal();
      for (let i = 0; i < order; i++) u += p.phi[i]! * away[away.length - 1 - i]!;
      away.push(u);
      paths[d * horizon + h] = p.mu[regime]! + u;
    }
  }
  return paths;
}
