import { sources } from "../sources/shelf.ts";
import { filesBelow } from "../store/folder.ts";
import { seedStore } from "../store/seed.ts";
import type { Effects } from "../terms/effects.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { Company } from "../terms/filer.ts";
import type { ShelvedSource } from "../terms/source.ts";
import { toInstant } from "../terms/time.ts";
import type { FetchPolicy } from "./fetch-document.ts";
import { type PullReport, pullFrom } from "./pull.ts";
import { errandsOf, type PullLive, pullLive } from "./pull-live.ts";

/** What `vorlauf pull --from` is asked for. */
export interface FolderIntake {
  readonly store: string;
  /** A store to begin with when `store` does not exist yet (the embedded snapshot); null begins empty. */
  readonly seed: string | null;
  readonly folder: string;
  /** Ids of sources, each followed by words that choose among its series where it is asked for by words (`sec NVDA TSM`); all when empty. */
  readonly only: readonly string[];
  readonly known: string | null;
  /** Filers of the user's tag maps. */
  readonly filers?: readonly Company[];
}

/**
 * Reads publishers' files below a folder into the user's store, made from the snapshot when it does not exist.
 * What was asked for is checked before a store is made.
 * @throws "unknown-id" for a source that does not exist; as {@link pullFrom}
 */
export async function takeFolder(
  intake: FolderIntake,
  effects: Pick<Effects, "progress" | "log">,
): Promise<PullReport> {
  const named = namedIn(intake.only);
  filesBelow(intake.folder);
  if (intake.known !== null) toInstant(intake.known);
  if (intake.seed !== null && seedStore(intake.seed, intake.store))
    effects.log(`new store at ${intake.store}, begun with the embedded snapshot`);
  const only = named.map(({ source }) => source.id);
  const chosen = named.filter(({ words }) => words.length > 0);
  const choice = keeping(chosen);
  const report = await pullFrom(
    {
      store: intake.store,
      folder: intake.folder,
      sources,
      only,
      known: intake.known,
      keepRaw: true,
      ...(intake.filers === undefined ? {} : { filers: intake.filers }),
      ...(chosen.length === 0 ? {} : { keeps: choice.keeps }),
    },
    effects,
  );
  const without = choice.without();
  return without.length === 0 ? report : { ...report, skipped: without };
}

/**
 * Which series the words behind their source choose: those with the word as a segment (`sec/nvda/capex`); and afterwards the words
 * that chose none.
 */
function keeping(chosen: readonly Named[]): {
  readonly keeps: (source: ShelvedSource, series: string) => boolean;
  readonly without: () => readonly { readonly source: string; readonly reason: string }[];
} {
  const wordsOf = new Map(chosen.map(({ source, words }) => [source.id, new Set(words.map(segmentOf))]));
  const seen = new Set<string>();
  return {
    keeps: (source, series) => {
      const words = wordsOf.get(source.id);
      const word = words === undefined ? undefined : series.split("/").find((segment) => words.has(segment));
      seen.add(`${source.id} ${word ?? ""}`);
      return words === undefined || word !== undefined;
    },
    without: () =>
      chosen.flatMap(({ source, words }) =>
        words
          .filter((word) => !seen.has(`${source.id} ${segmentOf(word)}`))
          .map((word) => ({
            source: source.id,
            reason: `no file in the folder holds ${word}${source.id.startsWith("sec") ? " (a filer that no map names is read from files with a tag map only: --tags FILE)" : ""}`,
          })),
      ),
  };
}

/** A word as it stands in series ids: `BRK.B` is `brk-b`. */
function segmentOf(word: string): string {
  return word.toLowerCase().replaceAll(".", "-");
}

/** @throws "unknown-id" naming near sources */
export function checkSources(ids: readonly string[]): void {
  const known = sources.map((s) => s.id);
  for (const id of ids)
    if (!known.includes(id)) throw new VorlaufError("unknown-id", { kind: "source", id, near: nearIds(id, known) });
}

/** What `vorlauf pull` is asked for without `--from`. */
export interface LiveIntake {
  readonly store: string;
  readonly seed: string | null;
  /** Ids of sources, each followed by words that fill its main query field (`sec NVDA TSM`); none: every source that needs no query. */
  readonly words: readonly string[];
  /** Parts of the query as given, `key=value`. */
  readonly query: readonly string[];
  /** Whether documents are fetched again that have not changed. */
  readonly again: boolean;
  /** Filers of the user's tag maps. */
  readonly filers?: readonly Company[];
  readonly policy?: FetchPolicy;
}

/**
 * Fetches publishers' documents into the user's store, made from the snapshot when it does not exist. With no source named, those without a key or a needed query are left out and
 * named; a named one without its key is an error before anything is fetched.
 * @throws "unknown-id" for a source, "input-invalid" for a query or a missing key; as {@link pullLive}
 */
export async function takeLive(intake: LiveIntake, effects: Effects): Promise<PullReport> {
  const { wanted, skipped } =
    intake.words.length === 0 ? everything() : { wanted: wantedOf(intake.words, queryOf(intake.query)), skipped: [] };
  if (intake.words.length === 0 && intake.query.length > 0)
    throw new VorlaufError("input-invalid", {
      what: "--query",
      got: intake.query.join(" "),
      fix: "Name the source that the query is for.",
    });
  errandsOf({ wanted, skips: intake.words.length === 0 }, effects);
  if (intake.seed !== null && seedStore(intake.seed, intake.store))
    effects.log(`new store at ${intake.store}, begun with the embedded snapshot`);
  const report = await pullLive(
    {
      store: intake.store,
      wanted,
      keepRaw: true,
      again: intake.again,
      skips: intake.words.length === 0,
      ...(intake.filers === undefined ? {} : { filers: intake.filers }),
      ...(intake.policy === undefined ? {} : { policy: intake.policy }),
    },
    effects,
  );
  const left = [...(report.skipped ?? []), ...skipped];
  return left.length === 0 ? report : { ...report, skipped: left };
}

/** Every source with a live service that needs no query; the others with what they need. */
function everything(): {
  readonly wanted: PullLive["wanted"];
  readonly skipped: readonly { readonly source: string; readonly reason: string }[];
} {
  const wanted: { source: ShelvedSource; query: unknown }[] = [];
  const skipped: { source: string; reason: string }[] = [];
  for (const source of sources) {
    try {
      for (const query of source.usual ?? [{}])
        if (source.ask(query).requests.length > 0) wanted.push({ source, query });
    } catch (error) {
      if (!(error instanceof VorlaufError)) throw error;
      skipped.push({ source: source.id, reason: `needs a query, or has no live service (${error.message})` });
    }
  }
  return { wanted, skipped };
}

/** Sources and their queries from the words of a command line. @throws "unknown-id", "input-invalid" */
function wantedOf(
  words: readonly string[],
  given: Readonly<Record<string, string | readonly string[]>>,
): PullLive["wanted"] {
  return namedIn(words).flatMap(({ source, words: own }) => {
    const field = source.argument ?? "";
    const queries: readonly Readonly<Record<string, unknown>>[] =
      own.length === 0
        ? Object.keys(given).length === 0
          ? usualOf(source)
          : [given]
        : own.map((word) => ({ ...given, [field]: word }));
    return queries.map((query) => ({ source, query: fitting(source, query) }));
  });
}

/** A source and the words behind its id. */
interface Named {
  readonly source: ShelvedSource;
  readonly words: string[];
}

/** Sources of a command line, each with the words that follow it. @throws "unknown-id" */
function namedIn(words: readonly string[]): readonly Named[] {
  const named: Named[] = [];
  for (const word of words) {
    const source = sources.find((s) => s.id === word);
    const last = named.at(-1);
    if (source !== undefined) named.push({ source, words: [] });
    else if (last?.source.argument !== undefined) last.words.push(word);
    else checkSources([word]);
  }
  return named;
}

function usualOf({ usual }: ShelvedSource): readonly Readonly<Record<string, unknown>>[] {
  return (usual ?? [{}]).map((query) => (typeof query === "object" && query !== null ? { ...query } : {}));
}

/** The query in the first reading that its source takes: as text, with true and false, with numbers. @throws the first reading's "input-invalid" */
function fitting(source: ShelvedSource, query: Readonly<Record<string, unknown>>): unknown {
  const read = (value: unknown, numbers: boolean): unknown => {
    if (value === "true" || value === "false") return value === "true";
    return numbers && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  };
  const readings = [
    query,
    ...[false, true].map((numbers) =>
      Object.fromEntries(Object.entries(query).map(([key, value]) => [key, read(value, numbers)])),
    ),
  ];
  const failures: VorlaufError[] = [];
  for (const reading of readings) {
    try {
      source.ask(reading);
      return reading;
    } catch (error) {
      if (!(error instanceof VorlaufError) || error.code !== "input-invalid") throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

/** `key=value` parts as a query; a key given several times is a list. @throws "input-invalid" */
function queryOf(parts: readonly string[]): Readonly<Record<string, string | readonly string[]>> {
  const query = new Map<string, string | readonly string[]>();
  for (const part of parts) {
    const at = part.indexOf("=");
    const key = part.slice(0, at);
    if (at < 1 || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(key))
      throw new VorlaufError("input-invalid", {
        what: "--query",
        got: part,
        fix: "Write key=value, for example --query series=INDPRO.",
      });
    const held = query.get(key);
    const value = part.slice(at + 1);
    query.set(key, held === undefined ? value : [...(typeof held === "string" ? [held] : held), value]);
  }
  return Object.fromEntries(query);
}
