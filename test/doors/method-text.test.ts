import { expect, test } from "vitest";
import { methodPage, methodResult } from "../../src/doors/method-text.ts";
import { methodSheet, runMethod } from "../../src/tasks/method.ts";

const paper = { width: 80, colour: false, unicode: true, clip: false, lang: "en" } as const;

test("a long table shows its ends and says how many rows lie between", () => {
  const csv = `t,x\n${Array.from({ length: 100 }, (_, t) => `${t + 1},${t % 7}`).join("\n")}\n`;
  const text = methodResult(runMethod("cycle-filters", csv, {}), paper);
  expect(text).toContain("... 78 rows in between; --csv FILE writes all");
  expect(text).toMatch(/^ {2}1 +0 /m);
  expect(text).toMatch(/^ {2}100 +1 /m);
});

test("in German numbers have a decimal comma and gaps are said in words", () => {
  const result = runMethod("level", "date,x\n2020-01,1\n2020-02,1.5\n2020-04,3\n", { lag: 1 });
  const text = methodResult(result, { ...paper, lang: "de" });
  expect(text).toContain("percentile  0,833333");
  expect(text).toContain("Hinweis: 1 von 4 Perioden fehlen in der Datei");
});

test("a sheet names every option with what it takes, its unit and its default", () => {
  const page = methodPage(methodSheet("pelt"), paper);
  expect(page).toContain(
    "minSegment: Least length of a segment.\n      a whole number from 1 to 9999 [periods]; default 2",
  );
  expect(page).toContain("vorlauf method pelt --example > example.csv");
});
