import fc from "fast-check";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { dateOfDay } from "../../src/terms/period.ts";
import { append, freshFolder, handDocument } from "./by-hand.ts";

const months = ["2025-01", "2025-02", "2025-03"];

test("property: what the database finds alone is what a replay of every statement finds", async () => {
  const statement = fc.record({
    day: fc.integer({ min: 20_000, max: 20_012 }),
    month: fc.constantFrom(...months),
    value: fc.constantFrom(1, 2, 2.5, null),
    secondary: fc.boolean(),
  });
  let direct = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 14 }), fc.boolean(), async (drawn, graded) => {
      const store = freshFolder();
      const documents = drawn.map(({ day, month, value, secondary }, i) =>
        handDocument(`d${i}`, dateOfDay(day), [
          {
            series: "hand/a",
            period: month,
            value,
            evidence: graded && secondary ? "reported (secondary)" : "reported (primary)",
          },
        ]),
      );
      await append(store, documents);
      const open = await openStore(store, { readOnly: true });
      try {
        if (open.held.get("hand/a")?.words !== null) direct++;
        for (const asOf of [20_003, 20_006, 20_012].map(dateOfDay)) {
          const [fast, replayed] = [
            await readPanel(open, { asOf, mode: "strict", needs: [{ id: "hand/a" }] }),
            await readPanel(open, { asOf, mode: "strict", needs: [{ id: "hand/a", history: true }] }),
          ];
          const plain = replayed.series["hand/a"];
          expect(fast.series["hand/a"]).toEqual(plain === undefined ? undefined : { ...plain, history: [] });
        }
      } finally {
        open.close();
      }
    }),
    { numRuns: 40 },
  );
  // Both ways were taken.
  expect(direct).toBeGreaterThan(5);
  expect(direct).toBeLessThan(40);
}, 120_000);

test("a series of single statements in one file is found by the database alone, one that also stands in a second file is replayed", async () => {
  const store = freshFolder();
  const say = (name: string, day: string, value: number): ReturnType<typeof handDocument> =>
    handDocument(name, day, [{ series: "hand/a", period: "2025-01", value }]);
  await append(store, [say("one", "2025-02-10", 1), say("two", "2025-03-10", 2)]);
  const words = async (): Promise<unknown> => {
    const open = await openStore(store, { readOnly: true });
    try {
      return open.held.get("hand/a")?.words;
    } finally {
      open.close();
    }
  };
  expect(await words()).toEqual({ knownBy: "observed", evidence: "reported (primary)", flags: "" });
  await append(store, [say("three", "2025-04-10", 3)]);
  expect(await words()).toBeNull();
});
