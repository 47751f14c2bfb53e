import { fitMarkovSwitching } from "../src/methods/markov-switching.ts";
import { gnp } from "../test/methods/well-known-series.ts";
import { compare, processorTime, runPeer } from "./peers.ts";

/**
 * How long does Hamilton's (1989) fit take (two regimes, AR(4), nine starts, standard errors), against statsmodels' MarkovAutoregression from its one start?
 * Goal: 5 times as fast. `npx tsx bench/markov-switching.ts`. The results are log-likelihoods.
 */
const maximum = (): number => fitMarkovSwitching(gnp, { order: 4 }).logLikelihood;
const ours = { milliseconds: processorTime(8, 2, maximum), result: maximum() };
const peer = runPeer(
  "/usr/bin/python3",
  `import time, numpy as np, statsmodels
from statsmodels.tsa.regime_switching.markov_autoregression import MarkovAutoregression
y = np.array([${Array.from(gnp).join(",")}])
f = lambda: MarkovAutoregression(y, k_regimes=2, order=4, switching_ar=False).fit(disp=0)
r = f()
t = []
for _ in range(4):
    a = time.process_time(); f(); t.append(time.process_time() - a)
print('statsmodels ' + statsmodels.__version__, 1000 * min(t), r.llf, sep='\\t')`,
);
compare("Hamilton's fit", ours, peer);
