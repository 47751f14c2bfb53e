import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";

const maxCharacters = 100_000;
const longestLine = 10_000;

/** What a YAML file is called in messages, and where its fields are documented. */
export interface YamlKind {
  /** "thesis file". */
  readonly what: string;
  /** "docs/thesis.md". */
  readonly guide: string;
}

/**
 * What a YAML (or JSON) text holds by a schema, with every default filled in.
 *
 * @param name what the text is called in messages, usually the file's path
 * @throws "input-invalid" naming the file, the line, the field, what stands there and how to mend it; the first five problems
 *   are named in one message
 */
export function readYaml<T>(text: string, name: string, schema: z.ZodType<T>, kind: YamlKind): T {
  if (text.length > maxCharacters) {
    throw new VorlaufError("input-invalid", {
      what: name,
      got: `${text.length} characters`,
      fix: `A ${kind.what} has at most ${maxCharacters}.`,
    });
  }
  const long = text.split("\n").findIndex((line) => line.length > longestLine);
  if (long >= 0) {
    throw new VorlaufError("input-invalid", {
      what: `${name}, line ${long + 1}`,
      got: "a longer line",
      fix: `A line of a ${kind.what} has at most ${longestLine} characters.`,
    });
  }
  const lines = new LineCounter();
  // The parser prints an excerpt for every error and compares every key with every other: minutes for 300,000 commas or 60,000 keys. Both are done here, once.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const [broken] = document.errors;
  const twice = broken === undefined ? repeatedKey(document) : null;
  const fault = broken === undefined ? twice : { at: broken.pos[0], says: firstLine(broken.message) };
  if (fault !== null) {
    throw new VorlaufError("input-invalid", {
      what: `${name}, line ${lines.linePos(fault.at).line}`,
      got: fault.says,
      fix: twice === null ? "Mend the YAML there; a text with a colon needs quotes." : "Keep one of the two.",
    });
  }
  const result = schema.safeParse(plain(document, name));
  if (result.success) return result.data;
  const problems = flatten(result.error.issues, [])
    .slice(0, 5)
    .map((p) => describe(p, document, lines));
  const [first, ...rest] = problems;
  const more = rest.map((p) => ` Also line ${p.line} (${p.field}): ${p.fix}.`).join("");
  throw new VorlaufError("input-invalid", {
    what: `${name}, line ${first?.line ?? 1} (${first?.field ?? "file"})`,
    got: first?.got ?? "nothing",
    fix: `${capital(first?.fix ?? `see ${kind.guide}`)}.${more}`,
  });
}

/** The first key that stands twice in one map, and where. */
function repeatedKey(document: Document): { readonly at: number; readonly says: string } | null {
  let found: { at: number; says: string } | null = null;
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name)) {
          const at = isNode(key) ? (key.range?.[0] ?? 0) : 0;
          found = { at, says: `the field ${JSON.stringify(name)?.slice(0, 60)} twice` };
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}

function plain(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: name, got: "too many aliases", fix: "Write the repeated text out." },
      { cause },
    );
  }
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly fix: string;
}

/** The issues with those of the nearest branch in place of "no branch of the union fits". */
function flatten(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const branches = issue.errors.map((e) => flatten(e, path));
      return branches.reduce((a, b) => (strays(b) < strays(a) ? b : a));
    }
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((k) => ({
        path: [...path, k],
        fix: `there is no field ${k} here; remove it or correct its name`,
      }));
    return [{ path, fix: fixOf(issue) }];
  });
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a block of fields",
};

/** What to do about an issue: what to write where something is missing or not one of a few words, else what the schema says. */
function fixOf(issue: z.core.$ZodIssue): string {
  const said = issue.message.replace(/^Invalid input: /, "");
  if (issue.code === "invalid_type" && said.endsWith("received undefined"))
    return `this field is missing; write ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value" && said.startsWith("Invalid option"))
    return `write one of ${issue.values.map(String).join(", ")}`;
  return said;
}

function strays(problems: readonly Problem[]): number {
  return problems.length + problems.filter((p) => p.fix.startsWith("there is no field")).length;
}

function describe(
  problem: Problem,
  document: Document,
  lines: LineCounter,
): { line: number; field: string; got: string; fix: string } {
  const field = problem.path.map(String).join(".") || "file";
  const value: unknown = document.getIn(problem.path);
  const got =
    value === undefined
      ? "nothing"
      : (JSON.stringify(isNode(value) ? value.toJSON() : value) ?? "nothing").slice(0, 60);
  return { line: lineOf(problem.path, document, lines), field, got, fix: problem.fix };
}

/** Line of the field, or of the nearest enclosing entry that exists. */
function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number {
  for (let n = path.length; n >= 0; n--) {
    const node: unknown = n === 0 ? document.contents : document.getIn(path.slice(0, n), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
