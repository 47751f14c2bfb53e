import { multiply } from "./linear-algebra.ts";

/**
 * P(D_n >= d): exact upper tail of Kolmogorov's statistic for n observations against a fully given law, by the matrix power
 * of Marsaglia, Tsang and Wang; Kolmogorov's limit series where n d² is above 18 or the matrix would be too large.
 * @cite Marsaglia, Tsang & Wang (2003), Journal of Statistical Software 8(18)
 */
export function kolmogorovUpper(d: number, n: number): number {
  if (!(d > 0)) return 1;
  if (d >= 1) return 0;
  const s = d * d * n;
  if (s > 18) return 2 * Math.exp(-2 * s);
  const k = Math.floor(n * d) + 1;
  if (k > 200) return limitUpper(d * (Math.sqrt(n) + 1 / (6 * Math.sqrt(n))));
  return Math.max(0, 1 - matrixLower(d, n, k));
}

function limitUpper(x: number): number {
  let s = 0;
  for (let j = 1; j < 100; j++) s += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * x * x);
  return Math.min(1, Math.max(0, s));
}

function matrixLower(d: number, n: number, k: number): number {
  const m = 2 * k - 1;
  const h = k - n * d;
  const H: Float64Array = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) H[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < m; i++) {
    H[i * m]! -= h ** (i + 1);
    H[(m - 1) * m + i]! -= h ** (m - i);
  }
  H[(m - 1) * m]! += 2 * h - 1 > 0 ? (2 * h - 1) ** m : 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const steps = i - j + 1;
      for (let g = 1; g <= steps; g++) H[i * m + j]! /= g;
    }
  }
  const power = matrixPower(H, m, n);
  let value = power.M[(k - 1) * m + k - 1]!;
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    value = (value * i) / n;
    if (value < 1e-140) {
      value *= 1e140;
      exponent -= 140;
    }
  }
  return value * 10 ** exponent;
}

function matrixPower(A: Float64Array, m: number, n: number): { readonly M: Float64Array; readonly exponent: number } {
  if (n === 1) return { M: A, exponent: 0 };
  const half = matrixPower(A, m, Math.floor(n / 2));
  let M = multiply(half.M, half.M, { n: m, k: m, m });
  let exponent = 2 * half.exponent;
  if (n % 2 === 1) M = multiply(A, M, { n: m, k: m, m });
  const middle = Math.floor(m / 2);
  if (M[middle * m + middle]! > 1e140) {
    M = M.map((v) => v * 1e-140);
    exponent += 140;
  }
  return { M, exponent };
}
