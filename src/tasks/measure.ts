import { hashText } from "../engines/result-cache.ts";
import { breathe } from "../terms/breathe.ts";
import type { Progress } from "../terms/effects.ts";
import { weakest } from "../terms/observation.ts";
import { type Mode, type Need, type Panel, refOf } from "../terms/panel.ts";
import { type Line, type Part, type PartId, type PartResult, partIds } from "../terms/part.ts";
import { partWords } from "../terms/parts.ts";
import { dayOf } from "../terms/period.ts";
import type { Thesis } from "../terms/thesis.ts";
import type { Freshness, Workbench } from "../terms/workbench.ts";
import { thesisPart } from "./judge.ts";
import { type Earlier, judgeWithPast } from "./thesis/past.ts";
import { measureSeries, seriesNeeds } from "./thesis/series-measures.ts";

/** What measuring needs from outside: a way to read panels, the parts to measure, the thesis to judge. */
export interface MeasureInputs {
  readonly panel: (mode: Mode, needs: readonly Need[]) => Promise<Panel>;
  readonly parts: readonly Part[];
  readonly thesis: Thesis;
  /** Results of earlier days, for claims whose day of decision has passed and for scores. */
  readonly earlier: Earlier;
  readonly seed: number;
  readonly progress: (step: Progress) => void;
}

/** The needs of all parts, each id once; `history` when any part asks for it. */
export function needsOf(parts: readonly Pick<Part, "needs">[]): Need[] {
  const byId = new Map<string, boolean>();
  for (const need of parts.flatMap((p) => p.needs))
    byId.set(need.id, (byId.get(need.id) ?? false) || need.history === true);
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, history]) => (history ? { id, history } : { id }));
}

/** What is not written yet says so in its own word. */
function notBuilt(part: PartId, panel: Panel): PartResult {
  const headline: Line = {
    id: part,
    part,
    state: "not-built",
    says: {
      en: `Not built yet: ${partWords[part].question.en}`,
      de: `Noch nicht gebaut: ${partWords[part].question.de}`,
    },
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
  };
  return {
    part,
    asOf: panel.asOf,
    mode: panel.mode,
    headline,
    lines: [],
    figures: [],
    tables: [],
    forecasts: [],
    warnings: [],
  };
}

/** References to what a pseudo panel shows although it was not known on the day. */
function assumedRefs(panel: Panel): ReadonlySet<string> {
  const refs = new Set<string>();
  for (const view of Object.values(panel.series)) {
    view.periods.forEach((period, i) => {
      if (view.knownBy[i] === "assumed") refs.add(refOf(view.id, period));
    });
  }
  for (const list of Object.values(panel.lists)) {
    if (!list.entries.every((e) => e.evidence === "assumed")) continue;
    for (const e of list.entries) refs.add(refOf(list.id, e.period, e.item));
  }
  return refs;
}

/** Marks everything of a part that rests on assumed values: evidence *assumed*, charts drawn as pseudo (hatched). */
function marked(part: PartResult, assumed: ReadonlySet<string>): PartResult {
  const rests = (refs: readonly string[]): boolean => refs.some((r) => assumed.has(r));
  const lineOf = (line: Line): Line =>
    line.evidence !== null && rests(line.refs) ? { ...line, evidence: weakest([line.evidence, "assumed"]) } : line;
  return {
    ...part,
    headline: lineOf(part.headline),
    lines: part.lines.map(lineOf),
    figures: part.figures.map((figure) =>
      rests(figure.refs)
        ? {
            ...figure,
            evidence: weakest([figure.evidence, "assumed"]),
            series: figure.series.map((s) =>
              s.kind === "observed" || s.kind === "first" ? { ...s, kind: "pseudo" as const } : s,
            ),
          }
        : figure,
    ),
    forecasts: part.forecasts.map((f) => (rests(f.refs) ? { ...f, evidence: weakest([f.evidence, "assumed"]) } : f)),
  };
}

/** How old the visible data are on the as-of day, per publisher (first segment of the id). */
export function freshnessOf(panel: Panel, needs: readonly Need[]): Freshness {
  const newest = new Map<string, string>();
  const note = (id: string, known: string): void => {
    const source = id.split("/")[0] ?? id;
    if (known > (newest.get(source) ?? "")) newest.set(source, known);
  };
  for (const view of Object.values(panel.series)) for (const known of view.known) note(view.id, known);
  for (const list of Object.values(panel.lists)) note(list.id, list.known);
  const visible = new Set([...Object.keys(panel.series), ...Object.keys(panel.lists)]);
  const wanted = new Set([...needs.map((n) => n.id).filter((id) => !id.includes("*")), ...Object.keys(panel.oldest)]);
  const sources = [...newest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, known]) => ({ source, newest: known, ageDays: dayOf(panel.asOf) - dayOf(known) }));
  return {
    needed: wanted.size,
    visible: [...wanted].filter((id) => visible.has(id)).length,
    sources,
    oldestDays: sources.length === 0 ? null : Math.max(...sources.map((s) => s.ageDays)),
  };
}

/**
 * Some parts, and the series measures of a thesis, measured on one panel; the pseudo value beside a strict gap is left out.
 * @param panel read with the needs of the parts and of the thesis's series
 */
export function measureSome(
  panel: Panel,
  parts: readonly Part[],
  options: { readonly thesis: Thesis; readonly seed: number },
): PartResult[] {
  const assumed = panel.mode === "pseudo" ? assumedRefs(panel) : new Set<string>();
  const series = measureSeries(options.thesis, panel, options.seed);
  return [
    ...parts.map((p) => p.measure(panel, { seed: options.seed, pseudo: null })),
    ...(series === null ? [] : [series]),
  ].map((r) => marked(r, assumed));
}

/**
 * The whole verdict of one day: every part measured on one panel, the thesis judged, freshness against the as-of day.
 * In strict mode the pseudo panel is read beside it, only to show a pseudo value next to a strict gap. The same
 * observations, options and seed give the same bytes.
 */
export async function measureWorkbench(asOf: string, mode: Mode, inputs: MeasureInputs): Promise<Workbench> {
  const needs = needsOf([...inputs.parts, { needs: seriesNeeds(inputs.thesis) }]);
  const total = inputs.parts.length + 2;
  inputs.progress({ task: "verdict", on: "panel", done: 0, total });
  const panel = await inputs.panel(mode, needs);
  const pseudo = mode === "strict" ? await inputs.panel("pseudo", needs) : null;
  const assumed = mode === "pseudo" ? assumedRefs(panel) : new Set<string>();
  const results: Partial<Record<PartId, PartResult>> = {};
  let done = 1;
  for (const id of partIds) {
    if (id === "thesis") continue;
    const part = inputs.parts.find((p) => p.id === id);
    inputs.progress({ task: "verdict", on: id, done: done++, total });
    await breathe();
    results[id] =
      part === undefined ? notBuilt(id, panel) : marked(part.measure(panel, { seed: inputs.seed, pseudo }), assumed);
  }
  inputs.progress({ task: "verdict", on: "thesis", done: total - 1, total });
  const measured = Object.values(results);
  const series = measureSeries(inputs.thesis, panel, inputs.seed);
  const thesis = await judgeWithPast(
    inputs.thesis,
    series === null ? measured : [...measured, marked(series, assumed)],
    asOf,
    inputs.earlier,
  );
  const parts = { ...results, thesis: thesisPart(thesis, asOf, mode) };
  const body = {
    asOf,
    mode,
    parts,
    thesis,
    freshness: freshnessOf(panel, needs),
    warnings: measured.flatMap((r) => r.warnings),
  };
  inputs.progress({ task: "verdict", on: "done", done: total, total });
  return { ...body, hash: hashText(JSON.stringify(body)) };
}
