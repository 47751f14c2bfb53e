import { dayOf, endOf } from "../terms/period.ts";

/** One entry of a copy of a growing list. */
export interface ListedEntry {
  readonly id: string;
  /** Subject date: release, decision, filing period; a coarser period counts as its last day. */
  readonly date: string;
  /** What, together with the date, shows that an entry only changed its name (an organisation, a link). */
  readonly alias?: string;
}

/** A whole list as it stood on a day. */
export interface ListCopy {
  /** The day the copy speaks for: when it was taken, or the end of the list where the copy is older than its `known`. */
  readonly day: string;
  readonly entries: readonly ListedEntry[];
}

/** What happened to a list between two successive copies. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  /** Entries of the older copy. */
  readonly held: number;
  readonly left: number;
  readonly renamed: number;
  /** New entries, and those of them whose date is not later than the older copy's day. */
  readonly came: number;
  readonly late: number;
  /** left / held. */
  readonly leftShare: number;
  /** Entries dated more than the horizon before the older copy: newer count / older count; growth of coverage, not of the subject. NaN without such entries. */
  readonly coverage: number;
  /** Where a delay may be fitted; `rebuilt`: more than `maxLeftShare` left. */
  readonly rebuilt: boolean;
  /** Finished-age evidence: late and all entries of the newer copy whose age at the older copy lay in the younger and the older half of the horizon. */
  readonly young: { readonly late: number; readonly n: number };
  readonly old: { readonly late: number; readonly n: number };
}

/** Day number of an entry's date; a coarser period counts as its last day. */
export function entryDay(entry: ListedEntry): number {
  return dayOf(endOf(entry.date));
}

/** The copies by their day, oldest first. */
export function inOrder(copies: readonly ListCopy[]): ListCopy[] {
  return [...copies].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/**
 * The copies in order of their day with one id per entry through all of them: an entry that left and one that came with the
 * same date and the same alias, each the only one of the kind, are one entry under another name.
 */
export function alignCopies(copies: readonly ListCopy[]): {
  readonly copies: readonly ListCopy[];
  readonly renamed: readonly number[];
} {
  const ordered = inOrder(copies);
  const names = new Map<string, string>();
  const out: ListCopy[] = [];
  const renamed: number[] = [];
  for (const copy of ordered) {
    const older = out.at(-1)?.entries ?? [];
    const held = new Set(older.map((e) => e.id));
    const ids = new Set(copy.entries.map((e) => names.get(e.id) ?? e.id));
    const gone = onlyOnes(older.filter((e) => !ids.has(e.id)));
    const fresh = onlyOnes(copy.entries.filter((e) => !held.has(names.get(e.id) ?? e.id)));
    let count = 0;
    for (const [key, entry] of fresh) {
      const before = gone.get(key);
      if (before === undefined) continue;
      names.set(entry.id, before.id);
      count++;
    }
    renamed.push(count);
    out.push({ day: copy.day, entries: copy.entries.map((e) => ({ ...e, id: names.get(e.id) ?? e.id })) });
  }
  return { copies: out, renamed };
}

function onlyOnes(entries: readonly ListedEntry[]): Map<string, ListedEntry> {
  const found = new Map<string, ListedEntry | null>();
  for (const e of entries) {
    if (e.alias === undefined || e.alias === "") continue;
    const key = `${e.date} ${e.alias}`;
    found.set(key, found.has(key) ? null : e);
  }
  return new Map([...found].filter((pair): pair is [string, ListedEntry] => pair[1] !== null));
}

/** What to call a rebuild, and how far back the delay reaches. */
export interface TransitionOptions {
  readonly horizonDays: number;
  readonly maxLeftShare: number;
}

/** Every step from one copy to the next. @param aligned from {@link alignCopies} */
export function transitionsOf(
  { copies, renamed }: ReturnType<typeof alignCopies>,
  { horizonDays, maxLeftShare }: TransitionOptions,
): Transition[] {
  return copies.slice(1).map((newer, i) => {
    const older = copies[i] ?? newer;
    const from = dayOf(older.day);
    const [held, now] = [new Set(older.entries.map((e) => e.id)), new Set(newer.entries.map((e) => e.id))];
    const left = older.entries.filter((e) => !now.has(e.id)).length;
    const fresh = newer.entries.filter((e) => !held.has(e.id));
    const between = (low: number, high: number): { late: number; n: number } => {
      const here = newer.entries.filter((e) => from - entryDay(e) >= low && from - entryDay(e) < high);
      return { late: here.filter((e) => !held.has(e.id)).length, n: here.length };
    };
    const settled = (copy: ListCopy): number => copy.entries.filter((e) => from - entryDay(e) >= horizonDays).length;
    return {
      from: older.day,
      to: newer.day,
      held: older.entries.length,
      left,
      renamed: renamed[i + 1] ?? 0,
      came: fresh.length,
      late: fresh.filter((e) => entryDay(e) <= from).length,
      leftShare: older.entries.length === 0 ? 0 : left / older.entries.length,
      coverage: settled(older) === 0 ? Number.NaN : settled(newer) / settled(older),
      rebuilt: older.entries.length > 0 && left / older.entries.length > maxLeftShare,
      young: between(0, horizonDays / 2),
      old: between(horizonDays / 2, horizonDays),
    };
  });
}

/**
 * Chain-linked coverage: per copy, the product of the coverage of all later steps. A count of an older copy times its link is
 * the count that the newest copy's coverage would have given; growth of the list itself is not growth of its subject.
 * A step without settled entries (coverage NaN or 0) breaks the chain: NaN before it.
 *
 * @returns one number per copy, oldest first; 1 for the newest
 */
export function coverageLinks(transitions: readonly Pick<Transition, "coverage">[]): number[] {
  const links = [1];
  for (const { coverage } of transitions.toReversed())
    links.unshift((links[0] ?? Number.NaN) * (coverage > 0 ? coverage : Number.NaN));
  return links;
}
