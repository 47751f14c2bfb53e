import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { isDate } from "../terms/period.ts";
import { pagesOf, type RawDocument, type Reading, type Source } from "../terms/source.ts";
import { endOfDay } from "../terms/time.ts";
import { changed, copyStamp, jsonOf, refused, shaped, slugOf } from "./formats/answers.ts";
import { parseCsv, plainNumber } from "./formats/csv.ts";

/** One chart. */
export interface Query {
  /** The last part of the chart's address. */
  readonly chart: string;
}

const Query: z.ZodType<Query> = z.strictObject({ chart: z.string().regex(/^[a-z0-9-]+$/) });

const Metadata = z.object({
  columns: z.record(
    z.string(),
    z.object({
      unit: z.string().default(""),
      shortName: z.string().optional(),
      lastUpdated: z.string().optional(),
      citationLong: z.string().optional(),
    }),
  ),
});

/**
 * Our World in Data, one chart's data: `owid/<chart>/<column>/<entity>`, yearly or daily. The table and its metadata are one document (two answers).
 *
 * Licence: CC BY 4.0 for OWID's own work; the sources it compiles have terms of their own, so nothing of it enters the snapshot. A compilation: *reported (secondary)*, cite the chart's citation.
 * No vintages: `known` is the copy's time; `lastUpdated` of a column is kept as `published`. Status 403 with JSON: not redistributable. Entities are countries, regions and aggregates
 * alike; several columns may share a chart; a blank is "not stated". Text columns (annotations) are rejected. Units are those of the metadata; without metadata `as published`.
 */
export const source: Source<Query> = {
  id: "owid",
  title: "Our World in Data, any chart",
  publisher: "Our World in Data and the sources of each chart",
  licence: "CC BY 4.0 for OWID's own work; sources' terms may differ",
  terms: "test",
  homepage: "https://ourworldindata.org",
  series: [
    {
      id: "owid/*/*/*",
      title: { en: "Column of a chart of Our World in Data", de: "Spalte eines Diagramms von Our World in Data" },
      unit: "as published",
      frequency: "annual",
      lagDays: 365,
    },
  ],
  query: Query,
  argument: "chart",
  joined: true,
  requests: ({ chart }) => [
    { url: `https://ourworldindata.org/grapher/${chart}.csv?v=1&csvType=full&useColumnShortNames=true` },
  ],
  next: ({ asked }, { chart }) =>
    asked.url.includes(".csv?")
      ? { url: `https://ourworldindata.org/grapher/${chart}.metadata.json?v=1&csvType=full&useColumnShortNames=true` }
      : null,
  recognise: ({ path, folder, head }) => {
    const chart = /(?:^|\/)([a-z0-9-]+)(?:\.trimmed)?\.csv$/.exec(path)?.[1];
    return chart !== undefined &&
      (folder === "" || folder === "owid") &&
      /^\ufeff?(Entity,Code|entity,code),(Year|Day|year|day),/.test(head)
      ? { chart }
      : null;
  },
  read,
};

function read(raw: RawDocument, { chart }: Query): Reading {
  const [text = "", described] = pagesOf(raw);
  if (/^\s*\{/.test(text)) throw refused("owid", raw, text);
  const columns =
    described === undefined ? {} : shaped("owid", Metadata, jsonOf("owid", described, "metadata"), "metadata").columns;
  const { header, rows } = parseCsv(text.replace(/^\ufeff/, ""));
  const [entity, code, time] = header.map((h) => h.toLowerCase());
  if (entity !== "entity" || code !== "code" || (time !== "year" && time !== "day"))
    throw changed("owid", "record 1", "Entity, Code, Year or Day", header.slice(0, 3).join(", "));
  const observations: Observation[] = [];
  const rejected = new Map<string, { count: number; example: string }>();
  rows.forEach((row, r) => {
    const period = (row[2] ?? "").trim();
    if (time === "year" ? !/^\d{4}$/.test(period) : !isDate(period)) {
      const reason = "year before the first or after the last of four digits";
      if (time === "day" || !/^-?\d{1,6}$/.test(period)) throw changed("owid", `record ${r + 2}`, `a ${time}`, period);
      rejected.set(reason, {
        count: (rejected.get(reason)?.count ?? 0) + 1,
        example: rejected.get(reason)?.example ?? `record ${r + 2}, ${period}`,
      });
      return;
    }
    for (let c = 3; c < header.length; c++) {
      const cell = (row[c] ?? "").trim();
      const name = header[c] ?? "";
      const locator = `record ${r + 2}, column ${name}`;
      if (cell === "") continue;
      if (!/^-?[\d.]+(e[+-]?\d+)?$/i.test(cell)) {
        const reason = `text in column ${name}`;
        rejected.set(reason, {
          count: (rejected.get(reason)?.count ?? 0) + 1,
          example: rejected.get(reason)?.example ?? locator,
        });
        continue;
      }
      const info = columns[name] ?? Object.values(columns).find((column) => column.shortName === name);
      const updated = info?.lastUpdated ?? "";
      observations.push({
        series: `owid/${chart}/${slugOf(name.replaceAll("_", "-"))}/${slugOf(row[0] ?? "")}`,
        period,
        value: plainNumber(cell, `owid ${locator}`),
        unit: info === undefined || info.unit === "" ? "as published" : info.unit,
        ...copyStamp(raw),
        published: isDate(updated) && endOfDay(updated) <= raw.known ? endOfDay(updated) : null,
        evidence: "reported (secondary)",
        origin: { document: raw.sha256, url: `https://ourworldindata.org/grapher/${chart}`, locator, kind: "extract" },
      });
    }
  });
  return { observations, rejected: [...rejected].map(([reason, found]) => ({ reason, ...found })) };
}
