import { z } from "zod";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import { evidenceOrder } from "../terms/observation.ts";
import { partIds } from "../terms/part.ts";
import { Thesis } from "../terms/thesis.ts";

const Evidence = z.enum(evidenceOrder).nullable();
const Gap = z.object({
  needs: z.array(z.string()).describe("Ids of the missing series or lists."),
  have: z.number().describe("What is at hand."),
  need: z.number().nullable().describe("What would decide."),
  settles: z.string().describe("What would settle it."),
  pull: z.string().nullable().describe("The command that would help."),
});
const Line = z.object({
  part: z.enum(partIds).describe("One of the twelve parts of the system."),
  id: z.string(),
  state: z.enum(["found", "cannot-tell", "not-built"]),
  says: z.string().describe("One plain sentence."),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  direction: z.enum(["up", "down", "flat"]).nullable(),
  evidence: Evidence.describe("Weakest grade of the inputs."),
  newestPeriod: z.string().nullable(),
  refs: z.array(z.string()).describe("What `vorlauf explain` takes."),
  gap: Gap.optional(),
  pseudo: z.object({ says: z.string(), value: z.number() }).optional(),
});
const Claim = z.object({
  id: z.string(),
  says: z.string(),
  state: z.enum(["holds", "fails", "open", "cannot-tell", "not-built"]),
  probability: z.number().min(0).max(1).nullable(),
  unvalidated: z.boolean(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  threshold: z.number().nullable(),
  evidence: Evidence,
  reasons: z.array(z.string()),
  refs: z.array(z.string()),
});
const Warning = z.object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), about: z.array(z.string()) });
const Mode = z.enum(["strict", "pseudo"]);

const Verdict = z.object({
  asOf: z.string().describe("Day as YYYY-MM-DD; nothing known later is used."),
  mode: Mode,
  thesis: z.string(),
  lines: z.array(Line).length(partIds.length),
  claims: z.array(Claim),
  freshness: z.object({ needed: z.number(), visible: z.number(), sources: z.array(z.object({ source: z.string(), newest: z.string(), ageDays: z.number() })), oldestDays: z.number().nullable() }),
  warnings: z.array(Warning),
});

const Origin = z.object({ document: z.string().describe("SHA-256 of the document."), url: z.string(), locator: z.string(), kind: z.enum(["primary", "extract", "citation"]) });
const Series = z.object({
  id: z.string(),
  unit: z.string(),
  frequency: z.string(),
  list: z.enum(["copy", "log"]).nullable(),
  asOf: z.string(),
  mode: Mode,
  vintages: z.boolean(),
  observations: z.array(
    z.object({
      item: z.string().optional(),
      period: z.string(),
      value: z.number().nullable(),
      published: z.string().nullable(),
      known: z.string(),
      knownBy: z.enum(["stamped", "released", "observed", "assumed"]),
      evidence: z.enum(evidenceOrder),
      origin: Origin,
      flags: z.array(z.string()).optional(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    }),
  ),
});

const schemas: Readonly<Record<string, z.ZodType>> = { verdict: Verdict, series: Series, thesis: Thesis };

/** Names that {@link schemaOf} takes. */
export const schemaNames: readonly string[] = Object.keys(schemas).sort();

/** The JSON Schema of a `--json` output, or of a thesis file. @throws "unknown-id" */
export function schemaOf(name: string): unknown {
  const schema = schemas[name];
  if (schema === undefined) throw new VorlaufError("unknown-id", { kind: "schema", id: name, near: nearIds(name, schemaNames) });
  return z.toJSONSchema(schema, { io: name === "thesis" ? "input" : "output" });
}

/** The first way in which a value does not fit a named schema, or null. */
export function misfit(name: string, value: unknown): string | null {
  const issue = schemas[name]?.safeParse(value).error?.issues[0];
  return issue === undefined ? null : `${issue.path.join(".")}: ${issue.message}`;
}
