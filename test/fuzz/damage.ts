import { zipSync } from "fflate";
import type { Random } from "../../src/math/random.ts";
import type { Seed } from "./corpus.ts";

/** One way to damage a document. */
interface Damage {
  readonly name: string;
  readonly fits: (seed: Seed) => boolean;
  readonly apply: (seed: Seed, random: Random) => Uint8Array;
}

const always = (): boolean => true;
const isText = ({ bytes }: Seed): boolean => !bytes.subarray(0, 2048).includes(0);
const isZip = ({ bytes }: Seed): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
const isXml = (seed: Seed): boolean => textOf(seed.bytes.subarray(0, 200)).trimStart().startsWith("<");
const isYaml = ({ path }: Seed): boolean => /\.ya?ml$/.test(path);
const isTable = (seed: Seed): boolean => isText(seed) && !seed.isJson && !isXml(seed);

const numbers = [
  "1e999",
  "-1e308",
  "99999999999999999999999",
  "NaN",
  "Infinity",
  "0x1F",
  "1,5",
  "-",
  "1e-400",
  "",
  "null",
  "4.9E-324",
  "९",
  "1_000",
  "--3",
  "1e5",
  "0",
  "-7",
];
const dates = [
  "2026-13-45",
  "0000-00-00",
  "9999-12-31",
  "20261-01-01",
  "2026-02-30",
  "1900-01-01",
  "26-1-1",
  "2026-11-22T99:99:99Z",
  "2026-11-22T10:00:00+99:99",
  "31/12/2026",
  "2026-Q5",
  "+002026-01-01",
];
const texts = [
  "",
  "\u0000",
  "\u001e",
  "\u001f",
  "\uFEFF",
  "__proto__",
  "constructor",
  "=1+1",
  "'",
  '"',
  "a".repeat(100_000),
  "../../etc/passwd",
  "\ud800",
  "Ω≈ç√∫",
  "<!--",
  "]]>",
  "\r",
  "toString",
];

/** Every way to damage a document, each of which fits some of them. */
export const damages: readonly Damage[] = [
  { name: "cut", fits: always, apply: ({ bytes }, random) => bytes.slice(0, random.integer(bytes.length)) },
  { name: "cut start", fits: always, apply: ({ bytes }, random) => bytes.slice(random.integer(bytes.length)) },
  { name: "flip bits", fits: always, apply: ({ bytes }, random) => flipped(bytes, random) },
  { name: "random bytes", fits: always, apply: ({ bytes }, random) => sprinkled(bytes, random) },
  { name: "zero bytes", fits: always, apply: ({ bytes }, random) => zeroed(bytes, random) },
  { name: "hole", fits: always, apply: ({ bytes }, random) => holed(bytes, random) },
  { name: "repeat", fits: always, apply: ({ bytes }, random) => repeated(bytes, random) },
  { name: "twice", fits: always, apply: ({ bytes }) => joined(bytes, bytes) },
  { name: "empty", fits: always, apply: () => new Uint8Array() },
  { name: "byte order mark", fits: isText, apply: ({ bytes }) => joined(Uint8Array.of(0xef, 0xbb, 0xbf), bytes) },
  { name: "UTF-16", fits: isText, apply: ({ bytes }, random) => utf16(textOf(bytes), random) },
  {
    name: "Latin-1",
    fits: isText,
    apply: ({ bytes }) => Uint8Array.from(`${textOf(bytes)}é\u00a0ü`, (c) => c.charCodeAt(0)),
  },
  {
    name: "web page",
    fits: always,
    apply: () => bytesOf("<!DOCTYPE html><html><body>Service unavailable</body></html>"),
  },
  {
    name: "shuffle lines",
    fits: isText,
    apply: (seed, random) =>
      onLines(seed, (lines) => Array.from(random.permutation(lines.length), (i) => lines[i] ?? "")),
  },
  {
    name: "drop lines",
    fits: isText,
    apply: (seed, random) => onLines(seed, (lines) => lines.filter(() => random.uniform() > 0.1)),
  },
  {
    name: "repeat lines",
    fits: isText,
    apply: (seed, random) => onLines(seed, (lines) => lines.flatMap((l) => (random.uniform() < 0.1 ? [l, l] : [l]))),
  },
  { name: "drop header", fits: isTable, apply: (seed) => onLines(seed, (lines) => lines.slice(1)) },
  {
    name: "carriage returns",
    fits: isText,
    apply: (seed, random) => bytesOf(lines(seed).join(random.uniform() < 0.5 ? "\r" : "\r\n")),
  },
  { name: "swap columns", fits: isTable, apply: (seed, random) => swappedColumns(seed, random) },
  { name: "number", fits: isText, apply: (seed, random) => replaced(seed, random, /-?\d+(?:\.\d+)?/g, numbers) },
  {
    name: "long number",
    fits: isText,
    apply: (seed, random) =>
      replaced(seed, random, /-?\d+(?:\.\d+)?/g, [
        "9".repeat(400),
        `0.${"3".repeat(50_000)}`,
        `-${"1".repeat(100_000)}`,
      ]),
  },
  { name: "digits", fits: isText, apply: (seed, random) => replaced(seed, random, /\d/g, "0123456789".split("")) },
  {
    name: "date",
    fits: isText,
    apply: (seed, random) => replaced(seed, random, /\d{4}-\d{2}(?:-\d{2})?|\d{1,2}\/\d{1,2}\/\d{4}/g, dates),
  },
  { name: "word", fits: isText, apply: (seed, random) => replaced(seed, random, /[A-Za-z][\w -]{2,30}/g, texts) },
  {
    name: "mark",
    fits: isText,
    apply: (seed, random) =>
      replaced(seed, random, /[,;:"'{}[\]<>\t\n/&]/g, [",", '"', "\n", "\t", "{", "}", "[", "]", "<", "&", "", "\\"]),
  },
  { name: "long field", fits: isTable, apply: (seed, random) => inserted(seed, random, "x".repeat(2_000_000)) },
  { name: "open quote", fits: isTable, apply: (seed, random) => inserted(seed, random, '"') },
  { name: "many commas", fits: isTable, apply: (seed, random) => inserted(seed, random, ",".repeat(300_000)) },
  { name: "many quotes", fits: isTable, apply: (seed, random) => inserted(seed, random, '"'.repeat(300_001)) },
  { name: "many lines", fits: isTable, apply: (seed, random) => inserted(seed, random, "\n".repeat(200_000)) },
  { name: "blanks", fits: isText, apply: (seed, random) => inserted(seed, random, " ".repeat(100_000)) },
  {
    name: "JSON node",
    fits: (s) => s.isJson && s.bytes.length < 300_000,
    apply: (seed, random) => otherNode(seed, random),
  },
  {
    name: "JSON key",
    fits: (s) => s.isJson,
    apply: (seed, random) =>
      replaced(seed, random, /"[^"\\]{1,40}"(?=\s*:)/g, ['"__proto__"', '"x"', '"constructor"', '""', '"toString"']),
  },
  {
    name: "deep JSON",
    fits: (s) => s.isJson,
    apply: (seed, random) =>
      replaced(seed, random, /-?\d+(?:\.\d+)?|"[^"\\]*"/g, [nested("[", "]"), nested('{"a":', "}", "1")], 1),
  },
  {
    name: "only deep JSON",
    fits: (s) => s.isJson,
    apply: (_, random) => bytesOf(random.uniform() < 0.5 ? nested("[", "]") : nested('{"a":', "}", "1")),
  },
  { name: "entity bomb", fits: isXml, apply: (seed, random) => entityBomb(textOf(seed.bytes), random) },
  {
    name: "deep XML",
    fits: isXml,
    apply: (seed) => bytesOf(textOf(seed.bytes).replace(/>/, `>${"<a>".repeat(50_000)}`)),
  },
  { name: "many tags", fits: isXml, apply: (seed, random) => inserted(seed, random, "<".repeat(100_000)) },
  { name: "alias bomb", fits: isYaml, apply: (seed, random) => aliasBomb(textOf(seed.bytes), random) },
  {
    name: "deep YAML",
    fits: isYaml,
    apply: (seed, random) =>
      bytesOf(
        random.uniform() < 0.5
          ? `${textOf(seed.bytes)}\nx: ${"[".repeat(5_000)}`
          : `${textOf(seed.bytes)}\n${"- ".repeat(5_000)}1`,
      ),
  },
  { name: "zip bomb", fits: isZip, apply: () => bomb() },
  { name: "many members", fits: isZip, apply: () => crowd() },
  { name: "lying sizes", fits: isZip, apply: ({ bytes }, random) => lyingSizes(bytes, random) },
  { name: "members swapped", fits: isZip, apply: ({ bytes }, random) => memberNames(bytes, random) },
];

/** A damaged copy of a seed, and how it was damaged; sometimes twice over. */
export function damaged(seed: Seed, random: Random): { readonly name: string; readonly bytes: Uint8Array } {
  const fitting = damages.filter((d) => d.fits(seed));
  const first = fitting[random.integer(fitting.length)];
  if (first === undefined) return { name: "none", bytes: seed.bytes };
  const bytes = first.apply(seed, random);
  if (random.uniform() < 0.75) return { name: first.name, bytes };
  const again = { ...seed, bytes };
  const second = damages.filter((d) => d.fits(again))[random.integer(9)];
  return second === undefined
    ? { name: first.name, bytes }
    : { name: `${first.name} + ${second.name}`, bytes: second.apply(again, random) };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let n = 1 + random.integer(8); n > 0 && copy.length > 0; n--) {
    const at = random.integer(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(8));
  }
  return copy;
}

function sprinkled(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let n = 1 + random.integer(40); n > 0 && copy.length > 0; n--)
    copy[random.integer(copy.length)] = random.integer(256);
  return copy;
}

function zeroed(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const from = random.integer(copy.length + 1);
  return copy.fill(0, from, Math.min(copy.length, from + 1 + random.integer(200)));
}

function holed(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.integer(bytes.length + 1);
  return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + random.integer(Math.max(1, bytes.length >> 2))));
}

function repeated(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.integer(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + random.integer(4096));
  return joined(bytes.subarray(0, to), bytes.subarray(from));
}

function utf16(text: string, random: Random): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"));
  return random.uniform() < 0.5 ? bytes : new Uint8Array(Buffer.from(bytes).swap16());
}

function lines({ bytes }: Seed): string[] {
  return textOf(bytes).split("\n");
}

function onLines(seed: Seed, change: (lines: string[]) => string[]): Uint8Array {
  return bytesOf(change(lines(seed)).join("\n"));
}

function swappedColumns(seed: Seed, random: Random): Uint8Array {
  const [a, b] = [random.integer(6), random.integer(12)];
  return onLines(seed, (all) =>
    all.map((line) => {
      const cells = line.split(",");
      [cells[a], cells[b]] = [cells[b] ?? "", cells[a] ?? ""];
      return cells.join(",");
    }),
  );
}

function replaced(seed: Seed, random: Random, pattern: RegExp, by: readonly string[], most = 5): Uint8Array {
  const text = textOf(seed.bytes);
  const found = [...text.matchAll(pattern)];
  const chosen = new Set(
    Array.from({ length: 1 + random.integer(most) }, () => random.integer(Math.max(1, found.length))),
  );
  let from = 0;
  let out = "";
  for (const [i, match] of found.entries()) {
    if (!chosen.has(i)) continue;
    out += text.slice(from, match.index) + (by[random.integer(by.length)] ?? "");
    from = match.index + match[0].length;
  }
  return bytesOf(out + text.slice(from));
}

function inserted(seed: Seed, random: Random, what: string): Uint8Array {
  const at = random.integer(seed.bytes.length + 1);
  return joined(seed.bytes.subarray(0, at), bytesOf(what), seed.bytes.subarray(at));
}

function otherNode({ bytes }: Seed, random: Random): Uint8Array {
  let document: unknown;
  try {
    document = JSON.parse(textOf(bytes)) as unknown;
  } catch {
    return bytes;
  }
  const others: readonly unknown[] = [
    null,
    true,
    "",
    "x",
    [],
    {},
    -0,
    1e308,
    [[]],
    { "": null },
    "1e999",
    0.1,
    [null],
    "2026-02-30",
    "9".repeat(1000),
  ];
  let left = random.integer(400);
  const walk = (node: unknown): unknown => {
    if (left-- === 0) return others[random.integer(others.length)];
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === "object" && node !== null)
      return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, walk(v)]));
    return node;
  };
  return bytesOf(JSON.stringify(walk(document)) ?? "");
}

function nested(open: string, close: string, inside = ""): string {
  return open.repeat(20_000) + inside + close.repeat(20_000);
}

function entityBomb(text: string, random: Random): Uint8Array {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
  const outside = `<!ENTITY l0 "ha"><!ENTITY o SYSTEM "file:///etc/passwd">${laughs}`;
  const head = /^\s*<\?xml[^>]*\?>/.exec(text)?.[0] ?? "";
  const body = text.slice(head.length).replace(/>([^<>]+)</g, (all) => (random.uniform() < 0.3 ? `>&l9;&o;<` : all));
  return bytesOf(`${head}<!DOCTYPE x [${outside}]>${body}`);
}

function aliasBomb(text: string, random: Random): Uint8Array {
  const anchors = Array.from(
    { length: 9 },
    (_, i) => `z${i + 1}: &z${i + 1} [${Array(10).fill(`*z${i}`).join(", ")}]`,
  ).join("\n");
  return bytesOf(random.uniform() < 0.5 ? `z0: &z0 ha\n${anchors}\n${text}` : `${text}\nz0: &z0 ha\n${anchors}\n`);
}

let bombs: Uint8Array | null = null;

function bomb(): Uint8Array {
  bombs ??= zipSync({
    "xl/workbook.xml": new Uint8Array(100_000_000),
    "xl/worksheets/sheet1.xml": new Uint8Array(1_000),
  });
  return bombs;
}

let crowds: Uint8Array | null = null;

function crowd(): Uint8Array {
  crowds ??= zipSync(
    Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`xl/worksheets/sheet${i}.xml`, new Uint8Array(1)])),
  );
  return crowds;
}

/** Stated sizes of a zip archive's members, in the directory or before the member, replaced. */
function lyingSizes(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const lies = [0, 1, 0xffff_ffff, 0x7fff_ffff, 1_000_000, 400_000_000, random.integer(100_000)];
  for (let at = 0; at + 46 < copy.length; at++) {
    const signature = view.getUint32(at, true);
    const lie = lies[random.integer(lies.length)] ?? 0;
    if (signature === 0x02014b50 && random.uniform() < 0.4)
      view.setUint32(at + (random.uniform() < 0.5 ? 20 : 24), lie, true);
    if (signature === 0x04034b50 && random.uniform() < 0.2)
      view.setUint32(at + (random.uniform() < 0.5 ? 18 : 22), lie, true);
  }
  return copy;
}

function memberNames(bytes: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const [from, to] = [
    ["sheet1.xml", "sheet9.xml"],
    ["sharedStrings", "sharedStrinks"],
    ["workbook.xml", "workbonk.xml"],
    ["xl/", "../"],
  ][random.integer(4)] ?? ["", ""];
  return new Uint8Array(Buffer.from(text.replaceAll(from ?? "", to ?? ""), "latin1"));
}
