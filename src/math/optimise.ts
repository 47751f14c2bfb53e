/** Where a minimisation ended. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly converged: boolean;
  /** Largest absolute change of the last step (or largest gradient element, for the gradient methods). */
  readonly change: number;
}

/** When to stop. */
export interface StopRule {
  readonly maxIterations?: number;
  readonly tolerance?: number;
}

/**
 * Minimum without derivatives: Nelder and Mead's simplex with the dimension-adapted coefficients of Gao and Han.
 * Stops when the simplex spans less than `tolerance` (1e-10) in value (relative) and position.
 *
 * @param f     function; may return Infinity or NaN outside its domain
 * @param start first point
 * @param options `step`: first edge lengths, one for all or per coordinate (0.1, or 10 % of |start|)
 * @cite Gao & Han (2012), Computational Optimization and Applications 51
 */
export function nelderMead(
  f: (x: Float64Array) => number,
  start: Float64Array,
  options: StopRule & { readonly step?: number | Float64Array } = {},
): Minimum {
  const n = start.length;
  const { maxIterations = 500 * n, tolerance = 1e-10, step } = options;
  const [expand, contract, shrink] = [1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / Math.max(2, n)];
  let evaluations = 0;
  const at = (x: Float64Array): Vertex => {
    evaluations++;
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const simplex = [at(Float64Array.from(start))];
  for (let i = 0; i < n; i++) {
    const x = Float64Array.from(start);
    x[i]! += typeof step === "number" ? step : (step?.[i] ?? (x[i] === 0 ? 0.1 : 0.1 * Math.abs(x[i]!)));
    simplex.push(at(x));
  }
  let iterations = 0;
  let spread = Number.POSITIVE_INFINITY;
  for (; iterations < maxIterations; iterations++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex[n]!;
    spread = size(simplex);
    if (worst.value - best.value <= tolerance * (1 + Math.abs(best.value)) && spread <= Math.sqrt(tolerance)) break;
    const centre = new Float64Array(n);
    for (let v = 0; v < n; v++) for (let i = 0; i < n; i++) centre[i]! += simplex[v]!.x[i]! / n;
    const along = (t: number): Vertex => at(centre.map((c, i) => c + t * (worst.x[i]! - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-expand);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1]!.value) {
      simplex[n] = reflected;
    } else {
      const inner = reflected.value < worst.value ? along(-contract) : along(contract);
      if (inner.value < Math.min(worst.value, reflected.value)) simplex[n] = inner;
      else
        for (let v = 1; v <= n; v++)
          simplex[v] = at(simplex[v]!.x.map((x, i) => best.x[i]! + shrink * (x - best.x[i]!)));
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  const best = simplex[0]!;
  return {
    x: best.x,
    value: best.value,
    iterations,
    evaluations,
    converged: iterations < maxIterations,
    change: spread,
  };
}

interface Vertex {
  readonly x: Float64Array;
  readonly value: number;
}

function size(simplex: readonly Vertex[]): number {
  const first = simplex[0]!.x;
  let s = 0;
  for (const { x } of simplex)
    for (let i = 0; i < x.length; i++) s = Math.max(s, Math.abs(x[i]! - first[i]!) / (1 + Math.abs(first[i]!)));
  return s;
}

/** A function's value and gradient at a point. */
export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Value and central-difference gradient of a function; step `h` (cube root of the machine precision) times max(1, |x|). */
export function withDifferences(
  f: (x: Float64Array) => number,
  h: number = 6.055e-6,
): (x: Float64Array) => ValueAndGradient {
  return (x) => {
    const gradient = new Float64Array(x.length);
    const y = Float64Array.from(x);
    for (let i = 0; i < x.length; i++) {
      const d = h * Math.max(1, Math.abs(x[i]!));
      y[i] = x[i]! + d;
      const up = f(y);
      y[i] = x[i]! - d;
      gradient[i] = (up - f(y)) / (2 * d);
      y[i] = x[i]!;
    }
    return { value: f(x), gradient };
  };
}

/** Hessian (n × n) by central differences of a gradient, symmetrised. */
export function hessianByDifferences(
  gradient: (x: Float64Array) => Float64Array,
  x: Float64Array,
  h: number = 1e-5,
): Float64Array {
  const n = x.length;
  const H = new Float64Array(n * n);
  const y = Float64Array.from(x);
  for (let i = 0; i < n; i++) {
    const d = h * Math.max(1, Math.abs(x[i]!));
    y[i] = x[i]! + d;
    const up = gradient(y);
    y[i] = x[i]! - d;
    const down = gradient(y);
    y[i] = x[i]!;
    for (let j = 0; j < n; j++) {
      const v = (up[j]! - down[j]!) / (4 * d);
      H[i * n + j]! += v;
      H[j * n + i]! += v;
    }
  }
  return H;
}

/**
 * Minimum of a smooth function by limited-memory BFGS with a strong-Wolfe line search.
 * With `memory` of at least the number of iterations it is full BFGS. Stops when the largest gradient element is below
 * `tolerance` (1e-8) times max(1, |value|), or when no step lowers the value any more.
 *
 * @param f value and gradient; a value that is not finite counts as "too far"
 * @cite Nocedal & Wright (2006), Numerical Optimization, algorithms 7.4, 7.5, 3.5, 3.6
 */
export function lbfgs(
  f: (x: Float64Array) => ValueAndGradient,
  start: Float64Array,
  options: StopRule & { readonly memory?: number } = {},
): Minimum {
  const { maxIterations = 1000, tolerance = 1e-8, memory = 20 } = options;
  let evaluations = 0;
  const evaluate = (x: Float64Array): Point => {
    evaluations++;
    const { value, gradient } = f(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value, gradient };
  };
  let now = evaluate(Float64Array.from(start));
  const pairs: Pair[] = [];
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < maxIterations) {
    if (largest(now.gradient) <= tolerance * Math.max(1, Math.abs(now.value))) {
      converged = true;
      break;
    }
    iterations++;
    const direction = twoLoop(now.gradient, pairs);
    const slope = inner(direction, now.gradient);
    const first = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(inner(now.gradient, now.gradient)));
    const next = slope < 0 ? wolfe(evaluate, now, direction, first) : null;
    if (next === null) {
      if (pairs.length === 0) break;
      pairs.length = 0;
      continue;
    }
    const s = next.x.map((v, i) => v - now.x[i]!);
    const y = next.gradient.map((v, i) => v - now.gradient[i]!);
    const sy = inner(s, y);
    if (sy > 1e-14 * inner(y, y)) pairs.push({ s, y, rho: 1 / sy });
    if (pairs.length > memory) pairs.shift();
    const gain = now.value - next.value;
    now = next;
    if (
      gain <= 1e-15 * Math.abs(now.value) &&
      largest(now.gradient) <= 1e3 * tolerance * Math.max(1, Math.abs(now.value))
    )
      converged = true;
  }
  return { x: now.x, value: now.value, iterations, evaluations, converged, change: largest(now.gradient) };
}

/** Minimum of a smooth function by BFGS, gradient by central differences. Options as {@link lbfgs}. */
export function bfgs(f: (x: Float64Array) => number, start: Float64Array, options: StopRule = {}): Minimum {
  return lbfgs(withDifferences(f), start, { memory: 200, tolerance: 1e-7, ...options });
}

interface Point extends ValueAndGradient {
  readonly x: Float64Array;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

function inner(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!;
  return s;
}

function largest(a: Float64Array): number {
  let s = 0;
  for (const v of a) s = Math.max(s, Math.abs(v));
  return s;
}

function twoLoop(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((g) => -g);
  const alpha: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i]!;
    const a = rho * inner(s, q);
    alpha[i] = a;
    for (let k = 0; k < q.length; k++) q[k]! -= a * y[k]!;
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * inner(last.y, last.y));
    for (let k = 0; k < q.length; k++) q[k]! *= scale;
  }
  pairs.forEach(({ s, y, rho }, i) => {
    const b = rho * inner(y, q);
    for (let k = 0; k < q.length; k++) q[k]! += s[k]! * (alpha[i]! - b);
  });
  return q;
}

function wolfe(
  evaluate: (x: Float64Array) => Point,
  from: Point,
  direction: Float64Array,
  first: number,
): Point | null {
  const slope0 = inner(direction, from.gradient);
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let step = first;
  let best: Point | null = null;
  for (let i = 0; i < 60; i++) {
    const point = evaluate(from.x.map((x, k) => x + step * direction[k]!));
    const slope = Number.isFinite(point.value) ? inner(direction, point.gradient) : Number.NaN;
    if (point.value <= from.value + 1e-4 * step * slope0) {
      if (best === null || point.value < best.value) best = point;
      if (Math.abs(slope) <= 0.9 * -slope0) return point;
      if (slope < 0) low = step;
      else high = step;
    } else high = step;
    step = high === Number.POSITIVE_INFINITY ? step * 2.5 : 0.5 * (low + high);
    if (high - low <= 1e-16 * high) break;
  }
  return best;
}

/**
 * Minimum of a function of one variable between two bounds (golden section with parabolic steps).
 * @cite Brent (1973), Algorithms for Minimization without Derivatives, ch. 5
 */
export function minimiseScalar(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: number = 1e-10,
): { readonly x: number; readonly value: number } {
  const golden = 0.381_966_011_250_105;
  let [a, b] = [low, high];
  let x = a + golden * (b - a);
  let [w, v] = [x, x];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let [d, e] = [0, 0];
  for (let i = 0; i < 500; i++) {
    const mid = 0.5 * (a + b);
    const tol = tolerance * Math.abs(x) + 1e-14;
    if (Math.abs(x - mid) <= 2 * tol - 0.5 * (b - a)) break;
    const r = (x - w) * (fx - fv);
    let q = (x - v) * (fx - fw);
    let p = (x - v) * q - (x - w) * r;
    q = 2 * (q - r);
    if (q > 0) p = -p;
    else q = -q;
    if (Math.abs(e) > tol && Math.abs(p) < Math.abs(0.5 * q * e) && p > q * (a - x) && p < q * (b - x)) {
      e = d;
      d = p / q;
    } else {
      e = x < mid ? b - x : a - x;
      d = golden * e;
    }
    const u = Math.abs(d) >= tol ? x + d : x + (d > 0 ? tol : -tol);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { x, value: fx };
}

/**
 * Root of a continuous function whose values at the bounds have opposite signs (inverse quadratic and secant steps, bisection where
 * they do not shrink the bracket); NaN when they have not.
 * @param tolerance relative to the root
 * @cite Brent (1973), Algorithms for Minimization without Derivatives, ch. 4
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance: number = 1e-13): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) return Number.NaN;
  // b is the best point, [b, c] holds the root, a is the point before b.
  let [c, fc] = [a, fa];
  let [step, before] = [b - a, b - a];
  for (let i = 0; i < 400; i++) {
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const least = tolerance * Math.abs(b) + 1e-300;
    const middle = 0.5 * (c - b);
    if (Math.abs(middle) <= least || fb === 0) return b;
    let next = middle;
    if (Math.abs(before) >= least && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa;
      let [p, q] = [2 * middle * s, 1 - s];
      if (a !== c) {
        const [u, r] = [fa / fc, fb / fc];
        p = s * (2 * middle * u * (u - r) - (b - a) * (r - 1));
        q = (u - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      if (2 * p < Math.min(3 * middle * q - Math.abs(least * q), Math.abs(before * q))) next = p / q;
    }
    before = next === middle ? middle : step;
    step = next;
    [a, fa] = [b, fb];
    b += Math.abs(step) > least ? step : Math.sign(middle) * least;
    fb = f(b);
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      step = b - a;
      before = step;
    }
  }
  return b;
}
