import { z } from "zod";
import type { Source } from "../terms/source.ts";
import { slugOf } from "./formats/answers.ts";
import { observeSdmx, sdmxCells } from "./formats/sdmx.ts";

/** One cut of one dataflow, with or without the history of its revisions. */
export interface Query {
  /** `EXR`, `ICP`, `MNA`. */
  readonly flow: string;
  /** Codes of the dimensions, dots between, empty = all: `M.USD.EUR.SP00.A`. */
  readonly key: string;
  readonly start?: string | undefined;
  /** Every value with the time from which it was the valid one (`includeHistory`). */
  readonly history: boolean;
}

const Query: z.ZodType<Query> = z.strictObject({
  flow: z.string().regex(/^[A-Z0-9_]+$/),
  key: z.string().regex(/^[A-Za-z0-9_.+]+$/),
  start: z
    .string()
    .regex(/^\d{4}(-(Q[1-4]|\d{2}(-\d{2})?))?$/)
    .optional(),
  history: z.boolean().default(true),
});

/**
 * ECB Data Portal (SDMX 2.1): `ecb/<flow>/<codes of the key>`, any dataflow, with the history of revisions that the portal keeps.
 *
 * Licence: free reuse with the source named. No key. With `includeHistory` a data set comes for each dissemination, with the time from which it was valid: that is `known` (stamped) and a deleted value is a
 * statement of no value; the portal's history starts when it began to store it, earlier values carry the first stored day. Without it the answer's `validFromDate` is the time of the answer, and `known` is the copy's.
 * The website writes the flow before the key (`EXR.M.USD...`): leave it out. Nothing found is status 404. Daily reference rates are in the source `ecb`.
 */
export const source: Source<Query> = {
  id: "sdmx-ecb",
  title: "ECB Data Portal, any dataflow, with revisions",
  publisher: "European Central Bank",
  licence: "ECB: free reuse with source named",
  terms: "ship",
  homepage: "https://data.ecb.europa.eu",
  series: [
    {
      id: "ecb/*/*",
      title: { en: "Series of the ECB Data Portal", de: "Reihe des ECB Data Portal" },
      unit: "as published",
      frequency: "irregular",
      lagDays: 30,
    },
  ],
  query: Query,
  requests: ({ flow, key, start, history }) => [
    {
      url: `https://data-api.ecb.europa.eu/service/data/${flow}/${key}?detail=full${history ? "&includeHistory=true" : ""}${start === undefined ? "" : `&startPeriod=${start}`}`,
      headers: { accept: "application/vnd.sdmx.genericdata+xml;version=2.1" },
      absent: [404],
    },
  ],
  recognise: ({ head }) => {
    const sender = /Sender id="ECB"/.test(head) || /"sender"\s*:\s*\{\s*"id"\s*:\s*"(ECB|IMF)"/.test(head);
    if (!sender || !/GenericData|StructureSpecificData|"dataSets"|"structures?"/.test(head)) return null;
    const flow =
      /ECB[:/]ECB_([A-Z0-9]+?)1?[(/"]/.exec(head)?.[1] ?? /dataflow\/ECB\/([A-Z0-9_]+)/.exec(head)?.[1] ?? "unknown";
    return { flow, key: "all", history: false };
  },
  read: (raw, { flow, history }) =>
    observeSdmx(raw, sdmxCells(raw, "sdmx-ecb"), {
      source: "sdmx-ecb",
      stem: `ecb/${slugOf(flow)}`,
      url: `https://data.ecb.europa.eu/data/datasets/${flow}`,
      history,
    }),
};
