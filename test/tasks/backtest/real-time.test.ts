import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inlineExecutor } from "../../../src/engines/executor.ts";
import { threadExecutor } from "../../../src/engines/thread-executor.ts";
import { openStore } from "../../../src/store/open.ts";
import { capexRecord } from "../../../src/tasks/backtest/company-capex.ts";
import { forecastRecord } from "../../../src/tasks/backtest/from-record.ts";
import { backtest, bundleOf, forecastAt, handlerOn, jobsOf } from "../../../src/tasks/backtest.ts";
import { append, handDocument, type Row } from "../../store/by-hand.ts";

const snapshot = fileURLToPath(new URL("../../../snapshot", import.meta.url));
const entry = new URL("../../../src/doors/worker-thread.ts", import.meta.url);
const simulating = { draws: 400, seed: 1 };

/** Quarters of a company by hand, each filed on the fifth of the second month after its end. */
const filings = Array.from({ length: 16 }, (_, i) => {
  const [year, quarter] = [2022 + Math.floor(i / 4), (i % 4) + 1];
  const filed = quarter === 4 ? `${year + 1}-02-05` : `${year}-${["05", "08", "11"][quarter - 1]}-05`;
  const row: Row = {
    series: "sec/googl/capex",
    period: `${year}-Q${quarter}`,
    value: 1e9 * 1.06 ** i * (1 + 0.05 * (i % 3)),
  };
  return { filed, row };
});
const before = filings.filter((f) => f.filed < "2025-07-13");
const job = { task: "backtest/capex-googl", origin: "2025-07-13", seed: 1, options: { draws: 400 } };

test("a value known one day after the origin moves nothing; known on the day it does", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "vorlauf-ahead-")), "store");
  await append(
    path,
    before.map((f) => handDocument(f.filed, f.filed, [f.row])),
  );
  const read = async (): Promise<string> => {
    const store = await openStore(path, { readOnly: true });
    const text = JSON.stringify(await forecastAt(store, job));
    store.close();
    return text;
  };
  const untouched = await read();
  // An absurd quarter, and a restatement of an old one, both known on 14 July.
  await append(path, [
    handDocument("later", "2025-07-14", [
      { series: "sec/googl/capex", period: "2025-Q2", value: 9e15 },
      { series: "sec/googl/capex", period: "2023-Q1", value: 1 },
    ]),
  ]);
  expect(await read()).toBe(untouched);
  await append(path, [
    handDocument("same day", "2025-07-13", [{ series: "sec/googl/capex", period: "2025-Q2", value: 9e15 }]),
  ]);
  expect(await read()).not.toBe(untouched);
  expect(JSON.parse(untouched).predicted[0]).toMatchObject({ period: "2025-Q2", horizon: 1, model: "random-walk" });
});

test("the combined CapEx of Microsoft, Alphabet and Amazon in Q4 2025, forecast as of 2026-01-13, came at 97.2 bn USD", async () => {
  const store = await openStore(snapshot, { readOnly: true });
  const bundle = bundleOf(store, "test");
  const result = await backtest("capex-group-three", {
    store,
    bundle,
    executor: inlineExecutor(handlerOn(store, bundle)),
    simulating: { draws: 1000, seed: 1 },
    asOf: "2026-08-01",
    progress: () => undefined,
  });
  store.close();
  const own = result.rows.find((r) => r.origin === "2026-01-13" && r.horizon === 1 && r.model === "drift-posterior");
  expect(own?.period).toBe("2025-Q4");
  // Filed by 6 February 2026: MSFT 29.876, GOOGL 27.851, AMZN 39.522 bn USD.
  expect((own?.outcome ?? 0) / 1e9).toBeCloseTo(97.249, 3);
  expect(own?.firstRelease).toBe(true);
  expect((own?.median ?? 0) / 1e9).toBeGreaterThan(80);
  expect((own?.median ?? 0) / 1e9).toBeLessThan(91);
  expect(own?.high50).toBeLessThan(97.249e9);
  expect(own?.high90).toBeGreaterThan(97.249e9);
  // Fewer than 20 origins: rows, no p-value, no calibration (definition D17).
  expect(result.scores.every((s) => s.n < 20 && s.p === null && s.pit === null)).toBe(true);
  expect(result.rows.filter((r) => r.model === "drift-posterior" && r.horizon === 1)).toHaveLength(
    result.scores.find((s) => s.model === "drift-posterior" && s.horizon === 1)?.n ?? -1,
  );
});

test.each([
  { id: "capex-msft", from: -3 },
  { id: "industrial-production", from: -5 },
])("$id: inline, one thread, two threads and every job on its own give the same bytes", async ({ id, from }) => {
  const store = await openStore(snapshot, { readOnly: true });
  const bundle = bundleOf(store, "test");
  const jobs = (await jobsOf(id, { store, bundle, simulating, asOf: "2026-08-01" })).slice(from);
  const inline = await inlineExecutor(handlerOn(store, bundle)).run(jobs, () => undefined);
  const alone = [];
  for (const own of jobs) alone.push(JSON.stringify(await forecastAt(store, own)));
  expect(alone).toEqual(inline);
  for (const workers of [1, 2]) {
    const threads = threadExecutor({ entry, workers, data: { store: snapshot, readOnly: true, code: "test" } });
    expect(await threads.run(jobs, () => undefined)).toEqual(inline);
    await threads.close();
  }
  store.close();
});

test("every vintage of FRED-MD from August 1999 to September 2025 is an origin of the nowcast of industrial production: 264, one for each month but those that the archive lacks", async () => {
  const store = await openStore(snapshot, { readOnly: true });
  const jobs = await jobsOf("industrial-production", { store, bundle: "", simulating, asOf: "2026-08-01" });
  store.close();
  expect(jobs).toHaveLength(264);
  expect([jobs[0]?.origin, jobs.at(-1)?.origin]).toEqual(["1999-08-31", "2025-09-30"]);
});

test("a job of another bundle is refused", async () => {
  const store = await openStore(snapshot, { readOnly: true });
  await expect(handlerOn(store, "mine")({ bundle: "theirs", ...job })).rejects.toMatchObject({ code: "input-invalid" });
  store.close();
});

test("a company with a gap is forecast from what follows the gap, and not at all while that is short", () => {
  const periods = [
    ...Array.from({ length: 6 }, (_, i) => `20${18 + Math.floor(i / 4)}-Q${(i % 4) + 1}`),
    ...Array.from({ length: 7 }, (_, i) => `20${20 + Math.floor(i / 4)}-Q${(i % 4) + 1}`),
  ];
  const view = {
    id: "sec/nvda/capex",
    unit: "USD",
    frequency: "quarterly",
    periods,
    values: Float64Array.from(periods, (_, i) => 1 + i),
    known: [],
    knownBy: [],
    evidence: [],
    flags: [],
    history: [],
  } as const;
  const panel = {
    asOf: "2021-12-31",
    mode: "strict",
    series: { "sec/nvda/capex": view },
    lists: {},
    oldest: {},
  } as const;
  expect(forecastRecord(panel, capexRecord("nvda"), simulating).predicted).toEqual([]);
});
