import { z } from "zod";
import type { Evidence } from "../terms/observation.ts";
import type { SeriesInfo, Source } from "../terms/source.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";

const tables = ["revenue", "staff", "compute-spend", "usage", "funding"] as const;

/** Which kind of reports a document holds. */
export interface Query {
  readonly table: (typeof tables)[number];
}

const Query: z.ZodType<Query> = z.object({ table: z.enum(tables) });

const files: Readonly<Record<Query["table"], string>> = {
  revenue: "ai_companies_revenue_reports.csv",
  staff: "ai_companies_staff_reports.csv",
  "compute-spend": "ai_companies_compute_spend.csv",
  usage: "ai_companies_usage_reports.csv",
  funding: "ai_companies_funding_rounds.csv",
};

interface Detail {
  readonly value: number | null;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

const details: Readonly<Record<Query["table"], (row: Row) => Detail>> = {
  revenue: (row) => ({
    value: row.number("Revenue amount (normalize to annual)"),
    fields: {
      type: row.text("Type"),
      runRateUsd: row.number("Annualized revenue (USD)"),
      sourceType: row.text("Source type", "Source Type"),
    },
  }),
  staff: (row) => ({
    value: row.number("Staff count"),
    fields: {
      type: row.text("Type"),
      division: row.text("Division name"),
      sourceType: row.text("Source type", "Source Type"),
    },
  }),
  "compute-spend": (row) => ({
    value: row.number("Amount"),
    fields: {
      category: row.text("Category"),
      spanType: row.text("Period type"),
      inferenceUsd: row.number("Inference compute spend"),
      researchUsd: row.number("R&D compute spend"),
      totalUsd: row.number("Total compute spend"),
      sourceType: row.text("Source type", "Source Type"),
    },
  }),
  usage: (row) => ({
    value: row.number("Active users"),
    fields: {
      product: row.text("Product"),
      span: row.text("Active users time period"),
      dailyTokens: row.number("Daily tokens"),
      dailyMessages: row.number("Daily messages"),
      sourceType: row.text("Source type", "Source Type"),
    },
  }),
  funding: (row) => ({
    value: row.number("Funding (equity)"),
    fields: {
      status: row.text("Status"),
      type: row.text("Type"),
      debtUsd: row.number("Funding (debt)"),
      valuationUsd: row.number("Valuation (post-money)"),
      closed: row.text("Status") === "Closed",
    },
  }),
};

/** One report; figures about a day after the report or after the copy are projections. */
function report(row: Row, table: Query["table"], copyDay: string): Entry {
  const company = row.text("Company");
  const id = row.text("Id");
  const stated = row.day("Report date");
  const reported = stated !== null && stated >= "1990-01-01" ? stated : null;
  const { value, fields } = details[table](row);
  const about = row.day("Date", "Close date") ?? (table === "funding" ? reported : null);
  if (company === null || id === null) return "no company or id";
  if (about === null) return "no date";
  const flags = [
    ...(stated !== reported ? ["report-date-implausible"] : []),
    ...(reported !== null && reported > copyDay ? ["report-date-after-copy"] : []),
    ...(reported !== null && about > reported && table !== "funding" ? ["projection"] : []),
    ...(fields["closed"] === false ? ["not-closed"] : []),
  ];
  const evidence: Evidence =
    about > copyDay || flags.includes("projection")
      ? "assumed"
      : fields["closed"] === false
        ? "unresolved"
        : "reported (secondary)";
  return {
    item: `${company}: ${id}`,
    period: about,
    value,
    evidence,
    fields: {
      company,
      reported,
      confidence: row.text("Confidence"),
      excluded: row.text("Exclude from graph view") === "True",
      ...fields,
      link: row.text("Source 1"),
    },
    flags,
  };
}

const infos: Readonly<Record<Query["table"], SeriesInfo>> = {
  revenue: {
    id: "epoch/company-revenue",
    title: {
      en: "Revenue of AI companies, annual rate, by report",
      de: "Umsatz von KI-Unternehmen, auf ein Jahr gerechnet, nach Meldung",
    },
    unit: "USD per year",
    frequency: "irregular",
    list: "copy",
    lagDays: 30,
  },
  staff: {
    id: "epoch/company-staff",
    title: { en: "Staff of AI companies by report", de: "Beschäftigte von KI-Unternehmen nach Meldung" },
    unit: "persons",
    frequency: "irregular",
    list: "copy",
    lagDays: 30,
  },
  "compute-spend": {
    id: "epoch/company-compute-spend",
    title: {
      en: "Spending of AI companies on computing by report",
      de: "Ausgaben von KI-Unternehmen für Rechenleistung nach Meldung",
    },
    unit: "USD",
    frequency: "irregular",
    list: "copy",
    lagDays: 120,
  },
  usage: {
    id: "epoch/company-usage",
    title: { en: "Use of AI products by report", de: "Nutzung von KI-Produkten nach Meldung" },
    unit: "persons",
    frequency: "irregular",
    list: "copy",
    lagDays: 30,
  },
  funding: {
    id: "epoch/company-funding",
    title: { en: "Funding rounds of AI companies", de: "Finanzierungsrunden von KI-Unternehmen" },
    unit: "USD",
    frequency: "irregular",
    list: "copy",
    lagDays: 30,
  },
};

/**
 * Epoch AI, *AI Companies*: revenue, staff, computing costs, use and funding of OpenAI, Anthropic, xAI, Mistral, Google, Meta, DeepSeek as reported.
 *
 * Copy lists `epoch/company-revenue` [USD per year, `runRateUsd` where the report gives a run rate], `-staff` [persons], `-compute-spend` [USD; parts `inferenceUsd`,
 * `researchUsd`, `totalUsd`], `-usage` (value = active users [persons] over `span`; `dailyTokens`, `dailyMessages`), `-funding` (value = equity [USD]; `debtUsd`,
 * `valuationUsd`, `closed`): item = company and Epoch's id, period = the day the figure is about (for a round that is not closed, the day of the report), fields `company`,
 * `reported` = day of the cited report, `confidence`, `excluded` = left out of Epoch's own charts, `link`. The day of the report is a field, not `known`: figures were
 * normalised later, so what could be known from this list is known from its copy on. Flags: `projection` (about a day after the report, evidence assumed), `not-closed`,
 * `report-date-implausible`, `report-date-after-copy`.
 *
 * Licence CC BY 4.0. Lag: revenue median 2 days after its date (up to 634), use 10 days. Revision habit: replaced as a whole. Known defects: one report date reads
 * 0202-07-30 (dropped, flagged); one usage row is dated after the copy (2025-12-22, its link says 2024); one revenue row without a date (rejected); four rounds are in
 * "Late discussions" and must not be counted as closed; some reports are of products or divisions (`type`).
 */
export const source: Source<Query> = {
  id: "epoch-companies",
  title: "Epoch AI, AI Companies",
  publisher: "Epoch AI",
  licence: "CC BY 4.0",
  terms: "ship",
  homepage: "https://epoch.ai/data/ai-companies",
  series: tables.map((table) => infos[table]),
  query: Query,
  usual: tables.map((table) => ({ table })),
  argument: "table",
  requests: ({ table }) => [{ url: `https://epoch.ai/data/${files[table]}` }],
  recognise: (file) => {
    const table = tables.find((t) => files[t] === fileName(file.path));
    return table !== undefined && file.head.includes("Report date") ? { table } : null;
  },
  read: (raw, { table }) =>
    readCopy(raw, {
      source: "epoch-companies",
      series: infos[table].id,
      unit: infos[table].unit,
      columns: [["Id"], ["Company"], ["Date", "Close date"], ["Report date"]],
      entry: (row) => report(row, table, raw.known.slice(0, 10)),
    }),
};
