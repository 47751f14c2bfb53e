// Evaluates every target on the embedded snapshot and keeps the results under evidence/backtests, for the pages and for the parts that cite
// them. The same snapshot and the same code give the same bytes. `npm run evidence [TARGET...]`
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { knownDays } from "../src/store/calendar.ts";
import { openStore } from "../src/store/open.ts";
import { evidenceText, keptBacktests } from "../src/tasks/backtest/evidence.ts";
import { targetOf, targets } from "../src/tasks/backtest/targets.ts";
import { executorFor } from "../src/tasks/backtest/work.ts";
import { backtest, bundleOf, defaultDraws } from "../src/tasks/backtest.ts";
import { cacheIn } from "../src/tasks/workbench.ts";
import { backtestPage } from "./backtest-page.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "evidence", "backtests");
const path = join(root, "snapshot");
const store = await openStore(path, { readOnly: true });
const bundle = bundleOf(store, "dev");
const days = await knownDays(store, [...store.held.keys()]);
const asOf = days.at(-1) ?? "";
const entry = new URL("../src/doors/worker-thread.ts", import.meta.url);
const executor = await executorFor({
  context: { store: path, readOnly: true, code: "dev" },
  bundle,
  workers: 2,
  queue: null,
  entry,
  // Finished jobs of a run that was broken off; only while the code of the forecasts has not changed since.
  cache: cacheIn(process.env.VORLAUF_EVIDENCE_CACHE ?? null),
  log: console.error,
});
mkdirSync(folder, { recursive: true });
const wanted = process.argv.length > 2 ? process.argv.slice(2).map(targetOf) : targets;
for (const { id } of wanted) {
  const result = await backtest(id, {
    store,
    bundle,
    executor,
    simulating: { draws: defaultDraws, seed: 1 },
    asOf,
    progress: () => undefined,
  });
  writeFileSync(join(folder, `${id}.json`), evidenceText({ observations: store.manifestHash, backtest: result }));
  console.log(`${id}: ${result.says.en}`);
}
await executor.close();
store.close();
writeFileSync(join(root, "docs", "backtests.md"), backtestPage(keptBacktests(folder).map((k) => k.backtest)));
