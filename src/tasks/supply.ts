import { sources } from "../sources/shelf.ts";
import type { Store } from "../store/open.ts";
import { type VisibleSeries, type VisibleStore, visibleOn } from "../store/visible.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Group } from "../terms/group.ts";
import { type Evidence, evidenceOrder } from "../terms/observation.ts";
import { type Mode, patternRegex, refOf } from "../terms/panel.ts";
import { type Text, text } from "../terms/text.ts";
import type {
  Cut,
  Explanation,
  SeriesEntry,
  SeriesRevised,
  SeriesShown,
  SeriesValue,
  SourceHealth,
  WorkbenchSupply,
} from "../terms/workbench.ts";
import type { Derived } from "./derived/derived.ts";
import { listDerived, pantryOfStore, readDerived } from "./derived/read.ts";
import { derivedFromIt } from "./derived/recipes.ts";
import { explain, type Explanation as Walk } from "./explain.ts";
import { seriesRevisions } from "./revisions.ts";
import { type SeriesLine, type ShownObservation, seriesList, showSeries } from "./series.ts";
import { type SourceLine, sourceLines } from "./sources.ts";
import type { OpenWorkbench } from "./workbench.ts";

/** Children shown of one step; a line may rest on thousands of observations. */
const childrenShown = 60;

const noGroups: readonly Group[] = [];

/** What a supply may be given besides the workbench. */
interface SupplyOptions {
  readonly running?: WorkbenchSupply["running"];
  /** Groups of companies whose sums and indices are shown. */
  readonly groups?: () => readonly Group[];
}

/** Everything that the doors serve, on an open workbench. */
export function supplyOf(
  bench: OpenWorkbench,
  { running = () => [], groups: groupsOf = () => noGroups }: SupplyOptions = {},
): WorkbenchSupply {
  return {
    frame: bench.frame,
    verdict: bench.verdict,
    part: bench.part,
    thesis: bench.thesis,
    news: bench.news,
    timeline: bench.timeline,
    dayNews: bench.dayNews,
    running,
    searchSeries: async (query, limit, cut) => {
      const words = query
        .toLowerCase()
        .split(/\s+/)
        .filter((w) => w !== "");
      const store = await bench.store();
      const visible = visibleById(await visibleCached(store, cut.asOf));
      const matching = seriesList(store, null).flatMap((s) => {
        const text = `${s.id} ${s.title?.en ?? ""} ${s.title?.de ?? ""} ${sourceOf(s.id)}`.toLowerCase();
        const seen = visible.get(s.id);
        return seen !== undefined && words.every((w) => text.includes(w)) ? [entryOf(s, seen)] : [];
      });
      const made = (await listDerived(store, cut, groupsOf()))
        .map(derivedEntry)
        .filter((e) => words.every((w) => `${e.id} ${e.title.en} ${e.title.de} ${e.source}`.toLowerCase().includes(w)));
      const all = [...matching, ...made].sort((a, b) => (a.id < b.id ? -1 : 1));
      return { total: all.length, entries: all.slice(0, limit) };
    },
    showSeries: async (id, cut, options) => seriesShown(bench, id, cut, { ...options, groups: groupsOf() }),
    explain: async (ref, cut) => {
      const workbench = await bench.verdict(cut);
      const computed = { parts: Object.values(workbench.parts), claims: workbench.thesis.claims };
      return explanationOf(
        await explain(ref.replace(/^figure:[a-z]+\//, ""), {
          store: await bench.store(),
          asOf: cut.asOf,
          mode: cut.mode,
          computed,
          groups: groupsOf(),
        }),
      );
    },
    sources: (cut) => sourcesOn(bench, cut),
  };
}

/** Health of every source as of a day. */
export async function sourcesOn(bench: Pick<OpenWorkbench, "store">, cut: Cut): Promise<SourceHealth[]> {
  const store = await bench.store();
  return sourceLines(store, sources, cut.asOf, await visibleCached(store, cut.asOf)).map((s) => healthOf(s));
}

const visibleByStore = new WeakMap<Store, Map<string, Promise<VisibleStore>>>();

/** What is visible on a day, kept for the days asked for last: typing in the search asks again with every letter. */
function visibleCached(store: Store, asOf: string): Promise<VisibleStore> {
  const kept = visibleByStore.get(store) ?? new Map<string, Promise<VisibleStore>>();
  visibleByStore.set(store, kept);
  const held = kept.get(asOf) ?? visibleOn(store, asOf);
  kept.delete(asOf);
  kept.set(asOf, held);
  held.catch(() => kept.delete(asOf));
  if (kept.size > 16) kept.delete(kept.keys().next().value ?? asOf);
  return held;
}

/** Id of the source whose series pattern an id fits; the id's first segment when none does. */
function sourceOf(id: string): string {
  const held = sourcesById.get(id);
  if (held !== undefined) return held;
  const found = patterns.find(({ regexes }) => regexes.some((r) => r.test(id)))?.name ?? id.split("/")[0] ?? id;
  sourcesById.set(id, found);
  return found;
}

const sourcesById = new Map<string, string>();
const patterns = sources.map((s) => ({ name: s.id, regexes: s.series.map((info) => patternRegex(info.id)) }));

/** What is visible of each id; where several sources hold one, the values are those of the fullest. */
function visibleById(visible: VisibleStore): Map<string, VisibleSeries> {
  const byId = new Map<string, VisibleSeries>();
  for (const s of visible.series) {
    const held = byId.get(s.id);
    if (held === undefined) byId.set(s.id, s);
    else {
      const fullest = s.count > held.count ? s : held;
      byId.set(s.id, {
        ...fullest,
        newestKnown: s.newestKnown > held.newestKnown ? s.newestKnown : held.newestKnown,
        newestPeriod: s.newestPeriod > held.newestPeriod ? s.newestPeriod : held.newestPeriod,
      });
    }
  }
  return byId;
}

function entryOf(
  s: SeriesLine,
  seen: Pick<VisibleSeries, "source" | "count" | "firstPeriod" | "newestPeriod" | "newestKnown"> | null,
): SeriesEntry {
  return {
    id: s.id,
    title: s.title ?? { en: s.id, de: s.id },
    source: seen?.source ?? sourceOf(s.id),
    unit: s.unit,
    frequency: frequencyOf(s.frequency),
    list: s.list !== null,
    count: seen?.count ?? 0,
    firstPeriod: seen?.firstPeriod ?? null,
    newestPeriod: seen?.newestPeriod ?? null,
    newestKnown: seen?.newestKnown ?? null,
  };
}

function frequencyOf(text: string | null): SeriesEntry["frequency"] {
  switch (text) {
    case "annual":
    case "quarterly":
    case "monthly":
    case "daily":
      return text;
    default:
      return "irregular";
  }
}

/** The source's name of what is computed from other series. */
const derivedSource = "derived";

/** A derived series as an entry of a list. */
function derivedEntry(made: Derived): SeriesEntry {
  const at = made.periods.flatMap((_, i) => (Number.isFinite(made.values[i]) ? [i] : []));
  return {
    id: made.id,
    title: made.title,
    source: derivedSource,
    unit: made.unit,
    frequency: made.frequency,
    list: false,
    count: at.length,
    firstPeriod: made.periods[at[0] ?? -1] ?? null,
    newestPeriod: made.periods[at.at(-1) ?? -1] ?? null,
    newestKnown:
      at
        .map((i) => made.known[i] ?? "")
        .sort()
        .at(-1) ?? null,
  };
}

async function seriesShown(
  bench: OpenWorkbench,
  id: string,
  cut: Cut,
  { vintages, groups }: { readonly vintages: boolean; readonly groups: readonly Group[] },
): Promise<SeriesShown> {
  const store = await bench.store();
  const line = seriesList(store, null).find((s) => s.id === id);
  const shown = await showSeries(store, { id, asOf: cut.asOf, mode: cut.mode, vintages: false, groups });
  const history = vintages
    ? await showSeries(store, { id, asOf: cut.asOf, mode: cut.mode, vintages: true, groups })
    : null;
  const pantry = pantryOfStore(store, groups);
  const made = line === undefined ? await readDerived(store, id, cut, groups) : null;
  const entry = line !== undefined ? entryOf(line, null) : made !== null ? derivedEntry(made) : null;
  if (entry === null) throw new VorlaufError("unknown-id", { kind: "series", id, near: [] });
  const values = shown.observations.map((o) => seriesValue(id, o));
  const known = values.map((v) => v.known).sort();
  const held = (await visibleCached(store, cut.asOf)).series
    .filter((s) => s.id === id)
    .sort((a, b) => b.count - a.count);
  return {
    ...entry,
    ...(held.length === 0 ? {} : { source: held.map((s) => s.source).join(", ") }),
    count: values.filter((v) => v.value !== null || line !== undefined).length,
    firstPeriod: values[0]?.period ?? null,
    newestPeriod: values.at(-1)?.period ?? null,
    newestKnown: known.at(-1) ?? null,
    asOf: cut.asOf,
    mode: cut.mode as Mode,
    observations: values,
    vintages: history === null ? [] : history.observations.map((o) => seriesValue(id, o)),
    ...(vintages && line?.list === null ? { revised: await revisedOf(store, id, cut.asOf) } : {}),
    ...(shown.says === undefined ? {} : { says: shown.says }),
    allows: line?.list === null || line === undefined ? derivedFromIt(id, pantry) : [],
  };
}

async function revisedOf(store: Store, id: string, asOf: string): Promise<SeriesRevised> {
  const { periods, size, restated } = await seriesRevisions(store, id, asOf);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    periods,
    measure: size.measure,
    restated,
    ages: size.ages.map(({ ageDays, n, revised, bias, low, high, meanAbsolute, largest }) => ({
      ageDays,
      n,
      revised,
      bias: finite(bias),
      low: finite(low),
      high: finite(high),
      meanAbsolute: finite(meanAbsolute),
      largest: finite(largest),
    })),
  };
}

function seriesValue(id: string, o: ShownObservation): SeriesValue {
  return {
    period: o.period,
    ...(o.item === undefined ? {} : { item: o.item }),
    value: o.value,
    published: o.published,
    known: o.known,
    knownBy: o.knownBy,
    evidence: o.evidence,
    flags: [...(o.flags ?? []), ...missingWords(o)],
    ref: refOf(id, o.period, o.item),
  };
}

/** Who is missing from a derived value, for the notes beside it. */
function missingWords({ from, fields }: ShownObservation): readonly string[] {
  const missing = from === undefined ? "" : String(fields?.["missing"] ?? "");
  return missing === "" ? [] : [`missing: ${missing.toUpperCase().split(" ").join(", ")}`];
}

function explanationOf(walk: Walk): Explanation {
  const o = walk.observation;
  const children = [...walk.from.slice(0, childrenShown).map(explanationOf), ...walk.broken.map(brokenOf)];
  const more = walk.from.length - childrenShown;
  const says = walk.says ?? walk.ends ?? { en: walk.ref, de: walk.ref };
  const grade = o?.evidence;
  return {
    ref: walk.ref,
    kind:
      walk.kind === "observation"
        ? o?.item === undefined
          ? "observation"
          : "entry"
        : walk.kind === "claim"
          ? "claim"
          : walk.kind === "line"
            ? "line"
            : walk.kind === "derived"
              ? "derived"
              : "figure",
    says,
    value: walk.value,
    ...(walk.unit === null ? {} : { unit: walk.unit }),
    ...(o === undefined ? {} : { period: o.period, known: o.known, knownBy: o.knownBy }),
    ...(grade === undefined ? {} : { evidence: grade }),
    ...(walk.kind === "derived" ? { evidence: evidenceOf(walk.evidence) } : {}),
    ...(o === undefined
      ? {}
      : {
          document: {
            sha256: o.origin.document,
            url: o.origin.url,
            locator: o.origin.locator,
            kind: o.origin.kind,
            source: sourceOf(o.series),
            licence: sources.find((s) => s.id === walk.document?.source)?.licence ?? "",
          },
        }),
    ...(walk.passages === undefined
      ? {}
      : {
          passages: {
            agrees: walk.passages.agrees,
            says: walk.passages.says,
            facts: walk.passages.facts.map(({ fact, url, says: line, printed }) => ({
              fact,
              url,
              says: line,
              printed,
            })),
          },
        }),
    children,
    ...(more > 0 ? { more } : {}),
  };
}

function evidenceOf(grade: string | null): Evidence {
  return evidenceOrder.find((e) => e === grade) ?? "unresolved";
}

function brokenOf({ ref, reason }: Walk["broken"][number]): Explanation {
  return { ref, kind: "unknown", says: { en: reason, de: reason }, children: [] };
}

/** Ids named in a sentence before "and n more". */
const named = 3;

function healthOf(s: SourceLine): SourceHealth {
  return {
    id: s.id,
    title: s.title,
    publisher: s.publisher,
    licence: s.licence,
    terms: s.terms,
    homepage: s.homepage,
    state: s.state,
    says: healthSays(s),
    series: s.visible,
    observations: s.rows,
    documents: s.documents,
    newestKnown: s.newestKnown,
    newestPeriod: s.newestPeriod,
    lagDays: s.lagDays === null ? null : s.lagDays.least,
    ageDays: s.ageDays,
    heldUntil: s.heldUntil,
    overdue: s.overdue,
    lastPull: s.lastPull === null ? null : { at: s.lastPull.at, ok: s.lastPull.ok, message: s.lastPull.message },
    lastSuccess: s.lastSuccess?.at ?? null,
    pull: `vorlauf pull ${s.id}`,
  };
}

/** What the state rests on, in one sentence. */
function healthSays(s: SourceLine): Text {
  const { lastPull, overdue, running } = s;
  if (s.state === "down" && lastPull !== null) {
    return text(
      (f) => `The last live pull (${f.when(lastPull.at)}) failed: ${lastPull.message}`,
      (f) => `Der letzte Abruf (${f.when(lastPull.at)}) schlug fehl: ${lastPull.message}`,
    );
  }
  if (s.state === "closed")
    return text(
      (f) =>
        `A closed archive: its newest value became known on ${f.when(s.newestKnown ?? "")}; no later one will come.`,
      (f) =>
        `Ein abgeschlossenes Archiv: Der neueste Wert wurde am ${f.when(s.newestKnown ?? "")} bekannt; es kommt keiner mehr.`,
    );
  if (s.newestKnown === null)
    return {
      en: "Nothing of this source was known by this day.",
      de: "Von dieser Quelle war an diesem Tag nichts bekannt.",
    };
  const age = s.ageDays ?? 0;
  const newest = text(
    (f) => `Newest value known ${f.num(age)} ${age === 1 ? "day" : "days"} before the as-of day`,
    (f) => `Neuester Wert ${f.num(age)} ${age === 1 ? "Tag" : "Tage"} vor dem Stichtag bekannt`,
  );
  const first = overdue[0];
  if (first === undefined) {
    return running === 0
      ? { en: `${newest.en}; no next value has a date.`, de: `${newest.de}; kein nächster Wert hat einen Termin.` }
      : text(
          (f) => `${newest.en}; none of ${f.num(running)} running series is overdue.`,
          (f) => `${newest.de}; keine von ${f.num(running)} laufenden Reihen ist überfällig.`,
        );
  }
  const silent = overdue.filter((o) => o.state === "silent");
  const lead = s.state === "silent" ? silent : overdue;
  const ids = lead
    .slice(0, named)
    .map((o) => o.id)
    .join(", ");
  const more = lead.length - Math.min(named, lead.length);
  const due = lead[0] ?? first;
  return s.state === "silent"
    ? text(
        (f) =>
          `${newest.en}; ${f.num(silent.length)} of ${f.num(running)} running series are silent though looked for since: ${ids}${more > 0 ? ` and ${f.num(more)} more` : ""} (${f.when(due.period)} due ${f.when(due.due)}).`,
        (f) =>
          `${newest.de}; ${f.num(silent.length)} von ${f.num(running)} laufenden Reihen schweigen, obwohl seither nachgesehen wurde: ${ids}${more > 0 ? ` und ${f.num(more)} weitere` : ""} (${f.when(due.period)} fällig am ${f.when(due.due)}).`,
      )
    : text(
        (f) =>
          `${newest.en}; ${f.num(overdue.length)} of ${f.num(running)} running series are overdue, ${f.num(silent.length)} of them looked for since: ${ids}${more > 0 ? ` and ${f.num(more)} more` : ""} (${f.when(due.period)} due ${f.when(due.due)}).`,
        (f) =>
          `${newest.de}; ${f.num(overdue.length)} von ${f.num(running)} laufenden Reihen sind überfällig, nach ${f.num(silent.length)} davon wurde seither gesehen: ${ids}${more > 0 ? ` und ${f.num(more)} weitere` : ""} (${f.when(due.period)} fällig am ${f.when(due.due)}).`,
      );
}
