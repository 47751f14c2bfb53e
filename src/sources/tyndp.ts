import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import type { RawDocument, Source } from "../terms/source.ts";
import { decodeText } from "./formats/csv.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

interface Column {
  readonly period: string;
  /** Ending of the series id; empty for the reference year. */
  readonly scenario: string;
}

interface Table {
  /** First cells of the header line that starts it. */
  readonly header: RegExp;
  readonly publisher: "tyndp" | "nep";
  readonly country: number;
  readonly unit: number | null;
  readonly first: number;
  readonly columns: readonly Column[];
  readonly url: string;
}

const tables: readonly Table[] = [
  {
    header: /^STUDY\|COUNTRY\|TYPE\|UNIT\|2019\|2040 \(DE\)\|2050 \(DE\)\|2040 \(GA\)\|2050 \(GA\)$/,
    publisher: "tyndp",
    country: 1,
    unit: 3,
    first: 4,
    columns: [
      { period: "2019", scenario: "" },
      { period: "2040", scenario: "-distributed-energy" },
      { period: "2050", scenario: "-distributed-energy" },
      { period: "2040", scenario: "-global-ambition" },
      { period: "2050", scenario: "-global-ambition" },
    ],
    url: "https://2024.entsos-tyndp-scenarios.eu/download/20230704-Draft_Demand_Scenarios_TYNDP_2024.xlsb",
  },
  {
    header:
      /^Stromverbrauch \[TWh\]\|Szenario A 2037\|Szenario B 2037\|Szenario C 2037\|Szenario A 2045\|Szenario B 2045\|Szenario C 2045$/,
    publisher: "nep",
    country: 0,
    unit: null,
    first: 1,
    columns: ["2037", "2045"].flatMap((period) => ["-a", "-b", "-c"].map((scenario) => ({ period, scenario }))),
    url: "https://www.netzentwicklungsplan.de/sites/default/files/2025-04/250430_Genehmigung_Szenariorahmen_2025_0.pdf",
  },
];

/**
 * Electricity of data centers in Europe: TYNDP 2024 draft demand scenarios (ENTSO-E and ENTSOG) by country, and the scenario frame 2025 of the German grid plan (NEP, table 9).
 *
 * Terms: quoted figures in a transcription without a licence, to be checked against the primary files: never in the embedded snapshot. Secondary; copy of October 2025.
 * 2019 is the reference year; everything later is a scenario (evidence *assumed*, flag `scenario`) with an id that ends in its name: distributed energy and global ambition, or A, B, C.
 * Markdown tables with a decimal **comma**. NEP prints the same figures for 2037 and 2045. The other tables of the file (ICIS, a list of sites) are not read.
 */
export const source: Source<Query> = {
  id: "tyndp",
  title: "Data-center electricity in European grid scenarios",
  publisher: "ENTSO-E and ENTSOG; Bundesnetzagentur and German grid operators",
  licence: "quoted figures; transcription without a licence",
  terms: "test",
  homepage: "https://2024.entsos-tyndp-scenarios.eu",
  series: [
    {
      id: "tyndp/*/data-center-electricity",
      title: { en: "Electricity of data centers, reference year", de: "Stromverbrauch der Rechenzentren, Bezugsjahr" },
      unit: "TWh",
      frequency: "annual",
      lagDays: 1600,
    },
    {
      id: "tyndp/*/data-center-electricity-*",
      title: { en: "Electricity of data centers, scenario", de: "Stromverbrauch der Rechenzentren, Szenario" },
      unit: "TWh",
      frequency: "annual",
      lagDays: 0,
    },
    {
      id: "nep/de/data-center-electricity-*",
      title: {
        en: "Electricity of data centers, Germany, scenario",
        de: "Stromverbrauch der Rechenzentren, Deutschland, Szenario",
      },
      unit: "TWh",
      frequency: "annual",
      lagDays: 0,
    },
  ],
  query: noQuery,
  requests: () => [],
  recognise: ({ path, head }) => (path.endsWith("tables.md") && head.includes("TYNDP") ? {} : null),
  read: (raw) => {
    const observations: Observation[] = [];
    let open: Table | null = null;
    let [taken, others] = [0, 0];
    decodeText(raw.bytes)
      .split(/\r?\n/)
      .forEach((line, i) => {
        const cells = line.startsWith("|")
          ? line
              .split("|")
              .slice(1, -1)
              .map((cell) => cell.trim())
          : null;
        const started = cells === null ? undefined : tables.find((table) => table.header.test(cells.join("|")));
        if (cells === null) open = null;
        else if (started !== undefined) open = started;
        else if (open === null) others++;
        else if (!/^:?-+:?$/.test(cells[0] ?? "")) {
          taken++;
          observations.push(...rowOf(raw, open, cells, `line ${i + 1}`));
        }
      });
    if (observations.length === 0) throw changed("file", "the tables of TYNDP and NEP", "neither");
    return {
      observations,
      rejected: [],
      account: { unit: "rows", held: taken, taken, beside: [{ what: "lines of other tables", count: others }] },
    };
  },
};

function rowOf(raw: RawDocument, table: Table, cells: readonly string[], line: string): Observation[] {
  const country = (cells[table.country] ?? "").toLowerCase();
  if (!/^[a-z]{2}$/.test(country) || (table.unit !== null && cells[table.unit] !== "TWh"))
    throw changed(line, "a country in TWh", cells.join(" | ").slice(0, 80));
  return table.columns.map(({ period, scenario }, c) => {
    const cell = cells[table.first + c] ?? "";
    if (!/^\d+,\d+$/.test(cell))
      throw changed(`${line}, column ${table.first + c + 1}`, "a number with a decimal comma", cell);
    return {
      series: `${table.publisher}/${country}/data-center-electricity${scenario}`,
      period,
      value: Number(cell.replace(",", ".")),
      unit: "TWh",
      published: null,
      known: raw.known,
      knownBy: raw.knownBy,
      evidence: scenario === "" ? "reported (secondary)" : "assumed",
      origin: {
        document: raw.sha256,
        url: table.url,
        locator: `${line}, column ${table.first + c + 1}`,
        kind: "extract",
      },
      ...(scenario === "" ? {} : { flags: ["scenario"] }),
    };
  });
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "tyndp", locator, expected, got });
}
