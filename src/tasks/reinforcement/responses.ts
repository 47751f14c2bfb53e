import { type LaggedResponse, laggedResponses } from "../../methods/lagged-response.ts";
import { weakest } from "../../terms/observation.ts";
import type { Figure, Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { columnsOf, type Pair } from "./pairs.ts";
import type { Reading } from "./readings.ts";

const horizons = 4;
/** Least common quarters for four horizons with two lags and enough degrees of freedom left. */
const leastQuarters = 24;

/** Responses of one reading to another over the next quarters. */
export interface Response {
  readonly cause: Reading;
  readonly effect: Reading;
  readonly quarters: readonly string[];
  readonly steps: readonly LaggedResponse[];
}

/** Lag-augmented local projections for every pair of definitions that is long enough, both ways. */
export function responsesOf(pairs: readonly Pair[]): readonly Response[] {
  return pairs
    .filter((p) => p.quarters.length >= leastQuarters && p.tests.length > 0)
    .flatMap(({ a, b, quarters }) => {
      const [x, y] = columnsOf([a, b], quarters) as [Float64Array, Float64Array];
      return [
        { cause: a, effect: b, quarters, steps: laggedResponses(x, y, { horizons }) },
        { cause: b, effect: a, quarters, steps: laggedResponses(y, x, { horizons }) },
      ];
    });
}

/** Responses by horizon, one row per cause and effect. */
export function responseTable(responses: readonly Response[]): Table | null {
  if (responses.length === 0) return null;
  const all = responses.flatMap((r) => r.steps);
  const apart = all.filter((s) => s.low > 0 || s.high < 0).length;
  return {
    id: "responses",
    title: {
      en: "What a movement of one does to the other, one to four quarters later",
      de: "Was eine Bewegung des einen ein bis vier Quartale später beim anderen bewirkt",
    },
    columns: [
      { id: "from", label: { en: "From", de: "Von" } },
      { id: "to", label: { en: "To", de: "Auf" } },
      { id: "n", label: { en: "Quarters", de: "Quartale" }, decimals: 0 },
      ...[1, 2, 3, 4].flatMap((h) => [
        { id: `h${h}`, label: { en: `after ${h}`, de: `nach ${h}` }, unit: "sd per sd", decimals: 2 },
        { id: `i${h}`, label: { en: "90 %", de: "90 %" } },
      ]),
    ],
    rows: responses.map(({ cause, effect, quarters, steps }) => ({
      from: joined(cause),
      to: joined(effect),
      n: quarters.length,
      ...Object.fromEntries(
        steps.flatMap((s) => [
          [`h${s.horizon}`, s.response],
          [`i${s.horizon}`, text((f) => `${f.num(s.low, 2)} … ${f.num(s.high, 2)}`)],
        ]),
      ),
    })),
    note: text(
      (f) =>
        `Standard deviations per standard deviation, lag-augmented local projections with the same quarter as a control, HC3 errors, t intervals. ${apart} of ${all.length} intervals exclude 0; about ${f.num(0.1 * all.length)} would by chance.`,
      (f) =>
        `Standardabweichungen je Standardabweichung, um ein Lag erweiterte lokale Projektionen mit dem selben Quartal als Kontrolle, HC3-Fehler, t-Intervalle. ${apart} von ${all.length} Intervallen schließen 0 aus; zufällig wären es etwa ${f.num(0.1 * all.length)}.`,
    ),
    refs: [...new Set(responses.flatMap((r) => [...r.cause.refs, ...r.effect.refs]))],
  };
}

/** The response of CapEx to each indicator that is long enough, with intervals. */
export function responseFigure(responses: readonly Response[]): Figure | null {
  const onCapex = responses.filter((r) => r.effect.indicator === "capex");
  if (onCapex.length === 0) return null;
  const steps = onCapex.flatMap((r) => r.steps);
  const apart = steps.filter((s) => s.low > 0 || s.high < 0).length;
  return {
    id: "responses",
    title:
      apart === 0
        ? {
            en: "No indicator moves hyperscaler CapEx within a year by more than chance",
            de: "Kein Indikator bewegt die Hyperscaler-CapEx binnen eines Jahres stärker als der Zufall",
          }
        : text(
            (f) =>
              `${apart} of ${steps.length} responses of hyperscaler CapEx lie outside chance; ${f.num(0.1 * steps.length, 1)} are expected without any effect`,
            (f) =>
              `${apart} von ${steps.length} Reaktionen der Hyperscaler-CapEx liegen außerhalb des Zufalls; ohne jede Wirkung wären ${f.num(0.1 * steps.length, 1)} zu erwarten`,
          ),
    subtitle: {
      en: "Response of the change of log CapEx, sd per sd of the indicator, quarters after it; bars: 90 % interval",
      de: "Reaktion der Änderung der log CapEx, Standardabweichungen je Standardabweichung des Indikators, Quartale danach; Balken: 90-%-Intervall",
    },
    unit: "sd per sd",
    kind: "dot",
    series: onCapex.map((r) => ({
      id: r.cause.id.replaceAll("/", "-"),
      label: joined(r.cause),
      role: r.cause.indicator === "capex" ? ("capex" as const) : r.cause.indicator,
      kind: "estimated" as const,
      points: r.steps.map((s) => ({ x: `+${s.horizon}`, y: s.response, low: s.low, high: s.high })),
    })),
    rules: [{ y: 0, label: { en: "no effect", de: "keine Wirkung" } }],
    panels: { shared: [] },
    source: "Epoch AI, arXiv, FDA, SEC EDGAR",
    evidence: weakest(["estimated", ...onCapex.flatMap((r) => [r.cause.evidence, r.effect.evidence])]),
    refs: [...new Set(onCapex.flatMap((r) => [...r.cause.refs, ...r.effect.refs]))],
  };
}

function joined(reading: Reading): Text {
  return {
    en: `${reading.label.en}: ${reading.says.en}`,
    de: `${reading.label.de}: ${reading.says.de}`,
  };
}
