import { z } from "zod";
import type { SwitchingParameters } from "../../math/hamilton-filter.ts";
import {
  fitMarkovSwitching,
  type RegimeProbabilities,
  regimeProbabilities,
  type SwitchingFit,
} from "../../methods/markov-switching.ts";
import { type CaseKind, type Computed, firstTable, parsed, rowLabels, seriesOf, type Value } from "./case-input.ts";

function parameterNames(fit: SwitchingParameters, switchingVariance: boolean): Record<string, Value> {
  const K = fit.mu.length;
  const out: Record<string, Value> = {};
  for (let j = 0; j < K - 1; j++) for (let i = 0; i < K; i++) out[`p[${i}->${j}]`] = fit.transition[i * K + j] ?? null;
  for (let k = 0; k < K; k++) out[`const[${k}]`] = fit.mu[k] ?? null;
  if (switchingVariance) for (let k = 0; k < K; k++) out[`sigma2[${k}]`] = fit.sigma2[k] ?? null;
  else out["sigma2"] = fit.sigma2[0] ?? null;
  fit.phi.forEach((v, i) => {
    out[`ar.L${i + 1}`] = v;
  });
  return out;
}

function probabilityTable(
  p: RegimeProbabilities,
  K: number,
  labels: readonly Value[],
): Record<string, readonly Value[]> {
  const column = (x: Float64Array, k: number): number[] =>
    Array.from({ length: x.length / K }, (_, t) => x[t * K + k] ?? 0);
  return Object.fromEntries([
    ["date", labels],
    ...Array.from(
      { length: K },
      (_, k) =>
        [
          [`filtered_${k}`, column(p.filtered, k)],
          [`smoothed_${k}`, column(p.smoothed, k)],
        ] as const,
    ).flat(),
  ]);
}

const settingsSchema = z.object({ k_regimes: z.number(), switching: z.string(), order: z.number().optional() });
const publishedSchema = z.object({
  published_params: z
    .object({
      p00: z.number(),
      p10: z.number(),
      mu0: z.number(),
      mu1: z.number(),
      sigma: z.number(),
      phi: z.array(z.number()),
    })
    .optional(),
});

function durations(fit: SwitchingFit): Value {
  return Array.from(fit.expectedDurations);
}

/** Switching regressions and Hamilton's switching autoregression; probabilities at published parameters where they are given. */
export const switchingCases: CaseKind = {
  methods: ["markov-switching-regression", "markov-switching-ar-hamilton"],
  compute: (input): Computed => {
    const s = parsed(settingsSchema, input.settings, "settings");
    const { published_params: published } = parsed(publishedSchema, input.given, "given");
    const table = firstTable(input, "y.csv");
    const y = seriesOf(table);
    const order = s.order ?? 0;
    const switchingVariance = /variance/.test(s.switching);
    const fit = fitMarkovSwitching(y, { regimes: s.k_regimes, order, switchingVariance });
    const labels = rowLabels(table).slice(order);
    const values: Record<string, Value> = {
      ml_loglik: fit.logLikelihood,
      ml_params: parameterNames(fit, switchingVariance),
      expected_durations: durations(fit),
    };
    const warnings = fit.warnings.map((w) => `${w.code} ${JSON.stringify(w.facts)}`);
    if (published === undefined)
      return { values, tables: { "probabilities.csv": probabilityTable(fit, s.k_regimes, labels) }, warnings };
    const at = regimeProbabilities(y, {
      transition: Float64Array.from([published.p00, 1 - published.p00, published.p10, 1 - published.p10]),
      mu: Float64Array.from([published.mu0, published.mu1]),
      sigma2: new Float64Array(2).fill(published.sigma ** 2),
      phi: Float64Array.from(published.phi),
    });
    return {
      values: { ...values, loglik_at_published: at.logLikelihood },
      tables: { "probabilities.csv": probabilityTable(at, 2, labels) },
      warnings,
    };
  },
};
