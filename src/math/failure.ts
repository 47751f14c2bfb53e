/** The typed facts of a computation that has no answer; codes and facts are those of the house's error catalogue. */
export interface MathFailureFacts {
  "not-positive-definite": { readonly what: string; readonly pivot: number; readonly index: number };
  "wrong-shape": { readonly what: string; readonly expected: string; readonly got: string };
  "not-finite": { readonly what: string; readonly index: number };
  "not-converged": { readonly what: string; readonly iterations: number; readonly change: number };
}

/**
 * A numerical failure with its code and facts. `math` knows nothing of the house, so it has its own error with the same
 * codes; the command line treats it as a method's error (exit code 5).
 */
export class MathFailure<C extends keyof MathFailureFacts = keyof MathFailureFacts> extends Error {
  readonly code: C;
  readonly facts: MathFailureFacts[C];
  constructor(code: C, facts: MathFailureFacts[C]) {
    super(
      `${code}: ${Object.entries(facts)
        .map(([k, v]) => `${k} ${String(v)}`)
        .join(", ")}`,
    );
    this.name = "MathFailure";
    this.code = code;
    this.facts = facts;
  }
}

/** Checks that an array has the length its dimensions say. @throws "wrong-shape" */
export function checkLength(what: string, x: ArrayLike<number>, expected: number): void {
  if (x.length !== expected)
    throw new MathFailure("wrong-shape", { what, expected: `${expected} numbers`, got: `${x.length}` });
}

/** Checks that every number is finite. @throws "not-finite" with the first index */
export function checkFinite(what: string, x: ArrayLike<number>): void {
  for (let i = 0; i < x.length; i++)
    if (!Number.isFinite(x[i])) throw new MathFailure("not-finite", { what, index: i });
}
