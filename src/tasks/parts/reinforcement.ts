import { type TestedEffect, testLaggedEffects } from "../../methods/granger.ts";
import { holm } from "../../methods/holm.ts";
import { type DetectableEffect, detectableLead } from "../../methods/minimum-detectable-effect.ts";
import { tableOf } from "../../methods/vector-autoregression.ts";
import { signal as capexSignal } from "../../signals/capex/hyperscaler-capex.ts";
import { signal as roboticsSignal } from "../../signals/convergence/ai-share-robotics.ts";
import { signal as scoreSignal } from "../../signals/succession/frontier-score.ts";
import { type Evidence, weakest } from "../../terms/observation.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartOptions, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { indexOf, periodOf, shift } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import { type Text, text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

/** Below this many common quarters the claim is not tested (DESIGN section 5). */
const quartersNeeded = 40;
const alpha = 0.1;
/** Least length for a lagged effect with one lag of two series and its surrogates. */
const leastForTest = 10;

type Name = "succession" | "retreat" | "convergence" | "capex";

interface Quarterly {
  readonly name: Name;
  readonly label: Text;
  /** Stationary quarterly change, by quarter. */
  readonly values: ReadonlyMap<string, number>;
  readonly refs: readonly string[];
  readonly evidence: Evidence;
}

const labels: Readonly<Record<Name, Text>> = {
  succession: { en: "Model succession", de: "Modellfolge" },
  retreat: { en: "EV retreat", de: "EV-Rückzug" },
  convergence: { en: "Convergence", de: "Konvergenz" },
  capex: { en: "Hyperscaler CapEx", de: "Hyperscaler-CapEx" },
};

/** Quarterly means of a series (months of a quarter, all three held), then the change from the quarter before. */
function quarterlyChange(series: SignalSeries, transform: (v: number) => number): ReadonlyMap<string, number> {
  const groups = new Map<string, number[]>();
  series.periods.forEach((p, i) => {
    const quarter = series.frequency === "quarterly" ? p : periodOf("quarterly", `${p}-01`.slice(0, 10));
    const value = series.values[i] ?? Number.NaN;
    if (Number.isFinite(value)) groups.set(quarter, [...(groups.get(quarter) ?? []), transform(value)]);
  });
  const need = series.frequency === "monthly" ? 3 : 1;
  const levels = new Map(
    [...groups].filter(([, v]) => v.length >= need).map(([q, v]) => [q, v.reduce((a, b) => a + b, 0) / v.length]),
  );
  return new Map(
    [...levels]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([q, v]) => {
        const before = levels.get(shift(q, -1));
        return before === undefined ? [] : [[q, v - before] as const];
      }),
  );
}

function seriesOf(panel: Panel): readonly Quarterly[] {
  const logit = (s: number): number => Math.log(s / (1 - s));
  const make = (name: Name, series: SignalSeries, transform: (v: number) => number): Quarterly => ({
    name,
    label: labels[name],
    values: quarterlyChange(series, transform),
    refs: [...new Set(series.refs.flat())].slice(-60),
    evidence: series.evidence,
  });
  return [
    make("succession", scoreSignal.measure(panel), (v) => v),
    { name: "retreat", label: labels.retreat, values: new Map(), refs: [], evidence: "unresolved" },
    make("convergence", roboticsSignal.measure(panel), logit),
    make("capex", capexSignal.measure(panel), Math.log),
  ];
}

/** The longest run of consecutive quarters in which both changes exist. */
function commonRun(a: Quarterly, b: Quarterly): readonly string[] {
  const both = [...a.values.keys()].filter((q) => b.values.has(q)).sort();
  let best: string[] = [];
  let run: string[] = [];
  for (const q of both) {
    run = run.length > 0 && indexOf(q) === indexOf(run.at(-1) ?? q) + 1 ? [...run, q] : [q];
    if (run.length > best.length) best = run;
  }
  return best;
}

interface Pair {
  readonly a: Quarterly;
  readonly b: Quarterly;
  readonly quarters: readonly string[];
  readonly tests: readonly TestedEffect[];
  readonly detectable: DetectableEffect | null;
}

function varied(values: readonly number[]): boolean {
  return new Set(values).size > 3;
}

function pairOf(a: Quarterly, b: Quarterly, seed: number): Pair {
  const quarters = commonRun(a, b);
  const columns = [a, b].map((s) => quarters.map((q) => s.values.get(q) ?? Number.NaN));
  if (quarters.length < leastForTest || !columns.every(varied)) return { a, b, quarters, tests: [], detectable: null };
  const table = tableOf(columns);
  return {
    a,
    b,
    quarters,
    tests: testLaggedEffects(table, { lags: 1, surrogates: 999, seed }),
    detectable: detectableLead(table, { cause: 0, effect: 1 }, { alpha, seed, simulations: 200 }),
  };
}

function pairTable(pairs: readonly Pair[]): Table {
  const direction = (p: Pair, from: 0 | 1): TestedEffect | undefined => p.tests.find((t) => t.cause === from);
  return {
    id: "pairs",
    title: {
      en: "Lagged effects between the indicators, and on CapEx",
      de: "Verzögerte Wirkungen zwischen den Indikatoren und auf CapEx",
    },
    columns: [
      { id: "from", label: { en: "From", de: "Von" } },
      { id: "to", label: { en: "To", de: "Auf" } },
      { id: "n", label: { en: "Common quarters in a row", de: "Gemeinsame Quartale am Stück" }, decimals: 0 },
      { id: "excess", label: { en: "F minus null median", de: "F minus Median der Nullhypothese" }, decimals: 2 },
      { id: "p", label: { en: "Surrogate p", de: "Surrogat-p" }, decimals: 3 },
      {
        id: "detectable",
        label: { en: "Smallest effect found with 80 % power", de: "Kleinste mit 80 % Güte gefundene Wirkung" },
        unit: "sd per sd",
        decimals: 2,
      },
      { id: "role", label: { en: "Part of the claim", de: "Teil der These" } },
    ],
    rows: pairs.flatMap((p) =>
      ([0, 1] as const).map((from) => {
        const test = direction(p, from);
        const [cause, effect] = from === 0 ? [p.a, p.b] : [p.b, p.a];
        return {
          from: cause.label,
          to: effect.label,
          n: p.quarters.length,
          excess: test === undefined ? null : test.surrogate.excess,
          p: test === undefined ? null : test.surrogate.p,
          detectable: p.detectable === null ? null : p.detectable.effect,
          role:
            cause.name === "capex" || effect.name === "capex"
              ? { en: "no, exploratory", de: "nein, explorativ" }
              : { en: "yes", de: "ja" },
        };
      }),
    ),
    note: {
      en: `The claim needs ${quartersNeeded} common quarters in all three pairs. A blank p: fewer than ${leastForTest} common quarters. The retreat has no series: lists collected by looking for retreats carry no balance. The plain F test rejects about twice its nominal size here, so p comes from 999 surrogates that keep each series' own dynamics.`,
      de: `Die These verlangt ${quartersNeeded} gemeinsame Quartale in allen drei Paaren. Leeres p: weniger als ${leastForTest} gemeinsame Quartale. Der Rückzug hat keine Reihe: Listen, die nach Rückzügen gesucht wurden, tragen keine Bilanz. Der einfache F-Test lehnt hier etwa doppelt so oft ab wie nominell, darum stammt p aus 999 Surrogaten mit der Eigendynamik jeder Reihe.`,
    },
    refs: [...new Set(pairs.flatMap((p) => [...p.a.refs, ...p.b.refs]))],
  };
}

function figureOf(pairs: readonly Pair[], series: readonly Quarterly[]): Figure {
  const cell = (from: Quarterly, to: Quarterly): number | null => {
    const pair = pairs.find((p) => (p.a === from && p.b === to) || (p.b === from && p.a === to));
    return pair?.tests.find((t) => t.cause === (pair.a === from ? 0 : 1))?.surrogate.p ?? null;
  };
  return {
    id: "matrix",
    title: {
      en: "No pair of the three indicators has enough common quarters to test",
      de: "Kein Paar der drei Indikatoren hat genug gemeinsame Quartale für einen Test",
    },
    subtitle: {
      en: `Surrogate p-value of the lagged effect, row on column; empty: fewer than ${leastForTest} common quarters`,
      de: `Surrogat-p der verzögerten Wirkung, Zeile auf Spalte; leer: weniger als ${leastForTest} gemeinsame Quartale`,
    },
    unit: "p-value",
    kind: "matrix",
    series: series.map((from) => ({
      id: from.name,
      label: from.label,
      role: from.name === "capex" ? ("capex" as const) : from.name,
      kind: "estimated" as const,
      points: series.filter((to) => to !== from).map((to) => ({ x: to.label.en, y: cell(from, to) })),
    })),
    source: "Epoch AI, arXiv, SEC EDGAR",
    evidence: "estimated",
    refs: [...new Set(series.flatMap((s) => s.refs))],
  };
}

function claimLine(pairs: readonly Pair[], id: string): Line {
  const ofClaim = pairs.filter((p) => p.a.name !== "capex" && p.b.name !== "capex");
  const shortest = Math.min(...ofClaim.map((p) => p.quarters.length));
  const longest = Math.max(...ofClaim.map((p) => p.quarters.length));
  if (shortest < quartersNeeded) {
    const tested = pairs
      .filter((p) => p.detectable?.effect != null)
      .sort((x, y) => y.quarters.length - x.quarters.length)[0];
    const least = tested?.detectable?.effect ?? null;
    return untold(
      "reinforcement",
      id,
      text(
        (f) =>
          `Cannot tell whether the three reinforce each other: common quarters in a row are ${longest} in the best pair and ${shortest} in the worst, ${quartersNeeded} are needed${least === null || tested === undefined ? "" : `; with the ${tested.quarters.length} that ${tested.a.label.en.toLowerCase()} and ${tested.b.label.en} share, only an effect of ${f.num(least, 1)} sd per sd would be found`}.`,
        (f) =>
          `Nicht zu sagen, ob die drei einander verstärken: Gemeinsame Quartale am Stück sind es ${longest} im besten und ${shortest} im schlechtesten Paar, nötig sind ${quartersNeeded}${least === null || tested === undefined ? "" : `; mit den ${tested.quarters.length}, die ${tested.a.label.de} und ${tested.b.label.de} teilen, würde erst eine Wirkung von ${f.num(least, 1)} Standardabweichungen je Standardabweichung gefunden`}.`,
      ),
      {
        needs: ["events/carmakers-by-rule", "epoch/capability-index", "arxiv/robotics/papers"],
        have: shortest,
        need: quartersNeeded,
        settles: {
          en: "A list of carmakers' steps collected by a stated rule in both directions, and forty common quarters of all three indicators.",
          de: "Eine nach fester Regel in beide Richtungen gesammelte Liste der Schritte von Autobauern und vierzig gemeinsame Quartale aller drei Indikatoren.",
        },
        pull: "vorlauf pull arxiv epoch-capability",
      },
    );
  }
  const tests = ofClaim.flatMap((p) => p.tests);
  const { adjusted } = holm(
    tests.map((t) => t.surrogate.p),
    alpha,
  );
  const passed = tests.filter((t, i) => (adjusted[i] ?? 1) < alpha && t.surrogate.excess > 0).length;
  return found("reinforcement", {
    id,
    says: text(
      (f) =>
        `${passed} of ${tests.length} lagged effects between the three indicators exceed their null (Holm, alpha ${f.num(alpha, 2)}).`,
      (f) =>
        `${passed} von ${tests.length} verzögerten Wirkungen zwischen den drei Indikatoren übertreffen ihre Nullhypothese (Holm, Alpha ${f.num(alpha, 2)}).`,
    ),
    value: passed,
    unit: "tests",
    evidence: weakest(["estimated", ...ofClaim.flatMap((p) => [p.a.evidence, p.b.evidence])]),
    newestPeriod: ofClaim[0]?.quarters.at(-1) ?? null,
    refs: [...new Set(ofClaim.flatMap((p) => [...p.a.refs, ...p.b.refs]))],
  });
}

/** Whether the retreat leads CapEx (D13): needs a series of the retreat, which a list collected by looking for retreats does not give. */
function retreatLeads(): Line {
  return untold(
    "reinforcement",
    "reinforcement/retreat-leads-capex",
    {
      en: "Cannot tell whether the carmakers' retreat leads compute CapEx: the retreat has no series, and twenty real-time origins are needed.",
      de: "Nicht zu sagen, ob der Rückzug der Autobauer dem CapEx für Rechenleistung vorausgeht: Der Rückzug hat keine Reihe, und nötig sind zwanzig Echtzeit-Ursprünge.",
    },
    {
      needs: ["events/carmakers-by-rule"],
      have: 0,
      need: 20,
      settles: {
        en: "A list of carmakers' steps collected by a stated rule in both directions over more than twenty quarters.",
        de: "Eine nach fester Regel in beide Richtungen gesammelte Liste der Schritte von Autobauern über mehr als zwanzig Quartale.",
      },
      pull: null,
    },
  );
}

function measure(panel: Panel, { seed }: PartOptions): PartResult {
  const series = seriesOf(panel);
  const pairs = series.flatMap((a, i) => series.slice(i + 1).map((b) => pairOf(a, b, seed)));
  return {
    part: "reinforcement",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: claimLine(pairs, "reinforcement"),
    lines: [claimLine(pairs, "reinforcement/pairs"), retreatLeads()],
    figures: pairs.some((p) => p.tests.length > 0) ? [figureOf(pairs, series)] : [],
    tables: [pairTable(pairs)],
    forecasts: [],
    warnings: [],
  };
}

/** Do the three indicators reinforce each other: lagged effects against surrogates, with what could have been found (D14). */
export const part: Part = {
  id: "reinforcement",
  ...partWords.reinforcement,
  needs: [...scoreSignal.needs, ...roboticsSignal.needs, ...capexSignal.needs],
  measure,
};
