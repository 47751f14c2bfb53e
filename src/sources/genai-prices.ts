import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import { dateOfDay, dayOf, isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, type Rejections, reject } from "./formats/copy-list.ts";
import { decodeText } from "./formats/csv.ts";
import { type Offer, offerSeries, readOffers } from "./formats/offers.ts";

/** The price table has no parts to choose from. */
export type Query = Readonly<Record<string, never>>;

const Query: z.ZodType<Query> = z.object({}).strict();

type Price = number | { readonly base: number };

interface Prices {
  readonly input_mtok?: Price | undefined;
  readonly output_mtok?: Price | undefined;
  readonly cache_read_mtok?: Price | undefined;
}

interface Conditional {
  readonly constraint?:
    | {
        readonly start_date?: string | undefined;
        readonly start_time?: string | undefined;
        readonly end_time?: string | undefined;
      }
    | undefined;
  readonly prices: Prices;
}

interface Provider {
  readonly id: string;
  readonly models: readonly { readonly id: string; readonly prices: Prices | readonly Conditional[] }[];
}

const Price: z.ZodType<Price> = z.union([z.number(), z.object({ base: z.number() })]);
const Prices: z.ZodType<Prices> = z.object({
  input_mtok: Price.optional(),
  output_mtok: Price.optional(),
  cache_read_mtok: Price.optional(),
});
const Conditional: z.ZodType<Conditional> = z.object({
  constraint: z
    .object({
      start_date: z.string().refine(isDate).optional(),
      start_time: z.string().optional(),
      end_time: z.string().optional(),
    })
    .optional(),
  prices: Prices,
});
const Table: z.ZodType<readonly Provider[]> = z
  .array(
    z.object({
      id: z.string(),
      models: z.array(z.object({ id: z.string(), prices: z.union([z.array(Conditional), Prices]) })),
    }),
  )
  .min(1);

const makers: readonly string[] = [
  "anthropic",
  "cohere",
  "deepseek",
  "google",
  "minimax",
  "mistral",
  "moonshotai",
  "openai",
  "perplexity",
  "voyageai",
  "x-ai",
  "zai",
];
const renamed: Readonly<Record<string, string>> = { "x-ai": "xai" };

/** Google's list also holds models of others on its cloud. */
function isOwn(provider: string, model: string): boolean {
  return makers.includes(provider) && (provider !== "google" || /^(gemini|gemma)/.test(model));
}

const base = (price: Price | undefined): number | null =>
  price === undefined ? null : typeof price === "number" ? price : price.base;

function offersOf(provider: string, model: Provider["models"][number], copyDay: string): Offer[] {
  const list: readonly Conditional[] = "length" in model.prices ? model.prices : [{ prices: model.prices }];
  const dated = list.flatMap((p) => (p.constraint?.start_date === undefined ? [] : [p.constraint.start_date])).sort();
  const hasHours = list.some((p) => p.constraint?.start_time !== undefined);
  return list.map(({ constraint, prices }): Offer => {
    const from = constraint?.start_date ?? null;
    const until = dated.find((d) => from === null || d > from) ?? null;
    const ended = until !== null && until <= copyDay;
    const scheduled = from !== null && from > copyDay;
    const tiered = [prices.input_mtok, prices.output_mtok].some((p) => typeof p === "object");
    return {
      provider: lookup(renamed, provider) ?? provider,
      model: model.id,
      firstParty: isOwn(provider, model.id),
      input: base(prices.input_mtok),
      output: base(prices.output_mtok),
      cacheRead: base(prices.cache_read_mtok),
      event: scheduled ? "scheduled" : ended ? "ended" : "in-force",
      day: from ?? (ended ? dateOfDay(dayOf(until) - 1) : copyDay),
      stamped: null,
      locator: `${provider}.${model.id}${from === null ? "" : ` from ${from}`}`,
      evidence: scheduled ? "assumed" : "reported (secondary)",
      flags: tiered ? ["higher-above-context-length"] : [],
      from,
      until,
      window:
        constraint?.start_time === undefined
          ? hasHours
            ? "other hours"
            : null
          : `${constraint.start_time}-${constraint.end_time ?? "24:00:00Z"}`,
    };
  });
}

function readTable(raw: RawDocument): Reading {
  let table: readonly Provider[];
  try {
    table = Table.parse(JSON.parse(decodeText(raw.bytes)));
  } catch (cause) {
    throw changed(
      "genai-prices",
      raw.path,
      "providers with models and prices",
      cause instanceof Error ? cause.message.slice(0, 120) : "none",
    );
  }
  const rejected: Rejections = new Map();
  const offers = table.flatMap((provider) =>
    provider.models.flatMap((model) =>
      offersOf(provider.id, model, raw.known.slice(0, 10)).filter((offer) => {
        const reason = /(^|\W)ft[:-]/.test(offer.model)
          ? "price of a fine-tuned model"
          : offer.input === null
            ? "no price per token"
            : null;
        if (reason !== null) reject(rejected, reason, offer.locator);
        return reason === null;
      }),
    ),
  );
  return readOffers(raw, "genai-prices", "primary", offers, rejected);
}

/**
 * Pydantic, *genai-prices*: provider and model prices with dated conditions (MIT), compiled from the providers' price pages.
 *
 * Log list `prices/offers` (source `genai-prices`) and, for first-party offers, the step series `prices/<model>/input|output` [USD per Mtok].
 * `constraint.start_date` is the day from which a price is charged, not a stamp of publication: future days occur (2026-09-01, 2027-01-01), past ones were added
 * later. So `known` is the copy's time, and the day goes into `from` and the period: in force on the copy's day: `from`, or that day when none is given; `ended`:
 * a price without a start that a dated one replaced, period = its last day; `scheduled`: from a day after the copy, evidence assumed.
 * Prices limited to hours (DeepSeek, 2025) carry `window` and stay out of the step series; a price that rises with the length of the context is read at its base.
 *
 * Licence MIT. Lag: days to weeks. Revision habit: the file is edited in place on GitHub. Known defects: v1 of the file is frozen, only v2 is read; the prices of
 * `zhipuai` are those of its Chinese platform (not counted as first party here); descriptions and prices of DeepSeek's old names are of 2025.
 */
export const source: Source<Query> = {
  id: "genai-prices",
  title: "genai-prices, prices of language models with dated conditions",
  publisher: "Pydantic Services Inc.",
  licence: "MIT",
  terms: "ship",
  homepage: "https://github.com/pydantic/genai-prices",
  series: offerSeries,
  query: Query,
  requests: () => [
    { url: "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json" },
  ],
  recognise: (file) => (file.head.trimStart().startsWith("[") && file.head.includes('"pricing_urls"') ? {} : null),
  read: readTable,
};
