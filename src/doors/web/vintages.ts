import { weakest } from "../../terms/observation.ts";
import type { Figure } from "../../terms/part.ts";
import type { SeriesShown, SeriesValue } from "../../terms/workbench.ts";
import { wordsOf } from "../../views/quantity.ts";

/** Periods shown at most. */
const shown = 32;

/**
 * A series as of its day beside the first value ever known of each period: hollow where first released, a thin line to where it
 * stands now. Null where fewer than two periods have a value, and for lists.
 * @param series shown with its vintages
 */
export function vintageFigure(series: SeriesShown): Figure | null {
  const now = series.observations.filter((o) => o.value !== null).slice(-shown);
  if (series.list || now.length < 2 || series.vintages.length === 0) return null;
  const first = new Map<string, SeriesValue>();
  for (const v of series.vintages) {
    const had = first.get(v.period);
    if (v.value !== null && (had === undefined || v.known < had.known)) first.set(v.period, v);
  }
  const firsts = now.flatMap((o) => first.get(o.period) ?? []);
  const revised = now.filter((o) => (first.get(o.period)?.value ?? o.value) !== o.value).length;
  const says = (lang: "en" | "de"): string =>
    `${series.title[lang]}: ${wordsOf(lang).timeVintagesOf(String(revised), String(now.length))}`;
  const label = (word: "firstRelease" | "asOfValue"): { en: string; de: string } => ({
    en: wordsOf("en")[word],
    de: wordsOf("de")[word],
  });
  return {
    id: `vintages-${series.id.replaceAll("/", "-")}`,
    kind: "line",
    unit: series.unit,
    source: series.source,
    evidence: weakest(now.map((o) => o.evidence)),
    title: { en: says("en"), de: says("de") },
    subtitle: { en: `${series.id}, ${series.unit}`, de: `${series.id}, ${series.unit}` },
    series: [
      {
        id: `${series.id}-now`,
        label: label("asOfValue"),
        role: "capex",
        kind: now.some((o) => o.knownBy === "assumed") ? "pseudo" : "observed",
        points: now.map((o) => ({ x: o.period, y: o.value, ref: o.ref })),
      },
      {
        id: `${series.id}-first`,
        label: label("firstRelease"),
        role: "capex",
        kind: "first",
        points: firsts.map((o) => ({ x: o.period, y: o.value })),
      },
    ],
    refs: now.map((o) => o.ref),
  };
}
