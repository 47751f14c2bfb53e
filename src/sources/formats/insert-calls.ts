import { changed } from "./answers.ts";

/** One call `db.insert(country, period, type, address, {brand: cars})` of a data file. */
export interface InsertCall {
  readonly country: string;
  readonly period: string;
  readonly type: string;
  readonly address: string;
  readonly entries: readonly (readonly [name: string, cars: number])[];
  /** Line of the call. */
  readonly line: number;
}

interface Token {
  readonly kind: "name" | "text" | "number" | "mark";
  readonly text: string;
  readonly line: number;
}

/**
 * The insert calls of a JavaScript data file, taken by a small grammar; nothing is ever evaluated. Line and block comments are skipped (one call of the files at hand
 * stands in a comment), a directive `"use strict";` is allowed; anything else than insert calls of literals is refused.
 * @throws "source-changed" with the line
 */
export function insertCallsOf(text: string, source: string): readonly InsertCall[] {
  const tokens = tokensOf(text, source);
  const calls: InsertCall[] = [];
  let at = 0;
  const fail = (expected: string): never => {
    const token = tokens[at];
    throw changed(source, `line ${token?.line ?? "end"}`, expected, token?.text.slice(0, 40) ?? "the end of the file");
  };
  const take = (kind: Token["kind"], expected: string, text?: string): Token => {
    const token = tokens[at];
    if (token === undefined || token.kind !== kind || (text !== undefined && token.text !== text))
      return fail(expected);
    at++;
    return token;
  };
  const isNext = (text: string): boolean => tokens[at]?.kind === "mark" && tokens[at]?.text === text;
  while (at < tokens.length) {
    if (tokens[at]?.kind === "text") {
      take("text", '"use strict"', "use strict");
      take("mark", ";", ";");
      continue;
    }
    const { line } = take("name", "db.insert", "db.insert");
    take("mark", "(", "(");
    const country = take("name", "db.countries.XX").text;
    take("mark", ",", ",");
    const period = take("text", "a period in quotes").text;
    take("mark", ",", ",");
    const type = take("name", "db.dsTypes.X").text;
    take("mark", ",", ",");
    const address = take("text", "an address in quotes").text;
    take("mark", ",", ",");
    take("mark", "{", "{");
    const entries: [string, number][] = [];
    while (!isNext("}")) {
      if (entries.length > 0) take("mark", ",", ",");
      if (isNext("}")) break;
      const name = take("text", "a name in quotes").text;
      take("mark", ":", ":");
      entries.push([name, Number(take("number", "a number of cars").text)]);
    }
    take("mark", "}", "}");
    take("mark", ")", ")");
    if (isNext(";")) at++;
    if (!country.startsWith("db.countries.") || !type.startsWith("db.dsTypes."))
      throw changed(source, `line ${line}`, "db.countries.X and db.dsTypes.X", `${country}, ${type}`);
    calls.push({ country: country.slice(13), period, type: type.slice(11), address, entries, line });
  }
  return calls;
}

function tokensOf(text: string, source: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern =
    /(\s+)|(\/\/[^\n]*)|(\/\*[\s\S]*?\*\/)|"((?:[^"\\\n]|\\["\\/])*)"|(-?\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_.]*)|([(){},:;])/y;
  let line = 1;
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const m = pattern.exec(text);
    if (m === null)
      throw changed(source, `line ${line}`, "insert calls of literals", JSON.stringify(text.slice(from, from + 30)));
    const [all, , , , quoted, number, name, mark] = m;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replace(/\\(.)/g, "$1"), line });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, line });
    else if (name !== undefined) tokens.push({ kind: "name", text: name, line });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark, line });
    for (const c of all) if (c === "\n") line++;
  }
  return tokens;
}
