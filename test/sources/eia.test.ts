import { expect, test } from "vitest";
import { source } from "../../src/sources/eia.ts";
import type { Reading } from "../../src/terms/source.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, foundFile, noTools, sharedDocument, textDocument } from "./document.ts";
import { zipTools } from "./zip.ts";

fixtureTests(source);

const table = { document: "table-5-03", states: ["US"], start: "2015-01" } as const;
const sales = { document: "retail-sales", states: ["US"], start: "2015-01" } as const;

sharedTest("table 5.3 gives months and calendar years, never year to date or rolling averages", () => {
  const raw = sharedDocument("us-power-chain", "table_5_03_2026-07-31.xlsx");
  expect(source.recognise(foundFile(raw, ""))).toEqual(table);
  const { observations } = source.read(raw, table, zipTools);
  const at = (sector: string, period: string) =>
    observations.find((o) => o.series === `eia/us/${sector}` && o.period === period);
  expect(at("commercial-average-price", "2026-05")).toMatchObject({
    value: 13.54,
    unit: "US cents per kWh",
    known: "2026-08-02T22:34:03Z",
    origin: { locator: "Table_5_03!C46" },
  });
  expect(at("total-average-price", "2024-09")).toMatchObject({ value: 13.34, origin: { locator: "Table_5_03!F24" } });
  expect(at("industrial-average-price-annual", "2025")?.value).toBe(8.62);
  expect(at("total-average-price-annual", "2026")).toBeUndefined();
  expect(observations.length).toBe(5 * (10 + 29));
});

function read(body: unknown): Reading {
  return source.read(
    textDocument(typeof body === "string" ? body : JSON.stringify(body), "retail.json"),
    sales,
    noTools,
  );
}

const row = {
  period: "2026-05",
  stateid: "US",
  sectorid: "COM",
  sales: "118000.5",
  "sales-units": "million kilowatt hours",
  price: 13.54,
  "price-units": "cents per kilowatt-hour",
  customers: null,
};

test("the interface's rows become the units of the monthly form, numbers or strings alike", () => {
  expect(
    read({ response: { total: "1", data: [row] } }).observations.map((o) => [o.series, o.period, o.value, o.unit]),
  ).toEqual([
    ["eia/us/commercial-sales", "2026-05", 118000500, "MWh"],
    ["eia/us/commercial-price", "2026-05", 13.54, "US cents per kWh"],
  ]);
});

test("an error in the body, a truncated page, another unit and a web page are refused", () => {
  expect(() => read({ error: { code: "API_KEY_MISSING", message: "No api_key was supplied." } })).toThrow(
    /API_KEY_MISSING: No api_key/,
  );
  expect(() => read({ response: { total: 5001, data: [row] } })).toThrow(/all 5001 rows on one page/);
  expect(() => read({ response: { total: 1, data: [{ ...row, "price-units": "dollars" }] } })).toThrow(
    /cents per kilowatt-hour, got dollars/,
  );
  expect(() => read("<html>429</html>")).toThrow(/expected JSON/);
});

test("a request names its key by environment, not by value", () => {
  const [request] = source.requests({ document: "retail-sales", states: ["TX", "VA"], start: "2020-01" });
  expect(request?.key).toEqual({ env: "EIA_API_KEY", parameter: "api_key" });
  expect(request?.url).toContain("facets[stateid][]=TX&facets[stateid][]=VA");
  expect(request?.url).not.toContain("api_key");
});
