import type { Figure } from "../terms/part.ts";
import { xKindOf } from "./axis.ts";
import { lying } from "./bars-lying.ts";
import { standing } from "./bars-standing.ts";
import type { Drawing, DrawOptions, View } from "./drawing.ts";

/**
 * A bar figure: over periods the bars stand, over categories they lie, with the value at the end and the interval as a
 * whisker; the axis starts at zero. Estimates are lighter, first releases hollow, scenarios and pseudo values hatched.
 */
export function drawBar(figure: Figure, options: DrawOptions): Drawing {
  const xs = figure.series.flatMap((s) => s.points.map((p) => p.x));
  return xKindOf(xs) === "time" && new Set(xs).size > 3 ? standing(figure, options) : lying(figure, options);
}

/** Figures of kind `bar`. */
export const view: View = { id: "bar", draw: drawBar };
