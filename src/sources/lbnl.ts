import { z } from "zod";
import type { Source } from "../terms/source.ts";
import { type ExtractMapping, isExtract, readExtract } from "./formats/extract.ts";

/** Which of the two summary tables. */
export interface Query {
  readonly table: "active" | "outcomes";
}

const address = "https://emp.lbl.gov/queues";
const number = (cell: string | undefined): number | null =>
  cell === undefined || cell.trim() === "" ? null : Number(cell);

const outcomes = [
  ["Active Queue GW", "active-queue", "GW"],
  ["Active Projects", "active-projects", "projects"],
  ["Generation GW", "active-generation", "GW"],
  ["Storage GW", "active-storage", "GW"],
  ["Draft or Executed IA GW", "agreement-drafted-or-executed", "GW"],
  ["Median Request to COD Years", "median-request-to-operation", "years"],
  ["Historical Operational Share Percent", "operational-share", "percent"],
  ["Historical Withdrawn Share Percent", "withdrawn-share", "percent"],
  ["Historical Active Share Percent", "still-active-share", "percent"],
] as const;

const german: Readonly<Record<(typeof outcomes)[number][1], string>> = {
  "active-queue": "offene Anträge",
  "active-projects": "offene Projekte",
  "active-generation": "offene Anträge, Erzeugung",
  "active-storage": "offene Anträge, Speicher",
  "agreement-drafted-or-executed": "Anschlussvertrag im Entwurf oder geschlossen",
  "median-request-to-operation": "Median vom Antrag bis zum Betrieb",
  "operational-share": "Anteil in Betrieb",
  "withdrawn-share": "Anteil zurückgezogen",
  "still-active-share": "Anteil noch offen",
};

const mappings: Readonly<Record<Query["table"], ExtractMapping>> = {
  active: {
    id: "lbnl",
    publisher: "Lawrence Berkeley National Laboratory",
    url: address,
    path: /energy_interconnection_queue_summary\.csv$/,
    columns: ["Technology Group", "Standalone GW", "Hybrid GW", "Queue GW", "As Of Year", "Capacity Method"],
    series: [
      {
        id: "lbnl/queue-active",
        title: {
          en: "Active interconnection queue of generators, US, by technology",
          de: "Offene Netzanschlussanträge von Erzeugern, USA, nach Technik",
        },
        unit: "GW",
        frequency: "irregular",
        list: "copy",
        lagDays: 150,
      },
    ],
    row: (row) => [
      {
        series: "lbnl/queue-active",
        item: (row["Technology Group"] ?? "").toLowerCase().replace(/[^a-z]+/g, "-"),
        period: row["As Of Year"] ?? "",
        column: "Queue GW",
        unit: "GW",
        fields: {
          group: row["Technology Group"] ?? "",
          standaloneGw: number(row["Standalone GW"]),
          hybridGw: number(row["Hybrid GW"]),
          method: row["Capacity Method"] ?? "",
        },
      },
    ],
  },
  outcomes: {
    id: "lbnl",
    publisher: "Lawrence Berkeley National Laboratory",
    url: address,
    path: /queue_outcomes_summary\.csv$/,
    columns: [
      "Observation Date",
      "Publication Date",
      "Historical Submission Cohort",
      "Source URL",
      ...outcomes.map(([column]) => column),
    ],
    series: outcomes.map(([, id, unit]) => ({
      id: `lbnl/${id}`,
      title: {
        en: `Interconnection queue, US: ${id.replaceAll("-", " ")}`,
        de: `Netzanschluss von Erzeugern, USA: ${german[id]}`,
      },
      unit,
      frequency: "annual" as const,
      lagDays: 150,
    })),
    row: (row) =>
      outcomes.map(([column, id, unit]) => ({
        series: `lbnl/${id}`,
        period: (row["Observation Date"] ?? "").slice(0, 4),
        column,
        unit,
        stamp: row["Publication Date"] ?? null,
        url: row["Source URL"] ?? address,
        ...(id.endsWith("-share") ? { flags: [`cohort-${row["Historical Submission Cohort"] ?? ""}`] } : {}),
      })),
  },
};

/**
 * Lawrence Berkeley National Laboratory, *Queued Up* (2026 edition, data to the end of 2025): generators waiting for connection to the US grid.
 *
 * Terms: free with citation, redistribution *unclear*: the summary by technology and the headline figures only; the 9,181 projects of the same edition are not read
 * (no view needs a project, and summing them contradicts the edition: 996 GW solar by projects, active and suspended mixed, against 773 GW active by its component accounting).
 * Headline figures are stamped with their publication (2026-06-01); the summary is known from its copy. Yearly. Third-party extracts: secondary. Hybrid storage is partly imputed by the laboratory.
 * These queues are future **supply** of power, not demand of large loads. Shares of outcomes are of requests submitted 2000-2020 and do not add to 100.
 */
export const source: Source<Query> = {
  id: "lbnl",
  title: "Queued Up: generators waiting for connection",
  publisher: "Lawrence Berkeley National Laboratory",
  licence: "free with citation; redistribution terms unclear",
  terms: "unclear",
  homepage: address,
  series: [...mappings.active.series, ...mappings.outcomes.series],
  query: z.object({ table: z.enum(["active", "outcomes"]) }),
  requests: () => [],
  recognise: (file) => {
    if (isExtract(mappings.active, file)) return { table: "active" };
    return isExtract(mappings.outcomes, file) ? { table: "outcomes" } : null;
  },
  read: (raw, { table }) => readExtract(raw, mappings[table]),
};
