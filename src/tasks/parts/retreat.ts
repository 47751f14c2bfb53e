import { announcedCharges } from "../../signals/retreat/announced-charges.ts";
import { carmakerCapexIds } from "../../signals/retreat/carmaker-capex.ts";
import { shareChanges } from "../../signals/retreat/ev-share.ts";
import { severityOf } from "../../signals/retreat/severity.ts";
import { type ListEntry, listIn, type Panel } from "../../terms/panel.ts";
import type { Line, Part, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { type Text, text } from "../../terms/text.ts";
import { capexLines, compositeLine, evShareLine, guidanceIds, shareFigure } from "../retreat/capital.ts";
import {
  allChargesLine,
  chargesFigure,
  chargesLine,
  chargesTable,
  evPartLine,
  figures,
  upperBoundLine,
} from "../retreat/charges.ts";
import {
  balanceLine,
  redirectedLine,
  redirectedTable,
  severityLine,
  severityTable,
  stepsFigure,
} from "../retreat/programmes.ts";
import { expansions, isPresent, retreats } from "../retreat/words.ts";

function headlineOf(charges: Line, severity: Line | null): Line {
  const found = charges.state === "found";
  const says: Text = found
    ? {
        en: text(
          (f) =>
            `Announced charges of ${f.usdBn(charges.value ?? Number.NaN)} by four carmakers are documented; whether this is a lasting retreat cannot be told from lists made by looking for it.`,
        ).en,
        de: text(
          () => "",
          (f) =>
            `Belastungen von ${f.usdBn(charges.value ?? Number.NaN)} bei vier Herstellern sind belegt; ob daraus ein dauerhafter Rückzug wird, lässt sich an Listen, die danach suchten, nicht ablesen.`,
        ).de,
      }
    : charges.says;
  return {
    ...charges,
    id: "retreat",
    says,
    refs: ["retreat/charges-four", "retreat/balance", ...(severity === null ? [] : ["retreat/severity"])],
  };
}

/**
 * The retreat of carmakers from EVs by definitions D6 to D8: the sum of named charges, the state of each programme, redirected
 * cases as a floor, EV shares by region and filed CapEx as facts. No balance, trend or excitation from the two collected lists.
 */
function measureRetreat(panel: Panel): PartResult {
  const charges = announcedCharges(panel);
  const carmakers = severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: true });
  const suppliers = severityOf(panel, { side: "suppliers", direction: "retreat", weakToo: true });
  const forward = severityOf(panel, { side: "carmakers", direction: "expansion", weakToo: true });
  const changes = shareChanges(panel);
  const sumLine = chargesLine(charges, panel);
  const balance = balanceLine(panel);
  const severity = severityLine(panel);
  const uncheckedEntries = (listIn(panel, retreats)?.entries ?? []).filter(
    (e: ListEntry) => e.fields["programmes"] === e.item,
  );
  return {
    part: "retreat",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: headlineOf(sumLine, severity),
    lines: [
      sumLine,
      balance,
      redirectedLine(panel),
      ...capexLines(panel),
      severity,
      evShareLine(panel, changes),
      allChargesLine(charges),
      evPartLine(charges),
      upperBoundLine(charges),
      compositeLine(panel, changes),
    ].filter(isPresent),
    figures: [chargesFigure(charges), stepsFigure(carmakers.flow), shareFigure(panel)].filter(isPresent),
    tables: [
      chargesTable(charges),
      severityTable(
        "retreat/programmes",
        { en: "Carmakers' programmes and their worst step", de: "Programme der Hersteller und ihr schwerster Schritt" },
        carmakers.states,
        carmakers.flow,
        panel.asOf,
      ),
      redirectedTable(panel),
      severityTable(
        "retreat/suppliers",
        { en: "Suppliers, kept apart", de: "Zulieferer, getrennt" },
        suppliers.states,
        suppliers.flow,
        panel.asOf,
      ),
      severityTable(
        "retreat/expansions",
        { en: "Expansions, mirrored scale", de: "Ausbau, gespiegelte Skala" },
        forward.states,
        forward.flow,
        panel.asOf,
      ),
    ],
    forecasts: [],
    warnings:
      uncheckedEntries.length === 0
        ? []
        : [{ code: "programme-unchecked", facts: { events: uncheckedEntries.length }, about: [retreats] }],
  };
}

/** Part 5 of the system: do legacy carmakers retreat from EVs, and where does the capital go? */
export const part: Part = {
  id: "retreat",
  title: partWords.retreat.title,
  question: partWords.retreat.question,
  needs: [
    { id: retreats },
    { id: expansions },
    { id: figures },
    { id: "fx/eur-usd" },
    { id: "fx/eur-jpy" },
    { id: "fx/eur-sek" },
    { id: "fx/eur-krw" },
    { id: "fx/eur-cad" },
    { id: "iea/*/ev-share" },
    ...carmakerCapexIds.map((id) => ({ id })),
    ...guidanceIds.map((id) => ({ id })),
  ],
  measure: measureRetreat,
};
