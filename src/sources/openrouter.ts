import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, jsonOf, shaped } from "./formats/answers.ts";
import { type Rejections, reject } from "./formats/copy-list.ts";
import { type Offer, offerSeries, readOffers } from "./formats/offers.ts";

/** The whole list; nothing to choose. */
export type Query = Readonly<Record<string, never>>;

const price = z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);
const Answer = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        pricing: z.object({ prompt: price, completion: price, input_cache_read: price.optional() }),
      }),
    )
    .min(1),
});

/**
 * OpenRouter, list of models: what this reseller charges for each of them today [USD per Mtok], log list `prices/offers` (source `openrouter`).
 *
 * Terms of the site: fetched by the user, never in the snapshot. No key. No vintages: `known` is the copy's time. Prices are strings in USD per token (times a million here, without rounding beyond 1e-9); -1 stands for routers that choose another
 * model (rejected); the base price is read, conditional ones (`overrides`: long context, hours) are not. Offers of a reseller, so never first-party and no step series.
 */
export const source: Source<Query> = {
  id: "openrouter",
  title: "OpenRouter, prices of language models",
  publisher: "OpenRouter, Inc.",
  licence: "terms of the site; for own use",
  terms: "test",
  homepage: "https://openrouter.ai/models",
  series: offerSeries.slice(0, 1),
  query: z.strictObject({}) as z.ZodType<Query>,
  requests: () => [{ url: "https://openrouter.ai/api/v1/models" }],
  recognise: ({ path, head }) =>
    path.endsWith(".json") &&
    /^\s*\{\s*"data"\s*:\s*\[/.test(head) &&
    head.includes('"canonical_slug"') &&
    head.includes('"pricing"')
      ? {}
      : null,
  read,
};

function read(raw: RawDocument): Reading {
  const body = jsonOf("openrouter", new TextDecoder().decode(raw.bytes), "body");
  const failure = z.object({ error: z.object({ message: z.string() }) }).safeParse(body);
  if (failure.success)
    throw new VorlaufError("source-unreachable", {
      source: "openrouter",
      url: raw.url,
      status: `with a refusal: ${failure.data.error.message}`,
      fix: "Try again later.",
    });
  const { data } = shaped("openrouter", Answer, body, "body");
  const rejected: Rejections = new Map();
  const day = raw.known.slice(0, 10);
  const offers = data.flatMap(({ id, pricing }, i): Offer[] => {
    const locator = `data[${i}], ${id}`;
    const [input, output] = [perMillion(pricing.prompt), perMillion(pricing.completion)];
    if (input < 0 || output < 0) {
      reject(rejected, "a router without a price of its own", locator);
      return [];
    }
    const at = id.indexOf("/");
    if (at < 1) throw changed("openrouter", locator, "maker/model", id);
    return [
      {
        provider: "openrouter",
        model: id,
        firstParty: false,
        input,
        output,
        cacheRead: pricing.input_cache_read === undefined ? null : perMillion(pricing.input_cache_read),
        event: "in-force",
        day,
        stamped: null,
        locator,
        evidence: "reported (primary)",
      },
    ];
  });
  return readOffers(raw, "openrouter", "primary", offers, rejected);
}

function perMillion(perToken: string): number {
  return Math.round(Number(perToken) * 1e15) / 1e9;
}
