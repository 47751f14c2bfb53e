import type { Figure, FigureSeries } from "../terms/part.ts";
import type { Drawing, DrawOptions, Spot } from "./drawing.ts";
import { drawLine } from "./line.ts";
import { surfaceColour } from "./palette.ts";
import { quantityParts } from "./quantity.ts";
import { layOut } from "./sheet.ts";
import { wrapText } from "./text-width.ts";

/** Least width of a panel, and the height of its drawing [pixels]. */
const [leastWidth, drawnHeight, lineHeight] = [230, 132, 15];

/**
 * A line or dot figure as small multiples: one panel per series on common scales, its name and newest value above it; the
 * series that `figure.panels.shared` names are drawn in every panel.
 */
export function drawPanels(figure: Figure, options: DrawOptions): Drawing {
  const shared = figure.series.filter((s) => figure.panels?.shared.includes(s.id) === true);
  const own = figure.series.filter((s) => !shared.includes(s));
  const columns = Math.max(1, Math.min(own.length, Math.floor(options.width / leastWidth)));
  const width = Math.floor(options.width / columns);
  const whole = layOut(figure, options);
  const titles = own.map((s) => wrapText(titleOf(figure, s, options), Math.floor((width - 24) / 6.6)).split("\n"));
  const rows = Math.ceil(own.length / columns);
  const heads = Array.from(
    { length: rows },
    (_, row) => 8 + lineHeight * Math.max(...titles.slice(row * columns, (row + 1) * columns).map((t) => t.length)),
  );
  const tops = heads.map((_, row) => 8 + row * (drawnHeight + 10) + heads.slice(0, row).reduce((a, b) => a + b, 0));
  const height = (tops.at(-1) ?? 0) + (heads.at(-1) ?? 0) + drawnHeight;
  const svg = elementOf(options, "svg", {
    class: "vl-chart",
    width: String(options.width),
    height: String(height),
    viewBox: `0 0 ${options.width} ${height}`,
    "font-family": "Inter Variable, Inter, system-ui, sans-serif",
    "font-size": "12",
    fill: surfaceColour("ink", options.theme),
  });
  const spots: Spot[] = [];
  own.forEach((series, i) => {
    const [left, top] = [(i % columns) * width, tops[Math.floor(i / columns)] ?? 0];
    const head = heads[Math.floor(i / columns)] ?? 0;
    (titles[i] ?? []).forEach((line, k) => {
      const text = elementOf(options, "text", {
        x: String(left + 2),
        y: String(top + 12 + k * lineHeight),
        "font-weight": "500",
      });
      text.textContent = line;
      svg.append(text);
    });
    const panel = drawLine(
      { ...figure, series: [...shared, series].map((s) => ({ ...s, label: { en: "", de: "" } })) },
      {
        ...options,
        width: width - 12,
        height: drawnHeight,
        compact: true,
        domain: whole.yDomain,
        ...(whole.kind === "category" ? {} : { span: whole.xDomain }),
        prefix: `${options.prefix}-${i}`,
      },
    );
    panel.svg.setAttribute("x", String(left));
    panel.svg.setAttribute("y", String(top + head));
    svg.append(panel.svg);
    const named = new Map([...shared, series].map((s) => [s.id, s]));
    spots.push(
      ...panel.spots.map((s) => ({
        ...s,
        px: s.px + left,
        py: s.py + top + head,
        series: named.get(s.series.id) ?? s.series,
      })),
    );
  });
  return { svg, width: options.width, height, spots };
}

/** Name and newest value of a panel's series; its name alone where the values are steps of one answer, not a path. */
function titleOf(figure: Figure, series: FigureSeries, options: DrawOptions): string {
  const newest = series.points.filter((p) => p.y !== null).at(-1);
  const name = series.label[options.lang];
  if (figure.kind === "dot" || newest === undefined || newest.y === null) return name;
  return `${name} · ${quantityParts(newest.y, figure.unit, options.lang).number}`;
}

function elementOf<K extends keyof SVGElementTagNameMap>(
  options: DrawOptions,
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = options.document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
