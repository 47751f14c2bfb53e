import { expect } from "vitest";
import { source } from "../../src/sources/large-loads.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

sharedTest("a queue figure is known from the page that states it, not from the date it is about", () => {
  const { observations } = readShared(source, "large-load-forecasts", "large_load_queue_points.csv");
  const known = Object.fromEntries(
    observations
      .filter((o) => o.series === "ercot/large-load-queue")
      .map((o) => [o.period, [o.value, o.known.slice(0, 10), o.knownBy]]),
  );
  expect(known).toEqual({
    "2024-05-06": [41, "2024-05-06", "stamped"],
    "2024-11": [72, "2025-11-30", "stamped"],
    "2024-12": [63, "2025-11-30", "stamped"],
    "2025-02": [99, "2025-12-31", "stamped"],
    "2025-08-26": [188, "2025-08-26", "stamped"],
    "2025-10-23": [200, "2025-11-30", "stamped"],
    "2025-11-18": [226, "2025-11-30", "stamped"],
    "2026-03": [439, "2026-11-22", "observed"],
  });
  const steps = observations.filter((o) => o.series === "ercot/large-load-steps");
  expect(steps.length).toBe(10);
  expect(steps.find((o) => o.item === "observed-operating/2026-03")).toMatchObject({
    value: 3883,
    fields: { unit: "MW" },
    evidence: "reported (secondary)",
  });
  expect(steps.find((o) => o.item === "connected/2025-08-26")).toMatchObject({ value: 7, fields: { unit: "GW" } });
});

sharedTest("a forecast of one target in two publications stands twice", () => {
  const { observations, rejected } = readShared(source, "large-load-forecasts", "load_forecast_vintages.csv");
  expect(rejected).toEqual([]);
  const of2031 = observations
    .filter((o) => o.series === "ercot/load-forecasts" && o.period === "2031")
    .map((o) => [o.known.slice(0, 10), o.value]);
  expect(of2031).toEqual([
    ["2024-12-31", 150],
    ["2025-05-16", 218],
    ["2025-06-05", 150],
  ]);
  expect(observations.find((o) => o.item === "net-energy/2036")).toMatchObject({
    series: "pjm/load-forecasts",
    value: 1437629,
    evidence: "estimated",
    fields: { unit: "GWh" },
    known: "2026-01-31T23:59:59Z",
  });
  expect(observations.find((o) => o.item === "data-center-demand-growth-upper-bound/2025-2030")?.period).toBe("2030");
});
