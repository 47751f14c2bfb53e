import { expect, test } from "vitest";
import { evidenceOrder, weakest } from "../../src/terms/observation.ts";

test("evidence stands from reported by the publisher down to unresolved, and a result carries the weakest of its inputs", () => {
  expect(evidenceOrder).toEqual([
    "reported (primary)",
    "reported (secondary)",
    "derived",
    "estimated",
    "assumed",
    "unresolved",
  ]);
  expect(weakest(["reported (primary)", "estimated", "derived"])).toBe("estimated");
  expect(weakest(["assumed", "reported (secondary)"])).toBe("assumed");
  expect(weakest(["reported (primary)"])).toBe("reported (primary)");
  expect(weakest([])).toBe("unresolved");
});
