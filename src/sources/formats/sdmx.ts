import { VorlaufError } from "../../terms/errors.ts";
import { lookup } from "../../terms/lookup.ts";
import type { Observation } from "../../terms/observation.ts";
import type { Period } from "../../terms/period.ts";
import type { RawDocument, Reading } from "../../terms/source.ts";
import { type Instant, toInstant } from "../../terms/time.ts";
import { changed, copyStamp, refused, slugOf } from "./answers.ts";
import { sdmxCsvCells } from "./sdmx-csv.ts";
import { sdmxJsonCells } from "./sdmx-json.ts";
import { sdmxXmlCells } from "./sdmx-xml.ts";

/** One value of an SDMX message with its key, whatever the message's form. */
export interface SdmxCell {
  /** Dimension to code, without time, in the order of the key. */
  readonly key: readonly (readonly [dimension: string, code: string])[];
  /** As written: `2026-Q1`, `2026-M01`, `2026-01-31`. */
  readonly time: string;
  /** Null for a value stated as missing. */
  readonly value: number | null;
  /** Attribute to code, of value, series and data set. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What the data set does with its values. */
  readonly action: "state" | "delete";
  /** From when the data set was the valid one (for deleted values: until when they were), as written; null when the message does not say. */
  readonly validFrom: string | null;
  readonly locator: string;
}

/** How a service's cells become observations. */
export interface SdmxMapping {
  readonly source: string;
  /** First segments of the series ids, `oecd/qna`. */
  readonly stem: string;
  /** Where a person sees the data. */
  readonly url: string;
  /** Whether data sets were asked for with their history: then `validFrom` is when a value became public. */
  readonly history: boolean;
}

/** The time of a cell as a period, or null for one that is none here (weeks, half years, intervals). */
export function sdmxPeriod(time: string): Period | null {
  const month = /^(\d{4})-M(\d{2})$/.exec(time);
  if (month !== null) return `${month[1]}-${month[2]}`;
  const year = /^(\d{4})(-A1)?$/.exec(time);
  if (year !== null) return year[1] ?? null;
  return /^\d{4}-(Q[1-4]|(0[1-9]|1[0-2])(-\d{2})?)$/.test(time) ? time : null;
}

const powers: Readonly<Record<string, string>> = {
  "0": "",
  "3": " thousand",
  "6": " million",
  "9": " billion",
  "12": " trillion",
};

/** The unit in words: its code, and the power of ten that values are given in; nothing is rescaled. */
export function sdmxUnit(attributes: Readonly<Record<string, string>>): string {
  const unit = attributes["UNIT_MEASURE"] ?? attributes["UNIT"] ?? attributes["unit"] ?? "";
  const power = attributes["UNIT_MULT"] ?? attributes["POWERCODE"] ?? "0";
  const factor = lookup(powers, power) ?? (power === "9999" || power === "" ? "" : ` x 10^${power}`);
  return `${unit === "" ? "as published" : unit}${factor}`;
}

const states: Readonly<Record<string, string>> = {
  P: "provisional",
  E: "estimated",
  B: "break",
  F: "forecast",
  I: "imputed",
};

/**
 * Observations of an SDMX message: `<stem>/<codes of the key joined by dots>`. A deleted value is a statement of no value; a missing one is none. Values of
 * periods that are no year, quarter, month or day are rejected by name. The same value of several data sets (history) is one statement per data set.
 */
export function observeSdmx(raw: RawDocument, cells: readonly SdmxCell[], mapping: SdmxMapping): Reading {
  const observations = new Map<string, Observation>();
  const rejected = new Map<string, { count: number; example: string }>();
  const reject = (reason: string, locator: string): void =>
    void rejected.set(reason, {
      count: (rejected.get(reason)?.count ?? 0) + 1,
      example: rejected.get(reason)?.example ?? locator,
    });
  for (const cell of cells) {
    const period = sdmxPeriod(cell.time);
    if (period === null) {
      reject("no year, quarter, month or day", `${cell.locator}, ${cell.time}`);
      continue;
    }
    if (cell.value === null && cell.action !== "delete") {
      reject("stated as missing", cell.locator);
      continue;
    }
    const valid =
      mapping.history && cell.validFrom !== null ? instantOf(cell.validFrom, mapping.source, cell.locator) : null;
    const stamp = valid === null ? copyStamp(raw) : { published: valid, known: valid, knownBy: "stamped" as const };
    const status = lookup(states, cell.attributes["OBS_STATUS"] ?? "A");
    const series = `${mapping.stem}/${cell.key
      .map(([, code]) => slugOf(code.replaceAll("_", "-")))
      .filter((code) => code !== "")
      .join(".")}`;
    const id = `${series} ${period} ${stamp.known}`;
    const held = observations.get(id);
    const value = cell.action === "delete" ? null : cell.value;
    if (held !== undefined && held.value !== value && valid === null)
      throw changed(mapping.source, cell.locator, `one value of ${series} ${period}`, `${held.value} and ${value}`);
    observations.set(id, {
      series,
      period,
      value,
      unit: sdmxUnit({ ...Object.fromEntries(cell.key), ...cell.attributes }),
      ...stamp,
      evidence: "reported (primary)",
      origin: { document: raw.sha256, url: mapping.url, locator: cell.locator, kind: "primary" },
      ...(status === undefined ? {} : { flags: [status] }),
    });
  }
  return {
    observations: [...observations.values()],
    rejected: [...rejected].map(([reason, found]) => ({ reason, ...found })),
  };
}

function instantOf(stamp: string, source: string, locator: string): Instant {
  try {
    return toInstant(stamp);
  } catch (cause) {
    if (!(cause instanceof VorlaufError)) throw cause;
    throw changed(source, `${locator}, validFrom`, "a time", stamp, cause);
  }
}

/** The cells of a message in any of its forms, told apart by how it begins; words of refusal are errors. */
export function sdmxCells(raw: RawDocument, source: string): readonly SdmxCell[] {
  const text = new TextDecoder().decode(raw.bytes).replace(/^\ufeff/, "");
  const start = text.trimStart();
  if (start.startsWith("{")) return sdmxJsonCells(raw, text, source);
  if (start.startsWith("<")) return sdmxXmlCells(raw, text, source);
  if (start === "") throw changed(source, "body", "an SDMX message", "an empty answer");
  if (!/^(STRUCTURE[,[;]|DATAFLOW[,;]|KEY,)/.test(start)) throw refused(source, raw, start.slice(0, 200));
  return sdmxCsvCells(text, source);
}
