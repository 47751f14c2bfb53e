const lnSqrt2Pi = 0.9189385332046728;

/** Natural log of the gamma function for x > 0 (Stirling series from 15 on, recurrence below); relative error about 1e-15. */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  let product = 1;
  let z = x;
  while (z < 15) product *= z++;
  const r = 1 / (z * z);
  const series =
    (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360_360 - r / 156)))))) / z;
  return (z - 0.5) * Math.log(z) - z + lnSqrt2Pi + series - Math.log(product);
}

/** Derivative of {@link logGamma}, x > 0. */
export function digamma(x: number): number {
  let z = x;
  let s = 0;
  while (z < 15) s -= 1 / z++;
  const r = 1 / (z * z);
  return (
    s +
    Math.log(z) -
    0.5 / z -
    r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (5 / 660 - (r * 691) / 32_760)))))
  );
}

/** log(n over k) for real 0 <= k <= n. */
export function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** log of the beta function. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** x^a e^-x / Gamma(a), without cancellation for large a. */
function gammaFront(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a));
  const r = 1 / (a * a);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / a;
  const t = (x - a) / a;
  return Math.exp(a * log1pMinus(t) - series) * Math.sqrt(a / (2 * Math.PI));
}

/** log(1 + t) - t, accurate near 0. */
function log1pMinus(t: number): number {
  if (Math.abs(t) > 0.1) return Math.log1p(t) - t;
  let term = t;
  let s = 0;
  for (let k = 2; k < 60; k++) {
    term *= -t;
    const add = term / k;
    s += add;
    if (Math.abs(add) < 1e-18 * Math.abs(s)) break;
  }
  return s;
}

/** Lower and upper regularised incomplete gamma [P(a, x), Q(a, x)]; a > 0, x >= 0. @cite DLMF 8.7.1, 8.9.2 */
export function incompleteGamma(a: number, x: number): readonly [number, number] {
  if (x <= 0) return [0, 1];
  if (x === Number.POSITIVE_INFINITY) return [1, 0];
  if (x < a + 1) {
    let term = 1 / a;
    let s = term;
    for (let n = 1; n < 10_000; n++) {
      term *= x / (a + n);
      s += term;
      if (term < s * 1e-17) break;
    }
    const p = s * gammaFront(a, x);
    return [p, 1 - p];
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || 1e-300);
    c = b + an / c || 1e-300;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  const q = gammaFront(a, x) * h;
  return [1 - q, q];
}

/** Error function. */
export function erf(x: number): number {
  const [p] = incompleteGamma(0.5, x * x);
  return x < 0 ? -p : p;
}

/** 1 - erf(x), accurate in the upper tail. */
export function erfc(x: number): number {
  const [p, q] = incompleteGamma(0.5, x * x);
  return x < 0 ? 1 + p : q;
}

/** Density of the standard normal. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x - lnSqrt2Pi);
}

/** Distribution function of the standard normal; relative accuracy in both tails. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

const wichura = {
  a: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  b: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
  c: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  d: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
  e: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  f: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
} as const;

function polynomial(c: readonly number[], x: number): number {
  let s = 0;
  for (let i = c.length - 1; i >= 0; i--) s = s * x + c[i]!;
  return s;
}

/** Quantile of the standard normal, about 1e-16 relative. @cite Wichura (1988), Applied Statistics 37, AS 241 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(wichura.a, r)) / polynomial(wichura.b, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? polynomial(wichura.c, r - 1.6) / polynomial(wichura.d, r - 1.6)
      : polynomial(wichura.e, r - 5) / polynomial(wichura.f, r - 5);
  return q < 0 ? -x : x;
}

/**
 * Regularised incomplete beta function and its complement [I_x(a, b), 1 - I_x(a, b)]; a, b > 0, 0 <= x <= 1.
 * `y` = 1 - x may be given to keep digits when x is near 1.
 * @cite DLMF 8.17.22 (continued fraction), modified Lentz
 */
export function incompleteBeta(a: number, b: number, x: number, y: number = 1 - x): readonly [number, number] {
  if (Number.isNaN(x)) return [Number.NaN, Number.NaN];
  if (x <= 0) return [0, 1];
  if (y <= 0) return [1, 0];
  if (x > (a + 1) / (a + b + 2)) {
    const [p, q] = incompleteBeta(b, a, y, x);
    return [q, p];
  }
  const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x);
  const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
  const front = Math.exp(a * logX + b * logY - logBeta(a, b)) / a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || 1e-300);
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || 1e-300);
    c = 1 + even / c || 1e-300;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || 1e-300);
    c = 1 + odd / c || 1e-300;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  const p = front * h;
  return [p, 1 - p];
}

/** Distribution function of Beta(a, b). */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, x)[0];
}

/** Quantile of Beta(a, b). */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return invert((x) => incompleteBeta(a, b, x)[0] - p, 0, 1);
}

/** Distribution function of Student's t with `df` degrees of freedom (need not be whole); normal at infinity. */
export function tCdf(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalCdf(t);
  const n = df + t * t;
  const upper = 0.5 * incompleteBeta(df / 2, 0.5, df / n, (t * t) / n)[0];
  return t > 0 ? 1 - upper : upper;
}

/** Two-sided p-value of a t statistic: P(|T| >= |t|); with df = Infinity, of a z statistic. */
export function tTwoSided(t: number, df: number): number {
  return Number.isNaN(t) ? Number.NaN : 2 * tCdf(-Math.abs(t), df);
}

/** Quantile of Student's t. */
export function tQuantile(p: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  if (p === 0.5) return 0;
  if (p > 0.5) return -tQuantile(1 - p, df);
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  let low = -1;
  while (tCdf(low, df) > p) low *= 2;
  return invert((t) => tCdf(t, df) - p, low, 0);
}

/** Distribution function of chi-squared with `df` degrees of freedom. */
export function chi2Cdf(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2)[0];
}

/** Upper tail of chi-squared: P(X > x). */
export function chi2Upper(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2)[1];
}

/** Quantile of chi-squared. */
export function chi2Quantile(p: number, df: number): number {
  if (!(p > 0)) return p === 0 ? 0 : Number.NaN;
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  let high = Math.max(1, df);
  while (chi2Upper(high, df) > 1 - p) high *= 2;
  return p < 0.5 ? invert((x) => chi2Cdf(x, df) - p, 0, high) : invert((x) => 1 - p - chi2Upper(x, df), 0, high);
}

/** Distribution function of F(d1, d2). */
export function fCdf(x: number, d1: number, d2: number): number {
  return x <= 0 ? 0 : incompleteBeta(d1 / 2, d2 / 2, (d1 * x) / (d1 * x + d2), d2 / (d1 * x + d2))[0];
}

/** Upper tail of F(d1, d2): P(X > x). */
export function fUpper(x: number, d1: number, d2: number): number {
  return x <= 0 ? 1 : incompleteBeta(d1 / 2, d2 / 2, (d1 * x) / (d1 * x + d2), d2 / (d1 * x + d2))[1];
}

/** Quantile of F(d1, d2). */
export function fQuantile(p: number, d1: number, d2: number): number {
  const y = betaQuantile(p, d1 / 2, d2 / 2);
  return (d2 * y) / (d1 * (1 - y));
}

/** P(X = k) for X binomial(n, p). */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X <= k) for X binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  const whole = Math.floor(k);
  return incompleteBeta(n - whole, whole + 1, 1 - p, p)[0];
}

/** P(X >= k) for X binomial(n, p). */
export function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  const whole = Math.ceil(k);
  return incompleteBeta(whole, n - whole + 1, p)[0];
}

/** Smallest k with P(X <= k) >= p for X binomial(n, prob). */
export function binomialQuantile(p: number, n: number, prob: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (binomialCdf(mid, n, prob) >= p) high = mid;
    else low = mid + 1;
  }
  return low;
}

/** Root of an increasing function between two bounds: regula falsi (Illinois) with bisection, to the last digits. */
function invert(f: (x: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  let [fa, fb] = [f(a), f(b)];
  for (let i = 0; i < 300; i++) {
    const secant = b - (fb * (b - a)) / (fb - fa);
    const x = i % 3 === 2 || !(secant > a && secant < b) ? 0.5 * (a + b) : secant;
    const fx = f(x);
    if (fx === 0 || b - a <= 2e-16 * Math.max(Math.abs(a), Math.abs(b), 1e-290)) return x;
    if (fx < 0) {
      a = x;
      fa = fx;
    } else {
      b = x;
      fb = fx;
    }
  }
  return 0.5 * (a + b);
}
