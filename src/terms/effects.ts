import type { Instant } from "./time.ts";

/** What a long task tells while it works; the door prints it to stderr, or draws a bar. */
export interface Progress {
  /** The task's verb: `pull`, `snapshot`, `verdict`. */
  readonly task: string;
  /** What is worked on now: a source, a file, a part. */
  readonly on: string;
  readonly done: number;
  /** 0 while the total is not known. */
  readonly total: number;
}

/**
 * Everything of the outside world that a task may touch: built by a door, replaced in tests. Keys come out of `env` only at
 * the moment of the request and never enter a log line, an address that is kept, or a raw copy.
 */
export interface Effects {
  readonly fetch: (
    url: string,
    init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ) => Promise<Response>;
  /** The present, as an instant. */
  readonly now: () => Instant;
  readonly env: (name: string) => string | undefined;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly progress: (step: Progress) => void;
  /** One line for the log. */
  readonly log: (line: string) => void;
}
