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

const singular: Readonly<Record<string, Text>> = {
  peaks: { en: "peak", de: "Gipfel" },
  months: { en: "month", de: "Monat" },
  quarters: { en: "quarter", de: "Quartal" },
  cases: { en: "case", de: "Fall" },
  pairs: { en: "pair", de: "Paar" },
  tests: { en: "test", de: "Test" },
  records: { en: "record", de: "Rekord" },
  days: { en: "day", de: "Tag" },
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
  if (unit === "p-value" || unit === "p") return `p ${f.num(value, value < 0.0995 ? 3 : 2)}`;
  const one = value === 1 ? singular[unit]?.[lang] : undefined;
  const word = one ?? (lang === "de" ? (german[unit] ?? unit) : unit === "ratio" ? "" : unit);
  return `${f.num(value, decimalsFor(value))} ${word}`.trim();
}

function decimalsFor(value: number): number {
  if (Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}
