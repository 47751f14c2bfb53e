import type { Figure } from "../terms/part.ts";
import { formats, type Lang } from "../terms/text.ts";
import { xKindOf } from "./axis.ts";
import type { Drawing, DrawOptions } from "./drawing.ts";
import { drawPanels } from "./panels.ts";
import { quantityText, unitWord, wordsOf } from "./quantity.ts";
import { views } from "./shelf.ts";

/** A figure as a drawing, by its kind. */
export function draw(figure: Figure, options: DrawOptions): Drawing {
  return figure.panels === undefined ? views[figure.kind].draw(figure, options) : drawPanels(figure, options);
}

/** What a figure shows, for a reader who does not see it: finding, kind, span, newest value of each series, number of gaps. */
export function describe(figure: Figure, lang: Lang): string {
  const words = wordsOf(lang);
  const series = figure.series.map((s) => {
    const held = s.points.filter((p) => p.y !== null);
    const newest = held.at(-1);
    const gaps = s.points.length - held.length;
    const named = s.kind === "observed" ? s.label[lang] : `${s.label[lang]} (${words.kinds[s.kind]})`;
    if (newest === undefined || newest.y === null) return `${named}: ${words.noValue}.`;
    const at = xKindOf([newest.x]) === "time" ? formats[lang].when(newest.x) : newest.x;
    return `${named}: ${quantityText(newest.y, figure.unit, lang)} (${at})${gaps > 0 ? `, ${words.gaps(String(gaps))}` : ""}.`;
  });
  const xs = figure.series.flatMap((s) => s.points.map((p) => p.x));
  const span = xKindOf(xs) === "time" ? ` ${spanText(xs, lang)}` : "";
  const shown = series.length <= 6 ? series : [...series.slice(0, 6), words.moreLeftOut(String(series.length - 6))];
  return `${sentence(figure.title[lang])} ${words.chartOf(words.chartKinds[figure.kind], String(figure.series.length), unitWord(figure.unit, lang))}${span} ${shown.join(" ")}`
    .replace(/ {2,}/g, " ")
    .trim();
}

function spanText(xs: readonly string[], lang: Lang): string {
  const sorted = [...xs].sort();
  const [first = "", last = ""] = [sorted[0], sorted.at(-1)];
  return `${wordsOf(lang).from(formats[lang].when(first), formats[lang].when(last))}.`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
