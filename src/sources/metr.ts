import { parse } from "yaml";
import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed } from "./formats/copy-list.ts";
import { decodeText } from "./formats/csv.ts";

/** Which task suite is asked for: the current one, or the closed first one. */
export interface Query {
  readonly suite: "current" | "closed";
}

const Query: z.ZodType<Query> = z.object({ suite: z.enum(["current", "closed"]) });

interface Estimate {
  readonly estimate?: number | undefined;
  readonly point_estimate?: number | undefined;
  readonly ci_low?: number | undefined;
  readonly ci_high?: number | undefined;
}

interface Results {
  readonly benchmark_name: string;
  readonly doubling_time_in_days?: Readonly<Record<string, Estimate>> | undefined;
  readonly results: Readonly<Record<string, ModelResult>>;
}

interface ModelResult {
  readonly benchmark_name?: string | undefined;
  readonly release_date: string;
  readonly metrics: {
    readonly is_sota: boolean;
    readonly average_score?: Estimate | undefined;
    readonly p50_horizon_length: Estimate;
    readonly p80_horizon_length?: Estimate | undefined;
  };
}

const Estimate: z.ZodType<Estimate> = z.object({
  estimate: z.number().optional(),
  point_estimate: z.number().optional(),
  ci_low: z.number().optional(),
  ci_high: z.number().optional(),
});

const Results: z.ZodType<Results> = z.object({
  benchmark_name: z.string().startsWith("METR-Horizon"),
  doubling_time_in_days: z.record(z.string(), Estimate).optional(),
  results: z.record(
    z.string(),
    z.object({
      benchmark_name: z.string().optional(),
      release_date: z.string().refine(isDate, "a day YYYY-MM-DD"),
      metrics: z.object({
        is_sota: z.boolean(),
        average_score: Estimate.optional(),
        p50_horizon_length: Estimate,
        p80_horizon_length: Estimate.optional(),
      }),
    }),
  ),
});

function readResults(raw: RawDocument): Reading {
  const file = resultsOf(raw);
  const closed = !/v1\.[1-9]/.test(file.benchmark_name);
  const entries = Object.entries(file.results).map(([model, result]) => horizon(raw, file, closed, model, result));
  const newest =
    entries
      .map((e) => e.period)
      .sort()
      .at(-1) ?? "";
  const trends = Object.entries(file.doubling_time_in_days ?? {}).map(([span, e]) =>
    trend(raw, closed, newest, span, e),
  );
  const observations = [...entries, ...trends];
  const held = Object.keys(file.results).length + Object.keys(file.doubling_time_in_days ?? {}).length;
  return { observations, rejected: [], account: { unit: "results and trends", held, taken: observations.length } };
}

/** METR's lines have less than 200 characters; the YAML parser takes minutes over a line of a hundred thousand quotes. */
const longestLine = 10_000;

function resultsOf(raw: RawDocument): Results {
  const text = decodeText(raw.bytes);
  const long = text.split("\n").findIndex((line) => line.length > longestLine);
  if (long >= 0)
    throw changed("metr", `${raw.path} line ${long + 1}`, `lines of at most ${longestLine} characters`, "a longer one");
  let tree: unknown;
  try {
    tree = parse(text);
  } catch (cause) {
    throw changed("metr", raw.path, "readable YAML", cause instanceof Error ? cause.message.slice(0, 120) : "none");
  }
  const parsed = Results.safeParse(tree);
  if (parsed.success && Object.keys(parsed.data.results).length > 0) return parsed.data;
  const issue = parsed.error?.issues[0];
  throw changed(
    "metr",
    `${raw.path} ${issue?.path.join(".") ?? "results"}`,
    "METR's results by model",
    issue?.message ?? "no model",
  );
}

function statement(
  raw: RawDocument,
  locator: string,
): Pick<Observation, "published" | "known" | "knownBy" | "evidence" | "origin"> {
  return {
    published: raw.knownBy === "observed" ? null : raw.known,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "estimated",
    origin: { document: raw.sha256, url: raw.url, locator, kind: "primary" },
  };
}

function horizon(
  raw: RawDocument,
  file: Results,
  closed: boolean,
  model: string,
  { release_date, benchmark_name, metrics }: ModelResult,
): Observation {
  const { p50_horizon_length: p50, p80_horizon_length: p80 } = metrics;
  return {
    ...statement(raw, `results.${model}`),
    series: closed ? "metr/closed-suite-horizon-p50" : "metr/horizon-p50",
    item: model,
    period: release_date,
    value: p50.estimate ?? null,
    unit: "minutes",
    fields: {
      benchmark: benchmark_name ?? file.benchmark_name,
      suite: file.benchmark_name,
      isSota: metrics.is_sota,
      low: p50.ci_low ?? null,
      high: p50.ci_high ?? null,
      p80: p80?.estimate ?? null,
      p80Low: p80?.ci_low ?? null,
      p80High: p80?.ci_high ?? null,
      averageScore: metrics.average_score?.estimate ?? null,
    },
  };
}

function trend(raw: RawDocument, closed: boolean, newest: string, span: string, estimate: Estimate): Observation {
  return {
    ...statement(raw, `doubling_time_in_days.${span}`),
    series: closed ? "metr/closed-suite-doubling-time" : "metr/doubling-time",
    item: span.replaceAll("_", "-"),
    period: newest,
    value: estimate.point_estimate ?? null,
    unit: "days",
    fields: { low: estimate.ci_low ?? null, high: estimate.ci_high ?? null },
  };
}

/**
 * METR, *Time horizons*: length of tasks (time of skilled people) that a model completes with 50 % success.
 *
 * `metr/horizon-p50` (current suite, v1.1) and `metr/closed-suite-horizon-p50` (v1.0, closed; never mix the two): copy lists, item = METR's model key,
 * period = release date, value = p50 horizon [minutes]. Fields: `benchmark` = the row's own suite (gpt2, davinci and gpt-3.5 stand in the v1.1 file with
 * `METR-Horizon-v1.0`: stitched), `suite` = the file's, `isSota` = record at release as the file says (it changes between copies), `low`, `high` = 95 % interval [minutes],
 * `p80`, `p80Low`, `p80High` [minutes]. `metr/doubling-time`: what the file itself states [days], items `from-2023-on` and `all-time-stitched`, period = newest release in the file.
 *
 * Licence MIT (METR/eval-analysis-public); the file on metr.org carries none of its own. Lag: days to weeks after a release.
 * Revision habit: horizons are re-estimated in place (Claude Opus 4.6: 870 minutes on 2026-02-22, 719 on 2026-03-03); no stamp in the
 * file, so `known` is the copy's. Known defects: upper bounds of thousands of minutes mark the end of the task suite; the copy of 2026-03-03 states an all-time
 * doubling time that its own v1.0 rows do not give (see docs/sources/metr.md).
 */
export const source: Source<Query> = {
  id: "metr",
  title: "METR, Time horizons",
  publisher: "METR",
  licence: "MIT",
  terms: "ship",
  homepage: "https://metr.org/time-horizons/",
  series: [
    {
      id: "metr/horizon-p50",
      title: {
        en: "Task length completed with 50 % success (METR suite 1.1)",
        de: "Aufgabenlänge bei 50 % Erfolg (METR-Suite 1.1)",
      },
      unit: "minutes",
      frequency: "irregular",
      list: "copy",
      lagDays: 30,
    },
    {
      id: "metr/doubling-time",
      title: {
        en: "Doubling time of the task length as METR states it",
        de: "Verdopplungszeit der Aufgabenlänge nach METR",
      },
      unit: "days",
      frequency: "irregular",
      list: "copy",
      lagDays: 30,
    },
    {
      id: "metr/closed-suite-horizon-p50",
      title: {
        en: "Task length completed with 50 % success (METR suite 1.0, closed)",
        de: "Aufgabenlänge bei 50 % Erfolg (METR-Suite 1.0, abgeschlossen)",
      },
      unit: "minutes",
      frequency: "irregular",
      list: "copy",
      lagDays: 30,
    },
    {
      id: "metr/closed-suite-doubling-time",
      title: { en: "Doubling time stated with METR suite 1.0", de: "Verdopplungszeit laut METR-Suite 1.0" },
      unit: "days",
      frequency: "irregular",
      list: "copy",
      lagDays: 30,
    },
  ],
  query: Query,
  usual: [{ suite: "current" }, { suite: "closed" }],
  argument: "suite",
  requests: ({ suite }) => [{ url: `https://metr.org/assets/benchmark_results_1_${suite === "current" ? 1 : 0}.yaml` }],
  recognise: (file) => {
    const name = /^benchmark_name: (METR-Horizon\S*)/m.exec(file.head)?.[1];
    return name === undefined ? null : { suite: /v1\.[1-9]/.test(name) ? "current" : "closed" };
  },
  read: readResults,
};
