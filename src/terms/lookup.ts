/**
 * The entry of a table of data under a name that a document gives; undefined when the table has none of its own. A name such as `constructor` or `toString`,
 * which every object answers to, is in no table.
 */
export function lookup<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
