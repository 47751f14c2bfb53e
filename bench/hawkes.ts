import { type Events, fitHawkes, fitHawkesAt, hawkesLikelihood, simulateHawkes } from "../src/methods/hawkes.ts";
import { compare, processorTime, runPeer } from "./peers.ts";

/**
 * How long do likelihood with gradient and maximum likelihood of about 20,000 events of three kinds take? No installed peer fits Hawkes processes; beside ours stands the
 * same likelihood by plain numpy (running sums over blocks of events), and the reference's marks with numba on an idle machine of this kind: 1.6 ms an evaluation, 95 ms for the maximum at a
 * fixed decay. Goal: 5 times as fast as what is installed. `npx tsx bench/hawkes.ts`
 */
const truth = {
  mu: Float64Array.from([0.2, 0.1, 0.15]),
  alpha: Float64Array.from([0.3, 0.2, 0, 0.1, 0.35, 0.15, 0.25, 0, 0.3]),
  beta: new Float64Array(9).fill(1.5),
};
const events: Events = simulateHawkes(truth, 19_900, 1);
console.log(`${events.t.length} events`);
const ours = {
  milliseconds: processorTime(15, 40, () => hawkesLikelihood(events, truth)),
  result: hawkesLikelihood(events, truth).value,
};
const peer = runPeer(
  "/usr/bin/python3",
  `import time, numpy as np
t = np.array([${Array.from(events.t).join(",")}])
k = np.array([${Array.from(events.kind).join(",")}])
T = 19900.0; mu = np.array([0.2, 0.1, 0.15]); b = 1.5
A = np.array([[0.3, 0.2, 0], [0.1, 0.35, 0.15], [0.25, 0, 0.3]])
def f():
    n = len(t); hot = np.eye(3)[k]
    R = np.zeros((n, 3)); S = np.zeros((n, 3)); r = np.zeros(3); s = np.zeros(3)
    for a in range(0, n, 256):
        u = t[a:a + 256]; h = hot[a:a + 256]; base = t[a - 1] if a else 0.0
        gap = u[:, None] - u[None, :]
        W = np.where(gap > 0, np.exp(-b * np.maximum(gap, 0)), 0.0)
        g = (u - base)[:, None]; fade = np.exp(-b * g)
        R[a:a + 256] = fade * r + W @ h
        S[a:a + 256] = fade * (s + g * r) + (W * gap) @ h
        e = u[-1] - u; w = np.exp(-b * e); G = u[-1] - base; F = np.exp(-b * G)
        s = F * (s + G * r) + (w * e) @ h; r = F * r + w @ h
    lam = mu[k] + b * (A[k] * R).sum(1)
    tail = np.exp(-b * (T - t)); c = hot.sum(0) - hot.T @ tail
    gmu = np.bincount(k, 1 / lam, 3) - T
    galpha = np.stack([np.bincount(k, b * R[:, j] / lam, 3) for j in range(3)], 1) - c
    gbeta = np.stack([np.bincount(k, A[k, j] * (R[:, j] - b * S[:, j]) / lam, 3) for j in range(3)], 1) - A * (hot.T @ ((T - t) * tail))
    return np.log(lam).sum() - mu.sum() * T - (A @ c).sum()
r = f(); x = []
for _ in range(15):
    a = time.process_time(); f(); x.append(time.process_time() - a)
print('numpy ' + np.__version__, 1000 * min(x), r, sep='\\t')`,
);
compare("likelihood and gradient", ours, peer);
const at = processorTime(8, 8, () => fitHawkesAt(events, 1.5));
const free = processorTime(4, 1, () => fitHawkes(events));
console.log(
  `maximum at a fixed decay, with residual test: ${at.toFixed(1)} ms; decay searched too: ${free.toFixed(0)} ms`,
);
