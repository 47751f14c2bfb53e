import { expect, test } from "vitest";
import { source } from "../../src/sources/sdmx-ecb.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC: two disseminations of one value and a deletion, generic and structure specific.
const key =
  '<g:SeriesKey><g:Value id="FREQ" value="M"/><g:Value id="AREA" value="U2"/></g:SeriesKey><g:Attributes><g:Value id="UNIT" value="EUR"/><g:Value id="UNIT_MULT" value="6"/></g:Attributes>';
const set = (action: string, dates: string, value: string): string =>
  `<m:DataSet action="${action}" ${dates}><g:Series>${key}<g:Obs><g:ObsDimension value="2026-M01"/>${value}</g:Obs></g:Series></m:DataSet>`;
const message = (sets: string): string =>
  `<?xml version="1.0"?><m:GenericData xmlns:m="m" xmlns:g="g"><m:Header><m:Sender id="ECB"/></m:Header>${sets}</m:GenericData>`;
const query = { flow: "BSI", key: "M.U2", history: true } as const;

test("each dissemination is a statement of its own, known from when it was valid; a deletion states no value", () => {
  const text = message(
    set("Append", 'validFromDate="2026-02-10T10:00:00+01:00"', '<g:ObsValue value="100"/>') +
      set("Replace", 'validFromDate="2026-03-10T10:00:00+01:00"', '<g:ObsValue value="101"/>') +
      set("Delete", 'validFromDate="2026-04-10T10:00:00+02:00"', ""),
  );
  const reading = source.read(textDocument(text, "BSI", "2026-11-22T00:00:00Z"), query, noTools);
  expect(reading.observations.map((o) => [o.series, o.period, o.value, o.unit, o.known, o.knownBy])).toEqual([
    ["ecb/bsi/m.u2", "2026-01", 100, "EUR million", "2026-02-10T09:00:00Z", "stamped"],
    ["ecb/bsi/m.u2", "2026-01", 101, "EUR million", "2026-03-10T09:00:00Z", "stamped"],
    ["ecb/bsi/m.u2", "2026-01", null, "EUR million", "2026-04-10T08:00:00Z", "stamped"],
  ]);
  const plain = source.read(
    textDocument(
      message(set("Replace", 'validFromDate="2026-03-10T10:00:00+01:00"', '<g:ObsValue value="NaN"/>')),
      "BSI",
      "2026-11-22T00:00:00Z",
    ),
    { ...query, history: false },
    noTools,
  );
  expect(plain).toMatchObject({ observations: [], rejected: [{ reason: "stated as missing", count: 1 }] });
  expect(source.requests(query)[0]).toMatchObject({
    url: "https://data-api.ecb.europa.eu/service/data/BSI/M.U2?detail=full&includeHistory=true",
    absent: [404],
  });
});

test("structure-specific messages are read like generic ones; two values of one key, a broken message and a page are refused", () => {
  const read = (text: string, history = false): ReturnType<typeof source.read> =>
    source.read(textDocument(text, "BSI", "2026-11-22T00:00:00Z"), { ...query, history }, noTools);
  const specific =
    '<m:StructureSpecificData xmlns:m="m"><m:DataSet><Series FREQ="Q" AREA="U2" UNIT="EUR" UNIT_MULT="9"><Obs TIME_PERIOD="2026-Q1" OBS_VALUE="7.5" OBS_STATUS="P"/><Obs TIME_PERIOD="2026-W05" OBS_VALUE="1"/></Series></m:DataSet></m:StructureSpecificData>';
  expect(read(specific)).toMatchObject({
    observations: [
      { series: "ecb/bsi/q.u2", period: "2026-Q1", value: 7.5, unit: "EUR billion", flags: ["provisional"] },
    ],
    rejected: [{ reason: "no year, quarter, month or day", count: 1 }],
  });
  const twice = message(set("Replace", "", '<g:ObsValue value="1"/>') + set("Replace", "", '<g:ObsValue value="2"/>'));
  expect(() => read(twice)).toThrow(/one value of ecb\/bsi\/m\.u2 2026-01, got 1 and 2/);
  expect(() => read(message("").slice(0, -10))).toThrowError(expect.objectContaining({ code: "source-changed" }));
  expect(() => read("NoResultsFound")).toThrowError(expect.objectContaining({ code: "source-unreachable" }));
  expect(() => read(message(set("Replace", "", '<g:ObsValue value="1,5"/>')))).toThrow(/a number, got 1,5/);
});
