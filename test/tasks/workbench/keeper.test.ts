import { expect, test } from "vitest";
import type { ResultCache } from "../../../src/engines/result-cache.ts";
import { type KeeperOptions, keeperOf } from "../../../src/tasks/workbench/keeper.ts";
import { verdictsOf } from "../../../src/tasks/workbench/verdicts.ts";
import type { Workbench } from "../../../src/terms/workbench.ts";

function shelf(): ResultCache & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return { held, read: (key) => held.get(key) ?? null, write: (key, text) => void held.set(key, text) };
}

const plain = (cache: ResultCache): KeeperOptions => ({
  cache,
  store: "s1",
  code: "c1",
  elsewhere: null,
  recompute: false,
});

test("a result is computed once for its name, store and code; another of any of them is another result", async () => {
  const cache = shelf();
  let n = 0;
  const ask = (more: Partial<KeeperOptions>, name: string): Promise<number> =>
    keeperOf({ ...plain(cache), ...more }).kept([name], async () => {
      n += 1;
      return n;
    });
  expect([await ask({}, "a"), await ask({}, "a"), await ask({}, "b")]).toEqual([1, 1, 2]);
  expect([await ask({ store: "s2" }, "a"), await ask({ code: "c2" }, "a"), await ask({}, "a")]).toEqual([3, 4, 1]);
});

test("recomputing and code under development read nothing that was kept, and keep what they find", async () => {
  const cache = shelf();
  const ask = (more: Partial<KeeperOptions>, value: string): Promise<string> =>
    keeperOf({ ...plain(cache), ...more }).kept(["a"], async () => value);
  expect(await ask({}, "first")).toBe("first");
  expect(await ask({ recompute: true }, "second")).toBe("second");
  expect(await ask({}, "third")).toBe("second");
  expect(await ask({ code: "dev" }, "x")).toBe("x");
  expect(await ask({ code: "dev" }, "y")).toBe("y");
});

test("a long computation runs elsewhere when there is such a place, and is not kept twice", async () => {
  const cache = shelf();
  const asked: string[] = [];
  const keeper = keeperOf({
    ...plain(cache),
    elsewhere: async (task) => {
      asked.push(`${task.task} ${task.cut.asOf}`);
      return '{"from":"there"}';
    },
  });
  const cut = { asOf: "2026-02-09", mode: "strict" } as const;
  const got = await keeper.kept(["a"], async () => ({ from: "here" }), { task: "day", cut, of: "" });
  expect(got).toEqual({ from: "there" });
  expect(asked).toEqual(["day 2026-02-09"]);
  expect(cache.held.size).toBe(0);
});

test("a verdict is computed once while it is awaited, brought forward by a reader, and asked again after a failure", async () => {
  const made: string[] = [];
  const forward: string[] = [];
  let fail = true;
  const verdict = verdictsOf(
    async (cut) => {
      made.push(cut.asOf);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (fail) throw new RangeError("down");
      return { asOf: cut.asOf, mode: cut.mode } as Workbench;
    },
    () => undefined,
    async (task) => {
      forward.push(task.cut.asOf);
      return "";
    },
  );
  const cut = { asOf: "2026-02-09", mode: "strict" } as const;
  const ahead = verdict({ ...cut, rest: true });
  const reader = verdict(cut);
  await expect(ahead).rejects.toThrow("down");
  await expect(reader).rejects.toThrow("down");
  expect([made, forward]).toEqual([["2026-02-09"], ["2026-02-09"]]);
  fail = false;
  expect((await verdict(cut)).asOf).toBe("2026-02-09");
  await verdict(cut);
  expect(made).toHaveLength(2);
});
