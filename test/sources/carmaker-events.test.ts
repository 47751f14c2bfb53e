import { expect, test } from "vitest";
import { billionsNamed, knownFromPage, source } from "../../src/sources/carmaker-events.ts";
import { eventProgrammes, gradeOf } from "../../src/sources/event-programmes.ts";
import { sharedTest } from "../shared.ts";
import { readReal } from "../tasks/parts/real-files.ts";
import { entryOf, fixtureTests, readShared, sharedDocument } from "./document.ts";

fixtureTests(source);

test("lets a page with a month count from the end of that month, and one without a date not at all", () => {
  expect(knownFromPage("2025-08", "record 2")).toBe("2025-08-31T23:59:59Z");
  expect(knownFromPage("2026-02-06", "record 2")).toBe("2026-02-06T23:59:59Z");
  expect(knownFromPage("", "record 2")).toBeNull();
});

test("sums the parts a text names and nothing else", () => {
  expect(
    billionsNamed("14.7bn product plans, 2.1bn EV supply chain, 5.4bn other", ["product plans", "EV supply chain"]),
  ).toBeCloseTo(16.8, 9);
  expect(billionsNamed("about 3bn on the Porsche stake", ["on the Porsche stake"])).toBe(3);
  expect(billionsNamed("no parts", ["other"])).toBeNull();
});

test("grades undated pages, tag pages and blogs C, a company's own text A, dated press B", () => {
  expect(gradeOf("ev058", "https://www.industryweek.com/x", "2025-12-16")).toBe("B");
  expect(gradeOf("ev029", "https://autocar-prod.codeenigma.net/x", "")).toBe("C");
  expect(gradeOf("ev001", "https://hotair.com/x", "2023-10-27")).toBe("C");
  expect(gradeOf("ev109", "https://www.prnewswire.com/x", "2025-11-12")).toBe("A");
  expect(gradeOf("ev074", "https://www.finanznachrichten.de/x", "2026-03-12")).toBe("A");
});

sharedTest("has a checked line for each of the 94 events and no line without an event", () => {
  const retreats = readShared(source, "carmaker-ev-events", "carmaker_ev_events.csv");
  const expansions = readReal(source, "carmaker-ev-events", "carmaker_ev_events_2.csv", "SOURCE_2.json");
  expect([retreats.observations.length, expansions.observations.length]).toEqual([77, 17]);
  const ids = [...retreats.observations, ...expansions.observations].map((o) => o.item ?? "");
  expect(ids.filter((id) => eventProgrammes[id] === undefined)).toEqual([]);
  expect(Object.keys(eventProgrammes).filter((id) => !ids.includes(id))).toEqual([]);
  expect(retreats.warnings).toBeUndefined();
});

sharedTest("knows an event when its page says so, never on the event's date", () => {
  const reading = readShared(source, "carmaker-ev-events", "carmaker_ev_events.csv");
  expect(entryOf(reading, "ev058")).toMatchObject({
    period: "2025-12-15",
    known: "2025-12-16T23:59:59Z",
    value: 19.5e9,
    unit: "USD",
  });
  expect(entryOf(reading, "ev061")).toMatchObject({
    period: "2025-12-15",
    known: "2026-11-22T23:59:59Z",
    fields: { redirectedTo: "storage" },
  });
  expect(entryOf(reading, "ev051").fields).toMatchObject({ groups: "volkswagen", evPart: 2.1e9, chargePeriod: "2025" });
  expect(sharedDocument("carmaker-ev-events", "carmaker_ev_events.csv").known).toBe("2026-11-22T23:59:59Z");
});
