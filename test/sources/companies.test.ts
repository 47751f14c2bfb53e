import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { companies, companyOfCik, companyOfTicker, tagsOf } from "../../src/sources/companies.ts";
import { isDate } from "../../src/terms/period.ts";
import { sharedTest } from "../shared.ts";
import { sharedDocument } from "./documents.ts";

test("tickers and CIKs name one company each, in the form that EDGAR uses", () => {
  const tickers = companies.map((c) => c.ticker);
  const ciks = companies.flatMap((c) => c.ciks);
  expect(new Set(tickers).size).toBe(tickers.length);
  expect(new Set(ciks).size).toBe(ciks.length);
  for (const c of companies)
    expect([...c.ciks].every((cik) => /^\d{10}$/.test(cik)) && isDate(`2023-${c.fiscalYearEnd}`), c.ticker).toBe(true);
  expect(companyOfCik("789019")?.ticker).toBe("msft");
  expect(companyOfTicker("GOOGL")?.ciks).toEqual(["0001652044", "0001288776"]);
  expect(companyOfCik("1")).toBeNull();
});

test("the tag of Oracle's early CapEx is not CapEx at AMD, and Amazon's two tags are two definitions", () => {
  const capex = (ticker: string): readonly string[] => {
    const company = companyOfTicker(ticker);
    return company === null ? [] : tagsOf(company, "capex");
  };
  expect(capex("orcl")).toContain("us-gaap:PaymentsForProceedsFromProductiveAssets");
  expect(capex("amd")).toEqual(["us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"]);
  expect(capex("amzn")).toEqual(["us-gaap:PaymentsToAcquireProductiveAssets"]);
  expect(capex("f")).toEqual(["us-gaap:PaymentsToAcquireProductiveAssets"]);
});

sharedTest(
  "the fiscal year ends and tickers are the ones of EDGAR's filing indexes, within ten days for 52/53-week years",
  () => {
    for (const cik of [
      "0000002488",
      "0000789019",
      "0001018724",
      "0001045810",
      "0001326801",
      "0001341439",
      "0001375365",
      "0001652044",
      "0001878848",
    ]) {
      const index = JSON.parse(
        new TextDecoder().decode(
          sharedDocument(`sources/sec-companyfacts-2026/submissions-CIK${cik}.json.gz`).raw.bytes,
        ),
      ) as { tickers: string[]; fiscalYearEnd: string };
      const company = companyOfCik(cik);
      expect(index.tickers.map((t) => t.toLowerCase())).toContain(company?.ticker);
      const day = (mmdd: string): number => Date.parse(`2023-${mmdd}`) / 86_400_000;
      expect(
        Math.abs(
          day(company?.fiscalYearEnd ?? "") - day(`${index.fiscalYearEnd.slice(0, 2)}-${index.fiscalYearEnd.slice(2)}`),
        ),
        company?.ticker,
      ).toBeLessThanOrEqual(10);
    }
  },
);

sharedTest(
  "the filers of the data set of 2009 stand under the names that the map gives their numbers, but for Google Inc. and Tyco",
  () => {
    const members = unzipSync(sharedDocument("sources/sec-fsds-sample/2009q3.zip").raw.bytes, {
      filter: (f) => f.name === "sub.txt",
    });
    const rows = new TextDecoder()
      .decode(members["sub.txt"])
      .split("\n")
      .slice(1)
      .map((line) => line.split("\t"));
    const names = new Map(rows.map((row) => [(row[1] ?? "").padStart(10, "0"), (row[2] ?? "").toLowerCase()]));
    const other = companies.flatMap((c) =>
      c.ciks.flatMap((cik) => {
        const filed = names.get(cik);
        return filed === undefined || filed.startsWith((c.name.toLowerCase().split(" ")[0] ?? "").slice(0, 5))
          ? []
          : [`${c.ticker}: ${filed}`];
      }),
    );
    expect(other).toEqual(["googl: google inc.", "jci: tyco international ltd /ber/"]);
    expect([...names.keys()].filter((cik) => companyOfCik(cik) !== null).length).toBeGreaterThan(25);
  },
);
