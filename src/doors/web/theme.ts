import { type Accessor, createSignal } from "solid-js";

/** What the reader chose; `auto` follows the system. */
export type Choice = "auto" | "light" | "dark";

const key = "vorlauf-theme";

function stored(): Choice {
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

const [choice, setChoice] = createSignal<Choice>(stored());
apply(choice());

function apply(value: Choice): void {
  if (value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

/** The theme in force. */
export const theme: Accessor<Choice> = choice;

/** Goes from automatic to light to dark and round again; kept in this browser. */
export function turnTheme(): void {
  const next: Choice = choice() === "auto" ? "light" : choice() === "light" ? "dark" : "auto";
  setChoice(next);
  apply(next);
  try {
    localStorage.setItem(key, next);
  } catch {
    // A browser that keeps nothing still shows the chosen theme until it is closed.
  }
}
