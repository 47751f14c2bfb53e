import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { misfit } from "../../src/tasks/schema.ts";
import type { Verdict } from "../../src/tasks/verdict.ts";
import { copyOfSnapshot, root, scratch, vorlauf } from "./command-line.ts";

const { path, home } = scratch();
const reportDay = ["--as-of", "2026-02-09"];

async function verdictOn(...args: readonly string[]): Promise<Verdict> {
  const { code, out, err } = await vorlauf(home, "verdict", "--json", ...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Verdict;
}

function statesOf(verdict: Verdict): Record<string, string> {
  return Object.fromEntries(verdict.claims.map((c) => [c.id, c.state]));
}

test("the verdict of the report's day is the same bytes when computed, read back and computed again", async () => {
  const first = await vorlauf(home, "verdict", ...reportDay);
  const again = await vorlauf(home, "verdict", ...reportDay);
  const recomputed = await vorlauf(home, "verdict", ...reportDay, "--recompute");
  expect(first.code).toBe(0);
  expect(again.out).toBe(first.out);
  expect(recomputed.out).toBe(first.out);
  expect(first.out.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  expect(first.out).toContain("Not investment advice");
  expect((await vorlauf(home, "verdict")).out).not.toBe(first.out);
  // What the README shows is what the command prints; a line of it may break off with "...".
  const shown = /```\n(Vorlauf {2}as of[\s\S]*?)\n```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  const printed = first.out.split("\n");
  const lines = shown.split("\n").filter((l) => l !== " ...");
  expect(lines.length).toBeGreaterThan(8);
  const stale = lines.filter((l) => {
    const start = l.replace(/ ?\.\.\.$/, "");
    return !printed.some((p) => (start === l ? p === l : p.startsWith(start)));
  });
  expect(stale).toEqual([]);
});

test("on the report's day rotation cannot be told strictly, and the pseudo value stands beside it", async () => {
  const rotation = (await verdictOn(...reportDay)).lines.find((l) => l.id === "rotation");
  expect(rotation).toMatchObject({ state: "cannot-tell", value: null, evidence: null });
  expect(rotation?.says).toContain("1 Jul 2026");
  // December 2025 in the release of 1 July 2026: private data centres 45.0 bn, public highways and streets about 120 bn.
  expect(rotation?.pseudo?.value).toBeGreaterThan(0.3);
  expect(rotation?.pseudo?.value).toBeLessThan(0.45);
  expect(rotation?.gap?.needs).toEqual(["census/data-center/construction", "census/highway-and-street/construction"]);
});

test("a line that cannot tell names the missing series, what is at hand, what would decide and the command that would help; a value stands with evidence and references", async () => {
  for (const day of [reportDay, []]) {
    const { lines } = await verdictOn(...day);
    const silent = lines.filter((l) => l.state === "cannot-tell");
    expect(silent.length).toBeGreaterThan(0);
    const vague = silent.filter(
      ({ gap }) =>
        gap === undefined ||
        gap.needs.length === 0 ||
        !gap.needs.every((id) => /^[a-z0-9-]+(\/[a-z0-9.*-]+)+$/.test(id)) ||
        (gap.need !== null && gap.have >= gap.need) ||
        gap.settles === "" ||
        gap.pull?.startsWith("vorlauf pull ") !== true,
    );
    expect(vague.map((l) => [l.id, l.gap])).toEqual([]);
    expect(silent.filter((l) => l.value !== null || l.evidence !== null).map((l) => l.id)).toEqual([]);
    const bare = lines.filter(
      (l) => l.state === "found" && l.value !== null && (l.evidence === null || l.refs.length === 0),
    );
    expect(bare.map((l) => l.id)).toEqual([]);
  }
});

test("the fourteen claims stand as the design's table says, on the report's day and on the newest", async () => {
  const then = await verdictOn(...reportDay);
  expect(statesOf(then)).toEqual({
    "cycle-began": "open",
    "capex-2026": "open",
    "dc-systems-2030": "cannot-tell",
    "faster-succession": "fails",
    "economical-uses": "fails",
    "ev-writedowns": "holds",
    "ev-retreat-strategic": "cannot-tell",
    "capital-redirected": "cannot-tell",
    "bev-dominate-2031": "open",
    "convergence-papers": "cannot-tell",
    "autonomous-lab": "cannot-tell",
    "rotation-roads": "cannot-tell",
    reinforcing: "cannot-tell",
    // Computable in part; its cost parameters were held from November 2026 on.
    "running-bill": "cannot-tell",
  });
  expect(then.claims.find((c) => c.id === "ev-writedowns")?.value).toBeCloseTo(59.3e9, -8);
  const now = await verdictOn();
  const states = statesOf(now);
  expect(states).toMatchObject({
    "cycle-began": "open",
    "capex-2026": "open",
    "dc-systems-2030": "cannot-tell",
    "faster-succession": "holds",
    // By the twelve-month reading; by price steps it would not.
    "economical-uses": "fails",
    "ev-writedowns": "holds",
    "ev-retreat-strategic": "cannot-tell",
    "capital-redirected": "cannot-tell",
    "bev-dominate-2031": "open",
    "convergence-papers": "cannot-tell",
    "autonomous-lab": "cannot-tell",
    "rotation-roads": "open",
    reinforcing: "cannot-tell",
    // The owner's running share is far below one half; energy per token cannot be told.
    "running-bill": "fails",
  });
  expect(now.claims.find((c) => c.id === "ev-writedowns")?.value).toBeCloseTo(59.6e9, -8);
  expect(now.claims.find((c) => c.id === "faster-succession")?.reasons.join(" ")).toContain("not distinguishable");
  expect(now.lines.find((l) => l.id === "rotation")?.value).toBeCloseTo(0.453, 3);
  expect(Object.values(states).filter((s) => s !== "cannot-tell" && s !== "not-built").length).toBeGreaterThanOrEqual(
    6,
  );
});

test("the verdict fits the schema that is printed for it, and the schema would refuse another", async () => {
  const verdict = await verdictOn(...reportDay);
  expect(misfit("verdict", verdict)).toBeNull();
  expect(misfit("verdict", { ...verdict, lines: verdict.lines.slice(1) })).toContain("lines");
  const schema: unknown = JSON.parse((await vorlauf(home, "schema", "verdict")).out);
  expect(schema).toMatchObject({
    type: "object",
    properties: { lines: { type: "array", minItems: 12, maxItems: 12 } },
  });
  expect(verdict.lines.map((l) => l.part)).toEqual([
    "cycle",
    "rotation",
    "chain",
    "succession",
    "retreat",
    "convergence",
    "reinforcement",
    "economics",
    "waiting",
    "analogs",
    "budget",
    "thesis",
  ]);
});

test("what became known a day later changes nothing on the report's day, and the next day does see it", async () => {
  const store = copyOfSnapshot(join(path, "planted"));
  const facts = readFileSync(join(root, "test/fixtures/sec/meta-restated/companyfacts.json"), "utf8");
  const folder = join(path, "planted-files");
  mkdirSync(folder);
  // Meta's first quarter of 2026, filed on 30 April 2026, as if it had been filed on 10 February.
  const early = facts.replace(/"filed":\s*"2026-04-30"/g, '"filed":"2026-02-10"');
  expect(early).not.toBe(facts);
  writeFileSync(join(folder, "companyfacts.json"), early);
  const pulled = await vorlauf(
    home,
    "pull",
    "sec",
    "--store",
    store,
    "--from",
    folder,
    "--known",
    "2026-11-20",
    "--json",
  );
  expect(pulled.code).toBe(0);
  expect(await verdictOn(...reportDay, "--store", store)).toEqual(await verdictOn(...reportDay));
  const filed = (v: Verdict): string => v.claims.find((c) => c.id === "capex-2026")?.reasons.join(" ") ?? "";
  expect(filed(await verdictOn("--as-of", "2026-02-10"))).toContain("0 of 16 company quarters filed");
  expect(filed(await verdictOn("--as-of", "2026-02-10", "--store", store))).toContain("1 of 16 company quarters filed");
});

test.each([
  ["2024-02-09", "--pseudo"],
  ["2025-06-30", ""],
  ["2026-02-09", ""],
  ["2026-02-09", "--pseudo"],
  ["2026-11-22", ""],
])("every number published on %s %s has an origin", async (day, mode) => {
  const { code, out } = await vorlauf(home, "audit", "--json", "--as-of", day, ...(mode === "" ? [] : [mode]));
  const report = JSON.parse(out) as { checked: number; refs: number; failures: unknown[] };
  expect(report.failures).toEqual([]);
  expect(code).toBe(0);
  expect(report.checked).toBeGreaterThan(30);
  expect(report.refs).toBeGreaterThan(1000);
});

interface Walk {
  readonly ref: string;
  readonly kind: string;
  readonly observation?: {
    readonly origin: { readonly document: string; readonly url: string; readonly locator: string };
  };
  readonly from: readonly Walk[];
  readonly broken: readonly unknown[];
}

function ends(walk: Walk): Walk[] {
  return walk.from.length === 0 ? [walk] : walk.from.flatMap(ends);
}

test.each([
  "cycle",
  "rotation",
  "retreat",
  "economics",
  "waiting",
  "budget",
  "claim/capex-2026",
  "claim/faster-succession",
])("the walk from %s ends at documents with hash, address and place", async (ref) => {
  const { code, out } = await vorlauf(home, "explain", ref, "--json");
  expect(code).toBe(0);
  const walk = JSON.parse(out) as Walk;
  const last = ends(walk).filter((w) => w.kind === "observation");
  expect(last.length).toBeGreaterThan(0);
  for (const { observation } of last) {
    expect(observation?.origin.document).toMatch(/^[0-9a-f]{64}$/);
    expect(observation?.origin.url).toMatch(/^https?:\/\//);
    expect(observation?.origin.locator).not.toBe("");
  }
  expect(JSON.stringify(walk)).not.toContain('"broken":[{');
});
