import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sources } from "../../src/sources/shelf.ts";
import { openStore } from "../../src/store/open.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { patternRegex } from "../../src/terms/panel.ts";
import { startOf } from "../../src/terms/period.ts";
import { corpus, readerTools } from "../fuzz/corpus.ts";
import { sharedTest } from "../shared.ts";

const copy = "2026-11-22T10:00:00Z";

/** Lists whose entries state something about the time ahead (what a company said it would spend, what a parameter will be): the statement is dated by itself, not by its subject. */
const statements = new Set(["capex-guidance", "buildout-parameters", "carmaker-events", "large-loads", "ark-figures"]);

/** In what an observation breaks the data contract (DESIGN 4), or null. */
function breach(source: string, o: Observation): string | null {
  const at = `${source} ${o.series}${o.item === undefined ? "" : `#${o.item}`}@${o.period}`;
  if (o.knownBy === "assumed") return `${at}: a reader assumes when it was known`;
  // ark-figures: the pages that show only a year count from the day on which they were read, by name.
  if (o.knownBy === "observed" && o.known !== copy && source !== "ark-figures")
    return `${at}: observed in this copy, yet known ${o.known}`;
  if (o.knownBy === "stamped" && o.published !== null && o.published !== o.known)
    return `${at}: stamped ${o.published}, yet known ${o.known}`;
  if (o.published !== null && o.published > o.known) return `${at}: published after it was known`;
  const isAhead = startOf(o.period) > o.known.slice(0, 10);
  if (isAhead && o.item !== undefined && !statements.has(source) && o.evidence !== "assumed")
    return `${at}: an entry after the copy's own day is ${o.evidence}`;
  return null;
}

function breaches(real: boolean): {
  readonly found: readonly string[];
  readonly read: ReadonlySet<string>;
  readonly ahead: number;
} {
  const found: string[] = [];
  const read = new Set<string>();
  let ahead = 0;
  for (const seed of corpus(real)) {
    if (seed.isFixed === true) continue;
    const sha256 = createHash("sha256").update(seed.bytes).digest("hex");
    const raw = { bytes: seed.bytes, sha256, url: "", path: seed.path, known: copy, knownBy: "observed" } as const;
    let observations: readonly Observation[] = [];
    try {
      ({ observations } = seed.read(raw, readerTools));
    } catch {
      continue; // Damaged on purpose, or a recorded refusal: tested where they belong.
    }
    read.add(seed.source.id);
    for (const o of observations) {
      const fault = breach(seed.source.id, o);
      if (fault !== null && found.length < 20) found.push(fault);
      if (o.item !== undefined && startOf(o.period) > copy.slice(0, 10)) ahead++;
    }
  }
  return { found, read, ahead };
}

test("no reader assumes when a value was known, a stamp is its known, a copy's value is known by the copy, and an entry after the copy's day is assumed (fixtures)", () => {
  const { found, read } = breaches(false);
  expect(found).toEqual([]);
  expect(read.size).toBeGreaterThanOrEqual(45);
});

test("the check sees an entry of the future that is called reported, and a stamp that is not its known", () => {
  const plan: Observation = {
    series: "a/b",
    item: "x",
    period: "2027-03",
    value: 1,
    unit: "MW",
    published: null,
    known: copy,
    knownBy: "observed",
    evidence: "reported (primary)",
    origin: { document: "", url: "", locator: "", kind: "primary" },
  };
  expect(breach("s", plan)).toMatch(/after the copy's own day is reported/);
  expect(breach("s", { ...plan, evidence: "assumed" })).toBeNull();
  expect(breach("s", { ...plan, period: "2026-11", known: "2026-11-21T00:00:00Z" })).toMatch(/observed in this copy/);
  expect(
    breach("s", { ...plan, period: "2026-10", knownBy: "stamped", known: copy, published: "2026-11-01T00:00:00Z" }),
  ).toMatch(/stamped/);
  expect(breach("s", { ...plan, period: "2026-10", knownBy: "assumed" })).toMatch(/assumes/);
});

sharedTest(
  "the same holds for the publishers' files and recorded answers at hand",
  () => {
    const { found, read, ahead } = breaches(true);
    expect(found).toEqual([]);
    expect(read.size).toBeGreaterThanOrEqual(60);
    expect(ahead).toBeGreaterThanOrEqual(59);
  },
  240_000,
);

/** The series that DESIGN 4 says must exist; `held`: in the embedded snapshot, where the terms let them enter. */
const wanted: readonly (readonly [string, "held" | "offered"])[] = [
  ["sec/*/capex", "held"],
  ["sec/*/revenue", "held"],
  ["census/data-center/construction", "held"],
  ["census/office/construction", "held"],
  ["census/highway-and-street/construction", "held"],
  ["census/power/construction", "held"],
  ["census/manufacturing/construction", "held"],
  ["fred/*", "held"],
  ["tsmc/revenue", "held"],
  ["epoch/notable-models", "held"],
  ["epoch/frontier-models", "held"],
  ["epoch/capability-index", "held"],
  ["epoch/chips-nvidia/totals", "held"],
  ["epoch/data-center-timelines", "held"],
  ["epoch/company-revenue", "held"],
  ["metr/horizon-p50", "held"],
  ["prices/*/input", "held"],
  ["prices/*/output", "held"],
  ["guidance/*/capex", "held"],
  ["commitments/*/leases-not-commenced", "held"],
  ["commitments/*/purchases", "held"],
  ["commitments/*/rpo", "held"],
  ["fx/eur-usd", "held"],
  ["events/carmakers", "held"],
  ["iea/*/ev-share", "held"],
  ["arxiv/*/share", "held"],
  ["fda/ai-devices", "held"],
  ["eia/*/commercial-sales", "held"],
  ["eia/*/commercial-price", "held"],
  ["eia/generator-pipeline", "held"],
  ["eia/planned-generators", "offered"],
  ["ercot/large-load-queue", "held"],
  ["lbnl/queue-active", "offered"],
];

test("every series that the design asks for is offered by a source, and held in the snapshot where its terms allow", async () => {
  const store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
  const held = [...store.held.keys()];
  store.close();
  const offered = sources.flatMap((s) => s.series.map((i) => i.id));
  const isMatched = (pattern: string, ids: readonly string[]): boolean =>
    ids.some((id) => patternRegex(pattern).test(id));
  const missing = wanted.filter(([id, where]) =>
    where === "held" ? !isMatched(id, held) : !offered.some((o) => o === id || patternRegex(o).test(id)),
  );
  expect(missing).toEqual([]);
  for (const ticker of ["msft", "googl", "amzn", "meta", "orcl", "nvda", "amd", "aapl"])
    expect(held).toContain(`sec/${ticker}/capex`);
});
