/** A local regression of evenly spaced values. */
export interface LoessOptions {
  /** Values in the window, odd; more than there are widens the tricube accordingly. */
  readonly span: number;
  /** 0 local mean, 1 local line. */
  readonly degree: 0 | 1;
  /** Every how many positions it is evaluated; linear between. */
  readonly jump: number;
}

/** Weights of a window by the place of the fit in it. */
interface Shape {
  readonly tricube: Float64Array;
  /** What they come to without robustness weights, degree included: a linear filter; null when all are 0. */
  readonly filter: Float64Array | null;
}

/** A window: where the fit is, where it begins, and its weights. */
interface Window {
  /** From 0; -1 and n lie one step outside. */
  readonly x: number;
  readonly from: number;
  readonly shape: Shape;
}

/** Windows of a loess over n values; those inside share their weights. */
export interface LoessPlan {
  readonly n: number;
  readonly degree: 0 | 1;
  readonly windows: readonly Window[];
  readonly before: Window;
  readonly after: Window;
  readonly scratch: Float64Array;
}

/**
 * The windows of a loess over n evenly spaced values, with the conventions of the authors' program: a window of `span` values (all, when
 * there are fewer) as central as the ends allow, distances beyond 0.999 h without weight, a line only where the weighted spread of the
 * positions exceeds a thousandth of the range.
 * @cite Cleveland & Devlin (1988), Journal of the American Statistical Association 83; Cleveland et al. (1990), Journal of Official Statistics 6
 */
export function planLoess(n: number, { span, degree, jump }: LoessOptions): LoessPlan {
  const width = Math.min(span, n);
  const half = Math.floor((span + 1) / 2);
  const shared = new Map<number, Shape>();
  const windowAt = (x: number, from: number): Window => {
    const offset = x - from;
    let shape = shared.get(offset);
    if (shape === undefined) {
      const tricube = tricubeWeights(offset, width, span > n ? Math.floor((span - n) / 2) : 0);
      const filter = tricube.slice();
      shape = { tricube, filter: regressInto(filter, offset, degree, n) ? filter : null };
      shared.set(offset, shape);
    }
    return { x, from, shape };
  };
  const step = Math.max(1, Math.min(jump, n - 1));
  const windows: Window[] = [];
  for (let x = 0; x < n; x += step) windows.push(windowAt(x, Math.max(0, Math.min(n - width, x - half + 1))));
  const last = windows.at(-1);
  if (last !== undefined && last.x !== n - 1) windows.push(windowAt(n - 1, last.from));
  return {
    n,
    degree,
    windows,
    before: windowAt(-1, 0),
    after: windowAt(n, n - width),
    scratch: new Float64Array(width),
  };
}

function tricubeWeights(offset: number, width: number, wider: number): Float64Array {
  const h = Math.max(offset, width - 1 - offset) + wider;
  const w = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    const r = Math.abs(j - offset);
    if (r > 0.999 * h) continue;
    const u = r / h;
    const v = 1 - u * u * u;
    w[j] = r <= 0.001 * h ? 1 : v * v * v;
  }
  return w;
}

/** Local weights to the weights of the fitted value at `offset`, in place; false when they add up to nothing. */
function regressInto(w: Float64Array, offset: number, degree: 0 | 1, n: number): boolean {
  let total = 0;
  for (let j = 0; j < w.length; j++) total += w[j]!;
  if (!(total > 0)) return false;
  let centre = 0;
  for (let j = 0; j < w.length; j++) {
    w[j]! /= total;
    centre += w[j]! * j;
  }
  if (degree === 0 || w.length < 2) return true;
  let spread = 0;
  for (let j = 0; j < w.length; j++) spread += w[j]! * (j - centre) * (j - centre);
  if (!(Math.sqrt(spread) > 0.001 * (n - 1))) return true;
  const slope = (offset - centre) / spread;
  for (let j = 0; j < w.length; j++) w[j]! *= slope * (j - centre) + 1;
  return true;
}

/** The fit of one window; NaN when all its weights are 0. */
export function loessAt(plan: LoessPlan, window: Window, y: Float64Array, robustness: Float64Array | null): number {
  const { from, shape } = window;
  const { tricube } = shape;
  let w = shape.filter;
  if (robustness !== null) {
    w = plan.scratch;
    for (let j = 0; j < w.length; j++) w[j] = tricube[j]! * robustness[from + j]!;
    if (!regressInto(w, window.x - from, plan.degree, plan.n)) return Number.NaN;
  }
  if (w === null) return Number.NaN;
  let s = 0;
  for (let j = 0; j < w.length; j++) s += w[j]! * y[from + j]!;
  return s;
}

/** The whole series smoothed; where all weights of a window are 0 the value itself stands. */
export function loessInto(out: Float64Array, plan: LoessPlan, y: Float64Array, robustness: Float64Array | null): void {
  if (plan.n < 2) {
    out[0] = y[0]!;
    return;
  }
  let before = -1;
  for (const window of plan.windows) {
    const { x } = window;
    const v = loessAt(plan, window, y, robustness);
    out[x] = Number.isNaN(v) ? y[x]! : v;
    if (before >= 0 && x - before > 1) {
      const slope = (out[x]! - out[before]!) / (x - before);
      for (let k = before + 1; k < x; k++) out[k] = out[before]! + slope * (k - before);
    }
    before = x;
  }
}
