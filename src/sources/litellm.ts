import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, fileName, type Rejections, reject, rejectedRows, rowOf, stampOf } from "./formats/copy-list.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";
import { type Offer, offerSeries, readOffers } from "./formats/offers.ts";
import { versionOn } from "./model-aliases.ts";

/** Which document is read: a copy of the price file, or the extract of all price changes. */
export interface Query {
  readonly document: "copy" | "events";
}

const Query: z.ZodType<Query> = z.object({ document: z.enum(["copy", "events"]) });

/** LiteLLM's names of providers that sell models of their own making, and the names used here. */
const makers: Readonly<Record<string, string>> = {
  openai: "openai",
  "text-completion-openai": "openai",
  anthropic: "anthropic",
  gemini: "google",
  mistral: "mistral",
  codestral: "mistral",
  deepseek: "deepseek",
  xai: "xai",
  cohere: "cohere",
  cohere_chat: "cohere",
  moonshot: "moonshotai",
  ai21: "ai21",
};

/** Early rows name no provider; these keys are the makers' own, by LiteLLM's rule that every other host stands before a slash or dot. */
const ownKeys: readonly (readonly [RegExp, string])[] = [
  [/^(ft:)?(gpt-|davinci-|babbage-|text-davinci)/, "openai"],
  [/^claude-/, "anthropic"],
  [/^command/, "cohere"],
  [/^j2-/, "ai21"],
  [/^gemini\//, "gemini"],
  [/^mistral\//, "mistral"],
];

function providerOf(key: string, stated: string): string {
  if (stated !== "") return stated;
  const own = ownKeys.find(([pattern]) => pattern.test(key))?.[1];
  return own ?? (key.includes("/") ? key.slice(0, key.indexOf("/")) : /^[a-z0-9]+\./.test(key) ? "bedrock" : "unknown");
}

const columns = [
  "recorded_at",
  "commit",
  "model_key",
  "litellm_provider",
  "event",
  "input_usd_per_mtok",
  "output_usd_per_mtok",
];

const events: Readonly<Record<string, Offer["event"]>> = { first_seen: "first-seen", set: "set", deleted: "deleted" };

function readEvents(raw: RawDocument): Reading {
  const rejected: Rejections = new Map();
  const table = parseCsv(decodeText(raw.bytes));
  const offers = recordsOf(table, columns).flatMap((record, i): Offer[] => {
    const locator = `row ${i + 2}, commit ${record["commit"]}`;
    const key = (record["model_key"] ?? "").trim();
    const row = rowOf(table.header, table.rows[i] ?? [], locator);
    const event = lookup(events, record["event"] ?? "");
    if (event === undefined) throw changed("litellm", locator, "first_seen, set or deleted", record["event"] ?? "");
    if (/(^|\/)ft:/.test(key)) {
      reject(rejected, "price of a fine-tuned model", locator);
      return [];
    }
    const stated = providerOf(key, record["litellm_provider"] ?? "");
    const maker = lookup(makers, stated);
    const stamped = stampOf("litellm", record["recorded_at"] ?? "", locator);
    return [
      {
        provider: maker ?? stated,
        model: maker === undefined ? key : key.slice(key.lastIndexOf("/") + 1),
        firstParty: maker !== undefined,
        input: row.number("input_usd_per_mtok"),
        output: row.number("output_usd_per_mtok"),
        cacheRead: null,
        event,
        day: stamped.slice(0, 10),
        stamped,
        locator,
        evidence: "reported (secondary)",
      },
    ];
  });
  return readOffers(raw, "litellm", "extract", offers, rejected);
}

interface Entry {
  readonly litellm_provider?: string | undefined;
  readonly mode?: string | undefined;
  readonly input_cost_per_token?: number | undefined;
  readonly output_cost_per_token?: number | undefined;
  readonly cache_read_input_token_cost?: number | undefined;
}

const Entry: z.ZodType<Entry> = z.object({
  litellm_provider: z.string().optional(),
  mode: z.string().optional(),
  input_cost_per_token: z.number().optional(),
  output_cost_per_token: z.number().optional(),
  cache_read_input_token_cost: z.number().optional(),
});

const skipped: readonly string[] = ["sample_spec", "fallback_generalizations"];
const textModes: readonly string[] = ["chat", "completion", "responses"];

/** The same price per million tokens: the decimal point moved by six places, without the rounding of a multiplication. */
function perMtok(perToken: number | undefined): number | null {
  return perToken === undefined
    ? null
    : Number(
        `${perToken}`.includes("e")
          ? `${perToken}`.replace(/e(-?\d+)$/, (_, e: string) => `e${Number(e) + 6}`)
          : `${perToken}e6`,
      );
}

function readCopyOf(raw: RawDocument): Reading {
  let file: Readonly<Record<string, unknown>>;
  try {
    file = z.record(z.string(), z.unknown()).parse(JSON.parse(decodeText(raw.bytes)));
  } catch (cause) {
    throw changed(
      "litellm",
      raw.path,
      "prices by model",
      cause instanceof Error ? cause.message.slice(0, 120) : "none",
    );
  }
  const rejected: Rejections = new Map();
  const observations = Object.entries(file).flatMap(([key, value]): Observation[] => {
    if (skipped.includes(key)) return [];
    const parsed = Entry.safeParse(value);
    const reason = !parsed.success
      ? "prices are not numbers"
      : !textModes.includes(parsed.data.mode ?? "")
        ? "not a text model"
        : parsed.data.input_cost_per_token === undefined
          ? "no price per token"
          : null;
    if (!parsed.success || reason !== null) {
      reject(rejected, reason ?? "prices are not numbers", key);
      return [];
    }
    return [copyEntry(raw, key, parsed.data)];
  });
  if (observations.length === 0) throw changed("litellm", raw.path, "at least one text model with a price", "none");
  const names = Object.keys(file);
  const beside = names.filter((key) => skipped.includes(key)).length;
  return {
    observations,
    rejected: rejectedRows(rejected),
    account: {
      unit: "models",
      held: names.length - beside,
      taken: observations.length,
      ...(beside === 0 ? {} : { beside: [{ what: "keys that are no models", count: beside }] }),
    },
  };
}

function copyEntry(raw: RawDocument, key: string, entry: Entry): Observation {
  const day = raw.known.slice(0, 10);
  const provider = providerOf(key, entry.litellm_provider ?? "");
  const [input, output] = [perMtok(entry.input_cost_per_token), perMtok(entry.output_cost_per_token)];
  return {
    series: "prices/litellm-models",
    item: key,
    period: day,
    value: input === 0 ? null : input,
    unit: "USD per Mtok",
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "reported (secondary)",
    origin: { document: raw.sha256, url: raw.url, locator: key, kind: "primary" },
    fields: {
      provider: lookup(makers, provider) ?? provider,
      firstParty: lookup(makers, provider) !== undefined,
      canonicalModel: versionOn(key, day),
      output: output === 0 ? null : output,
      cacheRead: perMtok(entry.cache_read_input_token_cost),
      mode: entry.mode ?? null,
    },
    ...(input === 0 ? { flags: ["zero-price"] } : {}),
  };
}

/**
 * BerriAI, *LiteLLM model prices* (MIT), as mirrored by AgentOps' tokencost (MIT): prices per token by model and host.
 *
 * From the extract of the mirror's commit history (2024-01 to 2025-09): log list `prices/offers` (source `litellm`) and, for providers that sell their own models, the step
 * series `prices/<model>/input|output` [USD per Mtok], `known` = the mirror's commit time (stamped; weeks after LiteLLM's own at times). From a copy of the
 * file: copy list `prices/litellm-models`, item = LiteLLM's key, period = the copy's day, value = input price; the file states USD per token, the
 * decimal point is moved by six places (exactly) so that all price lists share USD per Mtok.
 *
 * Lag: days to weeks. Revision habit: edited in place. Known defects: the same model stands under many hosts (azure/, bedrock/, ...); rows of January 2024
 * name no provider (inferred for the makers' own keys); typing errors occur (gemini-1.5-pro-latest output 1.05 instead of 10.5 on 2024-07-18), hence D5's
 * rule to reject a price below a quarter of the same model's other sources; zero means free or unknown (null, flag `zero-price`); fine-tuned
 * models, images, audio and embeddings are not read; keys `sample_spec` and `fallback_generalizations` are no models.
 */
export const source: Source<Query> = {
  id: "litellm",
  title: "LiteLLM, model prices and context windows",
  publisher: "BerriAI (mirrored by AgentOps)",
  licence: "MIT",
  terms: "ship",
  homepage: "https://github.com/BerriAI/litellm",
  series: [
    ...offerSeries,
    {
      id: "prices/litellm-models",
      title: { en: "Text models in LiteLLM's price file", de: "Textmodelle in der Preisdatei von LiteLLM" },
      unit: "USD per Mtok",
      frequency: "irregular",
      list: "copy",
      lagDays: 7,
    },
  ],
  query: Query,
  usual: [{ document: "copy" }],
  requests: ({ document }) =>
    document === "copy"
      ? [{ url: "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json" }]
      : [],
  recognise: (file) => {
    if (file.head.startsWith("recorded_at,commit,model_key,litellm_provider,")) return { document: "events" };
    return /^model_prices(_and_context_window)?\.json$/.test(fileName(file.path)) ? { document: "copy" } : null;
  },
  read: (raw, { document }) => (document === "events" ? readEvents(raw) : readCopyOf(raw)),
};
