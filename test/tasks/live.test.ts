import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { takeLive } from "../../src/tasks/intake.ts";
import type { PullReport } from "../../src/tasks/pull.ts";
import { freshFolder } from "../store/by-hand.ts";
import { quick, type Replay, replay, type Step } from "./replay.ts";

const open: Replay[] = [];
afterEach(() => {
  for (const { server } of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Pulled {
  readonly report: PullReport;
  readonly service: Replay;
  readonly store: string;
}

async function pull(
  words: readonly string[],
  script: Readonly<Record<string, readonly Step[]>>,
  options: { store?: string; query?: readonly string[]; env?: Readonly<Record<string, string>>; again?: boolean } = {},
): Promise<Pulled> {
  const service = await replay(script, options.env);
  open.push(service);
  const store = options.store ?? freshFolder();
  const report = await takeLive(
    { store, seed: null, words, query: options.query ?? [], again: options.again === true, policy: quick },
    service.effects,
  );
  return { report, service, store };
}

async function valuesOf(store: string, id: string, asOf = "2026-11-22"): Promise<Record<string, number>> {
  const held = await openStore(store, { readOnly: true });
  const view = (await readPanel(held, { asOf, mode: "strict", needs: [{ id }] })).series[id];
  held.close();
  return Object.fromEntries((view?.periods ?? []).map((p, i) => [p, view?.values[i] ?? Number.NaN]));
}

/** Every byte of a folder, unpacked where packed, as text. */
function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => {
      const bytes = readFileSync(join(e.parentPath, e.name));
      return `${e.name} ${(e.name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1")}`;
    })
    .join("\n");
}

const fact = (start: string, end: string, val: number, filed: string): unknown => ({
  start,
  end,
  val,
  accn: "0000000001-26-000001",
  form: "10-Q",
  filed,
});
/** SYNTHETIC: company facts in the structure of data.sec.gov. */
function companyFacts(cik: number, unit: string, tag: string, rows: readonly unknown[]): string {
  return JSON.stringify({ cik, entityName: "Synthetic", facts: { "us-gaap": { [tag]: { units: { [unit]: rows } } } } });
}
const capex = "PaymentsToAcquirePropertyPlantAndEquipment";
const quarter = fact("2026-04-01", "2026-06-30", 123, "2026-07-30");
const meta = companyFacts(1326801, "USD", capex, [quarter]);

test("tickers become one request each; a ticker that no map knows is looked up in the SEC's list and flagged", async () => {
  const other = companyFacts(99, "USD", capex, [quarter, fact("2025-07-01", "2026-06-30", 500, "2026-07-30")]);
  const { report, service, store } = await pull(["sec", "META", "zzq"], {
    CIK0001326801: [gzipSync(meta)],
    "company_tickers.json": ['{"0":{"cik_str":99,"ticker":"ZZQ","title":"Synthetic"}}'],
    CIK0000000099: [other],
  });
  expect(service.asked.map((a) => a.url)).toEqual([
    "https://data.sec.gov/api/xbrl/companyfacts/CIK0001326801.json",
    "https://www.sec.gov/files/company_tickers.json",
    "https://data.sec.gov/api/xbrl/companyfacts/CIK0000000099.json",
  ]);
  expect(service.asked.every((a) => a.headers["user-agent"] === "vorlauf Test test@example.org")).toBe(true);
  expect(report).toMatchObject({
    failed: false,
    sources: [{ source: "sec", new: 3, warnings: { "tags-not-checked": 1 } }],
  });
  expect(report.sources[0]?.documents).toHaveLength(2);
  expect(await valuesOf(store, "sec/meta/capex")).toEqual({ "2026-Q2": 123 });
  expect(await valuesOf(store, "sec/zzq/capex")).toEqual({ "2026-Q2": 123 });
  expect(await valuesOf(store, "sec/zzq/capex", "2026-07-29")).toEqual({});
  await expect(
    pull(["sec", "ZZX"], { "company_tickers.json": ['{"0":{"cik_str":99,"ticker":"ZZQ","title":"S"}}'] }),
  ).rejects.toMatchObject({ code: "unknown-id", message: expect.stringContaining("ZZQ") });
});

test("without a contact nothing is asked of the SEC, and without a key nothing of a keyed service; no store is made", async () => {
  const store = freshFolder();
  await expect(pull(["sec", "META"], {}, { store, env: { VORLAUF_CONTACT: "" } })).rejects.toMatchObject({
    code: "input-invalid",
    message: expect.stringContaining("VORLAUF_CONTACT"),
  });
  await expect(pull(["fred", "INDPRO"], {}, { store })).rejects.toMatchObject({
    code: "input-invalid",
    message: expect.stringContaining("FRED_API_KEY"),
  });
  await expect(
    pull(["fred", "INDPRO"], {}, { store, query: ["vintages"], env: { FRED_API_KEY: "k" } }),
  ).rejects.toMatchObject({ code: "input-invalid", message: expect.stringContaining("key=value") });
  expect(existsSync(store)).toBe(false);
  expect(open.flatMap((s) => s.asked)).toEqual([]);
});

test("a document that has not changed is asked for by its tag and not stored again; --again fetches it anyway", async () => {
  const tagged: Step = (answer, headers) => {
    if (headers["if-none-match"] === '"v1"') answer.writeHead(304).end();
    else answer.writeHead(200, { etag: '"v1"', "last-modified": "Sun, 22 Nov 2026 10:00:00 GMT" }).end(meta);
  };
  const first = await pull(["sec", "META"], { CIK0001326801: [tagged] });
  const { store } = first;
  expect(first.service.asked[0]?.headers["if-none-match"]).toBeUndefined();
  const second = await pull(["sec", "META"], { CIK0001326801: [tagged] }, { store });
  expect(second.service.asked[0]?.headers).toMatchObject({
    "if-none-match": '"v1"',
    "if-modified-since": "Sun, 22 Nov 2026 10:00:00 GMT",
  });
  expect(second.report.sources).toMatchObject([
    { documents: [], new: 0, notModified: ["https://data.sec.gov/api/xbrl/companyfacts/CIK0001326801.json"] },
  ]);
  const third = await pull(["sec", "META"], { CIK0001326801: [tagged] }, { store, again: true });
  expect(third.report.sources).toMatchObject([{ new: 0, revised: 0, unchanged: 1, stored: 0 }]);
});

const html =
  (status: number, title: string): Step =>
  (answer) =>
    void answer
      .writeHead(status, { "content-type": "text/html" })
      .end(`<!DOCTYPE html><html><head><title>${title}</title></head><body>x</body></html>`);

test("403, 404, 429 with Retry-After, 500, cut and slow answers, pages and broken bodies: each ends right or with a code that says what to do", async () => {
  const cases: readonly (readonly [name: string, steps: readonly Step[], code: string | null, says: string])[] = [
    [
      "refused",
      [html(403, "SEC.gov | Your Request Originates from an Undeclared Automated Tool")],
      "source-unreachable",
      "VORLAUF_CONTACT",
    ],
    ["limited", [html(403, "SEC.gov | Request Rate Threshold Exceeded")], "source-unreachable", "wait ten minutes"],
    ["gone", [(a) => void a.writeHead(404).end()], "source-unreachable", "does not exist"],
    ["busy", [(a) => void a.writeHead(429, { "retry-after": "7" }).end(), meta], null, ""],
    [
      "busy for long",
      [(a) => void a.writeHead(429, { "retry-after": "3600" }).end()],
      "source-unreachable",
      "asks to wait 3600 s",
    ],
    [
      "down for a moment",
      [(a) => void a.writeHead(500).end("oops"), (a) => void a.writeHead(503).end(), meta],
      null,
      "",
    ],
    [
      "down",
      [(a) => void a.writeHead(500).end("oops")],
      "source-unreachable",
      '500 Internal Server Error ("oops") (3 tries)',
    ],
    [
      "cut",
      [
        (a) => {
          a.writeHead(200, { "content-length": String(meta.length) });
          a.write(meta.slice(0, 40));
          setTimeout(() => a.destroy(), 20);
        },
        meta,
      ],
      null,
      "",
    ],
    [
      "cut always",
      [
        (a) => {
          a.writeHead(200, { "content-length": "5000" });
          a.write(meta.slice(0, 40));
          setTimeout(() => a.destroy(), 20);
        },
      ],
      "source-unreachable",
      "3 tries",
    ],
    [
      "slow",
      [
        (a) => {
          a.writeHead(200);
          a.write(meta.slice(0, 10));
        },
        meta,
      ],
      null,
      "",
    ],
    ["page", [html(200, "Welcome")], "source-changed", 'a page ("Welcome")'],
    ["limited with 200", [html(200, "Request Rate Threshold Exceeded"), meta], null, ""],
    ["wrong type, right content", [(a) => void a.writeHead(200, { "content-type": "text/html" }).end(meta)], null, ""],
    [
      "another type",
      [(a) => void a.writeHead(200, { "content-type": "application/json" }).end("%PDF-1.7 ...")],
      "source-changed",
      "companyfacts JSON",
    ],
    ["half", [meta.slice(0, -30)], "source-changed", "end or break early"],
    ["empty", [""], "source-changed", "0 bytes"],
    ["damaged gzip", [gzipSync(meta).subarray(0, 60)], "source-changed", "gzip"],
  ];
  for (const [name, steps, code, says] of cases) {
    const { report, store, service } = await pull(["sec", "META"], { CIK0001326801: steps });
    const [failure] = report.sources[0]?.failures ?? [];
    expect([name, failure?.code ?? null]).toEqual([name, code]);
    expect(`${name}: ${failure?.message ?? ""}`).toContain(says);
    if (code === null) expect([name, await valuesOf(store, "sec/meta/capex")]).toEqual([name, { "2026-Q2": 123 }]);
    else
      expect([name, existsSync(join(store, "manifest.json")), existsSync(join(store, "raw"))]).toEqual([
        name,
        false,
        false,
      ]);
    if (name === "busy") expect(service.waits).toEqual([7000]);
    if (name === "refused" || name === "limited" || name === "gone")
      expect([name, service.asked.length]).toEqual([name, 1]);
  }
}, 60_000);

test("one failing address does not keep the others from being stored", async () => {
  const { report, store } = await pull(["sec", "META", "MSFT"], {
    CIK0001326801: [meta],
    CIK0000789019: [(a) => void a.writeHead(403).end("no")],
  });
  expect(report.failed).toBe(true);
  expect(report.sources[0]?.failures).toMatchObject([
    { path: "https://data.sec.gov/api/xbrl/companyfacts/CIK0000789019.json", code: "source-unreachable" },
  ]);
  expect(await valuesOf(store, "sec/meta/capex")).toEqual({ "2026-Q2": 123 });
});

/** SYNTHETIC: rows of EIA's answers, one hour after the other, with the key repeated as EIA does. */
function gridPage(from: number, count: number, total: number): string {
  const data = Array.from({ length: count }, (_, i) => ({
    period: `2026-10-${String(1 + Math.floor((from + i) / 24)).padStart(2, "0")}T${String((from + i) % 24).padStart(2, "0")}`,
    respondent: "ERCO",
    type: "D",
    value: String(100 + ((from + i) % 24)),
    "value-units": "megawatthours",
  }));
  return JSON.stringify({
    response: { total: String(total), data },
    request: { command: "/v2/...", params: { api_key: "geheim-123" } },
  });
}
const grid = ["eia-grid", "ERCO"];
const gridQuery = ["start=2026-10-01"];
const key = { EIA_API_KEY: "geheim-123" };

test("pages are followed to the stated total and read as one document; a killed pull goes on behind the pages it has", async () => {
  // 5,000 rows a page: the total is 5,004 hours of which the second page holds the last four.
  const script = (second: Step): Record<string, readonly Step[]> => ({
    "offset=0": [gridPage(0, 48, 5004)],
    "offset=5000": [second],
  });
  const broken = await pull(
    grid,
    script((a) => void a.writeHead(500).end()),
    { query: gridQuery, env: key },
  );
  expect(broken.report.sources[0]?.failures).toMatchObject([{ code: "source-unreachable" }]);
  expect(existsSync(join(broken.store, "manifest.json"))).toBe(false);
  const short = await pull(grid, script(gridPage(48, 4, 5004)), { query: gridQuery, env: key, store: broken.store });
  expect(short.service.asked.map((a) => /offset=(\d+)/.exec(a.url)?.[1])).toEqual(["5000"]);
  expect(short.report.sources[0]?.failures).toMatchObject([
    { code: "source-changed", message: expect.stringContaining("expected all 5004 rows, got 52") },
  ]);
  expect(existsSync(join(broken.store, "manifest.json"))).toBe(false);
  const whole = await pull(
    grid,
    { "offset=0": [gridPage(0, 52, 52)] },
    { query: gridQuery, env: key, store: broken.store },
  );
  expect(whole.report.sources).toMatchObject([
    {
      new: 2,
      rejected: 1,
      rejections: [{ reason: "day without all 24 hours", example: "demand 2026-10-03, 4 hours" }],
    },
  ]);
  // 24 * 100 + (0 + 1 + ... + 23) = 2676
  expect(await valuesOf(whole.store, "eia-grid/erco/demand")).toEqual({ "2026-10-01": 2676, "2026-10-02": 2676 });
  expect(readdirSync(join(whole.store, "fetching"))).toEqual([]);
});

test("a key that a publisher repeats in its answer, its error or its page never reaches the store, a log or a message", async () => {
  const ok = await pull(
    grid,
    { "offset=0": [(a) => void a.writeHead(500).end("bad key geheim-123"), gridPage(0, 24, 24)] },
    { query: gridQuery, env: key },
  );
  expect(ok.service.asked[0]?.url).toContain("api_key=geheim-123");
  expect(ok.report.failed).toBe(false);
  const refusals: readonly Step[] = [
    (a) => void a.writeHead(403).end('{"error":{"code":"API_KEY_INVALID","message":"geheim-123"}}'),
    '{"error":{"code":"API_KEY_INVALID","message":"An invalid api_key geheim-123 was supplied."}}',
    "<html><title>A valid key, not geheim-123</title></html>",
    "geheim-123 is not JSON",
  ];
  const said = [JSON.stringify(ok.report), ...ok.service.lines, everythingIn(ok.store)];
  const codes: (string | undefined)[] = [];
  for (const step of refusals) {
    const { report, service, store } = await pull(grid, { "offset=0": [step] }, { query: gridQuery, env: key });
    codes.push(report.sources[0]?.failures[0]?.code);
    said.push(JSON.stringify(report), ...service.lines, existsSync(store) ? everythingIn(store) : "");
  }
  expect(codes).toEqual(["source-unreachable", "source-unreachable", "source-unreachable", "source-changed"]);
  expect(said.join("\n")).not.toContain("geheim");
  expect(said.join("\n")).toContain("KEY-REMOVED");
});

test("a service that leads in a circle is stopped", async () => {
  const page = JSON.stringify({ meta: { results: { skip: 0, limit: 1000, total: 3000 } }, results: [] });
  const { report } = await pull(
    ["openfda"],
    { "api.fda.gov": [page] },
    { query: ["from=2026-01-01", "to=2026-01-31"] },
  );
  expect(report.sources[0]?.failures).toMatchObject([
    { code: "source-changed", message: expect.stringContaining("a page that was had before") },
  ]);
});

test("nothing there is no failure: no hit of openFDA, no frame of the SEC, no content of Census", async () => {
  const fda = await pull(
    ["openfda"],
    {
      "api.fda.gov": [(a) => void a.writeHead(404).end('{"error":{"code":"NOT_FOUND","message":"No matches found!"}}')],
    },
    { query: ["from=2026-01-01", "to=2026-01-31"] },
  );
  expect(fda.report).toMatchObject({
    failed: false,
    sources: [{ source: "openfda", documents: [], absent: [expect.stringContaining("api.fda.gov")] }],
  });
  const frames = await pull(["sec-frames", "2031-Q1"], {});
  expect(frames.report).toMatchObject({
    failed: false,
    sources: [
      {
        absent: [
          "https://data.sec.gov/api/xbrl/frames/us-gaap/PaymentsToAcquirePropertyPlantAndEquipment/USD/CY2031Q1.json",
        ],
      },
    ],
  });
  const census = await pull(
    ["census-eits"],
    { "api.census.gov": [(a) => void a.writeHead(204).end()] },
    { query: ["dataset=m3", "category=34S", "type=NO"], env: { CENSUS_API_KEY: "k" } },
  );
  expect(census.report).toMatchObject({ failed: false, sources: [{ documents: [], failures: [] }] });
});

test("the archive of all filers is fetched into a file, gone on from where it was cut, and read member by member", async () => {
  const archive = zipSync({
    "CIK0001326801.json": new TextEncoder().encode(meta),
    "CIK0000000099.json": new TextEncoder().encode(companyFacts(99, "USD", capex, [quarter])),
  });
  const half = Math.floor(archive.length / 2);
  const cut: Step = (answer) => {
    answer.writeHead(200, { etag: '"z1"', "content-length": archive.length });
    answer.write(archive.subarray(0, half));
    setTimeout(() => answer.destroy(), 50);
  };
  const rest: Step = (answer, headers) => {
    const from = Number(/bytes=(\d+)-/.exec(String(headers.range))?.[1] ?? 0);
    if (headers["if-range"] !== '"z1"') answer.writeHead(200).end(archive);
    else
      answer
        .writeHead(206, { etag: '"z1"', "content-range": `bytes ${from}-${archive.length - 1}/${archive.length}` })
        .end(archive.subarray(from));
  };
  const broken = await pull(
    ["sec"],
    { "companyfacts.zip": [cut, (a) => void a.writeHead(403).end()] },
    { query: ["bulk=true"] },
  );
  expect(broken.service.asked[1]?.headers).toMatchObject({ range: `bytes=${half}-`, "if-range": '"z1"' });
  expect(broken.report.sources[0]?.failures).toMatchObject([{ code: "source-unreachable" }]);
  const { report, service } = await pull(
    ["sec"],
    { "companyfacts.zip": [rest] },
    { query: ["bulk=true"], store: broken.store },
  );
  expect(service.asked[0]?.headers.range).toBe(`bytes=${half}-`);
  expect(report.sources).toMatchObject([{ documents: ["companyfacts.zip/CIK0001326801.json"], new: 1 }]);
  expect(await valuesOf(broken.store, "sec/meta/capex")).toEqual({ "2026-Q2": 123 });
  expect(readdirSync(join(broken.store, "fetching"))).toEqual([]);
  const damaged = await pull(
    ["sec"],
    { "companyfacts.zip": [archive.subarray(0, archive.length - 40)] },
    { query: ["bulk=true"] },
  );
  expect(damaged.report.sources[0]?.failures).toMatchObject([
    { code: "source-changed", message: expect.stringContaining("zip archive") },
  ]);
  expect(existsSync(join(damaged.store, "manifest.json"))).toBe(false);
});

test("a pull of everything leaves out, by name, what needs a key or a query, and reads the rest", async () => {
  const { report, service } = await pull([], { "owid-nothing": [] }, { env: { VORLAUF_CONTACT: "" } });
  const left = Object.fromEntries((report.skipped ?? []).map((s) => [s.source, s.reason]));
  expect(left["world-bank"]).toContain("needs a query");
  expect(left["fred"]).toContain("FRED_API_KEY");
  expect(left["eia"]).toContain("EIA_API_KEY");
  expect(left["sec"]).toContain("VORLAUF_CONTACT");
  expect(service.asked.some((a) => a.url.includes("sec.gov") || a.url.includes("api.eia.gov"))).toBe(false);
  expect(report.sources.map((s) => s.source)).toEqual(
    expect.arrayContaining([
      "epoch-models",
      "census",
      "ecb",
      "metr",
      "litellm",
      "genai-prices",
      "models-dev",
      "open-ev-charts",
      "hugging-face",
    ]),
  );
  expect(report.sources.every((s) => s.failures.every((f) => f.code === "source-unreachable"))).toBe(true);
}, 60_000);

test("a file that moved is asked for at its older address; when it is at neither, that is said", async () => {
  const text = "sasdate,RPI\nTransform:,5\n8/1/2026,100.5\n9/1/2026,101\n";
  const moved = await pull(["fred-md", "2026-10"], { "files.stlouisfed.org": [text] });
  expect(moved.service.asked.map((a) => new URL(a.url).hostname)).toEqual([
    "www.stlouisfed.org",
    "files.stlouisfed.org",
  ]);
  expect(await valuesOf(moved.store, "fred-md/rpi")).toEqual({ "2026-08": 100.5, "2026-09": 101 });
  expect(await valuesOf(moved.store, "fred-md/rpi", "2026-10-30")).toEqual({});
  const gone = await pull(["fred-md", "2026-10"], {});
  expect(gone.report.sources[0]?.failures).toMatchObject([
    { code: "source-unreachable", message: expect.stringContaining("files.stlouisfed.org") },
  ]);
});

test("every service that states a key, paging or archive does so in a way that a live pull can use", async () => {
  const { sources } = await import("../../src/sources/shelf.ts");
  for (const source of sources) {
    for (const query of source.usual ?? [])
      expect([source.id, source.ask(query).requests.length > 0]).toEqual([source.id, true]);
  }
  const keyed = sources
    .flatMap((s) =>
      (s.usual ?? [{}]).flatMap((q) => {
        try {
          return s.ask(q).requests;
        } catch {
          return [];
        }
      }),
    )
    .flatMap((r) => (r.key === undefined ? [] : [r]));
  expect(keyed.filter((r) => r.key?.parameter === undefined && r.key?.header === undefined)).toEqual([]);
  expect(keyed.filter((r) => new URL(r.url).protocol !== "https:")).toEqual([]);
});

test("a store that a live pull filled is whole: nothing is left in its folder for unfinished fetches", async () => {
  const { store } = await pull(["sec", "META"], { CIK0001326801: [meta] });
  expect(statSync(join(store, "manifest.json")).isFile()).toBe(true);
  expect(everythingIn(store)).not.toContain(".page ");
});
