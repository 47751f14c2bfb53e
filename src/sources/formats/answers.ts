import type { z } from "zod";
import { VorlaufError } from "../../terms/errors.ts";
import type { KnownBy } from "../../terms/observation.ts";
import type { RawDocument } from "../../terms/source.ts";
import type { Instant } from "../../terms/time.ts";

/** The error of an answer that is not built as expected. */
export function changed(
  source: string,
  locator: string,
  expected: string,
  got: string,
  cause?: unknown,
): VorlaufError<"source-changed"> {
  return new VorlaufError(
    "source-changed",
    { source, locator, expected, got },
    cause === undefined ? undefined : { cause },
  );
}

/**
 * The error of a service that answered with a refusal in its body although the status was 200: which one, and what to do. Words about keys, limits and
 * size get their own advice.
 */
export function refused(
  source: string,
  raw: Pick<RawDocument, "url" | "path">,
  said: string,
): VorlaufError<"source-unreachable"> {
  const fix = /key|user ?id|unauthor/i.test(said)
    ? "Check the key of this source in the environment (see vorlauf sources)."
    : /rate|limit|too many|throttl/i.test(said)
      ? "The service was asked too often: try again later."
      : /413|async|large|too big|exceed/i.test(said)
        ? "Ask for less: fewer series, or a shorter span."
        : "Check the parts of the query.";
  return new VorlaufError("source-unreachable", {
    source,
    url: raw.url === "" ? raw.path : raw.url,
    status: `with a refusal: ${said.replace(/\s+/g, " ").trim().slice(0, 200).replace(/\.+$/, "")}`,
    fix,
  });
}

/** An answer's text as JSON. @throws "source-changed" naming what came instead */
export function jsonOf(source: string, text: string, locator: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const start = text.trimStart().slice(0, 60);
    throw changed(source, locator, "JSON", start === "" ? "an empty answer" : JSON.stringify(start), cause);
  }
}

/** A value parsed by a schema. @throws "source-changed" with the path of the first part that does not fit */
export function shaped<T>(source: string, schema: z.ZodType<T>, value: unknown, locator: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join(".") ?? "";
  throw changed(
    source,
    path === "" ? locator : `${locator}.${path}`,
    "the structure of this service's answers",
    issue?.message ?? "another one",
  );
}

/** A name as a path segment of a series id; empty when nothing of it can stand there. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** The stamp of values that nothing but the copy dates. */
export function copyStamp(raw: RawDocument): {
  readonly published: null;
  readonly known: Instant;
  readonly knownBy: KnownBy;
} {
  return { published: null, known: raw.known, knownBy: raw.knownBy };
}
