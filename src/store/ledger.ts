import { VorlaufError } from "../terms/errors.ts";
import { type Evidence, evidenceOrder, type KnownBy, type Observation } from "../terms/observation.ts";
import { frequencyOf, indexOf, periodAt } from "../terms/period.ts";
import type { Instant } from "../terms/time.ts";

/** A statement as the ledger compares it. */
export interface Entry {
  readonly known: Instant;
  /** Value, flags and fields as one comparable text. */
  readonly said: string;
  readonly evidence: Evidence;
  /** Decides between statements of one `known`: the greatest wins. */
  readonly tie: string;
  readonly document: string;
  /** Of a repeat made a statement: the statement it repeats. */
  readonly repeats?: Pick<Entry, "known" | "document">;
}

/**
 * Periods of a plain series about which a document says what was already visible at its `known`: kept as ranges, because they
 * change no answer until an older copy puts another value before them; then the earliest becomes a statement of its own.
 */
export interface Repeat {
  readonly series: string;
  readonly document: string;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly tie: string;
  readonly periods: Set<string>;
  /** Not in the store yet. */
  readonly fresh: boolean;
}

/** A repeat that an older copy made into a statement: what `from` says, said again by `to`. */
export interface Promotion {
  readonly series: string;
  readonly period: string;
  readonly from: Pick<Entry, "known" | "document">;
  readonly to: Pick<Repeat, "document" | "known" | "knownBy" | "tie">;
}

/** Everything held about the series that a batch touches; grows as documents are entered. */
export interface Ledger {
  readonly source: string;
  /** Statements in (known, tie) order by series and by {@link keyOf}. */
  readonly entries: Map<string, Map<string, Entry[]>>;
  /** By series, in no order. */
  readonly repeats: Map<string, Repeat[]>;
  /** Unit of every plain series. */
  readonly units: Map<string, string>;
  /** Documents of which the store holds something. */
  readonly documents: Set<string>;
}

/** What entering a document did. */
export interface Entered {
  readonly new: number;
  readonly revised: number;
  readonly unchanged: number;
  /** Rows to be written, with their tie. */
  readonly kept: readonly { readonly observation: Observation; readonly tie: string }[];
  readonly promotions: readonly Promotion[];
}

/** An empty ledger. */
export function newLedger(source: string): Ledger {
  return { source, entries: new Map(), repeats: new Map(), units: new Map(), documents: new Set() };
}

/** Item and period as one key; of a plain series the period itself, so that nothing is built. */
export function keyOf(item: string | undefined, period: string): string {
  return item === undefined || item === "" ? period : `${item}\u0000${period}`;
}

/** Value, flags and fields of an observation as one comparable text. */
export function saidBy(value: number | null, flags: string, fields: string): string {
  return `${value ?? ""}\u0000${flags}\u0000${fields}`;
}

/**
 * Order of documents of the same `known` as a string of fixed length: primary, extract, citation; the later accession number;
 * the document that came later into the store.
 * @param sequence place of the document in the store
 */
export function tieOf(origin: Observation["origin"], sequence: number): string {
  const kind = { primary: "2", extract: "1", citation: "0" }[origin.kind];
  const accession = /\b(\d{10})-(\d{2})-(\d{6})\b/.exec(origin.locator);
  const [, filer = "", year = "", number = ""] = accession ?? [];
  const late = accession === null ? "" : `${Number(year) > 90 ? "19" : "20"}${year}${number}${filer}`;
  return `${kind}${late.padEnd(20, ".")}${String(sequence).padStart(9, "0")}`;
}

/** The part of a tie that does not depend on when the document came. */
function rankOf(tie: string): string {
  return tie.slice(0, 21);
}

/**
 * Checks a document against the ledger without changing it; gives back its observations, each key once.
 * @throws "observation-conflict" when it holds two values for one key, or another value than the store holds from the same
 *   document; "source-changed" when a plain series comes in another unit than held
 */
export function checkDocument(ledger: Ledger, observations: readonly Observation[]): Observation[] {
  const once: Observation[] = [];
  /** By series, by `known`, by {@link keyOf}: keys that are there already, where one text of all three would be built for every row. */
  const seen = new Map<string, Map<Instant, Map<string, Observation>>>();
  const units = new Map<string, string>();
  for (const o of observations) {
    const seenThen = madeIn(madeIn(seen, o.series), o.known);
    const key = keyOf(o.item, o.period);
    const twin = seenThen.get(key);
    if (twin !== undefined) {
      const [first, second] = [saidOf(twin), saidOf(o)];
      if (first !== second) throw conflict(o, first, second);
      continue;
    }
    const held = heldFrom(ledger, o);
    if (held !== null && numberIn(held) !== numberIn(saidOf(o))) throw conflict(o, held, saidOf(o));
    seenThen.set(key, o);
    once.push(o);
    if (o.item !== undefined) continue;
    const unit = ledger.units.get(o.series) ?? units.get(o.series);
    if (unit !== undefined && unit !== o.unit) {
      throw new VorlaufError("source-changed", {
        source: ledger.source,
        locator: `${o.series}@${o.period}, ${o.origin.locator}`,
        expected: `unit ${unit} as in the other values`,
        got: o.unit,
      });
    }
    units.set(o.series, o.unit);
  }
  return once;
}

/** The map under a key, made where there is none. */
function madeIn<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const held = maps.get(key);
  if (held !== undefined) return held;
  const made = new Map<L, V>();
  maps.set(key, made);
  return made;
}

function saidOf(o: Observation): string {
  return saidBy(o.value, (o.flags ?? []).join(","), o.fields === undefined ? "" : JSON.stringify(o.fields));
}

function numberIn(said: string): string {
  return said.slice(0, said.indexOf("\u0000"));
}

function conflict(o: Observation, held: string, got: string): VorlaufError {
  const readable = (said: string): string =>
    said
      .split("\u0000")
      .filter((s) => s !== "")
      .join(" ") || "no value";
  const series = o.item === undefined ? o.series : `${o.series}#${o.item}`;
  return new VorlaufError("observation-conflict", {
    series,
    period: o.period,
    document: o.origin.document,
    held: readable(held),
    got: readable(got),
  });
}

/** What the store holds from the same document under the same key, as a statement or a repeat; null when nothing. */
function heldFrom(ledger: Ledger, o: Observation): string | null {
  if (!ledger.documents.has(o.origin.document)) return null;
  const statements = ledger.entries.get(o.series)?.get(keyOf(o.item, o.period)) ?? [];
  const own = statements.find((e) => e.known === o.known && e.document === o.origin.document);
  if (own !== undefined) return own.said;
  if (o.item !== undefined) return null;
  const repeat = ledger.repeats
    .get(o.series)
    ?.find((r) => r.document === o.origin.document && r.known === o.known && r.periods.has(o.period));
  return repeat === undefined ? null : (visibleAt(statements, o.known)?.said ?? null);
}

/** The statement that wins at an instant: greatest known not after it, then greatest tie. */
function visibleAt(statements: readonly Entry[], known: Instant): Entry | null {
  for (let i = statements.length - 1; i >= 0; i--) {
    const e = statements[i];
    if (e !== undefined && e.known <= known) return e;
  }
  return null;
}

/**
 * Enters a checked document.
 * @param observations each key once
 * @param sequence place of the document in the store
 */
export function enterDocument(ledger: Ledger, observations: readonly Observation[], sequence: number): Entered {
  const counts = { new: 0, revised: 0, unchanged: 0 };
  const kept: { observation: Observation; tie: string }[] = [];
  const promotions: Promotion[] = [];
  for (const o of observations) {
    if (heldFrom(ledger, o) !== null) {
      counts.unchanged++;
      continue;
    }
    const statements = statementsOf(ledger, o);
    const said = saidOf(o);
    const visible = visibleAt(statements, o.known);
    counts[statements.length === 0 ? "new" : (visible ?? statements[0])?.said === said ? "unchanged" : "revised"]++;
    if (o.item === undefined) {
      ledger.units.set(o.series, o.unit);
      if (visible?.said === said && addsNothing(visible, o, sequence, statements)) {
        addRepeat(ledger, o, sequence);
        continue;
      }
      const promoted = visible === null || visible.said === said ? null : promote(ledger, o, visible, statements);
      if (promoted !== null) promotions.push(promoted);
    }
    const tie = tieOf(o.origin, sequence);
    insert(statements, { known: o.known, said, evidence: o.evidence, tie, document: o.origin.document });
    kept.push({ observation: o, tie });
  }
  for (const o of observations) ledger.documents.add(o.origin.document);
  return { ...counts, kept, promotions };
}

function statementsOf(ledger: Ledger, o: Observation): Entry[] {
  const series = madeIn(ledger.entries, o.series);
  const key = keyOf(o.item, o.period);
  const held = series.get(key);
  if (held !== undefined) return held;
  const statements: Entry[] = [];
  series.set(key, statements);
  return statements;
}

/**
 * Whether an observation that says what is visible changes no answer at any instant: it is no better evidence, and (at the
 * same `known`) the visible statement wins every tie that it would win.
 */
function addsNothing(visible: Entry, o: Observation, sequence: number, statements: readonly Entry[]): boolean {
  if (visible.known === o.known && rankOf(visible.tie) < rankOf(tieOf(o.origin, sequence))) return false;
  const grade = (evidence: Evidence): number => evidenceOrder.indexOf(evidence);
  let best = grade(visible.evidence);
  for (let i = statements.indexOf(visible) - 1; i >= 0; i--) {
    const earlier = statements[i];
    if (earlier === undefined || earlier.said !== visible.said) break;
    best = Math.min(best, grade(earlier.evidence));
  }
  return grade(o.evidence) >= best;
}

function addRepeat(ledger: Ledger, o: Observation, sequence: number): void {
  const held = ledger.repeats.get(o.series);
  const repeats = held ?? [];
  if (held === undefined) ledger.repeats.set(o.series, repeats);
  const own = repeats.findLast((r) => r.fresh && r.known === o.known && r.document === o.origin.document);
  if (own !== undefined) own.periods.add(o.period);
  else
    repeats.push({
      series: o.series,
      document: o.origin.document,
      known: o.known,
      knownBy: o.knownBy,
      tie: tieOf(o.origin, sequence),
      periods: new Set([o.period]),
      fresh: true,
    });
}

/** The earliest repeat of the visible statement after a new one and before the next: it says that the old value returned. */
function promote(ledger: Ledger, o: Observation, visible: Entry, statements: Entry[]): Promotion | null {
  const next = statements[statements.indexOf(visible) + 1]?.known ?? "~";
  let earliest: Repeat | null = null;
  for (const r of ledger.repeats.get(o.series) ?? []) {
    if (
      r.known > o.known &&
      r.known < next &&
      r.periods.has(o.period) &&
      (earliest === null || r.known < earliest.known)
    )
      earliest = r;
  }
  if (earliest === null) return null;
  const from = visible.repeats ?? { known: visible.known, document: visible.document };
  insert(statements, {
    ...visible,
    known: earliest.known,
    tie: earliest.tie,
    document: earliest.document,
    repeats: from,
  });
  return { series: o.series, period: o.period, from, to: earliest };
}

function insert(statements: Entry[], entry: Entry): void {
  let at = statements.length;
  for (; at > 0; at--) {
    const before = statements[at - 1];
    if (before === undefined || before.known < entry.known || (before.known === entry.known && before.tie <= entry.tie))
      break;
  }
  statements.splice(at, 0, entry);
}

/**
 * Whether the newest statement about every period is all that a panel shows of it: none shares its `known` with another, none says the same as the
 * one before it.
 */
export function standsAlone(ledger: Ledger, series: string): boolean {
  for (const statements of ledger.entries.get(series)?.values() ?? []) {
    for (let i = 1; i < statements.length; i++)
      if (statements[i]?.known === statements[i - 1]?.known || statements[i]?.said === statements[i - 1]?.said)
        return false;
  }
  return true;
}

/** Periods as ranges of consecutive ones, `1959-01:1960-03,1961-02`; inverse of {@link expandRanges}. */
export function rangesOf(periods: Iterable<string>): string {
  const sorted = [...periods].sort((a, b) =>
    frequencyOf(a) < frequencyOf(b) ? -1 : frequencyOf(a) > frequencyOf(b) ? 1 : indexOf(a) - indexOf(b),
  );
  const ranges: { first: string; last: string }[] = [];
  for (const period of sorted) {
    const current = ranges.at(-1);
    if (
      current !== undefined &&
      frequencyOf(current.last) === frequencyOf(period) &&
      indexOf(period) === indexOf(current.last) + 1
    )
      current.last = period;
    else ranges.push({ first: period, last: period });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}:${last}`)).join(",");
}

/** The periods of {@link rangesOf}. */
export function expandRanges(text: string): Set<string> {
  const periods = new Set<string>();
  for (const range of text.split(",")) {
    const [first = "", last = first] = range.split(":");
    const frequency = frequencyOf(first);
    for (let i = indexOf(first); i <= indexOf(last); i++) periods.add(periodAt(frequency, i));
  }
  return periods;
}
