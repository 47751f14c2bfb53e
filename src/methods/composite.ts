import { mean, standardDeviation } from "../math/sums.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** A component of a composite. */
export interface CompositeComponent {
  readonly id: string;
  /** On the common grid of periods, NaN where missing. */
  readonly values: ArrayLike<number>;
  readonly strongerWhen: "higher" | "lower";
}

/** "Composite, not estimated": mean of standardised yearly changes. */
export interface Composite {
  /** Per period; NaN where fewer than `minComponents` components have a value. */
  readonly value: Float64Array;
  /** Per component and period: what it adds to the value (its standardised change / components present). */
  readonly contributions: Readonly<Record<string, Float64Array>>;
  /** Per component: the composite without it. */
  readonly without: Readonly<Record<string, Float64Array>>;
  /** Per period: components present. */
  readonly present: Int32Array;
  /** Whether leaving any one component out keeps the sign at the last period with a value (definition D1). */
  readonly signStable: boolean;
}

/** How a composite is built. */
export interface CompositeOptions {
  /** Periods of a year: 12 for months, 4 for quarters. */
  readonly lag: number;
  readonly minComponents: number;
}

/**
 * Equal-weight composite by definition D2: z[i][t] = s_i (d[i][t] - mean_i) / sd_i, d the change over a year, s_i = -1 where
 * a lower value is stronger; C[t] = mean over the components present. Give logs for series that grow.
 * @throws "wrong-shape" for unequal lengths; "constant-series" for a change without variance
 */
export function compositeOf(
  components: readonly CompositeComponent[],
  options: Partial<CompositeOptions> = {},
): Composite {
  const { lag, minComponents } = { ...method.defaults, ...options };
  const n = components[0]?.values.length ?? 0;
  const z = components.map((c) => standardisedChange(c, n, lag));
  const present = Int32Array.from({ length: n }, (_, t) => z.filter((s) => !Number.isNaN(s[t]!)).length);
  const average = (rows: readonly Float64Array[], least: number): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => {
      const here = rows.map((s) => s[t]!).filter((v) => !Number.isNaN(v));
      return here.length >= Math.max(1, least) ? mean(here) : Number.NaN;
    });
  const value = average(z, minComponents);
  const contributions = Object.fromEntries(components.map((c, i) => [c.id, z[i]!.map((v, t) => v / present[t]!)]));
  const without = Object.fromEntries(
    components.map((c, i) => [
      c.id,
      average(
        z.filter((_, j) => j !== i),
        minComponents - 1,
      ),
    ]),
  );
  const last = value.findLastIndex((v) => !Number.isNaN(v));
  const signStable = last >= 0 && components.every((c) => Math.sign(without[c.id]![last]!) === Math.sign(value[last]!));
  return { value, contributions, without, present, signStable };
}

function standardisedChange(component: CompositeComponent, n: number, lag: number): Float64Array {
  const { id, values, strongerWhen } = component;
  if (values.length !== n)
    throw new VorlaufError("wrong-shape", { what: id, expected: `${n} periods`, got: `${values.length}` });
  const d = Float64Array.from({ length: n }, (_, t) => (t < lag ? Number.NaN : values[t]! - values[t - lag]!));
  const seen = d.filter((v) => !Number.isNaN(v));
  if (seen.length < 2) return d.fill(Number.NaN);
  const sd = standardDeviation(seen);
  const size = seen.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (!(sd > 1e-12 * size)) throw new VorlaufError("constant-series", { what: `yearly change of ${id}` });
  const m = mean(seen);
  const sign = strongerWhen === "higher" ? 1 : -1;
  return d.map((v) => (sign * (v - m)) / sd);
}

/** What do several indicators say together when there are too few for a factor model? */
export const method: Method<{ readonly components: readonly CompositeComponent[] }, CompositeOptions, Composite> = {
  id: "composite",
  cites: ["OECD & JRC (2008), Handbook on Constructing Composite Indicators, 2.1 (z-scores, equal weights)"],
  defaults: { lag: 12, minComponents: 2 },
  run: ({ components }, options) => compositeOf(components, options),
};
