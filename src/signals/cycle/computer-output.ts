import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "./computer-orders.ts";

/** Output of computers and peripheral equipment in the United States, a real index (Federal Reserve G.17). */
export const signal: Signal = {
  id: "computer-output",
  question: { en: "Does the output of computers rise?", de: "Steigt die Produktion von Computern?" },
  needs: [{ id: "fred/ipg3341s", history: true }],
  unit: "index",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "fred/ipg3341s", {
      id: "computer-output",
      unit: "index",
      frequency: "monthly",
      pull: "vorlauf pull fred IPG3341S",
    }),
};
