import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "../src/math/random.ts";
import { runEm } from "../src/methods/mixed-factor-em.ts";
import type { MixedParameters } from "../src/methods/mixed-factor-form.ts";
import { parseCsv } from "../src/tasks/cases/case-input.ts";
import { mixedParametersOf } from "../src/tasks/cases/factors.ts";
import { timed } from "./ratio.ts";

// The New York Fed's four-block model, 100 EM steps: statsmodels and Vorlauf on the same panel from the same start.
const iterations = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 3);
const python = "/usr/bin/python3";
const shared = new URL("../../shared/reference/dfm-statsmodels-nyfed-blocks/panel.csv", import.meta.url);

const script = `
import json, sys, time, resource, warnings
import numpy as np, pandas as pd
import statsmodels
from statsmodels.tsa.statespace.dynamic_factor_mq import DynamicFactorMQ
warnings.simplefilter("ignore")
panel = pd.read_csv(sys.argv[1], index_col=0)
panel.index = pd.PeriodIndex(panel.index, freq="M")
spec = json.load(open(sys.argv[2]))
monthly = panel[[c for c in panel if c not in spec["quarterly"]]]
quarterly = panel[spec["quarterly"]]
quarterly = quarterly[quarterly.index.month % 3 == 0]
quarterly.index = quarterly.index.asfreq("Q")
model = DynamicFactorMQ(monthly, endog_quarterly=quarterly, factors=spec["factors"], factor_orders=1, idiosyncratic_ar1=True, standardize=True)
start = model.start_params
best = 1e9
for _ in range(int(sys.argv[4])):
    began = time.perf_counter()
    fit = model.fit_em(start, maxiter=int(sys.argv[3]), tolerance=0, disp=False)
    best = min(best, time.perf_counter() - began)
print(json.dumps({"version": statsmodels.__version__, "seconds": best, "loglik": float(fit.llf), "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
  "names": list(monthly) + list(quarterly), "mean": np.r_[monthly.mean(), quarterly.mean()].tolist(), "std": np.r_[monthly.std(), quarterly.std()].tolist(),
  "start": dict(zip(model.param_names, map(float, start)))}))
`;

interface PeerRun {
  readonly version: string;
  readonly seconds: number;
  readonly loglik: number;
  readonly megabytes: number;
  readonly names: readonly string[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly start: Readonly<Record<string, number>>;
}

/** 23 monthly and two quarterly series of one common and three block factors, with gaps at the ends. */
function simulated(): string {
  const random = createRandom(1);
  const blocks = [0, 0, 0];
  let common = 0;
  const lines = [`date,${Array.from({ length: 25 }, (_, i) => `s${i}`).join(",")}`];
  for (let t = 0; t < 198; t++) {
    common = 0.7 * common + random.normal();
    blocks.forEach((v, b) => {
      blocks[b] = 0.5 * v + random.normal();
    });
    const cells = Array.from({ length: 25 }, (_, i) => {
      const v = common + (blocks[i % 4] ?? 0) + 2 * random.normal();
      return (i > 22 && t % 3 !== 2) || (t < 20 && i === 5) || (t > 196 && i % 2 === 0) ? "" : String(v);
    });
    lines.push([`${2000 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, "0")}`, ...cells].join(","));
  }
  return lines.join("\n");
}

const folder = mkdtempSync(join(tmpdir(), "vorlauf-factor-em-"));
const real = existsSync(shared);
const text = real ? readFileSync(shared, "utf8") : simulated();
const table = parseCsv(text);
const names = table.columns.slice(1);
const quarterly = names.slice(-2);
const caseFile = new URL("case.json", shared);
const members: unknown = real ? JSON.parse(readFileSync(caseFile, "utf8")).settings.factors : null;
const factors =
  members ?? Object.fromEntries(names.map((n, i) => [n, i % 4 === 3 ? ["Global"] : ["Global", `Block${i % 4}`]]));
writeFileSync(join(folder, "panel.csv"), text);
writeFileSync(join(folder, "spec.json"), JSON.stringify({ quarterly, factors }));
writeFileSync(join(folder, "peer.py"), script);
console.log(real ? "panel: the New York Fed's of June 2016" : "panel: simulated, of the same shape");

function runPeer(): PeerRun | null {
  if (!existsSync(python)) return null;
  try {
    const args = ["peer.py", "panel.csv", "spec.json", String(iterations), String(rounds)].map((f, k) =>
      k < 3 ? join(folder, f) : f,
    );
    return JSON.parse(
      execFileSync(python, args, { env: { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" }, encoding: "utf8" }),
    );
  } catch (cause) {
    console.log(`${python} is there but the peer did not run: ${String(cause).split("\n")[0]}`);
    return null;
  }
}

const peer = runPeer();
rmSync(folder, { recursive: true });
if (peer === null) {
  console.log("no statsmodels found (python3-statsmodels): nothing to compare with");
} else {
  const parameters: MixedParameters = mixedParametersOf(peer.start, peer.names, {
    autocorrelated: true,
    quarterly: (n) => quarterly.includes(n),
  });
  const N = peer.names.length;
  const y = Float64Array.from({ length: table.rows * N }, (_, k) => {
    const cell = table.cells[peer.names[k % N]!]?.[Math.floor(k / N)];
    return typeof cell === "number" ? (cell - peer.mean[k % N]!) / peer.std[k % N]! : Number.NaN;
  });
  let loglik = Number.NaN;
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < rounds; k++)
    best = Math.min(
      best,
      await timed(() => {
        loglik = runEm(y, parameters, { iterations }).path.at(-1)!;
      }),
    );
  const ratio = (peer.seconds * 1000) / best;
  console.log(
    `statsmodels ${peer.version}: ${(peer.seconds * 1000).toFixed(0)} ms, log-likelihood ${peer.loglik.toFixed(6)}, ${peer.megabytes.toFixed(0)} MB peak`,
  );
  console.log(
    `Vorlauf: ${best.toFixed(0)} ms, log-likelihood ${loglik.toFixed(6)}, ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB peak`,
  );
  console.log(`four-block EM, ${iterations} steps: ${ratio.toFixed(1)}x faster (goal 4x)`);
}
