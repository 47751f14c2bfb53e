import { z } from "zod";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import {
  type CaseInput,
  type CaseKind,
  type Computed,
  type CsvTable,
  checkInput,
  parseCsv,
  type Value,
} from "./cases/case-input.ts";
import { compareCase, type KeyVerdict } from "./cases/compare.ts";
import { caseKinds } from "./cases/kinds.ts";

/** A reference case as computed and compared. */
export interface CaseResult {
  readonly id: string;
  readonly method: string;
  readonly computed: Computed;
  readonly verdicts: readonly KeyVerdict[];
  /** Keys within tolerance; `better` ones are outside it and count as failed, whatever the likelihood. */
  readonly passed: number;
  readonly failed: number;
  /** Facts about the peer's run, printed only. */
  readonly peer: unknown;
}

const caseSchema = z.object({
  id: z.string(),
  method: z.string(),
  settings: z.record(z.string(), z.unknown()).nullish(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  given: z.record(z.string(), z.unknown()).nullish(),
  expected: z.record(z.string(), z.unknown()).nullish(),
  expected_files: z.record(z.string(), z.unknown()).nullish(),
  tolerances: z.record(z.string(), z.unknown()).nullish(),
  peer: z.unknown().optional(),
});

/** Methods whose reference cases can be computed. */
export const caseMethods: readonly string[] = caseKinds.flatMap((k) => k.methods).sort();

/**
 * Computes a reference case from `settings`, `inputs` and `given` alone, then compares with `expected` and the tables of
 * `expected_files` within the case's tolerances (rules in {@link compareCase}).
 *
 * @param json  parsed `case.json`
 * @param read  text of a file beside it
 * @throws "unknown-id" for a method without an implementation, "input-invalid" for a case that is not one
 */
export function runCase(json: unknown, read: (file: string) => string): CaseResult {
  const parsed = caseSchema.safeParse(json);
  if (!parsed.success)
    throw new VorlaufError("input-invalid", {
      what: "case",
      got: parsed.error.issues[0]?.message ?? "",
      fix: "A case has id, method, settings, inputs, expected.",
    });
  const c = parsed.data;
  const kind: CaseKind | undefined = caseKinds.find((k) => k.methods.includes(c.method));
  if (kind === undefined)
    throw new VorlaufError("unknown-id", { kind: "case method", id: c.method, near: caseMethods });
  const tables = Object.fromEntries(
    Object.keys(c.inputs ?? {})
      .filter((f) => f.endsWith(".csv"))
      .map((f): [string, CsvTable] => [f, inputTable(read, f)]),
  );
  const settings = watched(c.settings ?? {});
  const input: CaseInput = {
    settings: settings.record,
    given: c.given ?? {},
    notes: Object.fromEntries(Object.entries(c.inputs ?? {}).map(([f, says]) => [f, String(says)])),
    tables,
    neighbour: (id, file) => readNeighbour(read, id, file),
  };
  const bare = rename(withoutInfinities(kind.compute(input)), c.expected_files ?? {});
  const computed = { ...bare, warnings: [...(bare.warnings ?? []), ...unreadSettings(settings)] };
  const wanted = Object.fromEntries(
    Object.entries(c.expected === null ? {} : (c.expected_files ?? {})).map(([file, columns]) => [
      file,
      expectedTable(read, file, columns),
    ]),
  );
  const verdicts = compareCase(computed, valuesOf(c.expected ?? {}), {
    tolerances: c.tolerances ?? {},
    tables: wanted,
  });
  const passed = verdicts.filter((v) => v.verdict === "pass").length;
  return {
    id: c.id,
    method: c.method,
    computed,
    verdicts,
    passed,
    failed: verdicts.length - passed,
    peer: c.peer ?? null,
  };
}

/** @throws "input-invalid" naming the file: no rows, rows out of order, anything {@link parseCsv} refuses */
function inputTable(read: (file: string) => string, file: string): CsvTable {
  const text = read(file);
  try {
    const table = parseCsv(text);
    checkInput(table, file);
    return table;
  } catch (cause) {
    if (!(cause instanceof VorlaufError)) throw cause;
    throw new VorlaufError("input-invalid", { what: file, got: cause.message, fix: "Mend the file." }, { cause });
  }
}

/** Settings with a note of every key that is asked for. */
interface Watched {
  readonly record: Readonly<Record<string, unknown>>;
  readonly asked: ReadonlySet<string>;
}

function watched(record: Readonly<Record<string, unknown>>): Watched {
  const asked = new Set<string>();
  const note = (key: string | symbol): void => {
    if (typeof key === "string") asked.add(key);
  };
  return {
    asked,
    record: new Proxy(record, {
      get: (target, key): unknown => {
        note(key);
        return Reflect.get(target, key);
      },
      has: (target, key) => {
        note(key);
        return Reflect.has(target, key);
      },
    }),
  };
}

/**
 * Warnings for settings that the method did not ask for: what a case sets and nobody reads must not pass in silence. Sentences explain, they set nothing.
 * @throws "unknown-id" for a key that is a slip of one that was asked for and is not there
 */
function unreadSettings({ record, asked }: Watched): string[] {
  const keys = Object.keys(record);
  const absent = [...asked].filter((k) => !keys.includes(k));
  return keys
    .filter((k) => !asked.has(k))
    .flatMap((key) => {
      const value = Reflect.get(record, key);
      if (typeof value === "string" && (/\s/.test(value) || /note|source|title/i.test(key))) return [];
      const near = nearIds(key, absent).filter((k) => k.length > 3 && Math.abs(k.length - key.length) <= 1);
      if (near.length > 0) throw new VorlaufError("unknown-id", { kind: "setting", id: key, near });
      return [`settings.${key} = ${JSON.stringify(value)} is not read by this method`];
    });
}

/** @throws "input-invalid" naming the case that is needed beside this one */
function readNeighbour(read: (file: string) => string, id: string, file: string): string {
  try {
    return read(`../${id}/${file}`);
  } catch (cause) {
    throw new VorlaufError(
      "input-invalid",
      { what: "case", got: `no ${id}/${file} beside it`, fix: `Keep the folder ${id} next to this case.` },
      { cause },
    );
  }
}

/**
 * Numbers that are not finite as null, each key named in a warning: what could not be computed is said, never printed as a number.
 * @throws "not-finite" when that is most of the result
 */
function withoutInfinities(computed: Computed): Computed {
  const lost = new Map<string, number>();
  let all = 0;
  const clean = (v: Value, key: string): Value => {
    if (typeof v === "number") {
      all++;
      if (Number.isFinite(v)) return v;
      lost.set(key, (lost.get(key) ?? 0) + 1);
      return null;
    }
    if (Array.isArray(v)) return v.map((x: Value) => clean(x, key));
    return typeof v === "object" && v !== null
      ? Object.fromEntries(Object.entries(v).map(([k, x]: [string, Value]) => [k, clean(x, key)]))
      : v;
  };
  const values = Object.fromEntries(Object.entries(computed.values).map(([k, v]) => [k, clean(v, k)]));
  const tables = Object.fromEntries(
    Object.entries(computed.tables).map(([file, columns]) => [
      file,
      Object.fromEntries(Object.entries(columns).map(([k, c]) => [k, c.map((v) => clean(v, `${file}/${k}`))])),
    ]),
  );
  const total = [...lost.values()].reduce((a, b) => a + b, 0);
  if (2 * total > all)
    throw new VorlaufError("not-finite", {
      what: `${total} of ${all} computed numbers, first of all ${[...lost.keys()][0] ?? ""}`,
      index: 0,
    });
  return {
    ...computed,
    values,
    tables,
    warnings: [
      ...(computed.warnings ?? []),
      ...[...lost].map(([key, n]) => `cannot-tell ${key}: ${n === 1 ? "a number" : `${n} numbers`} in it not finite`),
    ],
  };
}

/** Gives the name of the only expected file to the computed table that shares most columns with it, so a renamed file changes nothing. */
function rename(computed: Computed, files: Readonly<Record<string, unknown>>): Computed {
  const [file] = Object.keys(files);
  if (file === undefined || Object.keys(files).length !== 1 || file in computed.tables) return computed;
  const wanted = files[file];
  const shared = (columns: readonly string[]): number =>
    Array.isArray(wanted) ? columns.filter((c) => wanted.includes(c)).length : 0;
  const [name] = Object.keys(computed.tables).sort(
    (a, b) => shared(Object.keys(computed.tables[b] ?? {})) - shared(Object.keys(computed.tables[a] ?? {})),
  );
  if (name === undefined) return computed;
  const { [name]: table = {}, ...others } = computed.tables;
  return { ...computed, tables: { ...others, [file]: table } };
}

function expectedTable(
  read: (file: string) => string,
  file: string,
  columns: unknown,
): Record<string, readonly Value[]> {
  const table = parseCsv(read(file));
  const names = Array.isArray(columns) ? columns.filter((c): c is string => typeof c === "string") : [...table.columns];
  return Object.fromEntries(
    names.filter((c) => !/^(date|t|year|period)$/.test(c)).map((c) => [c, table.cells[c] ?? []]),
  );
}

function valuesOf(record: Readonly<Record<string, unknown>>): Record<string, Value> {
  const isValue = (v: unknown): v is Value =>
    v === null ||
    ["number", "string", "boolean"].includes(typeof v) ||
    (Array.isArray(v) ? v.every(isValue) : typeof v === "object" && Object.values(v).every(isValue));
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, Value] => isValue(entry[1])));
}

/** The lines that `vorlauf case` prints: one per key with computed, expected, tolerance and verdict, and a closing count. */
export function caseLines(result: CaseResult): string[] {
  const show = (v: Value): string => (typeof v === "number" ? String(Number(v.toPrecision(12))) : JSON.stringify(v));
  const lines = result.verdicts.map(
    ({ key, at, computed, expected, tolerance, verdict }) =>
      `${verdict.padEnd(7)} ${key}${at}  computed ${show(computed)}  expected ${show(expected)}${tolerance === "" ? "" : `  (${tolerance})`}`,
  );
  return [
    `${result.id} (${result.method})`,
    ...lines,
    ...(result.computed.warnings ?? []).map((w) => `warning ${w}`),
    `${result.passed} passed, ${result.failed} failed`,
  ];
}
