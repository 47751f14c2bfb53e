import { multiply } from "./linear-algebra.ts";

/**
 * P(D_n >= d): upper tail of Kolmogorov's statistic for n observations against a fully given law. Exact by the matrix power of
 * Marsaglia, Tsang and Wang up to 200 observations, above by the expansion of Pelz and Good (to n^-3/2; within 1e-6 of the exact value);
 * the limit's first term where n d² is above 18.
 * @cite Marsaglia, Tsang & Wang (2003), Journal of Statistical Software 8(18); Pelz & Good (1976), Journal of the Royal Statistical Society B 38; Simard & L'Ecuyer (2011), Journal of Statistical Software 39(11)
 */
export function kolmogorovUpper(d: number, n: number): number {
  if (!(d > 0)) return 1;
  if (d >= 1) return 0;
  const s = d * d * n;
  if (s > 18) return 2 * Math.exp(-2 * s);
  const lower = n > 200 ? expansionLower(Math.sqrt(s), n) : matrixLower(d, n, Math.floor(n * d) + 1);
  return Math.min(1, Math.max(0, 1 - lower));
}

/** P(sqrt(n) D_n < z) = K0 + K1 / n^1/2 + K2 / n + K3 / n^3/2, theta series in the odd and in all whole numbers. */
function expansionLower(z: number, n: number): number {
  const [z2, z4, z6, z8] = [z ** 2, z ** 4, z ** 6, z ** 8];
  const [p2, p4, p6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6];
  const K = [0, 0, 0, 0];
  for (let odd = 1; odd < 60; odd += 2) {
    const [m2, m4, m6] = [odd ** 2, odd ** 4, odd ** 6];
    const q = Math.exp((-p2 * m2) / (8 * z2));
    K[0]! += q;
    K[1]! += q * (-z2 + (p2 / 4) * m2);
    K[2]! += q * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * p2 * m2) / 4 + (p4 * (1 - 2 * z2) * m4) / 16);
    K[3]! +=
      q *
      (-30 * z6 -
        90 * z8 +
        (p2 * (135 * z4 - 96 * z6) * m2) / 4 +
        (p4 * (212 * z4 - 60 * z2) * m4) / 16 +
        (p6 * (5 - 30 * z2) * m6) / 64);
  }
  let [all2, all3] = [0, 0];
  for (let k = 1; k < 60; k++) {
    const q = Math.exp((-p2 * k * k) / (2 * z2));
    all2 += k * k * q;
    all3 += (3 * z2 - p2 * k * k) * k * k * q;
  }
  const root = Math.sqrt(2 * Math.PI);
  const K2 = (root * K[2]!) / (72 * z ** 7) - (p2 * root * all2) / (36 * z ** 3);
  const K3 = (root * K[3]!) / (6480 * z ** 10) + (p2 * root * all3) / (216 * z6);
  return (root * K[0]!) / z + (root * K[1]!) / (6 * z4 * Math.sqrt(n)) + K2 / n + K3 / n ** 1.5;
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
