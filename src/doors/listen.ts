import { createServer, type Server } from "node:http";
import { VorlaufError } from "../terms/errors.ts";

const firstPort = 4177;

/** A listening server: on the wanted port, else on the first free one. @throws "input-invalid" when the wanted port or the address cannot be had */
export async function listen(
  host: string,
  wanted: number | undefined,
): Promise<{ readonly server: Server; readonly port: number }> {
  const ports = wanted === undefined ? [...Array.from({ length: 20 }, (_, i) => firstPort + i), 0] : [wanted];
  for (const port of ports) {
    const outcome = await tryPort(host, port);
    if ("server" in outcome) return outcome;
    if (outcome.code !== "EADDRINUSE" && outcome.code !== "EACCES") {
      throw new VorlaufError(
        "input-invalid",
        { what: "--host", got: host, fix: `This machine cannot listen there (${outcome.code}).` },
        { cause: outcome.cause },
      );
    }
    if (wanted !== undefined) {
      throw new VorlaufError(
        "input-invalid",
        {
          what: "--port",
          got: String(port),
          fix:
            outcome.code === "EACCES"
              ? "This port needs more rights; choose one above 1023."
              : "It is taken; choose another, or leave --port out for the next free one.",
        },
        { cause: outcome.cause },
      );
    }
  }
  throw new VorlaufError("input-invalid", { what: "port", got: "none free", fix: "Give one with --port." });
}

function tryPort(
  host: string,
  port: number,
): Promise<{ readonly server: Server; readonly port: number } | { readonly code: string; readonly cause: Error }> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (cause: NodeJS.ErrnoException) => done({ code: cause.code ?? "unknown", cause }));
    server.listen(port, host, () => {
      const address = server.address();
      done({ server, port: typeof address === "object" && address !== null ? address.port : port });
    });
  });
}
