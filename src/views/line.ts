import * as Plot from "@observablehq/plot";
import type { Figure, FigureSeries, Role } from "../terms/part.ts";
import { dayOf, endOf, startOf } from "../terms/period.ts";
import {
  breaksBetween,
  fractionDigits,
  linearTicks,
  logTicks,
  middleOf,
  roundLog,
  type Tick,
  timeTicks,
  type XKind,
  xKindOf,
} from "./axis.ts";
import { type Drawing, type DrawOptions, hatchId, plotSvg, type Spot, type View } from "./drawing.ts";
import { spreadLabels } from "./labels.ts";
import { roleColour, roleTextColour, surfaceColour } from "./palette.ts";
import { decimalsFor, numberText, readingOf, wordsOf } from "./quantity.ts";
import { textWidth, wrapText } from "./text-width.ts";

interface Mark {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** Everything the marks need: scales in pixels, formats, colours. */
interface Sheet {
  readonly figure: Figure;
  readonly options: DrawOptions;
  readonly kind: XKind;
  readonly categories: readonly string[];
  readonly xDomain: readonly [number, number];
  readonly xTicks: readonly Tick[];
  readonly yDomain: readonly [number, number];
  readonly yTicks: readonly number[];
  readonly log: boolean;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly valueText: (y: number) => string;
  readonly unit: string;
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

/** A small multiple of one line needs its last value, not its name. */
function alone(figure: Figure, options: DrawOptions): boolean {
  return options.compact === true && figure.series.length === 1;
}

function layOut(figure: Figure, options: DrawOptions): Sheet {
  const xs = figure.series.flatMap((s) => s.points.map((p) => p.x));
  const kind = xKindOf(xs);
  const categories = kind === "category" ? [...new Set(xs)] : [];
  const log = figure.scale === "log";
  const values = figure.series
    .flatMap((s) => s.points.flatMap((p) => [p.y, p.low ?? null, p.high ?? null]))
    .concat((figure.rules ?? []).map((r) => r.y))
    .filter((v): v is number => v !== null && Number.isFinite(v) && (!log || v > 0));
  const { domain, ticks } = valueScale(
    options.domain === undefined ? values : [...options.domain],
    log,
    options.compact === true ? 3 : 5,
  );
  const reading = readingOf(figure.unit, Math.max(...domain.map(Math.abs)), options.lang);
  const decimals = log ? null : Math.min(6, Math.max(0, ...ticks.map((t) => fractionDigits(t / reading.factor))));
  const tickText = (t: number): string =>
    numberText(t / reading.factor, options.lang, decimals ?? fractionDigits(t / reading.factor));
  const left = Math.ceil(Math.max(...ticks.map((t) => textWidth(tickText(t), 12)))) + 12;
  const labels = alone(figure, options) ? [] : figure.series.map((s) => s.label[options.lang]);
  const widest = Math.max(
    0,
    ...labels.map((l) =>
      Math.max(
        ...wrapText(l, 20)
          .split("\n")
          .map((w) => textWidth(w)),
      ),
    ),
  );
  const right = alone(figure, options) ? 52 : Math.min(Math.ceil(widest) + 20, Math.round(options.width * 0.34));
  const height =
    options.height ?? (options.compact === true ? 120 : Math.round(Math.max(240, Math.min(340, options.width * 0.5))));
  const xDomain = xRange(figure, kind, categories);
  const inner = options.width - left - right;
  return {
    figure,
    options,
    kind,
    categories,
    xDomain,
    log,
    left,
    right,
    height,
    xTicks: xAxisTicks(kind, categories, xDomain, inner, options),
    yDomain: domain,
    yTicks: ticks,
    width: options.width,
    top: options.compact === true ? 8 : 26,
    bottom: kind === "category" && categories.some((c) => textWidth(c) > inner / categories.length) ? 40 : 24,
    valueText: (y) =>
      Number.isInteger(y) && reading.factor === 1
        ? numberText(y, options.lang, 0)
        : numberText(
            y / reading.factor,
            options.lang,
            reading.percent ? 1 : Math.max(decimals ?? 0, Math.min(2, decimalsFor(y / reading.factor))),
          ),
    unit: reading.unit,
  };
}

/** Domain and ticks of the vertical axis; a linear axis starts at zero when its values come near it. */
export function valueScale(
  values: readonly number[],
  log: boolean,
  count: number,
): { readonly domain: readonly [number, number]; readonly ticks: readonly number[] } {
  if (values.length === 0) return { domain: log ? [1, 10] : [0, 1], ticks: log ? [1, 10] : [0, 1] };
  let low = Math.min(...values);
  const high = Math.max(...values);
  if (!log && low > 0 && low < 0.45 * high) low = 0;
  if (log) {
    const domain: readonly [number, number] = [
      roundLog(low, "below"),
      roundLog(high === low ? low * 10 : high, "above"),
    ];
    return {
      domain,
      ticks: logTicks(low, high === low ? low * 10 : high, count).filter(
        (t) => t >= domain[0] * (1 - 1e-9) && t <= domain[1] * (1 + 1e-9),
      ),
    };
  }
  const ticks = linearTicks(low, high, count);
  return { domain: [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)], ticks };
}

function xRange(figure: Figure, kind: XKind, categories: readonly string[]): readonly [number, number] {
  if (kind === "category") return [-0.5, Math.max(0.5, categories.length - 0.5)];
  const xs = figure.series
    .flatMap((s) => s.points.map((p) => p.x))
    .concat(kind === "time" ? (figure.marks ?? []).map((m) => m.x).filter((x) => xKindOf([x]) === "time") : []);
  const ends = kind === "time" ? xs.flatMap((x) => [dayOf(startOf(x)), dayOf(endOf(x))]) : xs.map(Number);
  const [low, high] = [
    ends.reduce((a, b) => Math.min(a, b), Infinity),
    ends.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  return low === high ? [low - 1, high + 1] : [low, high];
}

function xAxisTicks(
  kind: XKind,
  categories: readonly string[],
  domain: readonly [number, number],
  inner: number,
  options: DrawOptions,
): readonly Tick[] {
  if (kind === "category") {
    const every = Math.ceil((categories.length * 30) / Math.max(1, inner));
    return categories.map((label, at) => ({ at, label: wrapText(label, 12) })).filter((t) => t.at % every === 0);
  }
  if (kind === "time") return timeTicks(domain[0], domain[1], inner, options.lang);
  return linearTicks(domain[0], domain[1], Math.max(2, Math.floor(inner / 70)))
    .filter((at) => at >= domain[0] && at <= domain[1])
    .map((at) => ({ at, label: numberText(at, options.lang) }));
}

function at(sheet: Sheet, x: string): number {
  return sheet.kind === "time" ? middleOf(x) : sheet.kind === "number" ? Number(x) : sheet.categories.indexOf(x);
}

function pxOf(sheet: Sheet, x: number): number {
  const [a, b] = sheet.xDomain;
  return sheet.left + ((x - a) / (b - a)) * (sheet.width - sheet.left - sheet.right);
}

function pyOf(sheet: Sheet, y: number): number {
  const scale = (v: number): number => (sheet.log ? Math.log(v) : v);
  const [a, b] = sheet.yDomain;
  return (
    sheet.height -
    sheet.bottom -
    ((scale(y) - scale(a)) / (scale(b) - scale(a))) * (sheet.height - sheet.bottom - sheet.top)
  );
}

function ground(sheet: Sheet): Plot.Markish[] {
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
    Plot.text(compact ? [] : rules, {
      y: "y",
      frameAnchor: "left",
      dx: 4,
      dy: -6,
      text: "label",
      textAnchor: "start",
      fill: soft,
      fontSize: 11,
      stroke: surfaceColour("ground", options.theme),
      strokeWidth: 3,
    }),
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

function axisText(sheet: Sheet, t: number): string {
  const reading = readingOf(sheet.figure.unit, Math.max(...sheet.yDomain.map(Math.abs)), sheet.options.lang);
  const digits = sheet.log
    ? fractionDigits(t / reading.factor)
    : Math.min(6, Math.max(0, ...sheet.yTicks.map((v) => fractionDigits(v / reading.factor))));
  return numberText(t / reading.factor, sheet.options.lang, digits);
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

function endLabels(sheet: Sheet): Plot.Markish[] {
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

function xOf(sheet: Sheet, px: number): number {
  const [a, b] = sheet.xDomain;
  return a + ((px - sheet.left) / (sheet.width - sheet.left - sheet.right)) * (b - a);
}

function yOf(sheet: Sheet, py: number): number {
  const share = (sheet.height - sheet.bottom - py) / (sheet.height - sheet.bottom - sheet.top);
  const [a, b] = sheet.yDomain;
  return sheet.log ? Math.exp(Math.log(a) + share * (Math.log(b) - Math.log(a))) : a + share * (b - a);
}

function lastValues(sheet: Sheet): Plot.Markish[] {
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

/** Roles that a figure draws hatched. */
export function hatchedRoles(figure: Figure): Role[] {
  return figure.series.filter((s) => s.kind === "scenario" || s.kind === "pseudo").map((s) => s.role);
}

/** Figures of kind `line`. */
export const view: View = { id: "line", draw: drawLine };
