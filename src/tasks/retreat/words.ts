import type { Line } from "../../terms/part.ts";
import type { Text } from "../../terms/text.ts";

/** The list collected by looking for retreats. */
export const retreats = "events/carmakers";

/** The list collected by looking for expansions. */
export const expansions = "events/carmakers-expansion";

const groupNames: Readonly<Record<string, string>> = {
  stellantis: "Stellantis",
  volkswagen: "Volkswagen",
  gm: "GM",
  ford: "Ford",
  honda: "Honda",
  toyota: "Toyota",
  nissan: "Nissan",
  hyundai: "Hyundai",
  bmw: "BMW",
  rivian: "Rivian",
  "mercedes-benz": "Mercedes-Benz",
  "volvo-cars": "Volvo Cars",
  "aston-martin": "Aston Martin",
  ferrari: "Ferrari",
};

/** Words of a slug that are not written in lower case. */
const written: Readonly<Record<string, string>> = {
  f: "F",
  ev: "EV",
  evs: "EVs",
  suv: "SUV",
  us: "US",
  id4: "ID.4",
  lfp: "LFP",
  acc: "ACC",
  acura: "Acura",
  zdx: "ZDX",
  kia: "Kia",
  ev4: "EV4",
  audi: "Audi",
  bentley: "Bentley",
  porsche: "Porsche",
  lamborghini: "Lamborghini",
  ram: "Ram",
  ex90: "EX90",
  es90: "ES90",
  sk: "SK",
  on: "On",
  lg: "LG",
  marshall: "Marshall",
  kentucky: "Kentucky",
  tennessee: "Tennessee",
  ohio: "Ohio",
  orion: "Orion",
  lansing: "Lansing",
  ontario: "Ontario",
  canton: "Canton",
  kitakyushu: "Kitakyushu",
  chattanooga: "Chattanooga",
  brussels: "Brussels",
  belvidere: "Belvidere",
  brightdrop: "BrightDrop",
  cellforce: "Cellforce",
  nextstar: "NextStar",
  michigan: "Michigan",
  georgia: "Georgia",
  carolina: "Carolina",
  north: "North",
  america: "America",
  debrecen: "Debrecen",
  korea: "Korea",
  hyundai: "Hyundai",
  european: "European",
  spring: "Spring",
  hill: "Hill",
  fairfax: "Fairfax",
  rivian: "Rivian",
  freudenberg: "Freudenberg",
  aspen: "Aspen",
  aerogels: "Aerogels",
  natron: "Natron",
  energy: "Energy",
  solution: "Solution",
  sungeel: "SungEel",
  hitech: "HiTech",
  st: "St.",
  louis: "Louis",
  norwegian: "Norwegian",
  lightning: "Lightning",
  model: "Model",
  e: "e",
};

/** A slug as people write it. */
export const programmeWords = (slug: string): string =>
  slug
    .split(/[- ]/)
    .map((word) => written[word] ?? word)
    .join(" ")
    .replace("F 150", "F-150")
    .replace(/(\d{4}) (\d{4})$/, "$1 to $2");

/** A company group, or a supplier, as people write it. */
export function nameOf(group: string): string {
  return groupNames[group] ?? programmeWords(group.replace(/^supplier: /, ""));
}

/** A line of this part; found, without a value, unless told. */
export function line(id: string, says: Text, more: Partial<Line>): Line {
  return {
    id,
    part: "retreat",
    state: "found",
    says,
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
    ...more,
  };
}

/** Each reference once, in order. */
export function unique(refs: readonly string[]): string[] {
  return [...new Set(refs)];
}

/** New uses of definition D8 in German. */
export const useWords: Readonly<Record<string, string>> = {
  storage: "Speicher",
  compute: "Rechenleistung",
  power: "Strom",
};

/** Columns that more than one table of this part has. */
export type ColumnName =
  | "group"
  | "announced"
  | "amount"
  | "currency"
  | "usd"
  | "rate"
  | "ev"
  | "period"
  | "counted"
  | "grade"
  | "programme"
  | "severity"
  | "since"
  | "steps"
  | "added"
  | "fact"
  | "use";

/** Column headings of the tables of this part. */
export const columnText: Readonly<Record<ColumnName, Text>> = {
  group: { en: "Company group", de: "Konzern" },
  announced: { en: "Announced", de: "Angekündigt" },
  amount: { en: "Announced amount", de: "Angekündigter Betrag" },
  currency: { en: "Currency", de: "Währung" },
  usd: { en: "In USD", de: "In USD" },
  rate: { en: "USD per unit", de: "USD je Einheit" },
  ev: { en: "EV part stated", de: "Genannter EV-Teil" },
  period: { en: "Accounting period", de: "Berichtszeitraum" },
  counted: { en: "Counted", de: "Gezählt" },
  grade: { en: "Grade of source", de: "Stufe der Quelle" },
  programme: { en: "Programme", de: "Programm" },
  severity: { en: "State (1 to 4)", de: "Stand (1 bis 4)" },
  since: { en: "Since", de: "Seit" },
  steps: { en: "Events", de: "Ereignisse" },
  added: { en: "Added in last 4 quarters", de: "Zuwachs in 4 Quartalen" },
  fact: { en: "What", de: "Was" },
  use: { en: "New use", de: "Neue Verwendung" },
};

/** Whether a value is there. */
export function isPresent<T>(value: T | null): value is T {
  return value !== null;
}
