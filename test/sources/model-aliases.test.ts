import { expect, test } from "vitest";
import { source as capability } from "../../src/sources/epoch-capability.ts";
import { source as litellm } from "../../src/sources/litellm.ts";
import { aliasChanges, modelAliases, plainVersion, versionOn } from "../../src/sources/model-aliases.ts";
import { source as modelsDev } from "../../src/sources/models-dev.ts";
import { sharedTest } from "../shared.ts";
import { readShared } from "./document.ts";

test("the same model under another host, cloud or effort has the same plain name", () => {
  expect(plainVersion("chutes/gpt-oss-120b_high")).toBe("gpt-oss-120b");
  expect(plainVersion("claude-opus-4-20250514_16K")).toBe("claude-opus-4-20250514");
  expect(plainVersion("gemini-2.5-flash-preview-04-17 (24K thinking)")).toBe("gemini-2.5-flash-preview-04-17");
  expect(plainVersion("us.anthropic.claude-3-5-sonnet-20241022-v2:0")).toBe("claude-3-5-sonnet-20241022");
  expect(plainVersion("claude-3-5-sonnet@20240620")).toBe("claude-3-5-sonnet-20240620");
  expect(plainVersion("DeepSeek-V3.1_thinking")).toBe("deepseek-v3.1");
});

test("a moving name means what it meant on the day, and nothing where that is not documented", () => {
  expect(versionOn("deepseek-chat", "2024-12-25")).toBe("deepseek-v2.5");
  expect(versionOn("deepseek/deepseek-chat", "2024-12-26")).toBe("deepseek-v3");
  expect(versionOn("deepseek-chat", "2024-06-01")).toBeNull();
  expect(versionOn("codestral-latest", "2025-01-01")).toBeNull();
  expect(versionOn("gpt-4o-2024-05-13", "2025-01-01")).toBe("gpt-4o-2024-05-13");
  expect(aliasChanges("gpt-4o", "2024-05-15", "2024-11-15")).toEqual(["2024-10-02"]);
});

test("the days of one name do not overlap", () => {
  for (const a of modelAliases) {
    const same = modelAliases.filter((b) => b !== a && b.name === a.name);
    expect(same.filter((b) => (a.from ?? "") < (b.until ?? "9") && (b.from ?? "") < (a.until ?? "9"))).toEqual([]);
    expect(versionOn(a.version ?? "", "2026-01-01")).toBe(a.version);
  }
});

sharedTest(
  "of the first-party models with a price, the share that the capability index scores under the same version is countable",
  () => {
    const scored = new Set(
      readShared(capability, "epoch-benchmark-hub", "epoch_capabilities_index.csv").observations.flatMap((o) =>
        o.value === null ? [] : [o.fields?.["version"]],
      ),
    );
    const offers = [
      readShared(modelsDev, "models-dev", "derived/price_events_first_party.csv"),
      readShared(litellm, "litellm-model-prices", "derived/price_events.csv"),
    ].flatMap((r) => r.observations.filter((o) => o.series === "prices/offers" && o.fields?.["firstParty"] === true));
    const priced = new Set(offers.map((o) => o.fields?.["canonicalModel"]));
    for (const version of [
      "claude-3-5-sonnet-20240620",
      "gpt-4-0613",
      "gpt-5-2025-08-07",
      "gemini-2.5-pro",
      "deepseek-v3.2",
      "grok-4-0709",
      "kimi-k2-instruct-0905",
      "o3-2025-04-16",
    ]) {
      expect([version, scored.has(version), priced.has(version)]).toEqual([version, true, true]);
    }
    const names = new Set(offers.map((o) => `${o.fields?.["provider"]}/${o.fields?.["model"]}`));
    const matched = new Set(
      offers
        .filter((o) => scored.has(o.fields?.["canonicalModel"]))
        .map((o) => `${o.fields?.["provider"]}/${o.fields?.["model"]}`),
    );
    expect([names.size, matched.size]).toEqual([452, 152]);
  },
);
