import { expect, test } from "vitest";
import type { Job } from "../../src/engines/executor.ts";
import { laneOf } from "../../src/engines/lane.ts";

const job = (seed: number): Job => ({ bundle: "b", task: "t", options: {}, origin: "2026-01-13", seed });
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/** An executor whose jobs end when told, in the order in which they were started. */
function byHand(): {
  readonly started: number[];
  readonly end: () => void;
  readonly run: Parameters<typeof laneOf>[0]["run"];
} {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  return {
    started,
    end: () => ends.shift()?.(),
    run: ([only]) =>
      new Promise((done, failed) => {
        const seed = only?.seed ?? 0;
        started.push(seed);
        ends.push(() => (seed === 13 ? failed(new TypeError("thirteen")) : done([String(10 * seed)])));
      }),
  };
}

test("what a reader waits for goes first, the newest wish before older ones, and rest comes last", async () => {
  const hand = byHand();
  const lane = laneOf(hand, 1);
  const all = [
    lane.ask(job(1), "rest"),
    lane.ask(job(2), "reader"),
    lane.ask(job(3), "rest"),
    lane.ask(job(4), "reader"),
  ];
  await settled();
  for (let i = 0; i < 4; i++) {
    hand.end();
    await settled();
  }
  expect(hand.started).toEqual([4, 2, 3, 1]);
  expect(await Promise.all(all)).toEqual(["10", "20", "30", "40"]);
});

test("asked for twice it is done once, and a reader who joins raises what rested", async () => {
  const hand = byHand();
  const lane = laneOf(hand, 1);
  const first = lane.ask(job(9), "reader");
  await settled();
  const rested = lane.ask(job(1), "rest");
  void lane.ask(job(2), "reader");
  const joined = lane.ask(job(1), "reader");
  for (let i = 0; i < 3; i++) {
    hand.end();
    await settled();
  }
  expect(hand.started).toEqual([9, 2, 1]);
  expect(await Promise.all([first, rested, joined])).toEqual(["90", "10", "10"]);
});

test("of two hands one stays free for readers", async () => {
  const hand = byHand();
  const lane = laneOf(hand, 2);
  for (const seed of [1, 2, 3]) void lane.ask(job(seed), "rest");
  await settled();
  expect(hand.started).toEqual([3]);
  void lane.ask(job(4), "reader");
  await settled();
  expect(hand.started).toEqual([3, 4]);
});

test("a job that fails fails for those who asked, and the next one is done", async () => {
  const hand = byHand();
  const lane = laneOf(hand, 1);
  const wrong = lane.ask(job(13), "reader");
  await settled();
  const next = lane.ask(job(1), "rest");
  hand.end();
  await expect(wrong).rejects.toThrow("thirteen");
  await settled();
  hand.end();
  expect(await next).toBe("10");
  expect(lane.states()).toEqual([]);
});

test("a wish taken back before its turn is not done, unless somebody else waits for it too", async () => {
  const hand = byHand();
  const lane = laneOf(hand, 1);
  void lane.ask(job(9), "reader");
  await settled();
  const [one, other] = [new AbortController(), new AbortController()];
  const gone = lane.ask(job(1), "reader", one.signal);
  const shared = [lane.ask(job(2), "reader", other.signal), lane.ask(job(2), "reader")];
  one.abort(new TypeError("taken back"));
  other.abort();
  await expect(gone).rejects.toThrow("taken back");
  for (let i = 0; i < 2; i++) {
    hand.end();
    await settled();
  }
  expect(hand.started).toEqual([9, 2]);
  expect(await shared[1]).toBe("20");
});

test("a running job says what was told of it last", async () => {
  const hand = byHand();
  const lane = laneOf(hand, 1);
  void lane.ask(job(5), "reader");
  await settled();
  lane.tell(job(5), { task: "news", on: "cycle", done: 3, total: 40 });
  expect(lane.states()).toEqual([
    { job: job(5), running: true, step: { task: "news", on: "cycle", done: 3, total: 40 } },
  ]);
});
