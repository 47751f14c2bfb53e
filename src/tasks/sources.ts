import type { Store } from "../store/open.ts";
import { dayOf } from "../terms/period.ts";
import type { ShelvedSource } from "../terms/source.ts";

/** One source, for `vorlauf sources`. */
export interface SourceLine {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly terms: ShelvedSource["terms"];
  readonly homepage: string;
  /** Ids or patterns of what it yields. */
  readonly series: readonly string[];
  /** Smallest and largest usual days from period end to publication; null for a source of undated lists. */
  readonly lagDays: { readonly least: number; readonly most: number } | null;
  /** Documents and observations held. */
  readonly documents: number;
  readonly rows: number;
  readonly newestKnown: string | null;
  /** Days from the newest `known` to the as-of day. */
  readonly ageDays: number | null;
  /** *fresh*: younger than twice the smallest usual lag plus 45 days; *stale*: older; *absent*: nothing held on the day. */
  readonly health: "fresh" | "stale" | "absent";
}

/** Every source with its terms and what the store holds of it as of a day. */
export function sourceList(store: Store, sources: readonly ShelvedSource[], asOf: string): SourceLine[] {
  return sources.map((source) => {
    const files = store.manifest.files.filter((f) => f.source === source.id);
    const observed = files.filter((f) => f.kind === "observations");
    const newest = observed.reduce<string | null>(
      (max, f) => (max === null || f.newestKnown > max ? f.newestKnown : max),
      null,
    );
    const lags = source.series.map((s) => s.lagDays);
    const ageDays = newest === null ? null : Math.max(0, dayOf(asOf) - dayOf(newest));
    const least = lags.length === 0 ? 0 : Math.min(...lags);
    return {
      id: source.id,
      title: source.title,
      publisher: source.publisher,
      licence: source.licence,
      terms: source.terms,
      homepage: source.homepage,
      series: source.series.map((s) => s.id),
      lagDays: lags.length === 0 ? null : { least, most: Math.max(...lags) },
      documents: files.filter((f) => f.kind === "documents").reduce((n, f) => n + f.rows, 0),
      rows: observed.reduce((n, f) => n + f.rows, 0),
      newestKnown: newest,
      ageDays,
      health: ageDays === null ? "absent" : ageDays <= 2 * least + 45 ? "fresh" : "stale",
    };
  });
}
