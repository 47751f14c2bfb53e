import { z } from "zod";
import type { Source } from "../terms/source.ts";
import { slugOf } from "./formats/answers.ts";
import { observeSdmx, sdmxCells } from "./formats/sdmx.ts";

/** One cut of one dataflow. */
export interface Query {
  /** `OECD.SDD.STES,DSD_STES@DF_CLI,` : agency, flow and version as the data explorer's developer query shows them; the version may be empty. */
  readonly flow: string;
  /** Codes of the dimensions, dots between, empty = all: `USA.M.LI...AA...H`. */
  readonly key: string;
  /** First period. */
  readonly start?: string | undefined;
}

const Query: z.ZodType<Query> = z.strictObject({
  flow: z.string().regex(/^[A-Za-z0-9_.-]+,[A-Za-z0-9_@.-]+(,[0-9.+~]*)?$/),
  key: z
    .string()
    .regex(/^[A-Za-z0-9_.+]*$/)
    .default("all"),
  start: z
    .string()
    .regex(/^\d{4}(-(Q[1-4]|\d{2}))?$/)
    .optional(),
});

/**
 * OECD Data Explorer (SDMX): `oecd/<flow>/<codes of the key>`, any dataflow.
 *
 * Terms: free use with the OECD named; single sets differ, so nothing of it enters the snapshot. No key. No vintages on this service: `known` is the copy's time. Composite leading indicators are estimated anew with each release, back to
 * the start: a history of copies is the only honest one. The service ignores `format=` and reads the Accept header; errors are plain text (404 "NoResultsFound" is nothing there,
 * "Could not find Dataflow" a wrong query); throttling comes as 429 with `Retry-After: 0`, where the own waiting counts, or as a limit on size that only a smaller query
 * meets. Values are kept in the unit and power of ten given with them, in words.
 */
export const source: Source<Query> = {
  id: "sdmx-oecd",
  title: "OECD Data Explorer, any dataflow",
  publisher: "Organisation for Economic Co-operation and Development",
  licence: "OECD terms: free use with attribution; single sets differ",
  terms: "test",
  homepage: "https://data-explorer.oecd.org",
  series: [
    {
      id: "oecd/*/*",
      title: { en: "OECD series", de: "OECD-Reihe" },
      unit: "as published",
      frequency: "irregular",
      lagDays: 45,
    },
  ],
  query: Query,
  requests: ({ flow, key, start }) => [
    {
      url: `https://sdmx.oecd.org/public/rest/data/${flow.replaceAll("@", "%40")}/${key === "" ? "all" : key}?dimensionAtObservation=AllDimensions${start === undefined ? "" : `&startPeriod=${start}`}`,
      headers: { accept: "application/vnd.sdmx.data+json;version=2.0" },
    },
  ],
  recognise: ({ path, head }) => {
    if (!path.endsWith(".json") || !/"sender"\s*:\s*\{\s*"id"\s*:\s*"OECD"/.test(head) || !head.includes('"dataSets"'))
      return null;
    const flow = /sdmx-json\/data(?:flow)?\/([A-Z0-9_]+)\//.exec(head)?.[1];
    return { flow: `OECD,${flow ?? "unknown"}`, key: "all" };
  },
  read: (raw, { flow }) =>
    observeSdmx(raw, sdmxCells(raw, "sdmx-oecd"), {
      source: "sdmx-oecd",
      stem: `oecd/${slugOf((flow.split(",")[1] ?? flow).replace(/^.*@/, "").replaceAll("_", "-"))}`,
      url: "https://data-explorer.oecd.org",
      history: false,
    }),
};
