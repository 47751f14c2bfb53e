import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { flagWords, isWorded } from "../../src/terms/words/flag-words.ts";
import { warningSentence, warningWords, wordedWarnings } from "../../src/terms/words/warning-words.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every file of the source with its text, but the pages and the doors. */
function sourceTexts(): readonly { readonly path: string; readonly text: string }[] {
  return ["methods", "signals", "sources", "tasks", "planner", "store"].flatMap((room) =>
    readdirSync(join(root, "src", room), { recursive: true, encoding: "utf8" })
      .filter((f) => f.endsWith(".ts"))
      .map((f) => ({ path: join(room, f), text: readFileSync(join(root, "src", room, f), "utf8") })),
  );
}

test("every warning that the source can give has an English and a German sentence", () => {
  const codes = sourceTexts().flatMap(({ text }) =>
    [...text.matchAll(/code: "([a-z-]+)",\s*facts/g)].flatMap((m) => m[1] ?? []),
  );
  const used = [...new Set(codes)].sort();
  expect(used.length).toBeGreaterThan(30);
  expect(used.filter((code) => !wordedWarnings.includes(code))).toEqual([]);
  for (const code of used) {
    const { en, de } = warningWords({ code, facts: {}, about: [] });
    expect([code, en === code, de === code, en === de]).toEqual([code, false, false, false]);
  }
});

test("words for a warning that nothing gives any more are gone too", () => {
  const text = sourceTexts()
    .map((s) => s.text)
    .join("\n");
  expect(wordedWarnings.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});

test("a warning speaks its facts with the numbers of the language and names what it is about", () => {
  const warning = {
    code: "correction-not-validated",
    facts: { checks: 16, error: 2.875, rawError: 1.5625, since: "2025-11-01" },
    about: ["epoch/notable-models"],
  };
  expect(warningSentence(warning)).toEqual({
    en: "The correction missed by 2.9, the raw count by 1.6 (16 past checks): not validated, the raw count is shown (epoch/notable-models).",
    de: "Die Korrektur irrte um 2,9, die Rohzählung um 1,6 (16 frühere Prüfungen): nicht validiert, gezeigt wird die Rohzählung (epoch/notable-models).",
  });
  const unknown = { code: "made-up", facts: { n: 0.25 }, about: [] };
  expect(warningWords(unknown).de).toBe("made-up: n 0,2500");
});

test("every flag of the embedded snapshot has words in both languages", async () => {
  const store = await openStore(join(root, "snapshot"), { readOnly: true });
  const rows = await store.database.rows("SELECT DISTINCT flags FROM observations WHERE flags <> ''");
  store.close();
  const flags = [...new Set(rows.flatMap(([f]) => String(f).split(",")))].sort();
  // Census marks its newest months, Amazon's first values are comparatives of a later 10-K.
  expect(flags).toEqual(expect.arrayContaining(["preliminary", "comparative", "mixed-vintage"]));
  expect(flags.filter((f) => !isWorded(f))).toEqual([]);
  for (const f of flags) expect([f, flagWords(f).en === flagWords(f).de]).toEqual([f, false]);
});
