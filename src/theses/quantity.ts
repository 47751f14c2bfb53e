import { formats, type Lang, type Text } from "../terms/text.ts";

const german: Readonly<Record<string, string>> = {
  peaks: "Gipfel",
  months: "Monate",
  quarters: "Quartale",
  cases: "Fälle",
  pairs: "Paare",
  tests: "Tests",
  records: "Rekorde",
  ratio: "",
  days: "Tage",
};

/**
 * A number with its unit for reading: US dollars from one billion as billions, shares as per cent with one decimal, anything
 * else with as many decimals as its size needs and the unit's own word.
 */
export function quantity(value: number, unit: string): Text {
  return { en: inLanguage(value, unit, "en"), de: inLanguage(value, unit, "de") };
}

function inLanguage(value: number, unit: string, lang: Lang): string {
  const f = formats[lang];
  if (unit === "USD" && Math.abs(value) >= 1e9) return f.usdBn(value);
  if (unit === "share") return f.pct(value, 1);
  if (unit === "percent") return `${f.num(value, 1)} %`;
  const word = lang === "de" ? (german[unit] ?? unit) : unit === "ratio" ? "" : unit;
  return `${f.num(value, decimalsFor(value))} ${word}`.trim();
}

function decimalsFor(value: number): number {
  if (Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}
