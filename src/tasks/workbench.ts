import { hashText, type ResultCache, resultCache } from "../engines/result-cache.ts";
import { knownDays } from "../store/calendar.ts";
import { readManifest } from "../store/layout.ts";
import { statementsBetween } from "../store/news-documents.ts";
import { openStore, type Store } from "../store/open.ts";
import { readPanel } from "../store/panel.ts";
import type { Progress } from "../terms/effects.ts";
import { VorlaufError } from "../terms/errors.ts";
import { patternRegex } from "../terms/panel.ts";
import type { PartId } from "../terms/part.ts";
import type { Thesis } from "../terms/thesis.ts";
import type { Cut, Frame, ThesisJudgement, Workbench, WorkbenchSupply } from "../terms/workbench.ts";
import { readThesis } from "../theses/read.ts";
import { measureSome, measureWorkbench, needsOf } from "./measure.ts";
import { whatMoved } from "./news.ts";
import { parts } from "./parts/shelf.ts";
import { type Earlier, judgeWithPast, partsOf } from "./thesis/past.ts";
import { seriesNeeds } from "./thesis/series-measures.ts";

/** What the workbench is opened with. */
export interface WorkbenchOptions {
  readonly store: string;
  readonly readOnly: boolean;
  /** The thesis of the verdict. */
  readonly thesis: Thesis;
  /** Other theses that can be judged by their id. */
  readonly theses: readonly Thesis[];
  readonly seed: number;
  /** Version of the package and hash of its code; the hash is part of every cache key. */
  readonly build: { readonly version: string; readonly code: string };
  readonly cache: ResultCache;
  /** Do not read the cache; what is computed is still kept. */
  readonly recompute: boolean;
  readonly progress: (step: Progress) => void;
}

/** A workbench on one store: supplies the doors, holds the database open from the first need on. */
export interface OpenWorkbench extends Pick<WorkbenchSupply, "frame" | "verdict" | "part" | "thesis" | "news"> {
  /** Newest day known to the store: the as-of day when none is given. */
  readonly newest: string;
  readonly store: () => Promise<Store>;
  /** Any thesis judged on a day; only the parts that it names are measured. */
  readonly judge: (thesis: Thesis, cut: Cut) => Promise<ThesisJudgement>;
  readonly close: () => void;
}

/** A thesis from the text of its file. @throws "input-invalid" naming line and fix */
export function thesisOf(text: string, name: string): Thesis {
  return readThesis(text, name);
}

/**
 * Opens the workbench. Results are kept under the hash of store manifest, code, thesis, day, mode and seed: a day that was
 * computed before is answered without opening the database, and computing it again gives the same bytes.
 * @throws "input-invalid" when the folder holds no store; "store-damaged", "store-newer"
 */
export function openWorkbench(options: WorkbenchOptions): OpenWorkbench {
  const read = readManifest(options.store);
  if (read === null)
    throw new VorlaufError("input-invalid", {
      what: "store",
      got: options.store,
      fix: "The folder holds no store. Run `vorlauf pull --store DIR` to make one, or leave --store out.",
    });
  const newest = read.manifest.files
    .filter((f) => f.kind === "observations")
    .reduce((max, f) => (f.newestKnown > max ? f.newestKnown : max), "1970-01-01")
    .slice(0, 10);
  const thesisHash = hashText(JSON.stringify(options.thesis));
  let opened: Promise<Store> | null = null;
  const store = (): Promise<Store> => {
    opened ??= openStore(options.store, { readOnly: options.readOnly });
    return opened;
  };
  const kept = async <T>(name: readonly (string | number)[], compute: () => Promise<T>): Promise<T> => {
    const key = hashText(JSON.stringify([read.hash, options.build.code, ...name]));
    const cached = options.recompute || options.build.code === "dev" ? null : options.cache.read(key);
    if (cached !== null) return JSON.parse(cached) as T;
    const text = JSON.stringify(await compute());
    options.cache.write(key, text);
    return JSON.parse(text) as T;
  };
  const earlierFor =
    (thesis: Thesis, mode: Cut["mode"]): Earlier =>
    (day, ids) =>
      kept(
        ["results", day, mode, options.seed, ids.join(" "), hashText(JSON.stringify(thesis.claims.map((c) => c.test)))],
        async () => {
          options.progress({ task: "thesis", on: day, done: 0, total: 0 });
          const some = parts.filter((p) => ids.includes(p.id));
          const panel = await readPanel(await store(), {
            asOf: day,
            mode,
            needs: needsOf([...some, { needs: seriesNeeds(thesis) }]),
          });
          return measureSome(panel, some, { thesis, seed: options.seed });
        },
      );
  const judge = (thesis: Thesis, cut: Cut): Promise<ThesisJudgement> =>
    kept(["thesis", cut.asOf, cut.mode, options.seed, hashText(JSON.stringify(thesis))], async () => {
      const earlier = earlierFor(thesis, cut.mode);
      const judged = await judgeWithPast(thesis, await earlier(cut.asOf, partsOf(thesis.claims)), cut.asOf, earlier);
      options.progress({ task: "thesis", on: "done", done: 1, total: 1 });
      return judged;
    });
  const inMemory = new Map<string, Promise<Workbench>>();
  const verdict = (cut: Cut): Promise<Workbench> => {
    const key = `${cut.asOf} ${cut.mode}`;
    const running = inMemory.get(key);
    if (running !== undefined) return running;
    const computed = kept(["verdict", cut.asOf, cut.mode, options.seed, thesisHash], async () => {
      const held = await store();
      return measureWorkbench(cut.asOf, cut.mode, {
        panel: (mode, needs) => readPanel(held, { asOf: cut.asOf, mode, needs }),
        parts,
        thesis: options.thesis,
        earlier: earlierFor(options.thesis, cut.mode),
        seed: options.seed,
        progress: options.progress,
      });
    });
    inMemory.set(key, computed);
    computed.catch(() => inMemory.delete(key));
    if (inMemory.size > 64) inMemory.delete(inMemory.keys().next().value ?? key);
    return computed;
  };
  return {
    newest,
    store,
    verdict,
    frame: () =>
      kept(["frame", thesisHash, options.theses.map((t) => `${t.id} ${JSON.stringify(t.title)}`).join(" ")], async () =>
        frameOf(await store(), newest, options),
      ),
    part: async (id: PartId, cut: Cut) => {
      const result = (await verdict(cut)).parts[id];
      if (result === undefined) throw new VorlaufError("unknown-id", { kind: "part", id, near: [] });
      return result;
    },
    judge,
    thesis: async (cut: Cut, id?: string) => {
      if (id === undefined || id === options.thesis.id) return (await verdict(cut)).thesis;
      const thesis = options.theses.find((t) => t.id === id);
      if (thesis === undefined)
        throw new VorlaufError("unknown-id", {
          kind: "thesis",
          id,
          near: [options.thesis, ...options.theses].map((t) => t.id),
        });
      return judge(thesis, cut);
    },
    news: (from, cut) =>
      kept(["news", from, cut.asOf, cut.mode, options.seed, thesisHash], async () => {
        const held = await store();
        return whatMoved({ from, to: cut.asOf }, cut.mode, {
          panel: (asOf, mode, needs) => readPanel(held, { asOf, mode, needs }),
          statements: (ids, days) => statementsBetween(held, ids, days),
          parts,
          thesis: options.thesis,
          seed: options.seed,
          progress: options.progress,
        });
      }),
    close: () => {
      opened?.then((s) => s.close()).catch(() => undefined);
    },
  };
}

/** Days with news of what the parts read, daily series left out: they would make every weekday a step. */
async function frameOf(store: Store, newest: string, options: WorkbenchOptions): Promise<Frame> {
  const patterns = needsOf(parts).map((n) => patternRegex(n.id));
  const ids = [...store.held.values()]
    .filter((h) => !h.id.startsWith("fx/") && patterns.some((p) => p.test(h.id)))
    .map((h) => h.id);
  return {
    days: await knownDays(store, ids),
    claimDays: [],
    newest,
    reportDay: options.thesis.published,
    versions: { vorlauf: options.build.version, snapshot: store.manifestHash.slice(0, 12) },
    theses: [options.thesis, ...options.theses].map((t) => ({ id: t.id, title: t.title })),
    synthetic: false,
  };
}

/** Results kept in a folder between runs; null keeps nothing. */
export function cacheIn(folder: string | null): ResultCache {
  return resultCache(folder);
}
