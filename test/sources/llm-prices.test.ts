import { expect, test } from "vitest";
import { source } from "../../src/sources/llm-prices.ts";
import { noTools, textDocument } from "./document.ts";

// SYNTHETIC prices in both forms of the list.
const price = { input: 2, output: 8, input_cached: null };
const read = (body: unknown): ReturnType<typeof source.read> =>
  source.read(textDocument(JSON.stringify(body), "x.json", "2026-05-10T00:00:00Z"), {}, noTools);

test("a dated change is two entries: the old price to the day before, the new one from its day; announced ones are assumed", () => {
  const reading = read({
    vendor: "maker",
    models: [
      {
        id: "m",
        name: "M",
        price_history: [
          { ...price, from_date: null, to_date: "2026-03-01" },
          { ...price, input: 1, from_date: "2026-03-01", to_date: null },
          { ...price, input: 3, from_date: "2026-06-01", to_date: null },
        ],
      },
    ],
  });
  expect(
    reading.observations.map((o) => [o.item, o.period, o.value, o.fields?.["event"], o.evidence, o.known]),
  ).toEqual([
    ["llm-prices/maker/m", "2026-02-28", 2, "ended", "reported (secondary)", "2026-05-10T00:00:00Z"],
    ["llm-prices/maker/m 2026-03-01", "2026-03-01", 1, "in-force", "reported (secondary)", "2026-05-10T00:00:00Z"],
    ["llm-prices/maker/m 2026-06-01", "2026-06-01", 3, "scheduled", "assumed", "2026-05-10T00:00:00Z"],
  ]);
  expect(
    read({
      updated_at: "2026-05-01",
      prices: [{ ...price, id: "m", vendor: "maker", name: "M", from_date: null, to_date: null }],
    }).observations,
  ).toMatchObject([{ period: "2026-05-10", value: 2 }]);
  expect(() =>
    read({ prices: [{ ...price, id: "m", vendor: "maker", name: "M", from_date: "soon", to_date: null }] }),
  ).toThrow(/a day, got soon/);
});
