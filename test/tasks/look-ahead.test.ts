import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest } from "../../src/store/layout.ts";
import { appendBatch } from "../../src/store/observations.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { targets } from "../../src/tasks/backtest/targets.ts";
import { forecastAt } from "../../src/tasks/backtest.ts";
import { judgeThesis } from "../../src/tasks/judge.ts";
import { measureSome, needsOf } from "../../src/tasks/measure.ts";
import { parts } from "../../src/tasks/parts/shelf.ts";
import type { Need, Panel } from "../../src/terms/panel.ts";
import { shift } from "../../src/terms/period.ts";
import { readThesis } from "../../src/theses/read.ts";
import { handDocument, type Row } from "../store/by-hand.ts";

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const thesis = readThesis(readFileSync(here("theses/ark-2026-02-09.yaml"), "utf8"), "ark-2026-02-09.yaml");
const [day, dayAfter] = ["2026-07-15", "2026-07-16"] as const;
const needs: readonly Need[] = needsOf([...parts, ...targets]);

/** Of every series and list that is visible: its newest values and one of years ago a thousand times as large, and one value more. */
function absurd(panel: Panel): Row[] {
  const plain = Object.values(panel.series).flatMap((view): Row[] => {
    const last = view.periods.at(-1) ?? "";
    const periods = [
      ...view.periods.slice(-20, -19),
      ...view.periods.slice(-3),
      ...(/^\d{4}(-\d\d|-Q\d)?$/.test(last) ? [shift(last, 1)] : []),
    ];
    return periods.map((period) => {
      const value = view.values[view.periods.indexOf(period)] ?? view.values.at(-1) ?? 1;
      return { series: view.id, period, unit: view.unit, value: 1000 * (Number.isFinite(value) ? value : 1) + 7 };
    });
  });
  const lists = Object.values(panel.lists).flatMap((list): Row[] => {
    const grown = list.entries.map((e) => ({ ...e, value: e.value === null ? null : 1000 * e.value + 7 }));
    // A list that is replaced by its newest copy loses half of its entries too.
    return (list.kind === "copy" ? grown.filter((_, i) => i % 2 === 0) : grown).map((e) => ({
      series: list.id,
      item: e.item,
      period: e.period,
      unit: list.unit,
      value: e.value,
      fields: e.fields,
    }));
  });
  return [...plain, ...lists];
}

/** A copy of the snapshot in which the absurd rows became known on a day. */
async function planted(rows: readonly Row[], known: string): Promise<Store> {
  const folder = join(mkdtempSync(join(tmpdir(), "vorlauf-ahead-")), "store");
  cpSync(here("snapshot"), folder, { recursive: true });
  const catalogue = readManifest(folder)?.manifest.catalogue ?? [];
  const documents = [...new Set(rows.map((r) => r.series))].map((id) =>
    handDocument(
      `${id} ${known}`,
      known,
      rows.filter((r) => r.series === id),
    ),
  );
  const batch = { source: "hand", publisher: "By hand", catalogue, documents, keepRaw: false };
  const { refused } = await appendBatch(folder, batch);
  expect(refused.map((r) => [r.document.path, r.error.message])).toEqual([]);
  return openStore(folder, { readOnly: true });
}

let plain: Store;
let later: Store;
let sameDay: Store;
beforeAll(async () => {
  plain = await openStore(here("snapshot"), { readOnly: true });
  const rows = absurd(await readPanel(plain, { asOf: day, mode: "strict", needs }));
  later = await planted(rows, dayAfter);
  sameDay = await planted(rows, day);
}, 240_000);
afterAll(() => {
  for (const store of [plain, later, sameDay]) store.close();
});

async function verdictOn(store: Store): Promise<Record<string, string>> {
  const panel = await readPanel(store, { asOf: day, mode: "strict", needs: needsOf(parts) });
  const results = measureSome(panel, parts, { thesis, seed: 1 });
  const claims = judgeThesis(thesis, results, day).claims;
  return Object.fromEntries([...results.map((r) => [r.part, JSON.stringify(r)]), ["claims", JSON.stringify(claims)]]);
}

test("absurd values of every series and list, known one day later, move no part, forecast or claim of the verdict; known on the day they move each that sees data", async () => {
  const [untouched, ahead, seen] = [await verdictOn(plain), await verdictOn(later), await verdictOn(sameDay)];
  expect(ahead).toEqual(untouched);
  // Lead times and prices of the build-out were typed in November 2026, so two parts have nothing to see in July.
  const moved = Object.keys(untouched).filter((k) => seen[k] !== untouched[k]);
  expect(Object.keys(untouched).filter((k) => !moved.includes(k))).toEqual(["budget", "waiting"]);
}, 240_000);

/** One target of each kind: the others of its kind differ in companies alone. */
const kinds = [/^capex-group/, /^capex-year/, /^capex-/, /^leads-group$/, /^leads-/, /^/];
const chosen = targets.filter((t) => {
  const kind = kinds.find((k) => k.test(t.id));
  return kind?.source === "^" || targets.find((other) => kinds.find((k) => k.test(other.id)) === kind) === t;
});

test("every kind of target is tried: groups, years, companies, leads and each that stands alone", () => {
  expect(chosen.map((t) => t.id)).toEqual([
    "capex-group-three",
    "capex-msft",
    "capex-year-three",
    "data-centre-construction",
    "rotation-ratio",
    "frontier-capability",
    "price-at-capability",
    "cycle",
    "industrial-production",
    "factor-estimators",
    "leads-group",
    "leads-googl",
  ]);
});

for (const { id } of chosen) {
  test(`backtest ${id}: a forecast of ${day} does not see what became known on ${dayAfter}`, async () => {
    const on = async (store: Store): Promise<string> =>
      JSON.stringify(await forecastAt(store, { task: `backtest/${id}`, origin: day, seed: 1, options: { draws: 40 } }));
    const untouched = await on(plain);
    expect(await on(later)).toBe(untouched);
    expect(await on(sameDay)).not.toBe(untouched);
  }, 240_000);
}
