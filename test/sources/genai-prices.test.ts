import { expect, test } from "vitest";
import { source } from "../../src/sources/genai-prices.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "genai-prices-pydantic";
const file = "data_v2.json";

sharedTest(
  "a start date is the day from which a price is charged, not a stamp: everything is known from the copy on",
  () => {
    const reading = readShared(source, folder, file);
    expect(new Set(reading.observations.map((o) => o.known))).toEqual(new Set(["2026-08-21T20:02:24Z"]));
    const o3 = reading.observations
      .filter((o) => o.fields?.["provider"] === "openai" && o.fields["model"] === "o3")
      .map((o) => [
        o.period,
        o.value,
        o.fields?.["output"],
        o.fields?.["event"],
        o.fields?.["from"],
        o.fields?.["until"],
      ]);
    expect(o3).toEqual([
      ["2025-06-09", 10, 40, "ended", null, "2025-06-10"],
      ["2025-06-10", 2, 8, "in-force", "2025-06-10", null],
    ]);
    expect(reading.observations.filter((o) => o.series === "prices/o3/input").map((o) => [o.period, o.value])).toEqual([
      ["2025-06-10", 2],
    ]);
  },
);

sharedTest("prices announced for a day after the copy are assumed and stay out of the step series", () => {
  const reading = readShared(source, folder, file);
  const sonnet = reading.observations.filter(
    (o) =>
      o.series === "prices/offers" && o.fields?.["provider"] === "anthropic" && o.fields["model"] === "claude-sonnet-5",
  );
  expect(sonnet.map((o) => [o.period, o.value, o.fields?.["event"], o.evidence])).toEqual([
    ["2026-08-21", 2, "in-force", "reported (secondary)"],
    ["2026-09-01", 3, "scheduled", "assumed"],
  ]);
  expect(
    reading.observations
      .filter((o) => o.fields?.["event"] === "scheduled")
      .every((o) => o.period > "2026-08-21" && o.evidence === "assumed"),
  ).toBe(true);
  expect(reading.observations.filter((o) => o.series === "prices/claude-sonnet-5/input").map((o) => o.value)).toEqual([
    2,
  ]);
});

sharedTest("prices by the hour are kept apart, prices by context length are read at their base", () => {
  const reading = readShared(source, folder, file);
  const chat = reading.observations.filter(
    (o) =>
      o.series === "prices/offers" && o.fields?.["provider"] === "deepseek" && o.fields["model"] === "deepseek-chat",
  );
  expect(chat.map((o) => [o.value, o.fields?.["window"]])).toEqual([
    [0.135, "other hours"],
    [0.27, "00:30:00Z-16:30:00Z"],
  ]);
  expect(reading.observations.some((o) => o.series === "prices/deepseek-chat/input")).toBe(false);
  const luna = reading.observations.filter(
    (o) =>
      o.series === "prices/offers" &&
      o.fields?.["provider"] === "openai" &&
      o.fields["model"] === "gpt-5.6-luna" &&
      o.fields["event"] === "in-force",
  );
  expect(luna.map((o) => [o.period, o.value, o.flags])).toEqual([["2026-07-30", 0.2, ["higher-above-context-length"]]]);
});

sharedTest("other firms' models on Google's cloud are not first party", () => {
  const { observations } = readShared(source, folder, file);
  const google = observations.filter((o) => o.fields?.["provider"] === "google" && o.fields["firstParty"] === true);
  expect(google.length).toBeGreaterThan(20);
  expect(google.filter((o) => !/^gem(ini|ma)/.test(String(o.fields?.["model"])))).toEqual([]);
  const keys = observations.map((o) => `${o.series}#${o.item ?? ""}@${o.period}@${o.known}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a file that is not a list of providers is refused", () => {
  expect(() => source.read(textDocument('[{"id":"x"}]', file), {}, noTools)).toThrow(/providers with models/);
  expect(() => source.read(textDocument("[", file), {}, noTools)).toThrow(/genai-prices: at data_v2.json/);
});

test("a model without a price per token is rejected by name, a free one becomes null", () => {
  const text = JSON.stringify([
    {
      id: "openai",
      pricing_urls: [],
      models: [
        { id: "a", prices: { requests_kcount: 1 } },
        { id: "b", prices: { input_mtok: 0, output_mtok: 0 } },
        { id: "ft:c", prices: { input_mtok: 1 } },
      ],
    },
  ]);
  const reading = source.read(textDocument(text, file), {}, noTools);
  expect(reading.rejected.map((r) => r.reason)).toEqual(["no price per token", "price of a fine-tuned model"]);
  expect(entryOf(reading, "genai-prices/openai/b")).toMatchObject({ value: null, flags: ["zero-price"] });
});

fixtureTests(source);
