import { expect, test } from "vitest";
import { source } from "../../src/sources/sec.ts";
import { asOf, millions, statements } from "./as-of.ts";
import { fixture, readWith, sharedDocument } from "./documents.ts";
import { sharedTest } from "../shared.ts";

const now = "2026-11-22";
const in2026 = (file: string): string => `sources/sec-companyfacts-2026/${file}`;

test("Meta's fourth quarter of 2023 is 7,665m first, stays with a warning while the nine months are newer than the year, and is 7,592m since", () => {
  const { observations } = readWith(source, fixture("sec/meta-restated/companyfacts.json"));
  expect(statements(observations, "sec/meta/capex", "2023-Q4")).toEqual([
    ["2024-02-02", 7665],
    ["2024-10-31", 7665, "mixed-vintage"],
    ["2025-01-30", 7592],
  ]);
  expect(millions(observations, "sec/meta/capex", "2023-Q4", "2025-01-29")).toBe(7665);
  expect(millions(observations, "sec/meta/capex", "2023-Q4", "2025-01-30")).toBe(7592);
});

test("no difference of two vintages of Meta's 2023 is ever emitted", () => {
  const { observations } = readWith(source, fixture("sec/meta-restated/companyfacts.json"));
  const values = new Set(observations.filter((o) => o.series === "sec/meta/capex").map((o) => (o.value ?? 0) / 1e6));
  for (const mixed of [7444, 7813, 6235, 6644]) expect(values.has(mixed)).toBe(false);
});

sharedTest("Meta's full file never shows 7,444m or 7,813m on any day", () => {
  const { observations } = readWith(source, sharedDocument(in2026("CIK0001326801.newest-filing-2026-05-01.json.gz")));
  for (const o of observations) if (o.series === "sec/meta/capex") expect([7444e6, 7813e6]).not.toContain(o.value);
  expect(statements(observations, "sec/meta/capex", "2023-Q4").map(([day]) => day)).toEqual(["2024-02-02", "2024-10-31", "2025-01-30"]);
});

sharedTest("the quarters named by the issue have their filed values", () => {
  const googl = readWith(source, sharedDocument(in2026("CIK0001652044.newest-filing-2026-07-23.json.gz"))).observations;
  expect(millions(googl, "sec/googl/capex", "2025-Q2", now)).toBe(22446);
  const msft = readWith(source, sharedDocument("sources/sec-companyfacts-trimmed/msft_companyfacts_trimmed.json")).observations;
  expect(millions(msft, "sec/msft/capex", "2025-Q4", now)).toBe(29876);
  const nvda = readWith(source, sharedDocument("reference/api/fixtures/sec-edgar/full/companyfacts-CIK0001045810-nvda.json.gz")).observations;
  expect(asOf(nvda, "sec/nvda/capex", now).get("2025-Q3")?.fields?.["end"]).toBe("2025-10-26");
});
