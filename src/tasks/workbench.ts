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
import { claimTurns, type DayFrame, type DayNews, dayFrameOf, type Timeline } from "../terms/timeline.ts";
import type { Cut, Frame, ThesisJudgement, Workbench, WorkbenchSupply } from "../terms/workbench.ts";
import { readThesis } from "../theses/read.ts";
import type { Earlier } from "./thesis/past.ts";
import { newsOfDay } from "./timeline.ts";
import { dayFrames } from "./workbench/day-frames.ts";
import { keeperOf } from "./workbench/keeper.ts";
import { verdictsOf } from "./workbench/verdicts.ts";

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
  readonly build: {
    readonly version: string;
    readonly code: string;
    /** Hash of the code that a measured number can depend on. */
    readonly measuring: string;
  };
  readonly cache: ResultCache;
  /** Folder of the timelines that come with the package; null where there is none. */
  readonly timelines: string | null;
  /** Where long computations run; null: here. The answer is the same text. */
  readonly elsewhere: Elsewhere | null;
  /** Do not read the cache; what is computed is still kept. */
  readonly recompute: boolean;
  readonly progress: (step: Progress) => void;
}

/** A computation that can run in another thread on a workbench of the same options. */
export interface DistantTask {
  readonly task: "verdict" | "thesis" | "news" | "day" | "day-news";
  readonly cut: Cut;
  /** Of `news` the earlier day, of `thesis` the id. */
  readonly of: string;
}

/** Gives the JSON text of a computation's result. */
export type Elsewhere = (task: DistantTask) => Promise<string>;

/** A workbench on one store: supplies the doors, holds the database open from the first need on. */
export interface OpenWorkbench
  extends Pick<WorkbenchSupply, "frame" | "verdict" | "part" | "thesis" | "news" | "timeline" | "dayNews"> {
  /** Newest day known to the store: the as-of day when none is given. */
  readonly newest: string;
  readonly store: () => Promise<Store>;
  /** Any thesis judged on a day; only the parts that it names are measured. */
  readonly judge: (thesis: Thesis, cut: Cut) => Promise<ThesisJudgement>;
  /** The light frame of a day; the whole verdict is measured for it and not kept. */
  readonly day: (cut: Cut) => Promise<DayFrame>;
  /** Of the options a result depends on beside store and day. */
  readonly made: { readonly store: string; readonly code: string; readonly seed: number; readonly thesisHash: string };
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
  const newest = newestDay(read.manifest.files);
  const thesisHash = hashText(JSON.stringify(options.thesis));
  let opened: Promise<Store> | null = null;
  const store = (): Promise<Store> => {
    opened ??= openStore(options.store, { readOnly: options.readOnly });
    return opened;
  };
  const keeper = keeperOf({ ...options, store: read.hash, code: options.build.code });
  const { kept } = keeper;
  const earlierFor =
    (thesis: Thesis, mode: Cut["mode"]): Earlier =>
    (day, ids) =>
      kept(
        ["results", day, mode, options.seed, ids.join(" "), hashText(JSON.stringify(thesis.claims.map((c) => c.test)))],
        async () => {
          options.progress({ task: "thesis", on: day, done: 0, total: 0 });
          const { measureSome, needsOf, parts, seriesNeeds } = await measuring();
          const some = parts.filter((p) => ids.includes(p.id));
          const panel = await readPanel(await store(), {
            asOf: day,
            mode,
            needs: needsOf([...some, { needs: seriesNeeds(thesis) }]),
          });
          return measureSome(panel, some, { thesis, seed: options.seed });
        },
      );
  const shipped = new Set([options.thesis, ...options.theses].map((t) => t.id));
  const judge = (thesis: Thesis, cut: Cut): Promise<ThesisJudgement> =>
    kept(
      ["thesis", cut.asOf, cut.mode, options.seed, hashText(JSON.stringify(thesis))],
      async () => {
        const { judgeWithPast, partsOf } = await measuring();
        const earlier = earlierFor(thesis, cut.mode);
        const judged = await judgeWithPast(thesis, await earlier(cut.asOf, partsOf(thesis.claims)), cut.asOf, earlier);
        options.progress({ task: "thesis", on: "done", done: 1, total: 1 });
        return judged;
      },
      shipped.has(thesis.id) ? { task: "thesis", cut, of: thesis.id } : undefined,
    );
  const measured = async (cut: Cut): Promise<Workbench> => {
    const [held, { measureWorkbench, parts }] = await Promise.all([store(), measuring()]);
    return measureWorkbench(cut.asOf, cut.mode, {
      panel: (mode, needs) => readPanel(held, { asOf: cut.asOf, mode, needs }),
      parts,
      thesis: options.thesis,
      earlier: earlierFor(options.thesis, cut.mode),
      seed: options.seed,
      progress: options.progress,
    });
  };
  const frames = dayFrames({
    keeper,
    head: { thesis: options.thesis.id, thesisHash, seed: options.seed, store: read.hash },
    timelines: options.timelines,
    measuring: options.build.measuring,
    keeps: options.elsewhere === null,
  });
  const day = (cut: Cut): Promise<DayFrame> =>
    kept(frames.nameOf(cut), async () => dayFrameOf(await measured(cut)), { task: "day", cut, of: "" });
  const verdict = verdictsOf(
    (cut) =>
      kept(["verdict", cut.asOf, cut.mode, options.seed, thesisHash], () => measured(cut), {
        task: "verdict",
        cut,
        of: "",
      }),
    frames.note,
    options.elsewhere,
  );
  const calendar = (): Promise<Frame> =>
    kept(["frame", thesisHash, options.theses.map((t) => `${t.id} ${JSON.stringify(t.title)}`).join(" ")], async () =>
      frameOf(await store(), newest, options),
    );
  const timeline = async (mode: Cut["mode"]): Promise<Timeline> => frames.timeline(mode, (await calendar()).days);
  return {
    newest,
    store,
    verdict,
    day,
    timeline,
    made: { store: read.hash, code: options.build.code, seed: options.seed, thesisHash },
    frame: async () => {
      const frame = await calendar();
      const turned = claimTurns((await timeline("strict")).frames).map((t) => t.day);
      return { ...frame, claimDays: [...new Set(turned)] };
    },
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
      kept(
        ["news", from, cut.asOf, cut.mode, options.seed, thesisHash],
        async () => {
          const [held, { parts, whatMoved }] = await Promise.all([store(), measuring()]);
          return whatMoved({ from, to: cut.asOf }, cut.mode, {
            panel: (asOf, mode, needs) => readPanel(held, { asOf, mode, needs }),
            statements: (ids, days) => statementsBetween(held, ids, days),
            parts,
            thesis: options.thesis,
            seed: options.seed,
            progress: options.progress,
          });
        },
        { task: "news", cut, of: from },
      ),
    dayNews: async (cut) => {
      const before = (await calendar()).days.filter((d) => d < cut.asOf).at(-1) ?? null;
      return kept(["day-news", before ?? "", cut.asOf, cut.mode], async () => dayNewsOf(await store(), before, cut), {
        task: "day-news",
        cut,
        of: "",
      });
    },
    close: () => {
      opened?.then((s) => s.close()).catch(() => undefined);
    },
  };
}

function newestDay(files: readonly { readonly kind: string; readonly newestKnown: string }[]): string {
  const known = files.filter((f) => f.kind === "observations").map((f) => f.newestKnown);
  return (known.sort().at(-1) ?? "1970-01-01").slice(0, 10);
}

async function dayNewsOf(held: Store, before: string | null, cut: Cut): Promise<DayNews> {
  const ids = await idsOf(held);
  return newsOfDay({ before, day: cut.asOf }, cut.mode, {
    panel: (asOf, mode, needs) => readPanel(held, { asOf, mode, needs }),
    statements: (days) => statementsBetween(held, ids, days),
  });
}

/** What measures is loaded with the first day that is not kept: an answer from the cache needs none of it. */
async function measuring(): Promise<
  Pick<typeof import("./measure.ts"), "measureSome" | "measureWorkbench" | "needsOf"> &
    Pick<typeof import("./parts/shelf.ts"), "parts"> &
    Pick<typeof import("./thesis/past.ts"), "judgeWithPast" | "partsOf"> &
    Pick<typeof import("./thesis/series-measures.ts"), "seriesNeeds"> &
    Pick<typeof import("./news.ts"), "whatMoved">
> {
  const [measure, shelf, past, series, news] = await Promise.all([
    import("./measure.ts"),
    import("./parts/shelf.ts"),
    import("./thesis/past.ts"),
    import("./thesis/series-measures.ts"),
    import("./news.ts"),
  ]);
  return { ...measure, ...shelf, ...past, ...series, ...news };
}

/** Ids held of what the parts read, daily rates of exchange left out. */
async function idsOf(store: Store): Promise<string[]> {
  const { needsOf, parts } = await measuring();
  const patterns = needsOf(parts).map((n) => patternRegex(n.id));
  return [...store.held.values()]
    .filter((h) => !h.id.startsWith("fx/") && patterns.some((p) => p.test(h.id)))
    .map((h) => h.id);
}

/** Days with news of what the parts read, daily series left out: they would make every weekday a step. */
async function frameOf(store: Store, newest: string, options: WorkbenchOptions): Promise<Frame> {
  return {
    days: await knownDays(store, await idsOf(store)),
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
