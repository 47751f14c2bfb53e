import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { lastPulls, notePull } from "../../src/store/pull-log.ts";
import { visibleOn } from "../../src/store/visible.ts";
import { misfit } from "../../src/tasks/schema.ts";
import { type SourceLine, sourceList } from "../../src/tasks/sources.ts";
import { sourcesOn } from "../../src/tasks/supply.ts";
import type { ShelvedSource } from "../../src/terms/source.ts";
import { append, catalogue, freshFolder, handDocument } from "../store/by-hand.ts";
import { handShelf } from "./hand-source.ts";

const shelf: readonly ShelvedSource[] = handShelf.map((s) => ({ ...s, series: catalogue }));

async function lineOn(store: string, asOf: string): Promise<SourceLine | undefined> {
  const open = await openStore(store, { readOnly: true });
  const [line] = await sourceList(open, shelf, asOf);
  open.close();
  return line;
}

const first = handDocument("first", "2026-01-15", [
  { series: "hand/a", period: "2025-09", value: 1 },
  { series: "hand/a", period: "2025-10", value: 2 },
  { series: "hand/a", period: "2025-11", value: 3 },
]);
const repeat = handDocument("repeat", "2026-02-10", [{ series: "hand/a", period: "2025-11", value: 3 }]);
const next = handDocument("next", "2026-02-20", [
  { series: "hand/a", period: "2025-12", value: 4 },
  { series: "hand/a", period: "2026-01", value: 5 },
]);

test("a value is due at the end of its period plus the usual lag: then the source is late until somebody looks, silent once somebody did", async () => {
  const store = freshFolder();
  await append(store, [first, repeat, next]);
  // December ends on the 31st, its usual lag is 30 days, four days of slack: overdue from 4 February on.
  expect((await lineOn(store, "2026-02-03"))?.state).toBe("fresh");
  expect(await lineOn(store, "2026-02-04")).toMatchObject({
    state: "late",
    heldUntil: "2026-01-15",
    overdue: [{ id: "hand/a", period: "2025-12", due: "2026-01-30", state: "late" }],
  });
  expect(await lineOn(store, "2026-02-10")).toMatchObject({
    state: "silent",
    heldUntil: "2026-02-10",
    overdue: [{ state: "silent" }],
  });
  expect(await lineOn(store, "2026-02-20")).toMatchObject({
    state: "fresh",
    rows: 5,
    documents: 3,
    newestPeriod: "2026-01",
    overdue: [],
  });
});

test("before anything was known the source is not applicable", async () => {
  const store = freshFolder();
  await append(store, [first]);
  expect(await lineOn(store, "2026-01-14")).toMatchObject({
    state: "not-applicable",
    rows: 0,
    documents: 0,
    newestKnown: null,
    ageDays: null,
  });
});

test("a document that became known later changes nothing on an earlier day", async () => {
  const [early, both] = [freshFolder(), freshFolder()];
  await append(early, [first]);
  await append(both, [first, repeat, next]);
  for (const day of ["2026-01-14", "2026-01-15", "2026-02-05", "2026-02-09"])
    expect(await lineOn(both, day)).toEqual(await lineOn(early, day));
});

test("a series that ended long ago is not missed", async () => {
  const store = freshFolder();
  await append(store, [first]);
  expect((await lineOn(store, "2027-03-06"))?.running).toBe(1);
  expect((await lineOn(store, "2027-03-07"))?.running).toBe(0);
});

test("a failed live pull puts the source down until one succeeds, from the moment it failed", async () => {
  const store = freshFolder();
  await append(store, [first]);
  notePull(store, {
    at: "2026-01-20T10:00:00Z",
    source: "hand",
    ok: false,
    documents: 0,
    code: "source-unreachable",
    message: "answered 503",
  });
  notePull(store, { at: "2026-01-22T10:00:00Z", source: "hand", ok: true, documents: 1, code: "", message: "" });
  appendFileSync(`${store}/pulls.jsonl`, '{"at":"2026-01-23T');
  expect((await lineOn(store, "2026-01-19"))?.state).toBe("fresh");
  expect(await lineOn(store, "2026-01-20")).toMatchObject({
    state: "down",
    lastPull: { message: "answered 503" },
    lastSuccess: null,
  });
  expect(await lineOn(store, "2026-01-22")).toMatchObject({ state: "fresh", heldUntil: "2026-01-22" });
  expect(lastPulls(store, "2026-01-21T00:00:00Z").get("hand")?.last.ok).toBe(false);
  notePull(store, { at: "2026-01-25T10:00:00Z", source: "hand", ok: false, documents: 0, code: "x", message: "again" });
  expect(await lineOn(store, "2026-01-25")).toMatchObject({
    state: "down",
    lastPull: { at: "2026-01-25T10:00:00Z" },
    lastSuccess: { at: "2026-01-22T10:00:00Z" },
  });
  expect(lastPulls(freshFolder(), "2026-01-21T00:00:00Z").size).toBe(0);
});

test("counts are those of the day: periods of a series, the newest copy of a list, the items of a log", async () => {
  const store = freshFolder();
  const model = (item: string, period: string): { series: string; item: string; period: string; value: number } => ({
    series: "hand/copies",
    item,
    period,
    value: 1,
  });
  await append(store, [
    first,
    next,
    handDocument("copy one", "2026-01-31", [
      model("a", "2025-01-01"),
      model("b", "2025-02-01"),
      model("c", "2026-01-30"),
    ]),
    handDocument("copy two", "2026-02-28", [model("a", "2025-01-01"), model("b", "2025-02-01")]),
  ]);
  const open = await openStore(store, { readOnly: true });
  const counts = async (day: string): Promise<unknown> =>
    (await visibleOn(open, day)).series.map((s) => [s.id, s.count, s.newestPeriod]);
  expect(await counts("2026-01-30")).toEqual([["hand/a", 3, "2025-11"]]);
  expect(await counts("2026-02-27")).toEqual([
    ["hand/a", 5, "2026-01"],
    ["hand/copies", 3, "2026-01-30"],
  ]);
  expect(await counts("2026-02-28")).toEqual([
    ["hand/a", 5, "2026-01"],
    ["hand/copies", 2, "2025-02-01"],
  ]);
  open.close();
});

test("on the day of the report the snapshot shows of Census nothing, of Epoch's models the copies of January", async () => {
  const store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
  const cut = { asOf: "2026-02-09", mode: "strict" } as const;
  expect(misfit("sources", JSON.parse(JSON.stringify(await sourcesOn({ store: async () => store }, cut))))).toBeNull();
  const lines = new Map((await sourcesOn({ store: async () => store }, cut)).map((s) => [s.id, s]));
  expect(lines.get("census")).toMatchObject({ state: "not-applicable", newestKnown: null });
  expect(lines.get("epoch-models")).toMatchObject({ newestKnown: "2026-01-26T03:23:40Z", newestPeriod: "2025-12-31" });
  expect([...lines.values()].every((s) => s.newestKnown === null || s.newestKnown <= "2026-02-09T23:59:59Z")).toBe(
    true,
  );
  // The ArXiv Archive's last harvest is of 2020-01-01: no later one will come, so it is not late six years on.
  expect(lines.get("arxiv-archive")).toMatchObject({ state: "closed", newestPeriod: "2019-12" });
  expect(lines.get("arxiv-archive")?.says.de).toContain("abgeschlossenes Archiv");
  expect(lines.get("tsmc")?.says.en).toContain("Oct 2025 due 10 Nov 2025");
  expect(lines.get("tsmc")?.says.de).toContain("fällig am 10. Nov. 2025");
  store.close();
});
