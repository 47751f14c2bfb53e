import { z } from "zod";
import { dateOfDay, dayOf, isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, jsonOf, shaped } from "./formats/answers.ts";
import { type Offer, offerSeries, readOffers } from "./formats/offers.ts";

/** The whole history; nothing to choose. */
export type Query = Readonly<Record<string, never>>;

const Price = z.object({
  input: z.number().nullable(),
  output: z.number().nullable(),
  input_cached: z.number().nullish(),
  from_date: z.string().nullish(),
  to_date: z.string().nullish(),
});
const Vendor = z.object({
  vendor: z.string(),
  models: z.array(z.object({ id: z.string(), name: z.string(), price_history: z.array(Price).min(1) })),
});
const Flat = z.object({ prices: z.array(Price.extend({ id: z.string(), vendor: z.string(), name: z.string() })) });

/**
 * Simon Willison, *llm-prices*: list prices of language models with from and to days [USD per Mtok], log list `prices/offers` (source `llm-prices`).
 *
 * No licence file in the repository: fetched by the user, never in the snapshot. Curated by hand; most prices carry no first day, and a day is one of charging, not of publication: `known` is the copy's time. `to_date` is
 * the first day on which a price no longer holds (an ended price stands at the day before); days after the copy occur (announced prices, evidence assumed). Only entries of the list are made, no step series, because models, tiers and
 * vendors are named in the list's own way; long-context tiers are models of their own.
 */
export const source: Source<Query> = {
  id: "llm-prices",
  title: "llm-prices, prices of language models with their days",
  publisher: "Simon Willison",
  licence: "no licence stated: for own use",
  terms: "test",
  homepage: "https://www.llm-prices.com",
  series: offerSeries.slice(0, 1),
  query: z.strictObject({}) as z.ZodType<Query>,
  requests: () => [{ url: "https://www.llm-prices.com/historical-v1.json" }],
  recognise: ({ path, head }) =>
    path.endsWith(".json") &&
    ((/^\s*\{\s*"vendor"\s*:/.test(head) && head.includes('"price_history"')) ||
      (head.includes('"from_date"') && head.includes('"prices"') && head.includes('"vendor"')))
      ? {}
      : null,
  read,
};

function read(raw: RawDocument): Reading {
  const body = jsonOf("llm-prices", new TextDecoder().decode(raw.bytes), "body");
  const vendor = Vendor.safeParse(body);
  const rows = vendor.success
    ? vendor.data.models.flatMap((model, m) =>
        model.price_history.map((price, p) => ({
          ...price,
          id: model.id,
          vendor: vendor.data.vendor,
          locator: `models[${m}].price_history[${p}], ${model.id}`,
        })),
      )
    : shaped("llm-prices", Flat, body, "body").prices.map((price, p) => ({
        ...price,
        locator: `prices[${p}], ${price.id}`,
      }));
  if (rows.length === 0) throw changed("llm-prices", "body", "prices", "none");
  const copy = raw.known.slice(0, 10);
  return {
    ...withoutSteps(
      readOffers(
        raw,
        "llm-prices",
        "primary",
        rows.map((row): Offer => {
          const from = row.from_date ?? null;
          const until = row.to_date ?? null;
          for (const stated of [from, until])
            if (stated !== null && !isDate(stated)) throw changed("llm-prices", row.locator, "a day", stated);
          const event =
            until !== null && until <= copy ? "ended" : from !== null && from > copy ? "scheduled" : "in-force";
          return {
            provider: row.vendor,
            model: row.id,
            firstParty: false,
            input: row.input,
            output: row.output,
            cacheRead: row.input_cached ?? null,
            event,
            day: event === "ended" && until !== null ? dateOfDay(dayOf(until) - 1) : (from ?? copy),
            stamped: null,
            locator: row.locator,
            evidence: event === "scheduled" ? "assumed" : "reported (secondary)",
            from,
            until,
          };
        }),
      ),
    ),
  };
}

function withoutSteps(reading: Reading): Reading {
  return { ...reading, observations: reading.observations.filter((o) => o.item !== undefined) };
}
