import { z } from "zod";
import { lookup } from "../terms/lookup.ts";
import type { Period } from "../terms/period.ts";
import type { Source } from "../terms/source.ts";
import { type ExtractMapping, isExtract, readExtract } from "./formats/extract.ts";

/** Which of the two tables of points. */
export interface Query {
  readonly table: "queue" | "forecasts";
}

/**
 * When each cited page of the queue table made its statement, at the precision that the page's address or the table shows (checked by hand; a month counts as its last day).
 * A page reports earlier dates too ("63 GW at the end of 2024" in an article of November 2025): those rows are known from the page's day, never from the date they are about.
 * A page that is absent here (a compiled series that shows no day) is known from the copy.
 */
const statementDays: Readonly<Record<string, Period>> = {
  "https://www.zeroemissiongrid.com/news/ercot-lfltf-meeting-summary-may-6-2024/": "2024-05-06",
  "https://texasre.org/pages/newsletters/november2025/largeloadupdate": "2025-11",
  "https://www.mercomindia.com/texas-grid-hit-by-massive-data-center-demand-wave-ercot-warns": "2025-11",
  "https://www.douglewin.com/p/texas-large-load-queue-continues": "2025-12",
  "https://www.spglobal.com/energy/en/news-research/latest-news/electric-power/082625-texas-power-market-faces-chaos-of-massive-load-interconnection-queues-market-changes-new-rules-experts":
    "2025-08-26",
};

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

const mappings: Readonly<Record<Query["table"], ExtractMapping>> = {
  queue: {
    id: "large-loads",
    publisher: "ERCOT, as reported",
    url: "https://www.ercot.com",
    path: /large_load_queue_points\.csv$/,
    columns: [
      "entity",
      "as_of",
      "measure",
      "value",
      "unit",
      "data_center_share_pct",
      "source_url",
      "source_kind",
      "note",
    ],
    kind: "citation",
    series: [
      {
        id: "ercot/large-load-queue",
        title: {
          en: "ERCOT: requests of large loads for connection",
          de: "ERCOT: Anschlussanfragen großer Verbraucher",
        },
        unit: "GW",
        frequency: "irregular",
        list: "log",
        lagDays: 30,
      },
      {
        id: "ercot/large-load-steps",
        title: {
          en: "ERCOT: large loads under study, approved, connected, observed",
          de: "ERCOT: große Verbraucher in Prüfung, genehmigt, angeschlossen, beobachtet",
        },
        unit: "see field unit",
        frequency: "irregular",
        list: "log",
        lagDays: 30,
      },
    ],
    row: (row) => {
      const { entity = "", as_of: about = "", measure = "", unit = "", source_url: url = "" } = row;
      if (entity !== "ERCOT") return "another operator than ERCOT";
      const queue = measure === "large-load queue";
      if (queue && unit !== "GW") return "queue in another unit than GW";
      const share = row.data_center_share_pct ?? "";
      return [
        {
          series: queue ? "ercot/large-load-queue" : "ercot/large-load-steps",
          item: `${slug(measure)}/${about}`,
          period: about,
          column: "value",
          unit: queue ? "GW" : "see field unit",
          stamp: lookup(statementDays, url) ?? null,
          url,
          fields: {
            measure,
            unit,
            dataCenterSharePercent: share === "" ? null : Number(share),
            sourceKind: row.source_kind ?? "",
            note: row.note ?? "",
          },
        },
      ];
    },
  },
  forecasts: {
    id: "large-loads",
    publisher: "ERCOT, PJM, as reported",
    url: "https://www.pjm.com/planning/resource-adequacy-planning/load-forecast-dev-process",
    path: /load_forecast_vintages\.csv$/,
    columns: ["entity", "published", "forecast", "target_period", "value", "unit", "source_url", "note"],
    kind: "citation",
    series: [
      {
        id: "ercot/load-forecasts",
        title: {
          en: "ERCOT: load forecasts by day of publication",
          de: "ERCOT: Lastprognosen nach Tag der Veröffentlichung",
        },
        unit: "see field unit",
        frequency: "irregular",
        list: "log",
        lagDays: 0,
      },
      {
        id: "pjm/load-forecasts",
        title: {
          en: "PJM: load forecasts by day of publication",
          de: "PJM: Lastprognosen nach Tag der Veröffentlichung",
        },
        unit: "see field unit",
        frequency: "irregular",
        list: "log",
        lagDays: 0,
      },
    ],
    row: (row) => {
      const { entity = "", published = "", forecast = "", target_period: target = "", unit = "" } = row;
      if (entity !== "ERCOT" && entity !== "PJM") return "another operator than ERCOT and PJM";
      const observed = forecast.includes("(observed)");
      return [
        {
          series: `${entity.toLowerCase()}/load-forecasts`,
          item: `${slug(forecast)}/${target}`,
          period: target.slice(-4).startsWith("20") ? target.slice(-4) : target,
          column: "value",
          unit: "see field unit",
          stamp: published,
          url: row.source_url ?? "",
          evidence: observed ? "reported (secondary)" : "estimated",
          fields: { forecast, target, unit, published, observed, note: row.note ?? "" },
        },
      ];
    },
  },
};

/**
 * Large-load connection queue of ERCOT with its later steps, and load-forecast vintages of ERCOT and PJM: single dated figures, one cited page each.
 *
 * Terms: single figures as facts with source. Mostly secondary reports of ERCOT and PJM documents. `known` of a queue row is the day of the page that states it (see
 * `statementDays`), of a forecast row its `published`; a month or a year counts as its last day. Points on irregular dates: a step function, never a smooth path.
 * Traps: 72 GW (2024-11) and 63 GW (2024-12) come from two counts; the data-center share of one date is 73 or 77 percent; *connected* (7 GW, capacity) is not *observed operating*
 * (3.9 GW, consumption); requests hold duplicates and speculation: growth of the queue is not growth of demand. Megawatts and gigawatts stand side by side (field `unit`).
 * The same target in a later publication is a revision (ERCOT peak 2031: 150, 218, 150 GW within 13 months, two names of the forecast).
 */
export const source: Source<Query> = {
  id: "large-loads",
  title: "Large-load queue and load forecasts (ERCOT, PJM)",
  publisher: "ERCOT, PJM, as reported; each entry cites its page",
  licence: "single figures as facts with source",
  terms: "ship",
  homepage: "https://www.ercot.com",
  series: [...mappings.queue.series, ...mappings.forecasts.series],
  query: z.object({ table: z.enum(["queue", "forecasts"]) }),
  requests: () => [],
  recognise: (file) => {
    if (isExtract(mappings.queue, file)) return { table: "queue" };
    return isExtract(mappings.forecasts, file) ? { table: "forecasts" } : null;
  },
  read: (raw, { table }) => readExtract(raw, mappings[table]),
};
