import { changed } from "./answers.ts";

/**
 * The files of a tar archive (POSIX ustar, without links, sparse files or extended names), by name; members of other kinds are left out.
 * @throws "source-changed" for a broken header, a wrong checksum or a cut archive
 */
export function tarMembers(bytes: Uint8Array, source: string): ReadonlyMap<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  for (let at = 0; at + 512 <= bytes.length; ) {
    const head = bytes.subarray(at, at + 512);
    if (head.every((byte) => byte === 0)) return members;
    const size = octal(head.subarray(124, 136));
    if (size === null || octal(head.subarray(148, 156)) !== checksum(head))
      throw changed(source, `archive byte ${at}`, "the head of a member", "something else");
    if (at + 512 + size > bytes.length) throw changed(source, `archive byte ${at}`, `${size} bytes`, "a cut archive");
    const type = head[156];
    const prefix = text(head.subarray(345, 500));
    const name = `${prefix === "" ? "" : `${prefix}/`}${text(head.subarray(0, 100))}`;
    if (type === 0 || type === 0x30) members.set(name.replace(/^\.\//, ""), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}

function checksum(head: Uint8Array): number {
  return head.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function octal(field: Uint8Array): number | null {
  const digits = text(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
