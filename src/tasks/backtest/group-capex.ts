import { cholesky } from "../../math/linear-algebra.ts";
import { createRandom } from "../../math/random.ts";
import { alignMembers, hyperscalers, withOracle } from "../../signals/capex/hyperscaler-capex.ts";
import { type Panel, seriesIn } from "../../terms/panel.ts";
import { indexOf, type Period, shift } from "../../terms/period.ts";
import type { Text } from "../../terms/text.ts";
import { correlationOf } from "../cycle/forecast.ts";
import { capexRecord } from "./company-capex.ts";
import { recordAt } from "./from-record.ts";
import { guidedLastQuarter, guidedYear, quartersOf } from "./guided.ts";
import { jointPaths } from "./joint-paths.ts";
import { baselineIds, type LogRecord, levelsOf, pathsOf } from "./models.ts";
import {
  type OriginResult,
  type Outcome,
  outcomeOf,
  type Predicted,
  quarterDays,
  type Simulating,
  type Target,
} from "./target.ts";

/** The groups that are forecast together. */
export const groups: Readonly<Record<string, { readonly tickers: readonly string[]; readonly name: Text }>> = {
  three: {
    tickers: ["msft", "googl", "amzn"],
    name: { en: "Microsoft, Alphabet and Amazon", de: "Microsoft, Alphabet und Amazon" },
  },
  four: {
    tickers: hyperscalers,
    name: { en: "Microsoft, Alphabet, Amazon and Meta", de: "Microsoft, Alphabet, Amazon und Meta" },
  },
  five: { tickers: withOracle, name: { en: "the four and Oracle", de: "die vier und Oracle" } },
};

interface MemberPaths {
  readonly ticker: string;
  readonly record: LogRecord;
  readonly held: ReadonlyMap<Period, number>;
  readonly paths: ReadonlyMap<string, Float64Array>;
  readonly horizon: number;
}

const longest = 9;

function membersAt(
  panel: Panel,
  tickers: readonly string[],
  { draws, seed }: Simulating,
): readonly MemberPaths[] | null {
  const members: MemberPaths[] = [];
  for (const ticker of tickers) {
    const record = recordAt(panel, capexRecord(ticker));
    const view = seriesIn(panel, `sec/${ticker}/capex`);
    if (record === null || view === null) return null;
    const held = new Map(view.periods.map((p, i) => [p, view.values[i] ?? Number.NaN]));
    const ask = { record, season: 4, horizon: longest, draws, seed: `${seed}/sec/${ticker}/capex/${panel.asOf}` };
    members.push({ ticker, record, held, paths: pathsOf(ask), horizon: longest });
  }
  const together = jointPaths(
    members.map((m) => m.record),
    { season: 4, horizon: longest, draws, seed: `${seed}/${tickers.join("+")}/${panel.asOf}` },
  );
  if (together === null || tickers.length < 2) return members;
  return members.map((m, i) => ({ ...m, paths: new Map([...m.paths, [joint, together[i]!]]) }));
}

/** The model whose draws belong together already. */
const joint = "bvar";

/** Draws of what a company spends in some quarters together: filed ones as they are, the rest from the model's paths; null when one cannot be reached. */
function sumDraws(member: MemberPaths, model: string, quarters: readonly Period[], draws: number): Float64Array | null {
  const paths = member.paths.get(model);
  const last = indexOf(member.record.periods.at(-1) ?? "");
  const steps = quarters.filter((q) => !member.held.has(q)).map((q) => indexOf(q) - last);
  if (paths === undefined || steps.some((h) => h < 1 || h > member.horizon)) return null;
  const filed = quarters.reduce((s, q) => s + (member.held.get(q) ?? 0), 0);
  return Float64Array.from(
    { length: draws },
    (_, i) => filed + steps.reduce((s, h) => s + Math.exp(paths[i * member.horizon + h - 1]!), 0),
  );
}

/**
 * Draws of the sum over companies. Each company keeps its own distribution; the companies are joined by a Gaussian copula with
 * the correlation of their quarterly log changes as of the origin: draw i takes from each company the value whose rank is that
 * of its correlated normal.
 * @cite Clark et al. (2004), Journal of Hydrometeorology 5 (joining margins by rank)
 */
function joined(sums: readonly Float64Array[], factor: Float64Array, seed: string): Float64Array {
  const k = sums.length;
  const n = sums[0]?.length ?? 0;
  const random = createRandom(seed);
  const normals = sums.map(() => new Float64Array(n));
  const z = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) z[c] = random.normal();
    for (let c = 0; c < k; c++) {
      let e = 0;
      for (let j = 0; j <= c; j++) e += factor[c * k + j]! * z[j]!;
      normals[c]![i] = e;
    }
  }
  const total = new Float64Array(n);
  sums.forEach((own, c) => {
    const ascending = Float64Array.from(own).sort();
    const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => normals[c]![a]! - normals[c]![b]! || a - b);
    order.forEach((i, rank) => {
      total[i]! += ascending[rank]!;
    });
  });
  return total;
}

function added(sums: readonly Float64Array[]): Float64Array {
  return Float64Array.from(sums[0] ?? [], (_, i) => sums.reduce((s, own) => s + own[i]!, 0));
}

interface Wanted {
  readonly period: Period;
  readonly horizon: number;
  readonly quarters: readonly Period[];
}

function forecastSums(
  panel: Panel,
  tickers: readonly string[],
  wanted: (members: readonly MemberPaths[]) => readonly Wanted[],
  simulating: Simulating,
): Predicted[] {
  const members = membersAt(panel, tickers, simulating);
  const aligned = alignMembers(panel, tickers);
  if (members === null || aligned === null) return [];
  const factor = cholesky(correlationOf(aligned), tickers.length);
  const models = [...(members[0]?.paths.keys() ?? [])].filter((m) => members.every((x) => x.paths.has(m)));
  return wanted(members).flatMap(({ period, horizon, quarters }) =>
    models.flatMap((model): Predicted[] => {
      const sums = members.map((m) => sumDraws(m, model, quarters, simulating.draws));
      if (sums.some((s) => s === null)) return [];
      const each = sums.filter((s) => s !== null);
      const total = model === joint ? added(each) : joined(each, factor, `${simulating.seed}/copula/${panel.asOf}`);
      return [{ period, horizon, model, quantiles: levelsOf(total.map(Math.log)) }];
    }),
  );
}

function groupOutcome(known: Panel, tickers: readonly string[], quarters: readonly Period[]): Outcome | null {
  const all = tickers.flatMap((t) => quarters.map((q) => outcomeOf(seriesIn(known, `sec/${t}/capex`), q)));
  let [first, latest, firstRelease] = [0, 0, true];
  for (const one of all) {
    if (one === null) return null;
    first += one.first;
    latest += one.latest;
    firstRelease &&= one.firstRelease;
  }
  return { first, latest, firstRelease };
}

function needsOf(tickers: readonly string[]): Target["needs"] {
  return tickers.flatMap((t) => [{ id: `sec/${t}/capex`, history: true }, { id: `guidance/${t}/capex` }]);
}

function originsOf(tickers: readonly string[]): Target["origins"] {
  return (known) => {
    const firsts = tickers.map((t) =>
      seriesIn(known, `sec/${t}/capex`)?.history.reduce((min, h) => (h.known < min ? h.known : min), "9999-12-31"),
    );
    if (firsts.some((f) => f === undefined)) return [];
    return quarterDays(
      firsts.reduce<string>((max, f) => (f !== undefined && f > max ? f : max), ""),
      known.asOf,
    );
  };
}

const bottomUp: Text = {
  en: "Each company is forecast from its own record and the companies are joined by the correlation of their past changes; the Bayesian VAR forecasts them together. Filed quarters enter as they are.",
  de: "Jedes Unternehmen wird aus den eigenen Zahlen prognostiziert; verbunden werden sie über die Korrelation ihrer bisherigen Veränderungen; das Bayes-VAR prognostiziert sie gemeinsam. Eingereichte Quartale gehen unverändert ein.",
};

/** Combined cash CapEx of a group over the next four quarters after the newest that all have filed [USD]. */
export function groupCapex(group: string): Target {
  const { tickers, name } = groups[group] ?? { tickers: hyperscalers, name: { en: group, de: group } };
  return {
    id: group === "four" ? "capex-group" : `capex-group-${group}`,
    title: {
      en: `Combined CapEx of ${name.en}, next four quarters`,
      de: `Gemeinsamer CapEx: ${name.de}, die nächsten vier Quartale`,
    },
    unit: "USD",
    step: "quarter",
    needs: needsOf(tickers),
    origins: originsOf(tickers),
    forecast: (panel, simulating): OriginResult => {
      const wanted = (members: readonly MemberPaths[]): Wanted[] => {
        const complete = members.map((m) => m.record.periods.at(-1) ?? "").sort()[0] ?? "";
        return [1, 2, 3, 4].map((h) => ({ period: shift(complete, h), horizon: h, quarters: [shift(complete, h)] }));
      };
      const predicted = forecastSums(panel, tickers, wanted, simulating);
      const guided = tickers.map((t) => guidedLastQuarter(panel, t));
      const period = predicted.find((p) => p.horizon === 1)?.period;
      const told = period !== undefined && guided.every((g) => g?.period === period);
      const total = guided.reduce((s, g) => s + (g?.value ?? 0), 0);
      return {
        predicted: told ? [...predicted, { period, horizon: 1, model: "guidance", quantiles: [total] }] : predicted,
        dated: [],
      };
    },
    outcome: (known, period) => groupOutcome(known, tickers, [period]),
    baselines: baselineIds,
    headline: "drift-posterior",
    notes: [bottomUp],
  };
}

/** Cash CapEx of a group, or of one company, in a calendar year [USD]; the horizon counts quarters from the newest that all have filed to the year's end. */
export function yearCapex(id: string, tickers: readonly string[], name: Text): Target {
  return {
    id,
    title: { en: `CapEx of ${name.en} in a calendar year`, de: `CapEx im Kalenderjahr: ${name.de}` },
    unit: "USD",
    step: "quarter",
    needs: needsOf(tickers),
    origins: originsOf(tickers),
    forecast: (panel, simulating): OriginResult => {
      // On 13 January the year that ended is still open; its successor is forecast as well.
      const years = [Number(panel.asOf.slice(0, 4)) - 1, Number(panel.asOf.slice(0, 4))].map(String);
      const wanted = (members: readonly MemberPaths[]): Wanted[] =>
        years.flatMap((year) => {
          const complete = members.map((m) => m.record.periods.at(-1) ?? "").sort()[0] ?? "";
          const horizon = indexOf(`${year}-Q4`) - indexOf(complete);
          return horizon < 1 ? [] : [{ period: year, horizon, quarters: quartersOf(year) }];
        });
      const predicted = forecastSums(panel, tickers, wanted, simulating);
      const guided = predicted
        .filter((p) => p.model === "random-walk")
        .flatMap((p): Predicted[] => {
          const said = tickers.map((t) => guidedYear(panel, t, p.period));
          const total = said.reduce<number>((s, v) => s + (v ?? 0), 0);
          return said.some((v) => v === null)
            ? []
            : [{ period: p.period, horizon: p.horizon, model: "guidance", quantiles: [total] }];
        });
      return { predicted: [...predicted, ...guided], dated: [] };
    },
    outcome: (known, year) => groupOutcome(known, tickers, quartersOf(year)),
    baselines: baselineIds,
    headline: "drift-posterior",
    notes: [
      ...(tickers.length > 1 ? [bottomUp] : []),
      {
        en: "Guidance is the sum of the newest statements about the year, each by its own definition; missing where one company gave no figure.",
        de: "Die Unternehmensprognose ist die Summe der neuesten Aussagen über das Jahr, jede nach eigener Definition; sie fehlt, wo ein Unternehmen keine Zahl nannte.",
      },
    ],
  };
}
