import { expect, test } from "vitest";
import { createMemory, noMemory } from "../../src/terms/memory.ts";

/** What a computation was asked for: how often it ran is what a memory saves. */
function counted(memory: { recall: typeof noMemory.recall }): (name: string, ...inputs: unknown[]) => number {
  let ran = 0;
  return (name, ...inputs) => memory.recall(name, inputs, () => ++ran);
}

test("the same numbers, texts and arrays are computed once, whatever objects carry them", () => {
  const ask = counted(createMemory());
  expect(ask("a", 1, "x", [1, ["2"]], Float64Array.of(1, 2))).toBe(1);
  expect(ask("a", 1, "x", [1, ["2"]], Float64Array.of(1, 2))).toBe(1);
  expect(ask("b", 1, "x", [1, ["2"]], Float64Array.of(1, 2))).toBe(2);
});

test("one bit of one number, a moved border between texts, or another length is another input", () => {
  const ask = counted(createMemory());
  const inputs: unknown[][] = [
    [Float64Array.of(0.3)],
    [Float64Array.of(0.1 + 0.2)],
    [Float64Array.of(0)],
    [Float64Array.of(-0)],
    [Float64Array.of(0, 0)],
    [0],
    [-0],
    ["0"],
    [null],
    [undefined],
    ["ab", "c"],
    ["a", "bc"],
    [["a"], "bc"],
    [["a", "bc"]],
    [["a,s2:bc"]],
  ];
  expect(inputs.map((i) => ask("x", ...i))).toEqual(inputs.map((_, i) => i + 1));
  expect(inputs.map((i) => ask("x", ...i))).toEqual(inputs.map((_, i) => i + 1));
});

test("an array of 20,000 numbers is told from one that differs in its last", () => {
  const ask = counted(createMemory());
  const long = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i));
  expect([
    ask("x", long),
    ask("x", long.slice()),
    ask(
      "x",
      Float64Array.from(long, (v, i) => (i === 19_999 ? 0 : v)),
    ),
  ]).toEqual([1, 1, 2]);
});

test("other objects count as the same only when they are the very same", () => {
  const ask = counted(createMemory());
  const view = { id: "a" };
  expect([ask("x", view), ask("x", { id: "a" }), ask("x", view)]).toEqual([1, 2, 1]);
});

test("what remembers nothing computes every time", () => {
  const ask = counted(noMemory);
  expect([ask("x", 1), ask("x", 1)]).toEqual([1, 2]);
});
