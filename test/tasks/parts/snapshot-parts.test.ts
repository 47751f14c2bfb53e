import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { part as budget } from "../../../src/tasks/parts/budget.ts";
import { part as chain } from "../../../src/tasks/parts/chain.ts";
import { part as economics } from "../../../src/tasks/parts/economics.ts";
import { part as reinforcement } from "../../../src/tasks/parts/reinforcement.ts";
import { part as succession } from "../../../src/tasks/parts/succession.ts";
import { part as waiting } from "../../../src/tasks/parts/waiting.ts";
import type { Line, Part, PartResult } from "../../../src/terms/part.ts";

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
  expect(pairs.gap?.needs).toContain("events/carmakers-by-rule");
});

test("the same panel and seed give the same bytes", async () => {
  for (const part of [succession, reinforcement, economics]) {
    expect(JSON.stringify(await measured(part, "2026-02-09"))).toBe(JSON.stringify(await measured(part, "2026-02-09")));
  }
});
