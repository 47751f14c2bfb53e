/** Where a value stands in a document: first byte and the byte behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Takes a member of an object; answers with the byte behind its value ({@link skipValue}, or {@link eachMember} to look inside). */
export type TakeMember = (name: string, at: number) => number;

const [quote, comma, colon, backslash, openBrace, closeBrace, openBracket, closeBracket] = [
  34, 44, 58, 92, 123, 125, 91, 93,
];
const text = new TextDecoder();

/** The value of a span; what `JSON.parse` makes of it. */
export function valueAt(bytes: Uint8Array, { from, to }: Span): unknown {
  return JSON.parse(text.decode(bytes.subarray(from, to))) as unknown;
}

/** Whether an object begins at a place. */
export function isObjectAt(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === openBrace;
}

/** The first byte of a document's value: behind a byte order mark and white space. */
export function startOf(bytes: Uint8Array): number {
  return afterSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}

/** Nothing but white space may stand behind a document's value. @throws SyntaxError */
export function checkEnd(bytes: Uint8Array, at: number): void {
  const end = afterSpace(bytes, at);
  if (end < bytes.length) throw notJson(end);
}

/**
 * Walks the members of the object that begins at `at`, in the order of the document, each value taken by `take`; the byte behind the object comes back.
 * Every byte is held against the grammar of RFC 8259, whether anybody looks at it or not, but nothing is built: the cost is one pass over the bytes.
 * @throws SyntaxError where `JSON.parse` would throw
 */
export function eachMember(bytes: Uint8Array, at: number, take: TakeMember): number {
  let i = afterSpace(bytes, at + 1);
  if (bytes[i] === closeBrace) return i + 1;
  for (;;) {
    if (bytes[i] !== quote) throw notJson(i);
    const behind = skipString(bytes, i);
    const name = String(valueAt(bytes, { from: i, to: behind }));
    i = afterSpace(bytes, behind);
    if (bytes[i] !== colon) throw notJson(i);
    i = afterSpace(bytes, take(name, afterSpace(bytes, i + 1)));
    if (bytes[i] === closeBrace) return i + 1;
    if (bytes[i] !== comma) throw notJson(i);
    i = afterSpace(bytes, i + 1);
  }
}

/**
 * The byte behind the value that begins at `at`, of any kind and depth; nothing of it is built.
 * @throws SyntaxError where `JSON.parse` would throw
 */
export function skipValue(bytes: Uint8Array, at: number): number {
  /** Open objects (true) and lists. */
  const open: boolean[] = [];
  let i = at;
  for (;;) {
    const first = bytes[i];
    if (first === openBrace || first === openBracket) {
      const isObject = first === openBrace;
      i = afterSpace(bytes, i + 1);
      if (bytes[i] !== (isObject ? closeBrace : closeBracket)) {
        open.push(isObject);
        if (isObject) i = behindName(bytes, i);
        continue;
      }
      i++;
    } else i = first === quote ? skipString(bytes, i) : skipWord(bytes, i);
    for (;;) {
      const inside = open.at(-1);
      if (inside === undefined) return i;
      i = afterSpace(bytes, i);
      if (bytes[i] === comma) {
        i = afterSpace(bytes, i + 1);
        if (inside) i = behindName(bytes, i);
        break;
      }
      if (bytes[i] !== (inside ? closeBrace : closeBracket)) throw notJson(i);
      open.pop();
      i++;
    }
  }
}

/** From a member's name to its value. */
function behindName(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== quote) throw notJson(at);
  const i = afterSpace(bytes, skipString(bytes, at));
  if (bytes[i] !== colon) throw notJson(i);
  return afterSpace(bytes, i + 1);
}

function afterSpace(bytes: Uint8Array, at: number): number {
  let i = at;
  for (let b = bytes[i]; b === 32 || b === 10 || b === 13 || b === 9; b = bytes[i]) i++;
  return i;
}

function skipString(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const b = bytes[i] ?? 0;
    if (b === quote) return i + 1;
    if (b < 32) throw notJson(i);
    if (b === backslash) i = behindEscape(bytes, i + 1) - 1;
  }
  throw notJson(bytes.length);
}

function behindEscape(bytes: Uint8Array, at: number): number {
  const letter = String.fromCharCode(bytes[at] ?? 0);
  if ('"\\/bfnrt'.includes(letter)) return at + 1;
  if (letter !== "u") throw notJson(at);
  for (let i = at + 1; i < at + 5; i++) if (!/[0-9a-fA-F]/.test(String.fromCharCode(bytes[i] ?? 0))) throw notJson(i);
  return at + 5;
}

const words = ["true", "false", "null"].map((word) => Array.from(new TextEncoder().encode(word)));

function skipWord(bytes: Uint8Array, at: number): number {
  const word = words.find(([first]) => first === bytes[at]);
  if (word === undefined) return skipNumber(bytes, at);
  word.forEach((c, k) => {
    if (bytes[at + k] !== c) throw notJson(at + k);
  });
  return at + word.length;
}

function skipNumber(bytes: Uint8Array, at: number): number {
  let i = bytes[at] === 45 ? at + 1 : at;
  i = bytes[i] === 48 ? i + 1 : behindDigits(bytes, i);
  if (bytes[i] === 46) i = behindDigits(bytes, i + 1);
  if (bytes[i] === 101 || bytes[i] === 69) {
    const isSigned = bytes[i + 1] === 43 || bytes[i + 1] === 45;
    i = behindDigits(bytes, isSigned ? i + 2 : i + 1);
  }
  return i;
}

/** @throws SyntaxError when there is none */
function behindDigits(bytes: Uint8Array, at: number): number {
  let i = at;
  for (let b = bytes[i] ?? 0; b >= 48 && b <= 57; b = bytes[i] ?? 0) i++;
  if (i === at) throw notJson(i);
  return i;
}

/** As `JSON.parse` throws it. */
function notJson(at: number): SyntaxError {
  return new SyntaxError(`no JSON at byte ${at}`);
}
