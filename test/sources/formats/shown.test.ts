import { expect, test } from "vitest";
import { parseCompanyFacts } from "../../../src/sources/formats/companyfacts.ts";
import { shown } from "../../../src/sources/formats/shown.ts";

const deep = `${"[".repeat(200_000)}1${"]".repeat(200_000)}`;

test("a value is shown as JSON, cut; one that JSON.stringify cannot write (ECMA-262 leaves its depth to the engine) is named", () => {
  expect(shown({ a: 1 })).toBe('{"a":1}');
  expect(shown("x".repeat(300), 5)).toBe('"xxxx');
  expect(shown(undefined)).toBe("nothing");
  expect(shown(JSON.parse(deep))).toBe("a value nested too deeply to be shown");
});

test("a CIK that is a hundred thousand brackets deep is a changed document, not a crash", () => {
  const bytes = new TextEncoder().encode(`{"cik":${deep},"entityName":"X","facts":{}}`);
  expect(() => parseCompanyFacts(bytes, "deep.json", () => true)).toThrow(
    expect.objectContaining({ code: "source-changed" }),
  );
});
