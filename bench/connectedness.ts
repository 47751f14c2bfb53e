import { createRandom } from "../src/math/random.ts";
import { rollingConnectedness } from "../src/methods/rolling-connectedness.ts";
import { tableOf } from "../src/methods/vector-autoregression.ts";
import { compare, processorTime, runPeer } from "./peers.ts";

/**
 * How long does generalised connectedness of a VAR(12) of eight series in 200 windows of 300 months take (ten steps), against numpy's normal equations in the same windows?
 * Goal: at least as fast. `npx tsx bench/connectedness.ts`. The results are the mean total over the windows, of the same numbers.
 */
const random = createRandom(1);
const series = Array.from({ length: 8 }, () => new Float64Array(499));
for (let t = 0; t < 499; t++)
  series.forEach((x, i) => {
    x[t] = 0.5 * (x[t - 1] ?? 0) + 0.2 * (series[(i + 1) % 8]![t - 1] ?? 0) + random.normal();
  });
const table = tableOf(series);
const run = (): number => {
  const windows = rollingConnectedness(table, { lags: 12, horizon: 10, window: 300 });
  return windows.reduce((s, w) => s + w.total, 0) / windows.length;
};
const ours = { milliseconds: processorTime(8, 2, run), result: run() };
const peer = runPeer(
  "/usr/bin/python3",
  `import time, numpy as np
X = np.array([${series.map((x) => `[${Array.from(x).join(",")}]`).join(",")}]).T
k, p, H, W = 8, 12, 10, 300
def f():
    total = []
    for a in range(len(X) - W + 1):
        x = X[a:a + W]; n = W - p
        Z = np.column_stack([x[p - l:W - l] for l in range(1, p + 1)] + [np.ones(n)]); Y = x[p:]
        B = np.linalg.solve(Z.T @ Z, Z.T @ Y); U = Y - Z @ B; S = U.T @ U / n
        A = [B[l * k:(l + 1) * k].T for l in range(p)]
        P = [np.eye(k)]
        for h in range(1, H): P.append(sum(P[h - l] @ A[l - 1] for l in range(1, min(h, p) + 1)))
        N = sum((Q @ S) ** 2 for Q in P) / np.diag(S)
        N = N / N.sum(1, keepdims=True)
        total.append(1 - np.trace(N) / k)
    return np.mean(total)
r = f(); t = []
for _ in range(8):
    a = time.process_time(); f(); t.append(time.process_time() - a)
print('numpy ' + np.__version__ + ', one thread', 1000 * min(t), r, sep='\\t')`,
);
compare("200 windows", ours, peer);
