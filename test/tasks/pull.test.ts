import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { gunzip, unzip } from "../../src/engines/archives.ts";
import { sources } from "../../src/sources/shelf.ts";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { type FetchPolicy, retryAfter, scrub, usualPolicy } from "../../src/tasks/fetch-document.ts";
import { type PullReport, pullFrom } from "../../src/tasks/pull.ts";
import { pullLive } from "../../src/tasks/pull-live.ts";
import type { Effects } from "../../src/terms/effects.ts";
import { VorlaufError } from "../../src/terms/errors.ts";
import { shared, sharedTest } from "../shared.ts";
import { freshFolder } from "../store/by-hand.ts";
import { handShelf } from "./hand-source.ts";

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = freshFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

async function pull(store: string, folder: string, known: string | null = null): Promise<PullReport> {
  return pullFrom({ store, folder, sources: handShelf, only: [], known, keepRaw: true }, { progress: () => {} });
}

async function valuesAt(store: string, asOf: string): Promise<Record<string, number>> {
  const open = await openStore(store, { readOnly: true });
  const view = (await readPanel(open, { asOf, mode: "strict", needs: [{ id: "hand/sales" }] })).series["hand/sales"];
  open.close();
  return Object.fromEntries((view?.periods ?? []).map((p, i) => [p, view?.values[i] ?? Number.NaN]));
}

test("files are found below a folder, unpacked, dated by the SOURCE.json above them, and named by the hash of the unpacked bytes", async () => {
  const store = freshFolder();
  const content = "month,usd\n2025-12,10\nrejected\n";
  const folder = folderOf({
    "shop/SOURCE.json": JSON.stringify({
      id: "shop",
      primary_url: "https://example.org/shop ; another",
      files: [
        { path: "old/sales.csv.gz", known: "2026-01-20T08:15:13Z", knownBy: "observed" },
        { path: "sales.csv", known: "2026-02-20", knownBy: "released" },
      ],
    }),
    "shop/old/sales.csv.gz": gzipSync(content),
    "shop/sales.csv": "month,usd\n2025-12,11\n2026-01,12\n",
    "shop/readme.txt": "nothing",
  });
  const report = await pull(store, folder);
  expect(report.unclaimed).toEqual(["shop/readme.txt"]);
  expect(report.failed).toBe(false);
  expect(report.sources).toMatchObject([
    {
      source: "hand",
      documents: ["shop/old/sales.csv", "shop/sales.csv"],
      new: 2,
      revised: 1,
      unchanged: 0,
      rejected: 1,
      rejections: [{ reason: "asked for it", count: 1, example: "line 3" }],
    },
  ]);
  expect(await valuesAt(store, "2026-01-19")).toEqual({});
  expect(await valuesAt(store, "2026-01-20")).toEqual({ "2025-12": 10 });
  expect(await valuesAt(store, "2026-02-20")).toEqual({ "2025-12": 11, "2026-01": 12 });
  const open = await openStore(store, { readOnly: true });
  const documents = await open.database.rows("SELECT path, sha256, url, known, known_by FROM documents ORDER BY known");
  open.close();
  expect(documents[0]).toEqual([
    "shop/old/sales.csv",
    createHash("sha256").update(content).digest("hex"),
    "https://example.org/shop",
    "2026-01-20T08:15:13Z",
    "observed",
  ]);
  expect(documents[1]?.slice(3)).toEqual(["2026-02-20T23:59:59Z", "released"]);
  expect(await pull(store, folder)).toMatchObject({ sources: [{ new: 0, revised: 0, unchanged: 3, stored: 0 }] });
});

test("a file that nothing dates is refused until --known says when the copy was known; rows with a stamp need neither", async () => {
  const store = freshFolder();
  const folder = folderOf({
    "a.csv": "month,usd\n2025-12,10\n",
    "b.csv": "month,usd,stamp\n2026-01,5,2026-02-03T10:00:00Z\n",
  });
  const refused = await pull(store, folder);
  expect(refused.failed).toBe(true);
  expect(refused.sources[0]?.failures).toMatchObject([{ path: "a.csv", code: "source-undated" }]);
  expect(refused.sources[0]?.failures[0]?.message).toContain("say when this copy was known");
  expect(await valuesAt(store, "2026-12-31")).toEqual({ "2026-01": 5 });
  expect(await valuesAt(store, "2026-02-02")).toEqual({});
  await pull(store, folder, "2026-03-01");
  expect(await valuesAt(store, "2026-02-28")).toEqual({ "2026-01": 5 });
  expect(await valuesAt(store, "2026-03-01")).toEqual({ "2025-12": 10, "2026-01": 5 });
  await expect(pull(store, folder, "2026-02-30")).rejects.toThrow(/2026-02-30/);
  await expect(pull(store, join(folder, "missing"))).rejects.toThrow(/folder to pull from/);
});

test("a truncated, a corrupt and a broken file each fail by name; the others are read and the store keeps nothing of them", async () => {
  const store = freshFolder();
  const whole = gzipSync(
    `month,usd\n${Array.from({ length: 200 }, (_, i) => `20${10 + (i % 80)}-01,${i}`).join("\n")}\n`,
  );
  const corrupt = Uint8Array.from(gzipSync("month,usd\n2025-12,10\n"));
  corrupt.set([255, 255], corrupt.length - 8);
  const folder = folderOf({
    "cut.csv.gz": whole.subarray(0, 120),
    "corrupt.csv.gz": corrupt,
    "broken.csv": "month,usd\n2025-10,1\n2025-11\n",
    "good.csv": "month,usd\n2025-09,9\n",
  });
  const report = await pull(store, folder, "2026-01-01");
  expect(report.failed).toBe(true);
  expect(report.sources.flatMap((s) => s.failures.map((f) => [f.path, f.code])).sort()).toEqual([
    ["broken.csv", "source-changed"],
    ["corrupt.csv.gz", "source-changed"],
    ["cut.csv.gz", "source-changed"],
  ]);
  expect(await valuesAt(store, "2026-12-31")).toEqual({ "2025-09": 9 });
  expect(readdirSync(join(store, "raw"))).toHaveLength(1);
});

test("archives are unpacked within limits", () => {
  const small = { entries: 3, bytes: 2_000_000, ratio: 100 };
  const text = new TextEncoder().encode("hello");
  expect([...unzip(zipSync({ "a.csv": text, "b/c.csv": text }), (name) => name.startsWith("b/"), small)]).toEqual([
    ["b/c.csv", text],
  ]);
  const refusal = (bytes: Uint8Array, limits = small): string => {
    try {
      unzip(bytes, undefined, limits);
      return "taken";
    } catch (error) {
      return error instanceof VorlaufError ? `${error.code}: ${error.message}` : `bug: ${String(error)}`;
    }
  };
  expect(refusal(zipSync({ a: text, b: text, c: text, d: text }))).toContain(
    "source-changed: zip archive: at directory expected at most 3 members",
  );
  expect(refusal(zipSync({ bomb: new Uint8Array(1_500_000) }))).toContain("packed at most 100 times");
  expect(
    refusal(zipSync({ a: new Uint8Array(1_500_000), b: new Uint8Array(600_000) }), { ...small, ratio: 1e9 }),
  ).toContain("expected at most 2000000 bytes unpacked, got 2100000 bytes");
  expect(refusal(zipSync({ "../../etc/passwd": text }))).toContain("names inside the archive");
  expect(refusal(zipSync({ a: text }).subarray(0, 40))).toContain("source-changed");
  expect(refusal(text)).toContain("source-changed");
  expect(() => gunzip(gzipSync(new Uint8Array(3_000_000)), small)).toThrow(/at most 2000000 bytes/);
});

test("Retry-After is read as seconds and as a date", () => {
  expect(retryAfter("7", "2026-11-22T10:00:00Z")).toBe(7000);
  expect(retryAfter("Sun, 22 Nov 2026 10:01:30 GMT", "2026-11-22T10:00:00Z")).toBe(90_000);
  expect(retryAfter("Sun, 22 Nov 2026 09:00:00 GMT", "2026-11-22T10:00:00Z")).toBe(0);
  expect(retryAfter("soon", "2026-11-22T10:00:00Z")).toBeNull();
});

test("a key is removed from bytes wherever it stands", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const text = (b: Uint8Array): string => new TextDecoder().decode(b);
  expect(text(scrub(bytes('{"key":"s3cret+1","again":"s3cret%2B1"}s3cret+1'), "s3cret+1"))).toBe(
    '{"key":"KEY-REMOVED","again":"KEY-REMOVED"}KEY-REMOVED',
  );
  expect(text(scrub(bytes("aaa"), "aa"))).toBe("KEY-REMOVEDa");
  expect(text(scrub(bytes("nothing"), "key"))).toBe("nothing");
});

interface Service {
  readonly base: string;
  readonly asked: { readonly url: string; readonly agent: string }[];
  readonly server: Server;
}

/** A publisher on the loopback: each path answers by the script given, one entry per request. */
async function serve(
  script: Readonly<Record<string, readonly ((answer: ServerResponse) => void)[]>>,
): Promise<Service> {
  const asked: { url: string; agent: string }[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, answer) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    asked.push({ url: request.url ?? "", agent: String(request.headers["user-agent"]) });
    const n = counts.get(path) ?? 0;
    counts.set(path, n + 1);
    const steps = script[path] ?? [];
    (steps[Math.min(n, steps.length - 1)] ?? ((a) => a.writeHead(404).end()))(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { base: `http://127.0.0.1:${port}`, asked, server };
}

function effectsOf(env: Readonly<Record<string, string>>, waits: number[], lines: string[]): Effects {
  return {
    fetch: (url, init) => fetch(url, init),
    now: () => "2026-11-22T12:00:00Z",
    env: (name) => env[name],
    wait: async (ms) => {
      waits.push(ms);
    },
    progress: () => {},
    log: (line) => lines.push(line),
  };
}

const quick: FetchPolicy = {
  ...usualPolicy,
  firstWaitMs: 10,
  longestWaitMs: 60_000,
  timeoutMs: 1_500,
  tries: 3,
  pace: { other: 1 },
};
const csv = "month,usd\n2026-01,5\n";

test("a live pull waits as asked, tries again after errors and cut connections, and takes the answer as known now", async () => {
  const good = (answer: ServerResponse): void => void answer.writeHead(200, { "content-type": "text/csv" }).end(csv);
  const service = await serve({
    "/plain": [good],
    "/busy": [
      (a) => void a.writeHead(429, { "retry-after": "4" }).end(),
      (a) => void a.writeHead(200).end("month,usd\n2026-02,6\n"),
    ],
    "/shaky": [
      (a) => void a.writeHead(500).end("oops"),
      (a) => a.socket?.destroy(),
      (a) => void a.writeHead(200).end("month,usd\n2026-03,7\n"),
    ],
    "/short": [
      (a) => {
        a.writeHead(200, { "content-length": "500" });
        a.write(csv);
        a.socket?.end();
      },
      (a) => void a.writeHead(200).end(gzipSync("month,usd\n2026-04,8\n")),
    ],
    "/gone": [(a) => void a.writeHead(404).end()],
    "/down": [(a) => void a.writeHead(503).end()],
    "/html": [(a) => void a.writeHead(200).end("<html><title>Welcome</title></html>")],
  });
  const store = freshFolder();
  const [waits, lines] = [[] as number[], [] as string[]];
  const names = ["plain", "busy", "shaky", "short", "gone", "down", "html"];
  const [source] = handShelf;
  if (source === undefined) throw new Error("no source");
  const report = await pullLive(
    { store, wanted: [{ source, query: { base: service.base, names } }], keepRaw: true, policy: quick },
    effectsOf({ VORLAUF_CONTACT: "Test test@example.org" }, waits, lines),
  );
  service.server.close();
  expect(report.failed).toBe(true);
  expect(report.sources[0]?.failures.map((f) => [f.path.slice(service.base.length), f.code])).toEqual([
    ["/gone", "source-unreachable"],
    ["/down", "source-unreachable"],
    ["/html", "source-changed"],
  ]);
  expect(report.sources[0]?.failures[1]?.message).toContain("503 Service Unavailable (3 tries)");
  expect(await valuesAt(store, "2026-11-22")).toEqual({ "2026-01": 5, "2026-02": 6, "2026-03": 7, "2026-04": 8 });
  expect(await valuesAt(store, "2026-11-21")).toEqual({});
  expect(waits).toEqual([4000, 10, 20, 10, 10, 20]);
  expect(service.asked[0]?.agent).toBe("vorlauf Test test@example.org");
  expect(service.asked.filter((a) => a.url === "/gone")).toHaveLength(1);
});

test("a key reaches the server and nothing else: not the log, not an error, not the store", async () => {
  const service = await serve({
    "/key-ok": [(a) => void a.writeHead(200).end(csv)],
    "/key-echo": [(a) => void a.writeHead(200).end("month,usd\n2026-02,6,topsecret\n")],
    "/key-bad": [(a) => void a.writeHead(500).end("topsecret")],
  });
  const store = freshFolder();
  const lines: string[] = [];
  const [source] = handShelf;
  if (source === undefined) throw new Error("no source");
  const wanted = [{ source, query: { base: service.base, names: ["key-ok", "key-echo", "key-bad"] } }];
  const report = await pullLive(
    { store, wanted, keepRaw: true, policy: quick },
    effectsOf({ HAND_KEY: "topsecret" }, [], lines),
  );
  expect(service.asked[0]?.url).toBe("/key-ok?api_key=topsecret");
  expect(JSON.stringify([report, lines])).not.toContain("topsecret");
  expect(JSON.stringify(report)).toContain("KEY-REMOVED");
  const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    expect((file.name.endsWith(".gz") ? Buffer.from(gunzip(bytes)) : bytes).includes("topsecret")).toBe(false);
  }
  await expect(pullLive({ store, wanted, keepRaw: true, policy: quick }, effectsOf({}, [], []))).rejects.toThrow(
    /HAND_KEY/,
  );
  await expect(
    pullLive({ store, wanted: [{ source, query: { nonsense: 1 } }], keepRaw: true }, effectsOf({}, [], [])),
  ).rejects.toThrow(/query of hand/);
  await expect(
    pullLive({ store, wanted: [{ source, query: {} }], keepRaw: true }, effectsOf({}, [], [])),
  ).rejects.toThrow(/without a live service/);
  service.server.close();
});

sharedTest(
  "a collection without a sidecar needs --known and is known from then on; one with a second sidecar is dated by the sidecar that names it, its rows by their own stamps",
  async () => {
    const store = freshFolder();
    const take = (folder: string, known: string | null): Promise<PullReport> =>
      pullFrom(
        { store, folder: shared(`sources/${folder}`), sources, only: [], known, keepRaw: false },
        { progress: () => {} },
      );
    const refused = await take("buildout-parameters", null);
    expect(refused.sources.flatMap((s) => s.failures.map((f) => [f.path, f.code]))).toEqual([
      ["parameters.csv", "source-undated"],
    ]);
    await take("buildout-parameters", "2026-11-22");
    await take("carmaker-ev-events", null);
    const needs = ["parameters/buildout", "events/carmakers", "events/carmakers-expansion"].map((id) => ({ id }));
    const held = await openStore(store, { readOnly: true });
    const { lists } = await readPanel(held, {
      asOf: "2026-11-22",
      mode: "strict",
      needs,
    });
    const before = await readPanel(held, {
      asOf: "2026-11-21",
      mode: "strict",
      needs,
    });
    held.close();
    const knownOf = (list: string, item: string): unknown => {
      const entry = lists[list]?.entries.find((e) => e.item === item);
      return entry?.known;
    };
    expect(lists["parameters/buildout"]?.entries.length).toBe(181);
    expect(knownOf("parameters/buildout", "sys.capex_per_gw_it")).toBe("2026-11-22T23:59:59Z");
    expect(before.lists["parameters/buildout"]?.entries ?? []).toEqual([]);
    // Second collection: ev109 is dated by its page (PR Newswire, 12 November 2025), four rows of it by nothing but the copy.
    expect(knownOf("events/carmakers-expansion", "ev109")).toBe("2025-11-12T23:59:59Z");
    const counts = ["events/carmakers", "events/carmakers-expansion"].map((id) => [
      lists[id]?.entries.length,
      before.lists[id]?.entries.length,
      lists[id]?.entries.filter((e) => e.known === "2026-11-22T23:59:59Z").length,
    ]);
    expect(counts).toEqual([
      [77, 42, 35],
      [17, 13, 4],
    ]);
  },
);
