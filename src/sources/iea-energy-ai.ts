import { VorlaufError } from "../terms/errors.ts";
import { lookup } from "../terms/lookup.ts";
import type { Observation } from "../terms/observation.ts";
import type { RawDocument, SeriesInfo, Source, Tools } from "../terms/source.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";
import { type Cell, cellName, readSheets, type Sheet } from "./formats/xlsx.ts";

/** Nothing to choose. */
export type Query = NoQuery;

interface Measure {
  readonly id: string;
  readonly unit: string;
  readonly en: string;
  readonly de: string;
}

const capacity: Measure = {
  id: "data-center-capacity",
  unit: "GW",
  en: "Installed data-center capacity",
  de: "Installierte Leistung der Rechenzentren",
};
const itCapacity: Measure = {
  id: "data-center-it-capacity",
  unit: "GW IT",
  en: "Installed IT capacity",
  de: "Installierte IT-Leistung",
};
const pue: Measure = {
  id: "data-center-pue",
  unit: "ratio",
  en: "Power usage effectiveness",
  de: "Energieeffizienz der Rechenzentren (PUE)",
};
const loadFactor: Measure = {
  id: "data-center-load-factor",
  unit: "percent",
  en: "Load factor of data centers",
  de: "Auslastung der Rechenzentren",
};
const electricity: Measure = {
  id: "data-center-electricity",
  unit: "TWh",
  en: "Electricity use of data centers",
  de: "Stromverbrauch der Rechenzentren",
};
const itElectricity: Measure = {
  id: "data-center-it-electricity",
  unit: "TWh IT",
  en: "Electricity use of IT",
  de: "Stromverbrauch der IT",
};
const measures: readonly Measure[] = [capacity, itCapacity, pue, loadFactor, electricity, itElectricity];

const scenarios = {
  Base: "base",
  "Lift-Off": "lift-off",
  "High Efficiency": "high-efficiency",
  Headwinds: "headwinds",
} as const;
const address = "https://www.iea.org/reports/energy-and-ai";

/** Headings of the world sheet, each with the row labels of its totals; rows below that are segments. */
const worldTotals: Readonly<Record<string, Readonly<Record<string, Measure>>>> = {
  "Installed capacity (GW)": { Total: capacity, IT: itCapacity },
  "Power usage effectiveness": { Total: pue },
  "Load factor (%)": { Total: loadFactor },
  "Electricity consumption (TWh)": { Total: electricity, IT: itElectricity },
};
const regionalBlocks: Readonly<Record<string, Measure>> = {
  "Total installed capacity (GW)": capacity,
  "IT installed capacity (GW)": itCapacity,
  "Power usage effectiveness": pue,
  "Load factor (%)": loadFactor,
  "Total electricity consumption (TWh)": electricity,
  "IT electricity consumption (TWh)": itElectricity,
};

/**
 * International Energy Agency, *Energy and AI* (April 2025), data annex: data centers of the world and of regions, capacity, effectiveness, load factor, electricity.
 *
 * Terms: report under a CC licence, the variant not verified, IEA terms for the annex: *unclear*; totals only (no segments), with citation. A copy of September 2025; never revised.
 * 2020, 2023 and 2024 are the agency's model estimates (evidence *estimated*); 2030 and 2035 are scenarios, series of their own that end in the scenario's name (evidence *assumed*, flag `scenario`),
 * never the continuation of the estimates; the agency calls 2035 exploratory. Regions have the base case to 2030 only. Figures are rounded; the load factor is on installed capacity: TWh = GW x 8.76 x load factor.
 * Regions overlap (North America holds the United States, Asia Pacific holds China). An unused column of the regional sheet holds 0 and `#REF!`: not read.
 */
export const source: Source<Query> = {
  id: "iea-energy-ai",
  title: "Energy and AI: data centers",
  publisher: "International Energy Agency",
  licence: "IEA terms; report under a CC licence, variant not verified",
  terms: "unclear",
  homepage: address,
  series: measures.flatMap(({ id, unit, en, de }): SeriesInfo[] => [
    {
      id: `iea/world/${id}`,
      title: { en: `${en}, world`, de: `${de}, Welt` },
      unit,
      frequency: "annual",
      lagDays: 100,
    },
    { id: `iea/*/${id}`, title: { en, de }, unit, frequency: "annual", lagDays: 100 },
    ...Object.entries(scenarios).map(
      ([name, suffix]): SeriesInfo => ({
        id: `iea/*/${id}-${suffix}`,
        title: { en: `${en}, scenario ${name}`, de: `${de}, Szenario ${name}` },
        unit,
        frequency: "annual",
        lagDays: 100,
      }),
    ),
  ]),
  query: noQuery,
  requests: () => [],
  recognise: ({ path }) => (/Data_annex_Energy_and_AI\.xlsx$/i.test(path) ? {} : null),
  read: (raw, _query, tools) => {
    const [world, regional] = sheetsOf(raw, tools);
    const found = [...readWorld(raw, world), ...readRegional(raw, regional)];
    const stated = new Map<string, Observation>();
    for (const o of found) {
      const before = stated.get(`${o.series} ${o.period}`);
      if (before !== undefined && before.value !== o.value)
        throw changed(o.origin.locator, `${before.value} as in ${before.origin.locator}`, String(o.value));
      if (before === undefined) stated.set(`${o.series} ${o.period}`, o);
    }
    const numbers = [world, regional]
      .flatMap(({ rows }) => rows.flat())
      .filter((cell) => typeof cell === "number").length;
    return {
      observations: [...stated.values()],
      rejected: [],
      account: {
        unit: "cells",
        held: found.length,
        taken: found.length,
        beside: [{ what: "cells of segments, headings and an unused column", count: numbers - found.length }],
      },
    };
  },
};

function sheetsOf(raw: RawDocument, tools: Tools): readonly [Sheet, Sheet] {
  const [world, regional] = readSheets(raw.bytes, tools, ["World Data", "Regional Data"]);
  if (world === undefined || regional === undefined) throw changed("workbook", "two sheets", "fewer");
  return [world, regional];
}

function readWorld(raw: RawDocument, sheet: Sheet): Observation[] {
  const names = sheet.rows[1] ?? [];
  const years = sheet.rows[2] ?? [];
  let scenario = "";
  const columns = years.map((cell, c) => {
    const name = names[c];
    if (typeof name === "string") scenario = scenarioOf(name, `${sheet.name}!${cellName(1, c)}`);
    const year = /^(\d{4})\*?$/.exec(String(cell ?? ""))?.[1];
    return year === undefined ? null : { year, suffix: scenario };
  });
  if (columns.filter((column) => column !== null).length !== 11)
    throw changed(`${sheet.name} row 3`, "3 years and 4 scenarios of 2 years", years.join(", "));
  let totals: Readonly<Record<string, Measure>> = {};
  return sheet.rows.flatMap((row, r) => {
    const label = String(row[2] ?? "").trim();
    const heading = lookup(worldTotals, label);
    if (heading !== undefined) {
      totals = heading;
      return [];
    }
    const measure = totals[label];
    if (measure === undefined) return [];
    return columns.flatMap((column, c) =>
      column === null ? [] : [observation(raw, sheet, { r, c }, row[c], { region: "world", measure, ...column })],
    );
  });
}

function readRegional(raw: RawDocument, sheet: Sheet): Observation[] {
  let measure: Measure | null = null;
  let columns: readonly ({ readonly year: string; readonly suffix: string } | null)[] = [];
  return sheet.rows.flatMap((row, r) => {
    const label = String(row[1] ?? "").trim();
    if (row[2] === 2020 && row[3] === 2023) {
      columns = row.map((cell) =>
        typeof cell !== "number" || cell < 2000 ? null : { year: String(cell), suffix: cell >= 2030 ? "base" : "" },
      );
      return [];
    }
    if (lookup(regionalBlocks, label) !== undefined) {
      measure = lookup(regionalBlocks, label) ?? null;
      return [];
    }
    if (measure === null || label === "" || typeof row[2] !== "number") return [];
    const of = measure;
    const region = label.toLowerCase().replace(/[^a-z]+/g, "-");
    return columns.flatMap((column, c) =>
      column === null ? [] : [observation(raw, sheet, { r, c }, row[c], { region, measure: of, ...column })],
    );
  });
}

interface Place {
  readonly region: string;
  readonly measure: Measure;
  readonly year: string;
  readonly suffix: string;
}

function observation(
  raw: RawDocument,
  sheet: Sheet,
  at: { readonly r: number; readonly c: number },
  cell: Cell | undefined,
  place: Place,
): Observation {
  const locator = `${sheet.name}!${cellName(at.r, at.c)}`;
  if (typeof cell !== "number") throw changed(locator, "a number", String(cell ?? "nothing"));
  const scenario = place.suffix !== "";
  return {
    series: `iea/${place.region}/${place.measure.id}${scenario ? `-${place.suffix}` : ""}`,
    period: place.year,
    value: cell,
    unit: place.measure.unit,
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: scenario ? "assumed" : "estimated",
    origin: { document: raw.sha256, url: address, locator, kind: "primary" },
    ...(scenario ? { flags: ["scenario"] } : {}),
  };
}

function scenarioOf(name: string, locator: string): string {
  const suffix = Object.entries(scenarios).find(([title]) => title === name)?.[1];
  if (suffix === undefined) throw changed(locator, Object.keys(scenarios).join(", "), name);
  return suffix;
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "iea-energy-ai", locator, expected, got });
}
