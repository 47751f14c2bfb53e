import { expect, test } from "vitest";
import { asHeld } from "../../src/signals/cycle/computer-orders.ts";
import { type Component, componentsTable, confidenceFrom, stateOf } from "../../src/tasks/components.ts";
import type { Panel } from "../../src/terms/panel.ts";
import { panelWith, type Rows } from "./panel-with.ts";

const id = "census/data-center/construction";
// Census C30, releases of 1 July and of 9 August 2026.
const rows: Rows = [
  ["2026-04", 58977, "2026-07-01"],
  ["2026-05", 59307, "2026-07-01"],
  ["2026-04", 61859, "2026-08-09"],
  ["2026-05", 63843, "2026-08-09"],
  ["2026-06", 68297, "2026-08-09"],
];
const component: Component = {
  signal: {
    id: "data-centre-construction",
    needs: [{ id, history: true }],
    measure: (panel: Panel) => asHeld(panel, id, { id: "x", unit: "USD million", frequency: "monthly", pull: "" }),
  },
  label: { en: "Data centres", de: "Rechenzentren" },
  lagDays: 35,
};
const on = (asOf: string): ReturnType<typeof stateOf> => {
  const panel = panelWith(asOf, { [id]: rows });
  return stateOf(component, panel, component.signal.measure(panel));
};

test("revision risk is how far the newest values of earlier days were from what they say now", () => {
  const { revision } = on("2026-08-15");
  // 61,859 / 58,977 and 63,843 / 59,307 less one: 4.89 and 7.65 per cent, of one earlier day.
  expect(revision?.n).toBe(2);
  expect(revision?.days).toBe(1);
  expect(revision?.largest).toBeCloseTo(0.07648, 4);
  expect(revision?.size).toBeCloseTo((0.048867 + 0.076483) / 2, 4);
  expect(on("2026-07-15").revision).toBeNull();
});

test("fresh is younger than a month plus twice the usual lag, and a vintage of later is not used", () => {
  // 30 June + 31 + 70 days = 9 October.
  expect(on("2026-10-09").isFresh).toBe(true);
  expect(on("2026-10-10").isFresh).toBe(false);
  expect([on("2026-07-15").newest, on("2026-07-15").ageDays]).toEqual(["2026-05", 45]);
});

test("confidence takes the share of fresh weight and the sign, each alone is medium", () => {
  const row = (day: string, weight: number): Parameters<typeof confidenceFrom>[0][number] => ({
    state: on(day),
    weight,
    contribution: 1,
    without: 1,
    ref: "",
  });
  const [fresh, stale] = ["2026-08-15", "2026-11-22"];
  expect(confidenceFrom([row(fresh, 0.7), row(stale, 0.3)], true)).toEqual({ fresh: 0.7, confidence: "high" });
  expect(confidenceFrom([row(fresh, 0.6), row(stale, 0.4)], true).confidence).toBe("medium");
  expect(confidenceFrom([row(fresh, 0.7), row(stale, 0.3)], false).confidence).toBe("medium");
  expect(confidenceFrom([row(stale, 1)], false).confidence).toBe("low");
});

test("the table prints age against usual lag and the revision with its n", () => {
  const state = on("2026-08-15");
  const table = componentsTable([{ state, weight: 1, contribution: 0.5, without: null, ref: "r" }], {
    id: "t",
    title: { en: "T", de: "T" },
    note: { en: "", de: "" },
    refs: ["r"],
  });
  expect(table.rows[0]).toMatchObject({
    age: 46,
    lag: 35,
    fresh: { en: "yes" },
    revision: { en: "6.3 % (≤ 7.6 %, n 2)", de: "6,3 % (≤ 7,6 %, n 2)" },
  });
});
