import { expect, test } from "vitest";
import { source } from "../../src/sources/epoch-models.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "epoch-ai-models";
const copies = [
  "vintages/2024-10-18/notable_ai_models.csv",
  "vintages/2025-02-24/notable_ai_models.csv",
  "vintages/2025-11-02/notable_ai_models.csv",
  "vintages/2026-01-26/notable_ai_models.csv",
  "notable_ai_models.csv",
];

function releasedIn(year: string, observations: readonly Observation[]): number {
  return observations.filter((o) => o.period.startsWith(year)).length;
}

sharedTest("Epoch's count of models of 2024 grows with the copy that is looked at: 26, 55, 96, 98, 98", () => {
  const seen = copies.map((path) => {
    const { observations } = readShared(source, folder, path);
    return [observations[0]?.known.slice(0, 7), releasedIn("2024", observations), releasedIn("2025", observations)];
  });
  expect(seen).toEqual([
    ["2024-10", 26, 0],
    ["2025-02", 55, 3],
    ["2025-11", 96, 67],
    ["2026-01", 98, 91],
    ["2026-07", 98, 103],
  ]);
});

sharedTest("the newest copy has 1036 rows: 1031 dated models, five undated ones rejected by name", () => {
  const reading = readShared(source, folder, "notable_ai_models.csv");
  expect(reading.observations.length).toBe(1031);
  expect(reading.rejected).toEqual([
    { reason: "no publication date", count: 5, example: expect.stringMatching(/^row \d+$/) },
  ]);
  expect(reading.observations.filter((o) => o.fields?.["frontier"] === true).length).toBe(123);
});

sharedTest("names that end in line breaks are trimmed, so that copies can be matched", () => {
  const old = readShared(source, folder, "vintages/2025-11-02/notable_ai_models.csv");
  expect(entryOf(old, "Template Adaptation").period.slice(0, 4)).toBe("2016");
  const newest = readShared(source, folder, "notable_ai_models.csv");
  expect(entryOf(newest, "GPT-3.5 (davinci-002)").fields?.["organization"]).toBe("OpenAI");
  expect(newest.observations.some((o) => o.item !== o.item?.trim())).toBe(false);
  const large = readShared(source, folder, "large_scale_ai_models.csv");
  expect(entryOf(large, "Jais-30b (phase 1)").fields?.["frontier"]).toBeNull();
  expect(large.observations.length).toBe(484);
});

sharedTest("renamed headers mean the same: System, Country (from Organization)", () => {
  const old = entryOf(readShared(source, folder, "vintages/2024-10-18/notable_ai_models.csv"), "Llama 3.1-405B");
  expect(old.value).toBe(3.8e25);
  expect(old.fields).toMatchObject({
    organization: "Meta AI",
    parameters: 405e9,
    country: "United States of America",
    frontier: true,
  });
  expect(old.knownBy).toBe("observed");
});

sharedTest("the frontier file ends at 2025-07-09; 126 of its 137 models have a compute estimate", () => {
  const { observations } = readShared(source, folder, "frontier_ai_models.csv");
  expect(observations.length).toBe(137);
  expect(
    observations
      .map((o) => o.period)
      .sort()
      .at(-1),
  ).toBe("2025-07-09");
  expect(observations.filter((o) => o.value !== null).length).toBe(126);
  expect(observations.every((o) => (o.value === null) === (o.evidence === "reported (secondary)"))).toBe(true);
});

const header =
  "Model,Organization,Publication date,Domain,Training compute (FLOP),Country (of organization),Parameters";

test("a column-shifted row is rejected with its reason and the rest is read", () => {
  const text = `${header}\nA,Lab,2024-01-02,Language,1e24,Germany,7e9\nPixtral Large,Mistral AI,,Multimodal,2024-11-18,Language,1e24\nB,Lab,2024-03-04,Biology,,France,\n`;
  const reading = source.read(textDocument(text, "notable_ai_models.csv"), { list: "notable" }, noTools);
  expect(reading.observations.map((o) => [o.item, o.value])).toEqual([
    ["A", 1e24],
    ["B", null],
  ]);
  expect(reading.rejected).toEqual([
    { reason: "columns shifted or damaged: no number in Training compute (FLOP)", count: 1, example: "row 3" },
  ]);
});

test("a name given twice with other content is rejected, not silently replaced", () => {
  const text = `${header}\nA,Lab,2024-01-02,Language,1e24,Germany,7e9\nA,Lab,2024-01-02,Language,2e24,Germany,7e9\n`;
  const reading = source.read(textDocument(text, "notable_ai_models.csv"), { list: "notable" }, noTools);
  expect(reading.observations.map((o) => o.value)).toEqual([1e24]);
  expect(reading.rejected[0]?.reason).toBe("same name and date as an earlier row, other content");
});

test("a file that breaks off, or that lost a column, is refused with the place", () => {
  const read = (text: string) => () =>
    source.read(textDocument(text, "notable_ai_models.csv"), { list: "notable" }, noTools);
  expect(read(`${header}\nA,Lab,2024-01-02,Language,1e24,Germany,7e9\nB,Lab,2024`)).toThrow(
    /row 3 expected 7 fields, got 3/,
  );
  expect(read(`${header}\nA,"Lab,2024-01-02`)).toThrow(/closing quote/);
  expect(read("Model,Organization\nA,Lab\n")).toThrow(/Publication date/);
});

fixtureTests(source);
