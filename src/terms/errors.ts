/**
 * The typed facts that every error code carries. `input-*`: fix your input (exit 2); `source-*`: a publisher or a file of
 * one (exit 3); `store-*` and `observation-conflict`: the store (exit 4); the rest: a method (exit 5).
 */
export interface ErrorFacts {
  "input-invalid": { readonly what: string; readonly got: string; readonly fix: string };
  "input-date": { readonly got: string; readonly fix: string };
  "input-unit": { readonly what: string; readonly expected: string; readonly got: string };
  "unknown-id": { readonly kind: string; readonly id: string; readonly near: readonly string[] };
  "source-unreachable": {
    readonly source: string;
    readonly url: string;
    readonly status: string;
    readonly fix: string;
  };
  "source-changed": {
    readonly source: string;
    readonly locator: string;
    readonly expected: string;
    readonly got: string;
  };
  "source-undated": { readonly source: string; readonly path: string };
  "store-unwritable": { readonly path: string; readonly reason: string; readonly fix: string };
  "store-newer": { readonly path: string; readonly version: number; readonly supported: number };
  "store-damaged": { readonly path: string; readonly reason: string; readonly fix: string };
  "store-locked": { readonly path: string; readonly holder: string };
  "observation-conflict": {
    readonly series: string;
    readonly period: string;
    readonly document: string;
    readonly held: string;
    readonly got: string;
  };
  "too-few-observations": { readonly what: string; readonly have: number; readonly need: number };
  "not-converged": { readonly what: string; readonly iterations: number; readonly change: number };
  "not-positive-definite": { readonly what: string; readonly pivot: number; readonly index: number };
  "not-finite": { readonly what: string; readonly index: number };
  "wrong-shape": { readonly what: string; readonly expected: string; readonly got: string };
  "constant-series": { readonly what: string };
}

/** A text from a document as a message may hold it: at most 300 characters. */
function brief(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 200)} ... (${text.length} characters)`;
}

/** Every code a {@link VorlaufError} can carry. */
export type ErrorCode = keyof ErrorFacts;

const messages: { readonly [C in ErrorCode]: (f: ErrorFacts[C]) => string } = {
  "input-invalid": (f) => `${f.what}: got ${brief(f.got)}. ${f.fix}`,
  "input-date": (f) => `"${brief(f.got)}" is not a date. ${f.fix}`,
  "input-unit": (f) => `${f.what} must be in ${f.expected}, got ${brief(f.got)}`,
  "unknown-id": (f) => `unknown ${f.kind} "${f.id}"${f.near.length > 0 ? `; did you mean ${f.near.join(", ")}?` : ""}`,
  "source-unreachable": (f) => `${f.source}: ${f.url} answered ${f.status}. ${f.fix}`,
  "source-changed": (f) => `${f.source}: at ${brief(f.locator)} expected ${brief(f.expected)}, got ${brief(f.got)}`,
  "source-undated": (f) =>
    `${f.source}: ${f.path} carries no stamp: say when this copy was known (--known DATE, or files[].known in a SOURCE.json beside it)`,
  "store-unwritable": (f) => `cannot write the store at ${f.path}: ${f.reason}. ${f.fix}`,
  "store-newer": (f) =>
    `the store at ${f.path} has format ${f.version}; this version reads up to ${f.supported}. Update vorlauf, or choose another --store.`,
  "store-damaged": (f) => `the store at ${f.path} is damaged: ${f.reason}. ${f.fix}`,
  "store-locked": (f) =>
    `the store at ${f.path} is being written by ${f.holder}; wait for it or stop it, then repeat the command`,
  "observation-conflict": (f) =>
    `${f.series} ${f.period}: document ${f.document} is held with ${brief(f.held)}, now read as ${brief(f.got)}`,
  "too-few-observations": (f) => `${f.what}: has ${f.have} observations, needs ${f.need}`,
  "not-converged": (f) => `${f.what} did not converge after ${f.iterations} iterations (last change ${f.change})`,
  "not-positive-definite": (f) => `${f.what} is not positive definite (pivot ${f.pivot} at ${f.index})`,
  "not-finite": (f) => `${f.what} is not finite at index ${f.index}`,
  "wrong-shape": (f) => `${f.what}: expected ${f.expected}, got ${f.got}`,
  "constant-series": (f) => `${f.what} is constant: nothing can be estimated from it`,
};

/** The one error class of the house: a code and its typed facts; the message states the numbers. */
export class VorlaufError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly facts: ErrorFacts[C];
  constructor(code: C, facts: ErrorFacts[C], options?: { readonly cause?: unknown }) {
    super(messages[code](facts), options);
    this.name = "VorlaufError";
    this.code = code;
    this.facts = facts;
  }
}

/** The command line's exit code for an error: 2 input, 3 source, 4 store, 5 method, 1 for anything else (a bug). */
export function exitCodeOf(error: unknown): 1 | 2 | 3 | 4 | 5 {
  if (error instanceof Error && error.name === "MathFailure") return 5;
  if (!(error instanceof VorlaufError)) return 1;
  if (error.code.startsWith("input-") || error.code === "unknown-id") return 2;
  if (error.code.startsWith("source-")) return 3;
  if (error.code.startsWith("store-") || error.code === "observation-conflict") return 4;
  return 5;
}

/** Up to three ids that a misspelt one may have meant, nearest first (Damerau-free Levenshtein distance, case-blind). */
export function nearIds(id: string, known: readonly string[]): string[] {
  const wanted = id.toLowerCase();
  return known
    .map((k) => ({ k, d: k.toLowerCase().includes(wanted) ? 0.5 : editDistance(wanted, k.toLowerCase()) }))
    .filter(({ k, d }) => d <= Math.max(2, k.length / 3))
    .sort((a, b) => a.d - b.d || (a.k < b.k ? -1 : 1))
    .slice(0, 3)
    .map(({ k }) => k);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
