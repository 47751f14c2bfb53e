import { nearIds, VorlaufError } from "../../terms/errors.ts";
import type { MethodOption, OptionValue } from "../../terms/method.ts";
import type { Text } from "../../terms/text.ts";

/** Options as given, completed with the defaults, each read by its kind. */
export interface Chosen {
  readonly all: Readonly<Record<string, OptionValue>>;
  /** A number, or null where nothing is meant. */
  readonly number: (name: string) => number | null;
  /** A number. */
  readonly need: (name: string) => number;
  readonly word: <W extends string>(name: string, of: readonly W[]) => W;
  readonly flag: (name: string) => boolean;
  readonly numbers: (name: string) => readonly number[];
  readonly words: (name: string) => readonly string[];
}

type Rules = Partial<Pick<MethodOption, "unit" | "least" | "most" | "words">>;

/** An option that takes a whole number. */
export function whole(name: string, value: OptionValue, says: Text, rules: Rules = {}): MethodOption {
  return { name, kind: "whole", default: value, says, unit: "", ...rules };
}

/** An option that takes a number. */
export function number(name: string, value: OptionValue, says: Text, rules: Rules = {}): MethodOption {
  return { name, kind: "number", default: value, says, unit: "", ...rules };
}

/** An option that takes one of a few words. */
export function word(name: string, value: string | null, says: Text, words?: readonly string[]): MethodOption {
  return { name, kind: "word", default: value, says, unit: "", ...(words === undefined ? {} : { words }) };
}

/** An option that is true or false. */
export function flag(name: string, value: boolean, says: Text): MethodOption {
  return { name, kind: "flag", default: value, says, unit: "" };
}

/** An option that takes a list of column names or of numbers. */
export function list(
  kind: "numbers" | "words",
  name: string,
  value: OptionValue,
  says: Text,
  rules: Rules = {},
): MethodOption {
  return { name, kind, default: value, says, unit: "", ...rules };
}

/**
 * Options from a user's file against what the method takes.
 * @throws "input-invalid" for another kind of value or one out of bounds, "unknown-id" with near names for an unknown option
 */
export function chooseOptions(id: string, specs: readonly MethodOption[], raw: unknown): Chosen {
  const given = raw ?? {};
  if (typeof given !== "object" || Array.isArray(given))
    throw new VorlaufError("input-invalid", {
      what: "options",
      got: JSON.stringify(given) ?? "something else",
      fix: 'Give a JSON object, for example { "seed": 1 }.',
    });
  const names = specs.map((s) => s.name);
  const all: Record<string, OptionValue> = Object.fromEntries(specs.map((s) => [s.name, s.default]));
  for (const [name, value] of Object.entries(given)) {
    const spec = specs.find((s) => s.name === name);
    if (spec === undefined) {
      const near = nearIds(name, names);
      throw new VorlaufError("unknown-id", { kind: `option of ${id}`, id: name, near: near.length > 0 ? near : names });
    }
    all[name] = checked(spec, value);
  }
  const read = <T>(name: string, is: (v: OptionValue | undefined) => v is OptionValue & T): T => {
    const v = all[name];
    if (!is(v)) throw new TypeError(`${id}: option ${name} is declared as another kind`);
    return v;
  };
  return {
    all,
    number: (name) => (all[name] === null ? null : read<number>(name, (v): v is number => typeof v === "number")),
    need: (name) => read<number>(name, (v): v is number => typeof v === "number"),
    word: (name, of) => {
      const found = of.find((w) => w === all[name]);
      if (found === undefined) throw new TypeError(`${id}: option ${name} is declared with other words`);
      return found;
    },
    flag: (name) => read<boolean>(name, (v): v is boolean => typeof v === "boolean"),
    numbers: (name) => read<readonly number[]>(name, (v): v is readonly number[] => Array.isArray(v)),
    words: (name) => read<readonly string[]>(name, (v): v is readonly string[] => Array.isArray(v)),
  };
}

function checked(spec: MethodOption, value: unknown): OptionValue {
  const refuse = (): never => {
    throw new VorlaufError("input-invalid", {
      what: `option ${spec.name}`,
      got: JSON.stringify(value)?.slice(0, 200) ?? "nothing",
      fix: `Give ${domainOf(spec).en}.`,
    });
  };
  if (value === null) return spec.default === null ? null : refuse();
  if (spec.kind === "numbers")
    return Array.isArray(value) && value.length <= 100 && value.every((v) => inBounds(spec, v)) ? value : refuse();
  if (spec.kind === "words")
    return Array.isArray(value) && value.length <= 1000 && value.every((v) => typeof v === "string") ? value : refuse();
  if (spec.kind === "flag") return typeof value === "boolean" ? value : refuse();
  if (typeof value === "string") {
    const free = spec.kind === "word" && spec.words === undefined && value.length <= 200;
    return free || spec.words?.includes(value) === true ? value : refuse();
  }
  if (typeof value === "number" && spec.kind !== "word" && inBounds(spec, value)) return value;
  return refuse();
}

function inBounds(spec: MethodOption, value: unknown): value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (spec.kind === "whole" && !Number.isInteger(value)) return false;
  return value >= (spec.least ?? Number.NEGATIVE_INFINITY) && value <= (spec.most ?? Number.POSITIVE_INFINITY);
}

/** What an option takes, in words: "a whole number from 1 to 60". */
export function domainOf(spec: MethodOption): Text {
  const { least, most } = spec;
  const between = (from: string, to: string): string =>
    `${least === undefined ? "" : ` ${from} ${least}`}${most === undefined ? "" : ` ${to} ${most}`}`;
  const words = (spec.words ?? []).map((w) => `"${w}"`);
  const or = (of: readonly string[], word: string): string => {
    const all = [...of, ...(spec.default === null ? ["null"] : [])];
    return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} ${word} ${all.at(-1)}`;
  };
  const [en, de] = [between("from", "to"), between("von", "bis")];
  const kinds: Record<MethodOption["kind"], { readonly en: readonly string[]; readonly de: readonly string[] }> = {
    number: { en: [`a number${en}`, ...words], de: [`eine Zahl${de}`, ...words] },
    whole: { en: [`a whole number${en}`, ...words], de: [`eine ganze Zahl${de}`, ...words] },
    word: words.length > 0 ? { en: words, de: words } : { en: ["a text"], de: ["ein Text"] },
    flag: { en: ["true", "false"], de: ["true", "false"] },
    numbers: { en: [`a list of numbers${en}`], de: [`eine Liste von Zahlen${de}`] },
    words: { en: ["a list of column names"], de: ["eine Liste von Spaltennamen"] },
  };
  return { en: or(kinds[spec.kind].en, "or"), de: or(kinds[spec.kind].de, "oder") };
}
