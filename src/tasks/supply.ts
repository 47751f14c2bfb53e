import { sources } from "../sources/shelf.ts";
import { VorlaufError } from "../terms/errors.ts";
import { type Mode, refOf } from "../terms/panel.ts";
import type { Cut, Explanation, SeriesEntry, SeriesShown, SeriesValue, SourceHealth, WorkbenchSupply } from "../terms/workbench.ts";
import { explain, type Explanation as Walk } from "./explain.ts";
import { seriesList, type SeriesLine, type ShownObservation, showSeries } from "./series.ts";
import { sourceList } from "./sources.ts";
import type { OpenWorkbench } from "./workbench.ts";

/** Children shown of one step; a line may rest on thousands of observations. */
const childrenShown = 60;

/** Everything that the doors serve, on an open workbench. */
export function supplyOf(bench: OpenWorkbench): WorkbenchSupply {
  return {
    frame: bench.frame,
    verdict: bench.verdict,
    part: bench.part,
    thesis: bench.thesis,
    searchSeries: async (query, limit, cut) => {
      const words = query.toLowerCase().split(/\s+/).filter((w) => w !== "");
      const matching = seriesList(await bench.store(), null).filter((s) => {
        const text = `${s.id} ${s.title?.en ?? ""} ${s.title?.de ?? ""} ${sourceOf(s.id)}`.toLowerCase();
        return s.oldestKnown.slice(0, 10) <= cut.asOf && words.every((w) => text.includes(w));
      });
      return { total: matching.length, entries: matching.slice(0, limit).map(entryOf) };
    },
    showSeries: async (id, cut, options) => seriesShown(bench, id, cut, options.vintages),
    explain: async (ref, cut) => {
      const workbench = await bench.verdict(cut);
      const computed = { parts: Object.values(workbench.parts), claims: workbench.thesis.claims };
      return explanationOf(await explain(ref.replace(/^figure:[a-z]+\//, ""), { store: await bench.store(), asOf: cut.asOf, mode: cut.mode, computed }));
    },
    sources: (cut) => sourcesOn(bench, cut),
  };
}

/** Health of every source as of a day. */
export async function sourcesOn(bench: Pick<OpenWorkbench, "store">, cut: Cut): Promise<SourceHealth[]> {
  return sourceList(await bench.store(), sources, cut.asOf).map((s) => healthOf(s));
}

/** Id of the source whose series pattern an id fits; the id's first segment when none does. */
function sourceOf(id: string): string {
  const fits = (pattern: string): boolean => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`).test(id);
  return sources.find((s) => s.series.some((info) => fits(info.id)))?.id ?? id.split("/")[0] ?? id;
}

function entryOf(s: SeriesLine): SeriesEntry {
  return {
    id: s.id,
    title: s.title ?? { en: s.id, de: s.id },
    source: sourceOf(s.id),
    unit: s.unit,
    frequency: frequencyOf(s.frequency),
    list: s.list !== null,
    count: s.rows,
    firstPeriod: s.firstPeriod,
    newestPeriod: s.lastPeriod,
    newestKnown: s.newestKnown,
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

async function seriesShown(bench: OpenWorkbench, id: string, cut: Cut, vintages: boolean): Promise<SeriesShown> {
  const store = await bench.store();
  const line = seriesList(store, null).find((s) => s.id === id);
  const shown = await showSeries(store, { id, asOf: cut.asOf, mode: cut.mode, vintages: false });
  const history = vintages ? await showSeries(store, { id, asOf: cut.asOf, mode: cut.mode, vintages: true }) : null;
  if (line === undefined) throw new VorlaufError("unknown-id", { kind: "series", id, near: [] });
  const values = shown.observations.map((o) => valueOf(id, o));
  const known = values.map((v) => v.known).sort();
  return {
    ...entryOf(line),
    count: values.length,
    firstPeriod: values[0]?.period ?? null,
    newestPeriod: values.at(-1)?.period ?? null,
    newestKnown: known.at(-1) ?? null,
    asOf: cut.asOf,
    mode: cut.mode as Mode,
    observations: values,
    vintages: history === null ? [] : history.observations.map((o) => valueOf(id, o)),
  };
}

function valueOf(id: string, o: ShownObservation): SeriesValue {
  return {
    period: o.period,
    ...(o.item === undefined ? {} : { item: o.item }),
    value: o.value,
    published: o.published,
    known: o.known,
    knownBy: o.knownBy,
    evidence: o.evidence,
    flags: o.flags ?? [],
    ref: refOf(id, o.period, o.item),
  };
}

function explanationOf(walk: Walk): Explanation {
  const o = walk.observation;
  const children = [...walk.from.slice(0, childrenShown).map(explanationOf), ...walk.broken.map(brokenOf)];
  const more = walk.from.length - childrenShown;
  const says = walk.says ?? walk.ends ?? { en: walk.ref, de: walk.ref };
  const grade = o?.evidence;
  return {
    ref: walk.ref,
    kind: walk.kind === "observation" ? (o?.item === undefined ? "observation" : "entry") : walk.kind === "claim" ? "claim" : walk.kind === "line" ? "line" : "figure",
    says,
    value: walk.value,
    ...(walk.unit === null ? {} : { unit: walk.unit }),
    ...(o === undefined ? {} : { period: o.period, known: o.known, knownBy: o.knownBy }),
    ...(grade === undefined ? {} : { evidence: grade }),
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
    children,
    ...(more > 0 ? { more } : {}),
  };
}

function brokenOf({ ref, reason }: Walk["broken"][number]): Explanation {
  return { ref, kind: "unknown", says: { en: reason, de: reason }, children: [] };
}

function healthOf(s: ReturnType<typeof sourceList>[number]): SourceHealth {
  const state = s.health === "absent" ? "not-applicable" : s.health === "fresh" ? "fresh" : "late";
  const age = s.ageDays ?? 0;
  const says =
    s.newestKnown === null
      ? { en: "Nothing of this source is held on this day.", de: "Von dieser Quelle liegt an diesem Tag nichts vor." }
      : { en: `Newest value known ${age} days before the as-of day.`, de: `Neuester Wert ${age} Tage vor dem Stichtag bekannt.` };
  return {
    id: s.id,
    title: s.title,
    publisher: s.publisher,
    licence: s.licence,
    terms: s.terms,
    homepage: s.homepage,
    state,
    says,
    series: s.series.length,
    observations: s.rows,
    documents: s.documents,
    newestKnown: s.newestKnown,
    newestPeriod: null,
    lagDays: s.lagDays === null ? null : s.lagDays.least,
    ageDays: s.ageDays,
    pull: `vorlauf pull ${s.id}`,
  };
}
