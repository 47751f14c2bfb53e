import type { Signal } from "../../terms/signal.ts";
import { groupSum, memberNeeds, withOracle } from "./hyperscaler-capex.ts";

/** Quarterly cash CapEx of the four and Oracle, where all five are held [USD]; Oracle's quarters lie a month earlier. */
export const signal: Signal = {
  id: "five-company-capex",
  question: {
    en: "How much do the four and Oracle invest in a quarter?",
    de: "Wie viel investieren die vier und Oracle im Quartal?",
  },
  needs: memberNeeds(withOracle),
  unit: "USD",
  strongerWhen: "higher",
  measure: (panel) => groupSum(panel, withOracle, "five-company-capex"),
};
