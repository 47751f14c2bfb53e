import { z } from "zod";
import type { Source } from "../terms/source.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";

/** The cluster table has no parts to choose from. */
export type Query = Readonly<Record<string, never>>;

const Query: z.ZodType<Query> = z.object({}).strict();

/** One cluster or phase of one; value = power of the facility [MW]. */
function cluster(row: Row, copyDay: string): Entry {
  const name = row.text("Name");
  const date = row.day("First Operational Date");
  const status = row.text("Status");
  if (name === null) return "no name";
  if (date === null) return status === "Planned" ? "planned, without a date" : "no first operational date";
  const ahead = status === "Planned" || date > copyDay;
  return {
    item: /^anonymized/i.test(name) ? `${name} (${row.locator})` : name,
    period: date,
    value: row.number("Power Capacity (MW)"),
    evidence: ahead ? "assumed" : "estimated",
    fields: {
      status,
      certainty: row.text("Certainty"),
      owner: row.text("Owner"),
      country: row.text("Country"),
      sector: row.text("Sector"),
      chips: row.number("Total number of AI chips"),
      chipType: row.text("Chip type (primary)"),
      h100e: row.number("H100 equivalents"),
      calculatedMw: row.number("Calculated Power Capacity (MW)"),
      reportedMw: row.number("Reported Power Capacity (MW)"),
      hardwareCostUsd: row.number("Hardware Cost"),
      standard: row.text("Include in Standard Analysis") === "True",
      possibleDuplicate: row.text("Possible Duplicate") === "True",
      singleCluster: row.text("Single cluster?") === "Yes",
      supersededBy: row.text("Superseded by"),
      buildsUpon: row.text("Builds Upon"),
      decommissioned: row.text("Decommissioned Date (if applicable)"),
    },
    ...(ahead ? { flags: ["planned"] } : {}),
  };
}

/**
 * Epoch AI, *GPU Clusters*: AI supercomputers with chips, power and cost.
 *
 * List `epoch/gpu-clusters` (copy): item = cluster (or phase), period = first operational day, value = power capacity [MW, base: facility; Epoch's calculation is chips x
 * chip power x node and cooling overheads, about 1.4 kW per H100]. Fields: `chips` [count], `h100e`, `calculatedMw`, `reportedMw` [MW; the base of a reported figure is not stated], `hardwareCostUsd` [USD], `status`,
 * `certainty`, `standard` = Epoch's "Include in Standard Analysis", `possibleDuplicate`, `supersededBy`, `buildsUpon`. Sums need `standard` and no superseded phase.
 *
 * Licence CC BY 4.0. Lag: months; covers a part of the world's clusters only. Revision habit: the file is replaced, no stamp on rows. Known defects: 178 of 786 rows
 * without a first operational date (rejected; 169 of them are planned); hundreds of rows share the name "Anonymized Chinese System" (their
 * row number is added to the item, so they match between copies only by chance);
 * 94 possible duplicates; phases of one site are rows of their own; the column Exclude is always blank.
 */
export const source: Source<Query> = {
  id: "epoch-clusters",
  title: "Epoch AI, GPU Clusters",
  publisher: "Epoch AI",
  licence: "CC BY 4.0",
  terms: "ship",
  homepage: "https://epoch.ai/data/gpu-clusters",
  series: [
    {
      id: "epoch/gpu-clusters",
      title: {
        en: "AI supercomputers: facility power by first day of operation",
        de: "KI-Großrechner: Leistung der Anlage nach Betriebsbeginn",
      },
      unit: "MW (facility)",
      frequency: "irregular",
      list: "copy",
      lagDays: 180,
    },
  ],
  query: Query,
  requests: () => [{ url: "https://epoch.ai/data/gpu_clusters.csv" }],
  recognise: (file) =>
    fileName(file.path) === "gpu_clusters.csv" && file.head.includes("First Operational Date") ? {} : null,
  read: (raw) =>
    readCopy(raw, {
      source: "epoch-clusters",
      series: "epoch/gpu-clusters",
      unit: "MW (facility)",
      columns: [["Name"], ["Status"], ["First Operational Date"], ["Power Capacity (MW)"], ["H100 equivalents"]],
      entry: (row) => cluster(row, raw.known.slice(0, 10)),
    }),
};
