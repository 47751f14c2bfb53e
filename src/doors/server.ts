import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { BacktestSupply } from "../terms/backtest.ts";
import { exitCodeOf, VorlaufError } from "../terms/errors.ts";
import type { MethodSupply } from "../terms/method.ts";
import { type PartId, type PartResult, partIds } from "../terms/part.ts";
import { isDate } from "../terms/period.ts";
import { packTimeline } from "../terms/timeline.ts";
import type { Cut, Workbench, WorkbenchSupply } from "../terms/workbench.ts";
import { type Guard, refusal } from "./guard.ts";
import { listen } from "./listen.ts";
import { builtPages, readWebFiles, type WebFile } from "./web-files.ts";

/** Where and how to listen. */
export interface ServeOptions {
  /** Default 127.0.0.1; any other address needs `token`. */
  readonly host?: string;
  /** Default: the first free port from 4177 on. A port that is given and taken is an error, not moved. */
  readonly port?: number;
  /** Secret that every request must carry (cookie set by the printed address, or `Authorization: Bearer`). */
  readonly token?: string;
  /** Folder of the built pages; default: beside this file's build. */
  readonly web?: string;
  /** Told of everything that is a defect, not a wrong request; the page only says that there was one. */
  readonly onBug?: (error: unknown) => void;
}

/** A running server. */
export interface Serving {
  /** Address to open; holds the token when there is one. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const day = z.string().refine(isDate, {
  error: (issue) => `"${String(issue.input)}" is not a date. Give a day as YYYY-MM-DD, for example 2026-02-09.`,
});
const flag = z
  .enum(["0", "1", "true", "false"])
  .default("0")
  .transform((v) => v === "1" || v === "true");
const cutShape = {
  asOf: day.optional(),
  mode: z.enum(["strict", "pseudo"]).default("strict"),
  lang: z.enum(["en", "de"]).default("en"),
  /** Asked for ahead: what somebody waits for is computed first. */
  rest: flag,
};
const seriesId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9._/-]+$/, "a series id is a path of letters, digits, dots and dashes");
const queries = {
  cut: z.strictObject(cutShape),
  verdict: z.strictObject({ ...cutShape, figures: z.enum(["first", "all"]).default("first") }),
  search: z.strictObject({
    ...cutShape,
    q: z.string().max(200).default(""),
    limit: z.coerce.number().int().min(1).max(500).default(60),
  }),
  show: z.strictObject({ ...cutShape, id: seriesId, vintages: flag }),
  news: z.strictObject({ ...cutShape, from: day }),
  thesis: z.strictObject({
    ...cutShape,
    thesis: z
      .string()
      .max(100)
      .regex(/^[a-z0-9-]+$/, "a thesis id is lower-case words joined by hyphens")
      .optional(),
  }),
  explain: z.strictObject({ ...cutShape, ref: z.string().min(1).max(400) }),
};

/** A calculation on the reader's own data, and the most bytes it may have. */
const question = z.strictObject({ csv: z.string(), options: z.unknown() });
const mostBytes = 2_000_000;

/** The pages that exist; anything else is answered with 404 and the page that says so. */
const pages: ReadonlySet<string> = new Set([
  "/",
  "/backtests",
  "/data",
  "/methods",
  "/news",
  "/series",
  "/time",
  ...partIds.map((p) => `/${p}`),
]);

/**
 * The workbench as a web application: pages and a JSON API over an injected supply. Every answer carries a strict content
 * policy; Host and Origin are checked; wrong requests get 400 with the error's message, unknown ids 404.
 */
export function workbenchApp(
  supply: WorkbenchSupply & Partial<BacktestSupply & MethodSupply>,
  files: ReadonlyMap<string, WebFile>,
  guard: Guard,
): Hono {
  const app = new Hono();
  app.use("*", async (c, next) => {
    const refused = refusal(c, guard);
    if (refused === null) await next();
    else c.res = refused;
    c.header("Content-Security-Policy", policy);
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("X-Frame-Options", "DENY");
  });
  app.get("/api/frame", (c) => answer(c, queries.cut, () => supply.frame()));
  app.get("/api/verdict", (c) =>
    answer(c, queries.verdict, async (q) => {
      const whole = await supply.verdict(await cutOf(supply, q));
      return q.figures === "all" ? whole : forVerdictPage(whole);
    }),
  );
  app.get("/api/part/:id", (c) =>
    answer(c, queries.cut, async (q) => supply.part(partId(c.req.param("id")), await cutOf(supply, q))),
  );
  app.get("/api/thesis", (c) =>
    answer(c, queries.thesis, async (q) => supply.thesis(await cutOf(supply, q), q.thesis)),
  );
  app.get("/api/news", (c) => answer(c, queries.news, async (q) => supply.news(q.from, await cutOf(supply, q))));
  app.get("/api/timeline", (c) => answer(c, queries.cut, async (q) => packTimeline(await supply.timeline(q.mode))));
  app.get("/api/day", (c) => answer(c, queries.cut, async (q) => supply.dayNews(await cutOf(supply, q))));
  app.get("/api/running", (c) => answer(c, queries.cut, async () => supply.running()));
  app.get("/api/series", (c) =>
    answer(c, queries.search, async (q) => supply.searchSeries(q.q, q.limit, await cutOf(supply, q))),
  );
  app.get("/api/series/show", (c) =>
    answer(c, queries.show, async (q) => supply.showSeries(q.id, await cutOf(supply, q), { vintages: q.vintages })),
  );
  app.get("/api/explain", (c) =>
    answer(c, queries.explain, async (q) => supply.explain(q.ref, await cutOf(supply, q))),
  );
  app.get("/api/sources", (c) => answer(c, queries.cut, async (q) => supply.sources(await cutOf(supply, q))));
  app.get("/api/backtests", (c) => answer(c, queries.cut, async () => (await supply.backtests?.()) ?? []));
  app.get("/api/backtests/:id", (c) =>
    answer(c, queries.cut, async () => {
      const id = c.req.param("id");
      if (supply.backtest === undefined) throw new VorlaufError("unknown-id", { kind: "backtest", id, near: [] });
      return supply.backtest(id);
    }),
  );
  app.get("/api/methods", (c) => answer(c, queries.cut, async () => (await supply.methods?.()) ?? []));
  app.post(
    "/api/methods/:id",
    bodyLimit({
      maxSize: mostBytes,
      onError: (c) =>
        failure(
          c,
          new VorlaufError("input-invalid", {
            what: "file",
            got: `more than ${mostBytes} bytes`,
            fix: "Run it on the command line: vorlauf method.",
          }),
        ),
    }),
    async (c) => {
      const id = c.req.param("id");
      if (supply.runMethod === undefined) throw new VorlaufError("unknown-id", { kind: "method", id, near: [] });
      const asked = question.safeParse(await c.req.json().catch(() => null));
      if (!asked.success)
        throw new VorlaufError("input-invalid", {
          what: "question",
          got: "something else",
          fix: "Send JSON with csv (text) and options (object).",
        });
      return c.json(await supply.runMethod(id, asked.data.csv, asked.data.options));
    },
  );
  app.all("/api/*", (c) => c.json({ error: { code: "unknown-id", message: `unknown address "${c.req.path}"` } }, 404));
  app.get("*", (c) => page(c, files));
  app.onError((error, c) => {
    if (!(error instanceof VorlaufError)) guard.onBug(error);
    return failure(c, error);
  });
  return app;
}

function partId(id: string): PartId {
  const found = partIds.find((p) => p === id);
  if (found === undefined)
    throw new VorlaufError("unknown-id", {
      kind: "part",
      id,
      near: partIds.filter((p) => p.startsWith(id.slice(0, 2))),
    });
  return found;
}

async function cutOf(
  supply: WorkbenchSupply,
  query: { readonly asOf?: string | undefined; readonly mode: Cut["mode"]; readonly rest: boolean },
): Promise<Cut> {
  return { asOf: query.asOf ?? (await supply.frame()).newest, mode: query.mode, ...(query.rest ? { rest: true } : {}) };
}

/** Parts whose first figure stands on the verdict page. */
const pictured: ReadonlySet<PartId> = new Set([
  "cycle",
  "rotation",
  "chain",
  "reinforcement",
  "succession",
  "retreat",
  "convergence",
]);

/**
 * What the verdict page shows of a day: every line and claim without the list of what it rests on (explain takes its id),
 * the first figure of six parts; tables and forecasts stay behind. About a tenth of the whole, so that a day fits in a step.
 */
export function forVerdictPage(whole: Workbench): Workbench {
  const bare = <T extends { readonly refs: readonly string[] }>(thing: T): T => ({ ...thing, refs: [] });
  const trim = (result: PartResult): PartResult => ({
    ...result,
    headline: bare(result.headline),
    lines: result.lines.map(bare),
    figures: pictured.has(result.part) ? result.figures.slice(0, 1).map(bare) : [],
    tables: [],
    forecasts: [],
  });
  const parts = Object.fromEntries(Object.entries(whole.parts).map(([id, result]) => [id, trim(result)]));
  return { ...whole, parts, thesis: { ...whole.thesis, claims: whole.thesis.claims.map(bare) } };
}

async function answer<Q>(c: Context, shape: z.ZodType<Q>, result: (query: Q) => Promise<unknown>): Promise<Response> {
  const query = shape.safeParse(c.req.query());
  if (!query.success) {
    const message = query.error.issues.map((i) => `${i.path.join(".") || "query"}: ${i.message}`).join("; ");
    return c.json({ error: { code: "input-invalid", message } }, 400);
  }
  const body = JSON.stringify(await result(query.data));
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const headers = {
    ETag: etag,
    "Cache-Control": "private, no-cache",
    "Content-Type": "application/json; charset=utf-8",
  };
  if (c.req.header("If-None-Match") === etag) return c.body(null, 304, headers);
  if (body.length > 4096 && (c.req.header("Accept-Encoding") ?? "").includes("gzip"))
    return c.body(gzipped(body), 200, { ...headers, "Content-Encoding": "gzip", Vary: "Accept-Encoding" });
  return c.body(body, 200, headers);
}

function gzipped(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(text, { level: 1 }));
}

function failure(c: Context, error: unknown): Response {
  if (!(error instanceof VorlaufError))
    return c.json(
      { error: { code: "bug", message: "This is a defect of vorlauf; the terminal that serves this page shows it." } },
      500,
    );
  const status =
    error.code === "unknown-id" ? 404 : exitCodeOf(error) === 2 ? 400 : exitCodeOf(error) === 3 ? 502 : 500;
  return c.json({ error: { code: error.code, message: error.message, facts: error.facts } }, status);
}

function page(c: Context, files: ReadonlyMap<string, WebFile>): Response {
  const path = c.req.path;
  const file = files.get(path);
  const known = file !== undefined && path !== "/index.html";
  const found = known ? file : files.get("/index.html");
  if (found === undefined) return c.text("The pages are not built. Run: npm run build", 503);
  const status = known || pages.has(path) ? 200 : 404;
  const headers: Record<string, string> = {
    "Content-Type": found.type,
    ETag: found.etag,
    "Cache-Control": known && path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (status === 200 && c.req.header("If-None-Match") === found.etag)
    return new Response(null, { status: 304, headers });
  const zipped = found.gzip !== null && (c.req.header("Accept-Encoding") ?? "").includes("gzip");
  return new Response(zipped ? found.gzip : found.bytes, {
    status,
    headers: zipped ? { ...headers, "Content-Encoding": "gzip", Vary: "Accept-Encoding" } : headers,
  });
}

/**
 * Serves the workbench until closed. Loopback needs no token; every other address does.
 * @throws "input-invalid" for an address without a token, a port that cannot be had, an address that is not this machine's
 */
export async function serveWorkbench(
  supply: WorkbenchSupply & Partial<BacktestSupply & MethodSupply>,
  options: ServeOptions = {},
): Promise<Serving> {
  const host = options.host ?? "127.0.0.1";
  const local = loopback.has(host);
  if (!local && (options.token ?? "") === "") {
    throw new VorlaufError("input-invalid", {
      what: "--host",
      got: host,
      fix: "An address other than 127.0.0.1 can be reached by others: give --token SECRET as well.",
    });
  }
  const files = options.web === undefined ? await builtPages() : await readWebFiles(options.web);
  const { server, port } = await listen(host, options.port);
  const shownHost = host.includes(":") ? `[${host}]` : host;
  const wildcard = host === "0.0.0.0" || host === "::";
  const hosts = wildcard
    ? null
    : new Set(
        (local ? ["127.0.0.1", "localhost", "[::1]"] : [shownHost.toLowerCase()]).map((h) =>
          port === 80 ? h : `${h}:${port}`,
        ),
      );
  const app = workbenchApp(supply, files, {
    hosts,
    token: options.token ?? null,
    onBug: options.onBug ?? (() => undefined),
  });
  server.on("request", getRequestListener(app.fetch));
  const address = `http://${wildcard ? "localhost" : shownHost}:${port}/`;
  return {
    url: options.token === undefined ? address : `${address}?token=${encodeURIComponent(options.token)}`,
    port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
