import type { Signal } from "../../terms/signal.ts";
import { asHeld } from "./computer-orders.ts";

/** Monthly revenue of TSMC [TWD], months that are not held left out. */
export const signal: Signal = {
  id: "tsmc-revenue",
  question: {
    en: "Does the revenue of the largest contract chip maker rise?",
    de: "Steigt der Umsatz des größten Auftragsfertigers?",
  },
  needs: [{ id: "tsmc/revenue", history: true }],
  unit: "TWD",
  strongerWhen: "higher",
  measure: (panel) =>
    asHeld(panel, "tsmc/revenue", { id: "tsmc-revenue", unit: "TWD", frequency: "monthly", pull: "vorlauf pull tsmc" }),
};
