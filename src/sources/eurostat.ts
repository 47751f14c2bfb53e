import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { toInstant } from "../terms/time.ts";
import { changed, jsonOf, refused, shaped, slugOf } from "./formats/answers.ts";
import { observeSdmx, type SdmxCell, sdmxCells } from "./formats/sdmx.ts";

/** One cut of one data set. */
export interface Query {
  /** `nama_10_gdp`. */
  readonly dataset: string;
  /** Conditions by dimension: `{"geo": "DE", "unit": "CP_MEUR"}`; several codes in one condition by commas. */
  readonly where: Readonly<Record<string, string>>;
}

const code = z.string().regex(/^[A-Za-z0-9_.,-]+$/);
const Query: z.ZodType<Query> = z
  .object({ dataset: z.string().regex(/^[a-z0-9_]+$/) })
  .catchall(code)
  .transform(({ dataset, where: _where, ...conditions }): Query => ({ dataset, where: conditions }));

const Refusal = z.union([
  z
    .object({ warning: z.object({ status: z.number(), label: z.string() }) })
    .transform(({ warning }) => `${warning.status} ${warning.label}`),
  z
    .object({ error: z.array(z.object({ status: z.number(), label: z.string() })).min(1) })
    .transform(({ error }) => error.map((e) => `${e.status} ${e.label}`).join("; ")),
]);
const Answer = z.object({
  class: z.literal("dataset"),
  updated: z.string().optional(),
  value: z.union([z.record(z.string(), z.number().nullable()), z.array(z.number().nullable())]),
  status: z.record(z.string(), z.string()).default({}),
  id: z.array(z.string()),
  size: z.array(z.number().int().nonnegative()),
  dimension: z.record(
    z.string(),
    z.object({ category: z.object({ index: z.union([z.record(z.string(), z.number()), z.array(z.string())]) }) }),
  ),
});

/**
 * Eurostat, statistics interface (JSON-stat 2.0): `eurostat/<data set>/<codes of the dimensions>`, any data set.
 *
 * Licence: reuse with acknowledgement (2011/833/EU); exceptions for data of other owners and some countries outside the EU, so nothing of it enters the snapshot. No key. No vintages: `updated` is the set's time of update: kept as
 * `published`; `known` is the copy's time. Values stand in a map from the row-major position over the dimensions to a number, both values and marks with gaps; a missing
 * position is "not stated". A wrong code of a dimension gives status 200 and no values: an error here. Too large a query is answered with status 200 and a warning 413, an unknown set
 * with an `error`. Data sets are replaced under new names. The unit is the code of the dimension `unit`.
 */
export const source: Source<Query> = {
  id: "eurostat",
  title: "Eurostat, any data set",
  publisher: "Eurostat",
  licence: "reuse with acknowledgement (2011/833/EU), with exceptions",
  terms: "test",
  homepage: "https://ec.europa.eu/eurostat/data/database",
  series: [
    {
      id: "eurostat/*/*",
      title: { en: "Eurostat series", de: "Eurostat-Reihe" },
      unit: "as published",
      frequency: "irregular",
      lagDays: 60,
    },
  ],
  query: Query,
  requests: ({ dataset, where }) => {
    const conditions = Object.entries(where).flatMap(([name, codes]) =>
      codes.split(",").map((one) => `&${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
    );
    return [
      {
        url: `https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/${dataset}?format=JSON&lang=EN${conditions.join("")}`,
      },
    ];
  },
  recognise: ({ path, head }) => {
    if (/^\s*\{\s*"version"\s*:\s*"2\.0"\s*,\s*"class"\s*:\s*"dataset"/.test(head))
      return { dataset: /jsonstat-([a-z0-9_]+)/.exec(path)?.[1] ?? "unknown", where: {} };
    if (/Sender id="ESTAT"/.test(head) && /GenericData/.test(head))
      return { dataset: /DataSetID>([a-z0-9_]+)</.exec(head)?.[1] ?? "unknown", where: {} };
    return /^\s*\{\s*"(warning|error)"\s*:/.test(head) && /ASYNCHRONOUS_RESPONSE|ERR_NOT_FOUND/.test(head)
      ? { dataset: "unknown", where: {} }
      : null;
  },
  read,
};

function read(raw: RawDocument, { dataset }: Query): Reading {
  const mapping = {
    source: "eurostat",
    stem: `eurostat/${slugOf(dataset.replaceAll("_", "-"))}`,
    url: `https://ec.europa.eu/eurostat/databrowser/product/view/${dataset}`,
    history: false,
  };
  const text = new TextDecoder().decode(raw.bytes);
  if (text.trimStart().startsWith("<")) return observeSdmx(raw, sdmxCells(raw, "eurostat"), mapping);
  const body = jsonOf("eurostat", text, "body");
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw refused("eurostat", raw, refusal.data);
  const answer = shaped("eurostat", Answer, body, "body");
  const cells = cellsOf(answer);
  if (cells.length === 0) throw changed("eurostat", "value", "values (a wrong code of a dimension gives none)", "none");
  const reading = observeSdmx(raw, cells, mapping);
  const updated =
    answer.updated === undefined ? null : toInstant(answer.updated.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return {
    ...reading,
    observations: reading.observations.map((o) => ({
      ...o,
      published: updated !== null && updated <= o.known ? updated : null,
    })),
  };
}

const marks: Readonly<Record<string, string>> = { p: "P", e: "E", b: "B", f: "F", s: "E", i: "I" };

function cellsOf({ id, size, dimension, value, status }: z.infer<typeof Answer>): SdmxCell[] {
  const codes = id.map((name, d) => {
    const index = dimension[name]?.category.index;
    const list = Array.isArray(index)
      ? index
      : Object.entries(index ?? {})
          .sort((a, b) => a[1] - b[1])
          .map(([one]) => one);
    if (list.length !== size[d])
      throw changed("eurostat", `dimension.${name}`, `${size[d]} codes`, String(list.length));
    return list;
  });
  const entries = Array.isArray(value) ? value.map((v, i) => [String(i), v] as const) : Object.entries(value);
  const all = size.reduce((n, s) => n * s, 1);
  return entries.map(([position, number]) => {
    let rest = Number(position);
    if (!Number.isInteger(rest) || rest < 0 || rest >= all)
      throw changed("eurostat", `value.${position}`, `a position below ${all}`, position);
    const key: [string, string][] = [];
    for (let d = id.length - 1; d >= 0; d--) {
      const length = size[d] ?? 1;
      key.unshift([id[d] ?? "", codes[d]?.[rest % length] ?? ""]);
      rest = Math.floor(rest / length);
    }
    const mark = lookup(marks, status[position]?.[0] ?? "");
    return {
      key: key.filter(([name]) => name !== "time"),
      time: key.find(([name]) => name === "time")?.[1] ?? "",
      value: number,
      attributes: mark === undefined ? {} : { OBS_STATUS: mark },
      action: "state",
      validFrom: null,
      locator: `value["${position}"]`,
    };
  });
}
