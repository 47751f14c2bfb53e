import { mean, sum } from "../../math/sums.ts";
import { adjustX11 } from "../../methods/x11.ts";
import { patternRegex } from "../../terms/panel.ts";
import { indexOf } from "../../terms/period.ts";
import { formats, type Text } from "../../terms/text.ts";
import {
  derivedFrom,
  type Input,
  inputOf,
  needsOfInput,
  notDerived,
  type Pantry,
  type Recipe,
  usedAt,
} from "./derived.ts";

/** Series that their publishers give without seasonal adjustment; anything else is either adjusted already or not known to be raw. */
export const rawSeries: readonly string[] = [
  "tsmc/revenue",
  "sec/*/capex",
  "sec/*/revenue",
  "sec/*/operating-cash-flow",
  "group/*/capex",
  "group/*/revenue",
  "group/*/capex-index",
  "group/*/revenue-index",
  "arxiv/*/papers",
  "arxiv-updates/*/papers",
  "ev/*/*",
  "open-ev/*/*",
  "eia/*/*",
];

const raw = rawSeries.map(patternRegex);

/** Years without a gap that the adjustment needs: a 3x5 seasonal average reaches over seven, and the first trend leaves out half a year at both ends. */
const leastYears = 8;

/** F of stable seasonality from which a season counts as present. @cite Ladiray & Quenneville (2001), Seasonal Adjustment with the X-11 Method, ch. 5 (table D8: F above 7) */
const leastF = 7;

/**
 * A raw series without its season, `<id>/sa`: X-11 on the values known on the day, multiplicative where all are above zero, in the longest stretch without gaps that reaches furthest;
 * every value of a stretch uses all values of it known on that day and none known later. The F test of stable
 * seasonality stands beside it: below 7 there is no season to take out. Null for series that are not known to be raw.
 */
export function withoutSeason(id: string, pantry: Pantry): Recipe | null {
  const base = id.slice(0, -"/sa".length);
  if (!raw.some((r) => r.test(base.replace(/\/(usd|real)$/, ""))) || pantry.unitOf(base) === null) return null;
  return {
    id,
    needs: needsOfInput(base, pantry),
    derive: (panel) => {
      const input = inputOf(base, panel, pantry);
      const head = {
        id,
        unit: input?.unit ?? pantry.unitOf(base) ?? "",
        frequency: input?.frequency ?? ("quarterly" as const),
        title: pantry.titleOf(id),
      };
      if (input === null)
        return notDerived(head, {
          en: `${base} is not known on this day.`,
          de: `${base} ist an diesem Tag nicht bekannt.`,
        });
      const period = input.frequency === "monthly" ? 12 : input.frequency === "quarterly" ? 4 : 0;
      const stretch = period === 0 ? [] : stretchOf(input, leastYears * period);
      if (stretch.length === 0)
        return notDerived(head, {
          en: `Not adjusted: X-11 needs ${leastYears} years of months or quarters without a gap.`,
          de: `Nicht bereinigt: X-11 braucht ${leastYears} Jahre mit Monaten oder Quartalen ohne Lücke.`,
        });
      const cells = stretch.flatMap((p) => usedAt(input, p) ?? []);
      const y = Float64Array.from(cells, (c) => c.value);
      const mode = y.every((v) => v > 0) ? ("multiplicative" as const) : ("additive" as const);
      const { adjusted, seasonal, seasonalIrregular } = adjustX11(y, { mode, period });
      const last = cells.reduce((a, b) => (b.known > a.known ? b : a));
      const made = stretch.map((p, i) => ({
        period: p,
        value: adjusted[i] ?? Number.NaN,
        // Each value rests on the whole stretch: it is known when the last of them is.
        from: [...(cells[i] === undefined ? [] : [cells[i]]), last],
        fields: { seasonal: seasonal[i] ?? null, raw: y[i] ?? null },
      }));
      return derivedFrom(
        { ...head, says: saysOf(input, stretch, mode, stableF(seasonalIrregular, stretch, period)) },
        made,
      );
    },
  };
}

/** The newest stretch without gaps of at least a length; empty when there is none. */
function stretchOf(input: Input, least: number): readonly string[] {
  const stretches: string[][] = [];
  for (const period of input.periods) {
    if (usedAt(input, period) === null) continue;
    const current = stretches.at(-1);
    const before = current?.at(-1);
    if (current !== undefined && before !== undefined && indexOf(period) === indexOf(before) + 1) current.push(period);
    else stretches.push([period]);
  }
  return stretches.findLast((s) => s.length >= least) ?? [];
}

/**
 * F of stable seasonality: variance between the means of the seasons over that within them, of the seasonal-irregular ratios (D8).
 */
export function stableF(ratios: Float64Array, periods: readonly string[], season: number): number {
  const groups = Array.from({ length: season }, (_, s) =>
    Float64Array.from(ratios.filter((v, i) => indexOf(periods[i] ?? "2000-01") % season === s && Number.isFinite(v))),
  );
  const all = groups.flatMap((g) => [...g]);
  const centre = mean(all);
  const between = sum(groups.map((g) => g.length * (mean(g) - centre) ** 2)) / (season - 1);
  const within = sum(groups.map((g) => sum(g.map((v) => (v - mean(g)) ** 2)))) / (all.length - season);
  return between / within;
}

function saysOf(
  input: Input,
  stretch: readonly string[],
  mode: "multiplicative" | "additive",
  F: number,
): readonly Text[] {
  const [first, last] = [stretch[0] ?? "", stretch.at(-1) ?? ""];
  const left = input.periods.filter((p) => p > last).length;
  const present = F >= leastF;
  return [
    {
      en: `X-11 (${mode}) on ${stretch.length} values from ${formats.en.when(first)} to ${formats.en.when(last)}, as known on the day; every new value moves the last ones.`,
      de: `X-11 (${mode === "additive" ? "additiv" : "multiplikativ"}) auf ${stretch.length} Werten von ${formats.de.when(first)} bis ${formats.de.when(last)}, wie am Stichtag bekannt; jeder neue Wert verschiebt die letzten.`,
    },
    {
      en: `F of stable seasonality ${formats.en.num(F, 1)}: ${present ? `a season is present (from ${leastF} on)` : `below ${leastF}, no stable season to take out; prefer the raw series`}.`,
      de: `F-Wert der stabilen Saison ${formats.de.num(F, 1)}: ${present ? `eine Saison liegt vor (ab ${leastF})` : `unter ${leastF}, keine stabile Saison; besser die Ursprungsreihe lesen`}.`,
    },
    ...(left === 0
      ? []
      : [
          {
            en: `${left} later ${left === 1 ? "period lies" : "periods lie"} behind a gap and ${left === 1 ? "is" : "are"} left out.`,
            de: `${left === 1 ? "Ein späterer Zeitraum liegt" : `${left} spätere Zeiträume liegen`} hinter einer Lücke und ${left === 1 ? "fehlt" : "fehlen"}.`,
          },
        ]),
  ];
}
