import { z } from "zod";
import { partIds } from "./part.ts";
import { dateOfDay, dayOf } from "./period.ts";
import type { Text } from "./text.ts";

/**
 * How a value is held against a threshold. `above` and `below` are strict, `at-least` is not; `about` is true within the
 * relative `tolerance` of the threshold.
 */
const comparisons = ["above", "below", "at-least", "about"] as const;
export type Comparison = (typeof comparisons)[number];

/** One thing that a claim says about one measure. */
export interface Test {
  /**
   * Id of a line (its value) or of a forecast (its draws), for example `economics/price-fall` or `cycle/capex-2026-four`; or
   * `series/` and the id of any plain series of the store, for example `series/fred-md/indpro`.
   */
  readonly measure: string;
  /** For a series: the period whose value counts; the newest one known where it is left out. */
  readonly period?: string;
  /** For a series: `year`, the relative change on the period a year earlier, as a share (0.02 = 2 %). */
  readonly change?: "year";
  /** For a series: id of the series that it is divided by, period by period; the quotient is a `ratio`. */
  readonly over?: string;
  readonly is: Comparison;
  /** The threshold, in `unit`. */
  readonly of: number;
  /** Must equal the measure's own unit. */
  readonly unit: string;
  /** For `about`: relative distance that still counts, as a share (0.05 = within 5 %). */
  readonly tolerance?: number;
  /** `value`: the value decides. `interval`: the whole interval must lie on the claimed side. */
  readonly by: "value" | "interval";
  /** False for a count that is a floor: it can confirm, but a low count is `cannot-tell` and never `fails`. */
  readonly refutes: boolean;
  /** What this part says, where a claim has several. */
  readonly says?: Text;
}

/** Several tests that must all hold. */
interface AllOf {
  readonly all: readonly Test[];
  /**
   * What is known about the parts' joint probability. `nested`: the first implies the others, so its P is the joint one.
   * `unknown`: the bounds of Frechet are given and their upper end is shown.
   */
  readonly joint: "nested" | "unknown";
}

/** One falsifiable claim. */
export interface Claim {
  readonly id: string;
  /** The part of the system that it is about, where there is one. */
  readonly part: (typeof partIds)[number] | null;
  /** The statement that is judged. */
  readonly says: Text;
  readonly test: Test | AllOf;
  /**
   * `resolution`: the claim is about a later number; it is open, with a probability, until then (or until the outcome cannot
   * change). `standing`: it is about the present; every as-of day is its own day of resolution.
   */
  readonly judged: "resolution" | "standing";
  /** First day on which the claim is judged. */
  readonly opens: string;
  /** The day that the claim's horizon ends. */
  readonly resolves: string;
  /** Days after `resolves` at which the value counts: reports come late, releases are revised. */
  readonly lagDays: number;
  /** Publisher and document that decide. */
  readonly source: string;
  readonly finePrint: Text;
  /** The author's own probability; left out where the author gave none. */
  readonly authorProbability?: number;
  /** Lines that are printed beside the claim and never decide it. */
  readonly beside: readonly string[];
}

/** A thesis: who says what, and how it will be decided. Data only; a user's own file has the same shape. */
export interface Thesis {
  readonly id: string;
  readonly title: Text;
  /** Who argues it, where and when. */
  readonly citation: Text;
  readonly published: string;
  /** Lists and series that repeat the author's own figures: evidence that comes only from them cannot confirm a claim. */
  readonly own: readonly string[];
  readonly claims: readonly Claim[];
}

const Day: z.ZodType<string> = z.iso.date("write the day as YYYY-MM-DD, for example 2026-02-09");
const Both: z.ZodType<Text> = z.strictObject({
  en: z.string().min(1).describe("English sentence."),
  de: z.string().min(1).describe("German sentence."),
});
const Id: z.ZodType<string> = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "use lower-case words joined by hyphens");
const Measure: z.ZodType<string> = z
  .string()
  .regex(
    /^[a-z0-9-]+(\/[a-z0-9.-]+)*$/,
    "use the id of a line or forecast, for example economics/price-fall, or series/ and the id of a series, for example series/fred-md/indpro",
  );

const testShape = {
  measure: Measure.describe(
    "Id of a line (its value) or of a forecast (its draws), or series/ and the id of a plain series of the store.",
  ),
  period: z
    .union([
      z
        .string()
        .regex(
          /^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2])(-\d{2})?)?$/,
          "write the period as 2026, 2026-Q3, 2026-11 or 2026-11-20",
        ),
      z.number().int().min(1800).max(2200),
    ])
    .transform(String)
    .exactOptional()
    .describe("For a series: the period whose value counts; left out, the newest one known."),
  change: z
    .literal("year")
    .exactOptional()
    .describe("For a series: the relative change on the period a year earlier, as a share (0.02 = 2 %)."),
  over: Measure.exactOptional().describe(
    "For a series: id of the series it is divided by; the quotient has the unit ratio.",
  ),
  is: z.enum(comparisons).describe("above, below, at-least, or about (within the tolerance)."),
  of: z.number().describe("Threshold, in the unit named beside it."),
  unit: z.string().min(1).describe("Unit of the threshold; must equal the measure's own."),
  tolerance: z
    .number()
    .positive()
    .max(1)
    .exactOptional()
    .describe("For about: relative distance that still counts, 0.05 = 5 %."),
  by: z
    .enum(["value", "interval"])
    .default("value")
    .describe("interval: the whole interval must lie on the claimed side."),
  refutes: z.boolean().default(true).describe("false for a floor count: it may confirm and never refutes."),
  says: Both.exactOptional().describe("What this part says, where a claim has several."),
};

const aboutNeedsTolerance = (t: { is: Comparison; tolerance?: number }): boolean =>
  (t.is === "about") === (t.tolerance !== undefined);
const aboutMessage = "about needs a tolerance (for example tolerance: 0.05), and no other comparison takes one";
const isSeries = (measure: string): boolean => measure.startsWith("series/");
const transformsSeries = (t: { measure: string; period?: string; change?: string; over?: string }): boolean =>
  isSeries(t.measure) || (t.period === undefined && t.change === undefined && t.over === undefined);
const Single = z
  .strictObject(testShape)
  .refine(aboutNeedsTolerance, aboutMessage)
  .refine(transformsSeries, "period, change and over belong to a measure that starts with series/");
const All = z.strictObject({
  all: z.array(Single).min(2, "a test with all needs two parts or more; write a single test otherwise"),
  joint: z.enum(["nested", "unknown"]).default("unknown").describe("nested: the first part implies the others."),
});

const ClaimShape = z
  .strictObject({
    id: Id.describe("Stable id of the claim."),
    part: z.enum(partIds).nullable().default(null).describe("The part of the system that the claim is about."),
    says: Both.describe("The statement that is judged."),
    test: z.union([All, Single]).describe("One test, or all: a list of tests that must all hold."),
    judged: z
      .enum(["resolution", "standing"])
      .default("resolution")
      .describe("standing: a statement about the present, judged on every day."),
    opens: Day.describe("First day on which the claim is judged."),
    resolves: Day.describe("The day that the claim's horizon ends."),
    lagDays: z.number().int().nonnegative().default(0).describe("Days after resolves at which the value counts."),
    source: z.string().min(1).describe("Publisher and document that decide."),
    finePrint: Both.describe("Definitions and edge cases."),
    authorProbability: z.number().min(0).max(1).exactOptional().describe("The author's own probability."),
    beside: z.array(Measure).default([]).describe("Lines printed beside the claim that never decide it."),
  })
  .refine((c) => c.opens <= c.resolves, { error: "a claim cannot resolve before it opens", path: ["resolves"] });

const ThesisShape = z
  .strictObject({
    id: Id.describe("Stable id of the thesis."),
    title: Both,
    citation: z
      .union([z.string().min(1), Both])
      .transform((c): Text => (typeof c === "string" ? { en: c, de: c } : c))
      .describe("Who argues it, where and when, as one text or { en, de }; figures are cited, text is not quoted."),
    published: Day,
    own: z
      .array(z.string().min(1))
      .default([])
      .describe("Lists that repeat the author's figures; they cannot confirm a claim."),
    claims: z.array(ClaimShape).min(1),
  })
  .superRefine((t, context) => {
    const seen = new Set<string>();
    t.claims.forEach((c, i) => {
      if (seen.has(c.id))
        context.addIssue({ code: "custom", path: ["claims", i, "id"], message: `the id ${c.id} is used twice` });
      seen.add(c.id);
    });
  });

/** The shape of a thesis file, with a description of every field; the JSON Schema for editors is generated from it. */
export const Thesis: z.ZodType<Thesis> = ThesisShape;

/** The tests of a claim, one or several. */
export function testsOf(claim: Claim): readonly Test[] {
  return "all" in claim.test ? claim.test.all : [claim.test];
}

/** What a test of a series measures. */
export interface SeriesMeasure {
  /** Names the measure among all results: equal for tests that measure the same. */
  readonly id: string;
  readonly series: string;
  readonly over: string | null;
  readonly period: string | null;
  readonly change: "year" | null;
}

/** The series measure of a test; null for a test of a line or forecast. */
export function seriesMeasureOf(test: Test): SeriesMeasure | null {
  if (!isSeries(test.measure)) return null;
  const { period = null, change = null, over = null } = test;
  const words = [
    over === null ? "" : ` over ${over}`,
    change === null ? "" : ` change ${change}`,
    period === null ? "" : ` in ${period}`,
  ];
  return { id: `${test.measure}${words.join("")}`, series: test.measure.slice("series/".length), over, period, change };
}

/** The id under which the results hold what a test measures. */
export function measureIdOf(test: Test): string {
  return seriesMeasureOf(test)?.id ?? test.measure;
}

/** The day whose knowledge decides a claim: `resolves` + `lagDays`. */
export function decisionDayOf(claim: Claim): string {
  return dateOfDay(dayOf(claim.resolves) + claim.lagDays);
}

/** JSON Schema of a thesis file, for editors (`# yaml-language-server: $schema=`) and `vorlauf schema thesis`. */
export function thesisJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(Thesis, { io: "input" }), title: "Vorlauf thesis" };
}
