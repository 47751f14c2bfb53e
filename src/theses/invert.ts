import type { Forecast } from "../terms/part.ts";
import { formats, type Lang, type Text } from "../terms/text.ts";
import type { Test } from "../terms/thesis.ts";
import { quantity } from "./quantity.ts";

/**
 * The constant growth per step that brings a forecast's number exactly to a threshold, as a share per step.
 *
 *   sum:    known + last * sum_{k=1..n} (1 + g)^k = threshold
 *   level:  last * (1 + g)^n = threshold
 *
 * Null where no growth above -100 % does (the known part already exceeds the threshold, nothing is left to come, or the
 * start is not positive).
 */
export function neededGrowth(path: NonNullable<Forecast["path"]>, threshold: number): number | null {
  if (path.steps < 1 || path.last <= 0) return null;
  if (path.kind === "level") return threshold > 0 ? (threshold / path.last) ** (1 / path.steps) - 1 : null;
  const rest = threshold - path.known;
  if (rest <= 0) return null;
  const total = (g: number): number => {
    let s = 0;
    for (let k = 1; k <= path.steps; k++) s += path.last * (1 + g) ** k;
    return s;
  };
  let [low, high] = [-1, 1];
  while (total(high) < rest) high *= 2;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (total(middle) < rest) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const steps: Readonly<Record<NonNullable<Forecast["path"]>["step"], { readonly one: Text; readonly many: Text }>> = {
  month: { one: { en: "month", de: "Monat" }, many: { en: "months", de: "Monaten" } },
  quarter: { one: { en: "quarter", de: "Quartal" }, many: { en: "quarters", de: "Quartalen" } },
  year: { one: { en: "year", de: "Jahr" }, many: { en: "years", de: "Jahren" } },
};

/** What would have to be true for a test of a forecast to come out true; null where the forecast has no path or no growth does it. */
export function whatWouldNeed(test: Test, forecast: Forecast): Text | null {
  const path = forecast.path;
  if (path === undefined || path.steps < 1) return null;
  const growth = neededGrowth(path, test.of);
  const rank = forecast.draws.filter((d) => d < test.of).length / Math.max(1, forecast.draws.length);
  if (growth === null) return null;
  const write = (lang: Lang): string => {
    const f = formats[lang];
    const [goal, rate, percentile] = [
      quantity(test.of, test.unit)[lang],
      `${f.signed(growth * 100, 1)} %`,
      f.num(rank * 100),
    ];
    const { one, many } = steps[path.step];
    const [last, known] = [quantity(path.last, test.unit)[lang], quantity(path.known, test.unit)[lang]];
    const span = `${f.num(path.steps)} ${(path.steps === 1 ? one : many)[lang]}`;
    const sure = path.kind === "sum" && path.known > 0;
    if (lang === "en")
      return `To reach ${goal}${sure ? ` (${known} already certain)` : ""}, growth from ${last} over the remaining ${span} would have to be ${rate} a ${one.en}: percentile ${percentile} of the forecast.`;
    return `Für ${goal}${sure ? ` (${known} stehen fest)` : ""} müsste das Wachstum von ${last} aus in den verbleibenden ${span} ${rate} je ${one.de} betragen: Perzentil ${percentile} der Prognose.`;
  };
  return { en: write("en"), de: write("de") };
}
