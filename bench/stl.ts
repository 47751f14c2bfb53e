import { createRandom } from "../src/math/random.ts";
import { decomposeStl } from "../src/methods/stl.ts";
import { compare, processorTime, runPeer } from "./peers.ts";

/**
 * How long does STL of 120 series of 757 months take (s.window 13, the peers' default jumps), against R's stl? Goal: on a par.
 * `npx tsx bench/stl.ts`. Random walks with a season, made by the same rule on both sides of noise of their own: time, not digits (those are in the tests).
 */
const random = createRandom(1);
const panel = Array.from({ length: 120 }, () => {
  let level = 0;
  return Float64Array.from({ length: 757 }, (_, t) => {
    level += random.normal();
    return level + 5 * Math.sin((2 * Math.PI * t) / 12);
  });
});
let strength = 0;
const milliseconds = processorTime(10, 2, () => {
  strength = panel.reduce((s, y) => s + decomposeStl(y).strengthSeasonal, 0) / panel.length;
});
const peer = runPeer(
  "Rscript",
  `set.seed(1)
X <- apply(matrix(rnorm(120 * 757), 757), 2, cumsum) + 5 * sin(2 * pi * (0:756) / 12)
S <- lapply(1:120, function(j) ts(X[, j], frequency = 12))
f <- function() mean(sapply(S, function(y) { d <- stl(y, s.window = 13)$time.series; max(0, 1 - var(d[, 3]) / var(d[, 1] + d[, 3])) }))
r <- f()
t <- min(sapply(1:10, function(i) { g <- system.time(for (k in 1:2) lapply(S, function(y) stl(y, s.window = 13))); g[["user.self"]] + g[["sys.self"]] }))
cat(R.version.string, 1000 * t / 2, r, sep = "\\t")`,
);
compare("STL of 120 x 757", { milliseconds, result: strength }, peer);
