import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { filersIn, shownFiler } from "../../src/tasks/filers.ts";
import { takeFolder, takeLive } from "../../src/tasks/intake.ts";
import { schemaOf } from "../../src/tasks/schema.ts";
import { type Company, tagMapJsonSchema } from "../../src/terms/filer.ts";
import { freshFolder } from "../store/by-hand.ts";
import { quick, type Replay, replay, type Step } from "./replay.ts";

const folder = fileURLToPath(new URL("../fixtures/filers/", import.meta.url));
const fixture = (name: string): string => readFileSync(folder + name, "utf8");
/** The SYNTHETIC facts of a filer, under a CIK of the list of tickers. */
const factsOf = (name: string, cik: number): string => fixture(name).replace(/"cik": \d+/, `"cik": ${cik}`);
const own = filersIn({ path: "tags.yaml", text: fixture("tags.yaml") });

const open: Replay[] = [];
afterEach(() => {
  for (const { server } of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function live(
  words: readonly string[],
  script: Readonly<Record<string, readonly Step[]>>,
  {
    filers = [],
    query = [],
    store = freshFolder(),
  }: { filers?: readonly Company[]; query?: readonly string[]; store?: string } = {},
): Promise<{ store: string; report: Awaited<ReturnType<typeof takeLive>>; asked: readonly string[] }> {
  const service = await replay(script);
  open.push(service);
  const report = await takeLive(
    { store, seed: null, words: ["sec", ...words], query, again: false, filers, policy: quick },
    service.effects,
  );
  return { store, report, asked: service.asked.map((a) => a.url) };
}

async function heldIn(store: string, pattern: string): Promise<Record<string, Record<string, number>>> {
  const held = await openStore(store, { readOnly: true });
  const { series } = await readPanel(held, { asOf: "2026-11-22", mode: "strict", needs: [{ id: pattern }] });
  held.close();
  return Object.fromEntries(
    Object.entries(series).map(([id, view]) => [
      id,
      Object.fromEntries(view.periods.map((p, i) => [p, view.values[i] ?? Number.NaN])),
    ]),
  );
}

const propertyPlant = "PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities";
const list = JSON.stringify({
  0: { cik_str: 1094517, ticker: "TM", title: "SYNTHETIC" },
  1: { cik_str: 1605484, ticker: "STLA", title: "SYNTHETIC" },
});
const quarter = (cik: number): string =>
  JSON.stringify({
    cik,
    entityName: "SYNTHETIC",
    facts: {
      "us-gaap": {
        PaymentsToAcquirePropertyPlantAndEquipment: {
          units: {
            USD: [
              {
                start: "2026-04-01",
                end: "2026-06-30",
                val: 77,
                accn: "0000000001-26-000001",
                form: "10-Q",
                filed: "2026-07-30",
              },
            ],
          },
        },
      },
    },
  });

test("carmakers under ifrs-full are read by ticker beside mapped companies: yearly, in their currency, under the standard of their newest filing, flagged as not checked", async () => {
  const { store, report } = await live(["TM", "STLA", "TSM", "NVDA", "F", "GM"], {
    "company_tickers.json": [list],
    CIK0001094517: [factsOf("CIK0009000001.json", 1094517)],
    CIK0001605484: [factsOf("CIK0009000002.json", 1605484)],
    CIK0001046179: [
      factsOf("CIK0009000002.json", 1046179)
        .replaceAll('"EUR"', '"TWD"')
        .replace(/PurchaseOf\w+/, propertyPlant),
    ],
    CIK0001045810: [quarter(1045810)],
    CIK0000037996: [quarter(37996).replace("PropertyPlantAndEquipment", "ProductiveAssets")],
    CIK0001467858: [quarter(1467858)],
  });
  expect(report.failed).toBe(false);
  const [sec] = report.sources;
  expect(sec?.warnings).toEqual({ "tags-not-checked": 2, "capex-without-tag": 1 });
  expect(sec?.warned.find((w) => w.code === "capex-without-tag")?.facts["stated"]).toBe(
    "ifrs-full:PurchaseOfPropertyPlantAndEquipmentIntangibleAssetsOtherThanGoodwillInvestmentPropertyAndOtherNoncurrentAssets",
  );
  expect(sec?.rejections).toContainEqual({
    reason: "under us-gaap, the standard that the filer left: another definition",
    count: 5,
    example: "0009000001-19-000001 20-F us-gaap:PaymentsToAcquirePropertyPlantAndEquipment 2019-03-31",
  });
  expect(await heldIn(store, "sec/*/capex-annual")).toEqual({
    "sec/tm/capex-annual": { 2021: 2001, 2022: 2102, 2023: 2203, 2024: 2304 },
    "sec/tsm/capex-annual": { 2022: 8000, 2023: 10000, 2024: 11000 },
  });
  expect(await heldIn(store, "sec/*/revenue-annual")).toMatchObject({
    "sec/stla/revenue-annual": { 2022: 179000, 2023: 189000, 2024: 156000 },
  });
  expect(Object.keys(await heldIn(store, "sec/*/capex"))).toEqual(["sec/f/capex", "sec/gm/capex", "sec/nvda/capex"]);
  const held = await openStore(store, { readOnly: true });
  const { series } = await readPanel(held, {
    asOf: "2024-12-31",
    mode: "strict",
    needs: [{ id: "sec/tm/capex-annual" }, { id: "sec/tsm/capex-annual" }],
  });
  held.close();
  expect(series["sec/tm/capex-annual"]).toMatchObject({ unit: "JPY", periods: ["2021", "2022", "2023"] });
  expect(series["sec/tm/capex-annual"]?.flags.at(-1)).toEqual(["tags-not-checked"]);
  expect(series["sec/tsm/capex-annual"]?.flags.at(-1) ?? []).toEqual([]);
});

test("a filer without a map is left out of a folder by name and told what to do; with the user's tag map it is read, by its line, and flagged as the user's", async () => {
  const bare = freshFolder();
  const refused = await takeFolder(
    { store: bare, seed: null, folder, only: ["sec"], known: "2026-11-22" },
    { progress: () => {}, log: () => {} },
  );
  expect(refused.sources).toMatchObject([{ new: 0, rejections: [{ reason: expect.stringContaining("--tags FILE") }] }]);
  const store = freshFolder();
  const report = await takeFolder(
    { store, seed: null, folder, only: ["sec"], known: "2026-11-22", filers: own },
    { progress: () => {}, log: () => {} },
  );
  expect(report.sources[0]?.warnings).toEqual({});
  expect(await heldIn(store, "sec/*/capex-annual")).toEqual({
    "sec/syn-eur/capex-annual": { 2022: 8000, 2023: 10000, 2024: 11000 },
    "sec/syn-jpy/capex-annual": { 2021: 2001, 2022: 2102, 2023: 2203, 2024: 2304 },
  });
  expect(await heldIn(store, "sec/*/depreciation-annual")).toEqual({
    "sec/syn-jpy/depreciation-annual": { 2021: 1, 2022: 2, 2023: 3, 2024: 4 },
  });
  expect((await heldIn(store, "sec/*/revenue-annual"))["sec/syn-jpy/revenue-annual"]).toEqual({
    2021: 30001,
    2022: 30102,
    2023: 30203,
    2024: 30304,
  });
  const held = await openStore(store, { readOnly: true });
  const { series } = await readPanel(held, {
    asOf: "2026-11-22",
    mode: "strict",
    needs: [{ id: "sec/syn-eur/capex-annual" }],
  });
  held.close();
  expect(series["sec/syn-eur/capex-annual"]?.flags).toEqual([
    ["tags-of-your-own"],
    ["tags-of-your-own"],
    ["tags-of-your-own"],
  ]);
});

test("a user's map is used live, too, for a ticker and for the members of the nightly archive", async () => {
  const tickers = JSON.stringify({ 0: { cik_str: 9000002, ticker: "SYN-EUR", title: "SYNTHETIC" } });
  const one = await live(
    ["SYN-EUR"],
    { "company_tickers.json": [tickers], CIK0009000002: [fixture("CIK0009000002.json")] },
    { filers: own },
  );
  expect(one.report.sources[0]?.warnings).toEqual({});
  expect(await heldIn(one.store, "sec/*/capex-annual")).toEqual({
    "sec/syn-eur/capex-annual": { 2022: 8000, 2023: 10000, 2024: 11000 },
  });
  const archive = zipSync({
    "CIK0009000001.json": new TextEncoder().encode(fixture("CIK0009000001.json")),
    "CIK0009000003.json": new TextEncoder().encode("not read"),
  });
  const all = await live([], { "companyfacts.zip": [archive] }, { filers: own, query: ["bulk=true"] });
  expect(all.report.sources[0]?.documents).toEqual(["companyfacts.zip/CIK0009000001.json"]);
  expect(Object.keys(await heldIn(all.store, "sec/*/capex-annual"))).toEqual(["sec/syn-jpy/capex-annual"]);
});

test("a tag map with a mistake is refused with its line and what to do; a company that Vorlauf maps is not mapped again", () => {
  const read = (text: string): unknown => filersIn({ path: "my-tags.yaml", text });
  const filer = (tags: string, ticker = "tm", cik = '"0001094517"'): string =>
    `filers:\n  - ticker: ${ticker}\n    name: X\n    ciks: [${cik}]\n    fiscalYearEnd: "03-31"\n    currency: JPY\n    tags:\n      ${tags}\n`;
  expect(() => read(filer("capex: [Revenue]"))).toThrow(
    /my-tags\.yaml, line 8 \(filers\.0\.tags\.capex\.0\).*taxonomy:Name/s,
  );
  expect(() => read(filer("capx: []"))).toThrow(/line 8.*capx/s);
  expect(() => read(filer("capex: []", "tm", "1094517"))).toThrow(/line 4.*in quotes/s);
  expect(() => read(filer("capex: []", "TM"))).toThrow(/line 2.*lower case/s);
  expect(() => read(filer("capex: []", "nvda"))).toThrow(/line 2.*NVIDIA \(nvda\) is mapped by Vorlauf/s);
  expect(() => read(filer("capex: []", "tm", '"0001045810"'))).toThrow(/line 4.*is mapped by Vorlauf/s);
  expect(() => read(filer("capex: []") + filer("capex: []").replace("filers:\n", ""))).toThrow(
    /line 9.*Tm stands twice.*line 11/s,
  );
  expect(() => read("filers: []\n")).toThrow(/at least one filer/);
  expect(() => read("")).toThrow(/my-tags\.yaml, line 1/);
});

test("the JSON Schema of tag maps in the repository is the one that the type gives, and what is shown of a ticker says whose map it is", () => {
  const file: unknown = JSON.parse(
    readFileSync(fileURLToPath(new URL("../../groups/schema/tags.schema.json", import.meta.url)), "utf8"),
  );
  expect(file).toEqual(JSON.parse(JSON.stringify(tagMapJsonSchema())));
  expect(schemaOf("tags")).toMatchObject({ required: ["filers"] });
  const capexOf = (ticker: string): unknown => {
    const { map, tags } = shownFiler(ticker, own);
    return [map, tags.find((t) => t.measure === "capex")?.named.length];
  };
  expect(capexOf("orcl")).toEqual(["shipped", 2]);
  expect(capexOf("SYN-EUR")).toEqual(["own", 1]);
  expect(capexOf("stla")).toEqual(["unchecked", 3]);
});
