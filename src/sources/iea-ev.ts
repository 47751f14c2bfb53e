import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import type { RawDocument, Reading, SeriesInfo, Source } from "../terms/source.ts";
import { type CsvRecord, decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";
import { type NoQuery, noQuery } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

const address = "https://www.iea.org/data-and-statistics/data-tools/global-ev-data-explorer";
const columns = ["category", "parameter", "mode", "powertrain", "year", "unit", "value"];

function info(id: string, unit: string, en: string, de: string): SeriesInfo {
  return { id, title: { en, de }, unit, frequency: "annual", lagDays: 140 };
}

/**
 * International Energy Agency, *Global EV Data Explorer* (Global EV Outlook), cars: sales by powertrain and electric share of sales, yearly from 2010, by country.
 *
 * Terms: stated as CC BY 4.0 with attribution; a newer product page is said to differ: *unclear*, only sales and shares of cars, history only, are read (the figures that
 * a view needs). One edition a year, April to May, `known` is the copy's release (end of May); every edition revises past years and may redraw regions.
 * Traps: the projections (`Projection-STEPS`, `-APS`) repeat historical years under their own label and are left out; the column `region` is called `region_country`
 * from 2025; values are rounded to two significant figures. `ev-sales` is battery plus plug-in hybrid cars, added here (evidence *derived*; both must be stated);
 * fuel-cell cars stand apart. Some regions overlap (Europe holds EU27): never add regions.
 */
export const source: Source<Query> = {
  id: "iea-ev",
  title: "Electric car sales and shares by country",
  publisher: "International Energy Agency",
  licence: "stated as CC BY 4.0 (IEA, Global EV Outlook); newer terms said to differ",
  terms: "unclear",
  homepage: address,
  series: [
    info(
      "iea/world/ev-sales",
      "cars",
      "Electric car sales, world (battery and plug-in hybrid)",
      "Absatz von Elektroautos, Welt (Batterie und Plug-in-Hybrid)",
    ),
    info(
      "iea/world/ev-sales-bev",
      "cars",
      "Battery-electric car sales, world",
      "Absatz batterieelektrischer Autos, Welt",
    ),
    info(
      "iea/world/ev-share",
      "percent",
      "Electric share of car sales, world",
      "Anteil der Elektroautos am Absatz, Welt",
    ),
    info(
      "iea/*/ev-sales",
      "cars",
      "Electric car sales (battery and plug-in hybrid)",
      "Absatz von Elektroautos (Batterie und Plug-in-Hybrid)",
    ),
    info("iea/*/ev-sales-bev", "cars", "Battery-electric car sales", "Absatz batterieelektrischer Autos"),
    info("iea/*/ev-sales-phev", "cars", "Plug-in hybrid car sales", "Absatz von Plug-in-Hybriden"),
    info("iea/*/ev-sales-fcev", "cars", "Fuel-cell car sales", "Absatz von Brennstoffzellenautos"),
    info("iea/*/ev-share", "percent", "Electric share of car sales", "Anteil der Elektroautos am Absatz"),
  ],
  query: noQuery,
  requests: () => [{ url: "https://api.iea.org/evs?parameters=EV%20sales&category=Historical&mode=Cars&csv=true" }],
  recognise: ({ head }) =>
    /^\ufeff?region(_country)?,category,parameter,mode,powertrain,year,unit,value/.test(head) ? {} : null,
  read: (raw) => {
    const text = decodeText(raw.bytes);
    if (!/^\ufeff?region/.test(text))
      throw changed("start of the body", "a table that starts with region", JSON.stringify(text.slice(0, 60)));
    const rows = recordsOf(parseCsv(text), columns);
    const observations: Observation[] = [];
    const rejected = new Map<string, { count: number; example: string }>();
    const locators = new Map<string, { readonly value: number; readonly locator: string }>();
    rows.forEach((row, i) => {
      const locator = `record ${i + 2}`;
      const reason = reasonToSkip(row);
      if (reason !== null) {
        const held = rejected.get(reason);
        rejected.set(reason, { count: (held?.count ?? 0) + 1, example: held?.example ?? locator });
        return;
      }
      const series = seriesOf(row);
      const key = `${series} ${row.year}`;
      const value = plainNumber(row.value ?? "", `iea-ev ${locator}, value`);
      const unit = row.parameter === "EV sales" ? "cars" : "percent";
      if (row.unit !== (unit === "cars" ? "Vehicles" : "percent"))
        throw changed(locator, "Vehicles or percent", row.unit ?? "");
      if (value === null) return;
      if (locators.has(key)) throw changed(locator, `one statement of ${key}`, "a second one");
      locators.set(key, { value, locator });
      observations.push(
        observation(raw, series, row.year ?? "", value, unit, `${locator}, column value`, "reported (primary)"),
      );
    });
    return { observations: [...observations, ...sums(raw, observations, locators)], rejected: rejectedOf(rejected) };
  },
};

function reasonToSkip(row: CsvRecord): string | null {
  if (row.category !== "Historical") return "projection (repeats history under its own label)";
  if (row.mode !== "Cars" || (row.parameter !== "EV sales" && row.parameter !== "EV sales share"))
    return "not sales of cars, no figure that a view needs";
  return /^\d{4}$/.test(row.year ?? "") ? null : "no year";
}

function seriesOf(row: CsvRecord): string {
  const region = (row.region_country ?? row.region ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `iea/${region}/${row.parameter === "EV sales share" ? "ev-share" : `ev-sales-${(row.powertrain ?? "").toLowerCase()}`}`;
}

/** Battery plus plug-in hybrid, where the edition states both. */
function sums(
  raw: RawDocument,
  stated: readonly Observation[],
  locators: ReadonlyMap<string, { readonly value: number; readonly locator: string }>,
): Observation[] {
  return stated
    .filter((o) => o.series.endsWith("/ev-sales-bev"))
    .flatMap((bev) => {
      const phev = locators.get(`${bev.series.replace(/bev$/, "phev")} ${bev.period}`);
      if (phev === undefined) return [];
      const locator = `${locators.get(`${bev.series} ${bev.period}`)?.locator ?? ""} + ${phev.locator}, column value`;
      return [
        observation(
          raw,
          bev.series.replace(/-bev$/, ""),
          bev.period,
          (bev.value ?? 0) + phev.value,
          "cars",
          locator,
          "derived",
        ),
      ];
    });
}

function observation(
  raw: RawDocument,
  series: string,
  period: string,
  value: number,
  unit: string,
  locator: string,
  evidence: Observation["evidence"],
): Observation {
  return {
    series,
    period,
    value,
    unit,
    published: raw.knownBy === "released" ? raw.known : null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence,
    origin: { document: raw.sha256, url: address, locator, kind: "primary" },
  };
}

function rejectedOf(
  from: ReadonlyMap<string, { readonly count: number; readonly example: string }>,
): Reading["rejected"] {
  return [...from].map(([reason, { count, example }]) => ({ reason, count, example }));
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "iea-ev", locator, expected, got });
}
