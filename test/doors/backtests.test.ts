import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evidenceFolder } from "../../src/doors/places.ts";
import { type Serving, serveWorkbench } from "../../src/doors/server.ts";
import { inlineExecutor } from "../../src/engines/executor.ts";
import { openStore } from "../../src/store/open.ts";
import { backtestSupply, evidenceText, keptBacktests } from "../../src/tasks/backtest/evidence.ts";
import { shownOf } from "../../src/tasks/backtest/shown.ts";
import { targets } from "../../src/tasks/backtest/targets.ts";
import { backtest, bundleOf, handlerOn } from "../../src/tasks/backtest.ts";
import { syntheticSupply } from "../fixtures/workbench/synthetic.ts";

let serving: Serving;
beforeAll(async () => {
  serving = await serveWorkbench(
    { ...syntheticSupply, ...backtestSupply(evidenceFolder) },
    { web: mkdtempSync(join(tmpdir(), "vorlauf-web-")) },
  );
});
afterAll(() => serving.close());

const get = async (path: string): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${serving.url}api/${path}`);
  return { status: answer.status, body: await answer.json() };
};

test("the kept backtests are listed in the order of the targets, each with its finding", async () => {
  const { body } = await get("backtests");
  expect((body as { id: string }[]).map((b) => b.id)).toEqual(targets.map((t) => t.id));
  expect(body).toContainEqual(
    expect.objectContaining({
      id: "capex-googl",
      says: expect.objectContaining({ en: expect.stringContaining("best baseline") }),
    }),
  );
});

test("one backtest comes with tables; an unknown one is not found; a supply without backtests has an empty list", async () => {
  expect((await get("backtests/capex-group-three")).body).toMatchObject({
    backtest: { id: "capex-group-three" },
    tables: [{ id: "scores" }, { id: "origins" }],
  });
  expect((await get("backtests/none")).status).toBe(404);
  const bare = await serveWorkbench(syntheticSupply, { web: mkdtempSync(join(tmpdir(), "vorlauf-web-")) });
  expect(await (await fetch(`${bare.url}api/backtests`)).json()).toEqual([]);
  await bare.close();
});

test("a calibration chart is drawn from 20 scored origins on and never below", () => {
  for (const { backtest } of keptBacktests(evidenceFolder)) {
    const charts = shownOf(backtest).figures.filter((f) => f.id.startsWith("calibration-"));
    const most = Math.max(
      0,
      ...backtest.scores.filter((s) => s.model === "drift-posterior" || s.model === "windows-12-24-36").map((s) => s.n),
    );
    expect([backtest.id, charts.length]).toEqual([backtest.id, most >= 20 && backtest.leads.length === 0 ? 1 : 0]);
  }
});

test("a kept file is the text of its result, and the page of the documentation was written from it", () => {
  for (const kept of keptBacktests(evidenceFolder))
    expect(evidenceText(kept)).toBe(readFileSync(join(evidenceFolder, `${kept.backtest.id}.json`), "utf8"));
  const page = new URL("../../docs/backtests.md", import.meta.url);
  expect(existsSync(page)).toBe(true);
  expect(readFileSync(page, "utf8")).toContain("97.2");
});

test("the kept results are those that the code gives on the snapshot (else: npm run evidence)", async () => {
  const path = fileURLToPath(new URL("../../snapshot", import.meta.url));
  const store = await openStore(path, { readOnly: true });
  const kept = keptBacktests(evidenceFolder).find((k) => k.backtest.id === "capex-msft");
  if (kept === undefined) throw new Error("no kept backtest of capex-msft");
  const bundle = bundleOf(store, "test");
  const { draws, seed, asOf } = kept.backtest;
  const again = await backtest("capex-msft", {
    store,
    bundle,
    executor: inlineExecutor(handlerOn(store, bundle)),
    simulating: { draws, seed },
    asOf,
    progress: () => undefined,
  });
  store.close();
  expect(again.scores.map((s) => [s.model, s.horizon, s.n])).toEqual(
    kept.backtest.scores.map((s) => [s.model, s.horizon, s.n]),
  );
  again.rows.forEach((row, i) => {
    expect(row.median / (kept.backtest.rows[i]?.median ?? Number.NaN)).toBeCloseTo(1, 4);
  });
});
