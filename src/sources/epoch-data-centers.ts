import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Evidence } from "../terms/observation.ts";
import type { RawDocument, SeriesInfo, Source } from "../terms/source.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";

const tables = ["timelines", "sites", "cooling-towers", "chillers"] as const;

/** Which of the tables a document holds. */
export interface Query {
  readonly table: (typeof tables)[number];
}

const Query: z.ZodType<Query> = z.object({ table: z.enum(tables) });

const files: Readonly<Record<Query["table"], string>> = {
  timelines: "data_center_timelines.csv",
  sites: "data_centers.csv",
  "cooling-towers": "data_center_cooling_towers.csv",
  chillers: "data_center_chillers.csv",
};

/**
 * Names of sites in older copies and the name of the same site in the copy of May 2026; checked by place, owner and the sequence of building dates.
 */
export const siteAliases: Readonly<Record<string, string>> = {
  "Alibaba Zhangbei Zhangjiakou Hebei": "Alibaba Zhangbei",
  "Amazon Canton Mississippi": "Amazon Madison Mega Site",
  "Amazon Ridgeland Mississippi": "Amazon Ridgeland",
  "Anthropic-Amazon Project Rainier New Carlisle Indiana": "Anthropic-Amazon New Carlisle",
  "Coreweave Helios Afton Texas": "Coreweave Helios",
  "Crusoe Goodnight Texas": "Goodnight",
  "Google Cedar Rapids Iowa": "Google Cedar Rapids",
  "Google New Albany Ohio": "Google New Albany",
  "Google Omaha Nebraska": "Google Omaha",
  "Google Pryor Oklahoma": "Google Pryor (North)",
  "Meta Hyperion Holly Ridge Louisiana": "Meta Hyperion",
  "Meta Prometheus New Albany Ohio": "Meta Prometheus",
  "Microsoft Fairwater Fayetteville Georgia": "Microsoft Fairwater Atlanta",
  "Microsoft Fairwater Mount Pleasant Wisconsin": "Microsoft Fairwater Wisconsin",
  "OpenAI-Oracle Stargate Abilene Texas": "OpenAI Stargate Abilene",
  "OpenAI-Oracle Stargate Abu Dhabi": "OpenAI Stargate UAE",
  "xAI Colossus 1 Memphis Tennessee": "Colossus 1",
  "xAI Colossus 2 Memphis Tennessee": "Colossus 2",
};

/** A state of a site; rows dated after the copy's own day are plans, whatever the wording. */
function state(row: Row, copyDay: string): Entry {
  const site = row.text("Data center");
  const date = row.day("Date");
  if (site === null) return "no data centre";
  if (date === null) return "no date";
  const evidence: Evidence = date > copyDay ? "assumed" : "estimated";
  return {
    item: site,
    period: date,
    value: row.number("Power (MW)"),
    evidence,
    fields: {
      site: lookup(siteAliases, site) ?? site,
      itMw: row.number("IT power (MW)"),
      buildings: row.number("Buildings operational"),
      h100e: row.number("H100 equivalents"),
      capitalUsd2025Bn: row.number("Total capital cost (2025 USD billions)"),
      computeUsd2025Bn: row.number("Compute cost (2025 USD billions)"),
      constructionUsd2025Bn: row.number("Construction cost (2025 USD billions)"),
      operatingUsd2025BnPerYear: row.number("Annual operating cost (2025 USD billions)"),
      waterMgd: row.number("Water use (MGD)"),
      afterCopy: date > copyDay,
    },
    ...(date > copyDay ? { flags: ["after-copy-date"] } : {}),
  };
}

function names(tagged: string | null): string | null {
  return tagged === null ? null : tagged.replace(/ #\w+/g, "");
}

function site(row: Row, copyDay: string): Entry {
  const name = row.text("Name");
  if (name === null) return "no name";
  const owner = row.text("Owner");
  return {
    item: name,
    period: copyDay,
    value: row.number("Current power (MW)"),
    evidence: "estimated",
    fields: {
      site: lookup(siteAliases, name) ?? name,
      h100e: row.number("Current H100 equivalents"),
      capitalUsd2025Bn: row.number("Current total capital cost (2025 USD billions)"),
      owner: names(owner),
      ownerConfidence: owner === null ? null : (/#(\w+)/.exec(owner)?.[1] ?? null),
      users: names(row.text("Users")),
      project: names(row.text("Project")),
      country: row.text("Country"),
    },
  };
}

function cooler(row: Row, copyDay: string): Entry {
  const model = row.text("Model");
  const fans = row.number("Number of fans", "Number of Fans");
  if (model === null) return "no model";
  return {
    item: `${row.text("Manufacturer") ?? "unnamed"} ${model}`,
    period: copyDay,
    value: row.number("Cooling capacity (kW)", "Cooling capacity (central estimate, kW)"),
    evidence: "reported (secondary)",
    fields: { type: row.text("Type"), areaM2: row.number("Area (m^2)"), fans },
  };
}

const lists: Readonly<
  Record<
    Query["table"],
    {
      readonly info: SeriesInfo;
      readonly columns: readonly (readonly string[])[];
      readonly entry: (row: Row, copyDay: string) => Entry;
    }
  >
> = {
  timelines: {
    info: {
      id: "epoch/data-center-timelines",
      title: {
        en: "Large AI data centres: facility power by site and date",
        de: "Große KI-Rechenzentren: Leistung der Anlage nach Standort und Tag",
      },
      unit: "MW (facility)",
      frequency: "irregular",
      list: "copy",
      lagDays: 60,
    },
    columns: [["Data center"], ["Date"], ["Power (MW)"]],
    entry: state,
  },
  sites: {
    info: {
      id: "epoch/data-centers",
      title: {
        en: "Large AI data centres: current state, owner, users",
        de: "Große KI-Rechenzentren: Stand, Eigentümer, Nutzer",
      },
      unit: "MW (facility)",
      frequency: "irregular",
      list: "copy",
      lagDays: 60,
    },
    columns: [["Name"], ["Current power (MW)"], ["Owner"]],
    entry: site,
  },
  "cooling-towers": {
    info: {
      id: "epoch/cooling-towers",
      title: { en: "Cooling towers: capacity by model", de: "Kühltürme: Leistung nach Modell" },
      unit: "kW (heat)",
      frequency: "irregular",
      list: "copy",
      lagDays: 0,
    },
    columns: [["Model"], ["Cooling capacity (central estimate, kW)"]],
    entry: cooler,
  },
  chillers: {
    info: {
      id: "epoch/chillers",
      title: { en: "Chillers: capacity by model", de: "Kältemaschinen: Leistung nach Modell" },
      unit: "kW (heat)",
      frequency: "irregular",
      list: "copy",
      lagDays: 0,
    },
    columns: [["Model"], ["Cooling capacity (kW)"]],
    entry: cooler,
  },
};

function readTable(raw: RawDocument, table: Query["table"]): ReturnType<Source<Query>["read"]> {
  const { info, columns, entry } = lists[table];
  const copyDay = raw.known.slice(0, 10);
  return readCopy(raw, {
    source: "epoch-data-centers",
    series: info.id,
    unit: info.unit,
    columns,
    entry: (row) => entry(row, copyDay),
  });
}

/**
 * Epoch AI, *Frontier Data Centers*: power, chips and cost of large sites over time, from satellite pictures, permits and reports.
 *
 * `epoch/data-center-timelines` (copy): item = site, period = day of the state, value = power of the whole site [MW, base: facility]. Fields: `itMw` [MW, base: IT; only since
 * 2026], `site` = one name per site across copies ({@link siteAliases}), `h100e` [H100 equivalents], `capitalUsd2025Bn`, `computeUsd2025Bn`, `constructionUsd2025Bn` [bn USD of 2025],
 * `operatingUsd2025BnPerYear`, `waterMgd` [million US gallons a day], `buildings`, `afterCopy`. Rows dated after the copy's own day are plans: evidence *assumed*, flag
 * `after-copy-date` (59 of 282 in May 2026; 30 of 98 and 40 of 129 before). `epoch/data-centers`: current state by site, period = the copy's day; `owner` and `users` without
 * Epoch's confidence tags. `epoch/cooling-towers`, `epoch/chillers`: heat capacity by model [kW].
 *
 * Licence CC BY 4.0. Lag: weeks to months. Revision habit: replaced as a whole; coverage widens (14, 18, 51 sites), so the plain sum of MW
 * at 2025-12-31 reads 4,199, 4,733 and 6,576 in the three copies: coverage, not building. Known defects: no flag for forecasts; site names changed in 2026;
 * one site of the timelines (EdgeCore Mesa PH03) is missing in the table of sites; nine chillers stand twice (second entry rejected).
 */
export const source: Source<Query> = {
  id: "epoch-data-centers",
  title: "Epoch AI, Frontier Data Centers",
  publisher: "Epoch AI",
  licence: "CC BY 4.0",
  terms: "ship",
  homepage: "https://epoch.ai/data/ai-data-centers",
  series: tables.map((table) => lists[table].info),
  query: Query,
  usual: tables.map((table) => ({ table })),
  argument: "table",
  requests: ({ table }) => [{ url: `https://epoch.ai/data/data_centers/${files[table]}` }],
  recognise: (file) => {
    const table = tables.find((t) => files[t] === fileName(file.path));
    return table !== undefined && lists[table].columns.every((c) => c.some((name) => file.head.includes(name)))
      ? { table }
      : null;
  },
  read: (raw, { table }) => readTable(raw, table),
};
