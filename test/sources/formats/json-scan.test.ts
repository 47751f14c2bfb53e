import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkEnd,
  eachMember,
  isObjectAt,
  skipValue,
  startOf,
  valueAt,
} from "../../../src/sources/formats/json-scan.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function isAccepted(bytes: Uint8Array): boolean {
  try {
    checkEnd(bytes, skipValue(bytes, startOf(bytes)));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function isParsed(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

test("what the scanner steps over is JSON exactly where JSON.parse says so", () => {
  const texts = [
    '| |nul|null|true |\ufeff[1]|[1,]|[,1]|[1 2]|{}|{,}|{"a":1,}|{"a"}|{a:1}|[""]|[[]]|[}|{]|[]]|{}{}|{"a":{"b":[{"c":null}]}}',
    "01|-|-0|1.|.5|1e|1e+|1E-07|+1|0x1|1.5e3|NaN|Infinity|--1|1_0",
    '"|"\\"|"\\u12"|"\\u12aG"|"\\ud800"|"\\x"|"\t"|"\u007f"|\'a\'|"a" "b"',
    `${"[".repeat(5_000)}${"]".repeat(5_000)}|${"[".repeat(5_000)}${"]".repeat(4_999)}`,
  ].flatMap((line) => line.split("|"));
  expect(texts.filter((text) => isAccepted(bytesOf(text)) !== isParsed(bytesOf(text)))).toEqual([]);
  expect(texts.filter((text) => isAccepted(bytesOf(text))).length).toBeGreaterThan(12);
});

test("property: a damaged document is refused exactly where JSON.parse refuses it", () => {
  let [accepted, refused] = [0, 0];
  const alphabet = [...bytesOf('{}[]",:\\ 0123456789.eE+-tfnulrsa\n\u00e9')];
  fc.assert(
    fc.property(
      fc.json(),
      fc.array(fc.record({ at: fc.nat(), to: fc.constantFrom(...alphabet) }), { maxLength: 2 }),
      fc.nat(),
      (text, changes, cut) => {
        const bytes = bytesOf(text);
        for (const { at, to } of changes) bytes[at % bytes.length] = to;
        const given = cut % 4 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
        const isSame = isAccepted(given) === isParsed(given);
        if (isAccepted(given)) accepted++;
        else refused++;
        return isSame;
      },
    ),
    { numRuns: 3_000 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(300);
});

test("property: the members of an object are those of JSON.parse, the last of a name that comes twice", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.jsonValue())), fc.constantFrom("", " ", "\n\t"), (pairs, space) => {
      const members = pairs.map(([name, value]) => [JSON.stringify(name), ":", JSON.stringify(value)].join(space));
      const text = `{${space}${members.join(`${space},${space}`)}${space}}`;
      const bytes = bytesOf(text);
      const found = new Map<string, unknown>();
      expect(isObjectAt(bytes, startOf(bytes))).toBe(true);
      checkEnd(
        bytes,
        eachMember(bytes, startOf(bytes), (name, from) => {
          const to = skipValue(bytes, from);
          found.set(name, valueAt(bytes, { from, to }));
          return to;
        }),
      );
      expect(found).toEqual(new Map(Object.entries(JSON.parse(text) as Record<string, unknown>)));
    }),
  );
});
