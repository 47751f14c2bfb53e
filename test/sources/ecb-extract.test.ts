import { expect, test } from "vitest";
import { source as bank } from "../../src/sources/ecb.ts";
import { source } from "../../src/sources/ecb-extract.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { sharedTest } from "../shared.ts";
import { foundFile, sharedDocument, textDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

function read(name: string): readonly Observation[] {
  const raw = sharedDocument("ecb-fx", `parquet/${name}`);
  expect(source.recognise(foundFile(raw, "ecb-fx"))).toEqual({});
  return source.read(raw, {}, zipTools).observations;
}

sharedTest("a year in gzip pages equals the bank's own file, day by day and currency by currency", () => {
  const own = bank
    .read(sharedDocument("ecb-fx", "eurofxref-hist.zip"), { file: "history" }, zipTools)
    .observations.filter((o) => o.period.startsWith("2025"));
  const held = new Map(read("ecb_2025.parquet").map((o) => [`${o.series} ${o.period}`, o.value]));
  expect(new Set(own.map((o) => o.period)).size).toBe(255);
  expect(held.size).toBe(own.length);
  for (const o of own)
    expect([o.series, o.period, held.get(`${o.series} ${o.period}`)]).toEqual([o.series, o.period, o.value]);
});

sharedTest("months in Snappy pages and single days continue the rates to 21 July 2026", () => {
  const february = read("ecb_2026-02.parquet").filter((o) => o.series === "fx/eur-usd");
  expect(february.find((o) => o.period === "2026-02-06")?.value).toBe(1.1794);
  expect(february.find((o) => o.period === "2026-02-09")).toMatchObject({
    value: 1.1886,
    known: "2026-02-09T23:59:59Z",
    evidence: "reported (secondary)",
    unit: "USD per EUR",
  });
  expect(february.some((o) => o.period === "2026-02-07")).toBe(false);
  const july = read("ecb_2026-07-1X.parquet").filter((o) => o.series === "fx/eur-usd");
  expect(july.map((o) => [o.period, o.value])).toEqual([
    ["2026-07-10", 1.143],
    ["2026-07-13", 1.1424],
    ["2026-07-14", 1.1405],
    ["2026-07-15", 1.1406],
    ["2026-07-16", 1.1467],
    ["2026-07-17", 1.1435],
  ]);
  expect(read("ecb_2026-07-21.parquet").find((o) => o.series === "fx/eur-jpy")).toMatchObject({
    period: "2026-07-21",
    value: 185.82,
  });
});

sharedTest("a file that breaks off is refused", () => {
  const raw = sharedDocument("ecb-fx", "parquet/ecb_2026-07-20.parquet");
  const ends = raw.bytes.slice(-8);
  for (const bytes of [raw.bytes.slice(0, 1500), new Uint8Array([...raw.bytes.slice(0, 40), ...ends])])
    expect(() => source.read({ ...raw, bytes }, {}, zipTools)).toThrow(/^parquet: /);
});

test("another file is refused", () => {
  expect(() => source.read(textDocument("not a table at all", "ecb_2026.parquet"), {}, zipTools)).toThrow(
    /PAR1 at both ends/,
  );
});
