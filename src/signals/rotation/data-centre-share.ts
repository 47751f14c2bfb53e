import type { Signal } from "../../terms/signal.ts";
import { ratioOf } from "./data-centre-highway-ratio.ts";

const dataCentres = "census/data-center/construction";
/** The named total of definition D10; power and plants are private. Data centres are a line inside office, which is left out. */
const total = [
  dataCentres,
  "census/highway-and-street/construction",
  "census/electric-power/construction",
  "census/computer-electronic-electrical/construction",
];

/** Share of data centres in data centres + highways and streets + electric power + computer, electronic and electrical plants, nominal. */
export const signal: Signal = {
  id: "data-centre-share",
  question: {
    en: "What share of the named construction goes into data centres?",
    de: "Welcher Anteil der genannten Bauausgaben fließt in Rechenzentren?",
  },
  needs: total.map((id) => ({ id, history: true })),
  unit: "share",
  strongerWhen: "higher",
  measure: (panel) => ({ ...ratioOf(panel, [dataCentres], total, "data-centre-share"), unit: "share" }),
};
