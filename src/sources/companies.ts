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
  | "carmaker"
  | "power-equipment"
  | "utility"
  | "industrial"
  | "steel"
  | "road-builder"
  | "network-equipment"
  | "computer-maker";

/** One filer: who it is, how its year runs, and which tags state which measure. */
export interface Company {
  /** Lower case, as in series ids. */
  readonly ticker: string;
  readonly name: string;
  /** Ten-digit CIKs; the first is the one that files now. */
  readonly ciks: readonly string[];
  /** Filings under its CIKs before this day are another company's (a reverse merger kept the other's number). */
  readonly firstFiled?: string;
  /** `MM-DD`; 52/53-week years end within ten days of it. */
  readonly fiscalYearEnd: string;
  /** Unit of the facts taken; the others (convenience translations) are refused by name. */
  readonly currency: string;
  readonly groups: readonly Group[];
  /**
   * Tags per measure that differ from {@link defaultTags}, the preferred first; `a+b` is the sum of two tags of one filing. An empty list
   * says that no tag of this company states the measure: it is not read.
   */
  readonly tags?: Readonly<Partial<Record<Measure, readonly string[]>>>;
}

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

const productiveAssets = "us-gaap:PaymentsToAcquireProductiveAssets";
const propertyPlant = "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment";
const contractRevenue = "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax";
const operatingTwoNames = [
  "us-gaap:NetCashProvidedByUsedInOperatingActivities",
  "us-gaap:NetCashProvidedByUsedInOperatingActivitiesContinuingOperations",
];

/** Tags of filers under International Financial Reporting Standards. */
const ifrs = {
  capex: "ifrs-full:PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities",
  revenue: "ifrs-full:Revenue",
  operating: "ifrs-full:CashFlowsFromUsedInOperatingActivities",
  depreciation: "ifrs-full:DepreciationExpense",
  bonds: "ifrs-full:ProceedsFromIssueOfBondsNotesAndDebentures",
  research: "ifrs-full:ResearchAndDevelopmentExpense",
} as const;

/**
 * Every filer that is read, with its own tags; each CIK stands in a file at hand. Why a map differs:
 * Alphabet: Google Inc. filed under another CIK until 2015; its debt line is gross of commercial paper. Amazon: see `capex-net` (net of
 * incentives until the 10-Q of 2017-04-28, gross since the 10-Q of 2018-10-26). Oracle: `PaymentsForProceedsFromProductiveAssets` until
 * 2011-06-28, which at AMD is something else. Apple and NVIDIA changed the tag of one and the same line (2015, 2020). NVIDIA's tags of
 * long-term debt of fiscal 2017-2020 repeat one note under later dates. Tesla: two tags of depreciation state two different lines.
 * Johnson Controls files since 2016 under the number of Tyco. Ford, GE, Johnson Controls and Applied Materials tag productive assets. Caterpillar splits CapEx in two. IBM nets disposals under an own tag in
 * 2009. American Electric Power's tag is acquisitions only, FPL's, Vulcan's and AK Steel's are their own: not read.
 */
export const companies: readonly Company[] = [
  {
    ticker: "msft",
    name: "Microsoft",
    ciks: ["0000789019"],
    fiscalYearEnd: "06-30",
    currency: "USD",
    groups: ["hyperscaler"],
  },
  {
    ticker: "googl",
    name: "Alphabet",
    ciks: ["0001652044", "0001288776"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["hyperscaler"],
    tags: { "debt-issued": ["us-gaap:ProceedsFromDebtNetOfIssuanceCosts"] },
  },
  {
    ticker: "amzn",
    name: "Amazon",
    ciks: ["0001018724"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["hyperscaler"],
    tags: { capex: [productiveAssets], "capex-net": [propertyPlant] },
  },
  {
    ticker: "meta",
    name: "Meta Platforms",
    ciks: ["0001326801"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["hyperscaler"],
    tags: {
      "debt-issued": ["us-gaap:ProceedsFromIssuanceOfLongTermDebt", "us-gaap:ProceedsFromDebtNetOfIssuanceCosts"],
    },
  },
  {
    ticker: "orcl",
    name: "Oracle",
    ciks: ["0001341439"],
    fiscalYearEnd: "05-31",
    currency: "USD",
    groups: ["hyperscaler"],
    tags: {
      capex: [propertyPlant, "us-gaap:PaymentsForProceedsFromProductiveAssets"],
      revenue: ["us-gaap:Revenues", contractRevenue],
      "operating-cash-flow": operatingTwoNames,
      "debt-issued": [
        "us-gaap:ProceedsFromIssuanceOfSeniorLongTermDebt",
        "us-gaap:ProceedsFromDebtNetOfIssuanceCosts",
        "us-gaap:ProceedsFromIssuanceOfDebt",
        "us-gaap:ProceedsFromIssuanceOfLongTermDebt",
      ],
    },
  },
  {
    ticker: "aapl",
    name: "Apple",
    ciks: ["0000320193"],
    fiscalYearEnd: "09-27",
    currency: "USD",
    groups: ["computer-maker"],
    tags: {
      capex: [propertyPlant, productiveAssets],
      "operating-cash-flow": operatingTwoNames,
      "depreciation-amortization": [
        "us-gaap:DepreciationDepletionAndAmortization",
        "us-gaap:DepreciationAmortizationAndAccretionNet",
      ],
    },
  },
  {
    ticker: "nvda",
    name: "NVIDIA",
    ciks: ["0001045810"],
    fiscalYearEnd: "01-28",
    currency: "USD",
    groups: ["accelerator-maker", "chip-maker"],
    tags: {
      capex: [productiveAssets, propertyPlant],
      "debt-issued": ["us-gaap:ProceedsFromDebtNetOfIssuanceCosts", "us-gaap:ProceedsFromIssuanceOfDebt"],
    },
  },
  {
    ticker: "amd",
    name: "Advanced Micro Devices",
    ciks: ["0000002488"],
    fiscalYearEnd: "12-28",
    currency: "USD",
    groups: ["accelerator-maker", "chip-maker"],
    tags: { revenue: [contractRevenue, "us-gaap:Revenues", "us-gaap:SalesRevenueNet", "us-gaap:SalesRevenueGoodsNet"] },
  },
  {
    ticker: "mrvl",
    name: "Marvell Technology",
    ciks: ["0001835632", "0001058057"],
    fiscalYearEnd: "01-31",
    currency: "USD",
    groups: ["accelerator-maker", "chip-maker"],
    tags: { "debt-issued": ["us-gaap:ProceedsFromIssuanceOfLongTermDebt", "us-gaap:ProceedsFromIssuanceOfDebt"] },
  },
  {
    ticker: "smci",
    name: "Super Micro Computer",
    ciks: ["0001375365"],
    fiscalYearEnd: "06-30",
    currency: "USD",
    groups: ["computer-maker"],
    tags: {
      revenue: [contractRevenue, "us-gaap:Revenues", "us-gaap:SalesRevenueNet"],
      "debt-issued": ["us-gaap:ProceedsFromIssuanceOfDebt"],
    },
  },
  {
    ticker: "tsm",
    name: "Taiwan Semiconductor Manufacturing",
    ciks: ["0001046179"],
    fiscalYearEnd: "12-31",
    currency: "TWD",
    groups: ["chip-maker"],
    tags: {
      capex: [ifrs.capex],
      revenue: [ifrs.revenue],
      "operating-cash-flow": [ifrs.operating],
      depreciation: [ifrs.depreciation],
      "debt-issued": [ifrs.bonds],
      "research-development": [ifrs.research],
    },
  },
  {
    ticker: "iren",
    name: "IREN",
    ciks: ["0001878848"],
    fiscalYearEnd: "06-30",
    currency: "USD",
    groups: ["neocloud"],
    tags: {
      capex: [propertyPlant, ifrs.capex],
      revenue: [contractRevenue, "us-gaap:Revenues", ifrs.revenue],
      "operating-cash-flow": ["us-gaap:NetCashProvidedByUsedInOperatingActivities", ifrs.operating],
      "debt-issued": ["us-gaap:ProceedsFromConvertibleDebt"],
    },
  },
  {
    ticker: "tsla",
    name: "Tesla",
    ciks: ["0001318605"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["carmaker"],
    tags: {
      revenue: ["us-gaap:Revenues"],
      "operating-cash-flow": operatingTwoNames,
      "depreciation-amortization": ["us-gaap:DepreciationAndAmortization"],
      "debt-issued": [],
    },
  },
  {
    ticker: "gm",
    name: "General Motors",
    ciks: ["0001467858"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["carmaker"],
  },
  {
    ticker: "f",
    name: "Ford Motor",
    ciks: ["0000037996"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["carmaker"],
    tags: { capex: [productiveAssets] },
  },
  {
    ticker: "cat",
    name: "Caterpillar",
    ciks: ["0000018230"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["industrial", "power-equipment"],
    tags: { capex: [`${propertyPlant}+us-gaap:PaymentsToAcquireEquipmentOnLease`] },
  },
  {
    ticker: "ge",
    name: "General Electric",
    ciks: ["0000040545"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["industrial", "power-equipment"],
    tags: { capex: [productiveAssets, propertyPlant] },
  },
  {
    ticker: "etn",
    name: "Eaton",
    ciks: ["0000031277"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["power-equipment"],
  },
  {
    ticker: "emr",
    name: "Emerson Electric",
    ciks: ["0000032604"],
    fiscalYearEnd: "09-30",
    currency: "USD",
    groups: ["power-equipment"],
    tags: { capex: [productiveAssets] },
  },
  {
    ticker: "cmi",
    name: "Cummins",
    ciks: ["0000026172"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["power-equipment"],
  },
  {
    ticker: "hon",
    name: "Honeywell",
    ciks: ["0000773840"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["industrial"],
  },
  {
    ticker: "jci",
    name: "Johnson Controls",
    ciks: ["0000833444"],
    firstFiled: "2016-10-01",
    fiscalYearEnd: "09-30",
    currency: "USD",
    groups: ["industrial", "power-equipment"],
    tags: { capex: [productiveAssets] },
  },
  {
    ticker: "intc",
    name: "Intel",
    ciks: ["0000050863"],
    fiscalYearEnd: "12-28",
    currency: "USD",
    groups: ["chip-maker"],
  },
  {
    ticker: "txn",
    name: "Texas Instruments",
    ciks: ["0000097476"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["chip-maker"],
  },
  {
    ticker: "amat",
    name: "Applied Materials",
    ciks: ["0000006951"],
    fiscalYearEnd: "10-28",
    currency: "USD",
    groups: ["chip-maker"],
    tags: { capex: [productiveAssets, propertyPlant] },
  },
  {
    ticker: "csco",
    name: "Cisco Systems",
    ciks: ["0000858877"],
    fiscalYearEnd: "07-28",
    currency: "USD",
    groups: ["network-equipment"],
  },
  {
    ticker: "ibm",
    name: "International Business Machines",
    ciks: ["0000051143"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["computer-maker"],
  },
  {
    ticker: "dell",
    name: "Dell (until 2013)",
    ciks: ["0000826083"],
    fiscalYearEnd: "01-31",
    currency: "USD",
    groups: ["computer-maker"],
  },
  {
    ticker: "hpq",
    name: "Hewlett-Packard",
    ciks: ["0000047217"],
    fiscalYearEnd: "10-31",
    currency: "USD",
    groups: ["computer-maker"],
  },
  { ticker: "nue", name: "Nucor", ciks: ["0000073309"], fiscalYearEnd: "12-31", currency: "USD", groups: ["steel"] },
  {
    ticker: "x",
    name: "United States Steel",
    ciks: ["0001163302"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["steel"],
  },
  {
    ticker: "stld",
    name: "Steel Dynamics",
    ciks: ["0001022671"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["steel"],
  },
  {
    ticker: "ati",
    name: "Allegheny Technologies",
    ciks: ["0001018963"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["steel"],
    tags: { capex: [productiveAssets, propertyPlant] },
  },
  {
    ticker: "flr",
    name: "Fluor",
    ciks: ["0001124198"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["road-builder"],
  },
  {
    ticker: "j",
    name: "Jacobs Engineering",
    ciks: ["0000052988"],
    fiscalYearEnd: "09-30",
    currency: "USD",
    groups: ["road-builder"],
  },
  {
    ticker: "kbr",
    name: "KBR",
    ciks: ["0001357615"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["road-builder"],
    tags: { capex: [productiveAssets, propertyPlant] },
  },
  { ticker: "exc", name: "Exelon", ciks: ["0001109357"], fiscalYearEnd: "12-31", currency: "USD", groups: ["utility"] },
  {
    ticker: "so",
    name: "Southern Company",
    ciks: ["0000092122"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["utility"],
  },
  {
    ticker: "duk",
    name: "Duke Energy",
    ciks: ["0001326160"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["utility"],
  },
  {
    ticker: "d",
    name: "Dominion Resources",
    ciks: ["0000715957"],
    fiscalYearEnd: "12-31",
    currency: "USD",
    groups: ["utility"],
  },
];

/** Tickers of a group, in the order of {@link companies}. */
export function tickersOf(group: Group): readonly string[] {
  return companies.filter((c) => c.groups.includes(group)).map((c) => c.ticker);
}

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
