import type { Text } from "./text.ts";
import type { Warning } from "./warnings.ts";

/** One question about numbers, as a pure function. The file's stem is the id. */
export interface Method<Input, Options, Fit> {
  readonly id: string;
  /** Paper, chapter, equation. */
  readonly cites: readonly string[];
  readonly defaults: Options;
  readonly run: (input: Input, options?: Partial<Options>) => Fit;
}

/** A value that an option of a method may take in a file. */
export type OptionValue = number | string | boolean | null | readonly number[] | readonly string[];

/** One option of a method as a user may set it. */
export interface MethodOption {
  readonly name: string;
  readonly says: Text;
  /** `numbers`, `words`: a list. */
  readonly kind: "number" | "whole" | "word" | "flag" | "numbers" | "words";
  readonly default: OptionValue;
  /** "" where there is none. */
  readonly unit: string;
  /** Bounds of a number, both included. */
  readonly least?: number;
  readonly most?: number;
  /** Words allowed: all that may be said, or what may stand in place of a number. */
  readonly words?: readonly string[];
}

/** What a user needs to know to run a method on a file. Plain JSON. */
export interface MethodSheet {
  readonly id: string;
  readonly question: Text;
  readonly cites: readonly string[];
  /** What the columns of the file must be. */
  readonly input: Text;
  readonly options: readonly (MethodOption & {
    /** What it takes, in words. */
    readonly takes: Text;
  })[];
  /** A small file and options that run as they stand. */
  readonly example: { readonly csv: string; readonly options: Readonly<Record<string, OptionValue>> } | null;
  /** Set where the method does not run on a file: why, and what does instead. */
  readonly notRunnable: Text | null;
}

/** One number or word of a result. */
export interface MethodValue {
  readonly name: string;
  readonly value: number | string | boolean | null;
}

/** One table of a result; a missing value is null. */
export interface MethodTable {
  readonly id: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string | null)[])[];
}

/** A method's answer on a user's table. Plain JSON. */
export interface MethodResult {
  readonly method: string;
  readonly cites: readonly string[];
  readonly data: {
    readonly rows: number;
    readonly columns: readonly string[];
    readonly first: string;
    readonly last: string;
    /** annual, quarterly, monthly, weekly, daily, or none for rows that are only counted. */
    readonly frequency: string;
  };
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly values: readonly MethodValue[];
  readonly tables: readonly MethodTable[];
  /** Each with its sentence. */
  readonly warnings: readonly (Warning & { readonly says: Text })[];
}

/** What the workbench can ask of the methods. */
export interface MethodSupply {
  readonly methods: () => Promise<readonly MethodSheet[]>;
  readonly runMethod: (id: string, csv: string, options: unknown) => Promise<MethodResult>;
}
