import type { NewStatement } from "../store/news-documents.ts";
import { breathe } from "../terms/breathe.ts";
import type { Progress } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import { createMemory } from "../terms/memory.ts";
import type { News, NewsEffect, NewsOfSource } from "../terms/news.ts";
import { type Mode, type Need, type Panel, patternRegex } from "../terms/panel.ts";
import { type Part, type PartId, type PartResult, partIds } from "../terms/part.ts";
import type { Thesis } from "../terms/thesis.ts";
import { judgeThesis } from "./judge.ts";
import { needsOf } from "./measure.ts";
import { divide, type Standing } from "./news/contributions.ts";
import { countsOf, groupNews } from "./news/groups.ts";
import { changesOf, movedIds, withNews } from "./news/panels.ts";

/** Name of the first step: the later day itself, with nothing new. */
export const calendarStep = "calendar";

/** What the news task needs from outside. */
export interface NewsInputs {
  readonly panel: (day: string, mode: Mode, needs: readonly Need[]) => Promise<Panel>;
  readonly statements: (
    ids: readonly string[],
    days: { readonly from: string; readonly to: string },
  ) => Promise<readonly NewStatement[]>;
  readonly parts: readonly Part[];
  readonly thesis: Thesis;
  readonly seed: number;
  readonly progress: (step: Progress) => void;
}

/** A number that can move: where it stands at a step. */
interface Moving extends Standing {
  readonly id: string;
  readonly kind: NewsEffect["kind"];
  readonly part: PartId | null;
  readonly says: NewsEffect["says"];
  readonly unit: string | null;
}

/**
 * What became known between two days of what the parts read, and how much each group of it moved every line's value, every
 * forecast's median and every claim's probability (docs/methods/news.md).
 *
 * The later day comes first with nothing new (`calendar`), then the groups are added one at a time by exact re-measurement,
 * in the order of their names and in the reverse order; the two are averaged. The same seed at every step. Nothing known
 * after `to` is read.
 * @throws "input-invalid" when `from` is not before `to`
 */
export async function whatMoved(
  days: { readonly from: string; readonly to: string },
  mode: Mode,
  inputs: NewsInputs,
): Promise<News> {
  const { from, to } = days;
  if (from >= to)
    throw new VorlaufError("input-invalid", {
      what: "--from",
      got: `${from}, not before ${to}`,
      fix: "Give an earlier day than --to.",
    });
  const needs = needsOf(inputs.parts);
  inputs.progress({ task: "news", on: "panels", done: 0, total: 0 });
  const [before, after] = [await inputs.panel(from, mode, needs), await inputs.panel(to, mode, needs)];
  const changes = changesOf(before, after);
  const ids = [...new Set([...movedIds(before, after), ...changes.map((c) => c.series)])].sort();
  const groups = groupNews(ids, changes, await inputs.statements(ids, days));
  const steps = stepper(
    before,
    after,
    groups.map((g) => g.series),
    inputs,
  );
  const [start, end] = [await steps.start(), await steps.all()];
  const moved = movedParts(start, end);
  const forward = [
    start,
    ...(await steps.run(
      groups.map((_, i) => i),
      moved,
    )),
  ];
  const backward = [
    start,
    ...(await steps.run(
      groups.map((_, i) => groups.length - 1 - i),
      moved,
    )),
  ];
  const judged = (results: Results, asOf: string): readonly Moving[] =>
    standingsOf(Object.values(results), inputs.thesis, asOf);
  const ahead = forward.map((r, i) => byId(judged(r, i === 0 ? from : to)));
  const back = backward.map((r, i) => byId(judged(r, i === 0 ? from : to)));
  const effects = judged(end, to).flatMap((m): NewsEffect[] =>
    effectOf(
      m,
      groups.map((g) => g.id),
      ahead,
      back,
    ),
  );
  inputs.progress({ task: "news", on: "done", done: 1, total: 1 });
  return { from, to, mode, sources: perSource(changes), groups, effects, compared: ahead.at(-1)?.size ?? 0 };
}

type Results = Partial<Record<PartId, PartResult>>;

interface Stepper {
  /** On the earlier day. */
  readonly start: () => Promise<Results>;
  readonly all: () => Promise<Results>;
  /** After the calendar, then after each group in the order given; parts that did not move stay as they end. */
  readonly run: (order: readonly number[], moved: ReadonlySet<PartId>) => Promise<Results[]>;
}

/** Measures parts on panels between the two days; what was measured before on the same news is not measured again. */
function stepper(before: Panel, after: Panel, groups: readonly (readonly string[])[], inputs: NewsInputs): Stepper {
  const kept = new Map<string, PartResult>();
  const memory = createMemory();
  const relevant = new Map(inputs.parts.map((p) => [p.id, relevantTo(p, groups)]));
  let done = 0;
  let total = 2 * inputs.parts.length;
  const measure = async (part: Part, panel: () => Panel, key: string): Promise<PartResult> => {
    const name = `${part.id} ${key}`;
    const had = kept.get(name);
    if (had !== undefined) return had;
    inputs.progress({ task: "news", on: part.id, done: done++, total: Math.max(total, done) });
    await breathe();
    const result = part.measure(panel(), { seed: inputs.seed, pseudo: null, memory });
    kept.set(name, result);
    return result;
  };
  const at = (part: Part, applied: ReadonlySet<number>): Promise<PartResult> => {
    const own = (relevant.get(part.id) ?? []).filter((g) => applied.has(g));
    return measure(
      part,
      () => withNews(before, after, new Set(own.flatMap((g) => groups[g] ?? []))),
      `news ${own.join(",")}`,
    );
  };
  const everything = new Set(groups.map((_, i) => i));
  const each = async (result: (part: Part) => Promise<PartResult>): Promise<Results> => {
    const results: Results = {};
    for (const part of inputs.parts) results[part.id] = await result(part);
    return results;
  };
  const resultsAt = (applied: ReadonlySet<number>, of: (part: Part) => boolean): Promise<Results> =>
    each((p) => at(p, of(p) ? applied : everything));
  return {
    start: () => each((p) => measure(p, () => before, "before")),
    all: () => resultsAt(everything, () => true),
    run: async (order, moved) => {
      total = 2 * inputs.parts.length + [...moved].reduce((s, id) => s + 2 * (relevant.get(id)?.length ?? 0), 0);
      const results: Results[] = [];
      for (let n = 0; n <= order.length; n++) {
        results.push(await resultsAt(new Set(order.slice(0, n)), (p) => moved.has(p.id)));
      }
      return results;
    },
  };
}

/** Positions of the groups that hold an id which a part reads. */
function relevantTo(part: Part, groups: readonly (readonly string[])[]): number[] {
  const patterns = part.needs.map((n) => patternRegex(n.id));
  return groups.flatMap((ids, i) => (ids.some((id) => patterns.some((p) => p.test(id))) ? [i] : []));
}

function movedParts(start: Results, end: Results): Set<PartId> {
  return new Set(
    partIds.filter((id) => {
      const [a, b] = [start[id], end[id]];
      if (a === undefined || b === undefined) return false;
      const old = byId(ofPart(a));
      const now = ofPart(b);
      return now.length !== old.size || now.some((m) => differs(old.get(m.id), m));
    }),
  );
}

/** Whether two standings differ by more than rounding. */
function differs(a: Standing | undefined, b: Standing): boolean {
  if (a === undefined || a.state !== b.state || (a.value === null) !== (b.value === null)) return true;
  if (a.value === null || b.value === null) return false;
  return Math.abs(a.value - b.value) > 1e-12 * Math.max(1e-9, Math.abs(a.value), Math.abs(b.value));
}

function byId(all: readonly Moving[]): Map<string, Moving> {
  return new Map(all.map((m) => [m.id, m]));
}

function ofPart(result: PartResult): Moving[] {
  const lines = [result.headline, ...result.lines].map(
    (l): Moving => ({
      id: l.id,
      kind: "line",
      part: l.part,
      says: l.says,
      unit: l.unit,
      value: l.value,
      state: l.state,
    }),
  );
  const forecasts = result.forecasts.map(
    (f): Moving => ({
      id: f.id,
      kind: "forecast",
      part: result.part,
      says: f.says,
      unit: f.unit,
      value: medianOf(f.draws),
      state: "found",
    }),
  );
  return [...forecasts, ...lines.filter((l) => !result.forecasts.some((f) => f.id === l.id))];
}

/** Middle of ascending draws; the mean of the two middle ones of an even number. */
function medianOf(draws: readonly number[]): number | null {
  if (draws.length === 0) return null;
  const half = draws.length / 2;
  const [low, high] = [draws[Math.ceil(half) - 1], draws[Math.floor(half)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function standingsOf(results: readonly PartResult[], thesis: Thesis, asOf: string): Moving[] {
  const claims = judgeThesis(thesis, results, asOf).claims.map(
    (c): Moving => ({
      id: `claim/${c.id}`,
      kind: "claim",
      part: c.part,
      says: c.says,
      unit: "probability",
      value: c.probability,
      state: c.state,
    }),
  );
  const inner = partIds.flatMap((id) => results.filter((r) => r.part === id).flatMap(ofPart));
  return [...claims, ...inner.filter((m) => m.kind === "forecast"), ...inner.filter((m) => m.kind === "line")];
}

type Step = ReadonlyMap<string, Moving>;

function effectOf(m: Moving, groups: readonly string[], ahead: readonly Step[], back: readonly Step[]): NewsEffect[] {
  const missing: Standing = { value: null, state: "cannot-tell" };
  const first = ahead[0]?.get(m.id) ?? missing;
  if (!differs(first, m)) return [];
  const path = (steps: readonly Step[]): Standing[] => steps.slice(1).map((s) => s.get(m.id) ?? missing);
  const [forward, backward] = [path(ahead), path(back)];
  const { contributions, turnedBy } = divide(groups, forward, backward);
  const calendar = divide([calendarStep], [first, forward[0] ?? missing], [first, backward[0] ?? missing]);
  const all = [...calendar.contributions, ...contributions];
  const floor = 1e-9 * Math.max(Math.abs(first.value ?? 0), Math.abs(m.value ?? 0));
  const told = first.value !== null && m.value !== null;
  return [
    {
      id: m.id,
      kind: m.kind,
      part: m.part,
      says: m.says,
      unit: m.unit,
      from: first.value,
      to: m.value,
      stateFrom: stateOf(first.state),
      stateTo: stateOf(m.state),
      contributions: (told ? all : [])
        .filter((c) => Math.abs(c.amount) > floor || Math.abs(c.forward) > floor)
        .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || (a.group < b.group ? -1 : 1)),
      residual: told ? (m.value ?? 0) - (first.value ?? 0) - all.reduce((s, c) => s + c.amount, 0) : null,
      turnedBy: [...calendar.turnedBy, ...turnedBy],
    },
  ];
}

function stateOf(word: string): NewsEffect["stateFrom"] {
  switch (word) {
    case "holds":
    case "fails":
    case "open":
    case "found":
    case "not-built":
      return word;
    default:
      return "cannot-tell";
  }
}

function perSource(changes: ReturnType<typeof changesOf>): NewsOfSource[] {
  const by = new Map<string, (typeof changes)[number][]>();
  for (const c of changes) {
    const source = c.series.split("/")[0] ?? c.series;
    const own = by.get(source);
    if (own === undefined) by.set(source, [c]);
    else own.push(c);
  }
  return [...by]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, own]) => ({ source, series: new Set(own.map((c) => c.series)).size, ...countsOf(own) }));
}
