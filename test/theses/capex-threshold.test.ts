import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { part as cycle } from "../../src/tasks/parts/cycle.ts";
import type { PartResult } from "../../src/terms/part.ts";
import type { Claim } from "../../src/terms/thesis.ts";
import type { ClaimJudgement } from "../../src/terms/workbench.ts";
import { judgeClaim } from "../../src/theses/judge.ts";
import { readThesis } from "../../src/theses/read.ts";

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const thesis = readThesis(readFileSync(here("theses/ark-2026-02-09.yaml"), "utf8"), "ark-2026-02-09.yaml");
const asStated = thesis.claims.find((c) => c.id === "capex-2026");

let store: Store;
beforeAll(async () => {
  store = await openStore(here("snapshot"), { readOnly: true });
});
afterAll(() => store.close());

async function measured(asOf: string): Promise<PartResult> {
  const panel = await readPanel(store, { asOf, mode: "strict", needs: cycle.needs });
  return cycle.measure(panel, { seed: 1, pseudo: null });
}

/** The claim as it ships, with another sum to reach in each of its parts. */
function withThreshold(billions: number): Claim {
  if (asStated === undefined || !("all" in asStated.test)) throw new Error("capex-2026 has two parts");
  return {
    ...asStated,
    test: { ...asStated.test, all: asStated.test.all.map((t) => ({ ...t, of: billions * 1e9 })) },
  };
}

// Issue 5: from 300 to 900 bn USD in steps. On the report's day no quarter of 2026 was filed; on 1 June 2026 four first quarters were.
for (const asOf of ["2026-02-09", "2026-06-01"]) {
  test(`as of ${asOf} the probability of capex-2026 falls with every step of its threshold from 300 to 900 bn USD, from near 1 to near 0`, async () => {
    const results = [await measured(asOf)];
    const judged = Array.from(
      { length: 25 },
      (_, i): ClaimJudgement => judgeClaim(withThreshold(300 + 25 * i), thesis.own, { asOf, results }),
    );
    expect(judged.map((j) => j.state)).toEqual(judged.map(() => "open"));
    const p = judged.map((j) => j.probability ?? Number.NaN);
    for (const [i, now] of p.entries()) expect(now).toBeLessThanOrEqual(p[i - 1] ?? 1);
    expect(p[0]).toBeGreaterThan(0.98);
    expect(p.at(-1)).toBeLessThan(0.05);
    // In between it falls step by step, not in one jump: Goldman Sachs' 527 bn and the companies' guidance lie inside.
    expect(new Set(p.filter((x) => x > 0.02 && x < 0.98)).size).toBeGreaterThan(6);
    // Of two parts the joint probability is that of the first, the smaller sum.
    for (const j of judged) expect(j.probability).toBe(j.parts?.[0]?.probability);
    for (const j of judged) expect(j.parts?.[1]?.probability ?? 0).toBeGreaterThanOrEqual(j.probability ?? 1);
  });
}
