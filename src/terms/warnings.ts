/** Something the reader of a result should know: a stable code, the facts, and the things it is about (series, documents). */
export interface Warning {
  /** Kebab-case, for example `mixed-vintage`, `later-revisions-included`, `rows-rejected`. */
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  /** Ids the warning is about: series ids, list ids, claim ids. */
  readonly about: readonly string[];
}
