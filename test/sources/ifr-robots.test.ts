import { expect } from "vitest";
import { source } from "../../src/sources/ifr-robots.ts";
import { sharedTest } from "../shared.ts";
import { fixtureTests, readShared } from "./document.ts";

fixtureTests(source);

sharedTest("robots installed in the world peak in 2022 and the source never ships", () => {
  const { observations } = readShared(source, "owid-ifr-robots", "annual-industrial-robots-installed.csv");
  const world = observations.filter((o) => o.series === "ifr/world/robots-installed");
  expect(world.filter((o) => o.period >= "2021").map((o) => o.value)).toEqual([526000, 553000, 541000]);
  expect(world[0]?.period).toBe("2012");
  expect(observations.length).toBe(77);
  expect(source.terms).toBe("test");
});
