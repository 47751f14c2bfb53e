import { quantityText } from "../../views/quantity.ts";
import { f, lang, w } from "./speech.ts";

/** A signed change of a number with its unit; shares and probabilities in percentage points. */
export function changeText(amount: number, unit: string | null): string {
  if (unit === "share" || unit === "probability") return `${f().signed(amount * 100, 1)} ${w().points}`;
  return `${amount > 0 ? "+" : ""}${quantityText(amount, unit, lang())}`;
}

/** The name of a group of news for reading. */
export function groupName(id: string): string {
  return id === "calendar" ? w().newsCalendar : id;
}
