import { quantileSorted } from "../../math/quantile.ts";
import { mean } from "../../math/sums.ts";
import { clopperPearson } from "../../methods/clopper-pearson.ts";
import { modelConfidenceSet } from "../../methods/model-confidence-set.ts";
import { crpsSample, dieboldMariano } from "../../methods/scores.ts";
import type { Backtest, Coverage, LeadRow, ModelScore, OriginRow, TurnRow } from "../../terms/backtest.ts";
import { VorlaufError } from "../../terms/errors.ts";
import type { Panel } from "../../terms/panel.ts";
import { dayOf, endOf, indexOf } from "../../terms/period.ts";
import type { OriginResult, Predicted, Simulating, Target } from "./target.ts";
import { findingOf } from "./words.ts";

/** Fewest scored origins for a test, a p-value or a calibration plot (definition D17). */
export const leastOrigins = 20;
const alpha = 0.1;
const levels = [0.5, 0.8, 0.9] as const;

/** What one origin brought. */
export interface OriginForecast {
  readonly origin: string;
  readonly result: OriginResult;
}

const digits = (v: number): number => Number(v.toPrecision(6));

interface Scored extends OriginRow {
  readonly logError: number;
  readonly logErrorLatest: number;
  readonly within: readonly boolean[];
}

function rowOf(origin: string, p: Predicted, target: Target, known: Panel): Scored | null {
  const outcome = target.outcome(known, p.period, p.base);
  if (outcome === null || !(outcome.first > 0) || !(outcome.latest > 0)) return null;
  const log = p.quantiles.map(Math.log);
  const at = (q: number): number => quantileSorted(p.quantiles, q);
  const y = Math.log(outcome.first);
  const point = p.quantiles.length === 1;
  const below = p.quantiles.reduce((s, q) => s + (q < outcome.first ? 1 : q === outcome.first ? 0.5 : 0), 0);
  const median = Math.log(at(0.5));
  return {
    origin,
    period: p.period,
    horizon: p.horizon,
    model: p.model,
    low90: digits(at(0.05)),
    low50: digits(at(0.25)),
    median: digits(at(0.5)),
    high50: digits(at(0.75)),
    high90: digits(at(0.95)),
    outcome: digits(outcome.first),
    firstRelease: outcome.firstRelease,
    latest: digits(outcome.latest),
    crps: digits(point ? Math.abs(median - y) : crpsSample(log, y)),
    pit: point ? null : digits(below / p.quantiles.length),
    logError: median - y,
    logErrorLatest: median - Math.log(outcome.latest),
    within: point ? [] : levels.map((c) => outcome.first >= at((1 - c) / 2) && outcome.first <= at((1 + c) / 2)),
  };
}

function byModel(rows: readonly Scored[]): Map<string, Scored[]> {
  const models = new Map<string, Scored[]>();
  for (const row of rows) {
    const held = models.get(row.model);
    if (held === undefined) models.set(row.model, [row]);
    else held.push(row);
  }
  return models;
}

const keyOf = (r: OriginRow): string => `${r.origin} ${r.period}`;

/** Losses of two models on the origins that both have. */
function paired(a: readonly Scored[], b: readonly Scored[]): readonly [number[], number[]] {
  const other = new Map(b.map((r) => [keyOf(r), r.crps]));
  const common = a.filter((r) => other.has(keyOf(r)));
  return [common.map((r) => r.crps), common.map((r) => other.get(keyOf(r)) ?? Number.NaN)];
}

/** One-sided p that A's loss is lower; null below 20 common origins or where the losses never differ. */
function pBetter(a: readonly Scored[], b: readonly Scored[], horizon: number): number | null {
  const [x, y] = paired(a, b);
  if (x.length < leastOrigins || x.length <= horizon) return null;
  try {
    return dieboldMariano(x, y, { horizon, kernel: "flat" }).pABetter;
  } catch (error) {
    if (error instanceof VorlaufError && error.code === "constant-series") return null;
    throw error;
  }
}

function coverageOf(rows: readonly Scored[]): Coverage[] {
  const densities = rows.filter((r) => r.within.length > 0);
  if (densities.length === 0) return [];
  return levels.map((level, i) => {
    const inside = densities.filter((r) => r.within[i] === true).length;
    const { low, high } = clopperPearson(inside, densities.length);
    return { level, inside, n: densities.length, low: digits(low), high: digits(high) };
  });
}

function tenths(rows: readonly Scored[]): number[] | null {
  const values = rows.flatMap((r) => (r.pit === null ? [] : [r.pit]));
  if (values.length < leastOrigins) return null;
  const counts = Array.from({ length: 10 }, () => 0);
  for (const v of values) counts[Math.min(9, Math.floor(v * 10))]! += 1;
  return counts;
}

const mse = (x: readonly number[]): number => Math.sqrt(mean(x.map((v) => v * v)));

interface AtHorizon {
  readonly horizon: number;
  readonly models: Map<string, Scored[]>;
  /** The baseline with the lowest mean CRPS of those that forecast at every origin of the horizon; null without any. */
  readonly best: string | null;
}

function atHorizon(rows: readonly Scored[], horizon: number, target: Target): AtHorizon {
  const models = byModel(rows.filter((r) => r.horizon === horizon));
  const most = Math.max(0, ...target.baselines.map((b) => models.get(b)?.length ?? 0));
  const full = target.baselines.filter((b) => (models.get(b)?.length ?? 0) === most && most > 0);
  const best = full.reduce<string | null>(
    (a, b) => (a === null || meanCrps(models, b) < meanCrps(models, a) ? b : a),
    null,
  );
  return { horizon, models, best };
}

function meanCrps(models: Map<string, Scored[]>, model: string): number {
  return mean((models.get(model) ?? []).map((r) => r.crps));
}

function survivors({ models, best, horizon }: AtHorizon, seed: number): ReadonlySet<string> | null {
  const length = models.get(best ?? "")?.length ?? 0;
  const names = [...models.keys()].filter((m) => models.get(m)?.length === length);
  if (length < leastOrigins || names.length < 2) return null;
  const losses = names.map((m) => (models.get(m) ?? []).map((r) => r.crps));
  const set = modelConfidenceSet(losses, {
    alpha,
    bootstrap: 500,
    blockLength: Math.max(2, horizon),
    seed: `${seed}/mcs/${horizon}`,
  });
  return new Set(set.survivors.map((s) => names[s.model] ?? ""));
}

function scoresAt(one: AtHorizon, seed: number): ModelScore[] {
  const set = survivors(one, seed);
  const best = one.models.get(one.best ?? "") ?? [];
  return [...one.models].map(([model, rows]) => {
    const p = model === one.best ? null : pBetter(rows, best, one.horizon);
    return {
      model,
      horizon: one.horizon,
      n: rows.length,
      crps: digits(mean(rows.map((r) => r.crps))),
      rmse: digits(mse(rows.map((r) => r.logError))),
      rmseLatest: digits(mse(rows.map((r) => r.logErrorLatest))),
      coverage: coverageOf(rows),
      p: p === null ? null : digits(p),
      inSet: set === null || rows.length !== best.length ? null : set.has(model),
      pit: tenths(rows),
    };
  });
}

/** Per model: longest horizon up to which its mean CRPS was never above the best baseline's, over at least 20 common origins. */
function validatedHorizons(all: readonly AtHorizon[], headline: string): Record<string, number> {
  const models = new Set(all.flatMap((a) => [...a.models.keys()]));
  const validated: Record<string, number> = {};
  for (const model of [...models].filter((m) => m === headline || m === "combination").sort()) {
    validated[model] = 0;
    for (const one of all) {
      const [own, base] = paired(one.models.get(model) ?? [], one.models.get(one.best ?? "") ?? []);
      if (own.length < leastOrigins || mean(own) > mean(base)) break;
      validated[model] = one.horizon;
    }
  }
  return validated;
}

/** A point that revisions bring up years later was not dated in real time [days]. */
const realTimeDays = 730;

function turnsOf(forecasts: readonly OriginForecast[], tolerance: Readonly<Record<string, number>>): TurnRow[] {
  const rows: TurnRow[] = [];
  for (const series of Object.keys(tolerance)) {
    const seen = forecasts.flatMap(({ origin, result }) =>
      result.dated.filter((d) => d.series === series).map((d) => ({ origin, d })),
    );
    const last = seen.at(-1);
    if (last === undefined) continue;
    for (const kind of ["peak", "trough"] as const) {
      const pick = (d: (typeof seen)[number]["d"]): readonly string[] => (kind === "peak" ? d.peaks : d.troughs);
      const near = (points: readonly string[], p: string): string | undefined =>
        points.find((q) => Math.abs(indexOf(q) - indexOf(p)) <= (tolerance[series] ?? 0));
      const known = [...pick(seen[0]?.d ?? last.d)];
      for (const { origin, d } of seen.slice(1)) {
        for (const period of pick(d)) {
          if (near(known, period) !== undefined) continue;
          known.push(period);
          if (dayOf(origin) - dayOf(endOf(period)) > realTimeDays) continue;
          rows.push({ series, kind, period, firstDated: origin, finally: near(pick(last.d), period) ?? null });
        }
      }
    }
  }
  return rows.sort((a, b) =>
    a.series === b.series
      ? a.firstDated < b.firstDated
        ? -1
        : a.firstDated > b.firstDated
          ? 1
          : a.period < b.period
            ? -1
            : 1
      : a.series < b.series
        ? -1
        : 1,
  );
}

function leadsOf(all: readonly AtHorizon[], target: Target): LeadRow[] {
  const leads = target.leads;
  if (leads === undefined) return [];
  return leads.candidates.flatMap((x) =>
    all.map(({ horizon, models, best }): LeadRow => {
      const own = models.get(`with ${x}`) ?? [];
      const base = models.get(best ?? "") ?? [];
      const [loss, baseLoss] = paired(own, base);
      const n = loss.length;
      const row = { x, y: leads.y, horizon, n, bestBaseline: best ?? "" };
      if (n < leastOrigins)
        return {
          ...row,
          ratio: n === 0 ? null : digits(mean(loss) / mean(baseLoss)),
          p: null,
          rank: null,
          placebos: 0,
          verdict: "cannot-tell",
        };
      const p = pBetter(own, base, horizon);
      const placebo = [...models]
        .filter(([m]) => m.startsWith("placebo "))
        .map(([, rows]) => paired(rows, own))
        .filter(([a]) => a.length >= leastOrigins);
      const better = placebo.filter(([a, b]) => mean(a) < mean(b)).length;
      const ratio = mean(loss) / mean(baseLoss);
      const leading = ratio < 1 && p !== null && p < alpha;
      return {
        ...row,
        ratio: digits(ratio),
        p: p === null ? null : digits(p),
        rank: placebo.length === 0 ? null : better + 1,
        placebos: placebo.length,
        verdict: leading ? "leads" : "does-not-lead",
      };
    }),
  );
}

function plainRow({ logError: _e, logErrorLatest: _l, within: _w, ...row }: Scored): OriginRow {
  return row;
}

/** An origin at which nothing new was known repeats the forecast before: of the same model, period and horizon the first origin counts. */
function withoutRepeats(rows: readonly Scored[]): Scored[] {
  const seen = new Set<string>();
  return rows.filter((r) => {
    const key = `${r.model} ${r.period} ${r.horizon}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Scores every forecast whose outcome is known: CRPS and RMSE of logs, coverage, PIT, Diebold-Mariano against the best baseline, model
 * confidence set. Below 20 origins no p-value and no PIT; every origin stays as a row (definition D17).
 *
 * @param known panel of the evaluation day with history: only outcomes are read from it
 */
export function scoreForecasts(
  target: Target,
  forecasts: readonly OriginForecast[],
  known: Panel,
  simulating: Simulating,
): Backtest {
  const shown = (model: string): boolean => !model.startsWith("placebo ");
  const rows = withoutRepeats(
    forecasts.flatMap(({ origin, result }) =>
      result.predicted.map((p) => rowOf(origin, p, target, known)).filter((r) => r !== null),
    ),
  );
  const horizons = [...new Set(rows.map((r) => r.horizon))].sort((a, b) => a - b);
  const all = horizons.map((h) => atHorizon(rows, h, target));
  const scores = all.flatMap((one) => scoresAt(one, simulating.seed)).filter((s) => shown(s.model));
  const many = new Set(
    all.filter((a) => (a.models.get(a.best ?? "")?.length ?? 0) >= leastOrigins).map((a) => a.horizon),
  );
  const kept =
    target.leads === undefined
      ? rows.filter((r) => !many.has(r.horizon) || r.model === target.headline || r.model === "guidance")
      : [];
  const used = forecasts.filter((f) => f.result.predicted.length > 0 || f.result.dated.length > 0).map((f) => f.origin);
  const result: Omit<Backtest, "says"> = {
    id: target.id,
    title: target.title,
    asOf: known.asOf,
    seed: simulating.seed,
    draws: simulating.draws,
    unit: target.unit,
    step: target.step,
    firstOrigin: used[0] ?? null,
    lastOrigin: used.at(-1) ?? null,
    origins: used.length,
    scores,
    rows: kept.map(plainRow),
    turns: target.tolerance === undefined ? [] : turnsOf(forecasts, target.tolerance),
    leads: leadsOf(all, target),
    validated: target.leads === undefined ? validatedHorizons(all, target.headline) : {},
    notes: target.notes,
    needs: [...new Set(target.needs.map((n) => n.id))].sort(),
  };
  return { ...result, says: findingOf(result, target) };
}
