import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { part as budget } from "../../../src/tasks/parts/budget.ts";
import { part as chain } from "../../../src/tasks/parts/chain.ts";
import { part as economics } from "../../../src/tasks/parts/economics.ts";
import { part as reinforcement } from "../../../src/tasks/parts/reinforcement.ts";
import { parts } from "../../../src/tasks/parts/shelf.ts";
import { part as succession } from "../../../src/tasks/parts/succession.ts";
import { part as waiting } from "../../../src/tasks/parts/waiting.ts";
import { type Line, type Part, type PartResult, partIds } from "../../../src/terms/part.ts";

let store: Store;

beforeAll(async () => {
  store = await openStore(fileURLToPath(new URL("../../../snapshot/", import.meta.url)), { readOnly: true });
});

afterAll(() => store.close());

async function measured(part: Part, asOf: string, withPseudo = false): Promise<PartResult> {
  const panel = await readPanel(store, { asOf, mode: "strict", needs: part.needs });
  const pseudo = withPseudo ? await readPanel(store, { asOf, mode: "pseudo", needs: part.needs }) : null;
  return part.measure(panel, { seed: 1, pseudo });
}

function line(result: PartResult, id: string): Line {
  const found = [result.headline, ...result.lines].find((l) => l.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
}

test("frontier records tie on the report's day and lead by four on the copy of May 2026", async () => {
  expect(line(await measured(succession, "2026-02-09"), "succession/records-last-four").value).toBe(0);
  const later = line(await measured(succession, "2026-06-01"), "succession/records-last-four");
  expect(later.value).toBe(9 - 5);
  expect(later.says.en).toContain("not distinguishable");
});

test("the wrong date of January's copy is named in a warning", async () => {
  const { warnings } = await measured(succession, "2026-02-09");
  expect(warnings.map((w) => String(w.facts["versions"])).join()).toContain("Kimi-K2-Instruct-0905 (2024-09-05)");
});

test("each copy of the notable list has its own count of 2024", async () => {
  const table = (await measured(succession, "2026-11-22")).tables.find((t) => t.id === "late-counts");
  const counts = new Map(table?.rows.map((r) => [String(r["copy"]), r["y2024"]]));
  // 26 in October 2024, 55 in February 2025, 98 in July 2026: counted by the publisher's file, named in its description
  expect([...counts].filter(([copy]) => copy.startsWith("2024-10")).map(([, n]) => n)).toEqual([26]);
  expect([...counts].filter(([copy]) => copy.startsWith("2025-02")).map(([, n]) => n)).toEqual([55]);
  expect([...counts].at(-1)?.[1]).toBe(98);
});

test("chips of four makers at the end of 2025 draw 12,387 MW and the sites of May 2026 then had 6,576", async () => {
  const result = await measured(chain, "2026-11-22");
  // 8,562 + 762 + 2,223 + 840 MW as Epoch's four files of April 2026 state them
  expect(line(result, "chain/accelerators").value).toBe(8562 + 762 + 2223 + 840);
  const links = result.tables.find((t) => t.id === "links")?.rows ?? [];
  expect(links.find((r) => r["coverage"] !== null)?.["available"]).toBeCloseTo(6576, 0);
  expect(result.headline.state).toBe("cannot-tell");
});

test("a maker missing on the day makes the sum missing", async () => {
  const result = await measured(chain, "2026-02-09");
  const accelerators = line(result, "chain/accelerators");
  expect(accelerators.state).toBe("cannot-tell");
  expect(accelerators.gap?.needs).toEqual(["epoch/chips-trainium/totals"]);
});

test("the price of a fixed capability falls by 21 to 99 % on the report's day, by threshold", async () => {
  const price = line(await measured(economics, "2026-02-09"), "economics/price-fall");
  expect(price.interval?.low).toBeCloseTo(0.21, 2);
  expect(price.interval?.high).toBeCloseTo(0.99, 2);
});

test("an owner's running share by hand: 0.9 a year over five years at 10 % against 38", async () => {
  const owner = line(await measured(economics, "2026-11-22"), "economics/running-share-owner");
  const running = [1, 2, 3, 4, 5].reduce((sum, t) => sum + 0.9 / 1.1 ** t, 0);
  expect(owner.value).toBeCloseTo(running / (running + 38), 10);
});

test("no lead time was held on the report's day, so strict says cannot tell", async () => {
  for (const part of [budget, waiting]) {
    const { headline } = await measured(part, "2026-02-09", true);
    expect(headline.state).toBe("cannot-tell");
    expect(headline.gap?.needs).toEqual(["parameters/buildout"]);
  }
});

test("the grid connection of a plan three years ahead is too late by its five-year median", async () => {
  const result = await measured(budget, "2026-11-22");
  const rows = result.tables.find((t) => t.id === "order-book")?.rows ?? [];
  const grid = rows.find(
    (r) => typeof r["item"] === "object" && r["item"] !== null && r["item"].en.startsWith("Grid connection"),
  );
  // needed 2029-11-22, median 5 years of 365.25 days: order by 2024-11-21
  expect(grid?.["orderByMedian"]).toBe("2024-11-21");
  expect(Number(grid?.["late"])).toBeGreaterThan(104);
});

test("reinforcement cannot be told below forty common quarters and names what is missing", async () => {
  const pairs = line(await measured(reinforcement, "2026-11-22"), "reinforcement/pairs");
  expect(pairs.state).toBe("cannot-tell");
  expect(pairs.gap?.need).toBe(40);
  expect(pairs.gap?.needs).toContain("user/carmakers-balance");
});

test("the same panel and seed give the same bytes", async () => {
  for (const part of [succession, reinforcement, economics]) {
    expect(JSON.stringify(await measured(part, "2026-02-09"))).toBe(JSON.stringify(await measured(part, "2026-02-09")));
  }
});

const tableOf = (result: PartResult, id: string): readonly Readonly<Record<string, unknown>>[] =>
  result.tables.find((t) => t.id === id)?.rows ?? [];

test("the chain as then known: no sum while a maker is missing, fewer sites in the older copy, ERCOT's requests of the day", async () => {
  const rows = tableOf(await measured(chain, "2026-11-22"), "as-then-known");
  const at = (day: string): Readonly<Record<string, unknown>> | undefined => rows.find((r) => r["day"] === day);
  // Trainium's copy is of 2 April 2026; Nvidia's of February says 7,367 MW, that of April 8,562.
  expect([at("2026-03-31")?.["chipMw"], at("2026-03-31")?.["nvidiaMw"]]).toEqual([null, 7367]);
  expect([at("2026-04-30")?.["chipMw"], at("2026-04-30")?.["nvidiaMw"]]).toEqual([12_387, 8562]);
  // Epoch's copies of 21 January and 23 May 2026.
  expect([at("2026-04-30")?.["sites"], at("2026-05-31")?.["sites"]]).toEqual([11, 34]);
  // ERCOT: 188 GW in August 2025, 226 on 18 November 2025.
  expect([at("2025-08-31")?.["queueGw"], at("2025-11-30")?.["queueGw"]]).toEqual([188, 226]);
  expect(Number(at("2026-05-31")?.["facilityMw"])).toBeCloseTo(12_387 * 1.3 * 1.2, 6);
});

test("the bill as then known is what the verdict of that day says, and stops where nothing was known", async () => {
  const late = await measured(economics, "2026-11-22");
  const then = await measured(economics, "2026-03-31");
  const row = tableOf(late, "as-then-known").find((r) => r["day"] === "2026-03-31");
  const price = line(then, "economics/price-fall");
  expect(row?.["fall"]).toBeCloseTo(100 * (price.value ?? Number.NaN), 10);
  expect(row?.["power"]).toBeCloseTo(line(then, "economics/power-per-compute").value ?? Number.NaN, 10);
  // Nvidia, AMD and Google at the end of 2025-Q3 as their copies of February 2026 state them; AMD's 2025-Q4 was not held.
  expect(row?.["power"]).toBeCloseTo((1e6 * (6980 + 630 + 1823)) / (10_682_946 + 1_026_617 + 2_841_678), 6);
  expect(tableOf(late, "as-then-known").find((r) => r["day"] === "2025-12-31")?.["fall"]).toBeNull();
  // The cost parameters were typed in November 2026.
  expect(row?.["share"]).toBeNull();
});

test("an H100's rent is the median of a day's offers, never joined to the other marketplace", async () => {
  const hour = line(await measured(economics, "2026-11-22"), "economics/gpu-hour");
  // Eight offers of H100 SXM on 6 March 2026, the middle pair 1.630371 and 2.000278.
  expect(hour.value).toBeCloseTo(1.815324, 5);
  expect(hour.newestPeriod).toBe("2026-03-06");
});

test("at the industrial price of electricity the owner's running share by hand", async () => {
  const result = await measured(economics, "2026-11-22");
  const share = line(result, "economics/running-share-grid-price");
  expect(share.refs[0]).toBe("eia/us/industrial-price@2026-05");
  // EIA, May 2026: revenue over sales of industrial customers, 8.7097 US cents per kWh.
  const cents = 8.709698;
  const running = [1, 2, 3, 4, 5].reduce((s, t) => s + ((cents / 100) * 8.76 * 1.2 + 0.3) / 1.1 ** t, 0);
  expect(share.value).toBeCloseTo(running / (running + 38), 7);
});

test("ordered accelerators cannot be told, and the nearest filed figures stand beside that, as then known", async () => {
  const now = line(await measured(chain, "2026-11-22"), "chain/ordered");
  expect([now.state, now.value, now.gap?.needs]).toEqual(["cannot-tell", null, ["user/accelerators/ordered"]]);
  // Nvidia's 10-K of 25 February 2026: 22.7 bn USD, the one before 7.6; Alphabet's 10-Q to June 2026: 811 bn.
  expect(now.says.en).toContain("USD 22.7 bn (Q4 2025, USD 7.6 bn a year before)");
  expect(now.says.en).toContain("GOOGL USD 811 bn");
  const then = line(await measured(chain, "2026-02-09"), "chain/ordered");
  expect(then.says.en).toContain("USD 7.6 bn (Q4 2024)");
  expect(then.says.en).not.toContain("GOOGL");
});

test("every part of the system is built: eleven are measured, the twelfth is the thesis", () => {
  // The twelve parts of the report's causal system (DESIGN section 1).
  expect([...parts.map((p) => p.id), "thesis"].sort()).toEqual([
    "analogs",
    "budget",
    "chain",
    "convergence",
    "cycle",
    "economics",
    "reinforcement",
    "retreat",
    "rotation",
    "succession",
    "thesis",
    "waiting",
  ]);
  expect(partIds).toHaveLength(12);
});
