import { expect, test } from "vitest";
import { sources } from "../../src/sources/shelf.ts";
import { claimOf, corpus, headOf, type Seed } from "./corpus.ts";
import { bySource, judge, tryOne } from "./verdict.ts";

const seeds = corpus(false);

function seedOf(path: string): Seed {
  const seed = seeds.find((s) => s.path === path);
  if (seed === undefined) throw new Error(`no fixture ${path}`);
  return seed;
}

function text(seed: Seed): string {
  return new TextDecoder().decode(seed.bytes);
}

function bytes(of: string): Uint8Array {
  return new TextEncoder().encode(of);
}

test("800 damaged fixtures crash no reader, hang none, and yield nothing malformed", () => {
  const groups = bySource(seeds);
  const verdicts = Array.from({ length: 800 }, (_, i) => tryOne(groups, 7, i));
  expect(verdicts.filter((v) => v.faults.length > 0)).toEqual([]);
  expect(verdicts.filter((v) => v.outcome === "read").length).toBeGreaterThan(100);
  expect(verdicts.filter((v) => v.outcome === "source-changed").length).toBeGreaterThan(300);
});

test("the judge sees a reader that crashes, one that lies about its document, and one that hangs on to a bad number", () => {
  const seed = seedOf("nber-recessions/peaks-and-troughs/NBER_Monthly.csv");
  const unread = (read: Seed["read"]): Seed => ({ ...seed, path: "nobody.bin", read });
  const one = seed.read(
    {
      bytes: seed.bytes,
      sha256: "0".repeat(64),
      url: "",
      path: seed.path,
      known: "2026-11-22T00:00:00Z",
      knownBy: "observed",
    },
    { unzip: () => new Map() },
  );
  const [first] = one.observations;
  if (first === undefined) throw new Error("nothing read");
  expect(
    judge(
      unread(() => {
        throw new TypeError("of undefined");
      }),
      "none",
      bytes("x"),
    ).faults[0],
  ).toContain("TypeError");
  expect(
    judge(
      unread(() => one),
      "none",
      bytes("x"),
    ).faults[0],
  ).toContain("names another document");
  expect(
    judge(
      unread((raw) => ({
        rejected: [],
        observations: [
          { ...first, origin: { ...first.origin, document: raw.sha256 }, value: Number.POSITIVE_INFINITY },
        ],
      })),
      "none",
      bytes("x"),
    ).faults[0],
  ).toContain("Infinity");
});

test("a day that does not exist is the document's fault, with its path", () => {
  const seed = seedOf("carmaker-events/three-known-days/events.csv");
  const verdict = judge(seed, "by hand", bytes(text(seed).replace(/\d{4}-\d{2}-\d{2}/, "2026-13-45")));
  expect(verdict).toMatchObject({ outcome: "source-changed", faults: [] });
});

test("a bibliography of 200,000 blank lines is read in the blink of an eye", () => {
  const seed = seeds.find((s) => s.path.endsWith("references.bib"));
  if (seed === undefined) throw new Error("no bibliography");
  const verdict = judge(seed, "by hand", bytes(text(seed) + "\n".repeat(200_000)));
  expect(verdict.faults).toEqual([]);
  expect(verdict.milliseconds).toBeLessThan(500);
});

test("a message holds at most the beginning of a field of a hundred thousand characters", () => {
  const seed = seedOf("nber-recessions/peaks-and-troughs/NBER_Monthly.csv");
  const claim = claimOf({ path: seed.path, folder: seed.folder, head: headOf(seed.bytes) });
  const raw = {
    bytes: bytes(text(seed).replace(/\d{4}/, "9".repeat(100_000))),
    sha256: "0".repeat(64),
    url: "",
    path: seed.path,
    known: "2026-11-22T00:00:00Z",
    knownBy: "observed",
  } as const;
  let message = "";
  try {
    claim?.read(raw, { unzip: () => new Map() });
  } catch (error) {
    message = error instanceof Error ? error.message : "";
  }
  expect(message).toContain("nber-recessions");
  expect(message.length).toBeLessThan(1_500);
});

test("every source with a fixture is damaged", () => {
  const covered = new Set(seeds.map((s) => s.source.id));
  expect(covered.size).toBeGreaterThanOrEqual(40);
  const beside = ["sec (no map)", "group file", "tag map"];
  expect([...covered].filter((id) => !sources.some((s) => s.id === id)).sort()).toEqual([...beside].sort());
});

test("a run of a hundred thousand digits in an event's text is read at once", () => {
  const seed = seeds.find((s) => s.source.id === "sdl-events" && s.path.endsWith(".csv") && text(s).includes("->"));
  if (seed === undefined) throw new Error("no event with a change");
  const verdict = judge(seed, "by hand", bytes(text(seed).replace("->", `${"9".repeat(100_000)} ->`)));
  expect(verdict.milliseconds).toBeLessThan(500);
});

test("a company called toString is no company, and a scale of 400 digits no number", () => {
  const commitments = seedOf("forward-commitments/synthetic/forward_commitments.csv");
  const [, record = ""] = text(commitments).split("\n");
  const [company = ""] = record.split(",");
  expect(company).not.toBe("");
  expect(judge(commitments, "by hand", bytes(text(commitments).replace(company, "toString"))).faults).toEqual([]);
  const filing = seeds.find((s) => s.source.id === "sec-ixbrl" && s.path.endsWith(".html"));
  if (filing === undefined) throw new Error("no filing");
  const scaled = text(filing).replace(/scale="\d+"/g, `scale="${"9".repeat(400)}"`);
  expect(scaled).not.toBe(text(filing));
  expect(judge(filing, "by hand", bytes(scaled))).toMatchObject({ faults: [] });
});

test("a table that others made of a list, and that holds nothing, is rejected with no count of none", () => {
  const list = sources.find((s) => s.id === "fda-ai-devices");
  const path = "fda-ai-devices/fda-ai-devices-vintages.csv";
  const read = list?.recognise({ path, folder: "fda-ai-devices", head: "" }) ?? null;
  if (list === undefined || read === null) throw new Error("not recognised");
  const seed: Seed = { source: list, read, path, folder: "fda-ai-devices", bytes: bytes("a,b\n1,2\n"), isJson: false };
  expect(judge(seed, "by hand", bytes(""))).toMatchObject({ outcome: "read", faults: [] });
});

test("a graph of categories that is a list is refused with a place", () => {
  const graph = seedOf("arxiv-categories/five-categories/category_graph.json");
  expect(judge(graph, "by hand", bytes("[]"))).toMatchObject({ outcome: "source-changed", faults: [] });
});

test("45,000 errors or eight thousand keys in a file that a user writes are refused with a line within two seconds", () => {
  const group = seeds.find((s) => s.source.id === "group file");
  if (group === undefined) throw new Error("no group file");
  const keys = Array.from({ length: 8_000 }, (_, i) => `k${i}: 1`).join("\n");
  for (const more of [`x: [${"\n,".repeat(45_000)}]`, `x: ["${'"'.repeat(150_000)}`, keys]) {
    const verdict = judge(group, "by hand", bytes(`${text(group)}${more}\n`));
    expect(verdict).toMatchObject({ outcome: "source-changed", faults: [] });
  }
});

test("a hundred thousand opening tags, or quotes on one line, are refused or read at once", () => {
  const filing = seeds.find((s) => s.source.id === "sec-ixbrl" && s.path.endsWith(".html"));
  const results = seeds.find((s) => s.source.id === "metr" && s.path.includes("copy-2026-03"));
  if (filing === undefined || results === undefined) throw new Error("no fixture");
  const [head = "", ...rest] = text(filing).split("</ix:nonFraction>");
  const tagged = judge(
    filing,
    "by hand",
    bytes(`${head}${"<".repeat(100_000)}</ix:nonFraction>${rest.join("</ix:nonFraction>")}`),
  );
  expect(tagged.milliseconds).toBeLessThan(1_000);
  const quoted = judge(results, "by hand", bytes(`${text(results)}\n${'"'.repeat(150_000)}\n`));
  expect(quoted).toMatchObject({ outcome: "source-changed", faults: [] });
  expect(quoted.milliseconds).toBeLessThan(500);
});
