import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { sources } from "../../src/sources/shelf.ts";
import type { FetchPolicy } from "../../src/tasks/fetch-document.ts";
import type { PulledSource } from "../../src/tasks/pull.ts";
import { pullLive } from "../../src/tasks/pull-live.ts";
import type { ShelvedSource } from "../../src/terms/source.ts";
import { freshFolder } from "../store/by-hand.ts";
import { quick, type Replay, replay, type Step } from "./replay.ts";

const open: Replay[] = [];
afterEach(() => {
  for (const { server } of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Every source with a live service, and a query that leads to one request first. */
const services: readonly (readonly [id: string, query: unknown])[] = [
  ["arxiv", { from: "2026-01", to: "2026-01" }],
  ["arxiv-oai", { field: "robotics", from: "2026-01" }],
  ["bea", {}],
  ["census", { table: "private" }],
  ["census-eits", { dataset: "vip", category: "00XX", type: "T" }],
  ["clinical-trials", { month: "2026-01" }],
  ["ecb", {}],
  ["eia", {}],
  ["eia-grid", { authority: "ERCO", start: "2026-01-01" }],
  ["eia-generators", { month: "2026-04" }],
  ["epoch-capability", {}],
  ["epoch-chips", {}],
  ["epoch-clusters", {}],
  ["epoch-companies", {}],
  ["epoch-data-centers", {}],
  ["epoch-hardware", {}],
  ["epoch-models", {}],
  ["eurostat", { dataset: "nama_10_gdp" }],
  ["fda-ai-devices", {}],
  ["fred", { series: "INDPRO" }],
  ["fred-md", {}],
  ["fred-qd", {}],
  ["gdelt", { name: "layoffs", search: "layoffs" }],
  ["genai-prices", {}],
  ["hugging-face", {}],
  ["iea-ev", {}],
  ["ifr-robots", {}],
  ["litellm", {}],
  ["llm-prices", {}],
  ["metr", {}],
  ["models-dev", {}],
  ["open-ev-charts", {}],
  ["openalex", { name: "robots", filter: "topics.id:T10653" }],
  ["openfda", { from: "2026-01-01", to: "2026-01-31" }],
  ["openrouter", {}],
  ["owid", { chart: "life-expectancy" }],
  ["sdmx-ecb", { flow: "EXR", key: "M.USD.EUR.SP00.A" }],
  ["sdmx-oecd", { flow: "OECD.SDD.STES,DSD_STES@DF_CLI", key: "all" }],
  ["sec", { ticker: "META" }],
  ["sec bulk", { bulk: true }],
  ["sec-frames", { period: "2026-Q1" }],
  ["sec-fsds", { quarter: "2026q1" }],
  ["sec-submissions", { ticker: "META" }],
  ["world-bank", { indicator: "SP.POP.TOTL" }],
];

const secret = "geheim-4711";
const keys = Object.fromEntries(
  ["FRED", "EIA", "CENSUS", "BEA", "OPENALEX", "OPENFDA"].map((name) => [`${name}_API_KEY`, secret]),
);
const patient: FetchPolicy = { ...quick, timeoutMs: 20_000, largest: 300_000 };

interface Outcome {
  /** Addresses that the query names. */
  readonly addresses: number;
  readonly report: PulledSource | undefined;
  readonly service: Replay;
  readonly store: string;
}

/** The query given, or the usual one of a source that needs none. */
function queryOf(source: ShelvedSource, query: unknown): unknown {
  return JSON.stringify(query) === "{}" ? (source.usual?.[0] ?? {}) : query;
}

async function outcomeOf(id: string, query: unknown, step: Step, policy: FetchPolicy): Promise<Outcome> {
  const source = sources.find((s) => s.id === id.split(" ")[0]);
  if (source === undefined) throw new Error(`no source ${id}`);
  const service = await replay({ "": [step] }, { ...keys, HF_TOKEN: secret });
  open.push(service);
  const store = freshFolder();
  const asked = queryOf(source, query);
  const { sources: reports } = await pullLive(
    { store, wanted: [{ source, query: asked }], keepRaw: true, policy },
    service.effects,
  );
  return { addresses: source.ask(asked).requests.length, report: reports[0], service, store };
}

/** Everything below a folder as text. */
function textIn(folder: string): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => readFileSync(join(e.parentPath, e.name)).toString("latin1"))
    .join("\n");
}

/** What a publisher does, how often it is asked (1: not again), and with which code the pull ends. */
interface Fault {
  readonly name: string;
  readonly step: Step;
  readonly asked: number;
  readonly code: RegExp;
  readonly says?: RegExp;
  readonly waits?: readonly number[];
  readonly policy?: FetchPolicy;
  /** Services that are asked more often, each with how often: a chart of OWID and its metadata are read together. */
  readonly more?: Readonly<Record<string, number>>;
  /** Services that answer so when there is nothing, or for which the fault is none, each with the reason. */
  readonly not?: Readonly<Record<string, string>>;
}

const page = `<!DOCTYPE html><html><head><title>Scheduled maintenance</title></head><body>${"x".repeat(2_000)}</body></html>`;
const html: Step = (answer) => void answer.writeHead(200, { "content-type": "text/html" }).end(page);
const loop: Step = (answer) => void answer.writeHead(302, { location: answer.req.url ?? "/" }).end();
const cut: Step = (answer) => {
  answer.writeHead(200, { "content-length": "100000" });
  answer.write("{");
  setTimeout(() => answer.destroy(), 5);
};
const slow: Step = (answer) => {
  answer.writeHead(200);
  answer.write("{");
};
const huge: Step = (answer) => {
  answer.writeHead(200);
  const more = (): void => {
    if (!answer.destroyed && answer.write("x".repeat(65_536))) setImmediate(more);
    else answer.once("drain", more);
  };
  more();
};
const isUnreachable = /^source-unreachable$/;
const isChanged = /^source-changed$/;
const either = /^source-(changed|unreachable)$/;

const faults: readonly Fault[] = [
  {
    name: "403",
    step: (a) => void a.writeHead(403).end(`no, ${secret}`),
    asked: 1,
    code: isUnreachable,
    says: /answered 403 Forbidden .*Access was refused/,
  },
  { name: "401", step: (a) => void a.writeHead(401).end(), asked: 1, code: isUnreachable, says: /key was refused/ },
  {
    name: "429 with Retry-After",
    step: (a) => void a.writeHead(429, { "retry-after": "3" }).end("slow down"),
    asked: 3,
    code: isUnreachable,
    says: /asked too often/,
    waits: [3_000, 3_000],
  },
  {
    name: "503 with Retry-After 0",
    step: (a) => void a.writeHead(503, { "retry-after": "0" }).end(),
    asked: 3,
    code: isUnreachable,
    waits: [10, 20],
  },
  { name: "500", step: (a) => void a.writeHead(500).end("oops"), asked: 3, code: isUnreachable, says: /\(3 tries\)/ },
  { name: "cut", step: cut, asked: 3, code: isUnreachable },
  {
    name: "slow",
    step: slow,
    asked: 3,
    code: isUnreachable,
    policy: { ...patient, timeoutMs: 100 },
    not: { "sec bulk": "an archive has forty times as long" },
  },
  { name: "redirect loop", step: loop, asked: 63, code: isUnreachable },
  {
    name: "page of another type",
    step: html,
    asked: 1,
    code: isChanged,
    not: { "sec bulk": "an archive is told by its end: source-changed below" },
  },
  { name: "truncated gzip", step: gzipSync(page.repeat(9)).subarray(0, 60), asked: 1, code: isChanged },
  {
    name: "endless",
    step: huge,
    asked: 1,
    code: isUnreachable,
    says: /more than 300000 bytes/,
    not: { "sec bulk": "an archive goes into a file" },
  },
  {
    name: "nothing",
    step: "",
    asked: 1,
    code: either,
    more: { owid: 2 },
    not: { "census-eits": "says that there is no data" },
  },
  { name: "another structure", step: '{"unexpected":[1,2,3]}', asked: 1, code: either, more: { owid: 2 } },
  {
    name: "binary",
    step: Uint8Array.from({ length: 5_000 }, (_, i) => (i * 167) % 256),
    asked: 1,
    code: either,
    more: { owid: 2 },
  },
];

test("the table names every source that asks a live service for something", () => {
  const named = new Set(services.map(([id]) => id.split(" ")[0]));
  const live = sources.filter((s) =>
    (s.usual ?? [{}]).some((query) => {
      try {
        return s.ask(query).requests.length > 0;
      } catch {
        return false;
      }
    }),
  );
  expect(live.map((s) => s.id).filter((id) => !named.has(id))).toEqual([]);
  expect(services.length).toBeGreaterThan(40);
});

for (const fault of faults)
  test(`${fault.name}: every service ends with its code, asked as often as makes sense, and leaves no store`, async () => {
    const got = [];
    for (const [id, query] of services.filter(([name]) => fault.not?.[name] === undefined)) {
      const { addresses, report, service, store } = await outcomeOf(id, query, fault.step, fault.policy ?? patient);
      const failures = report?.failures ?? [];
      const sent = JSON.stringify(service.asked).includes(secret);
      const said = [textIn(store), JSON.stringify(report), ...service.lines];
      got.push({
        id,
        asked: service.asked.length / addresses,
        codes: failures.length === addresses ? [...new Set(failures.map((f) => f.code))] : ["not each address failed"],
        says: failures.map((f) => f.message),
        waits: service.waits.slice(0, fault.asked - 1),
        manifest: existsSync(join(store, "manifest.json")),
        leaked: sent && said.some((text) => text.includes(secret)),
      });
    }
    expect(got.filter((g) => g.codes.length === 0)).toEqual([]);
    expect(got.filter((g) => !g.codes.every((code) => fault.code.test(code)))).toEqual([]);
    expect(got.filter((g) => g.manifest || g.leaked)).toEqual([]);
    if (fault.says !== undefined)
      expect(got.filter((g) => !g.says.every((text) => fault.says?.test(text)))).toEqual([]);
    expect(got.filter((g) => g.asked !== (fault.more?.[g.id] ?? fault.asked))).toEqual([]);
    if (fault.waits !== undefined)
      expect(got.map((g) => g.waits).filter((w) => w.join() !== fault.waits?.join())).toEqual([]);
  }, 120_000);
