import { expect, test } from "vitest";
import { filedOn, source } from "../../src/sources/forward-commitments.ts";
import { source as sec } from "../../src/sources/sec.ts";
import { source as submissions } from "../../src/sources/sec-submissions.ts";
import { sharedTest } from "../shared.ts";
import { asOf } from "./as-of.ts";
import { documentOf, fixture, noTools, readWith, sharedDocument } from "./documents.ts";

const path = "forward-commitments/synthetic/forward_commitments.csv";

test("a figure is known from the filing day of its accession, its predecessor from its own filing", () => {
  const { observations } = readWith(source, fixture(path));
  expect(observations.filter((o) => o.series === "commitments/googl/leases-not-commenced")).toMatchObject([
    {
      period: "2026-Q2",
      value: 11_100_000_000,
      unit: "USD",
      known: "2026-07-23T23:59:59Z",
      knownBy: "stamped",
      evidence: "reported (secondary)",
      origin: {
        locator: "record 2, column value_usd_bn; accession 0001652044-26-000071",
        url: "https://www.sec.gov/Archives/edgar/data/1652044/000165204426000071/0001652044-26-000071-index.htm",
      },
    },
    {
      period: "2026-Q1",
      value: 10_200_000_000,
      known: "2026-04-30T23:59:59Z",
      origin: { locator: "record 2, column previous_value_usd_bn; accession 0001652044-26-000048" },
    },
  ]);
});

test("a predecessor without a filing of its own is a comparative of the newer one, and an unknown filing is known from the copy", () => {
  const { observations } = readWith(source, fixture(path, "2026-11-22T12:00:00Z"));
  expect(observations.find((o) => o.series === "commitments/orcl/rpo" && o.period === "2025-Q2")).toMatchObject({
    value: 13_500_000_000,
    known: "2026-06-22T23:59:59Z",
    flags: ["comparative"],
  });
  expect(
    observations.find((o) => o.series === "commitments/orcl/leases-not-commenced" && o.period === "2022-Q2"),
  ).toMatchObject({ value: 400_000_000, known: "2022-06-21T23:59:59Z" });
  expect(observations.find((o) => o.series === "commitments/meta/purchases")).toMatchObject({
    published: null,
    known: "2026-11-22T12:00:00Z",
    knownBy: "observed",
  });
});

test("an unknown company, a missing value and a damaged accession number are refused", () => {
  const text = new TextDecoder().decode(fixture(path).raw.bytes);
  const read = (changed: string): unknown =>
    source.read(documentOf(new TextEncoder().encode(changed), "x.csv").raw, {}, noTools);
  expect(() => read(text.replace("Alphabet,", "Alfabet,"))).toThrow(/record 2.*got Alfabet leases not yet commenced/);
  expect(() => read(text.replace(",11.1,", ",,"))).toThrow(/a value and its day/);
  expect(() => read(text.replace("0001652044-26-000071", "0001652044-26-71"))).toThrow(
    /an accession number, got 0001652044-26-71/,
  );
});

sharedTest("the 14 rows give 27 figures, 1,090.5 bn USD of leases in all at the newest date", () => {
  const { observations } = readWith(
    source,
    sharedDocument("sources/hyperscaler-forward-commitments/forward_commitments.csv"),
  );
  expect(observations).toHaveLength(27);
  const newest = observations.filter((o) => o.series.endsWith("leases-not-commenced") && o.period === "2026-Q2");
  expect(newest).toHaveLength(5);
  expect(newest.reduce((sum, o) => sum + (o.value ?? 0), 0)).toBe(1_090_500_000_000);
});

sharedTest("the filing days are the ones that EDGAR's own files state", () => {
  const stated = new Map<string, string>();
  for (const cik of ["0001652044", "0001326801", "0001341439", "0001018724", "0000789019"]) {
    for (const o of readWith(submissions, sharedDocument(`sources/sec-companyfacts-2026/submissions-CIK${cik}.json.gz`))
      .observations)
      stated.set(o.item ?? "", String(o.fields?.["filed"]));
  }
  for (const file of ["googl", "meta", "msft"]) {
    const { raw } = sharedDocument(`sources/sec-companyfacts-trimmed/${file}_companyfacts_trimmed.json`);
    for (const [, accession = "", filed = ""] of new TextDecoder()
      .decode(raw.bytes)
      .matchAll(/"accn":\s*"([^"]+)"[^}]*?"filed":\s*"([^"]+)"/g))
      stated.set(accession, filed);
  }
  for (const [accession, filed] of Object.entries(filedOn)) expect(stated.get(accession), accession).toBe(filed);
  expect(stated.has("0001628280-26-050705") || stated.has("0001018724-26-000026")).toBe(false);
});

sharedTest("the compiled obligations agree with the tagged ones where EDGAR's files hold both", () => {
  const compiled = readWith(
    source,
    sharedDocument("sources/hyperscaler-forward-commitments/forward_commitments.csv"),
  ).observations;
  const tagged = [
    ...readWith(sec, sharedDocument("sources/sec-companyfacts-2026/CIK0001652044.newest-filing-2026-07-23.json.gz"))
      .observations,
    ...readWith(sec, sharedDocument("sources/sec-companyfacts-2026/CIK0001341439.newest-filing-2026-06-22.json.gz"))
      .observations,
    ...readWith(sec, sharedDocument("sources/sec-companyfacts-trimmed/msft_companyfacts_trimmed.json")).observations,
  ];
  const both = ["googl", "orcl", "msft"].flatMap((t) =>
    [...asOf(compiled, `commitments/${t}/rpo`, "2026-11-22")].map(([period, o]) => [
      `${t} ${period}`,
      (o.value ?? 0) / 1e9,
      (asOf(tagged, `sec/${t}/rpo`, "2026-11-22").get(period)?.value ?? Number.NaN) / 1e9,
    ]),
  );
  expect(both).toEqual([
    ["googl 2026-Q1", 467.6, 467.6],
    ["googl 2026-Q2", 519.5, 519.5],
    ["orcl 2025-Q2", 138, 137.8],
    ["orcl 2026-Q2", 638, 638],
    ["msft 2026-Q1", 633, 633],
    ["msft 2026-Q2", 684, 684],
  ]);
});
