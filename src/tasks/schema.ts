import { z } from "zod";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import { TagMap } from "../terms/filer.ts";
import { Group } from "../terms/group.ts";
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
const Scored = z
  .object({
    probability: z.number(),
    brier: z.number(),
    log: z.number().describe("-ln of the probability given to what happened."),
  })
  .nullable();
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
  score: z
    .object({
      outcome: z.union([z.literal(0), z.literal(1)]),
      author: Scored,
      model: Scored,
      day: z.string().describe("Opening day, from whose knowledge the model's probability is computed."),
      unscored: z.string().optional(),
    })
    .optional()
    .describe("Of a decided claim about a later number."),
});
const Warning = z.object({
  code: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  about: z.array(z.string()),
});
const Mode = z.enum(["strict", "pseudo"]);

const Verdict = z.object({
  asOf: z.string().describe("Day as YYYY-MM-DD; nothing known later is used."),
  mode: Mode,
  thesis: z.string(),
  lines: z.array(Line).length(partIds.length),
  claims: z.array(Claim),
  freshness: z.object({
    needed: z.number(),
    visible: z.number(),
    sources: z.array(z.object({ source: z.string(), newest: z.string(), ageDays: z.number() })),
    oldestDays: z.number().nullable(),
  }),
  warnings: z.array(Warning),
});

const Origin = z.object({
  document: z.string().describe("SHA-256 of the document."),
  url: z.string(),
  locator: z.string(),
  kind: z.enum(["primary", "extract", "citation"]),
});
const Series = z.object({
  id: z.string(),
  unit: z.string(),
  frequency: z.string(),
  list: z.enum(["copy", "log"]).nullable(),
  asOf: z.string(),
  mode: Mode,
  vintages: z.boolean(),
  says: z
    .array(z.object({ en: z.string(), de: z.string() }))
    .optional()
    .describe("How a derived series was made."),
  observations: z.array(
    z.object({
      item: z.string().optional(),
      period: z.string(),
      value: z.number().nullable(),
      published: z.string().nullable(),
      known: z.string(),
      knownBy: z.enum(["stamped", "released", "observed", "assumed"]),
      evidence: z.enum(evidenceOrder),
      origin: Origin.optional().describe("Absent for a derived value, which no document states."),
      from: z.array(z.string()).optional().describe("What a derived value rests on; `vorlauf explain` takes each."),
      flags: z.array(z.string()).optional(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    }),
  ),
});

const Nan = z.number().nullable().describe("null where there are too few periods.");
const RevisionSize = z.object({
  measure: z.enum(["relative", "absolute"]),
  coverage: z.number(),
  ages: z.array(
    z.object({
      ageDays: z.number().nullable().describe("Days after the first release; null: to the newest value held."),
      n: z.number().int().describe("Periods old enough on the day."),
      revised: z.number().int(),
      bias: Nan.describe("Mean revision."),
      low: Nan,
      high: Nan,
      meanAbsolute: Nan,
      medianAbsolute: Nan,
      rootMeanSquare: Nan,
      largest: Nan,
    }),
  ),
  withoutFirst: z.number().int().describe("Periods first stated too late to be a first release."),
});
const Revisions = z.object({
  id: z.string(),
  unit: z.string(),
  frequency: z.string(),
  asOf: z.string(),
  periods: z.number().int(),
  restated: z.array(
    z.object({
      period: z.string(),
      first: z.number().nullable(),
      firstKnown: z.string(),
      isFirstRelease: z.boolean(),
      latest: z.number().nullable(),
      latestKnown: z.string(),
      changes: z.number().int(),
    }),
  ),
  size: RevisionSize.describe("Of the levels."),
  growth: RevisionSize.describe("Of the log change from period to period: what a new base year leaves alone."),
  log: z.array(
    z.object({
      period: z.string(),
      release: z.number().int().describe("1 for the first statement about the period."),
      known: z.string(),
      value: z.number().nullable(),
      before: z.number().nullable(),
      change: z.number().nullable(),
      relative: z.number().nullable(),
      ageDays: z.number(),
      published: z.string().nullable(),
      knownBy: z.enum(["stamped", "released", "observed", "assumed"]),
      evidence: z.enum(evidenceOrder),
      origin: Origin.optional().describe("Absent for a derived value, which no document states."),
      from: z.array(z.string()).optional().describe("What a derived value rests on; `vorlauf explain` takes each."),
      flags: z.array(z.string()),
      ref: z.string(),
    }),
  ),
});
const Sources = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    publisher: z.string(),
    licence: z.string(),
    terms: z.enum(["ship", "unclear", "test"]),
    homepage: z.string(),
    state: z.enum(["fresh", "late", "silent", "closed", "down", "not-applicable"]),
    says: z.object({ en: z.string(), de: z.string() }),
    series: z.number().int().describe("Ids visible on the day."),
    observations: z.number().int(),
    documents: z.number().int(),
    newestKnown: z.string().nullable(),
    newestPeriod: z.string().nullable(),
    lagDays: z.number().nullable().describe("Smallest usual lag."),
    ageDays: z.number().nullable(),
    heldUntil: z.string().nullable().optional(),
    overdue: z
      .array(z.object({ id: z.string(), period: z.string(), due: z.string(), state: z.enum(["late", "silent"]) }))
      .optional(),
    lastPull: z.object({ at: z.string(), ok: z.boolean(), message: z.string() }).nullable().optional(),
    lastSuccess: z.string().nullable().optional(),
    pull: z.string(),
  }),
);

const Texts = z.strictObject({ en: z.string(), de: z.string() });
const Standing = z.enum(["holds", "fails", "open", "cannot-tell", "not-built", "found"]);
const counts = { new: z.number().int(), revised: z.number().int(), withdrawn: z.number().int() };
const News = z.strictObject({
  from: z.string(),
  to: z.string(),
  mode: Mode,
  sources: z.array(z.strictObject({ source: z.string(), series: z.number().int(), ...counts })),
  groups: z.array(
    z.strictObject({
      id: z.string().describe("Common path of the series."),
      series: z.array(z.string()),
      ...counts,
      biggest: z.array(
        z.strictObject({
          ref: z.string(),
          series: z.string(),
          item: z.string().optional(),
          period: z.string(),
          kind: z.enum(["new", "revised", "withdrawn"]),
          before: z.number().nullable(),
          after: z.number().nullable(),
          unit: z.string(),
          known: z.string(),
        }),
      ),
      documents: z.array(
        z.strictObject({
          sha256: z.string(),
          url: z.string(),
          kind: z.enum(["primary", "extract", "citation"]),
          source: z.string(),
          known: z.string(),
          values: z.number().int(),
        }),
      ),
      documentCount: z.number().int(),
      newestKnown: z.string(),
    }),
  ),
  effects: z.array(
    z.strictObject({
      id: z.string().describe("A line, a forecast (its median), or claim/ID (its probability)."),
      kind: z.enum(["line", "forecast", "claim"]),
      part: z.enum(partIds).nullable(),
      says: Texts,
      unit: z.string().nullable(),
      from: z.number().nullable(),
      to: z.number().nullable(),
      stateFrom: Standing,
      stateTo: Standing,
      contributions: z
        .array(z.strictObject({ group: z.string(), amount: z.number(), forward: z.number(), backward: z.number() }))
        .describe("Mean of two orders of adding the groups; calendar is the later day with nothing new."),
      residual: z.number().nullable(),
      turnedBy: z.array(z.string()),
    }),
  ),
  compared: z.number().int(),
});

const MethodResult = z.strictObject({
  method: z.string(),
  cites: z.array(z.string()),
  data: z.strictObject({
    rows: z.number().int(),
    columns: z.array(z.string()),
    first: z.string(),
    last: z.string(),
    frequency: z.enum(["annual", "quarterly", "monthly", "weekly", "daily", "none"]),
  }),
  options: z
    .record(
      z.string(),
      z.union([z.number(), z.string(), z.boolean(), z.null(), z.array(z.number()), z.array(z.string())]),
    )
    .describe("As given, completed with the defaults."),
  values: z.array(
    z.strictObject({ name: z.string(), value: z.union([z.number(), z.string(), z.boolean(), z.null()]) }),
  ),
  tables: z.array(
    z.strictObject({
      id: z.string(),
      columns: z.array(z.string()),
      rows: z.array(z.array(z.union([z.number(), z.string(), z.null()]))).describe("Null where there is no value."),
    }),
  ),
  warnings: z.array(Warning.extend({ says: Texts })),
});

const schemas: Readonly<Record<string, z.ZodType>> = {
  method: MethodResult,
  verdict: Verdict,
  series: Series,
  revisions: Revisions,
  sources: Sources,
  news: News,
  thesis: Thesis,
  group: Group,
  tags: TagMap,
};

/** Names that {@link schemaOf} takes. */
export const schemaNames: readonly string[] = Object.keys(schemas).sort();

/** The JSON Schema of a `--json` output, or of a file that a user writes. @throws "unknown-id" */
export function schemaOf(name: string): unknown {
  const schema = schemas[name];
  if (schema === undefined)
    throw new VorlaufError("unknown-id", { kind: "schema", id: name, near: nearIds(name, schemaNames) });
  return z.toJSONSchema(schema, { io: ["thesis", "group", "tags"].includes(name) ? "input" : "output" });
}

/** The first way in which a value does not fit a named schema, or null. */
export function misfit(name: string, value: unknown): string | null {
  const issue = schemas[name]?.safeParse(value).error?.issues[0];
  return issue === undefined ? null : `${issue.path.join(".")}: ${issue.message}`;
}
