import { z } from "zod";
import { VorlaufError } from "../../src/terms/errors.ts";
import { type ShelvedSource, type Source, shelve } from "../../src/terms/source.ts";

/** Query of the test's source: nothing, or where its live service listens. */
export interface Query {
  readonly base?: string;
  readonly names?: readonly string[];
}

const Query: z.ZodType<Query> = z.strictObject({
  base: z.url().exactOptional(),
  names: z.array(z.string()).exactOptional(),
});

/** A small source: a CSV with the head `month,usd`, optionally `month,usd,stamp`; a line `rejected` is rejected. */
export const handSource: Source<Query> = {
  id: "hand",
  title: "By hand",
  publisher: "Test",
  licence: "CC0",
  terms: "ship",
  homepage: "https://example.org/hand",
  series: [{ id: "hand/sales", title: { en: "Sales", de: "Umsatz" }, unit: "USD", frequency: "monthly", lagDays: 20 }],
  query: Query,
  requests: ({ base, names }) =>
    (names ?? []).map((name) => ({
      url: `${base}/${name}`,
      ...(name.includes("key") ? { key: { env: "HAND_KEY", parameter: "api_key" } } : {}),
    })),
  recognise: ({ head }) => (head.startsWith("month,usd") ? {} : null),
  read: (raw) => {
    const [head = "", ...lines] = new TextDecoder().decode(raw.bytes).trimEnd().split("\n");
    if (!head.startsWith("month,usd"))
      throw new VorlaufError("source-changed", { source: "hand", locator: "line 1", expected: "month,usd", got: head });
    const rejected = lines.filter((l) => l === "rejected");
    return {
      rejected:
        rejected.length === 0
          ? []
          : [{ reason: "asked for it", count: rejected.length, example: `line ${lines.indexOf("rejected") + 2}` }],
      observations: lines
        .filter((l) => l !== "rejected")
        .map((line, i) => {
          const [period = "", usd = "", stamp] = line.split(",");
          if (usd === "")
            throw new VorlaufError("source-changed", {
              source: "hand",
              locator: `line ${i + 2}`,
              expected: "a month and a number",
              got: line,
            });
          return {
            series: "hand/sales",
            period,
            value: Number(usd),
            unit: "USD",
            published: stamp ?? null,
            known: stamp ?? raw.known,
            knownBy: stamp === undefined ? raw.knownBy : ("stamped" as const),
            evidence: "reported (primary)" as const,
            origin: { document: raw.sha256, url: raw.url, locator: `line ${i + 2}`, kind: "primary" as const },
          };
        }),
    };
  },
};

/** The shelf of the tests. */
export const handShelf: readonly ShelvedSource[] = [shelve(handSource)];
