import type { Accessor } from "solid-js";
import { type Formats, formats, type Lang, type Text } from "../../terms/text.ts";
import type { Words } from "../../terms/words/en.ts";
import { wordsOf } from "../../views/quantity.ts";
import { place } from "./place.ts";

/** The reader's language. */
export const lang: Accessor<Lang> = () => place().lang;

/** The interface's words in the reader's language. */
export function w(): Words {
  return wordsOf(lang());
}

/** Number and date formats of the reader's language. */
export function f(): Formats {
  return formats[lang()];
}

/** A result's sentence in the reader's language; a number and its unit do not part at the end of a line. */
export function say(text: Text): string {
  return text[lang()]
    .replace(/(\d) (?=(?:%|bn|tn|GW|MW|W|kW|Mrd\.|Mio\.|Bio\.)(?:\W|$))/g, "$1\u00a0")
    .replace(/\b(USD|EUR) (?=[\d−])/g, "$1\u00a0");
}

/** A day or period for reading; keeps what is not a period as it is. */
export function when(period: string): string {
  return /^\d{4}(-|$)/.test(period) ? f().when(period) : period;
}
