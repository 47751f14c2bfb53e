import { expect, test } from "vitest";
import { announcedCharges, daysOfPeriod } from "../../../src/signals/retreat/announced-charges.ts";
import { yearlyChange } from "../../../src/signals/retreat/carmaker-capex.ts";
import { shareChanges } from "../../../src/signals/retreat/ev-share.ts";
import { redirectedCases } from "../../../src/signals/retreat/redirected-cases.ts";
import { severityOf, signal as severitySignal } from "../../../src/signals/retreat/severity.ts";
import type { Observation } from "../../../src/terms/observation.ts";
import { panelOf } from "../../tasks/parts/panel-of.ts";

type Fields = NonNullable<Observation["fields"]>;

function event(
  item: string,
  period: string,
  value: number | null,
  fields: Fields,
  series = "events/carmakers",
): Observation {
  return {
    series,
    item,
    period,
    value,
    unit: "USD",
    published: null,
    known: "2026-06-01T23:59:59Z",
    knownBy: "stamped",
    evidence: "reported (secondary)",
    origin: { document: "d", url: "u", locator: item, kind: "citation" },
    fields: { actor: "legacy", grade: "B", groups: "maker", programmes: item, severity: null, ...fields },
  };
}

function charge(
  item: string,
  day: string,
  amount: number,
  period: string,
  cause: string,
  more: Fields = {},
): Observation {
  return event(item, day, amount, { cause, chargePeriod: period, kind: "charge", currency: "USD", ...more });
}

function rate(series: string, day: string, value: number): Observation {
  return {
    series,
    period: day,
    value,
    unit: "per EUR",
    published: null,
    known: `${day}T23:59:59Z`,
    knownBy: "stamped",
    evidence: "reported (primary)",
    origin: { document: "d", url: "u", locator: day, kind: "primary" },
  };
}

const counted = (observations: readonly Observation[]): string[] =>
  announcedCharges(panelOf(observations, "2026-06-30")).counted.map((c) => c.event);

test("reads quarters, halves, years and spans as days", () => {
  expect(daysOfPeriod("2025-Q3")).toEqual({ from: "2025-07-01", to: "2025-09-30" });
  expect(daysOfPeriod("2025-H2")).toEqual({ from: "2025-07-01", to: "2025-12-31" });
  expect(daysOfPeriod("2025/2027")).toEqual({ from: "2025-01-01", to: "2027-12-31" });
});

test("lets a later cumulative figure replace its parts", () => {
  expect(
    counted([
      charge("a", "2025-10-14", 1.6, "2025-Q3", "ev"),
      charge("b", "2026-01-08", 6, "2025-Q4", "ev"),
      charge("c", "2026-04-28", 7.9, "2025", "ev", { kind: "charge_cumulative" }),
    ]),
  ).toEqual(["c"]);
});

test("adds parts of different quarters, causes and groups", () => {
  expect(
    counted([
      charge("a", "2025-10-14", 1, "2025-Q3", "ev"),
      charge("b", "2026-01-08", 6, "2025-Q4", "ev"),
      charge("c", "2026-01-08", 2, "2025-Q4", "cells"),
      charge("d", "2026-01-09", 3, "2025-Q4", "ev", { groups: "other" }),
    ]),
  ).toEqual(["a", "c", "b", "d"]);
});

test("does not add a quarter that is announced after the year that contains it", () => {
  const result = announcedCharges(
    panelOf(
      [charge("year", "2026-01-08", 7, "2025", "ev"), charge("quarter", "2026-02-01", 2, "2025-Q4", "ev")],
      "2026-06-30",
    ),
  );
  expect(result.counted.map((c) => c.event)).toEqual(["year"]);
  expect(result.overlapped).toMatchObject([{ charge: { event: "quarter" }, by: "year" }]);
});

test("counts a subsidiary's charge of the same day, period and cause within its group's", () => {
  expect(
    counted([
      charge("group", "2025-09-19", 5.1, "2025", "overhaul"),
      charge("subsidiary", "2025-09-19", 1.8, "2025", "overhaul"),
    ]),
  ).toEqual(["group"]);
});

test("never adds project values, and keeps upper bounds apart", () => {
  const result = announcedCharges(
    panelOf(
      [
        charge("project", "2025-12-11", 11.4, "2025", "venture", { kind: "project_value" }),
        charge("bound", "2026-03-12", 15, "2026", "losses", { kind: "charge_upper_bound" }),
      ],
      "2026-06-30",
    ),
  );
  expect(result.counted).toEqual([]);
  expect(result.upperBounds.map((c) => c.event)).toEqual(["bound"]);
});

test("converts at the rate of the announcement day, or the last one within a week, through the euro for other currencies", () => {
  const rates = [
    rate("fx/eur-usd", "2026-02-05", 1.18),
    rate("fx/eur-usd", "2026-02-06", 1.2),
    rate("fx/eur-sek", "2026-02-06", 12),
  ];
  const usd = (day: string, currency: string): number | null | undefined =>
    announcedCharges(panelOf([...rates, charge("a", day, 10, "2026", "x", { currency })], "2026-06-30")).counted[0]
      ?.usd;
  expect(usd("2026-02-06", "EUR")).toBeCloseTo(12, 12);
  expect(usd("2026-02-08", "EUR")).toBeCloseTo(12, 12);
  expect(usd("2026-02-05", "EUR")).toBeCloseTo(11.8, 12);
  expect(usd("2026-02-06", "SEK")).toBeCloseTo(1, 12);
  expect(usd("2026-02-14", "EUR")).toBeNull();
});

test("states the worst step of a programme and counts as flow only what is added", () => {
  const steps = [
    event("a", "2025-01-10", null, { programmes: "plant", severity: 1 }),
    event("b", "2025-04-10", null, { programmes: "plant", severity: 3 }),
    event("c", "2025-05-10", null, { programmes: "plant", severity: 2 }),
    event("d", "2025-06-10", null, { groups: "maker;partner", programmes: "venture", severity: 3 }),
    event("e", "2025-06-11", null, { programmes: "plant", severity: -4 }),
    event("f", "2025-06-12", null, { actor: "supplier", programmes: "mill", severity: 4 }),
    event("g", "2025", null, { programmes: "target", severity: 1 }),
  ];
  const panel = panelOf(steps, "2026-06-30");
  const { states, flow } = severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: true });
  expect(states.map((s) => [s.group, s.programme, s.severity, s.since, s.steps])).toEqual([
    ["maker", "plant", 3, "2025-04-10", 3],
    ["maker", "venture", 3, "2025-06-10", 1],
    ["partner", "venture", 3, "2025-06-10", 1],
    ["maker", "target", 1, "2025", 1],
  ]);
  expect(flow.map((s) => [s.period, s.to - s.from])).toEqual([
    ["2025-01-10", 1],
    ["2025-04-10", 2],
    ["2025-06-10", 3],
    ["2025-06-10", 3],
    ["2025", 1],
  ]);
  expect(
    severityOf(panel, { side: "suppliers", direction: "retreat", weakToo: true }).states.map((s) => s.programme),
  ).toEqual(["mill"]);
  expect(
    severityOf(panel, { side: "carmakers", direction: "expansion", weakToo: true }).states.map((s) => s.severity),
  ).toEqual([4]);
  const series = severitySignal.measure(panel);
  expect(Object.fromEntries(series.periods.slice(0, 2).map((p, i) => [p, series.values[i]]))).toEqual({
    "2025-Q1": 1,
    "2025-Q2": 8,
  });
});

test("leaves out steps that rest on a weak page when asked to", () => {
  const panel = panelOf(
    [
      event("a", "2025-01-10", null, { programmes: "plant", severity: 1 }),
      event("b", "2025-04-10", null, { programmes: "plant", severity: 4, grade: "C" }),
    ],
    "2026-06-30",
  );
  expect(severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: false }).states[0]?.severity).toBe(1);
  expect(severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: true }).states[0]?.severity).toBe(4);
});

test("takes as redirected only events that name a new use", () => {
  const panel = panelOf(
    [event("a", "2025-12-15", 2e9, { redirectedTo: "storage" }), event("b", "2025-12-15", 2e9, {})],
    "2026-06-30",
  );
  expect(redirectedCases(panel).map((c) => [c.event, c.use])).toEqual([["a", "storage"]]);
});

test("gives the change of a share in points and the yearly change of four quarters in logs", () => {
  const shares = [
    ["2023", 9.5],
    ["2024", 10],
  ].map(([p, v]) => ({ ...rate("iea/usa/ev-share", "2025-05-31", Number(v)), period: String(p), unit: "percent" }));
  expect(shareChanges(panelOf(shares, "2026-06-30"))).toMatchObject([
    { region: "usa", year: "2024", share: 10, change: 0.5 },
  ]);
  const capex = ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"].map(
    (p, i) => ({ ...rate("sec/f/capex", "2025-05-31", i < 4 ? 2 : 1), period: p }),
  );
  const series = panelOf(capex, "2026-06-30").series["sec/f/capex"];
  expect(series === undefined ? [] : [...yearlyChange(series)].slice(6)).toEqual([Number.NaN, Math.log(0.5)]);
});
