import { createHash } from "node:crypto";
import { createRandom } from "../../src/math/random.ts";
import { VorlaufError } from "../../src/terms/errors.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { frequencyOf } from "../../src/terms/period.ts";
import { toInstant } from "../../src/terms/time.ts";
import { claimOf, headOf, isJson, readerTools, type Seed } from "./corpus.ts";
import { damaged } from "./damage.ts";

/** What became of one damaged document. */
export interface Verdict {
  readonly source: string;
  readonly path: string;
  readonly damage: string;
  readonly bytes: number;
  /** `read`, or the code of the error. */
  readonly outcome: string;
  readonly milliseconds: number;
  /** What no reader may do, each with its reason; empty when all is well. */
  readonly faults: readonly string[];
}

const known = "2026-11-22T00:00:00Z";
/** A document of ordinary size must be done by then [ms of this process]. */
const patience = 2_000;

/** Damages one seed, chosen and damaged by the seed of the run and the number of the input, and has it read. */
export function tryOne(seeds: readonly (readonly Seed[])[], run: number, index: number): Verdict {
  const { seed, name, bytes } = inputOf(seeds, run, index);
  return judge(seed, name, bytes);
}

/** The input of a number in the run of a seed: its file, what was done to it, and the damaged bytes. */
export function inputOf(
  seeds: readonly (readonly Seed[])[],
  run: number,
  index: number,
): { readonly seed: Seed; readonly name: string; readonly bytes: Uint8Array } {
  const random = createRandom(`${run}/${index}`);
  const group = seeds[random.integer(seeds.length)] ?? [];
  const [a, b] = [group[random.integer(group.length)], group[random.integer(group.length)]];
  if (a === undefined || b === undefined) throw new Error("no seed");
  const seed = random.uniform() < 0.9 === a.bytes.length < b.bytes.length ? a : b;
  return { seed, ...damaged(seed, random) };
}

/** Seeds by source, so that every reader gets its share. */
export function bySource(seeds: readonly Seed[]): readonly (readonly Seed[])[] {
  const groups = new Map<string, Seed[]>();
  for (const seed of seeds) groups.set(seed.source.id, [...(groups.get(seed.source.id) ?? []), seed]);
  return [...groups.values()];
}

/** Has a damaged document recognised and read, and looks at all that comes out. */
export function judge(seed: Seed, damage: string, bytes: Uint8Array): Verdict {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const raw = { bytes, sha256, url: "", path: seed.path, known, knownBy: "observed" } as const;
  const faults: string[] = [];
  let outcome = "read";
  let source = seed.source.id;
  const started = process.cpuUsage();
  try {
    const found = { path: seed.path, folder: seed.folder, head: headOf(bytes) };
    const claim = seed.isFixed === true ? seed : (claimOf(found) ?? seed);
    source = claim.source.id;
    const { observations, rejected } = claim.read(raw, readerTools);
    for (const o of observations) {
      const fault = faultOf(o, sha256);
      if (fault !== null) faults.push(fault);
      if (faults.length > 3) break;
    }
    if (rejected.some((r) => r.reason === "" || !(r.count > 0))) faults.push("a rejection without a reason or a count");
    if (seed.isJson && observations.length > 0 && isUtf8(bytes) && !isJson(bytes))
      faults.push("JSON that does not parse was read");
  } catch (error) {
    outcome = error instanceof VorlaufError ? error.code : "crash";
    const fault = faultOfError(error);
    if (fault !== null) faults.push(fault);
  }
  const milliseconds = process.cpuUsage(started).user / 1_000;
  if (milliseconds > patience && bytes.length < 4_000_000)
    faults.push(`took ${Math.round(milliseconds)} ms for ${bytes.length} bytes`);
  return { source, path: seed.path, damage, bytes: bytes.length, outcome, milliseconds, faults };
}

function isUtf8(bytes: Uint8Array): boolean {
  return !(bytes[0] === 0xff && bytes[1] === 0xfe) && !(bytes[0] === 0xfe && bytes[1] === 0xff);
}

const refusals = new Set(["source-changed", "source-unreachable", "source-undated"]);

function faultOfError(error: unknown): string | null {
  if (!(error instanceof VorlaufError))
    return `threw ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join(" | ") : String(error)}`;
  if (!refusals.has(error.code))
    return `refused with ${error.code} instead of source-changed: ${error.message.slice(0, 200)}`;
  const facts: { readonly locator?: string } = error.facts;
  if (error.code === "source-changed" && (facts.locator ?? "") === "") return "source-changed without a locator";
  return error.message.length > 20_000 ? `a message of ${error.message.length} characters` : null;
}

/** Why an observation may not leave a reader, or null. */
function faultOf(o: Observation, sha256: string): string | null {
  const at = `${o.series.slice(0, 80)}${o.item === undefined ? "" : `#${o.item.slice(0, 40)}`}@${o.period.slice(0, 20)}`;
  if (o.value !== null && !Number.isFinite(o.value)) return `${at} has the value ${o.value}`;
  if (o.origin.document !== sha256) return `${at} names another document`;
  if (!isInstant(o.known)) return `${at} is known ${o.known}`;
  if (o.published !== null && !isInstant(o.published)) return `${at} is published ${o.published}`;
  if (!/^[a-z0-9.-]+(\/[a-z0-9.-]+)+$/.test(o.series)) return `${at} is no series id`;
  if (o.flags?.some((f) => !/^[a-z0-9-]+$/.test(f)) === true) return `${at} has the flags ${o.flags.join(",")}`;
  for (const value of Object.values(o.fields ?? {}))
    if (typeof value === "number" && !Number.isFinite(value)) return `${at} has a field that is not finite`;
  try {
    frequencyOf(o.period);
  } catch {
    return `${at} is no period`;
  }
  return null;
}

function isInstant(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(text)) return false;
  try {
    return toInstant(text) === text;
  } catch {
    return false;
  }
}
