import { z } from "zod";
import list from "./companies.json" with { type: "json" };

/** What a company's filings are read for. */
const measures = [
  "capex",
  "capex-net",
  "revenue",
  "operating-cash-flow",
  "depreciation",
  "depreciation-amortization",
  "debt-issued",
  "finance-lease-principal",
  "research-development",
  "rpo",
  "purchase-commitments",
] as const;
export type Measure = (typeof measures)[number];

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
  /** Why its map differs from the usual one. */
  readonly why?: string;
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

const Tags = z.array(z.string().regex(/^[a-z-]+:[A-Za-z0-9]+(\+[a-z-]+:[A-Za-z0-9]+)*$/)).readonly();

const Companies: z.ZodType<readonly Company[]> = z
  .array(
    z.strictObject({
      ticker: z.string().regex(/^[a-z][a-z0-9-]*$/),
      name: z.string().min(1),
      ciks: z
        .array(z.string().regex(/^\d{10}$/))
        .min(1)
        .readonly(),
      firstFiled: z.iso.date().exactOptional(),
      fiscalYearEnd: z.string().regex(/^\d{2}-\d{2}$/),
      currency: z.string().regex(/^[A-Z]{3}$/),
      why: z.string().min(1).exactOptional(),
      tags: z.partialRecord(z.enum(measures), Tags).readonly().exactOptional(),
    }),
  )
  .readonly();

/**
 * Every filer that is read, with its own tags and why they differ, from `companies.json`; each CIK stands in a file at hand. Any other filer is read by the usual tags
 * (`formats/tickers.ts`). Not read because their tags state something else: American Electric Power (acquisitions only), FPL, Vulcan and AK Steel (own names).
 */
export const companies: readonly Company[] = Companies.parse(list);

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
