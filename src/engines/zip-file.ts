import { closeSync, openSync, readSync, statSync } from "node:fs";
import { constants, crc32, inflateRawSync } from "node:zlib";
import { VorlaufError } from "../terms/errors.ts";

/** A member of an archive on disk. */
export interface ZipMember {
  readonly name: string;
  /** Unpacked size that the directory states [bytes]. */
  readonly size: number;
  readonly packed: number;
  readonly method: number;
  readonly at: number;
  /** Check sum that the directory states. */
  readonly crc: number;
}

/** An archive on disk whose members are read one at a time: memory holds the directory and one member. */
export interface ZipFile {
  readonly members: readonly ZipMember[];
  /** The unpacked member. @throws "source-changed" when it is damaged, or larger than stated or allowed */
  readonly read: (member: ZipMember) => Uint8Array;
  readonly close: () => void;
}

/** Limits of one archive on disk. */
export interface ZipFileLimits {
  readonly members: number;
  /** Unpacked bytes of one member. */
  readonly bytes: number;
  /** Unpacked over packed size of a member larger than a megabyte. */
  readonly ratio: number;
}

/** The SEC's archive of all company facts has about 19,000 members, the largest about 10 MB. */
export const usualZipFileLimits: ZipFileLimits = { members: 100_000, bytes: 256 * 1024 * 1024, ratio: 400 };

/**
 * Opens a zip archive by its central directory (APPNOTE 6.3.10, 4.3.12 to 4.3.16; also in the zip64 form).
 * Members that are stored or deflated; encrypted ones and names that leave the folder are refused.
 * @throws "source-changed" for a cut, damaged or over-large archive
 */
export function openZipFile(path: string, limits: ZipFileLimits = usualZipFileLimits): ZipFile {
  const file = openSync(path, "r");
  try {
    const size = statSync(path).size;
    const members = directoryOf(file, size, limits);
    return { members, read: (member) => readMember(file, size, member, limits), close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function directoryOf(file: number, size: number, limits: ZipFileLimits): ZipMember[] {
  const tail = bytesAt(file, size, Math.max(0, size - 66_000), Math.min(size, 66_000));
  const end = lastIndexOf(tail, 0x06054b50);
  if (end < 0) throw damaged("end of the archive", "a directory", "none (cut off?)");
  const view = viewOf(tail);
  let [count, length, at] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  const wide = end - 20;
  if (wide >= 0 && view.getUint32(wide, true) === 0x07064b50) {
    const record = viewOf(bytesAt(file, size, wideNumber(view, wide + 8), 56));
    if (record.getUint32(0, true) !== 0x06064b50) throw damaged("zip64 record", "its signature", "something else");
    [count, length, at] = [wideNumber(record, 32), wideNumber(record, 40), wideNumber(record, 48)];
  }
  if (count > limits.members || length > limits.members * 600)
    throw damaged("directory", `at most ${limits.members} members`, String(count));
  const directory = bytesAt(file, size, at, length);
  const members: ZipMember[] = [];
  for (let from = 0; members.length < count; ) {
    const entry = entryAt(directory, from);
    checkEntry(entry, limits);
    members.push(entry);
    from = entry.next;
  }
  return members;
}

function entryAt(
  directory: Uint8Array,
  from: number,
): ZipMember & { readonly next: number; readonly encrypted: boolean } {
  const view = viewOf(directory);
  if (from + 46 > directory.length || view.getUint32(from, true) !== 0x02014b50)
    throw damaged(`directory byte ${from}`, "an entry", "something else");
  const [nameLength, extraLength, commentLength] = [
    view.getUint16(from + 28, true),
    view.getUint16(from + 30, true),
    view.getUint16(from + 32, true),
  ];
  const next = from + 46 + nameLength + extraLength + commentLength;
  if (next > directory.length) throw damaged(`directory byte ${from}`, "a whole entry", "its start");
  const name = new TextDecoder().decode(directory.subarray(from + 46, from + 46 + nameLength));
  const plain = {
    packed: view.getUint32(from + 20, true),
    size: view.getUint32(from + 24, true),
    at: view.getUint32(from + 42, true),
  };
  const sizes = widened(
    viewOf(directory.subarray(from + 46 + nameLength, from + 46 + nameLength + extraLength)),
    plain,
  );
  return {
    name,
    ...sizes,
    method: view.getUint16(from + 10, true),
    crc: view.getUint32(from + 16, true),
    next,
    encrypted: (view.getUint16(from + 8, true) & 1) === 1,
  };
}

/** Sizes of the zip64 extra field (id 1), which stand in the order size, packed, place, each only when the plain one is full. */
function widened(
  extra: DataView,
  plain: Pick<ZipMember, "packed" | "size" | "at">,
): Pick<ZipMember, "packed" | "size" | "at"> {
  for (let from = 0; from + 4 <= extra.byteLength; from += 4 + extra.getUint16(from + 2, true)) {
    if (extra.getUint16(from, true) !== 1) continue;
    let at = from + 4;
    const take = (value: number): number => {
      if (value !== 0xffffffff) return value;
      at += 8;
      if (at > extra.byteLength) throw damaged("zip64 field", "eight bytes", "fewer");
      return wideNumber(extra, at - 8);
    };
    const size = take(plain.size);
    const packed = take(plain.packed);
    return { size, packed, at: take(plain.at) };
  }
  return plain;
}

function checkEntry(
  { name, size, packed, method, encrypted }: ZipMember & { readonly encrypted: boolean },
  limits: ZipFileLimits,
): void {
  if (encrypted) throw damaged(name, "a member without a password", "an encrypted one");
  if (method !== 0 && method !== 8) throw damaged(name, "a stored or deflated member", `method ${method}`);
  if (name.split(/[\\/]/).includes("..") || /^([\\/]|[A-Za-z]:)/.test(name))
    throw damaged("directory", "names inside the archive", JSON.stringify(name));
  if (size > limits.bytes) throw damaged(name, `at most ${limits.bytes} bytes unpacked`, String(size));
  if (size > 1_048_576 && size > packed * limits.ratio)
    throw damaged(name, `members packed at most ${limits.ratio} times`, `${size} bytes from ${packed}`);
}

function readMember(file: number, archive: number, member: ZipMember, limits: ZipFileLimits): Uint8Array {
  const head = viewOf(bytesAt(file, archive, member.at, 30));
  if (head.getUint32(0, true) !== 0x04034b50) throw damaged(member.name, "a member's head", "something else");
  const packed = bytesAt(
    file,
    archive,
    member.at + 30 + head.getUint16(26, true) + head.getUint16(28, true),
    member.packed,
  );
  const bytes = member.method === 0 ? packed : inflate(packed, member.name, limits);
  if (crc32(bytes) !== member.crc) throw damaged(member.name, "the check sum of the directory", "another");
  if (bytes.length !== member.size)
    throw damaged(member.name, `${member.size} bytes as the directory states`, `${bytes.length} bytes`);
  return bytes;
}

function inflate(packed: Uint8Array, name: string, limits: ZipFileLimits): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: limits.bytes, finishFlush: constants.Z_FINISH });
  } catch (cause) {
    throw damaged(name, "a whole deflated member", cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function bytesAt(file: number, size: number, from: number, length: number): Uint8Array {
  if (from < 0 || from + length > size)
    throw damaged("archive", `${length} bytes from byte ${from}`, `an archive of ${size} bytes (cut off?)`);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const got = readSync(file, bytes, at, length - at, from + at);
    if (got === 0) throw damaged("archive", `${length} bytes from byte ${from}`, `${at} bytes`);
    at += got;
  }
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function wideNumber(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 4_294_967_296 + view.getUint32(at, true);
}

function lastIndexOf(bytes: Uint8Array, signature: number): number {
  const view = viewOf(bytes);
  for (let at = bytes.length - 22; at >= 0; at--) if (view.getUint32(at, true) === signature) return at;
  return -1;
}

function damaged(locator: string, expected: string, got: string, cause?: unknown): VorlaufError {
  return new VorlaufError(
    "source-changed",
    { source: "zip archive", locator, expected, got },
    cause === undefined ? undefined : { cause },
  );
}
