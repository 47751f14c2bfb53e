/**
 * What pure computations gave, by what they were given. Where a part is measured many times on panels that differ in a few ids, what
 * rests on the others is computed once.
 */
export interface Memory {
  /**
   * What `compute` gave the last time under this name and these inputs, or what it gives now. Numbers, texts, arrays and typed arrays are the
   * same when their contents are, bit by bit; any other object only when it is the very same one. What is given back is shared: nobody may change it.
   */
  readonly recall: <T>(name: string, inputs: readonly unknown[], compute: () => T) => T;
}

/** The bits of an array as text, four characters a number. */
function bitsOf(values: Float64Array): string {
  const halves = new Uint16Array(values.slice().buffer);
  let bits = "";
  for (let i = 0; i < halves.length; i += 8192) bits += String.fromCharCode(...halves.subarray(i, i + 8192));
  return bits;
}

/** Remembers nothing. */
export const noMemory: Memory = { recall: (_name, _inputs, compute) => compute() };

/** A memory of its own, empty at first. */
export function createMemory(): Memory {
  const kept = new Map<string, unknown>();
  const numbers = new WeakMap<object, number>();
  let next = 0;
  const numberOf = (object: object): number => {
    const had = numbers.get(object);
    if (had !== undefined) return had;
    numbers.set(object, next);
    return next++;
  };
  const keyOf = (input: unknown): string => {
    if (input instanceof Float64Array) return `f${input.length}:${bitsOf(input)}`;
    if (Array.isArray(input)) return `[${input.map(keyOf).join(",")}]`;
    if (typeof input === "number") return Object.is(input, -0) ? "-0" : String(input);
    if (typeof input === "string") return `s${input.length}:${input}`;
    if (typeof input === "object" && input !== null) return `#${numberOf(input)}`;
    return String(input);
  };
  return {
    recall: <T>(name: string, inputs: readonly unknown[], compute: () => T): T => {
      const key = `${name} ${keyOf(inputs)}`;
      if (kept.has(key)) return kept.get(key) as T; // what this name stored under this key
      const made = compute();
      kept.set(key, made);
      return made;
    },
  };
}
