import * as Plot from "@observablehq/plot";
import { dayOf, endOf, startOf } from "../terms/period.ts";
import { xKindOf } from "./axis.ts";
import { surfaceColour } from "./palette.ts";
import { wordsOf } from "./quantity.ts";
import { at, axisText, pxOf, pyOf, type Sheet } from "./sheet.ts";
import { textWidth } from "./text-width.ts";

/** What lies under the lines: shaded stretches, grid, axes, unit, reference lines, dated marks with their names. */
export function ground(sheet: Sheet): Plot.Markish[] {
  const { options, figure } = sheet;
  const soft = surfaceColour("soft", options.theme);
  const compact = options.compact === true;
  const clip = (day: number): number => Math.max(sheet.xDomain[0], Math.min(sheet.xDomain[1], day));
  const time = sheet.kind === "time";
  const spans = !time
    ? []
    : (figure.spans ?? [])
        .map((s) => ({ x1: clip(dayOf(startOf(s.from))), x2: clip(dayOf(endOf(s.to))), label: s.label[options.lang] }))
        .filter((s) => s.x2 > s.x1);
  const marks = (figure.marks ?? [])
    .filter((m) => !time || xKindOf([m.x]) === "time")
    .map((m) => ({ x: at(sheet, m.x), label: m.label[options.lang] }));
  const rules = (figure.rules ?? []).map((r) => ({ y: r.y, label: r.label[options.lang] }));
  const named = new Set<string>();
  const spanNames = spans.filter(
    (s) =>
      !named.has(s.label) &&
      named.add(s.label) &&
      pxOf(sheet, s.x1) + textWidth(s.label, 11) < sheet.width - sheet.right + 40,
  );
  return [
    Plot.rect(spans, { x1: "x1", x2: "x2", fill: surfaceColour("shade", options.theme) }),
    Plot.gridY([...sheet.yTicks], { stroke: surfaceColour("grid", options.theme), strokeOpacity: 1 }),
    Plot.text([...sheet.yTicks], {
      y: (t: number) => t,
      frameAnchor: "left",
      dx: -6,
      textAnchor: "end",
      fill: soft,
      text: (t: number) => axisText(sheet, t),
    }),
    Plot.axisX(
      sheet.xTicks.map((t) => t.at),
      {
        label: null,
        tickSize: 4,
        stroke: surfaceColour("grid", options.theme),
        fill: soft,
        tickFormat: (_: number, i: number) => sheet.xTicks[i]?.label ?? "",
      },
    ),
    Plot.ruleY(sheet.log ? [] : sheet.yTicks.filter((t) => t === 0), { stroke: soft, strokeWidth: 1 }),
    ...(compact
      ? []
      : [
          Plot.text(
            [sheet.unit + (sheet.log ? `${sheet.unit === "" ? "" : ", "}${wordsOf(options.lang).logScale}` : "")],
            {
              frameAnchor: "top-left",
              dx: -sheet.left + 2,
              dy: -24,
              text: (d: string) => d,
              fill: soft,
              textAnchor: "start",
              lineAnchor: "top",
            },
          ),
          Plot.text(spanNames, {
            x: "x1",
            frameAnchor: "bottom",
            dx: 2,
            dy: -5,
            text: "label",
            textAnchor: "start",
            lineAnchor: "bottom",
            fill: soft,
            fontSize: 11,
            stroke: surfaceColour("ground", options.theme),
            strokeWidth: 3,
          }),
        ]),
    Plot.ruleY(rules, { y: "y", stroke: soft, strokeDasharray: "5 3" }),
    ...(compact ? [] : rules).map((rule) =>
      Plot.text([rule], {
        y: "y",
        frameAnchor: "left",
        dx: 4 + freePlace(sheet, rule),
        dy: -5,
        text: "label",
        textAnchor: "start",
        lineAnchor: "bottom",
        fill: soft,
        fontSize: 11,
        stroke: surfaceColour("ground", options.theme),
        strokeWidth: 3,
      }),
    ),
    Plot.ruleX(marks, { x: "x", stroke: soft, strokeDasharray: "2 2" }),
    ...markNames(sheet, compact ? [] : marks).map(({ dy, ...mark }) =>
      Plot.text([mark], {
        x: "x",
        frameAnchor: "top",
        dy,
        text: "label",
        textAnchor: "middle",
        fill: soft,
        fontSize: 11,
        stroke: surfaceColour("ground", options.theme),
        strokeWidth: 3,
      }),
    ),
  ];
}

/** Pixels from the left edge at which no line runs through a rule's name; 0 where there is no such place. */
function freePlace(sheet: Sheet, rule: { readonly y: number; readonly label: string }): number {
  const wide = textWidth(rule.label, 11) + 8;
  const bottom = pyOf(sheet, rule.y);
  const paths = sheet.figure.series.map((series) =>
    series.points.flatMap((p) =>
      p.y === null || (sheet.log && p.y <= 0) ? [] : [{ px: pxOf(sheet, at(sheet, p.x)), py: pyOf(sheet, p.y) }],
    ),
  );
  const crossed = (left: number): boolean =>
    paths.some((path) =>
      path.some((p, i) => {
        const before = path[i - 1] ?? p;
        return (
          p.px > left &&
          before.px < left + wide &&
          Math.max(before.py, p.py) > bottom - 18 &&
          Math.min(before.py, p.py) < bottom
        );
      }),
    );
  for (let left = sheet.left; left + wide < sheet.width - sheet.right; left += 4)
    if (!crossed(left)) return left - sheet.left;
  return 0;
}

/** Names of dated marks in up to three rows, so that neighbours do not run into each other; one that finds no room stays unnamed. */
function markNames(
  sheet: Sheet,
  marks: readonly { readonly x: number; readonly label: string }[],
): { x: number; label: string; dy: number }[] {
  const ends = [-Infinity, -Infinity, -Infinity];
  return [...marks]
    .sort((a, b) => a.x - b.x)
    .flatMap((mark) => {
      const [px, half] = [pxOf(sheet, mark.x), textWidth(mark.label, 11) / 2 + 3];
      const row = ends.findIndex((end) => px - half > end);
      if (row === -1) return [];
      ends[row] = px + half;
      return [{ ...mark, dy: -9 + 13 * row }];
    });
}
