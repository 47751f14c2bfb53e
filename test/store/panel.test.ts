import fc from "fast-check";
import { expect, test } from "vitest";
import { findObservation, resolveRefs } from "../../src/store/history.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import type { Mode, Panel } from "../../src/terms/panel.ts";
import { dateOfDay } from "../../src/terms/period.ts";
import { append, freshFolder, handDocument, type Row } from "./by-hand.ts";

async function panelOf(
  store: string,
  asOf: string,
  ids: readonly string[],
  options: { mode?: Mode; history?: boolean } = {},
): Promise<Panel> {
  return using(store, (open) =>
    readPanel(open, {
      asOf,
      mode: options.mode ?? "strict",
      needs: ids.map((id) => ({ id, history: options.history ?? false })),
    }),
  );
}

async function using<T>(store: string, use: (open: Store) => Promise<T>): Promise<T> {
  const open = await openStore(store, { readOnly: true });
  try {
    return await use(open);
  } finally {
    open.close();
  }
}

const a = (period: string, value: number | null, more: Partial<Row> = {}): Row => ({
  series: "hand/a",
  period,
  value,
  ...more,
});

test("a value is read as of a day: the newest known by 23:59:59 UTC, not the newest of all", async () => {
  const store = freshFolder();
  await append(store, [
    handDocument("first", "2026-07-01", [a("2026-04", 58_000), a("2026-05", 59_307)]),
    handDocument("second", "2026-08-03", [a("2026-04", 58_000), a("2026-05", 63_843), a("2026-06", 65_000)]),
  ]);
  expect((await panelOf(store, "2026-06-30", ["hand/a"])).series["hand/a"]).toBeUndefined();
  const july = (await panelOf(store, "2026-08-02", ["hand/a"])).series["hand/a"];
  expect([...(july?.values ?? [])]).toEqual([58_000, 59_307]);
  const august = (await panelOf(store, "2026-08-03", ["hand/a"], { history: true })).series["hand/a"];
  expect(august?.periods).toEqual(["2026-04", "2026-05", "2026-06"]);
  expect([...(august?.values ?? [])]).toEqual([58_000, 63_843, 65_000]);
  // A value that the second release only repeats stays known since the first.
  expect(august?.known).toEqual(["2026-07-01T23:59:59Z", "2026-08-03T23:59:59Z", "2026-08-03T23:59:59Z"]);
  expect(august?.history.filter((h) => h.period === "2026-05").map((h) => h.value)).toEqual([59_307, 63_843]);
  expect(august?.unit).toBe("USD");
  expect(august?.frequency).toBe("monthly");
});

test("a reversion is three statements, also when the copies arrive in another order", async () => {
  const january = handDocument("jan", "2026-01-31", [a("2025-12", 1)]);
  const february = handDocument("feb", "2026-02-28", [a("2025-12", 2)]);
  const march = handDocument("mar", "2026-03-31", [a("2025-12", 1)]);
  const april = handDocument("apr", "2026-04-30", [a("2025-12", 1)]);
  for (const order of [
    [january, february, march, april],
    [april, march, january, february],
    [january, march, april, february],
  ]) {
    const store = freshFolder();
    for (const document of order) await append(store, [document]);
    const at = async (day: string): Promise<number | undefined> =>
      (await panelOf(store, day, ["hand/a"])).series["hand/a"]?.values[0];
    expect([await at("2026-02-27"), await at("2026-03-30"), await at("2026-03-31"), await at("2026-05-01")]).toEqual([
      1, 2, 1, 1,
    ]);
    const history = (await panelOf(store, "2026-05-01", ["hand/a"], { history: true })).series["hand/a"]?.history;
    expect(history?.map((h) => [h.value, h.known.slice(0, 10)])).toEqual([
      [1, "2026-01-31"],
      [2, "2026-02-28"],
      [1, "2026-03-31"],
    ]);
  }
});

test("at the same known a primary file beats an extract, and a later accession number an earlier one", async () => {
  const row = (kind: "primary" | "extract" | "citation", locator: string, value: number): Row =>
    a("2026-03", value, {
      known: "2026-04-30T23:59:59Z",
      knownBy: "stamped",
      origin: { document: "", url: "https://example.org", locator, kind },
    });
  const of = (name: string, r: Row) => {
    const read = handDocument(name, "2026-05-01", [r]);
    return {
      ...read,
      reading: {
        ...read.reading,
        observations: read.reading.observations.map((o) => ({
          ...o,
          origin: { ...o.origin, document: read.document.sha256 },
        })),
      },
    };
  };
  const store = freshFolder();
  await append(store, [of("p1", row("primary", "0001652044-25-000091 fact", 10))]);
  await append(store, [of("x1", row("extract", "0001652044-25-000099 fact", 11))]);
  expect((await panelOf(store, "2026-05-01", ["hand/a"])).series["hand/a"]?.values[0]).toBe(10);
  await append(store, [of("p2", row("primary", "0001652044-25-000095 fact", 12))]);
  expect((await panelOf(store, "2026-05-01", ["hand/a"])).series["hand/a"]?.values[0]).toBe(12);
  await append(store, [of("p3", row("primary", "0001652044-25-000093 fact", 13))]);
  expect((await panelOf(store, "2026-05-01", ["hand/a"])).series["hand/a"]?.values[0]).toBe(12);
});

test("no value is NaN, a number survives to the last bit, and flags and evidence come along", async () => {
  const store = freshFolder();
  const odd = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -123456789.12345679, 1 / 3];
  await append(store, [
    handDocument("d", "2026-01-01", [
      a("2025-01", null),
      ...odd.map((v, i) => a(`2025-0${i + 2}`, v, { flags: ["comparative"], evidence: "reported (secondary)" })),
    ]),
  ]);
  const view = (await panelOf(store, "2026-01-01", ["hand/a"])).series["hand/a"];
  expect(view?.values[0]).toBeNaN();
  expect([...(view?.values ?? [])].slice(1)).toEqual(odd);
  expect(view?.flags[1]).toEqual(["comparative"]);
  expect(view?.evidence[1]).toBe("reported (secondary)");
});

test("a repeat of better evidence lifts the grade and keeps the first known", async () => {
  const store = freshFolder();
  await append(store, [handDocument("extract", "2026-01-01", [a("2025-12", 7, { evidence: "reported (secondary)" })])]);
  await append(store, [handDocument("filing", "2026-02-01", [a("2025-12", 7)])]);
  const before = (await panelOf(store, "2026-01-15", ["hand/a"])).series["hand/a"];
  const after = (await panelOf(store, "2026-02-15", ["hand/a"])).series["hand/a"];
  expect([before?.evidence[0], after?.evidence[0]]).toEqual(["reported (secondary)", "reported (primary)"]);
  expect(after?.known[0]).toBe("2026-01-01T23:59:59Z");
  const found = await using(store, (open) =>
    findObservation(open, { series: "hand/a", period: "2025-12" }, "2026-02-15", "strict"),
  );
  expect(found.document?.path).toBe("filing.csv");
});

test("a newer copy of a list replaces the whole list, and every copy can be asked for", async () => {
  const store = freshFolder();
  const entry = (item: string, period: string, value: number | null): Row => ({
    series: "hand/copies",
    item,
    period,
    value,
    fields: { country: "DE" },
  });
  await append(store, [
    handDocument("copy-1", "2025-01-10", [entry("alpha", "2024-05-01", 1e24), entry("beta", "2024-06-01", null)]),
  ]);
  await append(store, [
    handDocument("copy-2", "2026-01-10", [entry("alpha", "2024-05-01", 1e24), entry("gamma", "2025-06-01", 3e25)]),
  ]);
  const early = (await panelOf(store, "2025-12-31", ["hand/copies"])).lists["hand/copies"];
  expect(early?.entries.map((e) => e.item)).toEqual(["alpha", "beta"]);
  const late = (await panelOf(store, "2026-01-10", ["hand/copies"], { history: true })).lists["hand/copies"];
  expect(late?.entries.map((e) => [e.item, e.value])).toEqual([
    ["alpha", 1e24],
    ["gamma", 3e25],
  ]);
  expect(late?.entries[0]?.fields).toEqual({ country: "DE" });
  expect(late?.copies.map((c) => [c.known.slice(0, 10), c.entries.length])).toEqual([
    ["2025-01-10", 2],
    ["2026-01-10", 2],
  ]);
  expect(late?.known).toBe("2026-01-10T23:59:59Z");
  // An entry that the newest copy dropped still leads to its document.
  const dropped = await using(store, (open) =>
    findObservation(open, { series: "hand/copies", item: "beta", period: "2024-06-01" }, "2026-01-10", "strict"),
  );
  expect([dropped.superseded, dropped.document?.path]).toEqual([true, "copy-1.csv"]);
});

test("a log shows the newest version of every entry that was known by the day", async () => {
  const store = freshFolder();
  const entry = (item: string, period: string, value: number, day: string): Row => ({
    series: "hand/log",
    item,
    period,
    value,
    known: `${day}T23:59:59Z`,
    knownBy: "stamped",
  });
  await append(store, [
    handDocument("events", "2026-06-01", [
      entry("e1", "2025-11-01", 5, "2025-11-02"),
      entry("e1", "2025-11-03", 6, "2026-01-05"),
      entry("e2", "2026-03-01", 9, "2026-03-02"),
    ]),
  ]);
  const of = async (day: string) =>
    (await panelOf(store, day, ["hand/log"])).lists["hand/log"]?.entries.map((e) => [e.item, e.period, e.value]);
  expect(await of("2025-12-31")).toEqual([["e1", "2025-11-01", 5]]);
  expect(await of("2026-02-09")).toEqual([["e1", "2025-11-03", 6]]);
  expect(await of("2026-03-02")).toEqual([
    ["e1", "2025-11-03", 6],
    ["e2", "2026-03-01", 9],
  ]);
});

test("pseudo mode fills with the oldest copy from period end plus lag, strict mode names only when the oldest copy came", async () => {
  const store = freshFolder();
  await append(store, [
    handDocument("first", "2026-07-01", [a("2025-12", 40_000), a("2026-01", 41_000)]),
    handDocument("second", "2026-08-01", [a("2025-12", 44_000), a("2026-01", 45_000)]),
    handDocument("list", "2026-07-01", [
      { series: "hand/copies", item: "alpha", period: "2026-01-15", value: 1 },
      { series: "hand/copies", item: "beta", period: "2026-03-01", value: 2 },
    ]),
  ]);
  const strict = await panelOf(store, "2026-02-09", ["hand/a", "hand/copies"]);
  expect([strict.series, strict.lists]).toEqual([{}, {}]);
  expect(strict.oldest).toEqual({ "hand/a": "2026-07-01T23:59:59Z", "hand/copies": "2026-07-01T23:59:59Z" });
  const pseudo = await panelOf(store, "2026-02-09", ["hand/a", "hand/copies"], { mode: "pseudo" });
  // December + 30 days = 30 January; January + 30 days lies after the day.
  expect(pseudo.series["hand/a"]?.periods).toEqual(["2025-12"]);
  expect([...(pseudo.series["hand/a"]?.values ?? [])]).toEqual([40_000]);
  expect([pseudo.series["hand/a"]?.knownBy[0], pseudo.series["hand/a"]?.known[0]]).toEqual([
    "assumed",
    "2026-01-30T23:59:59Z",
  ]);
  expect(pseudo.lists["hand/copies"]?.entries.map((e) => [e.item, e.evidence])).toEqual([["alpha", "assumed"]]);
});

test("a statement whose known is assumed is never seen in strict mode", async () => {
  const store = freshFolder();
  await append(store, [
    handDocument("d", "2026-01-01", [a("2025-11", 3, { knownBy: "assumed", known: "2025-12-15T23:59:59Z" })]),
  ]);
  expect((await panelOf(store, "2026-06-01", ["hand/a"])).series).toEqual({});
  expect((await panelOf(store, "2026-06-01", ["hand/a"], { mode: "pseudo" })).series["hand/a"]?.values[0]).toBe(3);
});

test("a star stands for one path segment, and nothing of a request reaches the database as code", async () => {
  const store = freshFolder();
  const c = (id: string): Row => ({ series: id, period: "2025-Q1", value: 1 });
  await append(store, [
    handDocument("d", "2025-06-01", [c("hand/x/c"), c("hand/y/c"), c("hand/x/y/c"), a("2025-01", 1)]),
  ]);
  expect(Object.keys((await panelOf(store, "2025-06-01", ["hand/*/c"])).series)).toEqual(["hand/x/c", "hand/y/c"]);
  await expect(panelOf(store, "2025-06-01", ["hand/a'; DROP VIEW observations; --"])).rejects.toThrow(/series pattern/);
  await expect(panelOf(store, "2025-06-01' OR '1'='1", ["hand/a"])).rejects.toThrow(/not a date/);
  const refs = ["hand/a@2025-01", "hand/a@2025-01'); DROP VIEW observations; --", "hand/log#it's@2025-01"];
  const resolved = await using(store, (open) => resolveRefs(open, refs, "2025-06-01", "strict"));
  expect([...resolved.values()].map((r) => r.origin?.locator ?? null)).toEqual(["row 4", null, null]);
});

const days = fc.integer({ min: 20_000, max: 20_400 });
const statement = fc.record({
  known: days,
  month: fc.integer({ min: 1, max: 4 }),
  value: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2 })),
  kind: fc.constantFrom("primary", "extract", "citation"),
});

test("property: a copy known later never changes an earlier as-of answer, and order of arrival never changes any", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(statement, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      days,
      fc.boolean(),
      async (copies, asOf, backwards) => {
        const store = freshFolder();
        const day = dateOfDay(asOf);
        const documents = copies.map((rows, i) => {
          const known = rows[0]?.known ?? 0;
          const unique = new Map(rows.map((r) => [r.month, r]));
          return {
            known,
            read: handDocument(
              `copy-${i}`,
              dateOfDay(known),
              [...unique.values()].map((r) => a(`2024-0${r.month}`, r.value)),
            ),
          };
        });
        // Two copies of one day have no order but that of arrival: leave only the first.
        const distinct = documents.filter((d, i) => documents.findIndex((e) => e.known === d.known) === i);
        const visible = distinct.filter((d) => d.known <= asOf);
        const later = distinct.filter((d) => d.known > asOf);
        const order = backwards ? [...visible].reverse() : visible;
        for (const { read } of order) await append(store, [read]);
        const before = order.length === 0 ? null : await panelOf(store, day, ["hand/a"], { history: true });
        for (const { read } of later) await append(store, [read]);
        const after = await panelOf(store, day, ["hand/a"], { history: true });
        if (before !== null) expect(after).toEqual(before);
        expect(valuesOf(after)).toEqual(expected(visible));
      },
    ),
    { numRuns: 25 },
  );
}, 240_000);

function valuesOf(panel: Panel): Record<string, number | null> {
  const view = panel.series["hand/a"];
  return Object.fromEntries(
    (view?.periods ?? []).map((p, i) => [p, Number.isNaN(view?.values[i]) ? null : (view?.values[i] ?? null)]),
  );
}

/** The plain rule, by hand: the last copy that names the period. */
function expected(
  visible: readonly { readonly known: number; readonly read: ReturnType<typeof handDocument> }[],
): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const { read } of [...visible].sort((x, y) => x.known - y.known))
    for (const o of read.reading.observations) values[o.period] = o.value;
  return Object.fromEntries(Object.entries(values).sort(([x], [y]) => (x < y ? -1 : 1)));
}
