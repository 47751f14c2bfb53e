import fc from "fast-check";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { openPanels, readPanel } from "../../src/store/panel.ts";
import { dateOfDay } from "../../src/terms/period.ts";
import { append, freshFolder, handDocument } from "./by-hand.ts";

const months = ["2025-01", "2025-02", "2025-03"];

test("property: what the database finds is what a replay of every statement finds, whatever files, grades, flags and ties", async () => {
  const statement = fc.record({
    day: fc.integer({ min: 20_000, max: 20_012 }),
    month: fc.constantFrom(...months),
    value: fc.constantFrom(1, 2, 2.5, null),
    secondary: fc.boolean(),
    flagged: fc.boolean(),
    batch: fc.integer({ min: 0, max: 2 }),
  });
  const taken = { alone: 0, plural: 0, worded: 0, several: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(statement, { minLength: 1, maxLength: 14 }),
      fc.boolean(),
      fc.boolean(),
      async (drawn, graded, flags) => {
        const store = freshFolder();
        const documents = drawn.map(({ day, month, value, secondary, flagged }, i) =>
          handDocument(`d${i}`, dateOfDay(day), [
            {
              series: "hand/a",
              period: month,
              value,
              evidence: graded && secondary ? "reported (secondary)" : "reported (primary)",
              flags: flags && flagged ? ["provisional"] : [],
            },
          ]),
        );
        for (const batch of [0, 1, 2]) {
          const own = documents.filter((_, i) => drawn[i]?.batch === batch);
          if (own.length > 0) await append(store, own);
        }
        const open = await openStore(store, { readOnly: true });
        try {
          const held = open.held.get("hand/a");
          taken[held?.alone === true ? "alone" : "plural"]++;
          if (Object.values(held?.words ?? {}).includes(null)) taken.worded++;
          if (open.manifest.files.filter((f) => f.kind === "observations").length > 1) taken.several++;
          const panels = await openPanels(open, { mode: "strict", needs: [{ id: "hand/a", history: true }] });
          for (const asOf of [20_006, 20_003, 20_012].map(dateOfDay)) {
            const [fast, replayed] = [
              await readPanel(open, { asOf, mode: "strict", needs: [{ id: "hand/a" }] }),
              await readPanel(open, { asOf, mode: "strict", needs: [{ id: "hand/a", history: true }] }),
            ];
            expect(await panels(asOf)).toEqual(replayed);
            const plain = replayed.series["hand/a"];
            expect(fast.series["hand/a"]).toEqual(plain === undefined ? undefined : { ...plain, history: [] });
          }
        } finally {
          open.close();
        }
      },
    ),
    { numRuns: 50 },
  );
  // Every way was taken.
  expect(Math.min(...Object.values(taken))).toBeGreaterThan(5);
}, 300_000);

test("a series stands alone across files until a statement shares its time or repeats the one before it", async () => {
  const store = freshFolder();
  const say = (name: string, day: string, value: number, evidence?: "derived"): ReturnType<typeof handDocument> =>
    handDocument(name, day, [
      { series: "hand/a", period: "2025-01", value, ...(evidence === undefined ? {} : { evidence }) },
    ]);
  const held = async (): Promise<unknown> => {
    const open = await openStore(store, { readOnly: true });
    try {
      const { alone, words } = open.held.get("hand/a") ?? {};
      return [alone, words?.evidence ?? null];
    } finally {
      open.close();
    }
  };
  await append(store, [say("one", "2025-02-10", 1, "derived"), say("two", "2025-03-10", 2, "derived")]);
  expect(await held()).toEqual([true, "derived"]);
  await append(store, [say("three", "2025-04-10", 3)]);
  expect(await held()).toEqual([true, null]);
  // The same value, now reported: it raises the grade of what is shown since April.
  await append(store, [say("four", "2025-03-20", 2)]);
  expect(await held()).toEqual([false, null]);
  const open = await openStore(store, { readOnly: true });
  const view = async (asOf: string): Promise<unknown> => {
    const series = (await readPanel(open, { asOf, mode: "strict", needs: [{ id: "hand/a" }] })).series["hand/a"];
    return [series?.values[0], series?.known[0]?.slice(0, 10), series?.evidence[0]];
  };
  expect(await view("2025-03-25")).toEqual([2, "2025-03-10", "reported (primary)"]);
  expect(await view("2025-03-15")).toEqual([2, "2025-03-10", "derived"]);
  expect(await view("2025-04-10")).toEqual([3, "2025-04-10", "reported (primary)"]);
  open.close();
});
