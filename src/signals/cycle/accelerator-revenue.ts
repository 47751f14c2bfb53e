import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "./computer-orders.ts";

/** Quarterly revenue of Nvidia, the largest maker of accelerators [USD]; games and cars are in it, other makers are not. */
export const signal: Signal = {
  id: "accelerator-revenue",
  question: {
    en: "Does the revenue of the largest maker of accelerators rise?",
    de: "Steigt der Umsatz des größten Herstellers von Beschleunigern?",
  },
  needs: [{ id: "sec/nvda/revenue", history: true }],
  unit: "USD",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "sec/nvda/revenue", {
      id: "accelerator-revenue",
      unit: "USD",
      frequency: "quarterly",
      pull: "vorlauf pull sec NVDA",
    }),
};
