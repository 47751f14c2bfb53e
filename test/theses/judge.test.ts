import { expect, test } from "vitest";
import type { Forecast, Line, PartId, PartResult } from "../../src/terms/part.ts";
import type { Claim, Test } from "../../src/terms/thesis.ts";
import type { ClaimJudgement } from "../../src/terms/workbench.ts";
import { judgeClaim } from "../../src/theses/judge.ts";

const says = { en: "Stated.", de: "Behauptet." };
const line = (id: string, changes: Partial<Line> = {}): Line => ({
  id,
  part: "cycle",
  state: "found",
  says: { en: `Line ${id}.`, de: `Zeile ${id}.` },
  value: 10,
  unit: "x",
  direction: null,
  evidence: "reported (primary)",
  newestPeriod: "2026-Q1",
  refs: ["sec/msft/capex@2026-Q1"],
  ...changes,
});
const gap = {
  needs: ["sec/msft/capex"],
  have: 0,
  need: 1,
  settles: { en: "A filing.", de: "Eine Einreichung." },
  pull: null,
};
const missing = (id: string): Line => line(id, { state: "cannot-tell", value: null, unit: null, refs: [], gap });
const result = (lines: readonly Line[], forecasts: readonly Forecast[] = [], part: PartId = "cycle"): PartResult => ({
  part,
  asOf: "2026-06-30",
  mode: "strict",
  headline: line(part, { part }),
  lines,
  figures: [],
  tables: [],
  forecasts,
  warnings: [],
});
const forecast = (draws: readonly number[], changes: Partial<Forecast> = {}): Forecast => ({
  id: "cycle/sum",
  says: { en: "Median.", de: "Median." },
  unit: "x",
  period: "2026",
  draws,
  method: { en: "by hand", de: "von Hand" },
  validatedHorizon: 4,
  horizon: 2,
  evidence: "estimated",
  refs: [],
  ...changes,
});
const asked = (changes: Partial<Test> = {}): Test => ({
  measure: "cycle/sum",
  is: "at-least",
  of: 8,
  unit: "x",
  by: "value",
  refutes: true,
  ...changes,
});
const claim = (test: Claim["test"], changes: Partial<Claim> = {}): Claim => ({
  id: "c",
  part: "cycle",
  says,
  test,
  judged: "standing",
  opens: "2026-02-09",
  resolves: "2026-12-31",
  lagDays: 90,
  source: "s",
  finePrint: says,
  beside: [],
  ...changes,
});
const judged = (
  c: Claim,
  results: readonly PartResult[],
  asOf = "2026-06-30",
  own: readonly string[] = ["ark/figures"],
): ClaimJudgement => judgeClaim(c, own, { asOf, results });
const tenDraws = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test("a standing claim holds or fails by the value of the day, with its distance from the threshold", () => {
  const at = (value: number, is: Test["is"], tolerance?: number): string =>
    judged(claim(asked({ is, ...(tolerance === undefined ? {} : { tolerance }) })), [
      result([line("cycle/sum", { value })]),
    ]).state;
  expect([at(8, "above"), at(8.1, "above"), at(8, "at-least"), at(8, "below"), at(7.9, "below")]).toEqual([
    "fails",
    "holds",
    "holds",
    "fails",
    "holds",
  ]);
  expect([at(8.4, "about", 0.05), at(8.41, "about", 0.05), at(7.6, "about", 0.05), at(7.59, "about", 0.05)]).toEqual([
    "holds",
    "fails",
    "holds",
    "fails",
  ]);
  expect(judged(claim(asked()), [result([line("cycle/sum", { value: 10 })])]).distance).toBeCloseTo(0.25, 12);
});

test("about a negative threshold means within the tolerance of its size", () => {
  const c = claim(asked({ is: "about", of: -0.4, tolerance: 0.05 }));
  expect(judged(c, [result([line("cycle/sum", { value: -0.395 })])]).state).toBe("holds");
  expect(judged(c, [result([line("cycle/sum", { value: -0.37 })])]).state).toBe("fails");
});

test("before its day a claim about a later number is open with the share of draws that meet it", () => {
  const j = judged(claim(asked(), { judged: "resolution" }), [result([], [forecast(tenDraws)])]);
  expect(j).toMatchObject({ state: "open", probability: 0.3, unit: "x", threshold: 8, thresholdIs: "at-least" });
  expect(j.unvalidated).toBeUndefined();
  // Wilson, 90 %, 3 of 10: 0.1269 to 0.5583 (z = 1.6449).
  expect(j.probabilityInterval?.low).toBeCloseTo(0.1269, 3);
  expect(j.probabilityInterval?.high).toBeCloseTo(0.5583, 3);
});

test("P beyond twice the validated horizon is marked unvalidated", () => {
  const c = claim(asked(), { judged: "resolution" });
  expect(judged(c, [result([], [forecast(tenDraws, { horizon: 8 })])]).unvalidated).toBeUndefined();
  expect(judged(c, [result([], [forecast(tenDraws, { horizon: 9 })])]).unvalidated).toBe(true);
  expect(judged(c, [result([], [forecast(tenDraws, { validatedHorizon: 0 })])]).unvalidated).toBe(true);
});

test("an interval of P wider than 0.8 cannot tell", () => {
  const many = (p: number): number[] => Array.from({ length: 1000 }, (_, i) => (i < 1000 * (1 - p) ? 1 : 9));
  const f = forecast(many(0.5), {
    variants: [
      { id: "12", draws: many(0.95) },
      { id: "all", draws: many(0.05) },
    ],
  });
  expect(judged(claim(asked(), { judged: "resolution" }), [result([], [f])]).state).toBe("cannot-tell");
});

test("an outcome that can no longer change is decided before its day", () => {
  const c = claim(asked(), { judged: "resolution" });
  expect(judged(c, [result([], [forecast(tenDraws, { floor: 8 })])])).toMatchObject({ state: "holds", probability: 1 });
  expect(judged(c, [result([], [forecast(tenDraws, { floor: 7.9 })])]).state).toBe("open");
  const none = claim(asked({ is: "below", of: 1 }), { judged: "resolution" });
  expect(judged(none, [result([], [forecast([0, 0, 1], { floor: 0 })])]).state).toBe("open");
  expect(judged(none, [result([], [forecast([1, 1, 2], { floor: 1 })])])).toMatchObject({
    state: "fails",
    probability: 0,
  });
  expect(judged(c, [result([], [forecast([7], { horizon: 0 })])]).state).toBe("fails");
});

test("after the day of decision the results of that day count, not today's", () => {
  const c = claim(asked(), { judged: "resolution" });
  const today = [result([], [forecast([7], { horizon: 0 })])];
  const then = [result([], [forecast([9], { horizon: 0 })])];
  const days: string[] = [];
  const at = (day: string): readonly PartResult[] => {
    days.push(day);
    return then;
  };
  expect(judgeClaim(c, [], { asOf: "2027-06-30", results: today, at }).state).toBe("holds");
  expect(days).toEqual(["2027-03-31"]);
  const without = judgeClaim(c, [], { asOf: "2027-06-30", results: today });
  expect(without.state).toBe("fails");
  expect(without.reasons.map((r) => r.en).join(" ")).toContain("Decided by what was known on 31 Mar 2027");
});

test("a part that is not built reads not-built, a missing measure of a built part cannot-tell with its gap", () => {
  expect(judged(claim(asked({ measure: "retreat/balance" })), [result([])]).state).toBe("not-built");
  expect(judged(claim(asked()), [result([missing("cycle/sum")])])).toMatchObject({
    state: "cannot-tell",
    value: null,
    gap,
  });
  expect(judged(claim(asked()), [result([])]).reasons[0]?.en).toBe("The part cycle gives no cycle/sum on this day.");
  expect(judged(claim(asked({ measure: "mine/series" })), [result([])]).reasons[0]?.en).toContain("supply the series");
});

test("a value in another unit cannot be judged", () => {
  const j = judged(claim(asked()), [result([line("cycle/sum", { unit: "USD" })])]);
  expect([j.state, j.reasons[0]?.en]).toEqual([
    "cannot-tell",
    "cycle/sum is measured in USD, the claim is stated in x.",
  ]);
});

test("the author's own figures cannot confirm a claim, also through another line, but they can break it", () => {
  const own = line("cycle/sum", { refs: ["ark/figures#total@2026-02-09"] });
  expect(judged(claim(asked()), [result([own])]).state).toBe("cannot-tell");
  const through = [
    result([
      line("cycle/sum", { refs: ["cycle/other"] }),
      line("cycle/other", { refs: ["ark/figures#total@2026-02-09"] }),
    ]),
  ];
  expect(judged(claim(asked()), through).state).toBe("cannot-tell");
  expect(
    judged(claim(asked()), [result([line("cycle/sum", { refs: ["ark/figures#t@2026", "sdl/events#a@2026"] })])]).state,
  ).toBe("holds");
  expect(judged(claim(asked({ of: 11 })), [result([own])]).state).toBe("fails");
});

test("a floor count confirms but never refutes", () => {
  const c = claim(asked({ refutes: false }));
  expect(judged(c, [result([line("cycle/sum", { value: 8 })])]).state).toBe("holds");
  expect(judged(c, [result([line("cycle/sum", { value: 2 })])]).state).toBe("cannot-tell");
});

test("by interval the whole interval must lie on the claimed side", () => {
  const c = claim(asked({ is: "above", of: 0, by: "interval" }));
  const with_ = (low: number): string =>
    judged(c, [result([line("cycle/sum", { value: 0.1, interval: { low, high: 0.2, coverage: 0.95 } })])]).state;
  expect([with_(0.01), with_(-0.01), judged(c, [result([line("cycle/sum")])]).state]).toEqual([
    "holds",
    "fails",
    "cannot-tell",
  ]);
});

test("a claim of two parts holds only if both do, and fails as soon as one does", () => {
  const c = claim({ all: [asked({ measure: "cycle/a" }), asked({ measure: "cycle/b" })], joint: "unknown" });
  const of = (a: Line, b: Line): string => judged(c, [result([a, b])]).state;
  const [yes, no] = [{ value: 9 }, { value: 1 }];
  expect(of(line("cycle/a", yes), line("cycle/b", yes))).toBe("holds");
  expect(of(line("cycle/a", yes), line("cycle/b", no))).toBe("fails");
  expect(of(missing("cycle/a"), line("cycle/b", no))).toBe("fails");
  expect(of(missing("cycle/a"), line("cycle/b", yes))).toBe("cannot-tell");
  const j = judged(c, [result([line("cycle/a", yes), missing("cycle/b")])]);
  expect(j.parts?.map((p) => p.state)).toEqual(["holds", "cannot-tell"]);
});

test("the joint probability is the first part's when nested, else the bounds of Fréchet with the upper end shown", () => {
  const of = (joint: "nested" | "unknown"): ClaimJudgement =>
    judged(
      claim(
        { all: [asked({ measure: "cycle/a" }), asked({ measure: "cycle/b", of: 4 })], joint },
        { judged: "resolution" },
      ),
      [result([], [forecast(tenDraws, { id: "cycle/a" }), forecast(tenDraws, { id: "cycle/b" })])],
    );
  expect(of("nested").probability).toBe(0.3);
  const free = of("unknown");
  expect(free.probability).toBe(0.3);
  expect(free.probabilityInterval?.low).toBe(0);
});

test("on a day before the claim was made it is open, without a probability", () => {
  const j = judged(claim(asked()), [result([line("cycle/sum")])], "2026-02-08");
  expect([j.state, j.probability, j.reasons[0]?.en]).toEqual([
    "open",
    null,
    "The claim was made on 9 Feb 2026, after this day.",
  ]);
});

test("an open claim says what would have to be true", () => {
  const f = forecast(tenDraws, { path: { kind: "sum", known: 100, last: 100, steps: 3, step: "quarter" } });
  const j = judged(claim(asked({ of: 464.1 }), { judged: "resolution" }), [result([], [f])]);
  expect(j.wouldNeed?.en).toContain("+10.0 % a quarter");
  expect(j.wouldNeed?.de).toContain("+10,0 % je Quartal");
});
