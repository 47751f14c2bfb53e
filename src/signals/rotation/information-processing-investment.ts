import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "../cycle/computer-orders.ts";

/**
 * Real private investment in information processing equipment and software (BEA, billions of chained dollars, quarterly).
 * Chained dollars are not additive: growth only, never a share.
 */
export const signal: Signal = {
  id: "information-processing-investment",
  question: {
    en: "Does investment in information processing grow in the national accounts?",
    de: "Wächst die Investition in Informationsverarbeitung in der volkswirtschaftlichen Gesamtrechnung?",
  },
  needs: [{ id: "fred/a679rx1q020sbea", history: true }],
  unit: "USD billion, chained",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "fred/a679rx1q020sbea", {
      id: "information-processing-investment",
      unit: "USD billion, chained",
      frequency: "quarterly",
      pull: "vorlauf pull fred A679RX1Q020SBEA",
    }),
};
