import { hashText, type ResultCache } from "../../engines/result-cache.ts";
import type { DistantTask, Elsewhere } from "../workbench.ts";

/** What results are kept with. */
export interface KeeperOptions {
  readonly cache: ResultCache;
  /** Hash of the store's manifest and of the code: part of every key. */
  readonly store: string;
  readonly code: string;
  /** Where long computations run; null: here. */
  readonly elsewhere: Elsewhere | null;
  /** Do not read the cache; what is computed is still kept. */
  readonly recompute: boolean;
}

/** The name of a result: everything beside store and code that it depends on. */
export type ResultName = readonly (string | number)[];

/** Results by name: read where they were kept, else computed here or elsewhere. */
export interface Keeper {
  readonly kept: <T>(name: ResultName, compute: () => Promise<T>, distant?: DistantTask) => Promise<T>;
  /** The JSON text of a result that was kept, or null. */
  readonly text: (name: ResultName) => string | null;
  readonly keep: (name: ResultName, text: string) => void;
}

/** A keeper whose keys are hashes of store, code and name; code under development is never answered from the cache. */
export function keeperOf(options: KeeperOptions): Keeper {
  const { cache, elsewhere } = options;
  const keyOf = (name: ResultName): string => hashText(JSON.stringify([options.store, options.code, ...name]));
  const reads = !options.recompute && options.code !== "dev";
  const text = (name: ResultName): string | null => (reads ? cache.read(keyOf(name)) : null);
  return {
    text,
    keep: (name, value) => cache.write(keyOf(name), value),
    kept: async <T>(name: ResultName, compute: () => Promise<T>, distant?: DistantTask): Promise<T> => {
      const held = text(name);
      if (held !== null) return JSON.parse(held) as T;
      if (distant !== undefined && elsewhere !== null) return JSON.parse(await elsewhere(distant)) as T;
      const made = JSON.stringify(await compute());
      cache.write(keyOf(name), made);
      return JSON.parse(made) as T;
    },
  };
}
