import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FetchPolicy } from "../../src/tasks/fetch-document.ts";
import { usualPolicy } from "../../src/tasks/fetch-document.ts";
import type { Effects } from "../../src/terms/effects.ts";

/** One answer of the replayed publisher: a body, or what it does instead. */
export type Step = string | Uint8Array | ((answer: ServerResponse, headers: IncomingHttpHeaders) => void);

/** A request as it came in, with the address it was meant for. */
export interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Publishers on the loopback. */
export interface Replay {
  readonly asked: Seen[];
  readonly waits: number[];
  readonly lines: string[];
  readonly effects: Effects;
  readonly server: Server;
}

/** A policy without waiting between requests. */
export const quick: FetchPolicy = { ...usualPolicy, firstWaitMs: 10, timeoutMs: 1_500, tries: 3, pace: { other: 1 } };

/**
 * A server on 127.0.0.1 that stands in for every publisher: `https://host/path` is asked of it as `/host/path`. The script names answers by a part of the address;
 * the first part found in it counts, its answers come one after the other, the last again and again; nothing found is 404.
 */
export async function replay(
  script: Readonly<Record<string, readonly Step[]>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Replay> {
  const asked: Seen[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, answer) => {
    const url = `https://${decodeURI(request.url ?? "").slice(1)}`;
    asked.push({ url, headers: request.headers });
    const part = Object.keys(script).find((p) => url.includes(p));
    const n = counts.get(part ?? "") ?? 0;
    counts.set(part ?? "", n + 1);
    const steps = script[part ?? ""] ?? [];
    const step = steps[Math.min(n, steps.length - 1)];
    if (step === undefined) answer.writeHead(404).end("no such address");
    else if (typeof step === "function") step(answer, request.headers);
    else answer.writeHead(200).end(step);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const [waits, lines]: [number[], string[]] = [[], []];
  const effects: Effects = {
    fetch: (url, init) => fetch(url.replace(/^https:\/\//, `http://127.0.0.1:${port}/`), init),
    now: () => "2026-11-22T12:00:00Z",
    env: (name) => ({ VORLAUF_CONTACT: "Test test@example.org", ...env })[name],
    wait: async (ms) => {
      waits.push(ms);
    },
    progress: () => {},
    log: (line) => lines.push(line),
  };
  return { asked, waits, lines, effects, server };
}
