import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startThesis, thesisTemplate } from "../../src/doors/thesis-start.ts";
import { readThesis } from "../../src/theses/read.ts";

test("the template is a thesis that can be judged, and so is one from answers with quotes and a probability", () => {
  const [claim] = readThesis(thesisTemplate(), "template").claims;
  expect(claim?.test).toMatchObject({
    measure: "series/fred/ipg3341s",
    period: "2027-12",
    change: "year",
    is: "at-least",
    of: 0.05,
    unit: "share",
  });
  const given = readThesis(
    thesisTemplate({
      id: "a-b",
      title: 'Quotes: "x" #1',
      author: "me: here",
      published: "2026-01-02",
      claim: "It's so: yes.",
      measure: "cycle/capex-2026-four",
      period: "2027",
      change: true,
      is: "below",
      of: -3e9,
      unit: "USD",
      resolves: "2026-12-31",
      probability: 0.25,
    }),
    "answers",
  );
  expect([given.title.en, given.citation, given.claims[0]?.authorProbability]).toEqual([
    'Quotes: "x" #1',
    { en: "me: here", de: "me: here" },
    0.25,
  ]);
  expect(given.claims[0]?.test).toEqual({
    measure: "cycle/capex-2026-four",
    is: "below",
    of: -3e9,
    unit: "USD",
    by: "value",
    refutes: true,
  });
});

test("a file that exists is left as it is", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "vorlauf-")), "mine.yaml");
  writeFileSync(file, "mine");
  await expect(startThesis(file)).rejects.toMatchObject({ code: "input-invalid" });
  expect(readFileSync(file, "utf8")).toBe("mine");
});
