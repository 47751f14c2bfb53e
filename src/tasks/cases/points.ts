import { z } from "zod";
import { runLengths } from "../../methods/bocpd.ts";
import {
  type Events,
  fitHawkes,
  fitHawkesAt,
  type HawkesFit,
  hawkesLikelihood,
  poissonLikelihood,
} from "../../methods/hawkes.ts";
import { VorlaufError } from "../../terms/errors.ts";
import {
  type CaseInput,
  type CaseKind,
  type Computed,
  columnOf,
  firstTable,
  matrixRows,
  parsed,
  seriesOf,
  type Value,
} from "./case-input.ts";

const grid = z.array(z.array(z.number()));
const hawkesSettings = z.object({
  fixed: z.object({
    mu: z.array(z.number().positive()).min(1),
    alpha: grid,
    /** One decay for all pairs, or a matrix of them. */
    beta: z.union([z.number().positive(), grid]),
  }),
  names: z.array(z.string()).optional(),
});
const hawkesGiven = z.object({ T: z.number() });

/** The decay of `mle_fixed_beta` where settings or given values state it: as beta, fixed_beta, decay, or under mle_fixed_beta. */
function statedDecay(places: readonly Readonly<Record<string, unknown>>[]): number | undefined {
  for (const place of places)
    for (const name of ["mle_fixed_beta", "fixed_beta", "beta", "decay", "fixed_decay"]) {
      const value = place[name];
      if (typeof value === "number") return value;
      const inner = z.object({ beta: z.number() }).safeParse(value);
      if (inner.success) return inner.data.beta;
    }
  return undefined;
}

function eventsOf(input: CaseInput, kinds: number, T: number): Events {
  const table = firstTable(input, "events.csv");
  const [t, kind] = [columnOf(table, "t", 0), columnOf(table, "k", 1)];
  const odd = kind.findIndex((v) => !(Number.isInteger(v) && v >= 0 && v < kinds));
  if (odd >= 0)
    throw new VorlaufError("input-invalid", {
      what: `dimension of the event in row ${odd + 2}`,
      got: `${kind[odd]}`,
      fix: `Give whole numbers from 0 to ${kinds - 1}.`,
    });
  return { t, kind: Int32Array.from(kind), kinds, T };
}

/**
 * Likelihood and gradient at given parameters, and the maximum with a common decay. The maximum at a *given* decay is computed
 * only when a case states that decay in `settings` or `given`: the decays of the known cases (1, 1.5, 0.15) follow from nothing else there.
 */
export const hawkesCases: CaseKind = {
  methods: ["hawkes-exponential"],
  compute: (input): Computed => {
    const s = parsed(hawkesSettings, input.settings, "settings");
    const g = parsed(hawkesGiven, input.given, "given");
    const D = s.fixed.mu.length;
    for (const M of [s.fixed.alpha, ...(typeof s.fixed.beta === "number" ? [] : [s.fixed.beta])])
      if (M.length !== D || M.some((row) => row.length !== D))
        throw new VorlaufError("wrong-shape", {
          what: "settings.fixed",
          expected: `${D} × ${D}`,
          got: `${M.length} × ${M[0]?.length ?? 0}`,
        });
    const events = eventsOf(input, D, g.T);
    const at = hawkesLikelihood(events, {
      mu: Float64Array.from(s.fixed.mu),
      alpha: Float64Array.from(s.fixed.alpha.flat()),
      beta:
        typeof s.fixed.beta === "number"
          ? new Float64Array(D * D).fill(s.fixed.beta)
          : Float64Array.from(s.fixed.beta.flat()),
    });
    const free = fitHawkes(events);
    const decay = statedDecay([input.given, input.settings]);
    const shared = (fit: HawkesFit): Record<string, Value> => ({
      beta: fit.decay,
      mu: Array.from(fit.mu),
      alpha: matrixRows(fit.alpha, D),
      loglik: fit.logLikelihood,
      spectral_radius: fit.spectralRadius,
    });
    return {
      values: {
        loglik_fixed: at.value,
        gradient_fixed: { mu: Array.from(at.mu), alpha: matrixRows(at.alpha, D), beta: matrixRows(at.beta, D) },
        poisson_loglik: poissonLikelihood(events),
        mle_common_beta: {
          ...shared(free),
          stationary_rate: Array.from(free.stationaryRate),
          residuals: free.residuals.map((r) => ({ ...r })),
        },
        ...(decay === undefined ? {} : { mle_fixed_beta: shared(fitHawkesAt(events, decay)) }),
      },
      tables: {},
      warnings:
        decay === undefined
          ? ["the decay of mle_fixed_beta is stated neither in settings nor in given: not computed"]
          : [],
    };
  },
};

const bocpdSettings = z.object({
  hazard: z.number().gt(0).lt(1),
  prior: z.object({
    mu0: z.number(),
    kappa0: z.number().positive(),
    alpha0: z.number().positive(),
    beta0: z.number().positive(),
  }),
});

/** Online change points. */
export const bocpdCases: CaseKind = {
  methods: ["changepoint-bocpd"],
  compute: (input) => {
    const s = parsed(bocpdSettings, input.settings, "settings");
    const table = firstTable(input, "y.csv");
    const r = runLengths(seriesOf(table), { hazard: s.hazard, ...s.prior });
    return {
      values: { log_evidence: r.logEvidence, final_run_length_dist: Array.from(r.last) },
      tables: {
        "path.csv": {
          t: Array.from(r.mapRunLength, (_, i) => i + 1),
          map_run_length: Array.from(r.mapRunLength),
          map_prob: Array.from(r.mapProbability),
          p_run0: Array.from(r.pRun0),
          mean_run_length: Array.from(r.meanRunLength),
          log_predictive: Array.from(r.logPredictive),
        },
      },
    };
  },
};
