import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "../cycle/computer-orders.ts";

/** Spread of Moody's Baa corporate bonds over ten-year Treasuries [percent]; its terms do not let it ship, so a user pulls it. */
export const signal: Signal = {
  id: "credit-spread",
  question: { en: "Does credit become dearer?", de: "Wird Kredit teurer?" },
  needs: [{ id: "fred/baa10ym" }],
  unit: "percent",
  strongerWhen: "lower",
  measure: (panel) =>
    asHeld(panel, "fred/baa10ym", {
      id: "credit-spread",
      unit: "percent",
      frequency: "monthly",
      pull: "vorlauf pull fred BAA10YM",
    }),
};
