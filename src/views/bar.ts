import * as Plot from "@observablehq/plot";
import type { Figure, FigureSeries } from "../terms/part.ts";
import { dayOf, endOf, startOf } from "../terms/period.ts";
import { fractionDigits, linearTicks, logTicks, timeTicks, xKindOf } from "./axis.ts";
import { type Drawing, type DrawOptions, hatchId, plotSvg, type Spot, type View } from "./drawing.ts";
import { hatchedRoles } from "./line.ts";
import { roleColour, roleTextColour, surfaceColour } from "./palette.ts";
import { categoryText, decimalsFor, numberText, readingOf, wordsOf } from "./quantity.ts";
import { textWidth, wrapText } from "./text-width.ts";

interface Bar {
  readonly series: FigureSeries;
  readonly x: string;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  readonly ref?: string;
}

function barsOf(figure: Figure): Bar[] {
  return figure.series.flatMap((series) =>
    series.points.flatMap((p) => (p.y === null ? [] : [{ series, ...p, y: p.y }])),
  );
}

/** Axis, unit and value text that both orientations share; linear axes include zero, log axes start at a power of ten. */
function measureAxis(
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

function fillOf(series: FigureSeries, options: DrawOptions): string {
  return series.kind === "scenario" || series.kind === "pseudo"
    ? `url(#${hatchId(options.prefix, series.role)})`
    : roleColour(series.role, options.theme);
}

function hollow(series: FigureSeries): boolean {
  return series.kind === "first" || series.kind === "estimated" || series.kind === "nowcast";
}

/**
 * A bar figure: over periods the bars stand, over categories they lie, with the value at the end and the interval as a
 * whisker; the axis starts at zero. Estimates are lighter, first releases hollow, scenarios and pseudo values hatched.
 */
export function drawBar(figure: Figure, options: DrawOptions): Drawing {
  const xs = figure.series.flatMap((s) => s.points.map((p) => p.x));
  return xKindOf(xs) === "time" && new Set(xs).size > 3 ? standing(figure, options) : lying(figure, options);
}

function lying(figure: Figure, options: DrawOptions): Drawing {
  const categories = [...new Set(figure.series.flatMap((s) => s.points.map((p) => p.x)))];
  const words = wordsOf(options.lang);
  const wrap = Math.max(14, Math.floor(options.width * 0.045));
  const labelLines = categories.map((c) => wrapText(categoryText(c, options.lang), wrap));
  const left = Math.ceil(Math.max(...labelLines.flatMap((l) => l.split("\n")).map((l) => textWidth(l)), 20)) + 12;
  const many = figure.series.length;
  const band = Math.max(many * 15 + 8, ...labelLines.map((l) => l.split("\n").length * 14 + 8));
  const names = many > 1 ? legendOf(figure, options) : { rows: 0, entries: [] };
  const [bottom, right] = [(figure.rules ?? []).length > 0 ? 24 : 8, 60];
  const unitBeside = textWidth(measureAxis(figure, options, 4).unit) <= left - 16;
  const top = 26 + names.rows * 18 + (unitBeside ? 0 : 16);
  const height = options.height ?? top + bottom + band * categories.length;
  const axis = measureAxis(figure, options, Math.max(2, Math.floor((options.width - left - right) / 80)));
  const thick = Math.min(13, (band - 8) / many);
  const pyOf = (b: Bar): number =>
    top + band * categories.indexOf(b.x) + band / 2 + (figure.series.indexOf(b.series) - (many - 1) / 2) * (thick + 1);
  const scale = (v: number): number => (axis.log ? Math.log(v) : v);
  const pxOf = (v: number): number =>
    left +
    ((scale(v) - scale(axis.domain[0])) / (scale(axis.domain[1]) - scale(axis.domain[0]))) *
      (options.width - left - right);
  const bars = barsOf(figure).filter((b) => !axis.log || b.y > 0);
  const soft = surfaceColour("soft", options.theme);
  const empty = figure.series.flatMap((series) =>
    series.points.filter((p) => p.y === null).map((p) => ({ series, x: p.x, y: axis.base })),
  );
  const marks: Plot.Markish[] = [
    Plot.gridX([...axis.ticks], { stroke: surfaceColour("grid", options.theme), strokeOpacity: 1 }),
    Plot.axisX([...axis.ticks], { anchor: "top", label: null, tickSize: 0, fill: soft, tickFormat: axis.tickText }),
    ...bars.map((b) =>
      Plot.rect([b], {
        x1: axis.base,
        x2: "y",
        y1: () => pyOf(b) - thick / 2,
        y2: () => pyOf(b) + thick / 2,
        fill: hollow(b.series) ? surfaceColour("ground", options.theme) : fillOf(b.series, options),
        ...(fillOf(b.series, options).startsWith("url") || hollow(b.series)
          ? { stroke: roleColour(b.series.role, options.theme), strokeWidth: 1 }
          : {}),
      }),
    ),
    Plot.link(
      bars.filter((b) => b.low !== undefined && b.high !== undefined),
      { x1: "low", x2: "high", y1: pyOf, y2: pyOf, stroke: surfaceColour("ink", options.theme), strokeWidth: 1 },
    ),
    Plot.text(bars, {
      x: (b: Bar) => Math.max(b.y, b.high ?? b.y, axis.base),
      y: pyOf,
      dx: 5,
      textAnchor: "start",
      text: (b: Bar) => axis.valueText(b.y),
      fill: surfaceColour("ink", options.theme),
      stroke: surfaceColour("ground", options.theme),
      strokeWidth: 3,
    }),
    Plot.text(empty, {
      x: "y",
      y: pyOf,
      dx: 5,
      textAnchor: "start",
      text: () => words.noValue,
      fill: soft,
      fontStyle: "italic",
    }),
    Plot.text(
      categories.map((c, i) => ({ shown: labelLines[i] ?? c, y: top + band * (i + 0.5) })),
      {
        frameAnchor: "left",
        dx: -8,
        y: "y",
        text: "shown",
        textAnchor: "end",
        fill: surfaceColour("ink", options.theme),
      },
    ),
    Plot.ruleX([axis.base], { stroke: soft }),
    Plot.ruleX(
      (figure.rules ?? []).map((r) => r.y),
      { stroke: soft, strokeDasharray: "5 3" },
    ),
    Plot.text(figure.rules ?? [], {
      x: "y",
      frameAnchor: "bottom",
      dy: 14,
      dx: 4,
      textAnchor: "start",
      text: (r: { label: { en: string; de: string } }) => r.label[options.lang],
      fill: soft,
      fontSize: 11,
      stroke: surfaceColour("ground", options.theme),
      strokeWidth: 3,
    }),
    Plot.text([axis.unit], {
      frameAnchor: "top-left",
      dx: -left + 2,
      dy: unitBeside ? -16 : -34,
      lineAnchor: "top",
      textAnchor: "start",
      text: (d: string) => d,
      fill: soft,
    }),
    ...legend(names, options, top, left),
  ];
  const svg = plotSvg(
    options,
    {
      width: options.width,
      height,
      marginLeft: left,
      marginRight: right,
      marginTop: top,
      marginBottom: bottom,
      x: { type: axis.log ? "log" : "linear", domain: [...axis.domain], axis: null },
      y: { type: "linear", domain: [top, height - bottom], range: [top, height - bottom], axis: null },
      marks,
    },
    hatchedRoles(figure),
  );
  const spots: Spot[] = bars.map((b) => ({ ...b, px: pxOf(b.y), py: pyOf(b) }));
  return { svg, width: options.width, height, spots };
}

interface Legend {
  readonly rows: number;
  readonly entries: readonly {
    readonly series: FigureSeries;
    readonly label: string;
    readonly px: number;
    readonly row: number;
  }[];
}

/** Names of the series in rows above the bars, which cannot carry direct labels. */
function legendOf(figure: Figure, options: DrawOptions): Legend {
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

function legend(names: Legend, options: DrawOptions, top: number, left: number): Plot.Markish[] {
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

function standing(figure: Figure, options: DrawOptions): Drawing {
  const axis = measureAxis(figure, options, 5);
  const left = Math.ceil(Math.max(...axis.ticks.map((t) => textWidth(axis.tickText(t))))) + 12;
  const many = figure.series.length;
  const names = many > 1 ? legendOf(figure, options) : { rows: 0, entries: [] };
  const [top, bottom, right] = [26 + names.rows * 18, 24, 12];
  const height = options.height ?? (options.compact === true ? 120 : 280);
  const bars = barsOf(figure).filter((b) => !axis.log || b.y > 0);
  const days = bars.flatMap((b) => [dayOf(startOf(b.x)), dayOf(endOf(b.x)) + 1]);
  const domain: readonly [number, number] = [
    days.reduce((a, b) => Math.min(a, b), Infinity),
    days.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const inner = options.width - left - right;
  const ticks = timeTicks(domain[0], domain[1], inner, options.lang);
  const soft = surfaceColour("soft", options.theme);
  const edges = (b: Bar): readonly [number, number] => {
    const [a, z] = [dayOf(startOf(b.x)), dayOf(endOf(b.x)) + 1];
    const slot = ((z - a) * 0.84) / many;
    const from = a + (z - a) * 0.08 + slot * figure.series.indexOf(b.series);
    return [from, from + slot];
  };
  const marks: Plot.Markish[] = [
    Plot.gridY([...axis.ticks], { stroke: surfaceColour("grid", options.theme), strokeOpacity: 1 }),
    Plot.axisY([...axis.ticks], { label: null, tickSize: 0, tickPadding: 6, fill: soft, tickFormat: axis.tickText }),
    Plot.axisX(
      ticks.map((t) => t.at),
      {
        label: null,
        tickSize: 4,
        stroke: surfaceColour("grid", options.theme),
        fill: soft,
        tickFormat: (_: number, i: number) => ticks[i]?.label ?? "",
      },
    ),
    ...figure.series.map((series) =>
      Plot.rect(
        bars.filter((b) => b.series === series),
        {
          x1: (b: Bar) => edges(b)[0],
          x2: (b: Bar) => edges(b)[1],
          y1: axis.base,
          y2: "y",
          fill: hollow(series) ? surfaceColour("ground", options.theme) : fillOf(series, options),
          ...(fillOf(series, options).startsWith("url") || hollow(series)
            ? { stroke: roleColour(series.role, options.theme), strokeWidth: 1 }
            : {}),
        },
      ),
    ),
    Plot.link(
      bars.filter((b) => b.low !== undefined && b.high !== undefined),
      {
        x1: (b: Bar) => (edges(b)[0] + edges(b)[1]) / 2,
        x2: (b: Bar) => (edges(b)[0] + edges(b)[1]) / 2,
        y1: "low",
        y2: "high",
        stroke: surfaceColour("ink", options.theme),
      },
    ),
    Plot.ruleY([axis.base], { stroke: soft }),
    Plot.ruleY(
      (figure.rules ?? []).map((r) => r.y),
      { stroke: soft, strokeDasharray: "5 3" },
    ),
    Plot.text(figure.rules ?? [], {
      y: "y",
      frameAnchor: "left",
      dx: 4,
      dy: -6,
      textAnchor: "start",
      text: (r: { label: { en: string; de: string } }) => r.label[options.lang],
      fill: soft,
      fontSize: 11,
      stroke: surfaceColour("ground", options.theme),
      strokeWidth: 3,
    }),
    Plot.text([axis.unit], {
      frameAnchor: "top-left",
      dx: -left + 2,
      dy: -24,
      lineAnchor: "top",
      textAnchor: "start",
      text: (d: string) => d,
      fill: soft,
    }),
    ...legend(names, options, top, left),
  ];
  const svg = plotSvg(
    options,
    {
      width: options.width,
      height,
      marginLeft: left,
      marginRight: right,
      marginTop: top,
      marginBottom: bottom,
      x: { type: "linear", domain: [...domain], axis: null },
      y: { type: axis.log ? "log" : "linear", domain: [...axis.domain], axis: null },
      marks,
    },
    hatchedRoles(figure),
  );
  const scale = (v: number): number => (axis.log ? Math.log(v) : v);
  const spots: Spot[] = bars.map((b) => {
    const [a, z] = edges(b);
    const share = (scale(b.y) - scale(axis.domain[0])) / (scale(axis.domain[1]) - scale(axis.domain[0]));
    return {
      ...b,
      px: left + (((a + z) / 2 - domain[0]) / (domain[1] - domain[0])) * inner,
      py: height - bottom - share * (height - bottom - top),
    };
  });
  return { svg, width: options.width, height, spots };
}

/** Figures of kind `bar`. */
export const view: View = { id: "bar", draw: drawBar };
