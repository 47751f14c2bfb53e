import { z } from "zod";
import type { Text } from "./text.ts";

/** A filer in a group. */
export interface GroupMember {
  /** Lower case, as in series ids (`sec/<ticker>/...`). */
  readonly ticker: string;
  /**
   * Per measure, the one that states the same thing under an earlier definition: it links the index before the first value of the later
   * one, is never added to a sum, and no link mixes the two (Amazon's CapEx net of incentives until 2017).
   */
  readonly earlier: Readonly<Record<string, string>>;
}

/** Companies that are added up: a data file that a user can edit. */
export interface Group {
  /** The segment in `group/<id>/<measure>`; the file's stem. */
  readonly id: string;
  readonly title: Text;
  /** What the group stands for, and what it leaves out. */
  readonly says: Text;
  /** What is added up: the last segment of the members' series. */
  readonly measures: readonly string[];
  readonly members: readonly GroupMember[];
}

const word = (what: string): z.ZodString =>
  z.string({ error: `${what} is missing` }).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: (issue) => `"${String(issue.input)}" is no ${what}: lower-case letters and digits, joined by hyphens`,
  });
const Words = z.strictObject({
  en: z.string({ error: "the English text is missing" }).min(1).max(400),
  de: z.string({ error: "the German text is missing" }).min(1).max(400),
});
const Member: z.ZodType<GroupMember> = z.strictObject({
  ticker: word("ticker").max(12).describe("Ticker in lower case, for example nvda; brk-b for BRK.B."),
  earlier: z
    .record(word("measure"), word("measure"))
    .default({})
    .describe(
      "Per measure, the series that states it under an earlier definition; links the index, never added to a sum.",
    ),
});

/** Schema of a group file. */
export const Group: z.ZodType<Group> = z
  .strictObject({
    id: word("id").max(40).describe("Segment of the series group/<id>/<measure>; the same as the file's name."),
    title: Words.describe("What the group is called."),
    says: Words.describe("What it stands for and what it leaves out."),
    measures: z
      .array(word("measure"))
      .min(1)
      .max(20)
      .default(["capex", "revenue"])
      .describe("Last segment of the members' series, for example capex, revenue, capex-annual."),
    members: z
      .array(Member)
      .min(2, { error: "a group has at least two members" })
      .max(200)
      .describe("The companies; a ticker stands once."),
  })
  .superRefine((group, context) => {
    const seen = new Set<string>();
    group.members.forEach(({ ticker }, i) => {
      if (seen.has(ticker))
        context.addIssue({
          code: "custom",
          path: ["members", i, "ticker"],
          message: `the ticker ${ticker} stands twice; remove one`,
        });
      seen.add(ticker);
    });
  });

/** JSON Schema of a group file, for editors and `vorlauf schema group`. */
export function groupJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(Group, { io: "input" }), title: "Vorlauf group" };
}
