import { expect, test } from "vitest";
import { bibField, source, stampOf, statedChange } from "../../src/sources/sdl-events.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

test("stamps a row only when every source it names carries a day", () => {
  expect(stampOf("toolstac.com/news/2025-09-15/lila-sciences-funding")).toBe("2025-09-15");
  expect(stampOf("news.ovmviral.com/2025/10/21")).toBe("2025-10-21");
  expect(stampOf("rdworldonline.com; reham-agentgram (blink.new) 2026-02-09")).toBeNull();
  expect(stampOf("sdl-events/references.bib")).toBeNull();
});

test("reads a stated change and a field with nested braces", () => {
  expect(statedChange("36,000 reactions, 698 -> 422 USD/g sfGFP (-40 %)")).toEqual({
    from: 698,
    to: 422,
    unit: "USD/g",
  });
  expect(statedChange("no change")).toBeNull();
  expect(bibField("@article{k, title={A {B} c}, year={2020}, month=feb }", "title")).toBe("A {B} c");
  expect(bibField("@article{k, title={A {B} c}, year={2020}, month=feb }", "month")).toBe("feb");
});

sharedTest(
  "keeps the laboratory run's price before and after, known only from the copy on because one source has no day",
  () => {
    const reading = readShared(source, "sdl-events", "convergence-events.csv");
    expect(reading.observations).toHaveLength(12);
    expect(entryOf(reading, "openai-ginkgo-bioworks")).toMatchObject({
      value: 422,
      known: "2026-11-22T23:59:59Z",
      evidence: "reported (secondary)",
      fields: { from: 698, to: 422, conflict: true },
    });
    expect(entryOf(reading, "lila-sciences").known).toBe("2025-09-15T23:59:59Z");
  },
);

sharedTest("takes the 74 entries of the bibliography as 72 papers, 65 with a month", () => {
  const { observations, rejected } = readShared(source, "sdl-events", "references.bib");
  expect(observations).toHaveLength(72);
  expect(observations.filter((o) => o.period.length === 7)).toHaveLength(65);
  expect(observations.filter((o) => o.period.startsWith("2022"))).toHaveLength(21);
  expect(rejected).toMatchObject([{ count: 2 }]);
});
