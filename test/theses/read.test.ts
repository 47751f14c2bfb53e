import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { thesisJsonSchema } from "../../src/terms/thesis.ts";
import { readThesis } from "../../src/theses/read.ts";

const file = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const shipped = "theses/ark-2026-02-09.yaml";

const small = (claim: string): string => `id: mine
title: { en: Mine, de: Meine }
citation: me
published: 2026-01-01
claims:
${claim}`;
const claim = (changes: Readonly<Record<string, string>> = {}): string => {
  const fields = {
    id: "one",
    says: "{ en: A., de: A. }",
    test: "{ measure: cycle/age, is: above, of: 3, unit: quarters }",
    opens: "2026-01-01",
    resolves: "2027-01-01",
    source: "me",
    finePrint: "{ en: A., de: A. }",
    ...changes,
  };
  return Object.entries(fields)
    .map(([k, v], i) => `${i === 0 ? "  - " : "    "}${k}: ${v}`)
    .join("\n");
};
const problem = (text: string): string => {
  try {
    readThesis(text, "mine.yaml");
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "no error";
};

test("the shipped thesis holds the fourteen claims of the design, each with fine print in both languages", () => {
  const thesis = readThesis(file(shipped), shipped);
  expect(thesis.claims.map((c) => c.id)).toEqual([
    "cycle-began",
    "capex-2026",
    "dc-systems-2030",
    "faster-succession",
    "economical-uses",
    "ev-writedowns",
    "ev-retreat-strategic",
    "capital-redirected",
    "bev-dominate-2031",
    "convergence-papers",
    "autonomous-lab",
    "rotation-roads",
    "reinforcing",
    "running-bill",
  ]);
  for (const c of thesis.claims)
    expect([c.finePrint.en.length > 40, c.finePrint.de.length > 40, c.finePrint.en === c.finePrint.de]).toEqual([
      true,
      true,
      false,
    ]);
});

test("the thresholds of the shipped thesis are the figures of the report", () => {
  const claims = new Map(readThesis(file(shipped), shipped).claims.map((c) => [c.id, c]));
  const thresholds = (id: string): number[] => {
    const t = claims.get(id)?.test;
    return t === undefined ? [] : "all" in t ? t.all.map((x) => x.of) : [t.of];
  };
  expect(thresholds("capex-2026")).toEqual([527e9, 527e9]);
  expect(thresholds("dc-systems-2030")).toEqual([1.4e12]);
  expect(thresholds("ev-writedowns")).toEqual([59e9]);
  expect(thresholds("autonomous-lab")).toEqual([-0.4, -0.57]);
  expect(thresholds("bev-dominate-2031")).toEqual([0.5]);
});

test("the JSON Schema in the repository is the one that the types give", () => {
  expect(JSON.parse(file("theses/schema/thesis.schema.json"))).toEqual(JSON.parse(JSON.stringify(thesisJsonSchema())));
});

test("defaults are filled in, and JSON reads like YAML", () => {
  const read = readThesis(small(claim()), "mine.yaml");
  expect(read.claims[0]).toMatchObject({
    judged: "resolution",
    lagDays: 0,
    beside: [],
    part: null,
    test: { by: "value", refutes: true },
  });
  expect(readThesis(JSON.stringify(parse(small(claim()))), "mine.json")).toEqual(read);
});

test("a message names file, line, field, what stands there and what to do", () => {
  expect(problem(small(claim({ resolves: "2027-02-30" })))).toBe(
    'mine.yaml, line 10 (claims.0.resolves): got "2027-02-30". Write the day as YYYY-MM-DD, for example 2026-02-09.',
  );
  expect(problem(small(claim({ opens: "2028-01-01" })))).toContain("line 10 (claims.0.resolves)");
  expect(problem(small(claim({ test: "{ measure: cycle/age, is: over, of: 3, unit: quarters }" })))).toMatch(
    /line 8 \(claims\.0\.test\.is\): got "over".*one of above, below/,
  );
  expect(problem(small(claim({ tets: "1" })))).toMatch(/line 13 \(claims\.0\.tets\): got "?1"?.*no field tets/i);
});

test("a missing threshold is asked for where the test stands", () => {
  const message = problem(small(claim({ test: "{ measure: cycle/age, is: above, unit: quarters }" })));
  expect(message).toContain("line 8 (claims.0.test.of): got nothing");
});

test("about needs a tolerance, all needs two parts, ids are unique", () => {
  expect(problem(small(claim({ test: "{ measure: a/b, is: about, of: 3, unit: x }" })))).toMatch(
    /about needs a tolerance/i,
  );
  expect(problem(small(claim({ test: "{ all: [{ measure: a/b, is: above, of: 3, unit: x }] }" })))).toContain(
    "two parts or more",
  );
  expect(problem(small(`${claim()}\n${claim()}`))).toMatch(/the id one is used twice/i);
});

test("broken YAML, a doubled key, an alias bomb and an oversized file are refused with a clear message", () => {
  expect(problem("id: [")).toMatch(/mine\.yaml, line 1/);
  expect(problem(small(claim({ says: "{ en: A., en: B., de: A. }" })))).toMatch(/line 7: got the field "en" twice/);
  const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]`;
  expect(problem(bomb)).toContain("too many aliases");
  expect(problem("x\n".repeat(50_001))).toContain("at most 100000");
  expect(problem(`id: x\nsays: [${",".repeat(10_000)}]\n`)).toMatch(/line 2: got a longer line.*at most 10000/);
});

test("a field that is missing and a word that is none of a few say what to write", () => {
  const text = `id: x
title: { en: a, de: b }
citation: c
published: 2026-02-09
claims:
  - id: y
    part: cycle
    says: { en: a, de: b }
    test: { measure: cycle/x, is: abov, of: 3, unit: USD }
    judged: standing
    opens: 2026-02-09
    resolves: 2026-12-31
    finePrint: { en: a, de: b }
`;
  expect(() => readThesis(text, "mine.yaml")).toThrow(/mine\.yaml, line \d+ \(claims\.0\.\w+/);
  const message = (() => {
    try {
      readThesis(text, "mine.yaml");
    } catch (error) {
      return String(error);
    }
    return "";
  })();
  expect(message).toMatch(/line 9 \(claims\.0\.test\.is\).*rite one of above, below, at-least, about/);
  expect(message).toMatch(/\(claims\.0\.source\).*his field is missing; write a text/);
});
