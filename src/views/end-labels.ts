import * as Plot from "@observablehq/plot";
import type { FigureSeries } from "../terms/part.ts";
import { xKindOf } from "./axis.ts";
import { spreadLabels } from "./labels.ts";
import { roleTextColour, surfaceColour } from "./palette.ts";
import { wordsOf } from "./quantity.ts";
import { at, pxOf, pyOf, type Sheet, xOf, yOf } from "./sheet.ts";
import { textWidth, wrapText } from "./text-width.ts";

function endOfSeries(series: FigureSeries, log: boolean): { readonly x: string; readonly y: number } | null {
  for (let i = series.points.length - 1; i >= 0; i--) {
    const p = series.points[i];
    if (p !== undefined && p.y !== null && (!log || p.y > 0)) return { x: p.x, y: p.y };
  }
  return null;
}

interface EndLabel {
  readonly series: FigureSeries;
  readonly shown: string;
  readonly px: number;
  readonly py: number;
  readonly size: number;
}

/** The name and last value of each series: beside its end where there is room, else in the margin with a thin line to it. */
export function endLabels(sheet: Sheet): Plot.Markish[] {
  const { options, figure } = sheet;
  const limit = Math.max(8, Math.floor((sheet.right - 14) / 6.5));
  const labelled: EndLabel[] = figure.series.flatMap((series) => {
    const end = endOfSeries(series, sheet.log);
    const name =
      series.label[options.lang] + (series.kind === "pseudo" ? ` (${wordsOf(options.lang).laterRevisions})` : "");
    if (end === null || name === "") return [];
    const shown = wrapText(figure.kind === "dot" ? name : `${name} ${sheet.valueText(end.y)}`, limit);
    return [
      {
        series,
        shown,
        px: pxOf(sheet, at(sheet, end.x)),
        py: pyOf(sheet, end.y),
        size: shown.split("\n").length * 14 + 1,
      },
    ];
  });
  const start = sheet.width - sheet.right + 9;
  const taken: Box[] = [];
  const inside = labelled.filter((label) => {
    const box = boxBeside(label);
    if (label.px > start - 90 || taken.some((t) => meet(t, box)) || crowded(sheet, label.series, box)) return false;
    taken.push(box);
    return true;
  });
  const outside = labelled.filter((l) => !inside.includes(l));
  const heights = spreadLabels(outside, 4, sheet.height - sheet.bottom + 10);
  return [
    ...inside.map((l) => pixelText(sheet, l.shown, l.px + 7, l.py, roleTextColour(l.series.role, options.theme))),
    ...outside.flatMap((label, i) => {
      const y = heights[i] ?? label.py;
      const colour = roleTextColour(label.series.role, options.theme);
      const far = label.px < start - 24 || Math.abs(y - label.py) > 5;
      const leader = far ? [pixelLink(sheet, [label.px + 4, label.py], [start - 3, y], colour)] : [];
      return [...leader, pixelText(sheet, label.shown, start, y, colour)];
    }),
  ];
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxBeside(label: EndLabel): Box {
  const wide = Math.max(...label.shown.split("\n").map((l) => textWidth(l)));
  return {
    left: label.px + 5,
    right: label.px + 9 + wide,
    top: label.py - label.size / 2,
    bottom: label.py + label.size / 2,
  };
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Whether a line or a mark of the figure runs through a box: a label of its own end does not fit there. */
function crowded(sheet: Sheet, own: FigureSeries, box: Box): boolean {
  const marks = sheet.kind === "time" ? (sheet.figure.marks ?? []).filter((m) => xKindOf([m.x]) === "time") : [];
  if (
    box.right > sheet.width - sheet.right ||
    box.top < 0 ||
    marks.some((m) => pxOf(sheet, at(sheet, m.x)) > box.left - 4 && pxOf(sheet, at(sheet, m.x)) < box.right + 4)
  )
    return true;
  return sheet.figure.series.some((series) => {
    const path = series.points.flatMap((p) =>
      p.y === null || (sheet.log && p.y <= 0) ? [] : [{ px: pxOf(sheet, at(sheet, p.x)), py: pyOf(sheet, p.y) }],
    );
    return path.some((p, i) => {
      const before = path[i - 1] ?? p;
      if (series === own && p.px <= box.left) return false;
      const [left, right] = [Math.min(before.px, p.px), Math.max(before.px, p.px)];
      const [low, high] = [Math.min(before.py, p.py), Math.max(before.py, p.py)];
      return right > box.left && left < box.right && high > box.top - 3 && low < box.bottom + 3;
    });
  });
}

function pixelText(sheet: Sheet, shown: string, px: number, py: number, colour: string): Plot.Markish {
  const [x, y] = [xOf(sheet, px), yOf(sheet, py)];
  return Plot.text([shown], {
    x: () => x,
    y: () => y,
    text: (d: string) => d,
    textAnchor: "start",
    lineAnchor: "middle",
    lineHeight: 1.12,
    fill: colour,
    fontWeight: 500,
    stroke: surfaceColour("ground", sheet.options.theme),
    strokeWidth: 3,
  });
}

function pixelLink(
  sheet: Sheet,
  from: readonly [number, number],
  to: readonly [number, number],
  colour: string,
): Plot.Markish {
  return Plot.link([0], {
    x1: () => xOf(sheet, from[0]),
    y1: () => yOf(sheet, from[1]),
    x2: () => xOf(sheet, to[0]),
    y2: () => yOf(sheet, to[1]),
    stroke: colour,
    strokeWidth: 0.75,
    strokeOpacity: 0.5,
  });
}

/** The last value of each series, for a small multiple. */
export function lastValues(sheet: Sheet): Plot.Markish[] {
  return sheet.figure.series.flatMap((series) => {
    const end = endOfSeries(series, sheet.log);
    return end === null
      ? []
      : [
          pixelText(
            sheet,
            sheet.valueText(end.y),
            pxOf(sheet, at(sheet, end.x)) + 5,
            pyOf(sheet, end.y),
            roleTextColour(series.role, sheet.options.theme),
          ),
        ];
  });
}
