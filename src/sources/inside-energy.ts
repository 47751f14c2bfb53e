import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import type { Source } from "../terms/source.ts";
import { decodeText, parseCsv, plainNumber } from "./formats/csv.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

const address = "https://github.com/InsideEnergy/Data-for-stories";
const total = "All U.S. Electricity Comsumption (Billion kWh)";
const centers = "Total Data Center Electricity Consumption (Billion kWh)";

/**
 * Inside Energy (2015), electricity of US data centers and of the United States in 2000, 2005, 2011 and 2013, from Koomey, NRDC and EIA.
 *
 * Terms: the repository's own licence text was not seen: never in the embedded snapshot. Secondary, known from the copy, never revised. Billion kWh are TWh.
 * The file holds two tables, parted by a row of X, with lines that end in a bare carriage return; the second (uses by appliance) is not read. A heading is misspelt ("Comsumption").
 */
export const source: Source<Query> = {
  id: "inside-energy",
  title: "Electricity of US data centers, 2000-2013",
  publisher: "Inside Energy (Koomey, NRDC, EIA)",
  licence: "repository licence not seen",
  terms: "test",
  homepage: address,
  series: [
    {
      id: "inside-energy/us/data-center-electricity",
      title: {
        en: "Electricity of data centers, US, early years",
        de: "Stromverbrauch der Rechenzentren, USA, frühe Jahre",
      },
      unit: "TWh",
      frequency: "annual",
      lagDays: 700,
    },
    {
      id: "inside-energy/us/electricity",
      title: { en: "Electricity use, US, early years", de: "Stromverbrauch, USA, frühe Jahre" },
      unit: "TWh",
      frequency: "annual",
      lagDays: 700,
    },
  ],
  query: noQuery,
  requests: () => [],
  recognise: ({ head }) => (head.startsWith(`Year,${total},${centers}`) ? {} : null),
  read: (raw) => {
    const { header, rows } = parseCsv(decodeText(raw.bytes), { ragged: true });
    const end = rows.findIndex((row) => row.every((cell) => cell.trim() === "X"));
    if (end < 0) throw changed("file", "a row of X after the first table", "none");
    const observations: Observation[] = rows.slice(0, end).flatMap((row, i) => {
      const year = (row[0] ?? "").trim();
      if (!/^\d{4}$/.test(year)) throw changed(`record ${i + 2}`, "a year", year);
      return [["electricity", total] as const, ["data-center-electricity", centers] as const].flatMap(
        ([id, column]): Observation[] => {
          const locator = `record ${i + 2}, column ${column}`;
          const value = plainNumber(row[header.indexOf(column)] ?? "", `inside-energy ${locator}`);
          if (value === null) return [];
          return [
            {
              series: `inside-energy/us/${id}`,
              period: year,
              value,
              unit: "TWh",
              published: null,
              known: raw.known,
              knownBy: raw.knownBy,
              evidence: "reported (secondary)",
              origin: { document: raw.sha256, url: address, locator, kind: "extract" },
            },
          ];
        },
      );
    });
    const appliances = rows.length - end - 1;
    return {
      observations,
      rejected:
        appliances === 0
          ? []
          : [{ reason: "second table, uses by appliance", count: appliances, example: `record ${end + 3}` }],
      account: {
        unit: "rows",
        held: rows.length - 1,
        taken: new Set(observations.map((o) => o.period)).size,
        beside: [{ what: "line of X between the tables", count: 1 }],
      },
    };
  },
};

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "inside-energy", locator, expected, got });
}
