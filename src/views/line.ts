import * as Plot from "@observablehq/plot";
import type { Figure, FigureSeries } from "../terms/part.ts";
import { breaksBetween } from "./axis.ts";
import { type Drawing, type DrawOptions, hatchId, plotSvg, type Spot, type View } from "./drawing.ts";
import { endLabels, lastValues } from "./end-labels.ts";
import { ground } from "./ground.ts";
import { roleColour, surfaceColour } from "./palette.ts";
import { alone, at, layOut, pxOf, pyOf, type Sheet } from "./sheet.ts";

interface Mark {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A line or dot figure over time, numbers or categories: observed lines solid with markers, first releases hollow and tied
 * to the newest value, estimates dashed, nowcasts with a band, scenarios and pseudo values hatched; gaps stay open; labels
 * stand at the ends of lines.
 */
export function drawLine(figure: Figure, options: DrawOptions): Drawing {
  const sheet = layOut(figure, options);
  const marks = [
    ...ground(sheet),
    ...figure.series.flatMap((s) => seriesMarks(sheet, s)),
    ...(alone(figure, options) ? lastValues(sheet) : endLabels(sheet)),
  ];
  const svg = plotSvg(
    options,
    {
      width: sheet.width,
      height: sheet.height,
      marginLeft: sheet.left,
      marginRight: sheet.right,
      marginTop: sheet.top,
      marginBottom: sheet.bottom,
      x: { type: "linear", domain: [...sheet.xDomain], axis: null },
      y: { type: sheet.log ? "log" : "linear", domain: [...sheet.yDomain], axis: null },
      marks,
    },
    figure.series.filter((s) => s.kind === "scenario" || s.kind === "pseudo").map((s) => s.role),
  );
  return { svg, width: sheet.width, height: sheet.height, spots: spotsOf(sheet) };
}

function marksOf(sheet: Sheet, series: FigureSeries): Mark[] {
  const breaks = breaksBetween(
    series.points.map((p) => p.x),
    sheet.kind,
  );
  return series.points.flatMap((p, i) => {
    const x = at(sheet, p.x);
    const y = p.y === null || (sheet.log && p.y <= 0) ? Number.NaN : p.y;
    const mark = { x, y, low: p.low ?? Number.NaN, high: p.high ?? Number.NaN };
    return breaks[i] === true ? [{ x: x - 1e-6, y: Number.NaN, low: Number.NaN, high: Number.NaN }, mark] : [mark];
  });
}

const dashes: Readonly<Record<FigureSeries["kind"], string | undefined>> = {
  observed: undefined,
  first: undefined,
  estimated: "5 3",
  nowcast: "2 3",
  scenario: "8 4",
  pseudo: "2 2",
};

/** How a series sets itself apart from those of the same idea and kind before it: fainter, with another marker. */
function rankOf(figure: Figure, series: FigureSeries): { readonly opacity: number; readonly symbol: Plot.SymbolType } {
  const siblings = figure.series.filter((s) => s.role === series.role && s.kind === series.kind);
  const rank = siblings.indexOf(series);
  const symbols = ["circle", "square", "triangle", "diamond", "circle"] as const;
  return {
    opacity: [1, 0.78, 0.6, 0.48, 0.4][Math.min(4, rank)] ?? 0.4,
    symbol: symbols[rank % symbols.length] ?? "circle",
  };
}

function seriesMarks(sheet: Sheet, series: FigureSeries): Plot.Markish[] {
  const own = rankOf(sheet.figure, series);
  const { options, figure } = sheet;
  const points = marksOf(sheet, series);
  const held = points.filter((p) => Number.isFinite(p.y));
  const colour = roleColour(series.role, options.theme);
  const hatch = `url(#${hatchId(options.prefix, series.role)})`;
  const hatched = series.kind === "scenario" || series.kind === "pseudo";
  const bands = points.some((p) => Number.isFinite(p.low) && Number.isFinite(p.high));
  const marks: Plot.Markish[] = [];
  const long = series.kind === "first" && held.length > 40;
  const asDots = figure.kind === "dot" || (series.kind === "first" && !long) || sheet.kind === "category";
  if (bands && asDots)
    marks.push(
      Plot.ruleX(
        points.filter((p) => Number.isFinite(p.low)),
        { x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 1, strokeOpacity: 0.6 },
      ),
    );
  else if (bands)
    marks.push(
      Plot.areaY(points, {
        x: "x",
        y1: "low",
        y2: "high",
        fill: hatched ? hatch : colour,
        fillOpacity: hatched ? 0.8 : 0.16,
      }),
    );
  if (series.kind === "first") marks.push(...revisions(sheet, series, colour));
  if (!asDots) {
    if (hatched && !bands) marks.push(Plot.line(points, { x: "x", y: "y", stroke: hatch, strokeWidth: 9 }));
    marks.push(
      Plot.line(points, {
        x: "x",
        y: "y",
        stroke: colour,
        strokeOpacity: own.opacity,
        strokeWidth: long ? 0.9 : 1.75,
        ...(dashes[series.kind] === undefined ? {} : { strokeDasharray: dashes[series.kind] ?? "" }),
      }),
    );
  }
  const radius = options.compact === true ? 1.5 : asDots ? 3 : 1.9;
  const lonely = points.filter(
    (p, i) =>
      Number.isFinite(p.y) &&
      !Number.isFinite(points[i - 1]?.y ?? Number.NaN) &&
      !Number.isFinite(points[i + 1]?.y ?? Number.NaN),
  );
  const dotted = asDots
    ? held
    : series.kind === "observed" && held.length <= 64
      ? held
      : [...lonely, ...held.slice(long ? -4 : -1)];
  const hollow = series.kind === "first" || hatched || series.kind === "estimated" || series.kind === "nowcast";
  marks.push(
    Plot.dot(dotted, {
      x: "x",
      y: "y",
      r: radius,
      symbol: own.symbol,
      opacity: own.opacity,
      fill: hollow ? surfaceColour("ground", options.theme) : colour,
      stroke: colour,
      strokeWidth: hollow ? 1.25 : 0.5,
    }),
  );
  return marks;
}

function revisions(sheet: Sheet, first: FigureSeries, colour: string): Plot.Markish[] {
  const newest = sheet.figure.series.find((s) => s.kind === "observed" && s.role === first.role);
  if (newest === undefined) return [];
  const now = new Map(newest.points.map((p) => [p.x, p.y]));
  const ties = first.points.flatMap((p) => {
    const y2 = now.get(p.x) ?? null;
    return p.y === null || y2 === null ? [] : [{ x: at(sheet, p.x), y1: p.y, y2 }];
  });
  return [Plot.ruleX(ties, { x: "x", y1: "y1", y2: "y2", stroke: colour, strokeWidth: 0.75 })];
}

function spotsOf(sheet: Sheet): Spot[] {
  return sheet.figure.series.flatMap((series) =>
    series.points.flatMap((p): Spot[] => {
      if (p.y === null || (sheet.log && p.y <= 0)) return [];
      const spot = { px: pxOf(sheet, at(sheet, p.x)), py: pyOf(sheet, p.y), series, x: p.x, y: p.y };
      return [
        {
          ...spot,
          ...(p.low === undefined ? {} : { low: p.low }),
          ...(p.high === undefined ? {} : { high: p.high }),
          ...(p.ref === undefined ? {} : { ref: p.ref }),
        },
      ];
    }),
  );
}

/** Figures of kind `line`. */
export const view: View = { id: "line", draw: drawLine };
