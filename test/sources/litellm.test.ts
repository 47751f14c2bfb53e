import { expect, test } from "vitest";
import { source } from "../../src/sources/litellm.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "litellm-model-prices";
const history = "derived/price_events.csv";

sharedTest("the price steps of OpenAI's models follow the mirror's commits", () => {
  const { observations } = readShared(source, folder, history);
  const steps = (model: string) =>
    observations.filter((o) => o.series === `prices/${model}/output`).map((o) => [o.period, o.value]);
  expect(steps("gpt-4o")).toEqual([
    ["2024-05-22", 15],
    ["2024-11-14", 10],
    ["2025-06-09", 10],
  ]);
  expect(steps("o3")).toEqual([
    ["2025-05-07", 40],
    ["2025-06-09", 40],
    ["2025-06-11", 8],
  ]);
  expect(steps("gpt-4-0613")).toEqual([
    ["2024-01-31", 60],
    ["2025-06-09", 60],
  ]);
});

sharedTest(
  "January 2024 names no provider: the makers' own keys are recognised, hosts are not taken for makers",
  () => {
    const { observations } = readShared(source, folder, history);
    const provider = (model: string) => [
      ...new Set(
        observations
          .filter((o) => o.fields?.["model"] === model)
          .map((o) => `${o.fields?.["provider"]} ${o.fields?.["firstParty"]}`),
      ),
    ];
    expect(provider("gpt-4-0314")).toEqual(["openai true"]);
    expect(provider("claude-2.1")).toEqual(["anthropic true"]);
    expect(provider("anthropic.claude-v2:1")).toEqual(["bedrock false"]);
    expect(provider("azure/gpt-4")).toEqual(["azure false"]);
  },
);

sharedTest(
  "the typing error of July 2024 (gemini-1.5-pro-latest, output 1.05 instead of 10.5) is in the data as read",
  () => {
    const { observations } = readShared(source, folder, history);
    const typo = observations.find(
      (o) =>
        o.series === "prices/offers" && o.fields?.["model"] === "gemini-1.5-pro-latest" && o.period === "2024-07-18",
    );
    expect(typo?.fields).toMatchObject({ input: 3.5, output: 1.05, firstParty: true });
  },
);

sharedTest("gpt-4o meant the version of May until October 2024 and the cheaper one of August since", () => {
  const { observations } = readShared(source, folder, history);
  const table = observations
    .filter(
      (o) => o.series === "prices/offers" && o.fields?.["provider"] === "openai" && o.fields["model"] === "gpt-4o",
    )
    .map((o) => [o.period, o.fields?.["canonicalModel"], o.value]);
  expect(table.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual([
    ["2024-05-22", "gpt-4o-2024-05-13", 5],
    ["2024-10-02", "gpt-4o-2024-08-06", 5],
    ["2024-11-14", "gpt-4o-2024-08-06", 2.5],
    ["2025-06-09", "gpt-4o-2024-08-06", 2.5],
  ]);
});

sharedTest(
  "a price does not outlive the version it was stated for: the history ends in 2025, deepseek-chat moved on",
  () => {
    const { observations } = readShared(source, folder, history);
    const chat = observations.filter(
      (o) => o.fields?.["provider"] === "deepseek" && o.fields["model"] === "deepseek-chat" && o.period > "2025-09-01",
    );
    expect(
      chat.map((o) => [o.period, o.fields?.["canonicalModel"], o.value, o.fields?.["output"]]).slice(0, 2),
    ).toEqual([
      ["2025-09-22", "deepseek-v3.1-terminus", null, null],
      ["2025-09-29", "deepseek-v3.2-exp", null, null],
    ]);
  },
);

sharedTest("a copy states USD per token; the decimal point is moved exactly, other media are rejected", () => {
  const reading = readShared(source, folder, "model_prices.json");
  expect(entryOf(reading, "gpt-4o-mini-2024-07-18")).toMatchObject({
    value: 0.15,
    unit: "USD per Mtok",
    fields: { output: 0.6, cacheRead: 0.075, provider: "openai" },
  });
  expect(reading.rejected.map((r) => r.reason)).toEqual(["not a text model", "no price per token"]);
  expect(reading.observations.length + reading.rejected.reduce((s, r) => s + r.count, 0)).toBe(1701);
  expect(readShared(source, folder, "vintages/2024-01-31/model_prices.json").observations[0]?.known).toBe(
    "2024-01-31T05:24:04Z",
  );
});

sharedTest("no statement stands twice under the key of the store", () => {
  const keys = readShared(source, folder, history).observations.map(
    (o) => `${o.series}#${o.item ?? ""}@${o.period}@${o.known}`,
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("prices that are prose are rejected, the sample entry is skipped, a file of another kind is refused", () => {
  const entry = { litellm_provider: "openai", mode: "chat", input_cost_per_token: 2.5e-6, output_cost_per_token: 1e-5 };
  const text = JSON.stringify({
    sample_spec: { mode: "one of" },
    good: entry,
    odd: { ...entry, input_cost_per_token: "see page" },
  });
  const reading = source.read(textDocument(text, "model_prices.json"), { document: "copy" }, noTools);
  expect(reading.observations.map((o) => [o.item, o.value, o.fields?.["output"]])).toEqual([["good", 2.5, 10]]);
  expect(reading.rejected).toEqual([{ reason: "prices are not numbers", count: 1, example: "odd" }]);
  expect(() => source.read(textDocument("[]", "model_prices.json"), { document: "copy" }, noTools)).toThrow(
    /prices by model/,
  );
});

fixtureTests(source);
