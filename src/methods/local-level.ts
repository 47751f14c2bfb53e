import { filterStates, type StateSpace, smoothStates } from "../math/kalman.ts";
import { bfgs, nelderMead } from "../math/optimise.ts";
import { variance } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** The model y = mu + e, e ~ N(0, H); mu' = mu + u, u ~ N(0, Q); diffuse start. */
export function localLevel(H: number, Q: number): StateSpace {
  const one = new Float64Array([1]);
  return {
    p: 1,
    m: 1,
    r: 1,
    Z: one,
    H: new Float64Array([H]),
    T: one,
    R: one,
    Q: new Float64Array([Q]),
    a1: new Float64Array(1),
    P1: new Float64Array(1),
    P1inf: one,
  };
}

/** A level that moves, seen with noise. */
export interface LocalLevelFit {
  readonly H: number;
  readonly Q: number;
  /** Diffuse log-likelihood [nats]. */
  readonly logLikelihood: number;
  readonly converged: boolean;
  /** Steps of the simplex, and its size in logarithms of the variances at the end. */
  readonly iterations: number;
  readonly change: number;
  /** Smoothed level and its standard error per period. */
  readonly level: Float64Array;
  readonly standardError: Float64Array;
}

/**
 * Local level model by maximum likelihood of the exact diffuse likelihood, in log variances.
 * @param y NaN where missing
 * @throws "too-few-observations" below 4 values, "constant-series"
 * @cite Durbin & Koopman (2012), ch. 2
 */
export function fitLocalLevel(y: Float64Array): LocalLevelFit {
  const seen = y.filter((v) => !Number.isNaN(v));
  if (seen.length < 4)
    throw new VorlaufError("too-few-observations", { what: "local level", have: seen.length, need: 4 });
  const s2 = variance(seen);
  if (!(s2 > 0)) throw new VorlaufError("constant-series", { what: "series with a moving level" });
  const loss = (x: Float64Array): number =>
    -filterStates(localLevel(s2 * Math.exp(x[0]!), s2 * Math.exp(x[1]!)), y).logLikelihood;
  const rough = nelderMead(loss, new Float64Array([-0.7, -2]), { step: 1, tolerance: 1e-9 });
  const fine = bfgs(loss, rough.x, { tolerance: 1e-8 });
  const [H, Q] = [s2 * Math.exp(fine.x[0]!), s2 * Math.exp(fine.x[1]!)];
  const smooth = smoothStates(localLevel(H, Q), y);
  return {
    H,
    Q,
    logLikelihood: -fine.value,
    converged: rough.converged,
    iterations: rough.iterations,
    change: rough.change,
    level: smooth.alpha,
    standardError: smooth.V.map(Math.sqrt),
  };
}

/** What is the level behind a noisy series? */
export const method: Method<{ readonly y: ArrayLike<number> }, Record<string, never>, LocalLevelFit> = {
  id: "local-level",
  cites: ["Durbin & Koopman (2012), Time Series Analysis by State Space Methods, ch. 2, 4, 5"],
  defaults: {},
  run: ({ y }) => fitLocalLevel(Float64Array.from(y)),
};
