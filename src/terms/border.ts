import { VorlaufError } from "./errors.ts";
import type { Observation } from "./observation.ts";
import { frequencyOf } from "./period.ts";
import type { RawDocument, Reading } from "./source.ts";
import { isInstant } from "./time.ts";

/** Ids, instants and periods of a document that were found well-formed already. */
export type Sound = Readonly<Record<"series" | "known" | "period", Set<string>>>;

/** Nothing found yet. */
export function nothingSound(): Sound {
  return { series: new Set(), known: new Set(), period: new Set() };
}

const seriesForm = /^[a-z0-9.-]+(\/[a-z0-9.-]+)+$/;
const separators = ["\u001e", "\u001f"];

/**
 * Whether an observation may stand in a store: a series id, a period that exists, a finite value or none, finite fields, instants in UTC, kebab-case flags, an
 * item without separators, and an origin in the very document that was read.
 * @throws "source-changed" naming document, series, period and place
 */
export function checkObservation(
  source: string,
  document: Pick<RawDocument, "path" | "sha256">,
  o: Observation,
  sound: Sound,
): void {
  const wrong = (expected: string, got: string): VorlaufError => {
    const name = `${o.series}${o.item === undefined ? "" : `#${o.item}`}@${o.period}`;
    return new VorlaufError("source-changed", {
      source,
      locator: `${document.path}, ${name}, ${o.origin.locator}`,
      expected,
      got,
    });
  };
  if (!sound.series.has(o.series) && !seriesForm.test(o.series))
    throw wrong("a series id of lower-case path segments", o.series);
  if (o.value !== null && !Number.isFinite(o.value)) throw wrong("a finite number or no value", String(o.value));
  if (!sound.known.has(o.known) && !isInstant(o.known)) throw wrong("known as an instant in UTC", o.known);
  if (o.published !== null && !sound.known.has(o.published) && !isInstant(o.published))
    throw wrong("published as an instant in UTC", o.published);
  if (separators.some((separator) => o.item?.includes(separator) === true))
    throw wrong("an item without control characters", JSON.stringify(o.item));
  if (o.origin.document !== document.sha256) throw wrong(`an origin in document ${document.sha256}`, o.origin.document);
  if (o.flags?.some((flag) => !/^[a-z0-9-]+$/.test(flag)) === true) throw wrong("kebab-case flags", o.flags.join(","));
  if (o.fields !== undefined) {
    for (const [name, value] of Object.entries(o.fields))
      if (typeof value === "number" && !Number.isFinite(value))
        throw wrong(`a finite number in ${name}`, String(value));
  }
  sound.series.add(o.series);
  sound.known.add(o.known);
  if (sound.period.has(o.period)) return;
  try {
    frequencyOf(o.period);
    sound.period.add(o.period);
  } catch (cause) {
    throw cause instanceof VorlaufError ? wrong("a period like 2026, 2026-Q3, 2026-11, 2026-11-20", o.period) : cause;
  }
}

/**
 * Stands behind every reader: what it yields is well-formed, and a value of the document that a function of the house does not take (a date that does not
 * exist) is the document's fault, not the caller's.
 * @throws "source-changed", "source-unreachable" (a refusal in the body), "source-undated"
 */
export function readSound(source: string, raw: RawDocument, read: () => Reading): Reading {
  try {
    const reading = read();
    const sound = nothingSound();
    for (const o of reading.observations) checkObservation(source, raw, o, sound);
    return reading;
  } catch (cause) {
    if (!(cause instanceof VorlaufError) || cause.code.startsWith("source-")) throw cause;
    throw new VorlaufError(
      "source-changed",
      { source, locator: raw.path, expected: "values of the form that this document has", got: cause.message },
      { cause },
    );
  }
}
