import { lookup } from "../terms/lookup.ts";
import type { Evidence } from "../terms/observation.ts";
import type { Source } from "../terms/source.ts";
import { plainNumber } from "./formats/csv.ts";
import { type ExtractMapping, isExtract, type NoQuery, noQuery, readExtract } from "./formats/extract.ts";

/** Nothing to choose. */
export type Query = NoQuery;

const evidenceOf: Readonly<Record<string, Evidence>> = {
  A: "reported (primary)",
  B: "reported (secondary)",
  C: "estimated",
};

const mapping: ExtractMapping = {
  id: "buildout-parameters",
  publisher: "each row names its source",
  url: "",
  path: /parameters\.csv$/,
  columns: ["parameter_id", "value", "low", "high", "unit", "year", "source_title", "url", "note", "grade"],
  kind: "citation",
  series: [
    {
      id: "parameters/buildout",
      title: {
        en: "Parameters of a build-out: cost, power, lead times",
        de: "Kennzahlen des Ausbaus: Kosten, Leistung, Vorlaufzeiten",
      },
      unit: "see field unit",
      frequency: "irregular",
      list: "copy",
      lagDays: 0,
    },
  ],
  row: (row) => {
    const { parameter_id: id = "", grade = "" } = row;
    const evidence = lookup(evidenceOf, grade);
    if (id === "" || evidence === undefined) return "no id, or a grade other than A, B, C";
    return [
      {
        series: "parameters/buildout",
        item: id,
        period: row.year ?? "",
        column: "value",
        unit: "see field unit",
        url: row.url ?? "",
        evidence,
        fields: {
          low: plainNumber(row.low ?? "", `${id}, low`),
          high: plainNumber(row.high ?? "", `${id}, high`),
          unit: row.unit ?? "",
          source: row.source_title ?? "",
          url: row.url ?? "",
          grade,
          note: row.note ?? "",
        },
      },
    ];
  },
};

/**
 * Parameters of a data-centre build-out, 181 single figures, each with the document that states it: capital cost, power, cooling, lead times, prices, national demand.
 *
 * Terms: single figures as facts with citation. Read by us on 2026-11-22 from copies of public pages; `known` is the copy's time. `value` is what the source states, null
 * where it gives a range only; `low` and `high` are the source's range or a second source's. Units differ by entry (field `unit`), money is nominal in the currency
 * and year stated. Grade A: primary document read; B: a report that quotes it; C: industry page, tool default or blog (evidence *estimated*).
 * Sources that contradict each other are kept side by side. Power bases differ (IT, facility, critical load): never mix them.
 */
export const source: Source<Query> = {
  id: "buildout-parameters",
  title: "Parameters of a build-out, with their sources",
  publisher: "collected; each entry cites its document",
  licence: "single figures as facts with citation",
  terms: "ship",
  homepage: "https://epoch.ai/data-insights/ai-datacenter-cost-breakdown",
  series: mapping.series,
  query: noQuery,
  requests: () => [],
  recognise: (file) => (isExtract(mapping, file) ? {} : null),
  read: (raw) => readExtract(raw, mapping),
};
