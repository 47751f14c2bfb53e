import * as Plot from "@observablehq/plot";
import type { Figure } from "../terms/part.ts";
import { fractionDigits, linearTicks } from "./axis.ts";
import { type Drawing, type DrawOptions, plotSvg, type Spot, type View } from "./drawing.ts";
import { surfaceColour } from "./palette.ts";
import { categoryText, decimalsFor, numberText, readingOf } from "./quantity.ts";
import { textWidth, wrapText } from "./text-width.ts";

interface Row {
  readonly label: string;
  readonly y: number;
  /** Where the row starts and ends on the axis; equal for a total. */
  readonly start: number;
  readonly end: number;
  readonly total: boolean;
  readonly series: Figure["series"][number];
  readonly x: string;
  readonly ref?: string;
}

/**
 * A waterfall: the first series holds the old and the new value, the second the contributions between them in their order. A
 * rise is a filled bar, a fall an outlined one, each with its signed amount; a thin line leads from step to step.
 */
export function drawWaterfall(figure: Figure, options: DrawOptions): Drawing {
  const rows = rowsOf(figure, options);
  const ends = rows.flatMap((r) => [r.start, r.end]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const [right, top, bottom, band] = [76, 40, 8, 30];
  const labels = rows.map((r) => wrapText(r.label, Math.max(16, Math.floor(options.width * 0.05))));
  const left = Math.ceil(Math.max(...labels.flatMap((l) => l.split("\n")).map((l) => textWidth(l)), 40)) + 12;
  const inner = Math.max(60, options.width - left - right);
  const ticks = linearTicks(low, high === low ? low + 1 : high, Math.max(2, Math.floor(inner / 90)));
  const domain = [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)] as const;
  const reading = readingOf(figure.unit, Math.max(...domain.map(Math.abs)), options.lang);
  const places = reading.percent
    ? 1
    : placesOf(
        rows.map((r) => r.y / reading.factor),
        (domain[1] - domain[0]) / reading.factor,
      );
  const tickPlaces = Math.max(0, ...ticks.map((t) => fractionDigits(t / reading.factor)));
  const shown = (v: number): string => numberText(v / reading.factor, options.lang, places);
  const height = options.height ?? top + bottom + band * rows.length;
  const py = (i: number): number => top + band * (i + 0.5);
  const px = (v: number): number => left + ((v - domain[0]) / (domain[1] - domain[0])) * inner;
  const [ink, soft, ground] = [
    surfaceColour("ink", options.theme),
    surfaceColour("soft", options.theme),
    surfaceColour("ground", options.theme),
  ];
  const at = rows.map((r, i) => ({ ...r, i }));
  const steps = at.filter((r) => !r.total);
  const text = (r: Row): string => (r.total ? shown(r.y) : `${r.y > 0 ? "+" : ""}${shown(r.y)}`);
  const marks: Plot.Markish[] = [
    Plot.gridX([...ticks], { stroke: surfaceColour("grid", options.theme), strokeOpacity: 1 }),
    Plot.axisX([...ticks], {
      anchor: "top",
      label: null,
      tickSize: 0,
      fill: soft,
      tickFormat: (t: number) => numberText(t / reading.factor, options.lang, tickPlaces),
    }),
    Plot.link(at.slice(0, -1), {
      x1: (r: (typeof at)[number]) => r.end,
      x2: (r: (typeof at)[number]) => r.end,
      y1: (r: (typeof at)[number]) => py(r.i),
      y2: (r: (typeof at)[number]) => py(r.i + 1),
      stroke: soft,
      strokeWidth: 0.75,
    }),
    ...steps.map((r) =>
      Plot.rect([r], {
        x1: () => Math.min(r.start, r.end),
        x2: () => Math.max(r.start, r.end),
        y1: () => py(r.i) - 7,
        y2: () => py(r.i) + 7,
        fill: r.y >= 0 ? soft : ground,
        stroke: r.y >= 0 ? soft : ink,
        strokeWidth: 1,
      }),
    ),
    Plot.dot(
      at.filter((r) => r.total),
      { x: "end", y: (r: (typeof at)[number]) => py(r.i), r: 4.5, fill: ink },
    ),
    Plot.text(at, {
      x: (r: (typeof at)[number]) => Math.max(r.start, r.end),
      y: (r: (typeof at)[number]) => py(r.i),
      dx: 9,
      textAnchor: "start",
      text,
      fill: ink,
      fontWeight: 500,
      stroke: ground,
      strokeWidth: 3,
    }),
    Plot.text(at, {
      frameAnchor: "left",
      dx: -8,
      y: (r: (typeof at)[number]) => py(r.i),
      text: (r: (typeof at)[number]) => labels[r.i] ?? r.label,
      textAnchor: "end",
      fill: ink,
    }),
    Plot.text([reading.unit], {
      frameAnchor: "top-left",
      dx: -left + 2,
      dy: -34,
      lineAnchor: "top",
      textAnchor: "start",
      text: (d: string) => d,
      fill: soft,
    }),
  ];
  const svg = plotSvg(
    options,
    {
      width: options.width,
      height,
      marginLeft: left,
      marginRight: options.width - left - inner,
      marginTop: top,
      marginBottom: bottom,
      x: { type: "linear", domain: [...domain], axis: null },
      y: { type: "linear", domain: [top, height - bottom], range: [top, height - bottom], axis: null },
      marks,
    },
    [],
  );
  const spots = at.map(
    (r): Spot => ({
      px: px(r.end),
      py: py(r.i),
      series: r.series,
      x: r.x,
      y: r.y,
      ...(r.ref === undefined ? {} : { ref: r.ref }),
    }),
  );
  return { svg, width: options.width, height, spots };
}

/** Old value, contributions each from where the one before ended, new value. */
function rowsOf(figure: Figure, options: DrawOptions): Row[] {
  const [totals, parts] = figure.series;
  const [first, last] = [totals?.points[0], totals?.points[1]];
  if (totals === undefined || first?.y == null || last?.y == null) return [];
  const name = (x: string): string => categoryText(x, options.lang);
  let sum = first.y;
  const steps = (parts?.points ?? []).flatMap((p): Row[] => {
    if (p.y === null || parts === undefined) return [];
    const start = sum;
    sum += p.y;
    return [
      {
        label: name(p.x),
        y: p.y,
        start,
        end: sum,
        total: false,
        series: parts,
        x: p.x,
        ...(p.ref === undefined ? {} : { ref: p.ref }),
      },
    ];
  });
  const total = (p: { readonly x: string }, y: number): Row => ({
    label: name(p.x),
    y,
    start: y,
    end: y,
    total: true,
    series: totals,
    x: p.x,
  });
  return [total(first, first.y), ...steps, total(last, last.y)];
}

/** Decimals that the values need, and no more than leave three figures of the whole span. */
function placesOf(values: readonly number[], span: number): number {
  const most = Math.min(4, decimalsFor(span));
  return Math.min(most, Math.max(0, ...values.map((v) => fractionDigits(Number(v.toFixed(most))))));
}

/** Figures of kind `waterfall`. */
export const view: View = { id: "waterfall", draw: drawWaterfall };
