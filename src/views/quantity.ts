import { partIds } from "../terms/part.ts";
import { partWords } from "../terms/parts.ts";
import { formats, type Lang } from "../terms/text.ts";
import { de } from "../terms/words/de.ts";
import { en, type Words } from "../terms/words/en.ts";

/** How numbers of one unit are shown: divided by `factor`, followed by `unit`. */
export interface Reading {
  readonly factor: number;
  /** In the reader's language; empty for a bare number. */
  readonly unit: string;
  /** Written right after the number, without a space in English or with one in German; per cent only. */
  readonly percent: boolean;
}

/** The interface's words in a language. */
export function wordsOf(lang: Lang): Words {
  return lang === "de" ? de : en;
}

/** A category of an axis for reading: a part's name, a period written out, else the word itself. */
export function categoryText(x: string, lang: Lang): string {
  const part = partIds.find((p) => p === x);
  if (part !== undefined) return partWords[part].title[lang];
  return /^\d{4}-(Q[1-4]|\d{2}(-\d{2})?)$/.test(x) ? formats[lang].when(x) : x;
}

const money = /^(USD|EUR|TWD|KRW|JPY)( million| billion| bn| m)?(?=$|[ ,(/])/;

/**
 * A readable size for numbers of a unit: money in billions or millions by magnitude, shares in per cent, other units as
 * they are. `magnitude` is the largest absolute value that will be shown, in the given unit.
 */
export function readingOf(unit: string, magnitude: number, lang: Lang): Reading {
  const plain = unit.trim().replace(/^(bn|billion|million) (USD|EUR)(?=$|[ ,])/, "$2 $1");
  if (plain === "share" || plain === "probability" || plain.startsWith("share of ") || plain.startsWith("share, ")) {
    const rest = plain === "probability" || plain === "share" ? "" : unitWord(plain.replace(/^share(,)? /, ""), lang);
    return { factor: 0.01, unit: rest === "" ? "%" : `% ${rest}`, percent: true };
  }
  const m = money.exec(plain);
  if (m !== null) {
    const inUsd = m[2] === " bn" || m[2] === " billion" ? 1e9 : m[2] === undefined ? 1 : 1e6;
    const full = magnitude * inUsd;
    const rest = unitWord(plain.slice(m[0].length).replace(/^[ ,]+/, ""), lang);
    const tail =
      rest === ""
        ? ""
        : rest.startsWith("(") || rest.startsWith("per ") || rest.startsWith("je ")
          ? ` ${rest}`
          : rest.startsWith("/")
            ? rest
            : `, ${rest}`;
    const words = wordsOf(lang);
    const named = (size: string): string =>
      lang === "en" ? `${m[1]}${size === "" ? "" : ` ${size}`}` : `${size === "" ? "" : `${size} `}${m[1]}`;
    if (full >= 1e12) return { factor: 1e12 / inUsd, unit: named(words.trillion) + tail, percent: false };
    if (full >= 1e9) return { factor: 1e9 / inUsd, unit: named(words.billion) + tail, percent: false };
    if (full >= 1e6) return { factor: 1e6 / inUsd, unit: named(words.million) + tail, percent: false };
    return { factor: 1 / inUsd, unit: named("") + tail, percent: false };
  }
  if (plain === "percent" || plain === "%") return { factor: 1, unit: "%", percent: true };
  return { factor: 1, unit: unitWord(plain, lang), percent: false };
}

/** A unit's name in the reader's language; a unit without a translation stays as the publisher writes it. */
export function unitWord(unit: string, lang: Lang): string {
  if (unit === "number" || unit === "1") return "";
  const named = wordsOf(lang).units[unit];
  if (named !== undefined) return named;
  if (lang === "en") return unit;
  const based = /^index (.+)=100$/.exec(unit);
  if (based !== null) return `Index, ${based[1]} = 100`;
  const priced = /^prices of (\d{4})$/.exec(unit);
  return priced === null ? unit : `Preise von ${priced[1]}`;
}

/** Decimals that leave about three significant figures for numbers up to a size. */
export function decimalsFor(magnitude: number): number {
  const a = Math.abs(magnitude);
  if (!Number.isFinite(a) || a === 0) return 0;
  if (a >= 100) return 0;
  if (a >= 10) return 1;
  if (a >= 1) return 2;
  return Math.min(6, 2 - Math.floor(Math.log10(a)));
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number alone, thousands separated; beyond a million millions as `3.1 × 10²⁵`. */
export function numberText(
  value: number,
  lang: Lang,
  decimals: number = Number.isInteger(value) && Math.abs(value) < 1e4 ? 0 : decimalsFor(value),
): string {
  if (Math.abs(value) >= 1e12) {
    const power = Math.floor(Math.log10(Math.abs(value)) + 1e-12);
    const lead = value / 10 ** power;
    const digits = Array.from(String(power), (d) => superscripts[Number(d)] ?? d).join("");
    return Math.abs(lead - 1) < 1e-9 ? `10${digits}` : `${formats[lang].num(lead, 1)} × 10${digits}`;
  }
  return formats[lang].num(value, decimals);
}

/** A value with its unit as one phrase: `USD 63.8 bn, SAAR`, `42.2 %`, `14 days`; in German `63,8 Mrd. USD`. */
export function quantityText(value: number, unit: string | null, lang: Lang): string {
  const parts = quantityParts(value, unit, lang);
  const amount = /^(USD|EUR|TWD|KRW|JPY)( bn| m| tn)?(.*)$/.exec(parts.unit);
  if (lang === "en" && amount !== null) return `${amount[1]} ${parts.number}${amount[2] ?? ""}${amount[3]}`;
  return parts.unit === "" ? parts.number : `${parts.number} ${parts.unit}`;
}

/** A value and its unit apart, for cells where numbers align. */
export function quantityParts(
  value: number,
  unit: string | null,
  lang: Lang,
): { readonly number: string; readonly unit: string } {
  if (unit === "p" || unit === "p-value")
    return { number: `p ${formats[lang].num(value, value < 0.0995 ? 3 : 2)}`, unit: "" };
  const reading = readingOf(unit ?? "", Math.abs(value), lang);
  const shown = value / reading.factor;
  const number = reading.percent ? formats[lang].num(shown, Math.abs(shown) >= 99.95 ? 0 : 1) : numberText(shown, lang);
  const one = Math.abs(shown) === 1 ? wordsOf(lang).unitsOfOne[(unit ?? "").trim()] : undefined;
  return { number, unit: one ?? reading.unit };
}
