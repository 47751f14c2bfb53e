import { weakest } from "../../terms/observation.ts";
import { listIn, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const parametersId = "parameters/buildout";
const priceId = "eia/us/industrial-price";
const names = [
  "sys.capex_per_gw_it",
  "sys.opex_per_gw_it",
  "sys.energy_cost_per_gw_it",
  "sys.it_life",
  "fin.wacc_example",
  "eff.pue.liquid_ai",
] as const;
const hoursOfYear = 8760;

/**
 * Owner's running share of whole cost (definition D12) with each month's electricity price: energy at full load and the average US
 * industrial price, the other running cost, CapEx, life and cost of capital as the parameters state them. Only the price moves.
 *
 *   energy = price [US cents/kWh] x 10 USD/MWh x 8760 h x 1000 MW x PUE;  share = A r / (A r + CapEx),  r = energy + other running cost
 *
 * with A the present value of 1 a year over the life. A contract of an owner may cost less or more than the average.
 */
export const signal: Signal = {
  id: "owner-running-share",
  question: {
    en: "What part of an owner's cost is running cost?",
    de: "Welcher Teil der Kosten eines Eigentümers sind laufende Kosten?",
  },
  needs: [{ id: parametersId }, { id: priceId, history: true }],
  unit: "share",
  strongerWhen: "higher",
  measure: (panel: Panel): SignalSeries => {
    const held = new Map((listIn(panel, parametersId)?.entries ?? []).map((e) => [e.item, e]));
    const entries = names.map((n) => held.get(n));
    const [capex, opex, energy, life, rate, pue] = entries.map((e) => e?.value ?? Number.NaN);
    const view = seriesIn(panel, priceId);
    const shared = { id: "owner-running-share", unit: "share", frequency: "monthly", warnings: [] } as const;
    if (
      capex === undefined ||
      opex === undefined ||
      energy === undefined ||
      life === undefined ||
      rate === undefined ||
      pue === undefined ||
      ![capex, opex, energy, life, rate, pue].every(Number.isFinite) ||
      view === null
    ) {
      const settles = {
        en: "Cost parameters and monthly electricity prices held by this day.",
        de: "Kostenparameter und monatliche Strompreise, die an diesem Tag vorlagen.",
      };
      const needs = [...(view === null ? [priceId] : []), ...(held.size === 0 ? [parametersId] : [])];
      const gap = {
        needs: needs.length > 0 ? needs : [parametersId],
        have: 0,
        need: 2,
        settles,
        pull: "vorlauf pull buildout-parameters eia --from DIR",
      };
      return { ...shared, periods: [], values: new Float64Array(0), evidence: "unresolved", refs: [], gap };
    }
    const annuity = (1 - (1 + rate) ** -life) / rate;
    const at = [...view.values.keys()].filter((i) => Number.isFinite(view.values[i]));
    const shareAt = (cents: number): number => {
      const running = annuity * ((cents * 10 * hoursOfYear * 1000 * pue) / 1e9 + opex - energy);
      return running / (running + capex);
    };
    const parameterRefs = entries.flatMap((e) => (e === undefined ? [] : [refOf(parametersId, e.period, e.item)]));
    return {
      ...shared,
      periods: at.map((i) => view.periods[i] ?? ""),
      values: Float64Array.from(at, (i) => shareAt(view.values[i] ?? Number.NaN)),
      evidence: weakest([...view.evidence, "assumed"]),
      refs: at.map((i) => [refOf(priceId, view.periods[i] ?? ""), ...parameterRefs]),
    };
  },
};
