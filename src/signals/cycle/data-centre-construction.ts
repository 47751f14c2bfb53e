import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "./computer-orders.ts";

/** Private data-centre construction put in place [USD million, seasonally adjusted annual rate]. */
export const signal: Signal = {
  id: "data-centre-construction",
  question: {
    en: "Is more spent on building data centres?",
    de: "Wird mehr für den Bau von Rechenzentren ausgegeben?",
  },
  needs: [{ id: "census/data-center/construction", history: true }],
  unit: "USD million, SAAR",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "census/data-center/construction", {
      id: "data-centre-construction",
      unit: "USD million, SAAR",
      frequency: "monthly",
      pull: "vorlauf pull census",
    }),
};
