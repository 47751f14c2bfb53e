import * as Plot from "@observablehq/plot";
import type { Figure } from "../terms/part.ts";
import { type Bar, barsOf, fillOf, hollow, legend, legendOf, measureAxis } from "./bar-frame.ts";
import { type Drawing, type DrawOptions, hatchedRoles, plotSvg, type Spot } from "./drawing.ts";
import { roleColour, surfaceColour } from "./palette.ts";
import { categoryText, wordsOf } from "./quantity.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** Bars over categories: they lie, with the value at the end and the interval as a whisker. */
export function lying(figure: Figure, options: DrawOptions): Drawing {
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
