import { wilsonInterval } from "../../methods/wilson.ts";
import { type Field, type PaperCount, poolOf } from "../../signals/convergence/ai-share-robotics.ts";
import type { Table } from "../../terms/part.ts";
import { coverage, unique } from "./words.ts";

const fields: readonly Field[] = ["robotics", "biology"];

/** A year's months that are held, as one count; null for none. */
function inYear(
  months: readonly PaperCount[],
  year: string,
): { readonly pool: PaperCount; readonly months: number } | null {
  const own = months.filter((m) => m.period.startsWith(year));
  return own.length === 0 ? null : { pool: poolOf(year, own), months: own.length };
}

/**
 * AI's share of new robotics and biology papers by year of first submission, with the number of papers, Wilson's interval, and how many of the
 * twelve months are held: the rise to 2019, the years without a count, and the level since.
 */
export function byYearTable(byField: Readonly<Record<Field, readonly PaperCount[]>>, from = "2010"): Table {
  const years = unique(fields.flatMap((f) => byField[f].map((m) => m.period.slice(0, 4))))
    .filter((y) => y >= from)
    .sort();
  const cells = (field: Field, year: string): Table["rows"][number] => {
    const held = inYear(byField[field], year);
    if (held === null)
      return {
        [field]: null,
        [`${field}Low`]: null,
        [`${field}High`]: null,
        [`${field}N`]: null,
        [`${field}Months`]: null,
      };
    const { ai, all } = held.pool;
    const w = wilsonInterval(ai, all, coverage);
    return {
      [field]: 100 * w.share,
      [`${field}Low`]: 100 * w.low,
      [`${field}High`]: 100 * w.high,
      [`${field}N`]: all,
      [`${field}Months`]: held.months,
    };
  };
  const columns = (field: Field, en: string, de: string): Table["columns"] => [
    { id: field, label: { en, de }, unit: "%", decimals: 1 },
    { id: `${field}Low`, label: { en: "95 % from", de: "95 % von" }, unit: "%", decimals: 1 },
    { id: `${field}High`, label: { en: "to", de: "bis" }, unit: "%", decimals: 1 },
    { id: `${field}N`, label: { en: "papers", de: "Arbeiten" }, decimals: 0 },
    { id: `${field}Months`, label: { en: "months held", de: "Monate" }, decimals: 0 },
  ];
  const refs = unique(fields.flatMap((f) => byField[f].filter((m) => m.period >= from).flatMap((m) => m.refs)));
  return {
    id: "convergence/by-year",
    title: {
      en: "AI's share of new papers by year, with what is held of each",
      de: "KI-Anteil an neuen Arbeiten nach Jahr, und was von jedem Jahr vorliegt",
    },
    columns: [
      { id: "year", label: { en: "Year", de: "Jahr" } },
      ...columns("robotics", "Robotics", "Robotik"),
      ...columns("biology", "Biology", "Biologie"),
    ],
    rows: years.map((year) => ({
      year,
      ...cells("robotics", year),
      ...cells("biology", year),
      ref: inYear(byField.robotics, year)?.pool.refs[0] ?? inYear(byField.biology, year)?.pool.refs[0] ?? "",
    })),
    note: {
      en: "Months of first submission; a year counts the months that are held, and a year of which none is held is left out. Union class, primary or cross-listed.",
      de: "Monat der ersten Einreichung; ein Jahr zählt die vorliegenden Monate, ein Jahr ohne jeden fehlt. Vereinigte Klasse, Haupt- oder Nebenkategorie.",
    },
    refs,
  };
}
