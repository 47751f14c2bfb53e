import type { Store } from "../store/open.ts";
import { readPanel } from "../store/panel.ts";
import type { Observation } from "../terms/observation.ts";
import { type ListEntry, listIn, type Mode } from "../terms/panel.ts";
import { formats, type Lang, type Text } from "../terms/text.ts";

/** Where a filing prints one of the facts behind a value, or that it is not held. */
export interface FilingPassage {
  /** The fact as the value's locator names it: accession, form, tag, unit, interval. */
  readonly fact: string;
  /** The filing's page at EDGAR. */
  readonly url: string;
  /** Null where no filing that prints the fact is held. */
  readonly printed: PrintedPassage | null;
  readonly says: Text;
}

/** What the page shows. */
interface PrintedPassage {
  readonly accession: string;
  readonly form: string;
  readonly heading: string;
  readonly note: string;
  readonly columns: string;
  readonly row: string;
  /** As printed, with its brackets. */
  readonly digits: string;
  /** Power of ten that turns the digits into the value. */
  readonly scale: number;
  readonly isNegated: boolean;
  /** The value that the filing tags [its currency]. */
  readonly value: number;
  /** Whether another filing than the one named prints it. */
  readonly isOtherFiling: boolean;
}

/** The passages behind a filed value, and whether what they print gives it. */
export interface Passages {
  readonly facts: readonly FilingPassage[];
  /** The value by the passages; null while one is not held. */
  readonly byPassages: number | null;
  /** True, false, or null while it cannot be said. */
  readonly agrees: boolean | null;
  readonly says: Text;
}

/** One term of a value: a tag, or several that are added. */
interface Term {
  readonly sign: 1 | -1;
  readonly accession: string;
  readonly form: string;
  readonly tags: readonly string[];
  readonly unit: string;
  readonly interval: string;
}

/**
 * The places in filings behind a value of `sec/<ticker>/...`: for every fact that its locator names the row of the filing itself where that is held on the day (another filing
 * that prints the same fact counts, and is named), else the filing's address. What the passages print is held against the value: a second road to it.
 * Null for a value of another source.
 */
export async function passagesOf(
  store: Store,
  observation: Observation,
  cut: { readonly asOf: string; readonly mode: Mode },
): Promise<Passages | null> {
  const ticker = /^sec\/([^/]+)\/(?!passages$|filings$)[^/]+$/.exec(observation.series)?.[1];
  if (ticker === undefined) return null;
  const terms = termsIn(observation.origin.locator);
  if (terms.length === 0) return null;
  const entries = await entriesOf(store, `sec/${ticker}/passages`, cut);
  const found = terms.map((term) => term.tags.map((tag) => ({ term, tag, entry: printing(entries, term, tag) })));
  const complete = found.every((tags) => tags.every(({ entry }) => entry !== null));
  const byPassages = complete
    ? found.reduce(
        (sum, tags, i) =>
          sum + (terms[i]?.sign ?? 1) * tags.reduce((s, { entry }) => s + (entry?.value ?? Number.NaN), 0),
        0,
      )
    : null;
  const agrees = byPassages === null || observation.value === null ? null : byPassages === observation.value;
  return {
    facts: found.flat().map(({ term, tag, entry }) => shown(term, tag, entry, observation)),
    byPassages,
    agrees,
    says: verdictOf(byPassages, agrees, observation),
  };
}

const readBefore = new WeakMap<Store, Map<string, Promise<readonly ListEntry[]>>>();

/** The passages of a filer on a day, kept: a walk names hundreds of values of the same few filers. */
function entriesOf(
  store: Store,
  id: string,
  { asOf, mode }: { readonly asOf: string; readonly mode: Mode },
): Promise<readonly ListEntry[]> {
  if (!store.held.has(id)) return Promise.resolve([]);
  const kept = readBefore.get(store) ?? new Map<string, Promise<readonly ListEntry[]>>();
  readBefore.set(store, kept);
  const key = `${id} ${asOf} ${mode}`;
  const reading =
    kept.get(key) ??
    readPanel(store, { asOf, mode, needs: [{ id }] }).then((panel) => listIn(panel, id)?.entries ?? []);
  kept.set(key, reading);
  if (kept.size > 60) kept.delete(kept.keys().next().value ?? key);
  return reading;
}

/** The terms of a locator as `formats/filed-facts.ts` writes it: `A 10-Q us-gaap:X USD s..e minus B 10-Q us-gaap:X USD s..e`. */
function termsIn(locator: string): Term[] {
  const term =
    /(minus |plus )?(\d{10}-\d{2}-\d{6}) (\S+) ([a-z-]+):(\S+) ([A-Z]{3}) (\d{4}-\d{2}-\d{2}(?:\.\.\d{4}-\d{2}-\d{2})?)/g;
  return [...locator.matchAll(term)].map(
    ([, sign, accession = "", form = "", taxonomy = "", tags = "", unit = "", interval = ""]) => ({
      sign: sign === "minus " ? -1 : 1,
      accession,
      form,
      tags: tags.split("+").map((tag) => `${taxonomy}:${tag}`),
      unit,
      interval,
    }),
  );
}

/** The entry of the filing that a term names, else of the newest other filing that prints the same fact. */
function printing(entries: readonly ListEntry[], term: Term, tag: string): ListEntry | null {
  const same = entries.filter((e) => e.item.endsWith(` ${tag} ${term.unit} ${term.interval}`));
  return same.find((e) => e.item.startsWith(`${term.accession} `)) ?? same.at(-1) ?? null;
}

function shown(term: Term, tag: string, entry: ListEntry | null, { origin }: Observation): FilingPassage {
  const fact = `${term.accession} ${term.form} ${tag} ${term.unit} ${term.interval}`;
  const url = addressOf(term.accession, origin.url);
  if (entry === null)
    return {
      fact,
      url,
      printed: null,
      says: {
        en: `The filing ${term.accession} (${term.form}) is not held; its page: ${url}.`,
        de: `Die Einreichung ${term.accession} (${term.form}) liegt nicht vor; ihre Seite: ${url}.`,
      },
    };
  const text = (name: string): string => String(entry.fields[name] ?? "");
  const printed: PrintedPassage = {
    accession: text("accession"),
    form: text("form"),
    heading: text("heading"),
    note: text("note"),
    columns: text("columns"),
    row: text("row"),
    digits: text("printed"),
    scale: Number(entry.fields["scale"] ?? 0),
    isNegated: entry.fields["negated"] === true,
    value: entry.value ?? Number.NaN,
    isOtherFiling: text("accession") !== term.accession,
  };
  return { fact, url, printed, says: { en: passageSays(printed, term, "en"), de: passageSays(printed, term, "de") } };
}

/** The page of another accession of the same filer, by the address of the one that is named. */
function addressOf(accession: string, url: string): string {
  const folder = /^(https:\/\/www\.sec\.gov\/Archives\/edgar\/data\/\d+)\//.exec(url)?.[1];
  return folder === undefined ? url : `${folder}/${accession.replaceAll("-", "")}/${accession}-index.htm`;
}

function passageSays(p: PrintedPassage, { accession, form }: Term, lang: Lang): string {
  const table = [p.heading, p.note].filter((t) => t !== "").join(" ");
  const scale = p.scale === 0 ? "" : lang === "en" ? `, in units of 10^${p.scale}` : `, in Einheiten von 10^${p.scale}`;
  const sign = p.isNegated
    ? lang === "en"
      ? ", tagged with the opposite sign"
      : ", mit umgekehrtem Vorzeichen ausgezeichnet"
    : "";
  const value = formats[lang].num(p.value);
  return lang === "en"
    ? `${p.isOtherFiling ? `${accession} (${form}) is not held; the same fact is printed in ${p.accession} (${p.form})` : `Printed in ${p.accession} (${p.form})`}: table “${table}”, columns “${p.columns}”, row “${p.row}”: ${p.digits}${scale}${sign}, that is ${value}.`
    : `${p.isOtherFiling ? `${accession} (${form}) liegt nicht vor; dieselbe Angabe steht in ${p.accession} (${p.form})` : `Steht in ${p.accession} (${p.form})`}: Tabelle „${table}“, Spalten „${p.columns}“, Zeile „${p.row}“: ${p.digits}${scale}${sign}, also ${value}.`;
}

function verdictOf(byPassages: number | null, agrees: boolean | null, { value, unit }: Observation): Text {
  if (agrees === null)
    return {
      en: "Not checked against the filings' own pages: not all of them are held.",
      de: "Nicht gegen die Seiten der Einreichungen geprüft: Sie liegen nicht alle vor.",
    };
  const [held, printed] = [value ?? Number.NaN, byPassages ?? Number.NaN];
  return agrees
    ? { en: "What the filings print gives this value.", de: "Was in den Einreichungen steht, ergibt diesen Wert." }
    : {
        en: `DISAGREES: the filings print ${formats.en.num(printed)} ${unit}, the series holds ${formats.en.num(held)}.`,
        de: `WIDERSPRUCH: In den Einreichungen steht ${formats.de.num(printed)} ${unit}, die Reihe hält ${formats.de.num(held)}.`,
      };
}
