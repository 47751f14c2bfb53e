import * as Plot from "@observablehq/plot";
import type { Figure, FigureSeries, Role } from "../terms/part.ts";
import type { Lang } from "../terms/text.ts";
import { roleColour, surfaceColour, type Theme } from "./palette.ts";

/** How a figure is drawn. */
export interface DrawOptions {
  /** The page's document, or happy-dom's outside a browser. */
  readonly document: Document;
  readonly lang: Lang;
  /** `css` follows the page; `light` or `dark` fixes colours for a picture that leaves it. */
  readonly theme: Theme;
  /** Pixels; a matrix with many columns may come out wider. */
  readonly width: number;
  /** Pixels; chosen by the kind of figure when absent. */
  readonly height?: number;
  /** A small multiple: no direct labels, fewer ticks. */
  readonly compact?: boolean;
  /** A common vertical scale for small multiples, in the figure's unit. */
  readonly domain?: readonly [number, number];
  /** A common horizontal scale for small multiples, in the scale's own numbers (days for periods). */
  readonly span?: readonly [number, number];
  /** Prefix of the ids inside the drawing; must differ between two drawings on one page. */
  readonly prefix: string;
}

/** A place in a drawing that stands for one value. */
export interface Spot {
  readonly px: number;
  readonly py: number;
  readonly series: FigureSeries;
  readonly x: string;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  readonly ref?: string;
}

/** A drawn figure, and where its values stand in it. */
export interface Drawing {
  readonly svg: SVGSVGElement;
  readonly width: number;
  readonly height: number;
  /** In the order of series, then of points. */
  readonly spots: readonly Spot[];
}

/** How figures of one kind are drawn; the file's stem is the kind. */
export interface View {
  readonly id: Figure["kind"];
  readonly draw: (figure: Figure, options: DrawOptions) => Drawing;
}

/** Id of the hatching of a role inside one drawing. */
export function hatchId(prefix: string, role: Role | "none"): string {
  return `${prefix}-hatch-${role}`;
}

/** Roles that a figure draws hatched. */
export function hatchedRoles(figure: Figure): Role[] {
  return figure.series.filter((s) => s.kind === "scenario" || s.kind === "pseudo").map((s) => s.role);
}

/** What Plot draws, without its style element (a strict content policy forbids it) and with our type. @returns the SVG */
export function plotSvg(options: DrawOptions, plot: Plot.PlotOptions, hatched: Iterable<Role | "none">): SVGSVGElement {
  const drawn = Plot.plot({ ...plot, document: options.document, className: "vl-chart" });
  if (drawn.tagName.toLowerCase() !== "svg") throw new TypeError("a chart must be one SVG element");
  const svg = drawn as unknown as SVGSVGElement;
  for (const style of Array.from(svg.querySelectorAll("style"))) style.remove();
  svg.setAttribute("font-family", "Inter Variable, Inter, system-ui, sans-serif");
  svg.setAttribute("font-size", "12");
  svg.setAttribute("fill", surfaceColour("ink", options.theme));
  svg.removeAttribute("class");
  svg.setAttribute("class", "vl-chart");
  const roles = [...new Set(hatched)];
  if (roles.length > 0) svg.prepend(hatches(options, roles));
  return svg;
}

function hatches(options: DrawOptions, roles: readonly (Role | "none")[]): Element {
  const space = "http://www.w3.org/2000/svg";
  const defs = options.document.createElementNS(space, "defs");
  for (const role of roles) {
    const pattern = options.document.createElementNS(space, "pattern");
    const attributes = {
      id: hatchId(options.prefix, role),
      width: "6",
      height: "6",
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    };
    for (const [name, value] of Object.entries(attributes)) pattern.setAttribute(name, value);
    const line = options.document.createElementNS(space, "line");
    const colour = role === "none" ? surfaceColour("soft", options.theme) : roleColour(role, options.theme);
    for (const [name, value] of Object.entries({
      x1: "0",
      y1: "0",
      x2: "0",
      y2: "6",
      stroke: colour,
      "stroke-width": "2",
      "stroke-opacity": "0.55",
    }))
      line.setAttribute(name, value);
    pattern.append(line);
    defs.append(pattern);
  }
  return defs;
}
