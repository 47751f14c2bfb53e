import { quantileSorted } from "../../math/quantile.ts";
import { clopperPearson } from "../../methods/clopper-pearson.ts";
import { alignMembers, groupSum, hyperscalers } from "../../signals/capex/hyperscaler-capex.ts";
import { type Panel, panelAsKnown, refOf } from "../../terms/panel.ts";
import type { Line, Table } from "../../terms/part.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";
import { drawYearSum } from "./forecast.ts";

/** Days by which the four have filed the quarter before, as month and day. */
const origins = ["02-14", "05-14", "08-14", "11-14"] as const;
const draws = 500;

/** One forecast of a calendar year made with what was known on a day, and what came. */
export interface YearOrigin {
  readonly day: string;
  readonly year: string;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly outcome: number;
  readonly inside: boolean;
}

/**
 * Every real-time forecast of a calendar year of the four companies that can be compared with its outcome: made in the middle of
 * February, May, August and November with what was known that day. Fewer than 20 origins, so each is a row (definition D17).
 */
export function yearOrigins(panel: Panel, seed: number): YearOrigin[] {
  const sums = groupSum(panel, hyperscalers, "hyperscaler-capex");
  const years = [...new Set(sums.periods.map((p) => p.slice(0, 4)))].filter(
    (y) => sums.periods.filter((p) => p.startsWith(y)).length === 4,
  );
  const ids = hyperscalers.map((t) => `sec/${t}/capex`);
  const filed = {
    ...panel,
    lists: {},
    series: Object.fromEntries(Object.entries(panel.series).filter(([id]) => ids.includes(id))),
  };
  return years.flatMap((year) => {
    const outcome = sums.periods.reduce((s, p, i) => (p.startsWith(year) ? s + (sums.values[i] ?? Number.NaN) : s), 0);
    return origins.flatMap((monthDay): YearOrigin[] => {
      const day = `${year}-${monthDay}`;
      const then = panelAsKnown(filed, day);
      const members = alignMembers(then, hyperscalers);
      if (day > panel.asOf || members === null || ids.some((id) => then.series[id] === undefined)) return [];
      const drawn = drawYearSum(members, year, { draws, seed });
      if (drawn === null) return [];
      const [low, median, high] = [0.1, 0.5, 0.9].map((p) => quantileSorted(drawn.pooled, p));
      if (low === undefined || median === undefined || high === undefined) return [];
      return [{ day, year, low, median, high, outcome, inside: outcome >= low && outcome <= high }];
    });
  });
}

/** How often the 80 % interval of earlier year forecasts held the outcome, with an exact interval. */
export function yearRecordLine(rows: readonly YearOrigin[]): Line {
  const id = "cycle/year-forecasts";
  if (rows.length === 0) {
    const says = {
      en: "Cannot tell how earlier forecasts of a year's CapEx fared: no year is complete that was forecast in real time.",
      de: "Nicht zu sagen, wie frühere Prognosen eines Jahres abschnitten: Kein in Echtzeit prognostiziertes Jahr ist abgeschlossen.",
    };
    return untold("cycle", id, says, {
      needs: hyperscalers.map((t) => `sec/${t}/capex`),
      have: 0,
      need: 1,
      settles: says,
      pull: "vorlauf pull sec MSFT",
    });
  }
  const inside = rows.filter((r) => r.inside).length;
  const share = clopperPearson(inside, rows.length);
  const years = [...new Set(rows.map((r) => r.year))].join(", ");
  return found("cycle", {
    id,
    says: text(
      (f) =>
        `Earlier forecasts of a year's CapEx (${years}), made with what was known then: ${f.num(inside)} of ${f.num(rows.length)} outcomes inside the 80 % interval (exact 95 % interval of that share ${f.pct(share.low)} to ${f.pct(share.high)}).`,
      (f) =>
        `Frühere Prognosen eines Jahres (${years}) mit dem damaligen Stand: ${f.num(inside)} von ${f.num(rows.length)} Ergebnissen im 80-%-Intervall (exaktes 95-%-Intervall dieses Anteils ${f.pct(share.low)} bis ${f.pct(share.high)}).`,
    ),
    value: inside / rows.length,
    unit: "share",
    interval: { low: share.low, high: share.high, coverage: 0.95 },
    evidence: "estimated",
    newestPeriod: rows.at(-1)?.year ?? null,
    refs: rows
      .flatMap((r) => hyperscalers.flatMap((t) => [1, 2, 3, 4].map((q) => refOf(`sec/${t}/capex`, `${r.year}-Q${q}`))))
      .filter((r, i, all) => all.indexOf(r) === i),
  });
}

/** Every origin as a row. */
export function yearRecordTable(rows: readonly YearOrigin[]): Table {
  return {
    id: "year-forecasts",
    title: {
      en: "Forecasts of a year's CapEx made in real time, and what came",
      de: "In Echtzeit erstellte Prognosen eines Jahres und das Ergebnis",
    },
    columns: [
      { id: "day", label: { en: "Made with what was known on", de: "Stand" } },
      { id: "year", label: { en: "Year", de: "Jahr" } },
      { id: "low", label: { en: "10 %", de: "10 %" }, unit: "USD", decimals: 0 },
      { id: "median", label: { en: "Median", de: "Median" }, unit: "USD", decimals: 0 },
      { id: "high", label: { en: "90 %", de: "90 %" }, unit: "USD", decimals: 0 },
      { id: "outcome", label: { en: "Outcome", de: "Ergebnis" }, unit: "USD", decimals: 0 },
      { id: "inside", label: { en: "Inside", de: "Getroffen" } },
    ],
    rows: rows.map((r) => ({
      day: r.day,
      year: r.year,
      low: r.low,
      median: r.median,
      high: r.high,
      outcome: r.outcome,
      inside: r.inside ? { en: "yes", de: "ja" } : { en: "no", de: "nein" },
      ref: refOf("sec/msft/capex", `${r.year}-Q4`),
    })),
    note: {
      en: "Fewer than 20 origins: every one is a row, no p-value (definition D17). Origins of one year overlap and are not independent.",
      de: "Weniger als 20 Ursprünge: jeder steht als Zeile da, kein p-Wert (Definition D17). Die Ursprünge eines Jahres überlappen und sind nicht unabhängig.",
    },
    refs: [...new Set(rows.flatMap((r) => hyperscalers.map((t) => refOf(`sec/${t}/capex`, `${r.year}-Q4`))))],
  };
}
