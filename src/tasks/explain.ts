import { type FoundObservation, findObservation, type HeldDocument, parseRef } from "../store/history.ts";
import type { Store } from "../store/open.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { Group } from "../terms/group.ts";
import type { Observation } from "../terms/observation.ts";
import { type Mode, refOf } from "../terms/panel.ts";
import type { PartResult } from "../terms/part.ts";
import type { Text } from "../terms/text.ts";
import type { ClaimJudgement } from "../terms/workbench.ts";
import type { Derived } from "./derived/derived.ts";
import { readDerived } from "./derived/read.ts";
import { type Passages, passagesOf } from "./passages.ts";

/** Computed results, by the ids that references use. */
export interface Computed {
  readonly parts: readonly PartResult[];
  readonly claims: readonly ClaimJudgement[];
}

/** A number walked back to the documents it came from. */
export interface Explanation {
  readonly ref: string;
  readonly kind: "observation" | "derived" | "line" | "claim" | "forecast" | "figure" | "table";
  /** What a computed result says; absent for an observation. */
  readonly says?: Text;
  readonly value: number | null;
  readonly unit: string | null;
  readonly evidence: string | null;
  /** For an observation: where it stands and in which document. */
  readonly observation?: Observation;
  readonly document?: HeldDocument | null;
  /** Statements about the same period that were known before it, oldest first. */
  readonly earlier?: readonly {
    readonly value: number | null;
    readonly known: string;
    readonly document: string;
    readonly locator: string;
  }[];
  /** For a filed value: where the filings print it. */
  readonly passages?: Passages;
  /** Where the walk ends and what is not held; absent for computed results. */
  readonly ends?: Text;
  /** What it rests on. Something explained further up is named again without its own children. */
  readonly from: readonly Explanation[];
  /** References of `from` that could not be followed, with the reason. */
  readonly broken: readonly { readonly ref: string; readonly reason: string }[];
}

/** What an explanation needs to know. */
export interface ExplainContext {
  readonly store: Store;
  readonly asOf: string;
  readonly mode: Mode;
  readonly computed: Computed;
  /** Groups whose sums and indices may be explained. */
  readonly groups?: readonly Group[];
}

const noGroups: readonly Group[] = [];

/**
 * Walks a reference (`series@period`, `list#item@period`, the id of a line, claim, forecast, figure or table) back to
 * documents with hash, address and place.
 * @throws "unknown-id" with near matches, "input-date"
 */
export async function explain(ref: string, context: ExplainContext): Promise<Explanation> {
  return walk(ref, context, new Set());
}

async function walk(ref: string, context: ExplainContext, seen: Set<string>): Promise<Explanation> {
  const result = resultOf(ref, context.computed);
  if (result !== null) return walkResult(ref, result, context, seen);
  const parsed = parseRef(ref);
  if (parsed === null)
    throw new VorlaufError("unknown-id", { kind: "reference", id: ref, near: nearIds(ref, idsOf(context)) });
  const made = await readDerived(context.store, parsed.series, context, context.groups ?? noGroups);
  if (made !== null) return walkResult(ref, derivedResult(ref, parsed.period, made), context, seen);
  const found = await findObservation(context.store, parsed, context.asOf, context.mode);
  return observationOf(ref, found, await passagesOf(context.store, found.observation, context));
}

interface Result {
  readonly kind: Exclude<Explanation["kind"], "observation">;
  readonly says: Text;
  readonly value: number | null;
  readonly unit: string | null;
  readonly evidence: string | null;
  readonly refs: readonly string[];
}

/** A value of a derived series as a result that rests on its inputs. @throws "unknown-id" for a period that it does not hold */
function derivedResult(ref: string, period: string, made: Derived): Result {
  const at = made.periods.indexOf(period);
  const value = made.values[at] ?? Number.NaN;
  if (at < 0)
    throw new VorlaufError("unknown-id", {
      kind: "derived value",
      id: ref,
      near: [made.periods[0], made.periods.at(-1)].flatMap((p) => (p === undefined ? [] : [refOf(made.id, p)])),
    });
  const fields = Object.entries(made.fields[at] ?? {}).filter(([, v]) => v !== "" && v !== null);
  const beside = fields.map(([name, v]) => `${name}: ${typeof v === "number" ? Number(v.toPrecision(6)) : String(v)}`);
  const notes = beside.length === 0 ? [] : [{ en: `${beside.join("; ")}.`, de: `${beside.join("; ")}.` }];
  const says = [{ en: `${made.title.en}.`, de: `${made.title.de}.` }, ...made.says, ...notes];
  return {
    kind: "derived",
    says: { en: says.map((t) => t.en).join(" "), de: says.map((t) => t.de).join(" ") },
    value: Number.isNaN(value) ? null : value,
    unit: made.unit,
    evidence: made.evidence[at] ?? null,
    refs: made.refs[at] ?? [],
  };
}

/** The computed result with this id; lines before claims, forecasts, figures and tables. */
function resultOf(id: string, { parts, claims }: Computed): Result | null {
  for (const part of parts) {
    const line = [part.headline, ...part.lines].find((l) => l.id === id);
    if (line !== undefined)
      return {
        kind: "line",
        says: line.says,
        value: line.value,
        unit: line.unit,
        evidence: line.evidence,
        refs: line.refs,
      };
  }
  const claim = claims.find((c) => c.id === id || `claim/${c.id}` === id);
  if (claim !== undefined)
    return {
      kind: "claim",
      says: claim.says,
      value: claim.value,
      unit: claim.unit,
      evidence: claim.evidence,
      refs: claim.refs,
    };
  for (const part of parts) {
    const forecast = part.forecasts.find((f) => f.id === id);
    if (forecast !== undefined)
      return {
        kind: "forecast",
        says: forecast.says,
        value: middleOf(forecast.draws),
        unit: forecast.unit,
        evidence: forecast.evidence,
        refs: forecast.refs,
      };
    const figure = part.figures.find((f) => f.id === id);
    if (figure !== undefined)
      return {
        kind: "figure",
        says: figure.title,
        value: null,
        unit: figure.unit,
        evidence: figure.evidence,
        refs: figure.refs,
      };
    const table = part.tables.find((t) => t.id === id);
    if (table !== undefined)
      return { kind: "table", says: table.title, value: null, unit: null, evidence: null, refs: table.refs };
  }
  return null;
}

/** Median of ascending draws. */
function middleOf(draws: readonly number[]): number | null {
  const low = draws[Math.floor((draws.length - 1) / 2)];
  const high = draws[Math.ceil((draws.length - 1) / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

async function walkResult(
  ref: string,
  { refs, ...result }: Result,
  context: ExplainContext,
  seen: Set<string>,
): Promise<Explanation> {
  if (seen.has(ref)) return { ref, ...result, from: [], broken: [] };
  seen.add(ref);
  const from: Explanation[] = [];
  const broken: { ref: string; reason: string }[] = [];
  for (const next of refs) {
    try {
      from.push(await walk(next, context, seen));
    } catch (error) {
      if (!(error instanceof VorlaufError)) throw error;
      broken.push({ ref: next, reason: error.message });
    }
  }
  return { ref, ...result, from, broken };
}

function observationOf(ref: string, found: FoundObservation, passages: Passages | null): Explanation {
  const { observation, document, earlier } = found;
  return {
    ref,
    kind: "observation",
    value: observation.value,
    unit: observation.unit,
    evidence: observation.evidence,
    observation,
    document,
    earlier: earlier.map((e) => ({
      value: e.value,
      known: e.known,
      document: e.origin.document,
      locator: e.origin.locator,
    })),
    ...(passages === null ? {} : { passages }),
    ends: endOf(found),
    from: [],
    broken: [],
  };
}

function endOf({ observation, document, assumed, superseded }: FoundObservation): Text {
  const { origin, known } = observation;
  const hash = origin.document.slice(0, 12);
  const url =
    origin.url === "" ? { en: "no address given", de: "keine Adresse angegeben" } : { en: origin.url, de: origin.url };
  const file =
    document === null
      ? { en: "a document that the store does not describe", de: "einem Dokument, das der Speicher nicht beschreibt" }
      : { en: document.path, de: document.path };
  const place = {
    primary: {
      en: `Ends at the publisher's own document ${file.en} (${hash}), ${origin.locator}; ${url.en}.`,
      de: `Endet beim Dokument des Herausgebers: ${file.de} (${hash}), ${origin.locator}; ${url.de}.`,
    },
    extract: {
      en: `The publisher's document is not held; ends at a row of the extract ${file.en} (${hash}), ${origin.locator}, which names ${url.en}.`,
      de: `Das Dokument des Herausgebers liegt nicht vor; endet bei einer Zeile des Auszugs ${file.de} (${hash}), ${origin.locator}, der ${url.de} nennt.`,
    },
    citation: {
      en: `The primary document is not held; ends at a compiled row of ${file.en} (${hash}), ${origin.locator}, which cites ${url.en}.`,
      de: `Das Originaldokument liegt nicht vor; endet bei einer zusammengetragenen Zeile von ${file.de} (${hash}), ${origin.locator}, die ${url.de} zitiert.`,
    },
  }[origin.kind];
  const notes: Text[] = [place];
  if (assumed)
    notes.push({
      en: `Pseudo mode: this copy was known only on ${known.slice(0, 10)}; later revisions included.`,
      de: `Pseudo-Modus: Diese Kopie war erst am ${known.slice(0, 10)} bekannt; spätere Revisionen sind enthalten.`,
    });
  if (superseded)
    notes.push({
      en: "A newer copy of the list no longer holds this entry.",
      de: "Eine neuere Kopie der Liste enthält diesen Eintrag nicht mehr.",
    });
  return { en: notes.map((n) => n.en).join(" "), de: notes.map((n) => n.de).join(" ") };
}

function idsOf({ computed, store }: ExplainContext): string[] {
  const ofParts = computed.parts.flatMap((p) => [
    p.headline.id,
    ...p.lines.map((l) => l.id),
    ...p.forecasts.map((f) => f.id),
    ...p.figures.map((f) => f.id),
    ...p.tables.map((t) => t.id),
  ]);
  const series = [...store.held.values()].map((h) => refOf(h.id, h.lastPeriod));
  return [...ofParts, ...computed.claims.map((c) => c.id), ...series];
}
