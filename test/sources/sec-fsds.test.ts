import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { source as sec } from "../../src/sources/sec.ts";
import { source } from "../../src/sources/sec-fsds.ts";
import { sharedTest } from "../shared.ts";
import { statements } from "./as-of.ts";
import { type Document, documentOf, readWith, sharedDocument } from "./documents.ts";
import { zipTools } from "./zip.ts";

const folder = fileURLToPath(new URL("../fixtures/sec-fsds/2009q3/", import.meta.url));
const member = (name: string): string => readFileSync(folder + name, "utf8");

function archive(sub: string, num: string): Document {
  return documentOf(zipSync({ "sub.txt": strToU8(sub), "num.txt": strToU8(num) }), "2009q3.zip");
}

test("quarters, year-to-date sums and trailing years of the first XBRL filings, stamped by their filed day", () => {
  const { observations } = readWith(source, archive(member("sub.txt"), member("num.txt")), zipTools);
  expect(statements(observations, "sec/f/capex-ytd", "2009-Q2")).toEqual([["2009-08-05", 2388]]);
  expect(statements(observations, "sec/f/capex-ytd", "2008-Q2")).toEqual([["2009-08-05", 3128, "comparative"]]);
  expect(statements(observations, "sec/amzn/capex-net", "2009-Q2")).toEqual([["2009-07-24", 78]]);
  expect(statements(observations, "sec/amzn/capex-net", "2009-Q1")).toEqual([["2009-07-24", 55]]);
  expect(statements(observations, "sec/amzn/operating-cash-flow", "2009-Q1")).toEqual([["2009-07-24", -585]]);
  expect(statements(observations, "sec/orcl/capex", "2009-Q3")).toEqual([["2009-09-21", 55]]);
  expect(statements(observations, "sec/ge/capex-ytd", "2009-Q2")).toEqual([["2009-08-03", 4459]]);
  expect(observations.find((o) => o.series === "sec/f/capex-ytd" && o.period === "2009-Q2")).toMatchObject({
    fields: { start: "2009-01-01", end: "2009-06-30" },
    origin: {
      locator: "0001140361-09-017928 10-Q us-gaap:PaymentsToAcquireProductiveAssets USD 2009-01-01..2009-06-30",
    },
  });
});

test("minus signs on payments, parts of a company and another company's past under the same number are refused by name", () => {
  const { rejected } = readWith(source, archive(member("sub.txt"), member("num.txt")), zipTools);
  expect(Object.fromEntries(rejected.map((r) => [r.reason, r.count]))).toEqual({
    "part of a company (segment or co-registrant)": 8,
    "negative payment: the filer's sign is not known to be a mistake": 2,
    "filed by another company under this CIK": 2,
  });
});

test("an archive without num.txt, without a column, or with a damaged cell is refused", () => {
  expect(() =>
    readWith(source, documentOf(zipSync({ "sub.txt": strToU8(member("sub.txt")) }), "2009q3.zip"), zipTools),
  ).toThrow(/num\.txt expected a member of the archive, got sub\.txt/);
  expect(() =>
    readWith(source, archive(member("sub.txt"), member("num.txt").replace("qtrs", "quarters")), zipTools),
  ).toThrow(/column qtrs/);
  expect(() =>
    readWith(source, archive(member("sub.txt"), member("num.txt").replace("2388000000.0000", "2388 m")), zipTools),
  ).toThrow(/2388 m/);
});

sharedTest("the whole archive agrees with the company facts of the same filings", () => {
  const fsds = readWith(source, sharedDocument("sources/sec-fsds-sample/2009q3.zip"), zipTools).observations;
  const facts = [
    "sec-companyfacts-2026/companyfacts-like.CIK0001018724.capex.2007-2026.json",
    "sec-companyfacts-2026/CIK0001341439.newest-filing-2026-06-22.json.gz",
    "sec-companyfacts-full/CIK0001045810.as-of-2025-03-02.json.gz",
    "sec-companyfacts-full/CIK0000320193.as-of-2025-03-02.json.gz",
  ].flatMap((path) => readWith(sec, sharedDocument(`sources/${path}`)).observations);
  const held = new Map(facts.map((o) => [`${o.series} ${o.period} ${o.known}`, o.value]));
  const common = fsds.filter((o) => held.has(`${o.series} ${o.period} ${o.known}`));
  expect(common.length).toBeGreaterThan(20);
  for (const o of common)
    expect(o.value, `${o.series} ${o.period}`).toBe(held.get(`${o.series} ${o.period} ${o.known}`));
  expect(statements(fsds, "sec/googl/capex-ytd", "2009-Q2")).toEqual([["2009-08-04", 402.192]]);
  expect(fsds.filter((o) => o.series.startsWith("sec/jci/"))).toEqual([]);
});
