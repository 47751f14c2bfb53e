import { MathFailure } from "./failure.ts";

/** Eigenvalues as real and imaginary parts. */
export interface Eigenvalues {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Eigenvalues of a general real matrix (n × n): reduction to Hessenberg form by elimination, then the shifted QR algorithm of
 * Francis. Sorted by modulus, largest first.
 * @throws "not-converged" after 60 sweeps for one eigenvalue
 * @cite Francis (1961); Wilkinson & Reinsch (1971), Handbook for Automatic Computation, contributions II/13 and II/14
 */
export function eigenvalues(A: Float64Array, n: number): Eigenvalues {
  const H = hessenberg(A, n);
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let high = n - 1;
  let shift = 0;
  let sweeps = 0;
  const at = (i: number, j: number): number => H[i * n + j]!;
  while (high >= 0) {
    let low = high;
    for (; low > 0; low--) {
      const scale = Math.abs(at(low - 1, low - 1)) + Math.abs(at(low, low)) || 1;
      if (Math.abs(at(low, low - 1)) < 2.3e-16 * scale) break;
    }
    const x = at(high, high);
    if (low === high) {
      re[high] = x + shift;
      high--;
      sweeps = 0;
      continue;
    }
    const y = at(high - 1, high - 1);
    const w = at(high, high - 1) * at(high - 1, high);
    if (low === high - 1) {
      pair({ re, im }, high, { x: x + shift, y: y + shift, w });
      high -= 2;
      sweeps = 0;
      continue;
    }
    if (sweeps === 60)
      throw new MathFailure("not-converged", {
        what: "eigenvalues",
        iterations: sweeps,
        change: Math.abs(at(high, high - 1)),
      });
    let [sx, sy, sw] = [x, y, w];
    if (sweeps === 10 || sweeps === 20 || sweeps === 40) {
      shift += x;
      for (let i = 0; i <= high; i++) H[i * n + i]! -= x;
      const s = Math.abs(at(high, high - 1)) + Math.abs(at(high - 1, high - 2));
      sx = 0.75 * s;
      sy = sx;
      sw = -0.4375 * s * s;
    }
    sweeps++;
    francisStep(H, n, { low, high, x: sx, y: sy, w: sw });
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => Math.hypot(re[b]!, im[b]!) - Math.hypot(re[a]!, im[a]!),
  );
  return { re: Float64Array.from(order, (i) => re[i]!), im: Float64Array.from(order, (i) => im[i]!) };
}

function pair(
  { re, im }: Eigenvalues,
  high: number,
  block: { readonly x: number; readonly y: number; readonly w: number },
): void {
  const { x, y, w } = block;
  const p = 0.5 * (y - x);
  const q = p * p + w;
  const z = Math.sqrt(Math.abs(q));
  if (q >= 0) {
    const root = p + (p >= 0 ? z : -z);
    re[high - 1] = x + root;
    re[high] = root === 0 ? x : x - w / root;
  } else {
    re[high - 1] = x + p;
    re[high] = x + p;
    im[high - 1] = z;
    im[high] = -z;
  }
}

function hessenberg(A: Float64Array, n: number): Float64Array {
  const H = Float64Array.from(A);
  for (let m = 1; m < n - 1; m++) {
    let p = m;
    for (let i = m; i < n; i++) if (Math.abs(H[i * n + m - 1]!) > Math.abs(H[p * n + m - 1]!)) p = i;
    const x = H[p * n + m - 1]!;
    if (p !== m) {
      for (let j = 0; j < n; j++) [H[p * n + j], H[m * n + j]] = [H[m * n + j]!, H[p * n + j]!];
      for (let i = 0; i < n; i++) [H[i * n + p], H[i * n + m]] = [H[i * n + m]!, H[i * n + p]!];
    }
    if (x === 0) continue;
    for (let i = m + 1; i < n; i++) {
      const f = H[i * n + m - 1]! / x;
      if (f === 0) continue;
      for (let j = 0; j < n; j++) H[i * n + j]! -= f * H[m * n + j]!;
      for (let k = 0; k < n; k++) H[k * n + m]! += f * H[k * n + i]!;
    }
  }
  for (let i = 2; i < n; i++) for (let j = 0; j < i - 1; j++) H[i * n + j] = 0;
  return H;
}

function francisStep(
  H: Float64Array,
  n: number,
  step: { readonly low: number; readonly high: number; readonly x: number; readonly y: number; readonly w: number },
): void {
  const { low, high, x, y, w } = step;
  const at = (i: number, j: number): number => H[i * n + j]!;
  let [p, q, r] = [0, 0, 0];
  let m = high - 2;
  for (; m >= low; m--) {
    const z = at(m, m);
    const [a, b] = [x - z, y - z];
    p = (a * b - w) / at(m + 1, m) + at(m, m + 1);
    q = at(m + 1, m + 1) - z - a - b;
    r = at(m + 2, m + 1);
    const size = Math.abs(p) + Math.abs(q) + Math.abs(r);
    [p, q, r] = [p / size, q / size, r / size];
    if (m === low) break;
    const u = Math.abs(at(m, m - 1)) * (Math.abs(q) + Math.abs(r));
    const v = Math.abs(p) * (Math.abs(at(m - 1, m - 1)) + Math.abs(z) + Math.abs(at(m + 1, m + 1)));
    if (u < 2.3e-16 * v) break;
  }
  for (let i = m + 2; i <= high; i++) {
    H[i * n + i - 2] = 0;
    if (i > m + 2) H[i * n + i - 3] = 0;
  }
  for (let k = m; k < high; k++) {
    const last = k === high - 1;
    let size = 1;
    if (k !== m) {
      p = at(k, k - 1);
      q = at(k + 1, k - 1);
      r = last ? 0 : at(k + 2, k - 1);
      size = Math.abs(p) + Math.abs(q) + Math.abs(r);
      if (size === 0) continue;
      [p, q, r] = [p / size, q / size, r / size];
    }
    const s = Math.sqrt(p * p + q * q + r * r) * (p >= 0 ? 1 : -1);
    if (s === 0) continue;
    if (k === m) {
      if (low !== m) H[k * n + k - 1] = -at(k, k - 1);
    } else H[k * n + k - 1] = -s * size;
    p += s;
    const [a, b, c] = [p / s, q / s, r / s];
    q /= p;
    r /= p;
    for (let j = k; j < n; j++) {
      const t = at(k, j) + q * at(k + 1, j) + (last ? 0 : r * at(k + 2, j));
      H[k * n + j]! -= t * a;
      H[(k + 1) * n + j]! -= t * b;
      if (!last) H[(k + 2) * n + j]! -= t * c;
    }
    const rows = Math.min(high, k + 3);
    for (let i = 0; i <= rows; i++) {
      const t = a * at(i, k) + b * at(i, k + 1) + (last ? 0 : c * at(i, k + 2));
      H[i * n + k]! -= t;
      H[i * n + k + 1]! -= t * q;
      if (!last) H[i * n + k + 2]! -= t * r;
    }
  }
}

/** Companion matrix (k p × k p) of lag matrices given as one row per equation, lag 1 of every variable first. */
export function companion(coefficients: Float64Array, k: number, lags: number, width: number = k * lags): Float64Array {
  const m = k * lags;
  const C = new Float64Array(m * m);
  for (let i = 0; i < k; i++) for (let j = 0; j < m; j++) C[i * m + j] = coefficients[i * width + j]!;
  for (let i = k; i < m; i++) C[i * m + i - k] = 1;
  return C;
}
