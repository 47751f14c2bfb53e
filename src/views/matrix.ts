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

interface MatrixSheet {
  readonly cells: readonly Cell[];
  readonly unit: string;
  readonly largest: number;
  readonly rowNames: readonly string[];
  readonly headers: readonly string[];
  /** Headers stand at an angle because they are wider than their columns. */
  readonly turned: boolean;
  readonly left: number;
  readonly top: number;
  /** Width of a column and height of a row [pixels]. */
  readonly size: number;
  readonly tall: number;
  readonly width: number;
  readonly height: number;
  readonly valueText: (v: number) => string;
  /** Interval of a cell, else its note, else nothing. */
  readonly between: (c: Cell) => string;
  /** A row against itself. */
  readonly own: (c: Cell) => boolean;
}

/** Rows, columns, texts and sizes. Columns never shrink below what their text needs. */
function layMatrix(figure: Figure, options: DrawOptions): MatrixSheet {
  const rowOf = (x: string): FigureSeries | undefined => figure.series.find((s) => s.id === x || s.label.en === x);
  const found = [...new Set(figure.series.flatMap((s) => s.points.map((p) => p.x)))];
  const rank = new Map(figure.series.map((s, i) => [s, i]));
  const rankOf = (x: string): number => {
    const row = rowOf(x);
    return (row === undefined ? undefined : rank.get(row)) ?? -1;
  };
  const columns = found.every((x) => rankOf(x) >= 0) ? found.sort((a, b) => rankOf(a) - rankOf(b)) : found;
  const names = columns.map((x) => rowOf(x)?.label[options.lang] ?? categoryText(x, options.lang));
  const cells: Cell[] = figure.series.flatMap((series, row) =>
    series.points.map((p) => ({ series, row, column: columns.indexOf(p.x), ...p })),
  );
  const own = (c: Cell): boolean => c.y === null && rowOf(c.x) === c.series;
  const largest = Math.max(1e-12, ...cells.map((c) => Math.abs(c.y ?? 0)));
  const reading = readingOf(figure.unit, largest, options.lang);
  const digits = reading.percent ? 0 : Math.min(3, decimalsFor(largest / reading.factor));
  const valueText = (v: number): string => numberText(v / reading.factor, options.lang, digits);
  const between = (c: Cell): string =>
    c.low === undefined || c.high === undefined
      ? (c.note?.[options.lang] ?? "")
      : `${valueText(c.low)} … ${valueText(c.high)}`;
  const undecided = columns.length <= fewColumns && cells.some((c) => c.y === null && !own(c));
  const needed = Math.max(
    40,
    undecided ? textWidth(wordsOf(options.lang)["cannot-tell"], 11) + 12 : 0,
    ...cells.map((c) => Math.max(c.y === null ? 0 : textWidth(valueText(c.y), 13), textWidth(between(c), 10)) + 12),
  );
  const rowNames = figure.series.map((s) => wrapText(s.label[options.lang], 24));
  const left = Math.ceil(Math.max(...rowNames.flatMap((l) => l.split("\n")).map((l) => textWidth(l)), 20)) + 12;
  const size = Math.max(needed, Math.min(132, (options.width - left - 8) / Math.max(1, columns.length)));
  const wrapped = names.map((n) => wrapText(n, Math.max(6, Math.floor(size / 6.8))));
  const turned = wrapped.some((h) => h.split("\n").length > 2 || h.split("\n").some((l) => textWidth(l) > size));
  const top = turned
    ? Math.ceil(Math.max(...names.map((n) => textWidth(n))) * 0.72) + 26
    : Math.max(...wrapped.map((h) => h.split("\n").length)) * 14 + 26;
  const tall = Math.max(
    cells.some((c) => between(c) !== "") ? 40 : 28,
    ...rowNames.map((l) => l.split("\n").length * 14 + 6),
  );
  return {
    cells,
    unit: reading.unit,
    largest,
    rowNames,
    headers: turned ? names : wrapped,
    turned,
    left,
    top,
    size,
    tall,
    width: Math.ceil(left + size * columns.length + (turned ? textWidth(names.at(-1) ?? "") * 0.72 : 8)),
    height: options.height ?? top + tall * figure.series.length + 6,
    valueText,
    between,
    own,
  };
}

/** Columns up to which an undecided cell keeps its words; beyond, a question mark does. */
const fewColumns = 6;

/**
 * A matrix: one row per series, one column per x; each cell carries its value and, below it, its interval. Darker is
 * farther from zero, a dashed frame is below zero, hatching is "cannot tell", a dash is a row against itself. A wide matrix
 * comes out wider than asked and scrolls.
 */
export function drawMatrix(figure: Figure, options: DrawOptions): Drawing {
  const sheet = layMatrix(figure, options);
  const { width, height } = sheet;
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
      marks: [...cellMarks(sheet, options), ...nameMarks(sheet, options)],
    },
    ["none"],
  );
  const spots: Spot[] = sheet.cells.flatMap((c) =>
    c.y === null ? [] : [{ ...c, y: c.y, px: middleX(sheet, c), py: middleY(sheet, c) }],
  );
  return { svg, width, height, spots };
}

function middleX(sheet: MatrixSheet, c: Cell): number {
  return sheet.left + sheet.size * (c.column + 0.5);
}

function middleY(sheet: MatrixSheet, c: Cell): number {
  return sheet.top + sheet.tall * (c.row + 0.5);
}

function cellMarks(sheet: MatrixSheet, options: DrawOptions): Plot.Markish[] {
  const { cells, left, top, size, tall, between } = sheet;
  const word = wordsOf(options.lang)["cannot-tell"];
  const [ink, soft, line, under] = [
    surfaceColour("ink", options.theme),
    surfaceColour("soft", options.theme),
    surfaceColour("grid", options.theme),
    { stroke: surfaceColour("ground", options.theme), strokeWidth: 4 },
  ];
  const [x, y] = [(c: Cell) => middleX(sheet, c), (c: Cell) => middleY(sheet, c)];
  const edges = {
    x1: (c: Cell) => left + size * c.column + 1,
    x2: (c: Cell) => left + size * (c.column + 1) - 1,
    y1: (c: Cell) => top + tall * c.row + 1,
    y2: (c: Cell) => top + tall * (c.row + 1) - 1,
  };
  const held = cells.filter((c) => c.y !== null);
  const unknown = cells.filter((c) => c.y === null && !sheet.own(c));
  const [bare, noted] = [unknown.filter((c) => between(c) === ""), unknown.filter((c) => between(c) !== "")];
  const text = (): string => (size >= textWidth(word, 11) + 4 ? word : "?");
  return [
    Plot.rect(held, {
      ...edges,
      fill: ink,
      fillOpacity: (c: Cell) => 0.03 + 0.27 * (Math.abs(c.y ?? 0) / sheet.largest),
    }),
    Plot.rect(held, {
      ...edges,
      fill: "none",
      stroke: (c: Cell) => ((c.y ?? 0) < 0 ? soft : line),
      strokeDasharray: "3 2",
    }),
    Plot.rect(unknown, { ...edges, fill: `url(#${hatchId(options.prefix, "none")})`, fillOpacity: 0.5, stroke: line }),
    Plot.text(held, {
      x,
      y,
      dy: tall > 30 && cells.some((c) => between(c) !== "") ? -7 : 0,
      text: (c: Cell) => sheet.valueText(c.y ?? 0),
      fill: ink,
      fontSize: 13,
      fontWeight: 500,
    }),
    Plot.text(held, { x, y, dy: 9, text: between, fill: ink, fontSize: 10 }),
    Plot.text(cells.filter(sheet.own), { x, y, text: () => "–", fill: soft }),
    Plot.text(bare, { x, y, text, fill: ink, fontSize: 11, ...under }),
    ...(noted.length === 0
      ? []
      : [
          Plot.text(noted, { x, y, dy: -7, text, fill: ink, fontSize: 11, ...under }),
          Plot.text(noted, { x, y, dy: 9, text: between, fill: ink, fontSize: 10, ...under }),
        ]),
  ];
}

/** Names of rows and columns, and the unit in the corner. */
function nameMarks(sheet: MatrixSheet, options: DrawOptions): Plot.Markish[] {
  const { left, top, size, tall, turned } = sheet;
  const [ink, soft] = [surfaceColour("ink", options.theme), surfaceColour("soft", options.theme)];
  return [
    Plot.text(sheet.rowNames, {
      x: () => left - 8,
      y: (_: string, i: number) => top + tall * (i + 0.5),
      text: (d: string) => d,
      textAnchor: "end",
      fill: ink,
    }),
    Plot.text(sheet.headers, {
      x: (_: string, i: number) => left + size * (i + (turned ? 0.4 : 0.5)),
      y: () => top - 6,
      text: (d: string) => d,
      lineAnchor: "bottom",
      textAnchor: turned ? "start" : "middle",
      rotate: turned ? -45 : 0,
      fill: soft,
    }),
    Plot.text([sheet.unit], {
      x: () => 2,
      y: () => 2,
      text: (d: string) => d,
      textAnchor: "start",
      lineAnchor: "top",
      fill: soft,
    }),
  ];
}

/** Figures of kind `matrix`. */
export const view: View = { id: "matrix", draw: drawMatrix };
