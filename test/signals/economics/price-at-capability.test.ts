import { expect, test } from "vitest";
import { priceFalls, pricePaths, pricesOn } from "../../../src/signals/economics/price-at-capability.ts";
import type { ListEntry, ListView, Panel } from "../../../src/terms/panel.ts";

/** SYNTHETIC: the structure of price statements, invented numbers. */
function offer(
  source: string,
  model: string,
  day: string,
  input: number | null,
  output: number | null,
  event = "set",
  canonicalModel = model,
): ListEntry {
  return {
    item: `${source}/maker/${model} ${day}`,
    period: day,
    value: input,
    known: `${day}T23:59:59Z`,
    evidence: "reported (secondary)",
    fields: {
      source,
      provider: "maker",
      model,
      canonicalModel,
      firstParty: true,
      input,
      output,
      event,
      from: null,
      until: null,
      window: null,
    },
  };
}

function scored(version: string, model: string, date: string, score: number): ListEntry {
  return {
    item: version,
    period: date,
    value: score,
    known: "2026-01-20T00:00:00Z",
    evidence: "estimated",
    fields: { model, version },
  };
}

function panel(asOf: string, offers: readonly ListEntry[], index: readonly ListEntry[]): Panel {
  const list = (id: string, kind: "copy" | "log", entries: readonly ListEntry[]): ListView => ({
    id,
    kind,
    unit: "",
    known: "2026-01-20T00:00:00Z",
    entries,
    copies: [],
  });
  return {
    asOf,
    mode: "strict",
    series: {},
    lists: {
      "prices/offers": list("prices/offers", "log", offers),
      "epoch/capability-index": list("epoch/capability-index", "copy", index),
    },
    oldest: {},
  };
}

test("a blended price is three parts input and one part output, of the newest statement known on the day", () => {
  const offers = [offer("a", "m", "2025-01-01", 3, 15), offer("a", "m", "2025-06-01", 1, 5)];
  expect(pricesOn(offers, "2025-05-31").prices[0]?.usdPerMtok).toBe((3 * 3 + 15) / 4);
  expect(pricesOn(offers, "2025-06-01").prices[0]?.usdPerMtok).toBe(2);
});

test("a price below a quarter of the same version's other sources is rejected", () => {
  const { prices, rejected } = pricesOn(
    [offer("a", "m", "2025-01-01", 0.4, 0.4), offer("b", "m", "2025-01-01", 2, 2)],
    "2025-02-01",
  );
  expect(prices.map((p) => p.usdPerMtok)).toEqual([2]);
  expect(rejected).toEqual(["m"]);
});

test("a withdrawal in one list ends older statements of others, unless the list keeps the version under another name", () => {
  const stale = [
    offer("a", "m", "2025-01-01", 1, 1),
    offer("b", "m", "2025-01-01", 1, 1),
    offer("b", "m", "2025-05-01", null, null, "deleted"),
  ];
  expect(pricesOn(stale, "2025-06-01").prices).toEqual([]);
  expect(
    pricesOn([...stale, offer("b", "m-latest", "2025-02-01", 1, 1, "set", "m")], "2025-06-01").prices,
  ).toHaveLength(1);
});

test("the fall in twelve months is taken per threshold from prices known at both ends", () => {
  const index = [
    scored("old", "Old", "2024-03-01", 131),
    scored("new", "New", "2024-09-01", 140),
    scored("cheap", "Cheap", "2025-10-01", 135),
  ];
  const offers = [
    offer("a", "old", "2024-03-02", 10, 10),
    offer("a", "new", "2024-09-02", 20, 20),
    offer("a", "cheap", "2025-10-02", 1, 1),
  ];
  const { paths, priced, matched } = pricePaths(panel("2026-01-31", offers, index));
  expect([priced, matched]).toEqual([3, 3]);
  const falls = priceFalls(paths, "2026-01-31");
  expect(falls.map((f) => [f.model, f.yearAgo, f.now])).toEqual([
    ["Old", 10, 1],
    ["New", 20, 20],
  ]);
  expect(falls[0]?.twelveMonths).toBeCloseTo(0.9, 12);
});

test("a statement known after the as-of day changes nothing", () => {
  const index = [scored("old", "Old", "2024-03-01", 131)];
  const offers = [offer("a", "old", "2024-03-02", 10, 10)];
  const later = [...offers, offer("a", "old", "2026-02-01", 1, 1)];
  expect(pricePaths(panel("2026-01-31", later, index)).paths).toEqual(
    pricePaths(panel("2026-01-31", offers, index)).paths,
  );
});
