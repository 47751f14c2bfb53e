import * as Plot from "@observablehq/plot";
import type { Figure, FigureSeries } from "../terms/part.ts";
import type { Text } from "../terms/text.ts";
import { type Drawing, type DrawOptions, hatchId, plotSvg, type Spot, type View } from "./drawing.ts";
import { surfaceColour } from "./palette.ts";
import { categoryText, decimalsFor, numberText, readingOf, wordsOf } from "./quantity.ts";
import { textWidth, wrapText } from "./text-width.ts";

interface Cell {
  readonly series: FigureSeries;
  readonly row: number;
  readonly column: number;
  readonly x: string;
  readonly y: number | null;
  readonly low?: number;
  readonly high?: number;
  readonly ref?: string;
  readonly note?: Text;
}

/**
 * A matrix: one row per series, one column per x; each cell carries its value and, below it, its interval. Darker is
 * farther from zero, a dashed frame is below zero, hatching is "cannot tell", a dash is a row against itself. Columns never shrink below what their text
 * needs: a wide matrix comes out wider than asked and scrolls.
 */
export function drawMatrix(figure: Figure, options: DrawOptions): Drawing {
  const words = wordsOf(options.lang);
  const rowOf = (x: string): FigureSeries | undefined => figure.series.find((s) => s.id === x || s.label.en === x);
  const found = [...new Set(figure.series.flatMap((s) => s.points.map((p) => p.x)))];
  const rank = (x: string): number => figure.series.findIndex((s) => s === rowOf(x));
  const columns = found.every((x) => rowOf(x) !== undefined) ? found.sort((a, b) => rank(a) - rank(b)) : found;
  const name = (x: string): string => rowOf(x)?.label[options.lang] ?? categoryText(x, options.lang);
  const cells: Cell[] = figure.series.flatMap((series, row) =>
    series.points.map((p) => ({ series, row, column: columns.indexOf(p.x), ...p })),
  );
  const largest = Math.max(1e-12, ...cells.map((c) => Math.abs(c.y ?? 0)));
  const reading = readingOf(figure.unit, largest, options.lang);
  const digits = reading.percent ? 0 : Math.min(3, decimalsFor(largest / reading.factor));
  const valueText = (v: number): string => numberText(v / reading.factor, options.lang, digits);
  const between = (c: Cell): string =>
    c.low === undefined || c.high === undefined
      ? (c.note?.[options.lang] ?? "")
      : `${valueText(c.low)} … ${valueText(c.high)}`;
  const needed = Math.max(
    40,
    ...(columns.length <= 6 && cells.some((c) => c.y === null && rowOf(c.x) !== c.series)
      ? [textWidth(words["cannot-tell"], 11) + 12]
      : []),
    ...cells.map((c) => Math.max(c.y === null ? 0 : textWidth(valueText(c.y), 13), textWidth(between(c), 10)) + 12),
  );
  const rowNames = figure.series.map((s) => wrapText(s.label[options.lang], 24));
  const left = Math.ceil(Math.max(...rowNames.flatMap((l) => l.split("\n")).map((l) => textWidth(l)), 20)) + 12;
  const size = Math.max(needed, Math.min(132, (options.width - left - 8) / Math.max(1, columns.length)));
  const headers = columns.map((c) => wrapText(name(c), Math.max(6, Math.floor(size / 6.8))));
  const turned = headers.some((h) => h.split("\n").length > 2 || h.split("\n").some((l) => textWidth(l) > size));
  const top = turned
    ? Math.ceil(Math.max(...columns.map((c) => textWidth(name(c)))) * 0.72) + 26
    : Math.max(...headers.map((h) => h.split("\n").length)) * 14 + 26;
  const tall = Math.max(
    cells.some((c) => between(c) !== "") ? 40 : 28,
    ...rowNames.map((l) => l.split("\n").length * 14 + 6),
  );
  const width = Math.ceil(left + size * columns.length + (turned ? textWidth(name(columns.at(-1) ?? "")) * 0.72 : 8));
  const height = options.height ?? top + tall * figure.series.length + 6;
  const [ink, soft, line] = [
    surfaceColour("ink", options.theme),
    surfaceColour("soft", options.theme),
    surfaceColour("grid", options.theme),
  ];
  const px = (c: Cell): number => left + size * (c.column + 0.5);
  const py = (c: Cell): number => top + tall * (c.row + 0.5);
  const edges = {
    x1: (c: Cell) => left + size * c.column + 1,
    x2: (c: Cell) => left + size * (c.column + 1) - 1,
    y1: (c: Cell) => top + tall * c.row + 1,
    y2: (c: Cell) => top + tall * (c.row + 1) - 1,
  };
  const held = cells.filter((c) => c.y !== null);
  const own = (c: Cell): boolean => c.y === null && rowOf(c.x) === c.series;
  const unknown = cells.filter((c) => c.y === null && !own(c));
  const marks: Plot.Markish[] = [
    Plot.rect(held, { ...edges, fill: ink, fillOpacity: (c: Cell) => 0.03 + 0.27 * (Math.abs(c.y ?? 0) / largest) }),
    Plot.rect(held, {
      ...edges,
      fill: "none",
      stroke: (c: Cell) => ((c.y ?? 0) < 0 ? soft : line),
      strokeDasharray: "3 2",
    }),
    Plot.rect(unknown, { ...edges, fill: `url(#${hatchId(options.prefix, "none")})`, fillOpacity: 0.5, stroke: line }),
    Plot.text(held, {
      x: px,
      y: py,
      dy: tall > 30 && cells.some((c) => between(c) !== "") ? -7 : 0,
      text: (c: Cell) => valueText(c.y ?? 0),
      fill: ink,
      fontSize: 13,
      fontWeight: 500,
    }),
    Plot.text(held, { x: px, y: py, dy: 9, text: between, fill: ink, fontSize: 10 }),
    Plot.text(cells.filter(own), { x: px, y: py, text: () => "–", fill: soft }),
    ...[unknown.filter((c) => between(c) === ""), unknown.filter((c) => between(c) !== "")].flatMap((own, noted) =>
      noted === 1 && own.length === 0
        ? []
        : [
            Plot.text(own, {
              x: px,
              y: py,
              ...(noted === 1 ? { dy: -7 } : {}),
              text: () => (size >= textWidth(words["cannot-tell"], 11) + 4 ? words["cannot-tell"] : "?"),
              fill: ink,
              fontSize: 11,
              stroke: surfaceColour("ground", options.theme),
              strokeWidth: 4,
            }),
          ],
    ),
    ...(unknown.some((c) => between(c) !== "")
      ? [
          Plot.text(unknown, {
            x: px,
            y: py,
            dy: 9,
            text: between,
            fill: ink,
            fontSize: 10,
            stroke: surfaceColour("ground", options.theme),
            strokeWidth: 4,
          }),
        ]
      : []),
    Plot.text(rowNames, {
      x: () => left - 8,
      y: (_: string, i: number) => top + tall * (i + 0.5),
      text: (d: string) => d,
      textAnchor: "end",
      fill: ink,
    }),
    Plot.text(turned ? columns.map(name) : headers, {
      x: (_: string, i: number) => left + size * (i + (turned ? 0.4 : 0.5)),
      y: () => top - 6,
      text: (d: string) => d,
      lineAnchor: "bottom",
      textAnchor: turned ? "start" : "middle",
      rotate: turned ? -45 : 0,
      fill: soft,
    }),
    Plot.text([reading.unit], {
      x: () => 2,
      y: () => 2,
      text: (d: string) => d,
      textAnchor: "start",
      lineAnchor: "top",
      fill: soft,
    }),
  ];
  const svg = plotSvg(
    options,
    {
      width,
      height,
      margin: 0,
      x: { type: "linear", domain: [0, width], range: [0, width], axis: null },
      y: { type: "linear", domain: [0, height], range: [0, height], axis: null },
      opacity: { type: "identity" },
      color: { type: "identity" },
      marks,
    },
    ["none"],
  );
  const spots: Spot[] = cells.flatMap((c) => (c.y === null ? [] : [{ ...c, y: c.y, px: px(c), py: py(c) }]));
  return { svg, width, height, spots };
}

/** Figures of kind `matrix`. */
export const view: View = { id: "matrix", draw: drawMatrix };
