import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source, Tools } from "../terms/source.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";
import { decodeText, parseCsv, recordsOf } from "./formats/csv.ts";
import { versionOn } from "./model-aliases.ts";

/** Which table of the benchmarking hub a document holds. */
export interface Query {
  readonly table: "index" | "scale" | "benchmarks";
}

const Query: z.ZodType<Query> = z.object({ table: z.enum(["index", "scale", "benchmarks"]) });

const files: Readonly<Record<Query["table"], string>> = {
  index: "epoch_capabilities_index.csv",
  scale: "eci_scaling.csv",
  benchmarks: "eci_benchmark_difficulties_and_slopes.csv",
};

/** One model version; value = score of the index on the scale of this copy, null when not scored. */
function version(row: Row): Entry {
  const id = row.text("Model version");
  const date = row.day("Release date");
  const points = row.number("ECI Score");
  if (id === null) return "no model version";
  if (date === null) return points === null ? "no release date, no score" : "no release date, but a score";
  return {
    item: id,
    period: date,
    value: points,
    evidence: points === null ? "reported (secondary)" : "estimated",
    fields: {
      model: row.text("Model name"),
      displayName: row.text("Display name"),
      version: versionOn(id, date),
      organization: row.text("Organization"),
      country: row.text("Country"),
      accessibility: row.text("Model accessibility"),
      trainingFlop: row.number("Training compute (FLOP)"),
      confidence: row.text("Confidence"),
    },
  };
}

/** One model of the live score table, with its 90 % interval. */
function score(row: Row): Entry {
  const model = row.text("Model");
  const date = row.day("date");
  const value = row.number("eci");
  if (model === null) return "no model";
  if (date === null) return "no release date, but a score";
  return {
    item: model,
    period: date,
    value,
    evidence: "estimated",
    fields: {
      model,
      displayName: row.text("Display name"),
      version: versionOn(model, date),
      organization: row.text("Organization"),
      country: row.text("Country (of organization)"),
      accessibility: row.text("Model accessibility"),
      low: row.number("eci_ci_low"),
      high: row.number("eci_ci_high"),
    },
  };
}

/** Names and days of the versions of each model, from the archive's `model_metadata.csv`; rows with holes are left out. */
function versionsByModel(bytes: Uint8Array | undefined): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const versions = new Map<string, (readonly [string, string])[]>();
  if (bytes === undefined) return versions;
  for (const record of recordsOf(parseCsv(decodeText(bytes)), ["model_version", "model_group", "date"])) {
    const [id, model, date] = [
      record["model_version"]?.trim() ?? "",
      record["model_group"]?.trim() ?? "",
      record["date"] ?? "",
    ];
    if (id !== "" && model !== "" && isDate(date)) versions.set(model, [...(versions.get(model) ?? []), [id, date]]);
  }
  return versions;
}

/** Scores by model become scores by version, as the older copies state them; a model without known versions stays under its name. */
function readScores(raw: RawDocument, metadata: Uint8Array | undefined): Reading {
  const byModel = readCopy(raw, {
    source: "epoch-capability",
    series: "epoch/capability-index",
    unit: "ECI points",
    columns: [["Model"], ["eci"], ["date"], ["eci_ci_low"]],
    entry: score,
  });
  const versions = versionsByModel(metadata);
  const observations = byModel.observations.flatMap((o): Observation[] => {
    const own = new Map(versions.get(o.item ?? "") ?? []);
    if (own.size === 0) return [o];
    return [...own].map(([id, date]) => ({
      ...o,
      item: id,
      period: date,
      fields: { ...o.fields, version: versionOn(id, date) },
    }));
  });
  return { ...byModel, observations };
}

/** The index in one of its layouts: one row per version (to 2026-05), or one per model with the versions in another member. */
function readIndex(raw: RawDocument, tools: Tools): Reading {
  const members = isZip(raw.bytes)
    ? [
        ...tools.unzip(raw.bytes, (name) =>
          /(^|\/)(epoch_capabilities_index|eci_scores|model_metadata)\.csv$/.test(name),
        ),
      ]
    : [];
  const member = (name: string): Uint8Array | undefined => members.find(([path]) => fileName(path) === name)?.[1];
  const scores = member("eci_scores.csv");
  if (scores !== undefined) return readScores({ ...raw, bytes: scores }, member("model_metadata.csv"));
  const bytes = member(files.index) ?? raw.bytes;
  if (/^\uFEFF?Model,/.test(decodeText(bytes.subarray(0, 64)))) return readScores({ ...raw, bytes }, undefined);
  return readCopy(
    { ...raw, bytes },
    {
      source: "epoch-capability",
      series: "epoch/capability-index",
      unit: "ECI points",
      columns: [["Model version"], ["ECI Score"], ["Release date"], ["Organization"]],
      entry: version,
    },
  );
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function scale(row: Row, day: string): Entry {
  return {
    item: "index",
    period: day,
    value: row.number("b"),
    evidence: "estimated",
    fields: {
      a: row.number("a"),
      b: row.number("b"),
      anchor1: row.text("scaling_anchor1"),
      anchor1Score: row.number("scaling_anchor1_eci"),
      anchor2: row.text("scaling_anchor2"),
      anchor2Score: row.number("scaling_anchor2_eci"),
    },
  };
}

function benchmark(row: Row): Entry {
  const name = row.text("benchmark_name");
  const date = row.day("benchmark_release_date");
  if (name === null) return "no benchmark name";
  if (date === null) return "no release date";
  return {
    item: name,
    period: date,
    value: row.number("edi"),
    evidence: "estimated",
    fields: { slope: row.number("estimated_slope_scaled"), isAnchor: row.text("is_anchor") === "True" },
  };
}

/**
 * Epoch AI, *Benchmarking Hub*: the Epoch Capabilities Index (ECI), one score per model from many benchmarks.
 *
 * `epoch/capability-index`: copy list, item = model version (with reasoning effort, for example `o3-2025-04-16_high`), period = release date as the
 * copy gives it, value = ECI or null. Fields: `model` = the name whose versions share one score, `displayName`, `version` = the exact version without
 * host and effort (joins with `canonicalModel` of `prices/offers`), `trainingFlop` [FLOP], ... `epoch/capability-scale`: the two models that anchor the scale (Claude 3.5 Sonnet = 130, GPT-5 = 150).
 * `epoch/benchmark-difficulty`: difficulty and slope per benchmark. These files state no interval; the live archive
 * (layout of autumn 2026: `eci_scores.csv` by model, `model_metadata.csv` with the versions) adds `low` and `high`, a 90 % bootstrap interval.
 *
 * Licence CC BY 4.0 for these files; the hub's `*_external.csv` belong to other leaderboards and are never read. Lag: weeks to months
 * after a release; scores may precede a public release. Revision habit: the index is re-fitted and rescaled with every copy (o3 high: 144.24, 146.78,
 * 147.19, 147.18 in four copies), so scores of two copies must not be mixed. Known defects: one copy (January 2026) dates `Kimi-K2-Instruct-0905` a year early (kept as
 * read; definition D3 drops it); 22 to 27 rows without a date per copy (rejected, those with a score named apart); two versions end in a space; 65 to 99 rows have no model name.
 */
export const source: Source<Query> = {
  id: "epoch-capability",
  title: "Epoch AI, Benchmarking Hub: Epoch Capabilities Index",
  publisher: "Epoch AI",
  licence: "CC BY 4.0",
  terms: "ship",
  homepage: "https://epoch.ai/benchmarks",
  series: [
    {
      id: "epoch/capability-index",
      title: { en: "Epoch Capabilities Index by model version", de: "Epoch Capabilities Index nach Modellversion" },
      unit: "ECI points",
      frequency: "irregular",
      list: "copy",
      lagDays: 45,
    },
    {
      id: "epoch/capability-scale",
      title: { en: "Anchors of the capability index", de: "Ankerpunkte des Fähigkeitsindex" },
      unit: "ECI points",
      frequency: "irregular",
      list: "copy",
      lagDays: 0,
    },
    {
      id: "epoch/benchmark-difficulty",
      title: {
        en: "Difficulty of benchmarks on the capability scale",
        de: "Schwierigkeit der Benchmarks auf der Skala des Fähigkeitsindex",
      },
      unit: "ECI points",
      frequency: "irregular",
      list: "copy",
      lagDays: 180,
    },
  ],
  query: Query,
  usual: [{ table: "index" }],
  requests: () => [{ url: "https://epoch.ai/data/benchmark_data.zip" }],
  recognise: (file) => {
    const name = fileName(file.path);
    if (name === files.index && file.head.includes("Model version")) return { table: "index" };
    if (name === "benchmark_data.zip") return { table: "index" };
    if (name === "eci_scores.csv" && file.head.startsWith("Model,")) return { table: "index" };
    if (name === files.scale) return { table: "scale" };
    return name === files.benchmarks ? { table: "benchmarks" } : null;
  },
  read: (raw, { table }, tools) => {
    const member = new RegExp(
      `(^|/)${table === "benchmarks" ? "(edi_scores|eci_benchmark_difficulties_and_slopes)\\.csv" : "eci_scaling\\.csv"}$`,
    );
    switch (table) {
      case "index":
        return readIndex(raw, tools);
      case "scale":
        return readCopy(
          raw,
          {
            source: "epoch-capability",
            series: "epoch/capability-scale",
            unit: "ECI points",
            columns: [["a"], ["b"], ["scaling_anchor1_eci"]],
            entry: (row) => scale(row, raw.known.slice(0, 10)),
          },
          tools,
          member,
        );
      case "benchmarks":
        return readCopy(
          raw,
          {
            source: "epoch-capability",
            series: "epoch/benchmark-difficulty",
            unit: "ECI points",
            columns: [["benchmark_name"], ["edi"]],
            entry: benchmark,
          },
          tools,
          member,
        );
    }
  },
};
