import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "./computer-orders.ts";

/** Output of semiconductors and electronic components in the United States, a real index (Federal Reserve G.17). */
export const signal: Signal = {
  id: "semiconductor-output",
  question: { en: "Does the output of semiconductors rise?", de: "Steigt die Produktion von Halbleitern?" },
  needs: [{ id: "fred/ipg3344s", history: true }],
  unit: "index",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "fred/ipg3344s", {
      id: "semiconductor-output",
      unit: "index",
      frequency: "monthly",
      pull: "vorlauf pull fred IPG3344S",
    }),
};
