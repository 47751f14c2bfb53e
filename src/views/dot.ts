import { xKindOf } from "./axis.ts";
import { drawBar } from "./bar.ts";
import type { View } from "./drawing.ts";
import { drawLine } from "./line.ts";

/** Figures of kind `dot`: over time or numbers single marks with their intervals, over categories the lying bars. */
export const view: View = {
  id: "dot",
  draw: (figure, options) =>
    (xKindOf(figure.series.flatMap((s) => s.points.map((p) => p.x))) === "category" ? drawBar : drawLine)(
      figure,
      options,
    ),
};
