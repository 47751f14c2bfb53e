import { expect, test } from "vitest";
import { source } from "../../src/sources/epoch-companies.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "epoch-ai-companies";

sharedTest(
  "34 revenue reports: one without a date is rejected; Anthropic's rate of October 2025 is 7 bn USD a year",
  () => {
    const reading = readShared(source, folder, "ai_companies_revenue_reports.csv");
    expect([reading.observations.length, reading.rejected]).toEqual([
      33,
      [{ reason: "no date", count: 1, example: "row 2" }],
    ]);
    expect(entryOf(reading, "Anthropic: Oct 2025 7B")).toMatchObject({
      value: 7e9,
      unit: "USD per year",
      period: "2025-10-21",
      evidence: "reported (secondary)",
      fields: { reported: "2025-10-21" },
    });
  },
);

sharedTest("the report date of the year 202 is dropped and said so", () => {
  const reading = readShared(source, folder, "ai_companies_compute_spend.csv");
  const odd = reading.observations.filter((o) => o.flags?.includes("report-date-implausible"));
  expect(odd.map((o) => [o.item, o.fields?.["reported"]])).toEqual([["OpenAI: OpenAI 2025 cloud compute", null]]);
  expect(
    reading.observations.filter((o) => o.flags?.includes("projection")).every((o) => o.evidence === "assumed"),
  ).toBe(true);
  expect(entryOf(reading, "OpenAI: OpenAI 2025 inference compute").flags).toEqual(["projection"]);
});

sharedTest("rounds under discussion are not closed rounds", () => {
  const { observations } = readShared(source, folder, "ai_companies_funding_rounds.csv");
  expect(observations.length).toBe(36);
  expect(observations.filter((o) => o.fields?.["closed"] === false).map((o) => [o.item, o.evidence])).toEqual([
    ["xAI: Sep 2025 10B", "unresolved"],
    ["OpenAI: 300B final stage", "unresolved"],
    ["OpenAI: OpenAI–Nvidia", "unresolved"],
    ["Anthropic: Microsoft/Nvidia", "unresolved"],
  ]);
});

sharedTest("a use report dated after the copy is assumed, and its report date is flagged", () => {
  const reading = readShared(source, folder, "ai_companies_usage_reports.csv");
  expect(reading.observations.length).toBe(44);
  expect(entryOf(reading, "Meta: Meta AI App 10M Views/Month")).toMatchObject({
    evidence: "assumed",
    flags: ["report-date-after-copy"],
  });
  expect(readShared(source, folder, "ai_companies_staff_reports.csv").observations.length).toBe(42);
});

test("a report of no company is rejected", () => {
  const text =
    "Id,Company,Staff count,Date,Report date\na,OpenAI,10,2024-01-01,2024-01-02\nb,,20,2024-01-01,2024-01-02\n";
  const reading = source.read(textDocument(text, "ai_companies_staff_reports.csv"), { table: "staff" }, noTools);
  expect([reading.observations.map((o) => o.value), reading.rejected[0]?.reason]).toEqual([[10], "no company or id"]);
});

fixtureTests(source);
