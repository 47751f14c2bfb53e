import { expect, test } from "vitest";
import { source } from "../../src/sources/models-dev.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, noTools, readShared, textDocument } from "./document.ts";

const folder = "models-dev";
const history = "derived/price_events_first_party.csv";

sharedTest(
  "510 changes: 26 first rows without a price and one deletion that only corrected a name are not taken, all others are offers",
  () => {
    const { observations, rejected } = readShared(source, folder, history);
    expect(Object.fromEntries(rejected.map((r) => [r.reason, r.count]))).toEqual({
      "no price stated": 26,
      "deleted and listed again in one commit": 1,
    });
    const offers = observations.filter((o) => o.series === "prices/offers");
    const by = (event: string) => offers.filter((o) => o.fields?.["event"] === event).length;
    expect([by("first-seen"), by("set"), by("deleted")]).toEqual([282, 133, 68]);
  },
);

sharedTest("a price is known from the time of the commit, in UTC, not from the model's release", () => {
  const { observations } = readShared(source, folder, history);
  const chat = observations
    .filter((o) => o.series === "prices/deepseek-chat/input")
    .map((o) => [o.period, o.value, o.known]);
  expect(chat.slice(0, 4)).toEqual([
    ["2025-06-10", 0.27, "2025-06-10T22:55:28Z"],
    ["2025-06-17", 0.27, "2025-06-17T22:26:49Z"],
    ["2025-08-25", 0.57, "2025-08-25T16:35:54Z"],
    ["2025-11-17", 0.28, "2025-11-17T16:05:41Z"],
  ]);
  expect(observations.every((o) => o.knownBy === (o.fields?.["event"] === "alias" ? "released" : "stamped"))).toBe(
    true,
  );
});

sharedTest(
  "a moving name carries the version it meant: deepseek-chat was V3-0324, V3.1, V3.1-Terminus, V3.2-Exp and V3.2 in 2025",
  () => {
    const { observations } = readShared(source, folder, history);
    const chat = observations.filter(
      (o) => o.series === "prices/offers" && o.fields?.["model"] === "deepseek-chat" && o.period < "2026-04-24",
    );
    const table = chat
      .sort((a, b) => a.period.localeCompare(b.period))
      .map((o) => [o.period, o.fields?.["canonicalModel"], o.value, o.fields?.["output"], o.fields?.["event"]]);
    expect(table).toEqual([
      ["2025-06-10", "deepseek-v3-0324", 0.27, 1.1, "first-seen"],
      ["2025-06-17", "deepseek-v3-0324", 0.27, 1.1, "set"],
      ["2025-08-21", "deepseek-v3.1", 0.27, 1.1, "alias"],
      ["2025-08-25", "deepseek-v3.1", 0.57, 1.68, "set"],
      ["2025-09-22", "deepseek-v3.1-terminus", 0.57, 1.68, "alias"],
      ["2025-09-29", "deepseek-v3.2-exp", 0.57, 1.68, "alias"],
      ["2025-11-17", "deepseek-v3.2-exp", 0.28, 0.42, "set"],
      ["2025-12-01", "deepseek-v3.2", 0.28, 0.42, "alias"],
    ]);
    expect(
      chat
        .filter((o) => o.fields?.["event"] === "alias")
        .every((o) => o.known === `${o.period}T23:59:59Z` && o.evidence === "derived"),
    ).toBe(true);
  },
);

sharedTest("prices of zero mean free or unknown and never become a price", () => {
  const { observations } = readShared(source, folder, history);
  expect(observations.filter((o) => o.value === 0).length).toBe(0);
  const zero = observations.filter((o) => o.series === "prices/offers" && o.flags?.includes("zero-price"));
  expect(zero.some((o) => o.fields?.["provider"] === "llama")).toBe(true);
});

sharedTest("no statement stands twice under the key of the store", () => {
  const { observations } = readShared(source, folder, history);
  const keys = observations.map((o) => `${o.series}#${o.item ?? ""}@${o.period}@${o.known}`);
  expect(new Set(keys).size).toBe(keys.length);
});

sharedTest("the TOML files give release dates, also through the base model, days and months as stated", () => {
  const { observations, rejected } = readShared(source, folder, "toml_verbatim.jsonl");
  const reading = { observations, rejected };
  expect([observations.length, rejected]).toEqual([241, []]);
  expect(entryOf(reading, "zai/glm-5.2")).toMatchObject({
    value: 1.4,
    known: "2026-07-01T16:40:28Z",
    fields: { output: 4.4, cacheRead: 0.26, canonicalModel: "glm-5.2" },
  });
  expect(entryOf(reading, "anthropic/claude-opus-4-8")).toMatchObject({
    period: "2026-05-28",
    value: 5,
    fields: { output: 25, name: "Claude Opus 4.8", contextTokens: 1_000_000 },
  });
});

test("the live answer gives the same list as the files", () => {
  const api = {
    zai: {
      id: "zai",
      models: {
        "glm-9": { name: "GLM-9", release_date: "2026-10-01", cost: { input: 1, output: 3 }, open_weights: true },
        "glm-old": { cost: { input: 0, output: 0 } },
      },
    },
  };
  const raw = textDocument(JSON.stringify(api), "api.json", "2026-11-01T00:00:00Z");
  expect(source.recognise({ path: "api.json", folder: "", head: JSON.stringify(api) })).toEqual({ document: "api" });
  const reading = source.read(raw, { document: "api" }, noTools);
  expect(entryOf(reading, "zai/glm-9")).toMatchObject({
    period: "2026-10-01",
    value: 1,
    fields: { output: 3, firstParty: true, openWeights: true },
  });
  expect(reading.rejected).toEqual([{ reason: "no release date", count: 1, example: "zai.models.glm-old" }]);
  expect(source.requests({ document: "api" })[0]?.url).toBe("https://models.dev/api.json");
});

test("an unknown kind of change, a broken file and a broken line are refused with their place", () => {
  const head =
    "recorded_at,commit,provider,model_id,event,input_usd_per_mtok,output_usd_per_mtok,cache_read_usd_per_mtok\n";
  expect(() =>
    source.read(
      textDocument(`${head}2025-06-04T18:41:51-04:00,abc,xai,grok,renamed,1,2,\n`, "e.csv"),
      { document: "events" },
      noTools,
    ),
  ).toThrow(/row 2, commit abc expected first_seen/);
  expect(() => source.read(textDocument("{", "api.json"), { document: "api" }, noTools)).toThrow(
    /models-dev: at api.json/,
  );
  expect(() =>
    source.read(
      textDocument('{"path":"providers/a/models/b.toml","text":"[cost"}\n', "toml_verbatim.jsonl"),
      { document: "toml" },
      noTools,
    ),
  ).toThrow(/line 1/);
});

fixtureTests(source);
