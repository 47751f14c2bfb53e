/**
 * Are the nowcasts of US GDP growth of a weekly New York Fed type model (Castaldo, 2025) met by exact maximum likelihood on the same vintages?
 *
 * For every vintage at hand (the first of each quarter from 2017-Q1 to 2025-Q2, every week of 2020-Q2 and 2024-Q1): the panel of that day, a factor model
 * fitted to it (parameters of the quarter's first vintage stay for the weeks of the quarter, as in the reference), the nowcast of the
 * quarter's growth at an annual rate. Target: the advance release, read off the reference (its nowcast plus its error). The reference's value for a
 * vintage is its `y_old` in the first row after it with parameters of the quarter, else `y_new` of the vintage's own row.
 *
 * Both estimators' densities are normal; their CRPS and Diebold-Mariano tests follow (positive: maximum likelihood loses less).
 *
 *   npx tsx bench/gdp-nowcast.ts [folder of gdpnowcast-weekly-reference] [--rows]
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tools } from "../src/engines/archives.ts";
import type { FactorParameters } from "../src/math/factor-plan.ts";
import { quarterWeights } from "../src/math/factor-plan.ts";
import { smoothStates } from "../src/math/kalman.ts";
import { extendPanel, forecastSeries } from "../src/methods/factor-forecast.ts";
import { type FactorOptions, fitFactorModel } from "../src/methods/factor-model.ts";
import { type StandardPanel, standardise } from "../src/methods/factor-panel.ts";
import { runEm } from "../src/methods/mixed-factor-em.ts";
import { baseWeights, type MixedParameters, stateSpaceOf } from "../src/methods/mixed-factor-form.ts";
import { startByComponents } from "../src/methods/mixed-factor-start.ts";
import { crpsNormal, dieboldMariano } from "../src/methods/scores.ts";
import { type Cell, readSheets } from "../src/sources/formats/xlsx.ts";

const folder =
  process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "../shared/sources/gdpnowcast-weekly-reference";
if (!existsSync(folder)) {
  console.log(`${folder} is not here; give the folder of the reference's vintages.`);
  process.exit(0);
}
const sheets = (file: string): readonly (readonly Cell[])[] =>
  readSheets(readFileSync(`${folder}/${file}`), tools)[0]!.rows;

const spec = sheets("Spec_US_new.xlsx");
const head = spec[0]!.map(String);
const used = spec
  .slice(1)
  .filter((r) => r[head.indexOf("Model")] === 1)
  .map((r) => ({
    id: String(r[head.indexOf("SeriesID")]),
    quarterly: r[head.indexOf("Frequency")] === "q",
    by: String(r[head.indexOf("Transformation")]),
    blocks: head.flatMap((name, c) => (name.startsWith("Block") ? [r[c] === 1] : [])),
  }));

/** Months since 1900 of an Excel date. */
const monthOf = (serial: number): number => {
  const d = new Date(Date.UTC(1899, 11, 30) + serial * 864e5);
  return d.getUTCFullYear() * 12 + d.getUTCMonth();
};

function panelOf(file: string): { readonly first: number; readonly series: readonly Float64Array[] } {
  const rows = sheets(`vintages/${file}`);
  const columns = rows[0]!.map(String);
  const data = rows.slice(1).filter((r) => typeof r[0] === "number");
  const first = monthOf(data[0]![0] as number);
  const T = monthOf(data.at(-1)![0] as number) - first + 1;
  const series = used.map(({ id, quarterly, by }) => {
    const at = columns.indexOf(id);
    const level = new Float64Array(T).fill(Number.NaN);
    for (const r of data) {
      const v = r[at];
      if (typeof v === "number") level[monthOf(r[0] as number) - first] = v;
    }
    const step = quarterly ? 3 : 1;
    return level.map((v, t) => {
      const before = t >= step ? level[t - step]! : Number.NaN;
      if (by === "lin") return v;
      if (by === "chg") return v - before;
      return by === "pca" ? 100 * ((v / before) ** (12 / step) - 1) : 100 * (v / before - 1);
    });
  });
  return { first, series };
}

interface Row {
  readonly vintage: string;
  readonly old: number;
  readonly now: number;
  readonly actual: number;
  readonly current: boolean;
}
const reference = new Map<string, readonly Row[]>(
  readdirSync(`${folder}/nowcast_Q`).map((file) => {
    const [names, ...lines] = readFileSync(`${folder}/nowcast_Q/${file}`, "utf8").trim().split("\n");
    const at = (name: string): number => names!.trim().split(",").indexOf(name);
    const rows = lines.map((line): Row => {
      const c = line.trim().split(",");
      const now = Number(c[at("y_new")]);
      return {
        vintage: c[0]!,
        old: Number(c[at("y_old")]),
        now,
        actual: now + Number(c[at("error")]),
        current: c[at("params_used")] === "curr",
      };
    });
    return [file.slice(8, 15).replace("_q", "-Q"), rows] as const;
  }),
);

const firstMonths = new Set(["01", "04", "07", "10"]);
const files = readdirSync(`${folder}/vintages`).filter((f) => f >= "2017");
interface Origin {
  readonly vintage: string;
  readonly quarter: string;
  readonly isFirst: boolean;
  readonly peer: number;
  readonly actual: number;
}
const origins = files.flatMap((file, k): (Origin & { readonly file: string })[] => {
  const vintage = file.slice(0, 10);
  const quarter = `${vintage.slice(0, 4)}-Q${Math.ceil(Number(vintage.slice(5, 7)) / 3)}`;
  const isFirst = firstMonths.has(vintage.slice(5, 7)) && files[k - 1]?.slice(0, 7) !== vintage.slice(0, 7);
  const rows = (reference.get(quarter) ?? []).filter((r) => r.current);
  const own = rows.find((r) => r.vintage === vintage);
  const peer = isFirst ? rows[0]?.old : own?.now;
  return peer === undefined ? [] : [{ file, vintage, quarter, isFirst, peer, actual: rows[0]!.actual }];
});

const rmse = (e: readonly number[]): number => Math.sqrt(e.reduce((s, v) => s + v * v, 0) / e.length);
const gdp = used.findIndex((s) => s.id === "GDPC1");
const quarterly = used.map((s) => s.quarterly);
/** Density of GDP in row t of a panel, from what was estimated on the quarter's first vintage. */
interface Estimator {
  readonly name: string;
  readonly estimate: (panel: StandardPanel) => void;
  readonly nowcast: (panel: StandardPanel, t: number) => { readonly mean: number; readonly sd: number };
}

const fourBlocks = used[0]!.blocks.map((_, b) => ({ size: 1, loads: used.map((s) => s.blocks[b]!) }));

/** Exact maximum likelihood; each quarter starts where the one before ended. */
function byLikelihood(name: string, options: Partial<FactorOptions>): Estimator {
  let held: FactorParameters | null = null;
  return {
    name: `maximum likelihood, ${name}`,
    estimate: (panel) => {
      held = fitFactorModel(panel, { ...options, start: held });
    },
    nowcast: (panel, t) => {
      const { mean, sd } = forecastSeries({ ...held!, panel }, { horizon: Math.max(0, t - panel.T + 1), from: t });
      return { mean: mean[gdp]!, sd: sd[gdp]! };
    },
  };
}

/** The New York Fed's four blocks by its own EM and start values, as the reference has them. */
function byEm(): Estimator {
  const weights = used.map((s) => (s.quarterly ? quarterWeights : baseWeights));
  let held: MixedParameters | null = null;
  return {
    name: "EM of the New York Fed, four blocks",
    estimate: (panel) => {
      const start = startByComponents(panel.x, { blocks: fourBlocks, order: 1, weights, noise: 1e-4 });
      held = runEm(panel.x, start, {
        iterations: 100,
        tolerance: 1e-5,
        patience: 3,
        start: "smoothed-mean",
      }).parameters;
    },
    nowcast: (panel, t) => {
      const { x } = extendPanel(panel, Math.max(0, t - panel.T + 1));
      const model = stateSpaceOf(held!);
      const { alpha, V } = smoothStates(model, x);
      const { m } = model;
      const z = model.Z.subarray(gdp * m, (gdp + 1) * m);
      let [value, variance] = [0, model.H[gdp * panel.N + gdp]!];
      for (let a = 0; a < m; a++) {
        value += z[a]! * alpha[t * m + a]!;
        for (let b = 0; b < m; b++) variance += z[a]! * z[b]! * V[(t * m + a) * m + b]!;
      }
      return { mean: panel.means[gdp]! + panel.sds[gdp]! * value, sd: panel.sds[gdp]! * Math.sqrt(variance) };
    },
  };
}

const em = byEm();
const estimators = [
  em,
  byLikelihood("one factor", { factors: 1 }),
  byLikelihood("two factors", { factors: 2 }),
  byLikelihood("three factors", { factors: 3 }),
  byLikelihood("four blocks", { blocks: fourBlocks, dynamics: "apart" }),
  byLikelihood("four blocks, one start", { blocks: fourBlocks, dynamics: "apart", starts: 1 }),
];
interface Result extends Origin {
  readonly ours: number;
  readonly crps: number;
}
let byPeer: readonly Result[] = [];
for (const { name, estimate, nowcast } of estimators) {
  const results = origins.map((origin, k): Result => {
    const { first, series } = panelOf(origin.file);
    const t = Number(origin.quarter.slice(0, 4)) * 12 + 3 * Number(origin.quarter.slice(6)) - 1 - first;
    const panel = standardise({ series, quarterly });
    if (origin.isFirst || k === 0) estimate(panel);
    const { mean, sd } = nowcast(panel, t);
    return { ...origin, ours: mean, crps: crpsNormal(origin.actual, mean, sd) };
  });
  if (name === em.name) byPeer = results;
  const line = (which: string, keep: (o: Origin) => boolean): void => {
    const [kept, beside] = [results.filter(keep), byPeer.filter(keep)];
    const [ours, peer] = [rmse(kept.map((o) => o.ours - o.actual)), rmse(kept.map((o) => o.peer - o.actual))];
    const crps = kept.reduce((u, o) => u + o.crps / kept.length, 0);
    const test = (loss: (o: Result) => number): string => {
      const { dmAdjusted, p } = dieboldMariano(beside.map(loss), kept.map(loss));
      return `${dmAdjusted.toFixed(2)} (p ${p.toFixed(2)})`;
    };
    const against =
      name === em.name
        ? ""
        : `, against the EM: squared error ${test((o) => (o.ours - o.actual) ** 2)}, CRPS ${test((o) => o.crps)}`;
    console.log(
      `${name}; ${which}: n ${kept.length}, RMSE ${ours.toFixed(3)}, reference ${peer.toFixed(3)} = ${(ours / peer).toFixed(3)}, CRPS ${crps.toFixed(3)}${against}`,
    );
  };
  line("first of each quarter", (o) => o.isFirst);
  line("first of each quarter without 2020", (o) => o.isFirst && !o.vintage.startsWith("2020"));
  line("weeks of 2020-Q2", (o) => o.quarter === "2020-Q2");
  line("weeks of 2024-Q1", (o) => o.quarter === "2024-Q1");
  line("all", () => true);
  line("all without 2020", (o) => !o.vintage.startsWith("2020"));
  if (process.argv.includes("--rows"))
    for (const o of results)
      console.log(
        `${o.vintage} ${o.quarter} ours ${o.ours.toFixed(2)} reference ${o.peer.toFixed(2)} advance release ${o.actual.toFixed(2)}`,
      );
}
