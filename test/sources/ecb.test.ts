import { expect, test } from "vitest";
import { source } from "../../src/sources/ecb.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, foundFile, noTools, sharedDocument, textDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

fixtureTests(source);

sharedTest("the history holds daily rates from 1999 to the copy, each known on its own day", () => {
  const raw = sharedDocument("ecb-fx", "eurofxref-hist.zip");
  expect(source.recognise(foundFile(raw, "ecb-fx"))).toEqual({ file: "history" });
  const { observations, rejected } = source.read(raw, { file: "history" }, zipTools);
  const usd = observations.filter((o) => o.series === "fx/eur-usd");
  expect(rejected).toEqual([]);
  expect(usd.length).toBe(6983);
  const on = (date: string): unknown => usd.find((o) => o.period === date);
  expect(on("2026-02-06")).toMatchObject({
    value: 1.1794,
    unit: "USD per EUR",
    known: "2026-02-06T23:59:59Z",
    knownBy: "stamped",
  });
  expect(on("2026-02-09")).toMatchObject({ value: 1.1886 });
  expect(on("1999-01-04")).toMatchObject({ value: 1.1789 });
  expect(on("2026-02-07")).toBeUndefined();
  expect(observations.some((o) => o.series === "fx/eur-bgn" && o.period === "1999-01-04")).toBe(false);
  expect(observations.find((o) => o.series === "fx/eur-krw" && o.period === "2026-04-13")?.value).toBe(1740.86);
});

test("the portal's table gives the same series, other kinds of rate are left out", () => {
  const text =
    "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\nEXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2026-02-06,1.1794\nEXR.M.USD.EUR.SP00.A,M,USD,EUR,SP00,A,2026-01,1.17\n";
  const reading = source.read(textDocument(text, "exr.csv"), { file: "portal", currency: "USD" }, noTools);
  expect(reading.observations).toMatchObject([
    { series: "fx/eur-usd", period: "2026-02-06", value: 1.1794, published: "2026-02-06T23:59:59Z" },
  ]);
  expect(reading.rejected).toEqual([
    { reason: "not a daily reference rate against the euro", count: 1, example: "record 3" },
  ]);
  expect(source.requests({ file: "portal", currency: "SEK" })[0]?.url).toBe(
    "https://data-api.ecb.europa.eu/service/data/EXR/D.SEK.EUR.SP00.A?format=csvdata",
  );
});

test("a web page, a strange column and a rate of zero are refused", () => {
  const history = (text: string): unknown =>
    source.read(textDocument(text, "eurofxref-hist.csv"), { file: "history" }, noTools);
  expect(() => history("<html>\n")).toThrow(/record 1/);
  expect(() => history("Date,USD,Euro,\n2026-02-06,1.1,1,\n")).toThrow(/currency codes/);
  expect(() => history("Date,USD,\n2026-02-06,0,\n")).toThrow(/positive rate/);
  expect(() => source.read(textDocument('{"errors":[]}', "exr.csv"), { file: "portal" }, noTools)).toThrow(/csvdata/);
});
