import { patternRegex } from "../terms/panel.ts";
import { type Frequency, frequencyOf, type Period } from "../terms/period.ts";
import type { SeriesInfo } from "../terms/source.ts";

/** What the catalogue says about an id, as a function that remembers: the entry of that very id, else the first matching pattern, else null. */
export function cataloguer(catalogue: readonly SeriesInfo[]): (id: string) => SeriesInfo | null {
  const exact = new Map(catalogue.map((s) => [s.id, s]));
  const patterns = catalogue.filter((s) => s.id.includes("*")).map((s) => ({ s, regex: patternRegex(s.id) }));
  const found = new Map<string, SeriesInfo | null>();
  return (id) => {
    const held = found.get(id);
    if (held !== undefined) return held;
    const info = exact.get(id) ?? patterns.find(({ regex }) => regex.test(id))?.s ?? null;
    found.set(id, info);
    return info;
  };
}

/** The frequency of a series: by the catalogue, else by the form of its first period. */
export function frequencyFor(info: SeriesInfo | null, first: Period): Frequency {
  return info?.frequency ?? frequencyOf(first);
}
