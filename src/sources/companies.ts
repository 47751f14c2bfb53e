/** What a company's filings are read for. */
export type Measure =
  | "capex"
  | "capex-net"
  | "revenue"
  | "operating-cash-flow"
  | "depreciation"
  | "depreciation-amortization"
  | "debt-issued"
  | "finance-lease-principal"
  | "research-development"
  | "rpo"
  | "purchase-commitments";

/** Groups that parts of the system add up or compare. */
export type Group =
  | "hyperscaler"
  | "neocloud"
  | "accelerator-maker"
  | "chip-maker"
  | "server-maker"
  | "carmaker"
  | "power-equipment"
  | "industrial"
  | "steel"
  | "cement"
  | "road-builder"
  | "network-equipment";

/** One filer: who it is, how its year runs, and which tags state which measure. */
export interface Company {
  /** Lower case, as in series ids. */
  readonly ticker: string;
  readonly name: string;
  /** Ten-digit CIKs; the first is the one that files now. */
  readonly ciks: readonly string[];
  /** `MM-DD`; 52/53-week years end within ten days of it. */
  readonly fiscalYearEnd: string;
  /** Unit of the facts taken; the others (convenience translations) are refused by name. */
  readonly currency: string;
  readonly groups: readonly Group[];
  /** Tags per measure that differ from {@link defaultTags}; an empty list says the measure must not be read for this company. */
  readonly tags?: Readonly<Partial<Record<Measure, readonly string[]>>>;
}

/**
 * Tags that state a measure unless a company says otherwise, the preferred first. Several tags of one measure are one
 * definition under names that changed with the taxonomy; a tag that means something else at a company is mapped there.
 */
export const defaultTags: Readonly<Record<Measure, readonly string[]>> = {
  capex: ["us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"],
  "capex-net": [],
  revenue: ["us-gaap:Revenues", "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax", "us-gaap:SalesRevenueNet"],
  "operating-cash-flow": ["us-gaap:NetCashProvidedByUsedInOperatingActivities"],
  depreciation: ["us-gaap:Depreciation"],
  "depreciation-amortization": ["us-gaap:DepreciationDepletionAndAmortization", "us-gaap:DepreciationAndAmortization"],
  "debt-issued": ["us-gaap:ProceedsFromIssuanceOfLongTermDebt"],
  "finance-lease-principal": ["us-gaap:FinanceLeasePrincipalPayments"],
  "research-development": ["us-gaap:ResearchAndDevelopmentExpense"],
  rpo: ["us-gaap:RevenueRemainingPerformanceObligation"],
  "purchase-commitments": ["us-gaap:UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount"],
};

const productiveAssets = "us-gaap:PaymentsToAcquireProductiveAssets";
const propertyPlant = "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment";

/** Every filer that is read, with its own tags. Checked against the files; a tag is never mapped for all companies at once. */
export const companies: readonly Company[] = [
  { ticker: "msft", name: "Microsoft", ciks: ["0000789019"], fiscalYearEnd: "06-30", currency: "USD", groups: ["hyperscaler"] },
  { ticker: "googl", name: "Alphabet", ciks: ["0001652044", "0001288776"], fiscalYearEnd: "12-31", currency: "USD", groups: ["hyperscaler"], tags: { "debt-issued": ["us-gaap:ProceedsFromDebtNetOfIssuanceCosts"] } },
  { ticker: "amzn", name: "Amazon", ciks: ["0001018724"], fiscalYearEnd: "12-31", currency: "USD", groups: ["hyperscaler"], tags: { capex: [productiveAssets], "capex-net": [propertyPlant] } },
  { ticker: "meta", name: "Meta Platforms", ciks: ["0001326801"], fiscalYearEnd: "12-31", currency: "USD", groups: ["hyperscaler"] },
  { ticker: "orcl", name: "Oracle", ciks: ["0001341439"], fiscalYearEnd: "05-31", currency: "USD", groups: ["hyperscaler"], tags: { capex: [propertyPlant, "us-gaap:PaymentsForProceedsFromProductiveAssets"] } },
  { ticker: "aapl", name: "Apple", ciks: ["0000320193"], fiscalYearEnd: "09-27", currency: "USD", groups: [], tags: { capex: [propertyPlant, productiveAssets] } },
  { ticker: "nvda", name: "NVIDIA", ciks: ["0001045810"], fiscalYearEnd: "01-28", currency: "USD", groups: ["accelerator-maker", "chip-maker"], tags: { capex: [productiveAssets, propertyPlant] } },
  { ticker: "amd", name: "Advanced Micro Devices", ciks: ["0000002488"], fiscalYearEnd: "12-28", currency: "USD", groups: ["accelerator-maker", "chip-maker"] },
  { ticker: "mrvl", name: "Marvell Technology", ciks: ["0001835632"], fiscalYearEnd: "01-31", currency: "USD", groups: ["accelerator-maker", "chip-maker"] },
  { ticker: "smci", name: "Super Micro Computer", ciks: ["0001375365"], fiscalYearEnd: "06-30", currency: "USD", groups: ["server-maker"] },
  { ticker: "tsm", name: "Taiwan Semiconductor Manufacturing", ciks: ["0001046179"], fiscalYearEnd: "12-31", currency: "TWD", groups: ["chip-maker"], tags: { capex: ["ifrs-full:PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities"] } },
  { ticker: "iren", name: "IREN", ciks: ["0001878848"], fiscalYearEnd: "06-30", currency: "USD", groups: ["neocloud"], tags: { capex: [propertyPlant, "ifrs-full:PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities"] } },
  { ticker: "tsla", name: "Tesla", ciks: ["0001318605"], fiscalYearEnd: "12-31", currency: "USD", groups: ["carmaker"] },
];

/** The company with a CIK of up to ten digits, or null when it is not read. */
export function companyOfCik(cik: string): Company | null {
  const padded = cik.padStart(10, "0");
  return companies.find((c) => c.ciks.includes(padded)) ?? null;
}

/** The company with a ticker (any case), or null when it is not read. */
export function companyOfTicker(ticker: string): Company | null {
  const wanted = ticker.toLowerCase();
  return companies.find((c) => c.ticker === wanted) ?? null;
}

/** The tags that state a measure at a company, preferred first. */
export function tagsOf(company: Company, measure: Measure): readonly string[] {
  return company.tags?.[measure] ?? defaultTags[measure];
}
