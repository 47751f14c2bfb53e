import { z } from "zod";
import type { SeriesInfo, Source } from "../terms/source.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";

const lists = ["notable", "frontier", "large-scale"] as const;

/** Which of Epoch's lists of models a document holds. */
export interface Query {
  readonly list: (typeof lists)[number];
}

const Query: z.ZodType<Query> = z.object({ list: z.enum(lists) });

const titles: Readonly<Record<Query["list"], { en: string; de: string }>> = {
  notable: { en: "Notable AI models", de: "Bedeutende KI-Modelle" },
  frontier: {
    en: "Frontier AI models (largest training compute at release)",
    de: "KI-Modelle an der Spitze (größter Trainingsaufwand bei Erscheinen)",
  },
  "large-scale": { en: "Large-scale AI models (above 1e23 FLOP)", de: "Große KI-Modelle (über 1e23 FLOP)" },
};

function info(list: Query["list"]): SeriesInfo {
  return {
    id: `epoch/${list}-models`,
    title: titles[list],
    unit: "FLOP",
    frequency: "irregular",
    list: "copy",
    lagDays: 180,
  };
}

/** One model of the list; value = training compute [FLOP], null when Epoch gives none. */
function model(row: Row, list: Query["list"]): Entry {
  const name = row.text("Model", "System");
  const date = row.day("Publication date");
  const compute = row.number("Training compute (FLOP)");
  if (name === null) return "no model name";
  if (date === null) return "no publication date";
  const frontier = row.text("Frontier model");
  return {
    item: name,
    period: date,
    value: compute,
    evidence: compute === null ? "reported (secondary)" : "estimated",
    fields: {
      organization: row.text("Organization"),
      domain: row.text("Domain"),
      frontier: list === "large-scale" ? null : frontier === "True",
      cost: row.number("Training compute cost (2023 USD)"),
      powerW: row.number("Training power draw (W)"),
      parameters: row.number("Parameters"),
      country: row.text("Country (of organization)", "Country (from Organization)"),
      organizationType: row.text("Organization categorization"),
      confidence: row.text("Confidence"),
      criteria: row.text("Notability criteria"),
      accessibility: row.text("Model accessibility"),
      hardware: row.text("Training hardware"),
      chips: row.number("Hardware quantity"),
      baseModel: row.text("Base model"),
      finetuneFlop: row.number("Finetune compute (FLOP)"),
      link: row.text("Link"),
    },
  };
}

/**
 * Epoch AI, *Data on AI Models*: notable, frontier and large-scale models with training compute, cost, power.
 *
 * Lists `epoch/notable-models`, `epoch/frontier-models`, `epoch/large-scale-models` (each file is one copy of its list): item =
 * model name (white space collapsed; some names end in a line break), period = publication date, value = training compute [FLOP] or null. Fields: `cost` [USD of 2023],
 * `powerW` [W], `parameters`, `finetuneFlop` [FLOP], `chips` [count], `domain` and `organization` as published (several, joined by commas; organisation
 * names may hold commas themselves), `frontier` = the column "Frontier model" of the notable list, `confidence` = Epoch's own grade of the compute figure.
 *
 * Licence CC BY 4.0 (attribution "Epoch AI, Data on AI Models, epoch.ai"). Lag: rows keep arriving for a year and more after the
 * release (models of 2024: 26 seen in October 2024, 98 in 2026), so a raw count of recent months is too low. Revision habit:
 * the whole file is replaced, rows are renamed, dropped, re-estimated; no stamp on rows, so `known` is the copy's. Known defects: names
 * ending in line breaks; five undated rows in July 2026 (rejected); headers renamed (System -> Model, "Country (from Organization)" -> "Country (of
 * organization)"); one circulating copy has a column-shifted row (rejected); the newest row of the frontier file is 2025-07-09 in a copy of
 * May 2026 (members are ranked by compute; 126 of 137 have a figure).
 */
export const source: Source<Query> = {
  id: "epoch-models",
  title: "Epoch AI, Data on AI Models",
  publisher: "Epoch AI",
  licence: "CC BY 4.0",
  terms: "ship",
  homepage: "https://epoch.ai/data/ai-models",
  series: lists.map(info),
  query: Query,
  usual: lists.map((list) => ({ list })),
  argument: "list",
  requests: ({ list }) => [{ url: `https://epoch.ai/data/${list.replace("-", "_")}_ai_models.csv` }],
  recognise: (file) => {
    if (fileName(file.path) === "ai_models.zip") return { list: "notable" };
    const list = lists.find((l) => fileName(file.path) === `${l.replace("-", "_")}_ai_models.csv`);
    return list !== undefined && file.head.includes("Publication date") ? { list } : null;
  },
  read: (raw, { list }, tools) =>
    readCopy(
      raw,
      {
        source: "epoch-models",
        series: `epoch/${list}-models`,
        unit: "FLOP",
        columns: [
          ["Model", "System"],
          ["Publication date"],
          ["Organization"],
          ["Domain"],
          ["Training compute (FLOP)"],
          ["Country (of organization)", "Country (from Organization)"],
        ],
        entry: (row) => model(row, list),
      },
      tools,
      new RegExp(`(^|/)${list.replace("-", "_")}_ai_models\\.csv$`),
    ),
};
