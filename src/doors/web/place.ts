import { type Accessor, batch, createSignal } from "solid-js";
import type { Mode } from "../../terms/panel.ts";
import type { Lang } from "../../terms/text.ts";

/** Where the reader is: everything that an address of this workbench can say. */
export interface Place {
  /** `/`, `/cycle`, `/data`, `/series`. */
  readonly path: string;
  /** Null until the newest day is known. */
  readonly asOf: string | null;
  readonly lang: Lang;
  readonly mode: Mode;
  readonly compare: string | null;
  /** The reference whose origin is being shown. */
  readonly why: string | null;
  /** Id of a series, words of a search, an anchor. */
  readonly id: string | null;
  readonly q: string | null;
  /** Id of the thesis on the thesis page; null for the verdict's. */
  readonly thesis: string | null;
  readonly at: string | null;
}

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);

/** A place read from an address; unknown words are ignored. */
export function readPlace(url: URL, preferred: Lang): Place {
  const get = (name: string): string | null => url.searchParams.get(name);
  const [asOf, compare] = [get("asOf"), get("compare")];
  return {
    path: url.pathname.replace(/(.)\/+$/, "$1"),
    asOf: isDay(asOf) ? asOf : null,
    lang: get("lang") === "de" ? "de" : get("lang") === "en" ? "en" : preferred,
    mode: get("mode") === "pseudo" ? "pseudo" : "strict",
    compare: isDay(compare) ? compare : null,
    why: get("why"),
    id: get("id"),
    q: get("q"),
    thesis: get("thesis"),
    at: url.hash.length > 1 ? decodeURIComponent(url.hash.slice(1)) : null,
  };
}

/** The address of a place; always holds the as-of day, the language and the mode. */
export function writePlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.asOf !== null) query.set("asOf", place.asOf);
  query.set("lang", place.lang);
  query.set("mode", place.mode);
  for (const name of ["compare", "id", "q", "thesis", "why"] as const) {
    const value = place[name];
    if (value !== null && value !== "") query.set(name, value);
  }
  return `${place.path}?${query.toString()}${place.at === null ? "" : `#${encodeURIComponent(place.at)}`}`;
}

const preferred: Lang = navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
const [current, setCurrent] = createSignal<Place>(readPlace(new URL(location.href), preferred));

/** Where the reader is now. */
export const place: Accessor<Place> = current;

const [rested, setRested] = createSignal<string | null>(current().asOf);

/** The as-of day once the reader rests on it: steps that follow each other quickly ask for nothing in between. */
export const restedDay: Accessor<string | null> = rested;

let lastStep = Number.NEGATIVE_INFINITY;
let resting: ReturnType<typeof setTimeout> | undefined;

function restOn(day: string | null): void {
  clearTimeout(resting);
  if (day === rested()) return;
  const now = performance.now();
  const quick = now - lastStep < 300;
  lastStep = now;
  if (quick) resting = setTimeout(() => setRested(day), 300);
  else setRested(day);
}

/** Goes to another place; `replace` leaves no trace in the browser's history (as-of steps, open panels). */
export function go(change: Partial<Place>, replace = false): void {
  const next: Place = { ...current(), ...change };
  const address = writePlace(next);
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  const turned = next.path !== current().path;
  batch(() => {
    setCurrent(next);
    restOn(next.asOf);
  });
  if (turned) window.scrollTo(0, 0);
}

addEventListener("popstate", () => {
  const next = readPlace(new URL(location.href), preferred);
  batch(() => {
    setCurrent(next);
    setRested(next.asOf);
  });
});

/** The address of another page on the same day, in the same language and mode. */
export function addressOf(path: string, change: Partial<Place> = {}): string {
  return writePlace({ ...current(), id: null, q: null, thesis: null, why: null, at: null, ...change, path });
}
