import * as Plot from "@observablehq/plot";
import type { Figure, FigureSeries } from "../terms/part.ts";
import { fractionDigits, linearTicks, logTicks } from "./axis.ts";
import { type DrawOptions, hatchId } from "./drawing.ts";
import { roleColour, roleTextColour, surfaceColour } from "./palette.ts";
import { decimalsFor, numberText, readingOf, wordsOf } from "./quantity.ts";
import { textWidth } from "./text-width.ts";

/** One bar: a value of a series at a period or category. */
export interface Bar {
  readonly series: FigureSeries;
  readonly x: string;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  readonly ref?: string;
}

/** The bars of a figure, missing values left out. */
export function barsOf(figure: Figure): Bar[] {
  return figure.series.flatMap((series) =>
    series.points.flatMap((p) => (p.y === null ? [] : [{ series, ...p, y: p.y }])),
  );
}

/** Axis, unit and value text that both orientations share; linear axes include zero, log axes start at a power of ten. */
export function measureAxis(
  figure: Figure,
  options: DrawOptions,
  count: number,
): {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly valueText: (y: number) => string;
  readonly tickText: (y: number) => string;
  readonly unit: string;
  readonly log: boolean;
  readonly base: number;
} {
  const log = figure.scale === "log";
  const values = barsOf(figure)
    .flatMap((b) => [b.y, b.low ?? b.y, b.high ?? b.y])
    .concat((figure.rules ?? []).map((r) => r.y))
    .filter((v) => !log || v > 0);
  const low = values.reduce((a, b) => Math.min(a, b), log ? Infinity : 0);
  const high = values.reduce((a, b) => Math.max(a, b), log ? -Infinity : 0);
  const ticks = log ? logTicks(low, high, count) : linearTicks(low, high === low ? low + 1 : high, count);
  const domain: readonly [number, number] = [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)];
  const reading = readingOf(figure.unit, Math.max(...domain.map(Math.abs)), options.lang);
  const largest = Math.max(...values.map((v) => Math.abs(v) / reading.factor));
  const digits = reading.percent
    ? 1
    : reading.factor === 1 && values.every(Number.isInteger)
      ? 0
      : Math.min(2, decimalsFor(largest));
  return {
    domain,
    ticks,
    log,
    unit: reading.unit + (log ? `, ${wordsOf(options.lang).logScale}` : ""),
    base: log ? domain[0] : 0,
    valueText: (y) => numberText(y / reading.factor, options.lang, digits),
    tickText: (y) =>
      numberText(
        y / reading.factor,
        options.lang,
        log ? fractionDigits(y / reading.factor) : Math.max(...ticks.map((t) => fractionDigits(t / reading.factor))),
      ),
  };
}

/** What a series' bars are filled with: its colour, or its hatching. */
export function fillOf(series: FigureSeries, options: DrawOptions): string {
  return series.kind === "scenario" || series.kind === "pseudo"
    ? `url(#${hatchId(options.prefix, series.role)})`
    : roleColour(series.role, options.theme);
}

/** Whether a series' bars are drawn as outlines: first releases, estimates, nowcasts. */
export function hollow(series: FigureSeries): boolean {
  return series.kind === "first" || series.kind === "estimated" || series.kind === "nowcast";
}

/** Where the names of the series stand, in rows. */
export interface Legend {
  readonly rows: number;
  readonly entries: readonly {
    readonly series: FigureSeries;
    readonly label: string;
    readonly px: number;
    readonly row: number;
  }[];
}

/** Names of the series in rows above the bars, which cannot carry direct labels. */
export function legendOf(figure: Figure, options: DrawOptions): Legend {
  let [px, row] = [0, 0];
  const entries = figure.series.map((series) => {
    const words = wordsOf(options.lang);
    const label =
      series.label[options.lang] +
      (series.kind === "pseudo"
        ? ` (${words.laterRevisions})`
        : series.kind === "scenario"
          ? ` (${words.kinds.scenario})`
          : "");
    const wide = textWidth(label) + 34;
    if (px > 0 && px + wide > options.width) [px, row] = [0, row + 1];
    const entry = { series, label, px, row };
    px += wide;
    return entry;
  });
  return { rows: row + 1, entries };
}

/** The names, each beside a sample of its fill. */
export function legend(names: Legend, options: DrawOptions, top: number, left: number): Plot.Markish[] {
  return names.entries.flatMap(({ series, label, px, row }) => [
    Plot.dot([0], {
      frameAnchor: "top-left",
      dx: px + 7 - left,
      dy: -top + 9 + row * 18,
      r: 5,
      symbol: "square",
      fill: hollow(series) ? surfaceColour("ground", options.theme) : fillOf(series, options),
      stroke: roleColour(series.role, options.theme),
    }),
    Plot.text([label], {
      frameAnchor: "top-left",
      dx: px + 18 - left,
      dy: -top + 9 + row * 18,
      lineAnchor: "middle",
      textAnchor: "start",
      text: (d: string) => d,
      fill: roleTextColour(series.role, options.theme),
      fontWeight: 500,
    }),
  ]);
}
