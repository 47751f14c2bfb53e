import { type Company, Filers, type Measure, measures } from "../terms/filer.ts";
import list from "./companies.json" with { type: "json" };

/**
 * Tags that state a measure unless a company says otherwise, the preferred first. Several tags of one measure are one
 * definition under names that changed with the taxonomy; a tag that means something else at a company is mapped there.
 */
export const defaultTags: Readonly<Record<Measure, readonly string[]>> = {
  capex: ["us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"],
  "capex-net": [],
  revenue: [
    "us-gaap:Revenues",
    "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax",
    "us-gaap:SalesRevenueNet",
  ],
  "operating-cash-flow": ["us-gaap:NetCashProvidedByUsedInOperatingActivities"],
  depreciation: ["us-gaap:Depreciation"],
  "depreciation-amortization": ["us-gaap:DepreciationDepletionAndAmortization", "us-gaap:DepreciationAndAmortization"],
  "debt-issued": ["us-gaap:ProceedsFromIssuanceOfLongTermDebt"],
  "finance-lease-principal": ["us-gaap:FinanceLeasePrincipalPayments"],
  "research-development": ["us-gaap:ResearchAndDevelopmentExpense"],
  rpo: ["us-gaap:RevenueRemainingPerformanceObligation"],
  "purchase-commitments": ["us-gaap:UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount"],
};

/**
 * Every filer that is read, with its own tags and why they differ, from `companies.json`; each CIK stands in a file at hand. Any other filer is read by the usual tags
 * (`formats/tickers.ts`). Not read because their tags state something else: American Electric Power (acquisitions only), FPL, Vulcan and AK Steel (own names).
 */
export const companies: readonly Company[] = Filers.parse(list);

/**
 * Usual tags of a filer under the international standards (ifrs-full); what a measure is not named by here is not read. CapEx is purchases of property, plant and
 * equipment alone: a line that takes intangible assets in (capitalised development of a carmaker) is another definition, and needs a tag map.
 */
export const ifrsTags: Readonly<Partial<Record<Measure, readonly string[]>>> = {
  capex: ["ifrs-full:PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities"],
  revenue: ["ifrs-full:Revenue"],
  "operating-cash-flow": ["ifrs-full:CashFlowsFromUsedInOperatingActivities"],
  depreciation: ["ifrs-full:DepreciationExpense"],
  "research-development": ["ifrs-full:ResearchAndDevelopmentExpense"],
};

/** No tag for any measure: a filer under ifrs-full is not looked at under us-gaap. */
export const noTags: Readonly<Partial<Record<Measure, readonly string[]>>> = Object.fromEntries(
  measures.map((m) => [m, []]),
);

/** Every tag by which a filer without a map of its own may be read. */
export function usualTags(): readonly string[] {
  return [...Object.values(defaultTags), ...Object.values(ifrsTags)].flat().concat(productiveAssets);
}

/** A second us-gaap name of CapEx, tried at filers without a map. */
export const productiveAssets = "us-gaap:PaymentsToAcquireProductiveAssets";

/** What observations of a company say about its tags: nothing where they ship, else that the user named them. */
export function tagFlags(company: Company): readonly string[] {
  return companies.includes(company) ? [] : ["tags-of-your-own"];
}

/** Why a filer's rows are not read. */
export const notMapped = "filer without a tag map: give one with --tags FILE (docs/sources/sec.md)";

/** The company with a CIK of up to ten digits, among those that ship and those of the user's; null when it is not read. */
export function companyOfCik(cik: string, own: readonly Company[] = []): Company | null {
  const padded = cik.padStart(10, "0");
  return companies.find((c) => c.ciks.includes(padded)) ?? own.find((c) => c.ciks.includes(padded)) ?? null;
}

/** The company with a ticker (any case), among those that ship and those of the user's; null when it is not read. */
export function companyOfTicker(ticker: string, own: readonly Company[] = []): Company | null {
  const wanted = ticker.toLowerCase().replaceAll(".", "-");
  return companies.find((c) => c.ticker === wanted) ?? own.find((c) => c.ticker === wanted) ?? null;
}

/** The tags that state a measure at a company, preferred first. */
export function tagsOf(company: Company, measure: Measure): readonly string[] {
  return company.tags?.[measure] ?? defaultTags[measure];
}
