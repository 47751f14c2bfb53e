import { expect, test } from "vitest";
import { source as figures } from "../../../src/sources/ark-figures.ts";
import { source as events } from "../../../src/sources/carmaker-events.ts";
import { source as ecb } from "../../../src/sources/ecb.ts";
import { part } from "../../../src/tasks/parts/retreat.ts";
import type { Observation } from "../../../src/terms/observation.ts";
import type { Line, PartResult } from "../../../src/terms/part.ts";
import { sharedTest } from "../../shared.ts";
import { panelOf } from "./panel-of.ts";
import { observationsOf } from "./real-files.ts";

function real(): Observation[] {
  return [
    ...observationsOf(events, "carmaker-ev-events", [
      "carmaker_ev_events.csv",
      ["carmaker_ev_events_2.csv", "SOURCE_2.json"],
    ]),
    ...observationsOf(ecb, "ecb-fx", ["eurofxref-hist.zip"]),
    ...observationsOf(figures, "ark-thesis-figures", ["figures.csv"]),
  ];
}

const measure = (observations: readonly Observation[], day: string): PartResult =>
  part.measure(panelOf(observations, day), { seed: 1, pseudo: null });
const lineOf = (result: PartResult, id: string): Line | undefined => result.lines.find((l) => l.id === id);

test("cannot tell anything from an empty store, and says what would help", () => {
  const result = measure([], "2026-02-09");
  expect(result.headline.state).toBe("cannot-tell");
  for (const line of result.lines)
    expect([line.id, line.state, line.gap === undefined]).toEqual([line.id, "cannot-tell", false]);
  expect(result.figures).toEqual([]);
});

sharedTest("sums the charges of four carmakers to 59.3 bn USD as of the report's day and 59.6 now", () => {
  const observations = real();
  const then = lineOf(measure(observations, "2026-02-09"), "retreat/charges-four");
  // 27.1 bn USD (GM 1.6 + 6.0, Ford 19.5) + 5.1 bn EUR at 1.1736 + 22.2 bn EUR at 1.1794
  expect(then?.value).toBeCloseTo(27.1e9 + 5.1e9 * 1.1736 + 22.2e9 * 1.1794, 0);
  expect(then?.says.en).toContain("USD 59.3 bn");
  expect(then?.says.en).toContain("27.1 bn USD + 27.3 bn EUR");
  expect(then?.says.de).toContain("59,3 Mrd. USD");
  expect(then?.refs).toContain("events/carmakers#ev071@2026-02-06");
  expect(then?.refs).toContain("fx/eur-usd@2026-02-06");
  const now = lineOf(measure(observations, "2026-11-22"), "retreat/charges-four");
  expect(now?.value).toBeCloseTo(27.4e9 + 5.1e9 * 1.1736 + 22.2e9 * 1.1794, 0);
  expect(now?.refs).not.toContain("events/carmakers#ev067@2026-01-08");
  expect(now?.says.en).toContain("USD 0.8 bn of Porsche");
});

sharedTest("moves only with the row that is changed", () => {
  const observations = real();
  const changed = observations.map((o) => (o.item === "ev058" ? { ...o, value: 18.5e9 } : o));
  const value = (o: readonly Observation[]): number =>
    lineOf(measure(o, "2026-02-09"), "retreat/charges-four")?.value ?? Number.NaN;
  expect(value(observations) - value(changed)).toBeCloseTo(1e9, 0);
});

sharedTest("uses nothing known later, and neither a balance nor a trend from the collected lists", () => {
  const observations = real();
  const early = observations.filter((o) => o.known <= "2026-02-09T23:59:59Z");
  expect({ ...measure(observations, "2026-02-09") }).toEqual({ ...measure(early, "2026-02-09") });
  const result = measure(observations, "2026-11-22");
  expect(lineOf(result, "retreat/balance")).toMatchObject({ state: "cannot-tell", value: null });
  expect(lineOf(result, "retreat/capex-plans")).toMatchObject({ state: "cannot-tell", value: null });
  expect([result.headline.direction, result.headline.level]).toEqual([null, undefined]);
});

sharedTest("counts one redirected case as a floor now and none on the report's day, when its page has no date", () => {
  const observations = real();
  expect(lineOf(measure(observations, "2026-02-09"), "retreat/redirected-cases")).toMatchObject({
    state: "cannot-tell",
    value: null,
  });
  expect(lineOf(measure(observations, "2026-11-22"), "retreat/redirected-cases")).toMatchObject({
    state: "found",
    value: 1,
    refs: ["events/carmakers#ev061@2025-12-15"],
  });
});

sharedTest(
  "keeps upper bounds, weak pages and parts of other figures out of the sums, and says so in the table",
  () => {
    const result = measure(real(), "2026-11-22");
    const counted = Object.fromEntries(
      (result.tables[0]?.rows ?? []).map((r) => [
        (r["ref"] as string).split(/[#@]/)[1] ?? "",
        (r["counted"] as { en: string }).en,
      ]),
    );
    expect(counted).toEqual({
      ev015: "no: before 2025",
      ev029: "no: weak source",
      ev040: "no: weak source",
      ev042: "yes",
      ev050: "no: within ev051",
      ev051: "yes",
      ev053: "no: within ev077",
      ev058: "yes",
      ev067: "no: within ev077",
      ev071: "yes",
      ev075: "no: upper bound",
      ev077: "yes",
    });
  },
);

sharedTest("states the cannot-tell of the sum when no exchange rate is held", () => {
  const result = measure(
    real().filter((o) => !o.series.startsWith("fx/")),
    "2026-02-09",
  );
  expect(lineOf(result, "retreat/charges-four")).toMatchObject({
    state: "cannot-tell",
    value: null,
    gap: { needs: ["fx/eur-usd"], pull: "vorlauf pull ecb" },
  });
});
