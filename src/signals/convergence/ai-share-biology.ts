import type { Panel } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";
import { shareSignal } from "./ai-share-robotics.ts";

/** Share of new biology papers (any q-bio category) with at least one of cs.AI, cs.LG, stat.ML, cs.CV, cs.CL, cs.NE. */
export const signal: Signal = {
  id: "ai-share-biology",
  question: {
    en: "What share of new biology papers carries an AI category?",
    de: "Welcher Anteil neuer Biologie-Arbeiten trägt eine KI-Kategorie?",
  },
  needs: [
    { id: "arxiv/biology/papers", history: true },
    { id: "arxiv/ai-x-biology/papers", history: true },
  ],
  unit: "share",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => shareSignal(panel, "biology"),
};
