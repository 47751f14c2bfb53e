import { VorlaufError } from "../../terms/errors.ts";
import { dateOfDay } from "../../terms/period.ts";
import type { Tools } from "../../terms/source.ts";
import { gunzip } from "./gzip.ts";

/** A value of a flat column; dates are `YYYY-MM-DD`, null is "not stated". */
export type ParquetValue = string | number | boolean | null;

/** A flat table: one array of values per column, all of one length. */
export interface ParquetTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly ParquetValue[]>;
}

const maxRows = 5_000_000;
const maxPageBytes = 64 * 1024 * 1024;

/**
 * A small Parquet file (Apache Parquet format 2, data pages of version 1): flat columns, required or optional, of integers (32 bits), dates, doubles,
 * truth values and strings; plain and dictionary encoding; uncompressed, Snappy or gzip. Nested columns, other codecs and encodings are refused by name, never guessed.
 * @throws "source-changed" with the column
 */
export function readParquet(bytes: Uint8Array, tools: Tools): ParquetTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || magic(0) !== "PAR1" || magic(bytes.length - 4) !== "PAR1")
    throw changed("file", "PAR1 at both ends", "another file or a broken one");
  const footer = bytes.length - 8 - view.getUint32(bytes.length - 8, true);
  if (footer < 4) throw changed("footer", "a length within the file", "a longer one");
  const meta = new Thrift(view, footer).struct();
  const [root, ...leaves] = listAt(meta, 2);
  if (root === undefined || numberAt(root, 5) !== leaves.length) throw changed("schema", "flat columns", "nested ones");
  const columns = new Map<string, ParquetValue[]>(leaves.map((leaf) => [textAt(leaf, 4), []]));
  let rows = 0;
  for (const group of listAt(meta, 4)) {
    rows += numberAt(group, 3);
    if (rows > maxRows) throw changed("row groups", `at most ${maxRows} rows`, "more");
    listAt(group, 1).forEach((chunk, i) => {
      const leaf = leaves[i];
      const column = structAt(chunk, 3);
      if (leaf === undefined || column === undefined)
        throw changed("row group", "a column of the schema with its metadata", `number ${i + 1}`);
      const values = readChunk(bytes, column, leaf, tools);
      if (values.length !== numberAt(group, 3))
        throw changed(textAt(leaf, 4), `${numberAt(group, 3)} values`, String(values.length));
      for (const value of values) columns.get(textAt(leaf, 4))?.push(value);
    });
  }
  return { rows, columns };
}

type Struct = ReadonlyMap<number, unknown>;

function readChunk(bytes: Uint8Array, column: Struct, leaf: Struct, tools: Tools): ParquetValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = textAt(leaf, 4);
  const physical = numberAt(leaf, 1);
  const isDate = numberOr(leaf, 6, -1) === 6;
  const optional = numberOr(leaf, 3, 0) === 1;
  if (numberOr(leaf, 3, 0) === 2) throw changed(name, "a flat column", "a repeated one");
  const wanted = numberAt(column, 5);
  const values: ParquetValue[] = [];
  let dictionary: readonly ParquetValue[] = [];
  let at = Math.min(numberAt(column, 9), numberOr(column, 11, Number.POSITIVE_INFINITY));
  while (values.length < wanted) {
    const header = new Thrift(view, at);
    const page = header.struct();
    const data = unpacked(bytes.subarray(header.at, header.at + numberAt(page, 3)), page, column, { name, tools });
    at = header.at + numberAt(page, 3);
    const type = numberAt(page, 1);
    if (type === 2)
      dictionary = plain(data, 0, numberAt(structAt(page, 7) ?? page, 1), physical, name).map((v) =>
        isDate ? dateOf(v) : v,
      );
    else if (type === 0) {
      const head = structAt(page, 5) ?? page;
      const stated = readPage(data, {
        count: numberAt(head, 1),
        encoding: numberAt(head, 2),
        optional,
        physical,
        dictionary,
        name,
      });
      for (const value of stated) values.push(isDate && typeof value === "number" ? dateOf(value) : value);
    } else throw changed(name, "data pages of version 1 or a dictionary", `page type ${type}`);
  }
  return values;
}

interface Page {
  readonly count: number;
  readonly encoding: number;
  readonly optional: boolean;
  readonly physical: number;
  readonly dictionary: readonly ParquetValue[];
  readonly name: string;
}

function readPage(data: Uint8Array, page: Page): ParquetValue[] {
  let at = 0;
  let present: readonly number[] | null = null;
  if (page.optional) {
    if (data.length < 4) throw changed(page.name, "four bytes of levels", `${data.length}`);
    const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true);
    present = hybrid(data.subarray(4, 4 + length), 1, page.count, page.name);
    at = 4 + length;
  }
  const count = present === null ? page.count : present.reduce((n, level) => n + level, 0);
  const stated = page.encoding === 0 ? plain(data, at, count, page.physical, page.name) : coded(data, at, count, page);
  if (present === null) return stated;
  let next = 0;
  return present.map((level) => (level === 1 ? (stated[next++] ?? null) : null));
}

function coded(data: Uint8Array, at: number, count: number, page: Page): ParquetValue[] {
  if (page.encoding !== 2 && page.encoding !== 8)
    throw changed(page.name, "plain or dictionary encoding", `encoding ${page.encoding}`);
  if (count === 0) return [];
  return hybrid(data.subarray(at + 1), data[at] ?? 0, count, page.name).map((i) => {
    const value = page.dictionary[i];
    if (value === undefined) throw changed(page.name, `an entry below ${page.dictionary.length}`, String(i));
    return value;
  });
}

function plain(data: Uint8Array, from: number, count: number, physical: number, name: string): ParquetValue[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = from;
  const need = (bytes: number): number => {
    if (at + bytes > data.length) throw changed(name, `${count} values`, "fewer bytes");
    at += bytes;
    return at - bytes;
  };
  return Array.from({ length: count }, (_, i): ParquetValue => {
    switch (physical) {
      case 0:
        return (((data[from + (i >> 3)] ?? 0) >> (i & 7)) & 1) === 1;
      case 1:
        return view.getInt32(need(4), true);
      case 4:
        return view.getFloat32(need(4), true);
      case 5: {
        const value = view.getFloat64(need(8), true);
        return Number.isNaN(value) ? null : value;
      }
      case 6: {
        const length = view.getUint32(need(4), true);
        const start = need(length);
        return new TextDecoder().decode(data.subarray(start, start + length));
      }
      default:
        throw changed(name, "integers, doubles, truth values or strings", `physical type ${physical}`);
    }
  });
}

/** Runs and bit-packed groups (the format's RLE hybrid). */
function hybrid(data: Uint8Array, width: number, count: number, name: string): number[] {
  const values: number[] = [];
  let at = 0;
  while (values.length < count) {
    if (at >= data.length || width > 24) throw changed(name, `${count} levels or indices`, String(values.length));
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++] ?? 0;
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80 || shift > 28) break;
    }
    const run = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let b = 0; b < Math.ceil(width / 8); b++) value += (data[at++] ?? 0) * 2 ** (8 * b);
      for (let i = 0; i < run && values.length < count; i++) values.push(value);
    } else {
      for (let i = 0; i < run * 8 && values.length < count; i++) {
        let value = 0;
        for (let b = 0; b < width; b++) {
          const bit = i * width + b;
          value |= (((data[at + (bit >> 3)] ?? 0) >> (bit & 7)) & 1) << b;
        }
        values.push(value);
      }
      at += run * width;
    }
  }
  return values;
}

function unpacked(
  data: Uint8Array,
  page: Struct,
  column: Struct,
  { name, tools }: { readonly name: string; readonly tools: Tools },
): Uint8Array {
  const codec = numberAt(column, 4);
  const size = numberAt(page, 2);
  if (size > maxPageBytes) throw changed(name, `pages of at most ${maxPageBytes} bytes`, String(size));
  if (codec === 0) return data;
  if (codec === 1) return snappy(data, size, name);
  if (codec === 2) return gunzip(data, tools);
  throw changed(name, "no compression, Snappy or gzip", `codec ${codec}`);
}

/** Snappy's raw format: the size as a varint, then literals and copies from what was written before. */
function snappy(data: Uint8Array, size: number, name: string): Uint8Array {
  let at = 0;
  while ((data[at++] ?? 0) >= 0x80);
  const out = new Uint8Array(size);
  const little = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += (data[at++] ?? 0) * 2 ** (8 * i);
    return value;
  };
  let end = 0;
  while (at < data.length) {
    const tag = data[at++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      const length = (tag >> 2 < 60 ? tag >> 2 : little((tag >> 2) - 59)) + 1;
      if (end + length > size || at + length > data.length) throw changed(name, `${size} bytes`, "more");
      out.set(data.subarray(at, at + length), end);
      at += length;
      end += length;
    } else {
      const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      const offset = kind === 1 ? (tag >> 5) * 256 + little(1) : little(kind === 2 ? 2 : 4);
      if (offset === 0 || offset > end || end + length > size)
        throw changed(name, "a copy within the page", `offset ${offset}`);
      for (let i = 0; i < length; i++, end++) out[end] = out[end - offset] ?? 0;
    }
  }
  if (end !== size) throw changed(name, `${size} bytes`, String(end));
  return out;
}

/** Thrift's compact protocol, as far as Parquet's metadata uses it; a cursor over the file. */
class Thrift {
  readonly #view: DataView;
  at: number;

  constructor(view: DataView, at: number) {
    if (!Number.isSafeInteger(at) || at < 0 || at >= view.byteLength)
      throw changed("metadata", "a place within the file", String(at));
    this.#view = view;
    this.at = at;
  }

  struct(depth = 0): Map<number, unknown> {
    const fields = new Map<number, unknown>();
    if (depth > 16) throw changed("metadata", "at most 16 levels", "more");
    for (let id = 0; ; ) {
      const byte = this.#byte();
      if (byte === 0) return fields;
      id = byte >> 4 === 0 ? this.#zigzag() : id + (byte >> 4);
      fields.set(id, this.#value(byte & 15, depth));
    }
  }

  #byte(): number {
    if (this.at >= this.#view.byteLength) throw changed("metadata", "a complete structure", "the end of the file");
    return this.#view.getUint8(this.at++);
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw changed("metadata", "an integer of at most 63 bits", "a longer one");
  }

  #zigzag(): number {
    const n = this.#varint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }

  #value(type: number, depth: number): unknown {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        this.at += 8;
        return null;
      case 8: {
        const length = this.#varint();
        if (this.at + length > this.#view.byteLength)
          throw changed("metadata", "a string within the file", `${length} bytes`);
        this.at += length;
        return new TextDecoder().decode(
          new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.at - length, length),
        );
      }
      case 9:
      case 10: {
        const head = this.#byte();
        const count = head >> 4 === 15 ? this.#varint() : head >> 4;
        if (count > this.#view.byteLength) throw changed("metadata", "a list within the file", `${count} entries`);
        return Array.from({ length: count }, () => this.#value(head & 15, depth));
      }
      case 12:
        return this.struct(depth + 1);
      default:
        throw changed("metadata", "types of the compact protocol", `type ${type}`);
    }
  }
}

function numberOr(struct: Struct, field: number, other: number): number {
  const found = struct.get(field);
  return typeof found === "number" ? found : other;
}

function numberAt(struct: Struct, field: number): number {
  const found = struct.get(field);
  if (typeof found !== "number" || found < 0) throw changed("metadata", `a number in field ${field}`, String(found));
  return found;
}

function textAt(struct: Struct, field: number): string {
  const found = struct.get(field);
  if (typeof found !== "string") throw changed("metadata", `a name in field ${field}`, String(found));
  return found;
}

function structAt(struct: Struct, field: number): Struct | undefined {
  const found = struct.get(field);
  return found instanceof Map ? (found as Struct) : undefined;
}

function listAt(struct: Struct, field: number): readonly Struct[] {
  const found = struct.get(field);
  if (!Array.isArray(found) || !found.every((entry) => entry instanceof Map))
    throw changed("metadata", `structures in field ${field}`, String(found));
  return found as readonly Struct[];
}

function dateOf(value: ParquetValue): ParquetValue {
  return typeof value === "number" ? dateOfDay(value) : value;
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "parquet", locator, expected, got });
}
