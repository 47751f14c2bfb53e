import { expect, test } from "vitest";
import { source } from "../../src/sources/sec-ixbrl.ts";
import { sharedTest } from "../shared.ts";
import { millions } from "./as-of.ts";
import { documentOf, fixture, noTools, readWith, sharedDocument } from "./documents.ts";

const path = "sec-ixbrl/cat-10-q/CAT.10-Q.0000018230-23-000047.html";

test("Caterpillar's CapEx is the sum of two tags, for the half year that the filing states", () => {
  const { observations } = readWith(source, fixture(path, "2025-01-07T06:24:59Z"));
  expect(millions(observations, "sec/cat/capex-ytd", "2023-Q2", "2026-01-01")).toBe(1457);
  expect(millions(observations, "sec/cat/capex-ytd", "2022-Q2", "2026-01-01")).toBe(1274);
  expect(millions(observations, "sec/cat/revenue", "2023-Q2", "2026-01-01")).toBe(17318);
  expect(millions(observations, "sec/cat/revenue", "2023-Q1", "2026-01-01")).toBe(15862);
  expect(observations.find((o) => o.series === "sec/cat/capex-ytd" && o.period === "2023-Q2")).toMatchObject({
    published: null,
    known: "2025-01-07T06:24:59Z",
    knownBy: "observed",
    evidence: "derived",
    origin: {
      kind: "primary",
      locator:
        "0000018230-23-000047 10-Q us-gaap:PaymentsToAcquirePropertyPlantAndEquipment+PaymentsToAcquireEquipmentOnLease USD 2023-01-01..2023-06-30",
    },
  });
});

test("facts of segments never reach a series", () => {
  const { observations } = readWith(source, fixture(path));
  const revenues = observations
    .filter((o) => o.series === "sec/cat/revenue" || o.series === "sec/cat/revenue-ytd")
    .map((o) => (o.value ?? 0) / 1e6);
  expect(revenues.filter((v) => [16545, 13539, 773, 708].includes(v))).toEqual([]);
});

test("a filing without contexts or company is refused, a contradiction too", () => {
  const text = new TextDecoder().decode(fixture(path).raw.bytes);
  const read = (changed: string): unknown =>
    source.read(documentOf(new TextEncoder().encode(changed), path).raw, { form: "filing" }, noTools);
  expect(() => read(text.replaceAll("xbrli:context", "xbrli:kontext"))).toThrow(/xbrli:context elements, got none/);
  expect(() => read(text.replace("dei:EntityCentralIndexKey", "dei:Other"))).toThrow(
    /EntityCentralIndexKey expected a CIK, got nothing/,
  );
  const fact = /<p>(<ix:nonFraction[^>]*AcquirePropertyPlantAndEquipment"[^>]*>)683/.exec(text)?.[1] ?? "";
  expect(() => read(text.replace("</body>", `${fact}690</ix:nonFraction></body>`))).toThrow(
    /expected 683000000, got 690000000/,
  );
});

const in2023 = (file: string): string => `sources/sec-ixbrl-filings-2023/${file}`;
const now = "2026-11-22";

sharedTest("the filings of General Motors, Ford and Tesla give the facts of the table made from them", () => {
  const read = (file: string): ReturnType<typeof readWith> =>
    readWith(source, sharedDocument(in2023(file), "2025-01-07T06:24:59Z"));
  const gm = read("GM.10-K.0001467858-24-000031.html.gz").observations;
  expect(["2021", "2022", "2023"].map((y) => millions(gm, "sec/gm/capex-annual", y, now))).toEqual([7509, 9238, 10970]);
  expect(["2021", "2022", "2023"].map((y) => millions(gm, "sec/gm/operating-cash-flow-annual", y, now))).toEqual([
    15188, 16043, 20930,
  ]);
  const half = read("GM.10-Q.0001467858-23-000098.html.gz").observations;
  expect([
    millions(half, "sec/gm/capex-ytd", "2022-Q2", now),
    millions(half, "sec/gm/capex-ytd", "2023-Q2", now),
  ]).toEqual([3829, 4683]);
  expect(millions(half, "sec/gm/revenue", "2023-Q2", now)).toBe(44746);
  const ford = read("F.10-Q.0000037996-23-000050.html.gz").observations;
  expect([
    millions(ford, "sec/f/capex-ytd", "2022-Q2", now),
    millions(ford, "sec/f/capex-ytd", "2023-Q2", now),
  ]).toEqual([3069, 3729]);
  const tesla = read("TSLA.10-K.0001628280-24-002390.html.gz").observations;
  expect(["2021", "2022", "2023"].map((y) => millions(tesla, "sec/tsla/capex-annual", y, now))).toEqual([
    6482, 7158, 8898,
  ]);
  const table = readWith(source, sharedDocument(in2023("capex_from_inline_xbrl.csv")));
  const filed = [...gm, ...half, ...ford, ...tesla].filter((o) => o.series.includes("/capex"));
  for (const o of filed)
    expect(millions(table.observations, o.series, o.period, now), `${o.series} ${o.period}`).toBe((o.value ?? 0) / 1e6);
  expect(table.rejected).toEqual([
    { reason: "left to source sec, which knows the filing day", count: 14, example: "record 2 AMZN" },
  ]);
});

sharedTest("52-week years, fiscal quarters and years by the table of 21 filings", () => {
  const { observations } = readWith(source, sharedDocument(in2023("capex_from_inline_xbrl.csv")));
  expect(["2021", "2022", "2023"].map((y) => millions(observations, "sec/intc/capex-annual", y, now))).toEqual([
    18733, 24844, 25750,
  ]);
  expect(millions(observations, "sec/csco/capex", "2023-Q2", now)).toBe(233);
  expect(millions(observations, "sec/jci/capex-ytd", "2023-Q2", now)).toBe(366);
  expect(observations.filter((o) => o.value !== null && o.value < 0)).toEqual([]);
});
