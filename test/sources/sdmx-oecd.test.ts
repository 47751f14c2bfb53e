import { expect, test } from "vitest";
import { source } from "../../src/sources/sdmx-oecd.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC: SDMX-JSON 2.0 with all dimensions at the observation, as asked for.
const dimension = (id: string, keyPosition: number, values: readonly string[]): unknown => ({
  id,
  keyPosition,
  values: values.map((v) => ({ id: v })),
});
const body = (observations: unknown): string =>
  JSON.stringify({
    meta: { sender: { id: "OECD" } },
    data: {
      structures: [
        {
          dimensions: {
            observation: [
              dimension("TIME_PERIOD", 2, ["2026-01", "2026-02"]),
              dimension("MEASURE", 1, ["LI"]),
              dimension("REF_AREA", 0, ["USA", "DEU"]),
            ],
          },
          attributes: {
            observation: [
              { id: "UNIT_MULT", values: [{ id: "0" }] },
              { id: "OBS_STATUS", values: [{ id: "A" }, { id: "E" }] },
            ],
            dataSet: [{ id: "UNIT_MEASURE", values: [{ id: "IX" }] }],
          },
        },
      ],
      dataSets: [{ structure: 0, attributes: [0], observations }],
    },
  });
const query = { flow: "OECD.SDD.STES,DSD_STES@DF_CLI,", key: "USA+DEU.LI" } as const;
const read = (observations: unknown): ReturnType<typeof source.read> =>
  source.read(textDocument(body(observations), "x"), query, noTools);

test("codes stand in the order of the key, attributes become unit and flags", () => {
  expect(
    read({ "0:0:0": [100.5, 0, 0], "1:0:1": ["99.5", 0, 1], "1:0:0": [null, 0, 0] }).observations.map((o) => [
      o.series,
      o.period,
      o.value,
      o.unit,
      o.flags,
    ]),
  ).toEqual([
    ["oecd/df-cli/usa.li", "2026-01", 100.5, "IX", undefined],
    ["oecd/df-cli/deu.li", "2026-02", 99.5, "IX", ["estimated"]],
  ]);
  expect(source.requests(query)[0]).toMatchObject({
    url: "https://sdmx.oecd.org/public/rest/data/OECD.SDD.STES,DSD_STES%40DF_CLI,/USA+DEU.LI?dimensionAtObservation=AllDimensions",
    headers: { accept: "application/vnd.sdmx.data+json;version=2.0" },
  });
});

test("an index that points nowhere, a key of another length and words are refused", () => {
  expect(() => read({ "0:0:7": [1] })).toThrow(/a position among the values of REF_AREA, got 7/);
  expect(() => read({ "0:0": [1] })).toThrow(/3 positions, got 0:0/);
  expect(() =>
    source.read(textDocument("Could not find Dataflow and/or DSD related with this data request", "x"), query, noTools),
  ).toThrowError(expect.objectContaining({ code: "source-unreachable" }));
  expect(() =>
    source.read(textDocument('{"errors":[{"code":404,"title":"NoResultsFound"}]}', "x"), query, noTools),
  ).toThrow(/error 404: NoResultsFound/);
});
