import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forVerdictPage, type Serving, serveWorkbench } from "../../src/doors/server.ts";
import { unpackTimeline } from "../../src/terms/timeline.ts";
import type { Workbench, WorkbenchSupply } from "../../src/terms/workbench.ts";
import { syntheticSupply } from "../fixtures/workbench/synthetic.ts";

const web = mkdtempSync(join(tmpdir(), "vorlauf web ü-"));
mkdirSync(join(web, "assets"));
writeFileSync(join(web, "index.html"), "<!doctype html><title>Vorlauf</title>");
writeFileSync(join(web, "assets", "index-abc.js"), "export {};");
writeFileSync(join(web, "..", "outside.txt"), "secret");

const bugs: unknown[] = [];
const breaking = { ...syntheticSupply, sources: () => Promise.reject(new TypeError("a defect /with/a/path")) };
let serving: Serving;
beforeAll(async () => {
  serving = await serveWorkbench(breaking, { web, onBug: (e) => bugs.push(e) });
});
afterAll(() => serving.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request exactly as written: no normalised path, any Host. */
function ask(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  at: Serving = serving,
  method = "GET",
): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request({ host: "127.0.0.1", port: at.port, path, method, headers }, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (t: string) => {
          text += t;
        })
        .on("end", () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", fail).end();
  });
}

const errorOf = (answer: Answer): { code: string; message: string } => JSON.parse(answer.text).error;

test("it listens on loopback only and says where", async () => {
  expect(serving.url).toBe(`http://127.0.0.1:${serving.port}/`);
  expect((await ask("/")).status).toBe(200);
});

test("every answer forbids everything that does not come from the server itself", async () => {
  for (const path of ["/", "/api/frame", "/nothing", "/api/nothing"]) {
    const { headers } = await ask(path);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-frame-options"]).toBe("DENY");
  }
});

test("a foreign Host or Origin is refused: a page elsewhere cannot read the store through the reader's browser", async () => {
  expect((await ask("/api/frame", { Host: "evil.example" })).status).toBe(403);
  expect((await ask("/api/frame", { Host: `localhost:${serving.port}` })).status).toBe(200);
  expect((await ask("/api/frame", { Origin: "http://evil.example" })).status).toBe(403);
  expect((await ask("/api/frame", { Origin: `http://127.0.0.1:${serving.port}` })).status).toBe(200);
  expect((await ask("/api/frame", { Origin: "null" })).status).toBe(403);
  expect((await ask("/api/frame", { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
});

test("only GET and HEAD are answered", async () => {
  const posted = await ask("/api/verdict", {}, serving, "POST");
  expect([posted.status, posted.headers.allow]).toEqual([405, "GET, HEAD"]);
});

test("a path cannot leave the folder of the pages", async () => {
  for (const path of [
    "/../outside.txt",
    "/..%2foutside.txt",
    "/%2e%2e/outside.txt",
    "/assets/../../outside.txt",
    "/assets/..%5c..%5coutside.txt",
    "//etc/passwd",
  ]) {
    const answer = await ask(path);
    expect(answer.status, path).toBe(404);
    expect(answer.text).not.toContain("secret");
    expect(answer.text).not.toContain("root:");
  }
});

test("a date that is none, an unknown mode and an unknown word are 400 with what to do", async () => {
  const date = await ask("/api/verdict?asOf=2026-02-30");
  expect([date.status, errorOf(date).code]).toEqual([400, "input-invalid"]);
  expect(errorOf(date).message).toBe(
    'asOf: "2026-02-30" is not a date. Give a day as YYYY-MM-DD, for example 2026-02-09.',
  );
  expect((await ask("/api/verdict?mode=loose")).status).toBe(400);
  expect((await ask("/api/verdict?asof=2026-02-09")).status).toBe(400);
  expect((await ask("/api/series?limit=100000")).status).toBe(400);
  expect((await ask("/api/series/show?id=';drop%20table")).status).toBe(400);
});

test("an unknown series is 404 and names near matches, an unknown part too", async () => {
  const series = await ask("/api/series/show?id=sec/msft/capx");
  expect([series.status, errorOf(series).code]).toEqual([404, "unknown-id"]);
  expect(errorOf(series).message).toBe('unknown series "sec/msft/capx"; did you mean sec/msft/capex?');
  expect((await ask("/api/part/cyle")).status).toBe(404);
});

test("a defect is 500, tells the server's owner, and shows nothing of the inside", async () => {
  const answer = await ask("/api/sources");
  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain("/with/a/path");
  expect(bugs.length).toBe(1);
});

test("nothing but what a query may hold reaches the supply: SQL, paths, formulas and odd days are refused before it", async () => {
  const asked: string[] = [];
  const watching: WorkbenchSupply = {
    ...syntheticSupply,
    showSeries: (id, cut, options) => {
      asked.push(id);
      return syntheticSupply.showSeries(id, cut, options);
    },
    news: (from, cut) => {
      asked.push(from);
      return syntheticSupply.news(from, cut);
    },
    thesis: (cut, id) => {
      asked.push(id ?? "");
      return syntheticSupply.thesis(cut, id);
    },
  };
  const at = await serveWorkbench(watching, { web });
  try {
    for (const path of [
      "/api/series/show?id=sec/msft/capex'%20OR%201=1--",
      "/api/series/show?id=read_csv('/etc/passwd')",
      "/api/series/show?id=..%2f..%2fetc%2fpasswd%00",
      "/api/series/show?id=%3D1%2B1",
      "/api/news?from=2026-01-01';DROP%20TABLE%20observations",
      "/api/news?from=../../x",
      "/api/thesis?thesis=../theses/x",
      "/api/thesis?thesis=x.yaml",
      "/api/verdict?asOf=0000-00-00",
      "/api/verdict?rest=maybe",
      "/api/timeline?mode=strict&folder=/etc",
      "/api/day?asOf=2026-02-09'--",
    ])
      expect([path, (await ask(path, {}, at)).status]).toEqual([path, 400]);
    expect(asked).toEqual([]);
  } finally {
    await at.close();
  }
});

test("the timeline comes packed, a day's news and what is running as plain lists; asking ahead changes no byte", async () => {
  const timeline = JSON.parse((await ask("/api/timeline")).text);
  expect(timeline.frames.length).toBeGreaterThan(100);
  expect(unpackTimeline(timeline)).toEqual(await syntheticSupply.timeline("strict"));
  const day = JSON.parse((await ask("/api/day?asOf=2026-02-09")).text);
  expect([day.day, day.new, day.groups[0].series]).toEqual(["2026-02-09", 1, ["sec/msft/capex"]]);
  expect((await ask("/api/running")).text).toBe("[]");
  expect((await ask("/api/verdict?asOf=2026-02-09&rest=1")).text).toBe(
    (await ask("/api/verdict?asOf=2026-02-09")).text,
  );
});

test("the as-of day and the mode reach the supply; without a day the newest counts", async () => {
  const body = JSON.parse((await ask("/api/verdict?asOf=2026-02-09&mode=pseudo")).text);
  expect([body.asOf, body.mode]).toEqual(["2026-02-09", "pseudo"]);
  const newest = JSON.parse((await ask("/api/frame")).text).newest;
  expect(JSON.parse((await ask("/api/part/cycle")).text).asOf).toBe(newest);
});

test("the same bytes carry the same tag, another day another, and a known tag is answered with 304", async () => {
  const first = await ask("/api/verdict?asOf=2026-02-09");
  const again = await ask("/api/verdict?asOf=2026-02-09");
  const other = await ask("/api/verdict?asOf=2026-02-08");
  expect(first.text).toBe(again.text);
  expect(first.headers.etag).toBe(again.headers.etag);
  expect(other.headers.etag).not.toBe(first.headers.etag);
  const known = await ask("/api/verdict?asOf=2026-02-09", { "If-None-Match": String(first.headers.etag) });
  expect([known.status, known.text]).toEqual([304, ""]);
});

test("the verdict page's answer leaves tables and draws behind and keeps every line and claim", async () => {
  const whole: Workbench = JSON.parse((await ask("/api/verdict?asOf=2026-02-09&figures=all")).text);
  const page: Workbench = JSON.parse((await ask("/api/verdict?asOf=2026-02-09")).text);
  expect(page).toEqual(forVerdictPage(whole));
  expect(whole.parts.cycle?.tables.length).toBe(1);
  expect(page.parts.cycle?.tables.length).toBe(0);
  expect(page.parts.cycle?.figures.length).toBe(1);
  expect(whole.parts.cycle?.figures.length).toBe(2);
  const bare = (things: readonly { readonly id: string }[] | undefined): unknown =>
    things?.map((t) => ({ ...t, refs: [] }));
  expect(page.parts.cycle?.lines).toEqual(bare(whole.parts.cycle?.lines));
  expect(page.thesis.claims).toEqual(bare(whole.thesis.claims));
  expect(page.parts.analogs?.figures).toEqual([]);
});

test("hashed files may be kept for ever, the page itself may not", async () => {
  expect((await ask("/assets/index-abc.js")).headers["cache-control"]).toContain("immutable");
  expect((await ask("/cycle")).headers["cache-control"]).toBe("no-cache");
  expect((await ask("/no-such-page")).status).toBe(404);
});

test("an address that others can reach needs a token", async () => {
  await expect(serveWorkbench(syntheticSupply, { web, host: "0.0.0.0" })).rejects.toMatchObject({
    code: "input-invalid",
  });
});

test("with a token: nothing without it, the printed address sets a cookie, a header works too", async () => {
  const guarded = await serveWorkbench(syntheticSupply, { web, host: "127.0.0.1", token: "a secret; with=signs" });
  try {
    expect(guarded.url).toContain("?token=a%20secret%3B%20with%3Dsigns");
    expect((await ask("/api/frame", {}, guarded)).status).toBe(401);
    expect((await ask("/", {}, guarded)).status).toBe(401);
    expect((await ask("/?token=wrong", {}, guarded)).status).toBe(401);
    const entered = await ask(
      `/cycle?asOf=2026-02-09&token=${encodeURIComponent("a secret; with=signs")}`,
      {},
      guarded,
    );
    expect([entered.status, entered.headers.location]).toEqual([303, "/cycle?asOf=2026-02-09"]);
    const cookie = String(entered.headers["set-cookie"]);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain("a secret");
    expect((await ask("/api/frame", { Cookie: cookie.split(";")[0] ?? "" }, guarded)).status).toBe(200);
    expect((await ask("/api/frame", { Authorization: "Bearer a secret; with=signs" }, guarded)).status).toBe(200);
    expect((await ask("//evil.example/?token=a%20secret%3B%20with%3Dsigns", {}, guarded)).headers.location).toBe(
      "/evil.example/",
    );
  } finally {
    await guarded.close();
  }
});

test("a port that is taken is passed over by default and is a clear error when it was asked for", async () => {
  const holder = createServer();
  const port = await new Promise<number>((done) =>
    holder.listen(0, "127.0.0.1", () => {
      const address = holder.address();
      done(typeof address === "object" && address !== null ? address.port : 0);
    }),
  );
  await expect(serveWorkbench(syntheticSupply, { web, port })).rejects.toThrow(
    `--port: got ${port}. It is taken; choose another, or leave --port out for the next free one.`,
  );
  holder.close();
  const second = await serveWorkbench(syntheticSupply, { web });
  expect(second.port).not.toBe(serving.port);
  await second.close();
});

test("without built pages it says how to build them", async () => {
  const bare = await serveWorkbench(syntheticSupply, { web: join(web, "none") });
  const answer = await ask("/", {}, bare);
  expect([answer.status, answer.text]).toEqual([503, "The pages are not built. Run: npm run build"]);
  await bare.close();
});
