import { VorlaufError } from "../../terms/errors.ts";
import type { Tools } from "../../terms/source.ts";

/**
 * The content of a gzip stream (RFC 1952, one member). A gzip member and a zip member hold the same deflate stream, checksum and size, so the stream is handed to
 * `tools.unzip` as an archive of one file, and its limits hold here too.
 * @throws "source-changed" when the bytes are no gzip stream
 */
export function gunzip(bytes: Uint8Array, tools: Tools): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8)
    throw changed("start", "a gzip stream", "other bytes");
  const start = contentStart(bytes);
  const crc = view.getUint32(bytes.length - 8, true);
  const size = view.getUint32(bytes.length - 4, true);
  const found = tools.unzip(archiveOf(bytes.subarray(start, bytes.length - 8), crc, size)).get("x");
  if (found === undefined || found.length !== size) throw changed("end", `${size} bytes`, String(found?.length ?? 0));
  return found;
}

function contentStart(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    while (at < bytes.length && bytes[at] !== 0) at++;
    at++;
  }
  return at + ((flags & 2) === 0 ? 0 : 2);
}

/** A zip archive with one deflated member `x` (local header, central directory, end record; APPNOTE 6.3). */
function archiveOf(deflated: Uint8Array, crc: number, size: number): Uint8Array {
  const local = 31;
  const archive = new Uint8Array(local + deflated.length + 47 + 22);
  const view = new DataView(archive.buffer);
  const common = (at: number): void => {
    view.setUint16(at, 20, true);
    view.setUint16(at + 4, 8, true);
    view.setUint32(at + 10, crc, true);
    view.setUint32(at + 14, deflated.length, true);
    view.setUint32(at + 18, size, true);
    view.setUint16(at + 22, 1, true);
  };
  view.setUint32(0, 0x04034b50, true);
  common(4);
  archive[30] = 0x78;
  archive.set(deflated, local);
  const central = local + deflated.length;
  view.setUint32(central, 0x02014b50, true);
  view.setUint16(central + 4, 20, true);
  common(central + 6);
  archive[central + 46] = 0x78;
  const end = central + 47;
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 8, 1, true);
  view.setUint16(end + 10, 1, true);
  view.setUint32(end + 12, 47, true);
  view.setUint32(end + 16, central, true);
  return archive;
}

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "gzip", locator, expected, got });
}
