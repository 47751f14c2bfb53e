import { gunzipSync } from "node:zlib";
import { type Unzipped, unzipSync } from "fflate";
import { VorlaufError } from "../terms/errors.ts";
import type { Tools } from "../terms/source.ts";

/** Limits within which archives are unpacked; beyond them a file is refused, whatever it claims to be. */
export interface ArchiveLimits {
  /** Members of a zip archive. */
  readonly entries: number;
  /** Unpacked bytes of all members together, or of a gzip file. */
  readonly bytes: number;
  /** Unpacked over packed size of a member larger than a megabyte. */
  readonly ratio: number;
}

/** Limits for publishers' files: the largest in use unpacks to about 60 MB and shrinks by less than 60. */
export const usualLimits: ArchiveLimits = { entries: 2_000, bytes: 512 * 1024 * 1024, ratio: 400 };

/**
 * Members of a zip archive by name, of those wanted. Sizes are those the archive's directory states, and what comes out is
 * compared with them. Encrypted members, and names that leave the archive's folder, are refused.
 * @throws "source-changed" for a damaged archive, or one beyond the limits
 */
export function unzip(
  bytes: Uint8Array,
  wanted?: (name: string) => boolean,
  limits: ArchiveLimits = usualLimits,
): ReadonlyMap<string, Uint8Array> {
  const sizes = new Map<string, number>();
  let total = 0;
  let members: Unzipped;
  try {
    members = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (sizes.size >= limits.entries) throw beyond(`at most ${limits.entries} members`, "more");
        if (name.split(/[\\/]/).includes("..") || /^([\\/]|[A-Za-z]:)/.test(name))
          throw beyond("names inside the archive", JSON.stringify(name));
        sizes.set(name, originalSize);
        if (name.endsWith("/") || wanted?.(name) === false) return false;
        total += originalSize;
        if (total > limits.bytes) throw beyond(`at most ${limits.bytes} bytes unpacked`, `${total} bytes`);
        if (originalSize > 1_048_576 && originalSize > size * limits.ratio)
          throw beyond(`members packed at most ${limits.ratio} times`, `${name}: ${originalSize} bytes from ${size}`);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof VorlaufError) throw cause;
    throw new VorlaufError(
      "source-changed",
      {
        source: "zip archive",
        locator: "archive",
        expected: "a whole zip archive",
        got: cause instanceof Error ? cause.message : String(cause),
      },
      { cause },
    );
  }
  const unpacked = Object.entries(members);
  for (const [name, content] of unpacked) {
    if (content.length !== sizes.get(name))
      throw beyond(`${sizes.get(name)} bytes in ${name} as the directory states`, `${content.length} bytes`);
  }
  return new Map(unpacked);
}

/** The content of a gzip file. @throws "source-changed" when it is cut off, damaged or beyond the limit */
export function gunzip(bytes: Uint8Array, limits: ArchiveLimits = usualLimits): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.bytes });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new VorlaufError(
      "source-changed",
      { source: "gzip file", locator: "file", expected: `a whole gzip file of at most ${limits.bytes} bytes`, got },
      { cause },
    );
  }
}

/** Whether bytes start like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What readers of sources may use. */
export const tools: Tools = { unzip: (bytes, wanted) => unzip(bytes, wanted) };

function beyond(expected: string, got: string): VorlaufError {
  return new VorlaufError("source-changed", { source: "zip archive", locator: "directory", expected, got });
}
