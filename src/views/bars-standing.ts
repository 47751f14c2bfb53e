import * as Plot from "@observablehq/plot";
import type { Figure } from "../terms/part.ts";
import { dayOf, endOf, startOf } from "../terms/period.ts";
import { timeTicks } from "./axis.ts";
import { type Bar, barsOf, fillOf, hollow, legend, legendOf, measureAxis } from "./bar-frame.ts";
import { type Drawing, type DrawOptions, hatchedRoles, plotSvg, type Spot } from "./drawing.ts";
import { roleColour, surfaceColour } from "./palette.ts";
import { textWidth } from "./text-width.ts";

/** Bars over periods: they stand, each as wide as its period. */
export function standing(figure: Figure, options: DrawOptions): Drawing {
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
