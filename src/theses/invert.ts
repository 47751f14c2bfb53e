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

const steps: Readonly<Record<NonNullable<Forecast["path"]>["step"], Text>> = {
  month: { en: "month", de: "Monat" },
  quarter: { en: "quarter", de: "Quartal" },
  year: { en: "year", de: "Jahr" },
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
    const [goal, rate, percentile] = [quantity(test.of, test.unit)[lang], `${f.signed(growth * 100, 1)} %`, f.num(rank * 100)];
    const [last, known, n, step] = [quantity(path.last, test.unit)[lang], quantity(path.known, test.unit)[lang], f.num(path.steps), steps[path.step][lang]];
    if (lang === "en") {
      const given = path.kind === "sum" ? `${known} of it already certain, ` : "";
      return `To reach ${goal} (${given}percentile ${percentile} of the forecast) the remaining ${n} would have to change by ${rate} a ${step} from ${last}.`;
    }
    const given = path.kind === "sum" ? `davon ${known} schon sicher, ` : "";
    return `Für ${goal} (${given}Perzentil ${percentile} der Prognose) müssten sich die verbleibenden ${n} von ${last} aus um ${rate} je ${step} ändern.`;
  };
  return { en: write("en"), de: write("de") };
}
