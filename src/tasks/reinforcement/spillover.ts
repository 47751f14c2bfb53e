import { type ConnectednessExcess, connectednessExcess, type Excess } from "../../methods/connectedness.ts";
import { fitVar, tableOf } from "../../methods/vector-autoregression.ts";
import { weakest } from "../../terms/observation.ts";
import type { Line, Table } from "../../terms/part.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";
import { alpha, columnsOf, commonRun, quartersNeeded, type Testing } from "./pairs.ts";
import type { Reading } from "./readings.ts";

/** Least quarters for a VAR(1) of three series with its surrogates. */
const leastQuarters = 16;

/** Readings of different indicators with a long common run, and what spills over between them beyond the null. */
export interface Spillover {
  readonly readings: readonly Reading[];
  readonly quarters: readonly string[];
  readonly excess: ConnectednessExcess;
  /** Total of what passes from one quarter to the next alone. */
  readonly lagged: Excess;
  /** k × k correlations of the residuals of one quarter: what happens together, in no direction. */
  readonly together: Float64Array;
}

/** Every choice of one definition for each of at least three indicators. */
function choices(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  const of = (indicator: Reading["indicator"]): readonly (Reading | null)[] => [
    ...readings.filter((r) => r.indicator === indicator && r.values.size > 0),
    null,
  ];
  return of("succession")
    .flatMap((s) =>
      of("retreat").flatMap((r) => of("convergence").flatMap((c) => of("capex").map((x) => [s, r, c, x]))),
    )
    .map((set) => set.filter((r) => r !== null))
    .filter((set) => set.length >= 3);
}

/**
 * Spillovers between the most indicators at once over the longest common run: more indicators first, then more quarters, then the order of
 * the definitions. Null when no three indicators share enough quarters.
 */
export function spilloverOf(readings: readonly Reading[], { seed, memory }: Testing): Spillover | null {
  const best = choices(readings)
    .map((set, order) => ({ set, order, quarters: commonRun(set) }))
    .filter(({ quarters }) => quarters.length >= leastQuarters)
    .sort((a, b) => b.set.length - a.set.length || b.quarters.length - a.quarters.length || a.order - b.order)[0];
  if (best === undefined) return null;
  const columns = columnsOf(best.set, best.quarters);
  const table = tableOf(columns);
  const { sigmaMl, k } = fitVar(table, 1);
  const options = { lags: 1, horizon: 4, surrogates: 999, seed } as const;
  return {
    readings: best.set,
    quarters: best.quarters,
    excess: memory.recall("spillover", [columns, seed], () => connectednessExcess(table, options)),
    lagged: memory.recall("spillover/lagged", [columns, seed], () =>
      connectednessExcess(table, { ...options, part: "lagged" }),
    ).total,
    together: sigmaMl.map((v, c) => v / Math.sqrt(sigmaMl[Math.floor(c / k) * (k + 1)]! * sigmaMl[(c % k) * (k + 1)]!)),
  };
}

/** The finding: total spillover less what unrelated series of the same length show. */
export function spilloverLine(spillover: Spillover | null): Line {
  const id = "reinforcement/spillover";
  if (spillover === null)
    return untold(
      "reinforcement",
      id,
      {
        en: `Cannot tell how much of one another's variance the indicators carry: no three share ${leastQuarters} quarters in a row.`,
        de: `Nicht zu sagen, wie viel Varianz die Indikatoren einander zutragen: Keine drei haben ${leastQuarters} Quartale am Stück gemeinsam.`,
      },
      {
        needs: ["arxiv/robotics/papers", "epoch/notable-models", "fda/ai-devices"],
        have: 0,
        need: leastQuarters,
        settles: {
          en: "Sixteen common quarters of three indicators, forty for the claim.",
          de: "Sechzehn gemeinsame Quartale dreier Indikatoren, vierzig für die These.",
        },
        pull: "vorlauf pull epoch-models fda-ai-devices",
      },
    );
  const { total } = spillover.excess;
  const n = spillover.quarters.length;
  const beyond = (e: Excess): boolean => e.p < alpha && e.excess > 0;
  const verdict = !beyond(total)
    ? { en: "not more than unrelated series show", de: "nicht mehr, als unverbundene Reihen zeigen" }
    : beyond(spillover.lagged)
      ? {
          en: "more than unrelated series show, also from quarter to quarter",
          de: "mehr als unverbundene Reihen zeigen, auch von Quartal zu Quartal",
        }
      : {
          en: "more than unrelated series show, but only within the same quarter, which has no direction",
          de: "mehr als unverbundene Reihen zeigen, aber nur im selben Quartal, was keine Richtung hat",
        };
  const names = (lang: "en" | "de"): string => spillover.readings.map((r) => r.says[lang]).join(", ");
  return found("reinforcement", {
    id,
    says: text(
      (f) =>
        `Between ${names("en")} ${f.pct(total.observed)} of the forecast error variance crosses over, ${f.pct(total.nullMedian)} would by chance with ${n} quarters: ${verdict.en} (excess ${f.num(100 * total.excess, 1)} points, p ${f.num(total.p, 2)}; from quarter to quarter alone ${f.pct(spillover.lagged.observed)}, by chance ${f.pct(spillover.lagged.nullMedian)}, p ${f.num(spillover.lagged.p, 2)})${n < quartersNeeded ? "; too few quarters for the claim" : "; not the claim's own definitions"}.`,
      (f) =>
        `Zwischen ${names("de")} gehen ${f.pct(total.observed)} der Prognosefehlervarianz über, zufällig wären es mit ${n} Quartalen ${f.pct(total.nullMedian)}: ${verdict.de} (Überschuss ${f.num(100 * total.excess, 1)} Punkte, p ${f.num(total.p, 2)}; allein von Quartal zu Quartal ${f.pct(spillover.lagged.observed)}, zufällig ${f.pct(spillover.lagged.nullMedian)}, p ${f.num(spillover.lagged.p, 2)})${n < quartersNeeded ? "; zu wenige Quartale für die These" : "; nicht die Definitionen der These"}.`,
    ),
    value: total.excess,
    unit: "share",
    evidence: weakest(["estimated", ...spillover.readings.map((r) => r.evidence)]),
    newestPeriod: spillover.quarters.at(-1) ?? null,
    refs: [...new Set(spillover.readings.flatMap((r) => r.refs))],
  });
}

/** Every share with its null beside it, and what happens within the quarter apart. */
export function spilloverTable({ readings, quarters, excess, together }: Spillover): Table {
  const k = readings.length;
  const [first, last] = [quarters[0] ?? "", quarters.at(-1) ?? ""];
  return {
    id: "spillover",
    title: {
      en: "What spills over, less what unrelated series show",
      de: "Was überspringt, abzüglich dessen, was unverbundene Reihen zeigen",
    },
    columns: [
      { id: "from", label: { en: "From", de: "Von" } },
      { id: "to", label: { en: "To", de: "Auf" } },
      { id: "observed", label: { en: "Share observed", de: "Anteil beobachtet" }, unit: "share", decimals: 3 },
      { id: "null", label: { en: "By chance (median)", de: "Zufällig (Median)" }, unit: "share", decimals: 3 },
      { id: "excess", label: { en: "Excess", de: "Überschuss" }, unit: "share", decimals: 3 },
      { id: "p", label: { en: "p", de: "p" }, decimals: 3 },
      {
        id: "together",
        label: {
          en: "Correlation within the quarter (no direction)",
          de: "Korrelation im selben Quartal (ohne Richtung)",
        },
        decimals: 2,
      },
    ],
    rows: readings.flatMap((from, j) =>
      readings.flatMap((to, i) => {
        const cell = excess.pairs[i]?.[j];
        return cell == null
          ? []
          : [
              {
                from: from.says,
                to: to.says,
                observed: cell.observed,
                null: cell.nullMedian,
                excess: cell.excess,
                p: cell.p,
                together: together[i * k + j] ?? null,
              },
            ];
      }),
    ),
    note: text(
      (f) =>
        `Generalised variance decomposition of a VAR(1), four quarters ahead, ${quarters.length} quarters from ${f.when(first)} to ${f.when(last)}. Shares are never negative, so only the excess over ${excess.surrogates} surrogates that keep each series' own dynamics may be called an effect. The decomposition mixes lagged and same-quarter movement; direction comes from the lagged effects alone.`,
      (f) =>
        `Verallgemeinerte Varianzzerlegung eines VAR(1), vier Quartale voraus, ${quarters.length} Quartale von ${f.when(first)} bis ${f.when(last)}. Anteile sind nie negativ, darum darf nur der Überschuss über ${excess.surrogates} Surrogate mit der Eigendynamik jeder Reihe eine Wirkung heißen. Die Zerlegung mischt verzögerte und gleichzeitige Bewegung; die Richtung kommt allein aus den verzögerten Wirkungen.`,
    ),
    refs: [...new Set(readings.flatMap((r) => r.refs))],
  };
}
