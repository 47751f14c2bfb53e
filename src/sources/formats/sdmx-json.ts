import { z } from "zod";
import type { RawDocument } from "../../terms/source.ts";
import { changed, jsonOf, refused, shaped } from "./answers.ts";
import type { SdmxCell } from "./sdmx.ts";
import { shown } from "./shown.ts";

const Value = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  value: z.union([z.string(), z.number()]).optional(),
});
const Component = z.object({
  id: z.string(),
  keyPosition: z.number().int().optional(),
  values: z.array(Value.nullable()).default([]),
});
const Levels = z.object({
  dataSet: z.array(Component).default([]),
  dataset: z.array(Component).default([]),
  series: z.array(Component).default([]),
  observation: z.array(Component).default([]),
});
const Structure = z.object({
  dimensions: Levels,
  attributes: Levels.default({ dataSet: [], dataset: [], series: [], observation: [] }),
});
const Indices = z.array(z.union([z.number().int(), z.null(), z.array(z.unknown())])).default([]);
const Numbers = z.record(
  z.string(),
  z.array(z.union([z.number(), z.string(), z.null(), z.array(z.unknown())])).nullable(),
);
const DataSet = z.object({
  structure: z.number().int().default(0),
  action: z.string().default("Information"),
  validFrom: z.string().nullish(),
  validTo: z.string().nullish(),
  attributes: Indices,
  observations: Numbers.default({}),
  series: z.record(z.string(), z.object({ attributes: Indices, observations: Numbers.default({}) })).default({}),
});
const Version1 = z.object({ structure: Structure, dataSets: z.array(DataSet).default([]) });
const Version2 = z.object({
  data: z.object({ structures: z.array(Structure).min(1), dataSets: z.array(DataSet).default([]) }),
});
const Version1Wrapped = z.object({ data: z.object({ structure: Structure, dataSets: z.array(DataSet).default([]) }) });
const Errors = z.object({
  errors: z
    .array(z.object({ code: z.number().optional(), title: z.string().optional(), message: z.string().optional() }))
    .min(1),
});

type Part = z.infer<typeof Component>;

/**
 * The cells of an SDMX-JSON data message, version 1.0 (`structure`) or 2.0 (`data.structures`), by series or flat. Positions in the keys are
 * indices into the values of the dimensions (the codes then stand in the order of `keyPosition`, which is the order of a key); numbers behind a value are indices into the values of attributes.
 * @throws "source-unreachable" for a message of errors, "source-changed" for an index that points nowhere
 */
export function sdmxJsonCells(raw: RawDocument, text: string, source: string): readonly SdmxCell[] {
  const body = jsonOf(source, text, "body");
  const errors = Errors.safeParse(body);
  const { structures, dataSets } = messageOf(source, body, () => {
    if (errors.success)
      throw refused(
        source,
        raw,
        errors.data.errors.map((e) => `error ${e.code ?? ""}: ${e.title ?? e.message ?? ""}`).join("; "),
      );
  });
  return dataSets.flatMap((dataSet, d) => {
    const structure = structures[dataSet.structure];
    if (structure === undefined)
      throw changed(
        source,
        `dataSets[${d}].structure`,
        `one of ${structures.length} structures`,
        String(dataSet.structure),
      );
    return cellsOf(structure, dataSet, { source, at: `dataSets[${d}]` });
  });
}

function messageOf(
  source: string,
  body: unknown,
  onErrors: () => void,
): {
  readonly structures: readonly z.infer<typeof Structure>[];
  readonly dataSets: readonly z.infer<typeof DataSet>[];
} {
  const second = Version2.safeParse(body);
  if (second.success) return second.data.data;
  const wrapped = Version1Wrapped.safeParse(body);
  if (wrapped.success) return { structures: [wrapped.data.data.structure], dataSets: wrapped.data.data.dataSets };
  onErrors();
  const first = shaped(source, Version1, body, "body");
  return { structures: [first.structure], dataSets: first.dataSets };
}

interface Place {
  readonly source: string;
  readonly at: string;
}

function cellsOf(
  { dimensions, attributes }: z.infer<typeof Structure>,
  dataSet: z.infer<typeof DataSet>,
  { source, at }: Place,
): SdmxCell[] {
  const fixed = [...dimensions.dataSet, ...dimensions.dataset];
  const positions = new Map(
    [...fixed, ...dimensions.series, ...dimensions.observation].map((d, i) => [d.id, d.keyPosition ?? i]),
  );
  const whole = coded([...attributes.dataSet, ...attributes.dataset], dataSet.attributes);
  const groups: [string, (readonly [string, string])[], Record<string, string>, z.infer<typeof Numbers>][] = [
    [`${at}.observations`, [], {}, dataSet.observations],
    ...Object.entries(dataSet.series).map(
      ([key, series]): [string, (readonly [string, string])[], Record<string, string>, z.infer<typeof Numbers>] => [
        `${at}.series["${key}"].observations`,
        codesOf(dimensions.series, key, { source, at: `${at}.series["${key}"]` }),
        coded(attributes.series, series.attributes),
        series.observations,
      ],
    ),
  ];
  return groups.flatMap(([where, key, own, observations]) =>
    Object.entries(observations).map(([position, numbers]) => {
      const locator = `${where}["${position}"]`;
      const all = [
        ...fixed.map((d) => [d.id, onlyCode(d, { source, at: locator })] as const),
        ...key,
        ...codesOf(dimensions.observation, position, { source, at: locator }),
      ];
      const time = all.find(([id]) => id === "TIME_PERIOD" || id === "TIME")?.[1] ?? "";
      return {
        key: all
          .filter(([id]) => id !== "TIME_PERIOD" && id !== "TIME")
          .sort(([a], [b]) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0)),
        time,
        value: numberOf(numbers?.[0] ?? null, { source, at: locator }),
        attributes: { ...whole, ...own, ...coded(attributes.observation, numbers?.slice(1) ?? []) },
        action: dataSet.action === "Delete" ? "delete" : "state",
        validFrom: dataSet.validFrom ?? (dataSet.action === "Delete" ? (dataSet.validTo ?? null) : null),
        locator,
      };
    }),
  );
}

function onlyCode(dimension: Part, { source, at }: Place): string {
  const code = dimension.values[0]?.id ?? dimension.values[0]?.value;
  if (code === undefined) throw changed(source, at, `a value of ${dimension.id}`, "none");
  return String(code);
}

function codesOf(dimensions: readonly Part[], key: string, { source, at }: Place): (readonly [string, string])[] {
  const indices = key === "" ? [] : key.split(":");
  if (indices.length !== dimensions.length) throw changed(source, at, `${dimensions.length} positions`, key);
  return dimensions.map((dimension, i) => {
    const value = dimension.values[Number(indices[i])];
    const code = value?.id ?? value?.value;
    if (code === undefined)
      throw changed(source, at, `a position among the values of ${dimension.id}`, indices[i] ?? "none");
    return [dimension.id, String(code)] as const;
  });
}

/** Attribute codes by index; an attribute that is absent (null), or given as free text, counts as not stated. */
function coded(parts: readonly Part[], indices: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap((part, i) => {
      const index = indices[i];
      const value = typeof index === "number" ? part.values[index] : undefined;
      const code = value?.id ?? value?.value ?? value?.name;
      return code === undefined ? [] : [[part.id, String(code)]];
    }),
  );
}

function numberOf(given: unknown, { source, at }: Place): number | null {
  if (given === null || given === "" || given === "NaN") return null;
  if (typeof given === "object") throw changed(source, at, "a number", "a list");
  const value = Number(given);
  if (!Number.isFinite(value)) throw changed(source, at, "a number", shown(given, 40));
  return value;
}
