import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import { pagesOf, type RawDocument, type Reading, type Source } from "../terms/source.ts";
import { changed, copyStamp, jsonOf, refused, shaped } from "./formats/answers.ts";

/** The models with the most downloads, of all kinds or of one task. */
export interface Query {
  /** `robotics`, `text-generation` and so on; all when absent. */
  readonly task?: string | undefined;
  /** How many, most downloads first. */
  readonly most: number;
}

const Query: z.ZodType<Query> = z.strictObject({
  task: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  most: z.coerce.number().int().min(1).max(20_000).default(1_000),
});

const Model = z.object({
  id: z.string().min(1),
  createdAt: z.string(),
  lastModified: z.string().nullish(),
  downloads: z.number().int().nonnegative(),
  downloadsAllTime: z.number().int().nonnegative().nullish(),
  likes: z.number().int().nullish(),
  pipeline_tag: z.string().nullish(),
  library_name: z.string().nullish(),
  safetensors: z.object({ total: z.number().nullish() }).nullish(),
});
const fields = [
  "createdAt",
  "lastModified",
  "downloads",
  "downloadsAllTime",
  "likes",
  "pipeline_tag",
  "library_name",
  "safetensors",
];
const perPage = 500;

/**
 * Hugging Face Hub: copy list `hugging-face/models` (or `hugging-face/<task>-models`), the models with the most downloads: item = model, period = day of creation, value = downloads in
 * the 30 days before the copy, fields all-time downloads, likes, task, library, parameters.
 *
 * Terms of the site; metadata only, for the user's own pulls, never in the snapshot. A token (HF_TOKEN) is optional: 500 requests in 5 minutes without one. No vintages: downloads are a rolling counter, `known` is
 * the copy's time, so a history is made by pulling regularly. Pages follow the `Link` header; a model that moves between two pages while they are fetched may come twice (rejected) or not at all. With
 * `expand` nothing but the fields asked for is returned. Days of creation before 2022-03-02 stand as that day.
 */
export const source: Source<Query> = {
  id: "hugging-face",
  title: "Hugging Face, most downloaded models",
  publisher: "Hugging Face",
  licence: "terms of the site; metadata for own use",
  terms: "test",
  homepage: "https://huggingface.co/models",
  series: [
    {
      id: "hugging-face/models",
      title: { en: "Most downloaded models", de: "Meistgeladene Modelle" },
      unit: "downloads in 30 days",
      frequency: "irregular",
      list: "copy",
      lagDays: 0,
    },
    {
      id: "hugging-face/*",
      title: { en: "Most downloaded models of a task", de: "Meistgeladene Modelle einer Aufgabe" },
      unit: "downloads in 30 days",
      frequency: "irregular",
      list: "copy",
      lagDays: 0,
    },
  ],
  query: Query,
  argument: "task",
  joined: true,
  requests: ({ task, most }) => [
    {
      url: `https://huggingface.co/api/models?sort=downloads&direction=-1&limit=${Math.min(most, perPage)}${task === undefined ? "" : `&pipeline_tag=${task}`}${fields.map((f) => `&expand=${f}`).join("")}`,
      key: { env: "HF_TOKEN", header: "authorization", scheme: "Bearer", optional: true },
    },
  ],
  next: ({ raw, asked, page, link }, { most }) => {
    const following = /<([^>]+)>\s*;\s*rel="next"/.exec(link ?? "")?.[1];
    if (following === undefined || page * perPage >= most || rowsOf(raw, pagesOf(raw).at(-1) ?? "").length === 0)
      return null;
    const address = new URL(following, asked.url);
    if (address.host !== new URL(asked.url).host)
      throw changed("hugging-face", "Link header", new URL(asked.url).host, address.host);
    return { ...asked, url: address.href };
  },
  recognise: () => null,
  read,
};

function rowsOf(raw: RawDocument, text: string): z.infer<typeof Model>[] {
  const body = jsonOf("hugging-face", text, "body");
  const refusal = z.object({ error: z.string() }).safeParse(body);
  if (refusal.success) throw refused("hugging-face", raw, refusal.data.error);
  return shaped("hugging-face", z.array(Model), body, "body");
}

function read(raw: RawDocument, { task, most }: Query): Reading {
  const seen = new Set<string>();
  const observations: Observation[] = [];
  let [twice, example] = [0, ""];
  const models = pagesOf(raw).flatMap((text) => rowsOf(raw, text));
  if (models.length === 0) throw changed("hugging-face", "body", "models", "none");
  models.slice(0, most).forEach((model, i) => {
    const period = model.createdAt.slice(0, 10);
    if (!isDate(period)) throw changed("hugging-face", `[${i}].createdAt`, "a time", model.createdAt);
    if (seen.has(model.id)) {
      twice++;
      example ||= model.id;
      return;
    }
    seen.add(model.id);
    observations.push({
      series: `hugging-face/${task === undefined ? "models" : `${task}-models`}`,
      item: model.id,
      period,
      value: model.downloads,
      unit: "downloads in 30 days",
      ...copyStamp(raw),
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: `https://huggingface.co/${model.id}`, locator: `[${i}]`, kind: "primary" },
      fields: {
        downloadsAllTime: model.downloadsAllTime ?? null,
        likes: model.likes ?? null,
        task: model.pipeline_tag ?? null,
        library: model.library_name ?? null,
        parameters: model.safetensors?.total ?? null,
        lastModified: model.lastModified ?? null,
      },
    });
  });
  return { observations, rejected: twice === 0 ? [] : [{ reason: "came on two pages", count: twice, example }] };
}
