/**
 * An AR(1) term between the dates that inform on it: what its noisy observations say together, and where it was meanwhile.
 *
 *   e[t] = phi e[t-1] + u[t],  u ~ N(0, s),  t = 1 .. n-1, e[0] given
 *   w[t] = e[t] + noise,  noise ~ N(0, R), at observed t; R = 0 is exact
 *
 * With w[0] = e[0] as first of the dates: p(w | e[0]) is Gaussian with precision `omega` (a band that fades geometrically; what
 * is below 1e-16 of its diagonal is left out) and normalising variances whose logs sum to `logF`;
 * E(e[t] | w) = sum_a H[t][a] w[a] over the dates `first[t] .. first[t] + count[t] - 1`, with variance and covariance
 * to e[t-1] that do not depend on w.
 */
export interface AutoregressiveBridge {
  /** 0, then the observed t in order. */
  readonly dates: Int32Array;
  /** omega[a (width + 1) + d] stands between dates a and a - d. */
  readonly omega: Float64Array;
  readonly width: number;
  readonly logF: number;
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** n × stride. */
  readonly H: Float64Array;
  readonly stride: number;
  readonly variance: Float64Array;
  /** Cov(e[t], e[t-1] | w). */
  readonly lagged: Float64Array;
}

/** @param dates 0 and the observed t in order @param n periods, the first of which is 0 */
export function bridgeAutoregression(
  dates: Int32Array,
  n: number,
  term: { readonly phi: number; readonly s: number; readonly noise: number },
): AutoregressiveBridge {
  return term.noise > 0 ? noisyBridge(dates, n, term) : exactBridge(dates, n, term);
}

/** Observed exactly, the term is Markov: each date depends on the one before, and nothing outside a gap speaks about its inside. */
function exactBridge(
  dates: Int32Array,
  n: number,
  { phi, s }: { readonly phi: number; readonly s: number },
): AutoregressiveBridge {
  const last = dates.length - 1;
  const omega = new Float64Array(2 * dates.length);
  const first = new Int32Array(n);
  const count = new Int32Array(n).fill(1);
  const H = new Float64Array(2 * n);
  const variance = new Float64Array(n);
  const lagged = new Float64Array(n);
  let logF = 0;
  for (let a = 0; a <= last; a++) {
    const from = dates[a]!;
    first[from] = a;
    H[2 * from] = 1;
    const open = a === last;
    const gap = (open ? n : dates[a + 1]!) - from;
    let [power, v] = [1, 0];
    for (let k = 1; k < gap; k++) {
      power *= phi;
      lagged[from + k] = phi * v;
      v = phi * phi * v + s;
      first[from + k] = a;
      H[2 * (from + k)] = power;
      variance[from + k] = v;
    }
    if (open) break;
    power *= phi;
    const total = phi * phi * v + s;
    logF += Math.log(total);
    omega[2 * (a + 1)]! += 1 / total;
    omega[2 * a]! += (power * power) / total;
    omega[2 * (a + 1) + 1] = -power / total;
    // The far end pulls back on the inside of the gap: gain c[k] = v[k] phi^(gap - k) / v[gap].
    let [back, pull] = [1, 1];
    for (let k = gap; k >= 1; k--) {
      const t = from + k;
      const before = k > 1 ? (variance[t - 1]! * back * phi) / total : 0;
      lagged[t] = k === gap ? 0 : lagged[t]! - pull * before * total;
      if (k < gap) {
        variance[t]! -= pull * pull * total;
        H[2 * t]! -= pull * power;
        H[2 * t + 1] = pull;
        count[t] = 2;
      }
      back *= phi;
      pull = before;
    }
  }
  return { dates, omega, width: 1, logF, first, count, H, stride: 2, variance, lagged };
}

/** Observed with noise: two scalar filters, one from each side; the smoothing covariances are products of gains. */
function noisyBridge(
  dates: Int32Array,
  n: number,
  { phi, s, noise }: { readonly phi: number; readonly s: number; readonly noise: number },
): AutoregressiveBridge {
  const seen = new Uint8Array(n);
  for (let a = 1; a < dates.length; a++) seen[dates[a]!] = 1;
  const predicted = new Float64Array(n);
  const gain = new Float64Array(n);
  let [filtered, logF] = [0, 0];
  for (let t = 1; t < n; t++) {
    const p = phi * phi * filtered + s;
    gain[t - 1] = (phi * filtered) / p;
    predicted[t] = p;
    if (seen[t] === 1) logF += Math.log(p + noise);
    filtered = seen[t] === 1 ? (p * noise) / (p + noise) : p;
  }
  const variance = new Float64Array(n);
  const others = new Float64Array(n);
  let ahead = 0;
  for (let t = n - 1; t >= 1; t--) {
    others[t] = 1 / predicted[t]! + ahead;
    const all = others[t]! + (seen[t] === 1 ? 1 / noise : 0);
    variance[t] = 1 / all;
    const here = ahead + (seen[t] === 1 ? 1 / noise : 0);
    ahead = (phi * phi * here) / (1 + s * here);
  }
  const lagged = Float64Array.from({ length: n }, (_, t) => (t > 1 ? gain[t - 1]! * variance[t]! : 0));
  const scale = { n, phi, s, noise, gain, variance };
  const band = precisionBand(dates, scale, others);
  return { dates, logF, variance, lagged, ...band, ...smoothingWeights(dates, scale) };
}

interface Scale {
  readonly n: number;
  readonly phi: number;
  readonly s: number;
  readonly noise: number;
  readonly gain: Float64Array;
  readonly variance: Float64Array;
}

function precisionBand(
  dates: Int32Array,
  { phi, s, noise, gain, variance }: Scale,
  others: Float64Array,
): { readonly omega: Float64Array; readonly width: number } {
  const diagonal = Float64Array.from(dates, (t, a) =>
    a === 0 ? (phi * phi) / s - (phi / s) ** 2 * (variance[1] ?? 0) : others[t]! / (1 + noise * others[t]!),
  );
  const entries: number[][] = [];
  let width = 0;
  for (let a = 0; a < dates.length; a++) {
    const row = [diagonal[a]!];
    let product = 1;
    for (let b = a - 1; b >= 0; b--) {
      for (let t = Math.max(1, dates[b]!); t < dates[b + 1]!; t++) product *= gain[t]!;
      const left = b === 0 ? phi / s : 1 / noise;
      const entry = (-left * product * variance[dates[a]!]!) / noise;
      if (Math.abs(entry) < 1e-16 * Math.sqrt(diagonal[a]! * Math.abs(diagonal[b]!)) || entry === 0) break;
      row.push(entry);
    }
    width = Math.max(width, row.length - 1);
    entries.push(row);
  }
  const omega = new Float64Array(dates.length * (width + 1));
  entries.forEach((row, a) => omega.set(row, a * (width + 1)));
  return { omega, width };
}

function smoothingWeights(
  dates: Int32Array,
  { n, phi, s, noise, gain, variance }: Scale,
): Pick<AutoregressiveBridge, "first" | "count" | "H" | "stride"> {
  const rows: number[][] = [[1]];
  const first = new Int32Array(n);
  const count = new Int32Array(n);
  count[0] = 1;
  let [next, stride] = [1, 1];
  for (let t = 1; t < n; t++) {
    while (next < dates.length && dates[next]! < t) next++;
    const row: number[] = [];
    let product = 1;
    let low = next;
    for (let a = next - 1; a >= 0; a--) {
      const until = a + 1 < next ? dates[a + 1]! : t;
      for (let k = Math.max(1, dates[a]!); k < until; k++) product *= gain[k]!;
      const weight = product * variance[t]! * (a === 0 ? phi / s : 1 / noise);
      if (Math.abs(weight) < 1e-17) break;
      row.unshift(weight);
      low = a;
    }
    product = 1;
    let at = t;
    for (let a = next; a < dates.length; a++) {
      for (; at < dates[a]!; at++) product *= gain[at]!;
      const weight = (product * variance[dates[a]!]!) / noise;
      if (Math.abs(weight) < 1e-17) break;
      row.push(weight);
    }
    first[t] = low;
    count[t] = row.length;
    stride = Math.max(stride, row.length);
    rows.push(row);
  }
  const H = new Float64Array(n * stride);
  rows.forEach((row, t) => H.set(row, t * stride));
  return { first, count, H, stride };
}
