import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { statementsBetween } from "../../../src/store/news-documents.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { readPanel } from "../../../src/store/panel.ts";
import { judgeThesis } from "../../../src/tasks/judge.ts";
import { measureSome, needsOf } from "../../../src/tasks/measure.ts";
import { whatMoved } from "../../../src/tasks/news.ts";
import { parts } from "../../../src/tasks/parts/shelf.ts";
import type { News } from "../../../src/terms/news.ts";
import type { PartResult } from "../../../src/terms/part.ts";
import type { ThesisJudgement } from "../../../src/terms/workbench.ts";
import { readThesis } from "../../../src/theses/read.ts";

const here = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const thesis = readThesis(readFileSync(here("theses/ark-2026-02-09.yaml"), "utf8"), "ark-2026-02-09.yaml");
const [from, to] = ["2026-04-15", "2026-05-20"];

let store: Store;
let news: News;
/** Both days measured on their own, without the news and without a memory. */
let alone: Readonly<Record<string, { readonly results: readonly PartResult[]; readonly judged: ThesisJudgement }>>;

beforeAll(async () => {
  store = await openStore(here("snapshot"), { readOnly: true });
  const panel: Parameters<typeof whatMoved>[2]["panel"] = (asOf, mode, needs) =>
    readPanel(store, { asOf, mode, needs });
  news = await whatMoved({ from, to }, "strict", {
    panel,
    statements: (ids, days) => statementsBetween(store, ids, days),
    parts,
    thesis,
    seed: 1,
    progress: () => undefined,
  });
  const on = async (day: string): Promise<(typeof alone)[string]> => {
    const results = measureSome(await panel(day, "strict", needsOf(parts)), parts, { thesis, seed: 1 });
    return { results, judged: judgeThesis(thesis, results, day) };
  };
  alone = { [from]: await on(from), [to]: await on(to) };
}, 240_000);
afterAll(() => store.close());

/** What a day says of a number when it is measured alone. */
function saidOn(day: string, id: string): number | null | undefined {
  const seen = alone[day];
  const lines = seen?.results.flatMap((r) => [r.headline, ...r.lines]) ?? [];
  const forecast = seen?.results.flatMap((r) => r.forecasts).find((f) => f.id === id);
  if (id.startsWith("claim/")) return seen?.judged.claims.find((c) => `claim/${c.id}` === id)?.probability;
  if (forecast === undefined) return lines.find((l) => l.id === id)?.value;
  const middle = forecast.draws.length / 2;
  return (
    ((forecast.draws[Math.ceil(middle) - 1] ?? Number.NaN) + (forecast.draws[Math.floor(middle)] ?? Number.NaN)) / 2
  );
}

test("both ends of every moved signal, forecast and claim are what the two days say alone", () => {
  const kinds = (kind: string): number => news.effects.filter((e) => e.kind === kind).length;
  expect([kinds("line") > 10, kinds("forecast") > 2, kinds("claim") > 1]).toEqual([true, true, true]);
  for (const e of news.effects) {
    expect([e.id, e.to]).toEqual([e.id, saidOn(to, e.id) ?? null]);
    expect([e.id, e.from]).toEqual([e.id, saidOn(from, e.id) ?? null]);
  }
});

test("the contributions of every moved signal, forecast and claim add up to its change", () => {
  const told = news.effects.filter((e) => e.from !== null && e.to !== null);
  expect(told.length).toBeGreaterThan(12);
  for (const e of told) {
    const change = (e.to ?? 0) - (e.from ?? 0);
    const sum = e.contributions.reduce((s, c) => s + c.amount, 0);
    const size = Math.max(Math.abs(e.to ?? 0), Math.abs(e.from ?? 0));
    expect(Math.abs(sum - change), e.id).toBeLessThanOrEqual(1e-8 * size);
  }
});

test("the quarter that Amazon and Microsoft filed in between moved the probability of capex-2026, and their filings are among the groups", () => {
  const claim = news.effects.find((e) => e.id === "claim/capex-2026");
  const moving = news.groups.filter((g) => claim?.contributions.some((c) => c.group === g.id)).flatMap((g) => g.series);
  expect(moving).toEqual(expect.arrayContaining(["sec/amzn/capex", "sec/msft/capex"]));
  // Forms 10-Q: Amazon's first quarter 44.203 bn USD, Microsoft's 30.876 bn, filed on 29 April and 1 May 2026.
  const quarter = news.groups.flatMap((g) => g.biggest).filter((c) => c.period === "2026-Q1");
  expect(quarter.find((c) => c.series === "sec/amzn/capex")?.after).toBe(44.203e9);
  expect(quarter.find((c) => c.series === "sec/msft/capex")?.after).toBe(30.876e9);
});
