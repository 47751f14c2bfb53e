/** A reproducible stream of random numbers. The same seed and the same calls give the same numbers on every machine. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Gamma with this shape and scale 1; shape > 0. */
  readonly gamma: (shape: number) => number;
  /** Chi-squared with this many degrees of freedom, > 0. */
  readonly chi2: (degreesOfFreedom: number) => number;
  /** Exponential with rate 1. */
  readonly exponential: () => number;
  /** Beta(a, b). */
  readonly beta: (a: number, b: number) => number;
  /** Whole number in 0..n-1, without modulo bias. */
  readonly integer: (n: number) => number;
  /** A random order of 0..n-1. */
  readonly permutation: (n: number) => Int32Array;
  /** An independent stream named by a label, the same whatever was drawn from this one before. */
  readonly fork: (label: string | number) => Random;
}

/**
 * A stream from a seed: xoshiro128** started from the seed through splitmix32, so neighbouring seeds are unrelated.
 * Normals by Marsaglia's polar method, gammas by Marsaglia and Tsang.
 *
 * @param seed any number or text
 * @cite Blackman & Vigna (2021), ACM TOMS 47(4); Marsaglia & Bray (1964); Marsaglia & Tsang (2000), ACM TOMS 26(3)
 */
export function createRandom(seed: number | string): Random {
  const key = String(seed);
  const next = xoshiro128(key);
  const uniform = (): number => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  const normal = polarNormal(uniform);
  const gamma = (shape: number): number => drawGamma(shape, uniform, normal);
  const integer = (n: number): number => Math.floor(uniform() * n);
  return {
    uniform,
    normal,
    gamma,
    chi2: (df) => 2 * gamma(df / 2),
    exponential: () => -Math.log1p(-uniform()),
    beta: (a, b) => {
      const x = gamma(a);
      return x / (x + gamma(b));
    },
    integer,
    permutation: (n) => {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        const swap = order[i]!;
        order[i] = order[j]!;
        order[j] = swap;
      }
      return order;
    },
    fork: (label) => createRandom(`${key}/${label}`),
  };
}

/** 32 bits as a whole number, signed: it stays a machine integer, where the unsigned one would be a new object. */
function xoshiro128(key: string): () => number {
  let h = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  const split = (): number => {
    h = (h + 0x9e3779b9) | 0;
    let z = h ^ (h >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [split(), split(), split(), split()];
  const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
}

function polarNormal(uniform: () => number): () => number {
  // In an array of its own: a number kept by a closure would be a new object at every draw.
  const spare = new Float64Array(1).fill(Number.NaN);
  return () => {
    const z = spare[0]!;
    if (!Number.isNaN(z)) {
      spare[0] = Number.NaN;
      return z;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const f = Math.sqrt((-2 * Math.log(s)) / s);
        spare[0] = v * f;
        return u * f;
      }
    }
  };
}

function drawGamma(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, uniform, normal) * (1 - uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
