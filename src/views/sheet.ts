import type { Figure } from "../terms/part.ts";
import { dayOf, endOf, startOf } from "../terms/period.ts";
import {
  fractionDigits,
  linearTicks,
  logTicks,
  middleOf,
  roundLog,
  type Tick,
  timeTicks,
  type XKind,
  xKindOf,
} from "./axis.ts";
import type { DrawOptions } from "./drawing.ts";
import { decimalsFor, numberText, readingOf } from "./quantity.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** Everything the marks need: scales in pixels, formats, colours. */
export interface Sheet {
  readonly figure: Figure;
  readonly options: DrawOptions;
  readonly kind: XKind;
  readonly categories: readonly string[];
  readonly xDomain: readonly [number, number];
  readonly xTicks: readonly Tick[];
  readonly yDomain: readonly [number, number];
  readonly yTicks: readonly number[];
  readonly log: boolean;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly valueText: (y: number) => string;
  readonly unit: string;
}

/** A small multiple of one named line needs its last value, not its name. */
export function alone(figure: Figure, options: DrawOptions): boolean {
  return options.compact === true && figure.series.length === 1 && figure.series[0]?.label[options.lang] !== "";
}

/** Margin that a name and a value of eight characters need [pixels]. */
const shortestLabel = 68;

/** Scales, margins and ticks of a line or dot figure at a size. */
export function layOut(figure: Figure, options: DrawOptions): Sheet {
  const xs = figure.series.flatMap((s) => s.points.map((p) => p.x));
  const kind = xKindOf(xs);
  const categories = kind === "category" ? [...new Set(xs)] : [];
  const log = figure.scale === "log";
  const values = figure.series
    .flatMap((s) => s.points.flatMap((p) => [p.y, p.low ?? null, p.high ?? null]))
    .concat((figure.rules ?? []).map((r) => r.y))
    .filter((v): v is number => v !== null && Number.isFinite(v) && (!log || v > 0));
  const wanted = options.compact === true ? 3 : 5;
  const { domain, ticks } =
    options.domain === undefined ? valueScale(values, log, wanted) : ticksWithin(options.domain, log, wanted);
  const reading = readingOf(figure.unit, Math.max(...domain.map(Math.abs)), options.lang);
  const decimals = log ? null : Math.min(6, Math.max(0, ...ticks.map((t) => fractionDigits(t / reading.factor))));
  const tickText = (t: number): string =>
    numberText(t / reading.factor, options.lang, decimals ?? fractionDigits(t / reading.factor));
  const left = Math.ceil(Math.max(...ticks.map((t) => textWidth(tickText(t), 12)))) + 12;
  const labels = alone(figure, options) ? [] : figure.series.map((s) => s.label[options.lang]);
  const widest = Math.max(
    0,
    ...labels.map((l) =>
      Math.max(
        ...wrapText(l, 20)
          .split("\n")
          .map((w) => textWidth(w)),
      ),
    ),
  );
  const least = labels.every((label) => label === "") ? 0 : shortestLabel;
  const right = alone(figure, options)
    ? 52
    : Math.min(Math.max(least, Math.ceil(widest) + 20), Math.round(options.width * 0.34));
  const height =
    options.height ??
    (options.compact === true
      ? 120
      : Math.round(Math.max(240, Math.min(340, options.width * 0.5), labelsHeight(labels, right))));
  const xDomain = options.span ?? xRange(figure, kind, categories);
  const inner = options.width - left - right;
  return {
    figure,
    options,
    kind,
    categories,
    xDomain,
    log,
    left,
    right,
    height,
    xTicks: xAxisTicks(figure, kind, categories, xDomain, inner, options).filter(
      (t) =>
        kind !== "time" ||
        textWidth(t.label) / 2 <= left + ((t.at - xDomain[0]) / (xDomain[1] - xDomain[0] || 1)) * inner,
    ),
    yDomain: domain,
    yTicks: ticks,
    width: options.width,
    top: options.compact === true ? 8 : 26,
    bottom: kind === "category" && categories.some((c) => textWidth(c) > inner / categories.length) ? 40 : 24,
    valueText: (y) =>
      Number.isInteger(y) && reading.factor === 1
        ? numberText(y, options.lang, 0)
        : numberText(
            y / reading.factor,
            options.lang,
            reading.percent ? 1 : Math.max(decimals ?? 0, Math.min(2, decimalsFor(y / reading.factor))),
          ),
    unit: reading.unit,
  };
}

/** Height that all end labels need when they stand below each other in the margin [pixels]. */
function labelsHeight(labels: readonly string[], right: number): number {
  const limit = Math.max(8, Math.floor((right - 14) / 6.5));
  return labels
    .filter((label) => label !== "")
    .reduce((sum, label) => sum + wrapText(`${label} 00,000`, limit).split("\n").length * 14 + 1, 28);
}

/** Domain and ticks of the vertical axis; a linear axis starts at zero when its values come near it. */
function valueScale(
  values: readonly number[],
  log: boolean,
  count: number,
): { readonly domain: readonly [number, number]; readonly ticks: readonly number[] } {
  if (values.length === 0) return { domain: log ? [1, 10] : [0, 1], ticks: log ? [1, 10] : [0, 1] };
  let low = Math.min(...values);
  const high = Math.max(...values);
  if (!log && low > 0 && low < 0.45 * high) low = 0;
  if (log) {
    const domain: readonly [number, number] = [
      roundLog(low, "below"),
      roundLog(high === low ? low * 10 : high, "above"),
    ];
    return {
      domain,
      ticks: logTicks(low, high === low ? low * 10 : high, count).filter(
        (t) => t >= domain[0] * (1 - 1e-9) && t <= domain[1] * (1 + 1e-9),
      ),
    };
  }
  const ticks = linearTicks(low, high, count);
  return { domain: [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)], ticks };
}

/** A given domain with the round ticks inside it. */
function ticksWithin(
  domain: readonly [number, number],
  log: boolean,
  count: number,
): { readonly domain: readonly [number, number]; readonly ticks: readonly number[] } {
  const slack = 1e-9 * (domain[1] - domain[0]);
  const ticks = (log ? logTicks(domain[0], domain[1], count) : linearTicks(domain[0], domain[1], count)).filter(
    (t) => t >= domain[0] - slack && t <= domain[1] + slack,
  );
  return { domain, ticks: ticks.length === 0 ? domain : ticks };
}

function xRange(figure: Figure, kind: XKind, categories: readonly string[]): readonly [number, number] {
  if (kind === "category") return [-0.5, Math.max(0.5, categories.length - 0.5)];
  const xs = figure.series
    .flatMap((s) => s.points.map((p) => p.x))
    .concat(kind === "time" ? (figure.marks ?? []).map((m) => m.x).filter((x) => xKindOf([x]) === "time") : []);
  const ends = kind === "time" ? xs.flatMap((x) => [dayOf(startOf(x)), dayOf(endOf(x))]) : xs.map(Number);
  const [low, high] = [
    ends.reduce((a, b) => Math.min(a, b), Infinity),
    ends.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function xAxisTicks(
  figure: Figure,
  kind: XKind,
  categories: readonly string[],
  domain: readonly [number, number],
  inner: number,
  options: DrawOptions,
): readonly Tick[] {
  if (kind === "category") {
    const every = Math.ceil((categories.length * 30) / Math.max(1, inner));
    return categories.map((label, at) => ({ at, label: wrapText(label, 12) })).filter((t) => t.at % every === 0);
  }
  if (kind === "time") return timeTicks(domain[0], domain[1], inner, options.lang);
  const whole = figure.series.every((s) => s.points.every((p) => Number.isInteger(Number(p.x))));
  return linearTicks(domain[0], domain[1], Math.max(2, Math.floor(inner / (options.compact === true ? 44 : 70))))
    .filter((at) => at >= domain[0] && at <= domain[1] && (!whole || Number.isInteger(at)))
    .map((at) => ({ at, label: numberText(at, options.lang) }));
}

/** Where an x value stands on the horizontal scale. */
export function at(sheet: Sheet, x: string): number {
  return sheet.kind === "time" ? middleOf(x) : sheet.kind === "number" ? Number(x) : sheet.categories.indexOf(x);
}

/** Pixels from the left of a place on the horizontal scale. */
export function pxOf(sheet: Sheet, x: number): number {
  const [a, b] = sheet.xDomain;
  return sheet.left + ((x - a) / (b - a)) * (sheet.width - sheet.left - sheet.right);
}

/** Pixels from the top of a value. */
export function pyOf(sheet: Sheet, y: number): number {
  const scale = (v: number): number => (sheet.log ? Math.log(v) : v);
  const [a, b] = sheet.yDomain;
  return (
    sheet.height -
    sheet.bottom -
    ((scale(y) - scale(a)) / (scale(b) - scale(a))) * (sheet.height - sheet.bottom - sheet.top)
  );
}

/** The place on the horizontal scale at a pixel; inverse of {@link pxOf}. */
export function xOf(sheet: Sheet, px: number): number {
  const [a, b] = sheet.xDomain;
  return a + ((px - sheet.left) / (sheet.width - sheet.left - sheet.right)) * (b - a);
}

/** The value at a pixel; inverse of {@link pyOf}. */
export function yOf(sheet: Sheet, py: number): number {
  const share = (sheet.height - sheet.bottom - py) / (sheet.height - sheet.bottom - sheet.top);
  const [a, b] = sheet.yDomain;
  return sheet.log ? Math.exp(Math.log(a) + share * (Math.log(b) - Math.log(a))) : a + share * (b - a);
}

/** A tick of the vertical axis as text. */
export function axisText(sheet: Sheet, t: number): string {
  const reading = readingOf(sheet.figure.unit, Math.max(...sheet.yDomain.map(Math.abs)), sheet.options.lang);
  const digits = sheet.log
    ? fractionDigits(t / reading.factor)
    : Math.min(6, Math.max(0, ...sheet.yTicks.map((v) => fractionDigits(v / reading.factor))));
  return numberText(t / reading.factor, sheet.options.lang, digits);
}
