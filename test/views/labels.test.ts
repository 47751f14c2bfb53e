import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadLabels } from "../../src/views/labels.ts";

test("two labels that want the same height stand side by side around it", () => {
  expect(
    spreadLabels(
      [
        { py: 100, size: 14 },
        { py: 100, size: 14 },
      ],
      0,
      200,
    ),
  ).toEqual([93, 107]);
});

test("labels that do not touch stay where they want to be", () => {
  expect(
    spreadLabels(
      [
        { py: 150, size: 14 },
        { py: 40, size: 14 },
      ],
      0,
      200,
    ),
  ).toEqual([150, 40]);
});

test("a label at the edge is pushed inside", () => {
  expect(spreadLabels([{ py: 2, size: 20 }], 0, 200)).toEqual([10]);
});

test("labels never overlap, keep their order, and stay inside when there is room", () => {
  const label = fc.record({ py: fc.integer({ min: 0, max: 300 }), size: fc.constantFrom(14, 28) });
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 10 }), (labels) => {
      const at = spreadLabels(labels, 0, 300);
      const sorted = labels.map((l, i) => ({ ...l, at: at[i] ?? 0 })).sort((a, b) => a.at - b.at);
      sorted.forEach((l, i) => {
        const next = sorted[i + 1];
        if (next === undefined) return;
        expect(next.at - next.size / 2).toBeGreaterThanOrEqual(l.at + l.size / 2 - 1e-9);
        expect(next.py).toBeGreaterThanOrEqual(l.py);
      });
      expect(Math.min(...sorted.map((l) => l.at - l.size / 2))).toBeGreaterThanOrEqual(-1e-9);
      expect(Math.max(...sorted.map((l) => l.at + l.size / 2))).toBeLessThanOrEqual(300 + 1e-9);
    }),
  );
});
