import { dateOfDay, dayNumber, dayOf, endOf, frequencyOf, type Period, startOf } from "../terms/period.ts";
import { formats, type Lang } from "../terms/text.ts";

/** What the x values of a figure are. */
export type XKind = "time" | "number" | "category";

/** A position on an axis with its text. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

const periodForm = /^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2])(-\d{2})?)?$/;

/** Periods or dates make a time axis, other numbers a number axis, anything else categories. */
export function xKindOf(xs: readonly string[]): XKind {
  if (xs.length === 0) return "category";
  if (xs.every((x) => periodForm.test(x))) return "time";
  if (xs.every((x) => x.trim() !== "" && Number.isFinite(Number(x)))) return "number";
  return "category";
}

/** Day number of the middle of a period. */
export function middleOf(period: Period): number {
  return (dayOf(startOf(period)) + dayOf(endOf(period))) / 2;
}

/** Round tick values of a linear scale that hold [low, high] between the first and the last (multiples of 1, 2, 5). */
export function linearTicks(low: number, high: number, count: number): number[] {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / Math.max(1, count);
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = size * (raw / size <= 1 ? 1 : raw / size <= 2 ? 2 : raw / size <= 5 ? 5 : 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Decimals that a tick value needs to be written out, at most six. */
export function fractionDigits(value: number): number {
  const [, fraction = ""] = String(Number(value.toPrecision(10))).split(".");
  return fraction.includes("e") ? 0 : Math.min(6, fraction.length);
}

/** The number of the form 1, 2 or 5 times a power of ten next below (or above) a positive value; the value itself when it is one. */
export function roundLog(value: number, side: "below" | "above"): number {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const near = [1, 2, 5, 10].map((m) => Number((m * 10 ** power).toPrecision(12)));
  return side === "below"
    ? (near.filter((n) => n <= value * (1 + 1e-9)).at(-1) ?? value)
    : (near.find((n) => n >= value * (1 - 1e-9)) ?? value);
}

/** Tick values of a log scale that hold [low, high]: powers of ten, with 2 and 5 between when the span is at most a factor of 100. */
export function logTicks(low: number, high: number, count: number): number[] {
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.ceil(Math.log10(high) - 1e-9);
  if (Math.log10(high / low) <= 2) {
    const all = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)).flatMap((p) => [p, 2 * p, 5 * p]);
    const below = all.filter((t) => t <= low * (1 + 1e-9)).at(-1) ?? low;
    const above = all.find((t) => t >= high * (1 - 1e-9)) ?? high;
    return all.filter((t) => t >= below && t <= above).map((t) => Number(t.toPrecision(12)));
  }
  const step = Math.max(1, Math.ceil((to - from) / Math.max(1, count)));
  const ticks = Array.from({ length: Math.ceil((to - from) / step) + 1 }, (_, i) =>
    Number((10 ** (from + i * step)).toPrecision(12)),
  );
  return ticks;
}

const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600];

/** Ticks of a time axis at starts of years, quarters or months, no closer than the labels allow. */
export function timeTicks(fromDay: number, toDay: number, widthPx: number, lang: Lang): Tick[] {
  const months = (toDay - fromDay) / 30.44;
  const step = monthSteps.find((s) => (months / s) * (s >= 12 ? 46 : 74) <= widthPx) ?? 1200;
  const start = dateOfDay(Math.ceil(fromDay));
  let month = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1;
  if (start.slice(8) !== "01") month += 1;
  month = Math.ceil(month / step) * step;
  const ticks: Tick[] = [];
  for (;;) {
    const [year, inYear] = [Math.floor(month / 12), month % 12];
    const at = dayNumber(year, inYear + 1, 1);
    if (at > toDay) return ticks;
    ticks.push({
      at,
      label:
        step >= 12
          ? String(year)
          : formats[lang].when(`${String(year).padStart(4, "0")}-${String(inYear + 1).padStart(2, "0")}`),
    });
    month += step;
  }
}

/**
 * Whether a line must break between two neighbours: they lie more than one and a half usual steps apart. Dated (daily)
 * points never break, since they stand where something happened.
 */
export function breaksBetween(xs: readonly string[], kind: XKind): boolean[] {
  if (kind === "category" || xs.length < 3) return xs.map(() => false);
  if (kind === "time" && xs.some((x) => frequencyOf(x) === "daily")) return xs.map(() => false);
  const at = xs.map((x) => (kind === "time" ? middleOf(x) : Number(x)));
  const steps = at.slice(1).map((v, i) => v - (at[i] ?? v));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return at.map((_, i) => i > 0 && (steps[i - 1] ?? 0) > 1.5 * usual);
}
