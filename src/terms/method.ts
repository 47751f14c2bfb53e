/** One question about numbers, as a pure function. The file's stem is the id. */
export interface Method<Input, Options, Fit> {
  readonly id: string;
  /** Paper, chapter, equation. */
  readonly cites: readonly string[];
  readonly defaults: Options;
  readonly run: (input: Input, options?: Partial<Options>) => Fit;
}
