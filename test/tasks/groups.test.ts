import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hyperscalers, withOracle } from "../../src/signals/capex/hyperscaler-capex.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { derivedVintages } from "../../src/tasks/derived/read.ts";
import { explain } from "../../src/tasks/explain.ts";
import { groupIn, groupNamed, groupsIn, shownGroup } from "../../src/tasks/groups.ts";
import { misfit, schemaOf } from "../../src/tasks/schema.ts";
import { derivedLines, seriesList, showSeries } from "../../src/tasks/series.ts";
import { groupJsonSchema } from "../../src/terms/group.ts";

const folder = fileURLToPath(new URL("../../groups/", import.meta.url));
const shipped = readdirSync(folder)
  .filter((f) => f.endsWith(".yaml"))
  .sort()
  .map((f) => ({ path: folder + f, text: readFileSync(folder + f, "utf8") }));
const groups = groupsIn(shipped);
const newest = "2026-11-22";

let store: Store;
beforeAll(async () => {
  store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
});
afterAll(() => store.close());

test("every group that the product promises ships, and the hyperscalers are those of definition D9", () => {
  const ids = groups.map((g) => g.id);
  for (const id of [
    "accelerator-makers",
    "carmakers",
    "power-equipment",
    "utilities",
    "road-builders",
    "steel",
    "cement",
  ])
    expect(ids).toContain(id);
  const tickers = (id: string): string[] => groupNamed(groups, id).members.map((m) => m.ticker);
  expect(tickers("hyperscalers")).toEqual(hyperscalers);
  expect(tickers("hyperscalers-and-oracle")).toEqual(withOracle);
});

test("a file with a mistake is refused with its line and what to do; one of the user's replaces one that ships", () => {
  const read = (text: string, path = "mine/my-cars.yaml"): unknown => groupIn({ path, text });
  const words = 'title: { en: "Cars", de: "Autos" }\nsays: { en: "x", de: "x" }\n';
  expect(() => read(`id: my-cars\n${words}members:\n  - { ticker: GM }\n  - { ticker: f }\n`)).toThrow(
    /line 5 \(members\.0\.ticker\).*lower-case letters/s,
  );
  expect(() => read(`id: my-cars\n${words}members:\n  - { ticker: gm }\n  - { ticker: gm }\n`)).toThrow(
    /line 6.*The ticker gm stands twice/s,
  );
  expect(() => read(`id: my-cars\n${words}members: [{ ticker: gm }]\n`)).toThrow(/at least two members/);
  expect(() => read(`id: cars\n${words}members: [{ ticker: gm }, { ticker: f }]\n`)).toThrow(
    /Name the file cars\.yaml/,
  );
  expect(() => read(`id: my-cars\n${words}memberz: []\n`)).toThrow(/memberz/);
  const mine = {
    path: "mine/carmakers.yaml",
    text: `id: carmakers\n${words}members: [{ ticker: gm }, { ticker: f }]\n`,
  };
  expect(groupNamed(groupsIn([...shipped, mine]), "carmakers").members.map((m) => m.ticker)).toEqual(["gm", "f"]);
  expect(() => groupNamed(groups, "carmaker")).toThrow(/did you mean carmakers/);
});

test("the JSON Schema in the repository is the one that the type gives, and the command prints it", () => {
  const file: unknown = JSON.parse(readFileSync(`${folder}schema/group.schema.json`, "utf8"));
  expect(file).toEqual(JSON.parse(JSON.stringify(groupJsonSchema())));
  expect(schemaOf("group")).toMatchObject({ required: ["id", "title", "says", "members"] });
});

test("the sum of the four is that of their cash flow statements, and stands in no quarter in which one is missing", async () => {
  const shown = await showSeries(store, {
    id: "group/hyperscalers/capex",
    asOf: newest,
    mode: "strict",
    vintages: false,
    groups,
  });
  const at = (period: string): (typeof shown.observations)[number] | undefined =>
    shown.observations.find((o) => o.period === period);
  // As filed, USD m, October to December 2025: year minus nine months of Alphabet, Amazon and Meta, Microsoft's half year minus its first quarter.
  const filed = 91447 - 63596 + (131819 - 92297) + (69691 - 48308) + (49270 - 19394);
  expect(at("2025-Q4")?.value).toBe(filed * 1e6);
  expect(at("2026-Q2")).toMatchObject({ value: null, flags: ["incomplete"], fields: { missing: "amzn meta" } });
  expect(at("2020-Q1")?.fields).toMatchObject({ missing: "msft" });
  expect(misfit("series", JSON.parse(JSON.stringify(shown)))).toBeNull();
  const { members, pull } = shownGroup(groupNamed(groups, "carmakers"), store);
  expect(members.find((m) => m.ticker === "gm")).toMatchObject({ name: "General Motors", cik: "0001467858" });
  expect(pull).toBe("vorlauf pull sec TM STLA");
});

test("as of an earlier day the sum is what was known then, and its vintages end in what stands", async () => {
  const request = { id: "group/hyperscalers/capex", mode: "strict" as const, vintages: false, groups };
  const then = await showSeries(store, { ...request, asOf: "2026-02-05" });
  expect(then.observations.find((o) => o.period === "2025-Q4")).toMatchObject({
    value: null,
    fields: { missing: "amzn" },
  });
  const vintages = await derivedVintages(store, request.id, { asOf: newest, mode: "strict" }, groups);
  const of2023 = vintages.filter((v) => v.periods[0] === "2023-Q4").map((v) => (v.values[0] ?? 0) / 1e6);
  // Meta's fourth quarter of 2023 was restated from 7,665 to 7,592.
  expect(of2023.at(-1)).toBe(42934);
  expect((of2023.at(-2) ?? 0) - 42934).toBe(7665 - 7592);
});

test("a sum is explained by its members, down to their documents", async () => {
  const context = { store, asOf: newest, mode: "strict" as const, computed: { parts: [], claims: [] }, groups };
  const walk = await explain("group/hyperscalers/capex@2025-Q4", context);
  expect([walk.kind, walk.evidence, walk.from.map((f) => f.ref)]).toEqual([
    "derived",
    "derived",
    ["msft", "googl", "amzn", "meta"].map((t) => `sec/${t}/capex@2025-Q4`),
  ]);
  expect(walk.from.every((f) => (f.observation?.origin.document ?? "").length === 64)).toBe(true);
  expect(walk.broken).toEqual([]);
  await expect(explain("group/hyperscalers/capex@1999-Q4", context)).rejects.toThrow(/did you mean/);
});

test("derived series stand in the list of series, with what is known of them on the day", async () => {
  const cut = { asOf: newest, mode: "strict" as const };
  const lines = seriesList(store, "group", await derivedLines(store, cut, groups));
  const sum = lines.find((l) => l.id === "group/hyperscalers/capex");
  expect(sum).toMatchObject({ derived: true, firstPeriod: "2023-Q1", lastPeriod: "2026-Q1", rows: 13, unit: "USD" });
  const early = await derivedLines(store, { ...cut, asOf: "2024-12-31" }, groups);
  expect(early.find((l) => l.id === "group/hyperscalers/capex")?.lastPeriod).toBe("2024-Q3");
});
