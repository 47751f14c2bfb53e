import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filterFactors } from "../src/math/factor-filter.ts";
import { type FactorPanel, planFactors } from "../src/math/factor-plan.ts";
import { factorLikelihoodInto, factorWork } from "../src/math/factor-precision.ts";
import { expectInto, factorScore, factorSums } from "../src/math/factor-score.ts";
import { conditionalStep } from "../src/math/factor-steps.ts";
import { createRandom } from "../src/math/random.ts";
import { type FactorModel, type FactorOptions, fitFactorModel } from "../src/methods/factor-model.ts";
import { factorNews } from "../src/methods/factor-news.ts";
import { inTurn, timed } from "./ratio.ts";

/**
 * The exact factor model against statsmodels' DynamicFactorMQ: the same panel, the same likelihood at the same parameters, one
 * iteration each; then what a converged fit, the next vintage and one news pair cost. Goals: 300x per iteration, a fit under 2 s,
 * news under 20 ms. `npx tsx bench/factor-model.ts [factors, 4]`. Reads the panel of the reference cases where they lie beside
 * the checkout, else draws one of the same shape.
 */
const r = Number(process.argv[2] ?? "4");
const options: Partial<FactorOptions> = { factors: r, estimator: "ml", starts: 1 };

function readPanel(): FactorPanel & { readonly from: string } {
  const file = fileURLToPath(new URL("../../shared/reference/bench-fredmd-panel/panel.csv", import.meta.url));
  if (!existsSync(file)) return { ...drawPanel(120, 757), from: "drawn" };
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(1);
  const T = lines.length;
  const N = (lines[0] ?? "").split(",").length - 1;
  const x = new Float64Array(T * N);
  lines.forEach((line, t) => {
    line.split(",").forEach((v, i) => {
      if (i > 0) x[t * N + i - 1] = v === "" ? Number.NaN : Number(v);
    });
  });
  return { x, T, N, from: "bench-fredmd-panel" };
}

/** Four factors, late starts and a ragged edge. */
function drawPanel(N: number, T: number): FactorPanel {
  const random = createRandom("factor-model");
  const x = new Float64Array(T * N);
  const loadings = Float64Array.from({ length: N * 4 }, () => 0.5 * random.normal());
  const phi = Float64Array.from({ length: N }, () => 1.4 * random.uniform() - 0.6);
  const f = new Float64Array(4);
  const e = new Float64Array(N);
  for (let t = 0; t < T; t++) {
    for (let a = 0; a < 4; a++) f[a] = (0.9 - 0.2 * a) * f[a]! + random.normal() * 0.6;
    for (let i = 0; i < N; i++) {
      e[i] = phi[i]! * e[i]! + 0.7 * random.normal();
      const late = i % 24 === 3 && t < 120;
      const ragged = t >= T - 1 - (i % 3);
      x[t * N + i] = late || ragged ? Number.NaN : f.reduce((u, v, a) => u + v * loadings[i * 4 + a]!, e[i]!);
    }
  }
  return { x, T, N };
}

interface Peer {
  readonly version: string;
  readonly loglik: number;
  readonly iterationMs: number;
  readonly peakMb: number;
}

const script = `
import json, resource, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd, statsmodels
from statsmodels.tsa.statespace.dynamic_factor_mq import DynamicFactorMQ
d = json.load(open(sys.argv[1]))
N, T, r = d["N"], d["T"], d["r"]
x = np.array([np.nan if v is None else v for v in d["x"]], float).reshape(T, N)
names = ["s%d" % i for i in range(N)]
factors = [str(a) for a in range(r)]
frame = pd.DataFrame(x, columns=names, index=pd.period_range("1960-01", periods=T, freq="M"))
model = DynamicFactorMQ(frame, factors={n: factors for n in names}, factor_orders={tuple(factors): 1}, idiosyncratic_ar1=True, standardize=False)
p = {}
for i, n in enumerate(names):
    for a in range(r):
        p["loading.%d->%s" % (a, n)] = d["Lambda"][i * r + a]
    p["L1.eps_M." + n] = d["phi"][i]
    p["sigma2." + n] = d["s"][i]
for a in range(r):
    for b in range(r):
        p["L1.%d->%d" % (b, a)] = d["A"][a * r + b]
        p["fb(0).cov.chol[%d,%d]" % (a + 1, b + 1)] = 1.0 if a == b else 0.0
params = np.array([p[n] for n in model.param_names])
loglik = model.loglike(params)
times = []
for k in range(2):
    started = time.process_time()
    model._em_iteration(params)
    times.append(time.process_time() - started)
print(json.dumps({"version": statsmodels.__version__, "loglik": loglik, "iterationMs": 1000 * min(times), "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
`;

/** statsmodels at our parameters; null where it is not installed. */
function askPeer(panel: FactorPanel, q: FactorModel): Peer | null {
  const folder = mkdtempSync(join(tmpdir(), "vorlauf-factor-"));
  try {
    const file = join(folder, "panel.json");
    const { x, N, T } = panel;
    writeFileSync(
      file,
      JSON.stringify({
        N,
        T,
        r,
        x: Array.from(x, (v) => (Number.isNaN(v) ? null : v)),
        Lambda: Array.from(q.Lambda),
        phi: Array.from(q.phi),
        s: Array.from(q.s),
        A: Array.from(q.A),
      }),
    );
    const run = spawnSync("/usr/bin/python3", ["-c", script, file], {
      encoding: "utf8",
      env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
    });
    if (run.status !== 0) {
      console.log(
        `statsmodels: not measured (${run.stderr.trim().split("\n").at(-1) ?? run.error?.message ?? "no answer"})`,
      );
      return null;
    }
    const answer: Peer = JSON.parse(run.stdout);
    return answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Least of several times [ms]. */
async function least(rounds: number, run: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < rounds; k++) best = Math.min(best, await timed(run));
  return best;
}

/** Processor time since a mark [ms]: what a busy machine does not stretch. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

const ms = (v: number): string => `${v.toFixed(v < 100 ? 1 : 0)} ms`;

const panel = readPanel();
const { N, T, x } = panel;
console.log(`${panel.from}: ${N} series x ${T} periods, ${r} factors, AR(1) idiosyncratic terms`);

const idle = process.cpuUsage();
let fit = fitFactorModel(panel, options);
const cold = cpuMs(idle);
const again = await least(3, () => fitFactorModel(panel, options));
const warm = process.cpuUsage();
fit = fitFactorModel(panel, options);
console.log(
  `converged fit: ${ms(again)} (goal 2000 ms), processor time ${ms(cold)} with the code still cold, ${ms(cpuMs(warm))} warm; ${fit.path.length} steps, then ${fit.iterations} iterations, ${fit.evaluations} evaluations, score ${fit.change.toExponential(1)}, log-likelihood ${fit.logLikelihood.toFixed(4)}${fit.converged ? "" : " NOT CONVERGED"}`,
);

const several = process.cpuUsage();
const { maxima } = fitFactorModel(panel, { ...options, starts: 4 });
console.log(
  `four starts: ${ms(cpuMs(several))} of processor time; they end at ${maxima.map((v) => v.toFixed(4)).join(", ")}`,
);

const plan = planFactors(panel, { r, p: 1, white: false });
const sums = factorSums(factorWork(plan));
const score = (): void => {
  factorLikelihoodInto(sums.work, fit);
  expectInto(sums);
  factorScore(sums, fit);
};
const step = (): void => {
  factorLikelihoodInto(sums.work, fit);
  expectInto(sums);
  conditionalStep(sums, fit, fit.bounds);
};
const { first: scoreMs, second: stepMs } = await inTurn(60, score, step);
const before = Array.from({ length: N }, (_, i) => Float64Array.from({ length: T }, (__, t) => x[t * N + i]!));
const model: FactorModel = {
  ...fit,
  panel: { ...panel, means: new Float64Array(N), sds: new Float64Array(N).fill(1) },
};
const old = before.map((c, i) =>
  c.map((v, t) => (t === T - 1 || (t === T - 2 && i % 2 === 0) ? Number.NaN : t > T - 14 ? v + 0.01 * (i % 5) : v)),
);
const target = { series: 5, period: T };
const newsMs = await least(60, () => factorNews(model, { before: old, after: before }, target));
const news = factorNews(model, { before: old, after: before }, target);
console.log(
  `news of one vintage pair: ${ms(newsMs)} (goal 20 ms); ${news.news.length} new values, ${news.revisions.length} revisions, ${news.bySeries.length} series`,
);
const shorter = fitFactorModel({ x: x.slice(0, (T - 1) * N), T: T - 1, N }, options);
let next = fit;
const nextMs = await least(3, () => {
  next = fitFactorModel(panel, { ...options, start: shorter });
});
console.log(
  `next vintage from the fit before: ${ms(nextMs)}, ${next.iterations} iterations, log-likelihood ${next.logLikelihood.toFixed(4)}`,
);
const ownMb = process.resourceUsage().maxRSS / 1024;
const route = filterFactors(panel, fit).logLikelihood;
console.log(
  `two roads to the likelihood differ by ${Math.abs(route / fit.logLikelihood - 1).toExponential(1)} relative`,
);
console.log(
  `likelihood and score ${ms(scoreMs)}; expectation and conditional maximisation ${ms(stepMs)}; peak memory ${ownMb.toFixed(0)} MB`,
);
const peer = askPeer(panel, model);
if (peer !== null) {
  const later = await inTurn(60, score, step);
  const [s, c] = [Math.min(scoreMs, later.first), Math.min(stepMs, later.second)];
  console.log(
    `statsmodels ${peer.version}: log-likelihood at our parameters ${peer.loglik.toFixed(4)} (ours ${fit.logLikelihood.toFixed(4)}), EM iteration ${ms(peer.iterationMs)} of processor time, peak memory ${peer.peakMb.toFixed(0)} MB`,
  );
  console.log(
    `per iteration: ${(peer.iterationMs / c).toFixed(0)}x (conditional maximisation), ${(peer.iterationMs / s).toFixed(0)}x (quasi-Newton evaluation); goal 300x. Memory: ${(peer.peakMb / ownMb).toFixed(0)}x`,
  );
}
