import { z } from "zod";

/** What a company's filings are read for. */
export const measures = [
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
   * Tags per measure that differ from the usual ones, the preferred first; `a+b` is the sum of two tags of one filing. An empty list
   * says that no tag of this company states the measure: it is not read.
   */
  readonly tags?: Readonly<Partial<Record<Measure, readonly string[]>>>;
}

const Tag = z.string().regex(/^[a-z-]+:[A-Za-z0-9]+(\+[a-z-]+:[A-Za-z0-9]+)*$/, {
  error: (issue) =>
    `"${String(issue.input)}" is no tag: write taxonomy:Name, for example ifrs-full:Revenue; a+b adds two`,
});

const Filer: z.ZodType<Company> = z.strictObject({
  ticker: z
    .string({ error: "the ticker is missing" })
    .regex(/^[a-z][a-z0-9-]*$/, {
      error: (issue) => `"${String(issue.input)}" is no ticker as in series ids: lower case, brk-b for BRK.B`,
    })
    .max(12)
    .describe("Ticker in lower case, for example tm; the series are sec/<ticker>/<measure>."),
  name: z.string({ error: "the name is missing" }).min(1).max(120).describe("What the filer is called."),
  ciks: z
    .array(
      z.string({ error: "a CIK stands in quotes, or its leading zeros are lost" }).regex(/^\d{10}$/, {
        error: (issue) => `"${String(issue.input)}" is no CIK of ten digits with leading zeros`,
      }),
      { error: "a list of CIKs is missing" },
    )
    .min(1)
    .readonly()
    .describe("Ten-digit CIKs in quotes; the first is the one that files now."),
  firstFiled: z.iso.date().exactOptional().describe("Earlier filings under the CIKs are another company's."),
  fiscalYearEnd: z
    .string({ error: "the end of the fiscal year is missing" })
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
      error: (issue) => `"${String(issue.input)}" is no month and day: write "03-31"`,
    })
    .describe("MM-DD."),
  currency: z
    .string({ error: "the currency is missing" })
    .regex(/^[A-Z]{3}$/, { error: (issue) => `"${String(issue.input)}" is no currency: write JPY, EUR, USD` })
    .describe("Unit of the facts taken; facts in other units are left out by name."),
  why: z.string().min(1).exactOptional().describe("Why these tags, and what they leave out."),
  tags: z
    .partialRecord(z.enum(measures), z.array(Tag).readonly())
    .readonly()
    .exactOptional()
    .describe(
      "Tags per measure, the preferred first; a measure that is not named is read by the usual us-gaap tags, an empty list is not read.",
    ),
});

/** Filers with their tag maps. */
export const Filers: z.ZodType<readonly Company[]> = z.array(Filer).readonly();

/** A tag map of the user's: filers that Vorlauf does not map. */
export interface TagMap {
  readonly filers: readonly Company[];
}

/** Schema of a tag map file. */
export const TagMap: z.ZodType<TagMap> = z
  .strictObject({
    filers: z
      .array(Filer, { error: "a list of filers is missing" })
      .min(1, { error: "a tag map has at least one filer" })
      .max(500)
      .readonly()
      .describe("Filers that Vorlauf does not map; a ticker and a CIK stand once."),
  })
  .superRefine(({ filers }, context) => {
    const seen = new Set<string>();
    filers.forEach(({ ticker, ciks }, i) => {
      for (const [path, word] of [["ticker", ticker] as const, ...ciks.map((cik) => ["ciks", cik] as const)]) {
        if (seen.has(word))
          context.addIssue({ code: "custom", path: ["filers", i, path], message: `${word} stands twice; remove one` });
        seen.add(word);
      }
    });
  });

/** JSON Schema of a tag map, for editors and `vorlauf schema tags`. */
export function tagMapJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(TagMap, { io: "input" }), title: "Vorlauf tag map" };
}
