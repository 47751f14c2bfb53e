import { expect, test } from "vitest";
import { signal } from "../../../src/signals/succession/paid-use.ts";
import type { ListEntry, Panel } from "../../../src/terms/panel.ts";
import { panelWith } from "../../tasks/panel-with.ts";

const report = (company: string, period: string, value: number, type = "Annualized revenue"): ListEntry => ({
  item: `${company} ${period} ${type}`,
  period,
  value,
  known: "2025-12-17T00:00:00Z",
  evidence: "reported (secondary)",
  fields: { company, type, excluded: false },
});

// Epoch AI's list of company revenue, copy of 17 December 2025.
const entries = [
  report("OpenAI", "2024-12-31", 5.5e9),
  report("Anthropic", "2024-12-31", 1e9),
  report("OpenAI", "2025-04-01", 4.8e9, "Product/division revenue"),
  report("OpenAI", "2025-08-01", 13e9),
  report("Anthropic", "2025-07-29", 5e9),
];
const panel = (of: readonly ListEntry[]): Panel => ({
  ...panelWith("2026-02-09", {}),
  lists: {
    "epoch/company-revenue": {
      id: "epoch/company-revenue",
      kind: "copy",
      unit: "USD per year",
      known: "2025-12-17T00:00:00Z",
      entries: of,
      copies: [],
    },
  },
});

test("each quarter takes each company's newest own figure, not older than 200 days, and never a product's", () => {
  const series = signal.measure(panel(entries));
  // 31 December to 30 June are 181 days, to 30 September 273.
  expect(series.periods).toEqual(["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3"]);
  expect(Array.from(series.values)).toEqual([6.5e9, 6.5e9, 6.5e9, 18e9]);
});

test("a quarter with one of the two companies missing is missing", () => {
  expect(signal.measure(panel(entries.filter((e) => e.fields["company"] === "OpenAI"))).periods).toEqual([]);
});
