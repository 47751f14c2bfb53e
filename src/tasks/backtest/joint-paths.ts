import { type FutureValue, forecastBvar } from "../../methods/bayesian-paths.ts";
import { fitBvar } from "../../methods/bayesian-vector-autoregression.ts";
import { tableOf } from "../../methods/vector-autoregression.ts";
import { indexOf } from "../../terms/period.ts";
import { attempt, type LogRecord, leastValues } from "./models.ts";

/**
 * Log paths of several records forecast together by one Bayesian VAR in levels (lags over a year, every tightness chosen by
 * marginal likelihood) of the periods that all have; what some have beyond is known and bends the paths of the others.
 *
 * @returns per record (draws × horizon), from the period after its own last; draw i of one belongs to draw i of the others; null
 * below {@link leastValues} common periods or where a series cannot enter
 */
export function jointPaths(
  records: readonly LogRecord[],
  ask: { readonly season: number; readonly horizon: number; readonly draws: number; readonly seed: string },
): readonly Float64Array[] | null {
  const firsts = records.map((r) => indexOf(r.periods[0] ?? ""));
  const lasts = records.map((r) => indexOf(r.periods.at(-1) ?? ""));
  const [from, to] = [Math.max(...firsts), Math.min(...lasts)];
  if (to - from + 1 < leastValues) return null;
  const series = records.map(({ log }, i) => log.slice(from - firsts[i]!, to - firsts[i]! + 1));
  const known = records.flatMap(({ log }, i): FutureValue[] =>
    Array.from(log.subarray(to - firsts[i]! + 1), (value, s) => ({ series: i, step: s + 1, value })),
  );
  const ahead = lasts.map((last) => last - to);
  const whole = ask.horizon + Math.max(...ahead);
  const drawn = attempt(() =>
    forecastBvar(fitBvar(tableOf(series), { lags: ask.season }), {
      horizon: whole,
      draws: ask.draws,
      seed: `${ask.seed}/bvar`,
      known,
    }),
  );
  if (drawn === null) return null;
  return drawn.paths.map((paths, i) => {
    const own = new Float64Array(ask.draws * ask.horizon);
    for (let d = 0; d < ask.draws; d++)
      own.set(paths.subarray(d * whole + ahead[i]!, d * whole + ahead[i]! + ask.horizon), d * ask.horizon);
    return own;
  });
}
