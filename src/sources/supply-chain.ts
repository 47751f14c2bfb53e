import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Period } from "../terms/period.ts";
import type { Source } from "../terms/source.ts";
import { type ExtractMapping, isExtract, readExtract } from "./formats/extract.ts";

/** Which of the two tables of points. */
export interface Query {
  readonly table: "turbines" | "semiconductors";
}

/**
 * When each cited page of the turbine table was published, as the table's notes state it for at least one row of the page (checked by hand). The page of 2026-06-27
 * dates its statement in `as_of`; a page that is absent here is known from the copy.
 */
const publicationDays: Readonly<Record<string, Period>> = {
  "http://stage.energyconnect.cmshelp.dk/news/gas-lng/2025/april/booming-power-demand-means-longer-wait-for-ge-vernova-customers":
    "2025-04-23",
  "https://summamoney.com/investing/the-daily/ge-vernova-bullish-on-electrical-infrastructure-as-turbine-backlog-grows":
    "2025-10-22",
  "https://boursel.com/article/ge-vernovas-gas-turbines-are-sold-out-and-ai-data-centers-are-why.md": "2026-06-27",
};

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

const mappings: Readonly<Record<Query["table"], ExtractMapping>> = {
  turbines: {
    id: "supply-chain",
    publisher: "GE Vernova, as reported",
    url: "https://www.gevernova.com/investors",
    path: /gas_turbine_backlog_points\.csv$/,
    columns: ["company", "as_of", "measure", "value", "unit", "source_url", "note"],
    kind: "citation",
    series: [
      {
        id: "gev/gas-turbine-backlog",
        title: {
          en: "GE Vernova: gas-turbine backlog and slot reservations",
          de: "GE Vernova: Auftragsbestand und Reservierungen für Gasturbinen",
        },
        unit: "GW",
        frequency: "irregular",
        list: "log",
        lagDays: 25,
      },
    ],
    row: (row) => {
      const { as_of: about = "", measure = "", unit = "", source_url: url = "", note = "" } = row;
      if (unit !== "GW") return "another unit than GW";
      return [
        {
          series: "gev/gas-turbine-backlog",
          item: `${slug(measure)}/${about}`,
          period: about,
          column: "value",
          unit: "GW",
          stamp: lookup(publicationDays, url) ?? null,
          url,
          evidence: note.startsWith("derived") ? "derived" : "reported (secondary)",
          fields: { company: row.company ?? "", measure, note },
        },
      ];
    },
  },
  semiconductors: {
    id: "supply-chain",
    publisher: "Semiconductor Industry Association (WSTS), as reported",
    url: "https://www.semiconductors.org/market-data/",
    path: /semiconductor_sales_points\.csv$/,
    columns: ["month", "value_usd_bn", "published", "basis", "source_url"],
    kind: "citation",
    series: [
      {
        id: "sia/semiconductor-sales",
        title: {
          en: "Semiconductor sales, world, three-month average",
          de: "Halbleiterumsatz, Welt, Dreimonatsmittel",
        },
        unit: "USD billion, three-month average",
        frequency: "monthly",
        lagDays: 38,
      },
    ],
    row: (row) => [
      {
        series: "sia/semiconductor-sales",
        period: row.month ?? "",
        column: "value_usd_bn",
        unit: "USD billion, three-month average",
        stamp: row.published ?? null,
        url: row.source_url ?? "",
        flags: [slug(row.basis ?? "")],
      },
    ],
  },
};

/**
 * Dated public figures of the supply chain: GE Vernova's gas-turbine backlog and slot reservations, and monthly world semiconductor sales (SIA/WSTS).
 *
 * Terms: single figures as facts with source; the WSTS tables themselves are copyrighted and not copied. Secondary reports of company and association statements.
 * `known`: the publication that the rows state (a month counts as its last day); without one, the copy. The same month in a later report is a revision (2021-07: 45.4, a year later 45.7; flag = the basis of the figure).
 * Traps: SIA months are three-month moving averages, never difference them as a flow; points only, not a continuous series; slot reservations are not orders: use backlog plus reservations
 * (an item of its own); the share of turbines for data centers is stated on different bases.
 */
export const source: Source<Query> = {
  id: "supply-chain",
  title: "Gas-turbine backlog and semiconductor sales",
  publisher: "GE Vernova; Semiconductor Industry Association; as reported, each entry cites its page",
  licence: "single figures as facts with source",
  terms: "ship",
  homepage: "https://www.gevernova.com/investors",
  series: [...mappings.turbines.series, ...mappings.semiconductors.series],
  query: z.object({ table: z.enum(["turbines", "semiconductors"]) }),
  requests: () => [],
  recognise: (file) => {
    if (isExtract(mappings.turbines, file)) return { table: "turbines" };
    return isExtract(mappings.semiconductors, file) ? { table: "semiconductors" } : null;
  },
  read: (raw, { table }) => readExtract(raw, mappings[table]),
};
