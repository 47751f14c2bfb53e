/**
 * Which estimator nowcasts US GDP growth better on the vintages of a weekly New York Fed type model (Castaldo, 2025), and do they meet that model's own nowcasts?
 *
 * For every vintage at hand (the first of each quarter from 2017-Q1 to 2025-Q2, every week of 2020-Q2 and 2024-Q1): the panel of that day, a factor model
 * fitted to it (parameters of the quarter's first vintage stay for the weeks of the quarter, as in the reference), the nowcast of the
 * quarter's growth at an annual rate. Target: the advance release, read off the reference (its nowcast plus its error). The reference's value for a
 * vintage is its `y_old` in the first row after it with parameters of the quarter, else `y_new` of the vintage's own row.
 *
 * Densities are normal; Diebold-Mariano statistics are positive where maximum likelihood loses less.
 *
 *   npx tsx bench/gdp-nowcast.ts [folder of gdpnowcast-weekly-reference] [--rows]
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tools } from "../src/engines/archives.ts";
import type { FactorParameters } from "../src/math/factor-plan.ts";
import { forecastSeries } from "../src/methods/factor-forecast.ts";
import { type FactorOptions, fitFactorModel } from "../src/methods/factor-model.ts";
import { standardise } from "../src/methods/factor-panel.ts";
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
const fourBlocks = used[0]!.blocks.map((_, b) => ({ size: 1, loads: used.map((s) => s.blocks[b]!) }));
const models: Readonly<Record<string, Partial<FactorOptions>>> = {
  "one factor": { factors: 1 },
  "two factors": { factors: 2 },
  "three factors": { factors: 3 },
  "four blocks": { blocks: fourBlocks, dynamics: "apart" },
};
const estimators = ["em-bm2014", "ml"] as const;

interface Result extends Origin {
  readonly ours: number;
  readonly crps: number;
}

/** Nowcasts at every origin; parameters are estimated on the first vintage of each quarter, nothing carried over. */
function nowcasts(options: Partial<FactorOptions>): readonly Result[] {
  let held: FactorParameters | null = null;
  return origins.map((origin, k): Result => {
    const { first, series } = panelOf(origin.file);
    const t = Number(origin.quarter.slice(0, 4)) * 12 + 3 * Number(origin.quarter.slice(6)) - 1 - first;
    const panel = standardise({ series, quarterly });
    if (origin.isFirst || k === 0) held = fitFactorModel(panel, options);
    const ahead = forecastSeries({ ...held!, panel }, { horizon: Math.max(0, t - panel.T + 1), from: t });
    const [mean, sd] = [ahead.mean[gdp]!, ahead.sd[gdp]!];
    return { ...origin, ours: mean, crps: crpsNormal(origin.actual, mean, sd) };
  });
}

for (const [name, options] of Object.entries(models)) {
  const [byEm = [], byMl = []] = estimators.map((estimator) =>
    nowcasts({ ...options, estimator, ...(estimator === "ml" ? {} : { maxIterations: 100 }) }),
  );
  const line = (which: string, keep: (o: Origin) => boolean): void => {
    const [em, ml] = [byEm.filter(keep), byMl.filter(keep)];
    const error = (of: readonly Result[]): number => rmse(of.map((o) => o.ours - o.actual));
    const crps = (of: readonly Result[]): number => of.reduce((u, o) => u + o.crps / of.length, 0);
    const test = (loss: (o: Result) => number): string => {
      const { dmAdjusted, p } = dieboldMariano(em.map(loss), ml.map(loss));
      return `${dmAdjusted.toFixed(2)} (p ${p.toFixed(2)})`;
    };
    console.log(
      `${name}; ${which}: n ${em.length}; RMSE ml ${error(ml).toFixed(3)}, em ${error(em).toFixed(3)}, reference ${rmse(em.map((o) => o.peer - o.actual)).toFixed(3)}, Diebold-Mariano ${test((o) => (o.ours - o.actual) ** 2)}; CRPS ml ${crps(ml).toFixed(3)}, em ${crps(em).toFixed(3)}, Diebold-Mariano ${test((o) => o.crps)}`,
    );
  };
  line("first of each quarter", (o) => o.isFirst);
  line("first of each quarter without 2020", (o) => o.isFirst && !o.vintage.startsWith("2020"));
  line("weeks of 2020-Q2", (o) => o.quarter === "2020-Q2");
  line("weeks of 2024-Q1", (o) => o.quarter === "2024-Q1");
  line("all", () => true);
  line("all without 2020", (o) => !o.vintage.startsWith("2020"));
  if (process.argv.includes("--rows"))
    byMl.forEach((o, k) => {
      console.log(
        `${o.vintage} ${o.quarter} ml ${o.ours.toFixed(2)} em ${byEm[k]!.ours.toFixed(2)} reference ${o.peer.toFixed(2)} advance release ${o.actual.toFixed(2)}`,
      );
    });
}
