import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";

/** Who may ask: the host names that are answered to (null: any, with a token), the token, and who hears of defects. */
export interface Guard {
  readonly hosts: ReadonlySet<string> | null;
  readonly token: string | null;
  readonly onBug: (error: unknown) => void;
}

/** Why a request is turned away (wrong host, foreign origin, wrong method, no token), as the answer to give; null when it may pass. */
export function refusal(c: Context, guard: Guard): Response | null {
  const refuse = (status: 400 | 401 | 403 | 405, message: string): Response =>
    new Response(JSON.stringify({ error: { code: "refused", message } }), {
      status,
      headers: { "Content-Type": "application/json; charset=utf-8", ...(status === 405 ? { Allow: "GET, HEAD" } : {}) },
    });
  const host = (c.req.header("Host") ?? "").toLowerCase();
  if (guard.hosts !== null && !guard.hosts.has(host))
    return refuse(403, `this server does not answer to the host name "${host}"`);
  const origin = c.req.header("Origin");
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    return refuse(403, "requests from other sites are refused");
  if (c.req.header("Sec-Fetch-Site") === "cross-site" && c.req.header("Sec-Fetch-Mode") !== "navigate")
    return refuse(403, "requests from other sites are refused");
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && !isQuestion(c))
    return refuse(405, "this server only answers GET and HEAD");
  if (guard.token === null) return null;
  const given = new URL(c.req.url).searchParams.get("token");
  if (given !== null && same(given, guard.token)) return admit(c, guard.token);
  const cookie = /(?:^|;\s*)vorlauf=([^;]*)/.exec(c.req.header("Cookie") ?? "")?.[1] ?? "";
  const bearer = /^Bearer (.+)$/.exec(c.req.header("Authorization") ?? "")?.[1] ?? "";
  return same(cookie, cookieOf(guard.token)) || same(bearer, guard.token)
    ? null
    : refuse(401, "this server needs its token: open the address that its terminal printed");
}

/** A calculation on the reader's own data: JSON, which no foreign page can send without being asked first (and the answer is no). */
function isQuestion(c: Context): boolean {
  const json = /^application\/json(;|$)/.test(c.req.header("Content-Type") ?? "");
  return c.req.method === "POST" && json && /^\/api\/methods\/[a-z0-9-]+$/.test(c.req.path);
}

function admit(c: Context, token: string): Response {
  const url = new URL(c.req.url);
  url.searchParams.delete("token");
  const path = `/${url.pathname.replace(/^[/\\]+/, "")}`;
  return new Response(null, {
    status: 303,
    headers: {
      Location: path + url.search,
      "Set-Cookie": `vorlauf=${cookieOf(token)}; HttpOnly; SameSite=Strict; Path=/`,
    },
  });
}

/** What the browser keeps instead of the token: letters and digits only, whatever the token holds. */
function cookieOf(token: string): string {
  return createHash("sha256").update(`vorlauf cookie ${token}`).digest("base64url");
}

function same(a: string, b: string): boolean {
  const digest = (t: string): Buffer => createHash("sha256").update(t).digest();
  return timingSafeEqual(digest(a), digest(b));
}
