import { expect } from "vitest";
import { source } from "../../src/sources/lbnl.ts";
import { sharedTest } from "../shared.ts";
import { entryOf, fixtureTests, foundFile, readShared, sharedDocument } from "./document.ts";

fixtureTests(source);

sharedTest("the queue's headline figures are stamped, the summary is known from its copy", () => {
  const outcomes = readShared(source, "us-power-chain", "queue_outcomes_summary.csv").observations;
  const at = (id: string): unknown => outcomes.find((o) => o.series === `lbnl/${id}`);
  expect(at("active-queue")).toMatchObject({
    value: 2060,
    unit: "GW",
    period: "2025",
    known: "2026-06-01T23:59:59Z",
    knownBy: "stamped",
  });
  expect(at("median-request-to-operation")).toMatchObject({ value: 5, unit: "years" });
  expect(at("withdrawn-share")).toMatchObject({ value: 75, flags: ["cohort-2000-2020"] });
  const active = readShared(source, "us-power-chain", "energy_interconnection_queue_summary.csv");
  expect(entryOf(active, "solar")).toMatchObject({
    value: 772.5741020234859,
    known: "2026-08-05T08:59:44Z",
    knownBy: "observed",
  });
  const total = active.observations.reduce((sum, o) => sum + (o.value ?? 0), 0);
  expect(Math.abs(total - 2060)).toBeLessThan(5);
});

sharedTest("single projects of the queue are not read", () => {
  expect(
    source.recognise(foundFile(sharedDocument("us-power-chain", "energy_interconnection_queue.csv.gz"), "")),
  ).toBeNull();
});
