import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, fileName, type Rejections, reject, rejectedRows, rowOf, stampOf } from "./formats/copy-list.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import { type Offer, offerSeries, readOffers } from "./formats/offers.ts";
import { versionOn } from "./model-aliases.ts";

/** Which document is read: the live answer, the verbatim TOML files of a commit, or the extract of all price changes. */
export interface Query {
  readonly document: "api" | "toml" | "events";
}

const Query: z.ZodType<Query> = z.object({ document: z.enum(["api", "toml", "events"]) });

interface Model {
  readonly name?: string | undefined;
  readonly release_date?: string | undefined;
  readonly open_weights?: boolean | undefined;
  readonly reasoning?: boolean | undefined;
  readonly base_model?: string | undefined;
  readonly cost?:
    | {
        readonly input?: number | undefined;
        readonly output?: number | undefined;
        readonly cache_read?: number | undefined;
        readonly cache_write?: number | undefined;
      }
    | undefined;
  readonly limit?: { readonly context?: number | undefined } | undefined;
}

const Model: z.ZodType<Model> = z.object({
  name: z.string().optional(),
  release_date: z.string().optional(),
  open_weights: z.boolean().optional(),
  reasoning: z.boolean().optional(),
  base_model: z.string().optional(),
  cost: z
    .object({
      input: z.number().optional(),
      output: z.number().optional(),
      cache_read: z.number().optional(),
      cache_write: z.number().optional(),
    })
    .optional(),
  limit: z.object({ context: z.number().optional() }).optional(),
});

const TomlLine: z.ZodType<{ readonly path: string; readonly text: string }> = z.object({
  path: z.string(),
  text: z.string(),
});

const Api: z.ZodType<Readonly<Record<string, { readonly models: Readonly<Record<string, Model>> }>>> = z.record(
  z.string(),
  z.object({ models: z.record(z.string(), Model) }),
);

/** Providers that sell models of their own making. */
const makers: readonly string[] = [
  "alibaba",
  "anthropic",
  "cohere",
  "deepseek",
  "google",
  "llama",
  "minimax",
  "mistral",
  "moonshotai",
  "openai",
  "xai",
  "zai",
];

const columns = [
  "recorded_at",
  "commit",
  "provider",
  "model_id",
  "event",
  "input_usd_per_mtok",
  "output_usd_per_mtok",
  "cache_read_usd_per_mtok",
];

const events: Readonly<Record<string, Offer["event"]>> = { first_seen: "first-seen", set: "set", deleted: "deleted" };

function readEvents(raw: RawDocument): Reading {
  const rejected: Rejections = new Map();
  const table = parseCsv(decodeText(raw.bytes));
  const records = recordsOf(table, columns);
  const offers = records.flatMap((record, i): Offer[] => {
    const locator = `row ${i + 2}, commit ${record["commit"]}`;
    const row = rowOf(table.header, table.rows[i] ?? [], locator);
    const event = lookup(events, record["event"] ?? "");
    const [input, output] = [row.number("input_usd_per_mtok"), row.number("output_usd_per_mtok")];
    if (event === undefined) throw changed("models-dev", locator, "first_seen, set or deleted", record["event"] ?? "");
    if (event === "first-seen" && input === null) {
      reject(rejected, "no price stated", locator);
      return [];
    }
    const stamped = stampOf("models-dev", record["recorded_at"] ?? "", locator);
    return [
      {
        provider: record["provider"] ?? "",
        model: (record["model_id"] ?? "").trim(),
        firstParty: makers.includes(record["provider"] ?? ""),
        input,
        output,
        cacheRead: plainNumber(record["cache_read_usd_per_mtok"] ?? "", locator),
        event,
        day: stamped.slice(0, 10),
        stamped,
        locator,
        evidence: "reported (secondary)",
      },
    ];
  });
  return readOffers(raw, "models-dev", "extract", offers, rejected);
}

function readToml(raw: RawDocument): Reading {
  const files = new Map<string, Model>();
  for (const [i, line] of decodeText(raw.bytes).split("\n").entries()) {
    if (line.trim() === "") continue;
    files.set(...tomlFile(raw, line, `line ${i + 1}`));
  }
  const offered = [...files].flatMap(([path, file]): (readonly [string, Model, string])[] => {
    const [, provider, id] = /^providers\/([^/]+)\/models\/(.+)\.toml$/.exec(path) ?? [];
    if (provider === undefined || id === undefined) return [];
    return [[`${provider}/${id}`, { ...files.get(`models/${file.base_model}.toml`), ...file }, path]];
  });
  const reading = models(raw, offered);
  const others = files.size - offered.length;
  return {
    ...reading,
    account: {
      unit: "files",
      held: offered.length,
      taken: reading.observations.length,
      ...(others === 0
        ? {}
        : { beside: [{ what: "files of models, joined to the offers that name them", count: others }] }),
    },
  };
}

function tomlFile(raw: RawDocument, line: string, locator: string): [string, Model] {
  try {
    const { path, text } = TomlLine.parse(JSON.parse(line));
    return [path, Model.parse(parseToml(text))];
  } catch (cause) {
    throw changed(
      "models-dev",
      `${raw.path} ${locator}`,
      "a path and the text of a TOML file",
      cause instanceof Error ? cause.message.slice(0, 120) : "none",
    );
  }
}

function readApi(raw: RawDocument): Reading {
  let api: z.infer<typeof Api>;
  try {
    api = Api.parse(JSON.parse(decodeText(raw.bytes)));
  } catch (cause) {
    throw changed(
      "models-dev",
      raw.path,
      "providers with models",
      cause instanceof Error ? cause.message.slice(0, 120) : "none",
    );
  }
  return models(
    raw,
    Object.entries(api).flatMap(([provider, { models: of }]) =>
      Object.entries(of).map(([id, model]) => [`${provider}/${id}`, model, `${provider}.models.${id}`] as const),
    ),
  );
}

/** The copy list `prices/models`: what was on offer when the copy was taken. */
function models(raw: RawDocument, offered: readonly (readonly [string, Model, string])[]): Reading {
  const rejected: Rejections = new Map();
  const observations = offered.flatMap(([item, model, locator]): Observation[] => {
    const released = model.release_date ?? "";
    if (!isDate(released) && !/^\d{4}-(0[1-9]|1[0-2])$/.test(released)) {
      reject(rejected, released === "" ? "no release date" : "release date is neither a day nor a month", locator);
      return [];
    }
    const provider = item.slice(0, item.indexOf("/"));
    return [
      {
        series: "prices/models",
        item,
        period: released,
        value: model.cost?.input === 0 ? null : (model.cost?.input ?? null),
        unit: "USD per Mtok",
        published: null,
        known: raw.known,
        knownBy: raw.knownBy,
        evidence: "reported (secondary)",
        origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
        fields: {
          name: model.name ?? null,
          provider,
          firstParty: makers.includes(provider),
          canonicalModel: versionOn(item, raw.known.slice(0, 10)),
          output: model.cost?.output === 0 ? null : (model.cost?.output ?? null),
          cacheRead: model.cost?.cache_read ?? null,
          cacheWrite: model.cost?.cache_write ?? null,
          openWeights: model.open_weights ?? null,
          reasoning: model.reasoning ?? null,
          contextTokens: model.limit?.context ?? null,
        },
        ...(model.cost?.input === 0 ? { flags: ["zero-price"] } : {}),
      },
    ];
  });
  if (observations.length === 0)
    throw changed("models-dev", raw.path, "at least one model with a release date", "none");
  return {
    observations,
    rejected: rejectedRows(rejected),
    account: { unit: "offers", held: offered.length, taken: observations.length },
  };
}

/**
 * models.dev, open database of AI models and API prices (MIT), kept by volunteers from the providers' price pages.
 *
 * From the extract of its commit history: log list `prices/offers` and step series `prices/<model>/input|output` [USD per Mtok], `known` = commit time (stamped). From
 * the TOML files of a commit or the live answer: copy list `prices/models`, item = provider/model, period = release day (or month, as stated), value = input price [USD per Mtok]; fields
 * `output`, `cacheRead`, `cacheWrite` [USD per Mtok], `canonicalModel`, `openWeights`, `reasoning`, `contextTokens`, `firstParty`.
 *
 * Lag: hours to weeks after a price page changes. Revision habit: files are edited in place; the commit time is when a value was public
 * here, not when the provider changed it. Known defects: the first import (June 2025) has one time for many older models, so `first-seen` prices may be much
 * older; some changes are corrections of data, not of prices (commit "fix glm-5.1 price"), and cannot be told apart; cost 0 means free or unknown (null,
 * flag `zero-price`); in 2026 release dates moved to other files, joined here through `base_model`; names such as `deepseek-chat` move (see model-aliases.ts);
 * prices above a context length and in fast modes are not read.
 */
export const source: Source<Query> = {
  id: "models-dev",
  title: "models.dev, AI models and API prices",
  publisher: "models.dev",
  licence: "MIT",
  terms: "ship",
  homepage: "https://models.dev",
  series: [
    ...offerSeries,
    {
      id: "prices/models",
      title: {
        en: "Models on offer with release date and list price",
        de: "Angebotene Modelle mit Erscheinungstag und Listenpreis",
      },
      unit: "USD per Mtok",
      frequency: "irregular",
      list: "copy",
      lagDays: 7,
    },
  ],
  query: Query,
  usual: [{ document: "api" }],
  requests: ({ document }) => (document === "api" ? [{ url: "https://models.dev/api.json" }] : []),
  recognise: (file) => {
    if (file.head.startsWith("recorded_at,commit,provider,model_id,")) return { document: "events" };
    if (fileName(file.path) === "toml_verbatim.jsonl") return { document: "toml" };
    return fileName(file.path) === "api.json" &&
      /"models":\s*\{/.test(file.head) &&
      file.folder !== "genai-prices-pydantic"
      ? { document: "api" }
      : null;
  },
  read: (raw, { document }) => {
    switch (document) {
      case "events":
        return readEvents(raw);
      case "toml":
        return readToml(raw);
      case "api":
        return readApi(raw);
    }
  },
};
