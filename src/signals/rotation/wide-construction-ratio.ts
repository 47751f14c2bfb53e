import type { Signal } from "../../terms/signal.ts";
import { ratioOf } from "./data-centre-highway-ratio.ts";

/** What the article names beside data centres: power and chip plants; private, nominal, one release. */
export const wideNumerator: readonly string[] = [
  "census/data-center/construction",
  "census/electric-power/construction",
  "census/computer-electronic-electrical/construction",
];
const highways = "census/highway-and-street/construction";

/**
 * Data centres, electric power and computer, electronic and electrical plants together (private) over public highway and street
 * construction, nominal: the wide reading of the rotation, beside the narrow one that is judged (definition D10).
 */
export const signal: Signal = {
  id: "wide-construction-ratio",
  question: {
    en: "How much is spent on data centres, power and chip plants for each dollar spent on roads?",
    de: "Wie viel wird je Dollar für Straßen in Rechenzentren, Strom und Chipwerke gesteckt?",
  },
  needs: [...wideNumerator, highways].map((id) => ({ id, history: true })),
  unit: "ratio",
  strongerWhen: "higher",
  measure: (panel) => ratioOf(panel, wideNumerator, [highways], "wide-construction-ratio"),
};
