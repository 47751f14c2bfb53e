import { readTexts } from "../engines/evidence.ts";
import type { NewStatement } from "../store/news-documents.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { Mode, Need, Panel } from "../terms/panel.ts";
import { type DayFrame, type DayNews, packTimeline, type Timeline, unpackTimeline } from "../terms/timeline.ts";
import { countsOf, groupNews } from "./news/groups.ts";
import { changesOf, movedIds } from "./news/panels.ts";

/** The text of a kept timeline: one frame per line, so that a change shows where it is. The same frames give the same bytes. */
export function timelineText(timeline: Timeline): string {
  const { frames, ...head } = packTimeline(timeline);
  const lines = frames.map((f) => JSON.stringify(f)).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"frames":[\n${lines}\n]}\n`;
}

/**
 * The kept timeline of a folder for exactly these observations, thesis, mode and seed; null where none was made from them. Its
 * code may be another: `code` says which.
 * @throws "store-damaged" for a file that is not a timeline
 */
export function keptTimeline(
  folder: string | null,
  wanted: Pick<Timeline, "thesis" | "thesisHash" | "mode" | "seed" | "store">,
): Timeline | null {
  const text = folder === null ? undefined : readTexts(folder).get(`${wanted.thesis}-${wanted.mode}`);
  if (text === undefined) return null;
  const kept: unknown = JSON.parse(text);
  if (!isTimeline(kept))
    throw new VorlaufError("store-damaged", {
      path: `${folder}/${wanted.thesis}-${wanted.mode}.json`,
      reason: "not a kept timeline",
      fix: "Run `npm run timeline`.",
    });
  const same = kept.thesisHash === wanted.thesisHash && kept.seed === wanted.seed && kept.store === wanted.store;
  return same ? unpackTimeline(kept) : null;
}

function isTimeline(value: unknown): value is Timeline {
  return (
    typeof value === "object" &&
    value !== null &&
    "frames" in value &&
    Array.isArray(value.frames) &&
    "store" in value &&
    "thesisHash" in value
  );
}

/** Frames of one list replaced and completed by those of another, in order of their days. */
export function mergeFrames(kept: readonly DayFrame[], own: readonly DayFrame[]): DayFrame[] {
  const byDay = new Map(kept.map((f) => [f.day, f]));
  for (const frame of own) byDay.set(frame.day, frame);
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** What the news of a day needs from outside. */
export interface DayNewsInputs {
  readonly panel: (day: string, mode: Mode, needs: readonly Need[]) => Promise<Panel>;
  /** Every statement about what the parts read that became known between two days. */
  readonly statements: (days: { readonly from: string; readonly to: string }) => Promise<readonly NewStatement[]>;
}

/** Everything that became known on one day of what the parts read: documents, with what is new, revised and withdrawn in them. */
export async function newsOfDay(
  days: { readonly before: string | null; readonly day: string },
  mode: Mode,
  inputs: DayNewsInputs,
): Promise<DayNews> {
  const from = days.before ?? "1900-01-01";
  const statements = await inputs.statements({ from, to: days.day });
  const needs = [...new Set(statements.map((s) => s.series))].sort().map((id) => ({ id }));
  const [before, after] = [await inputs.panel(from, mode, needs), await inputs.panel(days.day, mode, needs)];
  const changes = changesOf(before, after);
  const ids = [...new Set([...movedIds(before, after), ...changes.map((c) => c.series)])].sort();
  return { day: days.day, before: days.before, groups: groupNews(ids, changes, statements), ...countsOf(changes) };
}
