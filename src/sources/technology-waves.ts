import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Source } from "../terms/source.ts";
import { type ExtractMapping, type ExtractValue, isExtract, readExtract } from "./formats/extract.ts";

/** Which of the two tables. */
export interface Query {
  /** `adoption`: HCCTA, countries by year; `infrastructure`: lengths in the United States. */
  readonly table: "adoption" | "infrastructure";
}

interface Measure {
  readonly wave: string;
  readonly measure: string;
  readonly unit: string;
  readonly en: string;
  readonly de: string;
  readonly flags?: readonly string[];
}

const inferred = ["unit-inferred"];
const adoption: Readonly<Record<string, Measure>> = {
  "Length of Railway line open": {
    wave: "railways",
    measure: "line-open",
    unit: "km",
    en: "Railway line open",
    de: "Eisenbahnstrecke in Betrieb",
  },
  Telegraph: {
    wave: "telegraph",
    measure: "telegrams",
    unit: "million telegrams",
    en: "Telegrams",
    de: "Telegramme",
    flags: inferred,
  },
  Phones: { wave: "telephony", measure: "phones", unit: "thousand phones", en: "Telephones", de: "Telefonanschlüsse" },
  "Energy output": {
    wave: "electrification",
    measure: "output",
    unit: "GWh",
    en: "Electricity output",
    de: "Stromerzeugung",
    flags: inferred,
  },
  "Private Cars": {
    wave: "motor-cars",
    measure: "private-cars",
    unit: "thousand cars",
    en: "Private cars",
    de: "Privatwagen",
  },
  "Mobile Phones": {
    wave: "mobile",
    measure: "phones",
    unit: "thousand phones",
    en: "Mobile phones",
    de: "Mobiltelefone",
  },
  "Personal computers": {
    wave: "computers",
    measure: "computers",
    unit: "thousand computers",
    en: "Personal computers",
    de: "Personal Computer",
  },
};
const countries = { "United States": "us", "United Kingdom": "uk", Germany: "de" } as const;
const countryNames = {
  us: { en: "US", de: "USA" },
  uk: { en: "UK", de: "Vereinigtes Königreich" },
  de: { en: "Germany", de: "Deutschland" },
} as const;
const infrastructure: Readonly<Record<string, Measure>> = {
  canals: { wave: "canals", measure: "length", unit: "thousand miles", en: "Canals", de: "Kanäle" },
  railways: { wave: "railways", measure: "length", unit: "thousand miles", en: "Railways", de: "Eisenbahnen" },
  "surfaced roads": {
    wave: "roads",
    measure: "surfaced",
    unit: "thousand miles",
    en: "Surfaced roads",
    de: "Befestigte Straßen",
  },
  "oil pipelines": {
    wave: "oil-pipelines",
    measure: "length",
    unit: "thousand miles",
    en: "Oil pipelines",
    de: "Ölleitungen",
  },
  "gas pipelines": {
    wave: "gas-pipelines",
    measure: "length",
    unit: "thousand miles",
    en: "Gas pipelines",
    de: "Gasleitungen",
  },
  "telegraph wire": {
    wave: "telegraph",
    measure: "wire",
    unit: "thousand miles",
    en: "Telegraph wire",
    de: "Telegrafendraht",
  },
};

/** A definition of railway line changed in 1977 (+23,000 km in one year): the value stays, its change is an artefact. */
function flagsOf({ wave, flags }: Measure, year: string, country: string): readonly string[] {
  return [
    ...(flags ?? []),
    ...(wave === "railways" && country === "us" && year === "1977" ? ["definition-break"] : []),
  ];
}

const mappings: Readonly<Record<Query["table"], ExtractMapping>> = {
  adoption: {
    id: "technology-waves",
    publisher: "Comin & Hobijn (NBER), HCCTA",
    url: "https://www.nber.org/research/data/historical-cross-country-technology-adoption-hccta-dataset",
    path: /hcctad\.txt$/,
    columns: ["Variable", "Year", ...Object.keys(countries)],
    missing: ".",
    series: Object.values(adoption).flatMap(({ wave, measure, unit, en, de }) =>
      Object.values(countries).map((country) => ({
        id: `waves/${wave}/${measure}-${country}`,
        title: { en: `${en}, ${countryNames[country].en}`, de: `${de}, ${countryNames[country].de}` },
        unit,
        frequency: "annual" as const,
        lagDays: 1000,
      })),
    ),
    row: (row) => {
      const measure = lookup(adoption, row.Variable ?? "");
      if (measure === undefined) return "variable that no chart needs";
      const year = row.Year ?? "";
      return Object.entries(countries).map(
        ([column, country]): ExtractValue => ({
          series: `waves/${measure.wave}/${measure.measure}-${country}`,
          period: year,
          column,
          unit: measure.unit,
          flags: flagsOf(measure, year, country),
        }),
      );
    },
  },
  infrastructure: {
    id: "technology-waves",
    publisher: "Grübler & Nakićenović, collected by Jones (ESEUR)",
    url: "https://github.com/Derek-Jones/ESEUR-code-data",
    path: /usa-infra\.csv$/,
    columns: ["year", ...Object.keys(infrastructure)],
    ragged: true,
    series: Object.values(infrastructure).map(({ wave, measure, unit, en, de }) => ({
      id: `waves/${wave}/${measure}-us`,
      title: { en: `${en}, US, length`, de: `${de}, USA, Länge` },
      unit,
      frequency: "annual" as const,
      lagDays: 1000,
    })),
    row: (row) => {
      const year = row.year ?? "";
      return Object.entries(infrastructure).map(
        ([column, measure]): ExtractValue => ({
          series: `waves/${measure.wave}/${measure.measure}-us`,
          period: year,
          column,
          unit: measure.unit,
          flags: [...flagsOf(measure, year, "us"), ...inferred],
        }),
      );
    },
  },
};

/**
 * Earlier technology waves: Comin & Hobijn, *Historical Cross-Country Technology Adoption* (HCCTA, 1788-2001; United States, United Kingdom, Germany), and lengths of
 * United States infrastructure 1825-1985 (Grübler & Nakićenović, as collected for *Evidence-based Software Engineering*).
 *
 * Terms: research use with citation, redistribution *unclear*: only the variables that a chart of analogs needs are read. A copy of April 2025; never revised.
 * HCCTA is Latin-1 text, `.` is missing, the years differ by variable, many series start in the middle. Lengths and phones are **stocks**: investment
 * is their first difference. US railway line jumps by 23,000 km in 1977 by a change of definition (flag `definition-break` on that year).
 * Units that the description contradicts are inferred from magnitude (flag `unit-inferred`): electricity output is said to be in units of 10 MWh, the figures are GWh
 * (US 1998: 3,803,700); telegrams are said to be thousands, the figures are millions (US 1867: 6.05); lengths of the second table are thousand miles (railways 1929: 303.28).
 */
export const source: Source<Query> = {
  id: "technology-waves",
  title: "Earlier technology waves",
  publisher: "Comin & Hobijn (NBER); Grübler & Nakićenović",
  licence: "HCCTA: free for research with citation; collected lengths: research use; redistribution unclear",
  terms: "unclear",
  homepage: mappings.adoption.url,
  series: [...mappings.adoption.series, ...mappings.infrastructure.series],
  query: z.object({ table: z.enum(["adoption", "infrastructure"]) }),
  requests: () => [],
  recognise: (file) => {
    if (isExtract(mappings.adoption, file)) return { table: "adoption" };
    return isExtract(mappings.infrastructure, file) ? { table: "infrastructure" } : null;
  },
  read: (raw, { table }) => readExtract(raw, mappings[table]),
};
