import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import type { RawDocument, Reading, SeriesInfo, Source, Tools } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { type Csv, decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** Which file of the reference rates. */
export interface Query {
  /** `history`: the zip of all days; `portal`: one currency from the data portal (SDMX, csvdata). */
  readonly file: "history" | "portal";
  /** ISO 4217 code, upper case; for `portal` only. */
  readonly currency?: string;
}

const query: z.ZodType<Query> = z.object({
  file: z.enum(["history", "portal"]).default("history"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .exactOptional(),
});

/**
 * European Central Bank, euro foreign exchange reference rates, units of currency for one euro, every working day since 1999-01-04.
 *
 * Licence: free reuse with the source named. A rate is set at 14:15 and published about 16:00 Central European Time of its own day;
 * `known` is the end of that day (UTC), which is some hours late and never early. Rates are not revised.
 * Weekends and TARGET holidays are absent; `N/A` is "not quoted" (no observation); the last column of the file is empty, because every
 * line ends in a comma. Currencies that joined the euro end with their last quoted day; the Turkish lira before 2005 is `trl`, after it `try`.
 */
export const source: Source<Query> = {
  id: "ecb",
  title: "Euro foreign exchange reference rates",
  publisher: "European Central Bank",
  licence: "ECB: free reuse with source named",
  terms: "ship",
  homepage:
    "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html",
  series: [
    info("usd", "US dollars for one euro", "US-Dollar je Euro"),
    info("gbp", "Pounds sterling for one euro", "Pfund Sterling je Euro"),
    info("jpy", "Yen for one euro", "Yen je Euro"),
    info("cny", "Yuan renminbi for one euro", "Renminbi je Euro"),
    info("krw", "South Korean won for one euro", "Südkoreanische Won je Euro"),
    info("sek", "Swedish kronor for one euro", "Schwedische Kronen je Euro"),
    info("*", "Units of currency for one euro", "Währungseinheiten je Euro"),
  ],
  query,
  requests: ({ file, currency }) =>
    file === "history" || currency === undefined
      ? [{ url: "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip" }]
      : [{ url: `https://data-api.ecb.europa.eu/service/data/EXR/D.${currency}.EUR.SP00.A?format=csvdata` }],
  recognise: ({ path, head }) => {
    if (/(?:^|\/)eurofxref-hist\.(zip|csv)$/.test(path)) return { file: "history" };
    return /^\ufeff?KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,/.test(head) ? { file: "portal" } : null;
  },
  read: (raw, { file }, tools) => (file === "history" ? readHistory(raw, tools) : readPortal(raw)),
};

function info(currency: string, en: string, de: string): SeriesInfo {
  return {
    id: `fx/eur-${currency}`,
    title: { en, de },
    unit: currency === "*" ? "currency per EUR" : `${currency.toUpperCase()} per EUR`,
    frequency: "daily",
    lagDays: 0,
  };
}

function readHistory(raw: RawDocument, tools: Tools): Reading {
  const zipped = raw.bytes[0] === 0x50 && raw.bytes[1] === 0x4b;
  const bytes = zipped ? [...tools.unzip(raw.bytes, (name) => name.endsWith(".csv")).values()][0] : raw.bytes;
  if (bytes === undefined) throw changed("archive", "a csv file", "none");
  const table = parseCsv(decodeText(bytes));
  checkHistory(table);
  const observations: Observation[] = [];
  table.rows.forEach((row, i) => {
    const date = row[0] ?? "";
    if (!isDate(date)) throw changed(`record ${i + 2}`, "a date YYYY-MM-DD", date);
    for (let c = 1; c < row.length; c++) {
      const currency = (table.header[c] ?? "").trim();
      const cell = (row[c] ?? "").trim();
      if (currency !== "" && cell !== "" && cell !== "N/A")
        observations.push(rate(raw, currency, date, cell, `record ${i + 2}, column ${currency}`));
    }
  });
  const taken = new Set(observations.map((o) => o.period)).size;
  const without = table.rows.length - taken;
  return {
    observations,
    rejected: without === 0 ? [] : [{ reason: "day without a rate", count: without, example: "N/A in every column" }],
    account: { unit: "days", held: table.rows.length, taken },
  };
}

function checkHistory({ header }: Csv): void {
  const odd = header.slice(1).find((name) => name.trim() !== "" && !/^[A-Z]{3}$/.test(name.trim()));
  if (header[0] !== "Date" || !header.includes("USD") || odd !== undefined)
    throw changed("record 1", "Date and currency codes, USD among them", header.join(",").slice(0, 120));
}

function readPortal(raw: RawDocument): Reading {
  const text = decodeText(raw.bytes);
  if (!/^\ufeff?KEY,/.test(text))
    throw changed("start of the body", "a csvdata table of EXR", JSON.stringify(text.slice(0, 80)));
  const observations: Observation[] = [];
  const rejected: string[] = [];
  recordsOf(parseCsv(text), ["FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "TIME_PERIOD", "OBS_VALUE"]).forEach(
    (row, i) => {
      const at = `record ${i + 2}`;
      if (row.FREQ !== "D" || row.CURRENCY_DENOM !== "EUR" || row.EXR_TYPE !== "SP00") rejected.push(at);
      else if (row.OBS_VALUE !== "" && row.OBS_VALUE !== "NaN")
        observations.push(rate(raw, row.CURRENCY ?? "", row.TIME_PERIOD ?? "", row.OBS_VALUE ?? "", at));
    },
  );
  return {
    observations,
    rejected:
      rejected.length === 0
        ? []
        : [
            {
              reason: "not a daily reference rate against the euro",
              count: rejected.length,
              example: rejected[0] ?? "",
            },
          ],
  };
}

function rate(raw: RawDocument, currency: string, date: string, cell: string, locator: string): Observation {
  const value = plainNumber(cell, locator);
  if (!isDate(date) || value === null || value <= 0)
    throw changed(locator, "a day and a positive rate", `${date} ${cell}`);
  return {
    series: `fx/eur-${currency.toLowerCase()}`,
    period: date,
    value,
    unit: `${currency} per EUR`,
    published: endOfDay(date),
    known: endOfDay(date),
    knownBy: "stamped",
    evidence: "reported (primary)",
    origin: {
      document: raw.sha256,
      url: "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip",
      locator,
      kind: "primary",
    },
  };
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "ecb", locator, expected, got });
}
