import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { audit } from "../../src/tasks/audit.ts";
import { type Explanation, explain } from "../../src/tasks/explain.ts";
import { seriesList, showSeries } from "../../src/tasks/series.ts";
import { sourceList } from "../../src/tasks/sources.ts";
import type { Line, PartResult } from "../../src/terms/part.ts";
import type { ClaimJudgement } from "../../src/terms/workbench.ts";
import { append, freshFolder, handDocument } from "../store/by-hand.ts";
import { handShelf } from "./hand-source.ts";

const both = { en: "x", de: "x" };

function line(id: string, value: number | null, refs: readonly string[]): Line {
  return {
    id,
    part: "cycle",
    state: "found",
    says: both,
    value,
    unit: "USD",
    direction: "up",
    evidence: "derived",
    newestPeriod: "2025-12",
    refs,
  };
}

function part(headline: Line, lines: readonly Line[], more: Partial<PartResult> = {}): PartResult {
  return {
    part: "cycle",
    asOf: "2026-03-01",
    mode: "strict",
    headline,
    lines,
    figures: [],
    tables: [],
    forecasts: [],
    warnings: [],
    ...more,
  };
}

function claim(id: string, refs: readonly string[]): ClaimJudgement {
  return {
    id,
    part: null,
    says: both,
    state: "holds",
    probability: null,
    value: 1,
    unit: "USD",
    opens: "2026-02-09",
    resolves: "2027-01-01",
    finePrint: both,
    reasons: [],
    evidence: "derived",
    refs,
  };
}

async function filled(): Promise<Store> {
  const store = freshFolder();
  await append(store, [
    handDocument("first", "2026-01-15", [
      { series: "hand/a", period: "2025-11", value: 10 },
      { series: "hand/a", period: "2025-12", value: 20 },
    ]),
    handDocument("second", "2026-02-15", [
      { series: "hand/a", period: "2025-12", value: 21, fields: { note: "restated" } },
    ]),
    handDocument("cited", "2026-02-20", [
      {
        series: "hand/log",
        item: "ev 1@x",
        period: "2025-05-01",
        value: 5,
        evidence: "reported (secondary)",
        origin: {
          document: createHash("sha256").update("cited").digest("hex"),
          url: "https://example.org/article",
          locator: "row 7",
          kind: "citation",
        },
      },
    ]),
  ]);
  return openStore(store, { readOnly: true });
}

test("a value is walked back to document hash, address and place, with what was said before", async () => {
  const store = await filled();
  const context = { store, asOf: "2026-03-01", mode: "strict" as const, computed: { parts: [], claims: [] } };
  const now = await explain("hand/a@2025-12", context);
  expect(now).toMatchObject({
    kind: "observation",
    value: 21,
    unit: "USD",
    evidence: "reported (primary)",
    observation: { origin: { url: "https://example.org/second", locator: "row 1" } },
    document: { path: "second.csv", source: "hand", publisher: "By hand" },
  });
  expect(now.document?.sha256).toBe(createHash("sha256").update("second").digest("hex"));
  expect(now.earlier).toEqual([
    {
      value: 20,
      known: "2026-01-15T23:59:59Z",
      document: createHash("sha256").update("first").digest("hex"),
      locator: "row 2",
    },
  ]);
  const then = await explain("hand/a@2025-12", { ...context, asOf: "2026-02-14" });
  expect([then.value, then.document?.path, then.earlier]).toEqual([20, "first.csv", []]);
  const cited = await explain("hand/log#ev 1@x@2025-05-01", context);
  expect(cited.ends?.en).toContain("The primary document is not held; ends at a compiled row of cited.csv");
  expect(cited.ends?.en).toContain("row 7, which cites https://example.org/article");
  store.close();
});

test("a claim is walked through lines to observations; what is named twice is opened once, what leads nowhere is said", async () => {
  const store = await filled();
  const parts = [
    part(line("cycle", 1, ["cycle/detail", "hand/a@2025-12"]), [
      line("cycle/detail", 2, ["hand/a@2025-11", "cycle", "hand/zz@2025-11"]),
    ]),
  ];
  const explained = await explain("claim/begun", {
    store,
    asOf: "2026-03-01",
    mode: "strict",
    computed: { parts, claims: [claim("begun", ["cycle"])] },
  });
  const shape = (e: Explanation): unknown => (e.from.length === 0 ? e.ref : { [e.ref]: e.from.map(shape) });
  expect(shape(explained)).toEqual({
    "claim/begun": [{ cycle: [{ "cycle/detail": ["hand/a@2025-11", "cycle"] }, "hand/a@2025-12"] }],
  });
  expect(explained.from[0]?.from[0]?.broken.map((b) => b.ref)).toEqual(["hand/zz@2025-11"]);
  store.close();
});

test("of two documents that say the same at the same time the publisher's own is shown, whichever came first", async () => {
  const stamped = { known: "2026-02-15T23:59:59Z", knownBy: "stamped" as const };
  const of = (name: string, kind: "primary" | "extract") =>
    handDocument(name, "2026-03-01", [
      {
        series: "hand/a",
        period: "2025-12",
        value: 21,
        ...stamped,
        origin: {
          document: createHash("sha256").update(name).digest("hex"),
          url: "https://example.org",
          locator: "fact",
          kind,
        },
      },
    ]);
  for (const order of [
    [of("trimmed", "extract"), of("whole", "primary")],
    [of("whole", "primary"), of("trimmed", "extract")],
  ]) {
    const folder = freshFolder();
    for (const document of order) await append(folder, [document]);
    const store = await openStore(folder, { readOnly: true });
    expect(
      (
        await explain("hand/a@2025-12", {
          store,
          asOf: "2026-03-01",
          mode: "strict",
          computed: { parts: [], claims: [] },
        })
      ).document?.path,
    ).toBe("whole.csv");
    expect(
      (await showSeries(store, { id: "hand/a", asOf: "2026-03-01", mode: "strict", vintages: false })).observations[0]
        ?.origin?.kind,
    ).toBe("primary");
    store.close();
  }
});

test("a misspelt reference names near ones, and a value not yet known says when it became known", async () => {
  const store = await filled();
  const context = {
    store,
    asOf: "2026-01-20",
    mode: "strict" as const,
    computed: { parts: [part(line("cycle", 1, []), [])], claims: [] },
  };
  await expect(explain("cyle", context)).rejects.toThrow('unknown reference "cyle"; did you mean cycle');
  await expect(explain("hand/aa@2025-12", context)).rejects.toThrow(/did you mean hand\/a/);
  await expect(explain("hand/log#ev 1@x@2025-05-01", context)).rejects.toThrow(
    /first known 2026-02-20T23:59:59Z, later than that day/,
  );
  store.close();
});

test("an audit passes what leads to documents and names each number that does not", async () => {
  const store = await filled();
  const good = part(line("cycle", 1, ["hand/a@2025-12"]), [
    line("cycle/silent", null, []),
    line("cycle/sum", 3, ["cycle", "hand/log#ev 1@x@2025-05-01"]),
  ]);
  const context = {
    store,
    asOf: "2026-03-01",
    mode: "strict" as const,
    parts: [good],
    claims: [claim("begun", ["cycle/sum"])],
  };
  expect(await audit(context)).toMatchObject({ checked: 3, refs: 4, failures: [] });
  const bad = part(line("cycle", 1, []), [line("cycle/a", 1, ["hand/a"]), line("cycle/b", 1, ["hand/a@2024-01"])], {
    forecasts: [
      {
        id: "cycle/f",
        says: both,
        unit: "USD",
        period: "2026",
        draws: [1],
        method: { en: "", de: "" },
        validatedHorizon: 0,
        horizon: 1,
        evidence: "estimated",
        refs: [],
      },
    ],
    tables: [
      {
        id: "cycle/t",
        title: both,
        columns: [],
        rows: [{ ref: "hand/log#nobody@2025-05-01" }],
        refs: ["hand/a@2025-12"],
      },
    ],
  });
  expect((await audit({ ...context, parts: [bad], claims: [] })).failures).toEqual([
    { of: "line cycle", ref: null, reason: "no references" },
    { of: "line cycle/a", ref: "hand/a", reason: "reference is neither an observation nor a computed result" },
    { of: "line cycle/b", ref: "hand/a@2024-01", reason: "nothing held under this reference on the day" },
    { of: "forecast cycle/f", ref: null, reason: "no references" },
    { of: "table cycle/t", ref: "hand/log#nobody@2025-05-01", reason: "nothing held under this reference on the day" },
  ]);
  // On a day before the second document its value is not visible, but the first one's is.
  expect((await audit({ ...context, asOf: "2026-01-10", claims: [] })).failures.map((f) => f.ref)).toContain(
    "hand/a@2025-12",
  );
  store.close();
});

test("a series is shown as of a day, with every statement on request", async () => {
  const store = await filled();
  const shown = await showSeries(store, { id: "hand/a", asOf: "2026-03-01", mode: "strict", vintages: false });
  expect(shown).toMatchObject({ id: "hand/a", unit: "USD", frequency: "monthly", list: null, asOf: "2026-03-01" });
  expect(shown.observations.map((o) => [o.period, o.value, o.known.slice(0, 10), o.origin?.locator])).toEqual([
    ["2025-11", 10, "2026-01-15", "row 1"],
    ["2025-12", 21, "2026-02-15", "row 1"],
  ]);
  const vintages = await showSeries(store, { id: "hand/a", asOf: "2026-03-01", mode: "strict", vintages: true });
  expect(vintages.observations.map((o) => o.value)).toEqual([10, 20, 21]);
  const pseudo = await showSeries(store, { id: "hand/a", asOf: "2026-01-05", mode: "pseudo", vintages: false });
  expect(pseudo.observations.map((o) => [o.period, o.value, o.knownBy, o.known])).toEqual([
    ["2025-11", 10, "assumed", "2025-12-30T23:59:59Z"],
  ]);
  await expect(
    showSeries(store, { id: "hand/s", asOf: "2026-03-01", mode: "strict", vintages: false }),
  ).rejects.toThrow(/unknown series "hand\/s"; did you mean hand\/a/);
  expect(seriesList(store, null).map((s) => [s.id, s.list, s.rows, s.lagDays])).toEqual([
    ["hand/a", null, 3, 30],
    ["hand/log", "log", 1, 0],
  ]);
  expect(() => seriesList(store, "hend/a")).toThrow(/did you mean hand\/a/);
  expect(await sourceList(store, handShelf, "2026-03-01")).toMatchObject([
    {
      id: "hand",
      documents: 3,
      rows: 4,
      newestKnown: "2026-02-20T23:59:59Z",
      ageDays: 9,
      state: "fresh",
      lagDays: { least: 20, most: 20 },
    },
  ]);
  expect((await sourceList(store, handShelf, "2026-01-10"))[0]).toMatchObject({
    state: "not-applicable",
    rows: 0,
    newestKnown: null,
  });
  store.close();
});
