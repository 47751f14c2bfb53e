import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { statementsBetween } from "../../src/store/news-documents.ts";
import { createStore, openStore, type Store } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { changesOf, withNews } from "../../src/tasks/news/panels.ts";
import { calendarStep, whatMoved } from "../../src/tasks/news.ts";
import { misfit } from "../../src/tasks/schema.ts";
import type { News } from "../../src/terms/news.ts";
import type { Mode, Need, Panel } from "../../src/terms/panel.ts";
import type { Line, Part } from "../../src/terms/part.ts";
import type { Thesis } from "../../src/terms/thesis.ts";
import { append, freshFolder, handDocument, type Row } from "../store/by-hand.ts";
import { panelWith } from "./panel-with.ts";

const both = { en: "Sum.", de: "Summe." };

/** The plain sum of the newest values of what the part reads, plus the age of the panel's day in days of its month. */
function sumPart(needs: readonly string[]): Part {
  return {
    id: "cycle",
    title: both,
    question: both,
    needs: needs.map((id) => ({ id })),
    measure: (panel) => {
      const value = Object.values(panel.series).reduce((s, v) => s + (v.values.at(-1) ?? 0), 0);
      const headline: Line = {
        id: "cycle",
        part: "cycle",
        state: "found",
        says: both,
        value,
        unit: "USD",
        direction: null,
        evidence: "derived",
        newestPeriod: null,
        refs: [],
      };
      return {
        part: "cycle",
        asOf: panel.asOf,
        mode: panel.mode,
        headline,
        lines: [{ ...headline, id: "cycle/day", value: Number(panel.asOf.slice(8)) }],
        figures: [],
        tables: [],
        forecasts: [],
        warnings: [],
      };
    },
  };
}

const thesis: Thesis = {
  id: "hand",
  title: both,
  citation: both,
  published: "2026-01-01",
  own: [],
  claims: [
    {
      id: "large",
      part: "cycle",
      says: both,
      test: { measure: "cycle", is: "at-least", of: 74.5e9, unit: "USD", by: "value", refutes: true },
      judged: "standing",
      opens: "2026-01-01",
      resolves: "2026-12-31",
      lagDays: 0,
      source: "hand",
      finePrint: both,
      beside: [],
    },
  ],
};

async function newsOf(store: Store, part: Part, days: { from: string; to: string }): Promise<News> {
  return whatMoved(days, "strict", {
    panel: (asOf: string, mode: Mode, needs: readonly Need[]): Promise<Panel> =>
      readPanel(store, { asOf, mode, needs }),
    statements: (ids, between) => statementsBetween(store, ids, between),
    parts: [part],
    thesis,
    seed: 1,
    progress: () => undefined,
  });
}

test("two filings of spring 2026 are two groups, each with its document, and their amounts are the changes of the filed figures", async () => {
  const store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
  try {
    const news = await newsOf(store, sumPart(["sec/amzn/capex", "sec/msft/capex"]), {
      from: "2026-02-09",
      to: "2026-05-01",
    });
    expect(misfit("news", JSON.parse(JSON.stringify(news)))).toBeNull();
    // Form 10-Q of Amazon, filed 1 May 2026 (EDGAR index: 30 April), and of Microsoft, 29 April 2026.
    expect(news.groups.map((g) => [g.id, g.new, g.revised, g.documentCount])).toEqual([
      ["sec/amzn/capex", 1, 0, 1],
      ["sec/msft/capex", 1, 0, 1],
    ]);
    expect(news.groups[0]?.documents[0]?.url).toContain("0001018724-26-000014");
    const sum = news.effects.find((e) => e.id === "cycle");
    // As filed: Amazon 39.522 to 44.203 bn, Microsoft 29.876 to 30.876 bn.
    expect(sum?.contributions.map((c) => [c.group, c.amount])).toEqual([
      ["sec/amzn/capex", 4.681e9],
      ["sec/msft/capex", 1e9],
    ]);
    expect(sum?.residual).toBe(0);
    expect(news.effects.find((e) => e.id === "claim/large")?.turnedBy).toEqual(["sec/amzn/capex", "sec/msft/capex"]);
  } finally {
    store.close();
  }
});

const rows = (...given: readonly (readonly [string, string, number])[]): Row[] =>
  given.map(([series, period, value]) => ({ series, period, value }));

async function handStore(later: boolean): Promise<Store> {
  const folder = freshFolder();
  await createStore(folder);
  await append(folder, [
    handDocument("january", "2026-01-10", rows(["hand/a", "2025-12", 10], ["hand/b", "2025-12", 5])),
    handDocument(
      "february",
      "2026-02-10",
      rows(["hand/a", "2025-12", 11], ["hand/a", "2026-01", 20], ["hand/b", "2026-01", 7]),
    ),
    ...(later
      ? [handDocument("march", "2026-02-21", rows(["hand/a", "2026-01", 999], ["hand/b", "2026-02", 999]))]
      : []),
  ]);
  return openStore(folder, { readOnly: false });
}

test("series of one document are one group, and a value known a day after the later day moves nothing", async () => {
  const [plain, planted] = [await handStore(false), await handStore(true)];
  try {
    const part = sumPart(["hand/a", "hand/b"]);
    const days = { from: "2026-01-31", to: "2026-02-20" };
    const [news, again] = [await newsOf(plain, part, days), await newsOf(planted, part, days)];
    expect(JSON.stringify(again)).toBe(JSON.stringify(news));
    expect(news.groups.map((g) => [g.id, g.series, g.new, g.revised])).toEqual([["hand", ["hand/a", "hand/b"], 2, 1]]);
    expect(news.groups[0]?.biggest[0]).toMatchObject({ ref: "hand/a@2025-12", kind: "revised", before: 10, after: 11 });
    expect(news.effects.map((e) => [e.id, e.from, e.to, e.contributions.map((c) => [c.group, c.amount])])).toEqual([
      ["cycle", 15, 27, [["hand", 12]]],
      ["cycle/day", 31, 20, [[calendarStep, -11]]],
    ]);
  } finally {
    plain.close();
    planted.close();
  }
});

test("a panel with the news of one id shows that id as later and every other as before", () => {
  const given = {
    a: [
      ["2025-12", 1],
      ["2026-01", 2, "2026-02-10"],
    ],
    b: [
      ["2025-12", 3],
      ["2025-12", 4, "2026-02-10"],
    ],
  } as const;
  const [before, after] = [panelWith("2026-01-31", given), panelWith("2026-02-28", given)];
  const mixed = withNews(before, after, new Set(["b"]));
  expect([mixed.asOf, mixed.series["a"]?.periods, Array.from(mixed.series["b"]?.values ?? [])]).toEqual([
    "2026-02-28",
    ["2025-12"],
    [4],
  ]);
  expect(changesOf(before, after).map((c) => [c.ref, c.kind, c.before, c.after])).toEqual([
    ["a@2026-01", "new", null, 2],
    ["b@2025-12", "revised", 3, 4],
  ]);
});

test("an earlier day that is not earlier is refused with the way to mend it", async () => {
  const store = await handStore(false);
  await expect(newsOf(store, sumPart(["hand/a"]), { from: "2026-02-20", to: "2026-02-20" })).rejects.toMatchObject({
    code: "input-invalid",
  });
  store.close();
});
