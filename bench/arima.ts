import { fitArima } from "../src/methods/arima.ts";
import { airline } from "../test/methods/well-known-series.ts";
import { compare, processorTime, runPeer } from "./peers.ts";

/**
 * How long does the airline model's exact maximum likelihood take, from two starts with standard errors, against R's arima and statsmodels' SARIMAX?
 * Goal: 5 times as fast as the fastest. `npx tsx bench/arima.ts`. The results are log-likelihoods: R's start of the differences is not exact (see docs/methods/arima.md),
 * statsmodels' counts the thirteen first values as well.
 */
const y = airline.map(Math.log);
const maximum = (): number => fitArima(y, { order: [0, 1, 1], seasonalOrder: [0, 1, 1], season: 12 }).logLikelihood;
const ours = { milliseconds: processorTime(10, 50, maximum), result: maximum() };
compare(
  "airline model",
  ours,
  runPeer(
    "Rscript",
    `y <- log(AirPassengers)
f <- function() arima(y, order = c(0, 1, 1), seasonal = list(order = c(0, 1, 1), period = 12), method = "ML")
t <- min(sapply(1:5, function(i) { g <- system.time(for (k in 1:5) f()); g[["user.self"]] + g[["sys.self"]] }))
cat(R.version.string, 1000 * t / 5, f()$loglik, sep = "\\t")`,
  ),
);
compare(
  "airline model",
  ours,
  runPeer(
    "/usr/bin/python3",
    `import time, numpy as np, statsmodels
from statsmodels.tsa.statespace.sarimax import SARIMAX
y = np.array([${Array.from(y).join(",")}])
f = lambda: SARIMAX(y, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).fit(disp=0)
r = f()
t = []
for _ in range(5):
    a = time.process_time(); f(); t.append(time.process_time() - a)
print('statsmodels ' + statsmodels.__version__, 1000 * min(t), r.llf, sep='\\t')`,
  ),
);
