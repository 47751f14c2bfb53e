import type { z } from "zod";
import { readSound } from "./border.ts";
import { VorlaufError } from "./errors.ts";
import type { Company } from "./filer.ts";
import type { KnownBy, ListKind, Observation } from "./observation.ts";
import type { Frequency } from "./period.ts";
import type { Instant } from "./time.ts";
import type { Warning } from "./warnings.ts";

/** A document as it was kept: bytes, address, and when this copy is known to have existed. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, hex. */
  readonly sha256: string;
  readonly url: string;
  /** File path below the folder given to `pull --from`, or the address's last part. */
  readonly path: string;
  /** When this copy existed, and how that is known; rows with their own stamp use that instead. */
  readonly known: Instant;
  readonly knownBy: KnownBy;
}

/** What a live connector asks for. */
export interface SourceRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Name of the environment variable that holds the key, and the query parameter or header it goes into; scrubbed from logs and raw copies.
   * `optional`: the service answers without one, too (with lower limits). `scheme`: a word before the key in the header (`Bearer`).
   */
  readonly key?: {
    readonly env: string;
    readonly parameter?: string;
    readonly header?: string;
    readonly optional?: boolean;
    readonly scheme?: string;
  };
  /** Another address of the same document, asked when there is none at `url` (404). */
  readonly otherwise?: string;
  /** Statuses by which the service says "nothing there" (no filing, no hit): then there is no document and no failure. */
  readonly absent?: readonly number[];
  /** Set when the answer is an archive too large for memory: kept in a file while {@link Source.archive} names the members to read. */
  readonly archive?: string;
}

/** One answer as a paging hook sees it. */
export interface Answer {
  readonly raw: RawDocument;
  readonly asked: SourceRequest;
  /** Which answer to the first request's chain this is, from 1. */
  readonly page: number;
  /** The `Link` header, or null. */
  readonly link: string | null;
}

/** Stands between the pages of a document that was fetched in several (RFC 7464's record separator: in no JSON text, in no XML). */
export const pageSeparator = "\u001e";

/** The pages of a document fetched in one or several; pure. */
export function pagesOf(raw: RawDocument): readonly string[] {
  return new TextDecoder().decode(raw.bytes).split(pageSeparator);
}

/** What the caller supplies: unpacking, which enforces limits on size and count and throws "source-changed", and what the user says about filers. */
export interface Tools {
  /** Filers of the user's tag maps, beside those that ship; none when absent. */
  readonly filers?: readonly Company[];
  /** Members of a zip archive by name. */
  readonly unzip: (bytes: Uint8Array, wanted?: (name: string) => boolean) => ReadonlyMap<string, Uint8Array>;
}

/** What became of the rows of a document whose locators do not number them one by one. */
export interface Account {
  /** What a row is here: papers, facts, prices, days. */
  readonly unit: string;
  /** Rows that the document holds, counted before any is left out. */
  readonly held: number;
  /** Rows taken, each into a value or as a part of one; with the rejected ones they make up {@link held}. */
  readonly taken: number;
  /** What else stands there that is no row of this source, by name (transformation codes, facts of other tags). */
  readonly beside?: readonly { readonly what: string; readonly count: number }[];
}

/** What one document yielded. */
export interface Reading {
  readonly observations: readonly Observation[];
  /** Rows that were not taken, by reason, with an example locator; `of` names what is counted where it is not rows. */
  readonly rejected: readonly {
    readonly reason: string;
    readonly count: number;
    readonly example: string;
    readonly of?: string;
  }[];
  /** Absent where every row taken stands in the locator of a value. */
  readonly account?: Account;
  readonly warnings?: readonly Warning[];
}

/** A series or list that a source can yield; `id` may end in `*` segments (`sec/*\/capex`). */
export interface SeriesInfo {
  readonly id: string;
  readonly title: { readonly en: string; readonly de: string };
  readonly unit: string;
  readonly frequency: Frequency;
  /** Set for lists. */
  readonly list?: ListKind;
  /** Usual time from the end of a period to publication [days]. */
  readonly lagDays: number;
}

/** A file found by `pull --from`, for a source to recognise. */
export interface FoundFile {
  /** Path below the folder, with `/`, without a trailing `.gz`. */
  readonly path: string;
  /** `id` of the SOURCE.json beside it (or in a parent folder), empty when there is none. */
  readonly folder: string;
  /** First 4,096 characters of the unpacked content, Latin-1. */
  readonly head: string;
}

/** One primary source: data plus small pure hooks. `docs` of a source go into its file's docstring. */
export interface Source<Query> {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  /** Whether figures may enter the embedded snapshot: `ship`, `unclear` (figures a view needs, with citation), `test` (never). */
  readonly terms: "ship" | "unclear" | "test";
  readonly homepage: string;
  readonly series: readonly SeriesInfo[];
  readonly query: z.ZodType<Query>;
  /** Set for an archive that ended: no later value will come, so none is ever late. */
  readonly closed?: true;
  /** Live requests for a query; pure. Empty for a source that has no live service. */
  readonly requests: (query: Query) => readonly SourceRequest[];
  /** The query under which a file is read, or null when the file is not this source's. */
  readonly recognise: (file: FoundFile) => Query | null;
  /** Pure. @throws "source-changed" with the locator when the document's structure is not the expected one. */
  readonly read: (raw: RawDocument, query: Query, tools: Tools) => Reading;
  /** What to ask for after an answer: its next page, or the document it points at; null when nothing is left. Pure. */
  readonly next?: (answer: Answer, query: Query) => SourceRequest | null;
  /** Whether the answers that {@link next} chains are one document ({@link pageSeparator} between them), read when the last has come. */
  readonly joined?: boolean;
  /** Name of the query's field that a bare word behind the source's id fills (`pull sec NVDA TSM`), one query per word. */
  readonly argument?: string;
  /** The queries of a plain `pull <id>`; the empty one when absent. */
  readonly usual?: readonly Query[];
  /** An archive that is read member by member: its file name, and the query under which a member is read (null: not wanted). */
  readonly archive?: {
    readonly name: RegExp;
    readonly member: (name: string, filers?: readonly Company[]) => Query | null;
  };
}

/** How one document of a source is read. */
export type ReadDocumentOf = (raw: RawDocument, tools: Tools) => Reading;

/** What a query asks for, and how each answer is read and followed. */
export interface Asked {
  readonly requests: readonly SourceRequest[];
  readonly read: ReadDocumentOf;
  readonly next?: (answer: Answer) => SourceRequest | null;
}

/**
 * A source with its query type closed over, so that sources of different queries stand on one shelf without casts.
 * Authors write `export const source: Source<Query> = {...}`; the generated shelf calls {@link shelve}.
 */
export interface ShelvedSource
  extends Pick<
    Source<never>,
    "id" | "title" | "publisher" | "licence" | "terms" | "homepage" | "series" | "closed" | "joined" | "argument"
  > {
  /** How to read a file found on disk, or null when the file is not this source's. */
  readonly recognise: (file: FoundFile) => ReadDocumentOf | null;
  /**
   * The live requests for a query given as plain data, and how to read each answer.
   * @throws "input-invalid" naming the part of the query that does not fit
   */
  readonly ask: (query: unknown) => Asked;
  /** The queries of a plain `pull <id>`; the empty one when absent. */
  readonly usual?: readonly unknown[];
  /** An archive read member by member: its file name, and how to read a member (null: not wanted). */
  readonly archive?: {
    readonly name: RegExp;
    readonly member: (name: string, filers?: readonly Company[]) => ReadDocumentOf | null;
  };
}

/** A source as it stands on the shelf, its reader behind {@link readSound}; pure. */
export function shelve<Query>(source: Source<Query>): ShelvedSource {
  const { id, title, publisher, licence, terms, homepage, series, archive, next } = source;
  const reader =
    (query: Query): ReadDocumentOf =>
    (raw, tools) =>
      readSound(source.id, raw, () => source.read(raw, query, tools));
  return {
    id,
    title,
    publisher,
    licence,
    terms,
    homepage,
    series,
    ...(source.closed === undefined ? {} : { closed: source.closed }),
    ...(source.joined === undefined ? {} : { joined: source.joined }),
    ...(source.argument === undefined ? {} : { argument: source.argument }),
    ...(source.usual === undefined ? {} : { usual: source.usual }),
    ...(archive === undefined
      ? {}
      : {
          archive: {
            name: archive.name,
            member: (name, filers) => {
              const query = archive.member(name, filers);
              return query === null ? null : reader(query);
            },
          },
        }),
    recognise: (file) => {
      const query = source.recognise(file);
      return query === null ? null : reader(query);
    },
    ask: (given) => {
      const parsed = source.query.safeParse(given);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new VorlaufError("input-invalid", {
          what: `query of ${id}${issue === undefined || issue.path.length === 0 ? "" : `, ${issue.path.join(".")}`}`,
          got: JSON.stringify(given),
          fix: issue?.message ?? "See vorlauf sources.",
        });
      }
      return {
        requests: source.requests(parsed.data),
        read: reader(parsed.data),
        ...(next === undefined ? {} : { next: (answer) => next(answer, parsed.data) }),
      };
    },
  };
}
