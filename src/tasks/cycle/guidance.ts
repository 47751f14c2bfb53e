import { hyperscalers } from "../../signals/capex/hyperscaler-capex.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Need, type Panel, refOf } from "../../terms/panel.ts";
import type { Line } from "../../terms/part.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";

const year = "2026";

/** Lists of what companies said they would spend. */
export const guidanceNeeds: readonly Need[] = hyperscalers.map((t) => ({ id: `guidance/${t}/capex` }));

/** The company's newest statement about the calendar year that carries a figure; null when there is none. */
function newestStatement(
  panel: Panel,
  ticker: string,
): { readonly entry: ListEntry; readonly value: number; readonly ref: string } | null {
  const id = `guidance/${ticker}/capex`;
  const about = (e: ListEntry): boolean =>
    [e.period, e.fields.fiscalYear, e.fields.period].some((p) => /^(CY ?)?2026$/.test(String(p ?? "")));
  const entries = (listIn(panel, id)?.entries ?? []).filter(
    (e) => e.value !== null && (e.fields.kind ?? "guidance") === "guidance" && about(e),
  );
  const entry = entries.reduce<ListEntry | null>((a, b) => (a === null || b.known >= a.known ? b : a), null);
  return entry === null || entry.value === null
    ? null
    : { entry, value: entry.value, ref: refOf(id, entry.period, entry.item) };
}

/** What the four companies together said they would spend in 2026: midpoints of the newest statements, each by its own definition. */
export function guidanceLine(panel: Panel): Line {
  const statements = hyperscalers.map((t) => ({ ticker: t, found: newestStatement(panel, t) }));
  const missing = statements.filter((s) => s.found === null).map((s) => s.ticker.toUpperCase());
  const held = statements.flatMap((s) => (s.found === null ? [] : [s.found]));
  if (missing.length > 0) {
    const names = missing.join(", ");
    const says = {
      en: `Cannot sum the companies' own guidance for ${year}: no figure of ${names} was known.`,
      de: `Die eigenen Prognosen der Unternehmen für ${year} lassen sich nicht summieren: Von ${names} war keine Zahl bekannt.`,
    };
    const settles = {
      en: `Statements of ${names} with a figure for ${year}.`,
      de: `Aussagen von ${names} mit einer Zahl für ${year}.`,
    };
    return untold("cycle", "cycle/capex-guidance-2026", says, {
      needs: missing.map((m) => `guidance/${m.toLowerCase()}/capex`),
      have: held.length,
      need: hyperscalers.length,
      settles,
      pull: "vorlauf pull guidance --from DIR",
    });
  }
  const total = held.reduce((s, h) => s + h.value, 0);
  const newest =
    held
      .map((h) => h.entry.known)
      .sort()
      .at(-1) ?? "";
  return found("cycle", {
    id: "cycle/capex-guidance-2026",
    says: text(
      (f) =>
        `The four companies' own guidance for ${year} sums to about ${f.usdBn(total, 0)} (newest ${f.when(newest)}); definitions differ: Microsoft and Meta count finance leases, the claim does not.`,
      (f) =>
        `Die eigenen Prognosen der vier für ${year} ergeben zusammen etwa ${f.usdBn(total, 0)} (neueste vom ${f.when(newest)}); die Definitionen weichen ab: Microsoft und Meta zählen Finanzierungsleasing mit, die Aussage nicht.`,
    ),
    value: total,
    unit: "USD",
    evidence: weakest(held.map((h) => h.entry.evidence)),
    newestPeriod: year,
    refs: held.map((h) => h.ref),
  });
}
