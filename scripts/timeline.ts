// Measures the light frame of every day of the embedded snapshot's calendar, for the as-of slider and the time machine, and keeps them under
// evidence/timelines. The same snapshot and the same code give the same bytes; what was measured before by the same code is not measured again.
// `npm run timeline [-- FROM [HANDS]]`: FROM is the first day measured, HANDS the number of threads. Frames of other days stay only where the same code made them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { handsFor } from "../src/tasks/elsewhere.ts";
import { mergeFrames, timelineText } from "../src/tasks/timeline.ts";
import { cacheIn, openWorkbench, thesisOf } from "../src/tasks/workbench.ts";
import type { DayFrame } from "../src/terms/timeline.ts";
import { measuringCode } from "./bootstrap.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "evidence", "timelines");
const [from = "1900-01-01", hands = String(Math.max(1, availableParallelism() - 1))] = process.argv.slice(2);
const file = join(root, "theses", "ark-2026-02-09.yaml");
const code = measuringCode();
const cache = join(root, ".vorlauf", "timeline");
const context = {
  store: join(root, "snapshot"),
  readOnly: true,
  thesis: thesisOf(readFileSync(file, "utf8"), file),
  theses: [],
  seed: 1,
  build: { version: "timeline", code, measuring: code },
  timelines: folder,
  recompute: false,
  cache,
};
const distant = handsFor({
  context,
  entry: new URL("../src/doors/workbench-thread.ts", import.meta.url),
  hands: Number(hands) + 1,
  progress: () => undefined,
});
const bench = openWorkbench({
  ...context,
  cache: cacheIn(cache),
  elsewhere: distant.elsewhere,
  progress: () => undefined,
});
const { days } = await bench.frame();
const wanted = days.filter((d) => d >= from).reverse();
let done = 0;
const own: DayFrame[] = await Promise.all(
  wanted.map(async (asOf) => {
    const frame = await bench.day({ asOf, mode: "strict", rest: true });
    done += 1;
    if (done % 20 === 0 || done === wanted.length) console.error(`${done}/${wanted.length} ${asOf}`);
    return frame;
  }),
);
const kept = await bench.timeline("strict");
const same = kept.code === null ? kept.frames : own;
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, `${kept.thesis}-strict.json`),
  timelineText({ ...kept, code, frames: mergeFrames(same, own) }),
);
await distant.close();
bench.close();
