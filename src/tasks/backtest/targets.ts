import { nearIds, VorlaufError } from "../../terms/errors.ts";
import { companyCapex } from "./company-capex.ts";
import { target as cycle } from "./cycle.ts";
import { target as dataCentreConstruction } from "./data-centre-construction.ts";
import { target as factorEstimators } from "./factor-estimators.ts";
import { target as frontierCapability } from "./frontier-capability.ts";
import { groupCapex, groups, yearCapex } from "./group-capex.ts";
import { target as industrialProduction } from "./industrial-production.ts";
import { companyLeads, groupLeads } from "./leads.ts";
import { target as priceAtCapability } from "./price-at-capability.ts";
import { target as rotationRatio } from "./rotation-ratio.ts";
import type { Target } from "./target.ts";

/** Companies whose quarterly CapEx is held for at least twelve quarters. */
const companies = [
  "msft",
  "googl",
  "amzn",
  "meta",
  "orcl",
  "nvda",
  "amd",
  "aapl",
  "tsla",
  "smci",
  "mrvl",
  "iren",
] as const;
/** Companies with a calendar year and guidance about it. */
const guided = ["googl", "amzn", "meta"] as const;
const ledCompanies = ["googl", "meta", "amzn", "orcl", "nvda", "amd", "aapl"] as const;

/** Everything that `vorlauf backtest` evaluates, by id, in the order it is listed. */
export const targets: readonly Target[] = [
  ...["three", "four", "five"].map(groupCapex),
  ...companies.map(companyCapex),
  ...Object.entries(groups).map(([id, g]) =>
    yearCapex(id === "four" ? "capex-year" : `capex-year-${id}`, g.tickers, g.name),
  ),
  ...guided.map((t) => yearCapex(`capex-year-${t}`, [t], { en: t.toUpperCase(), de: t.toUpperCase() })),
  dataCentreConstruction,
  rotationRatio,
  frontierCapability,
  priceAtCapability,
  cycle,
  industrialProduction,
  factorEstimators,
  groupLeads,
  ...ledCompanies.map(companyLeads),
];

/** A target by its id. @throws "unknown-id" with near ones */
export function targetOf(id: string): Target {
  const found = targets.find((t) => t.id === id);
  if (found !== undefined) return found;
  throw new VorlaufError("unknown-id", {
    kind: "backtest target",
    id,
    near: nearIds(
      id,
      targets.map((t) => t.id),
    ),
  });
}
