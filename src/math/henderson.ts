/**
 * Henderson's symmetric weights for 2 m + 1 terms: least roughness among averages that leave a cubic alone.
 * @param terms odd, 3 or more
 * @cite Henderson (1916); Ladiray & Quenneville (2001), Seasonal Adjustment with the X-11 Method, 3.2.3
 */
export function hendersonWeights(terms: number): Float64Array {
  const m = (terms - 1) / 2;
  const n = m + 2;
  return Float64Array.from({ length: terms }, (_, k) => {
    const i = k - m;
    const top = 315 * ((n - 1) ** 2 - i * i) * (n * n - i * i) * ((n + 1) ** 2 - i * i) * (3 * n * n - 16 - 11 * i * i);
    return top / (8 * n * (n * n - 1) * (4 * n * n - 1) * (4 * n * n - 9) * (4 * n * n - 25));
  });
}

/**
 * Musgrave's weights when only the first `q` values of the symmetric window `w` are there: least revision for a line whose
 * slope stands to the noise as `ratio` says.
 * @param ratio irregular-to-trend ratio R; D = 4 / (pi R²)
 * @cite Musgrave (1964); Doherty (2001), Australian & New Zealand Journal of Statistics 43
 */
export function musgraveWeights(w: Float64Array, q: number, ratio: number): Float64Array {
  const D = 4 / (Math.PI * ratio * ratio);
  let [tail, moment] = [0, 0];
  for (let i = q + 1; i <= w.length; i++) {
    tail += w[i - 1]!;
    moment += (i - (q + 1) / 2) * w[i - 1]!;
  }
  return Float64Array.from(
    { length: q },
    (_, j) => w[j]! + tail / q + ((j + 1 - (q + 1) / 2) * D * moment) / (1 + (q * (q - 1) * (q + 1) * D) / 12),
  );
}

/**
 * Henderson trend of `terms` terms with Musgrave's weights at both ends, mirrored at the beginning. A 7-term trend ends as X-11's
 * does: with the symmetric and the one-sided weights of the 5-term one.
 * @param x     at least `terms` values
 * @param ratio irregular-to-trend ratio of the end weights
 */
export function hendersonTrend(x: Float64Array, terms: number, ratio: number): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  const whole = hendersonWeights(terms);
  const m = (terms - 1) / 2;
  for (let t = m; t < n - m; t++) out[t] = apply(whole, x, t - m, 1);
  const [endTerms, endRatio] = terms === 7 ? [5, 0.001] : [terms, ratio];
  const w = hendersonWeights(endTerms);
  const half = (endTerms - 1) / 2;
  for (let t = half; t < m; t++) {
    out[t] = apply(w, x, t - half, 1);
    out[n - 1 - t] = apply(w, x, n - 1 - t - half, 1);
  }
  for (let t = 0; t < half; t++) {
    const e = musgraveWeights(w, half + 1 + t, endRatio);
    out[n - 1 - t] = apply(e, x, n - e.length, 1);
    out[t] = apply(e, x, e.length - 1, -1);
  }
  return out;
}

function apply(w: Float64Array, x: Float64Array, from: number, step: 1 | -1): number {
  let s = 0;
  for (let k = 0; k < w.length; k++) s += w[k]! * x[from + step * k]!;
  return s;
}
