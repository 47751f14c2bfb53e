import type { TestedEffect } from "../../methods/granger.ts";
import type { Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { alpha, effectFrom, leastForTest, type Pair, type Testing, testsOf, type Variant, variants } from "./pairs.ts";

/** One directed effect under one pair of definitions, with its p-value under every variant of the test. */
export interface Variation {
  readonly pair: Pair;
  readonly from: 0 | 1;
  readonly effect: TestedEffect;
  /** Surrogate p by variant; null where the quarters do not carry it. */
  readonly p: Readonly<Record<Variant, number | null>>;
}

/** Every effect that can be tested under some definition, with its variants. */
export function variationsOf(pairs: readonly Pair[], testing: Testing): readonly Variation[] {
  return pairs.flatMap((pair) => {
    if (pair.tests.length === 0) return [];
    const tests = new Map(variants.map((v) => [v, v === "one-lag" ? pair.tests : testsOf(pair, v, testing)] as const));
    return ([0, 1] as const).flatMap((from) => {
      const effect = effectFrom(pair.tests, from);
      if (effect === undefined) return [];
      const p = (v: Variant): number | null => effectFrom(tests.get(v) ?? [], from)?.surrogate.p ?? null;
      return [
        {
          pair,
          from,
          effect,
          p: {
            "one-lag": p("one-lag"),
            "two-lags": p("two-lags"),
            "four-lags": p("four-lags"),
            "quarter-means": p("quarter-means"),
            "first-half": p("first-half"),
            "second-half": p("second-half"),
          },
        },
      ];
    });
  });
}

const columnLabels: Readonly<Record<Variant, Text>> = {
  "one-lag": { en: "p, one lag", de: "p, ein Lag" },
  "two-lags": { en: "p, two lags", de: "p, zwei Lags" },
  "four-lags": { en: "p, four lags", de: "p, vier Lags" },
  "quarter-means": { en: "p, seasonal means removed", de: "p, Saisonmittel entfernt" },
  "first-half": { en: "p, first half", de: "p, erste Hälfte" },
  "second-half": { en: "p, second half", de: "p, zweite Hälfte" },
};

/** How many p-values lie below alpha, of how many, and how many would by chance. */
export function countBelow(variations: readonly Variation[]): { readonly below: number; readonly of: number } {
  const p = variations.map((v) => v.p["one-lag"]).filter((v) => v !== null);
  return { below: p.filter((v) => v < alpha).length, of: p.length };
}

/** Effects under every pair of definitions: how much the answer depends on definition, lag and window. */
export function sensitivityTable(variations: readonly Variation[]): Table {
  const all = variations.flatMap((v) => variants.flatMap((k) => v.p[k] ?? []));
  const below = all.filter((p) => p < alpha).length;
  return {
    id: "sensitivity",
    title: {
      en: "The same test under other definitions, lags and windows",
      de: "Derselbe Test mit anderen Definitionen, Lags und Zeiträumen",
    },
    columns: [
      { id: "from", label: { en: "From", de: "Von" } },
      { id: "to", label: { en: "To", de: "Auf" } },
      { id: "span", label: { en: "Quarters", de: "Quartale" } },
      { id: "n", label: { en: "n", de: "n" }, decimals: 0 },
      { id: "sign", label: { en: "Sign", de: "Vorzeichen" } },
      ...variants.map((v) => ({ id: v, label: columnLabels[v], decimals: 3 })),
    ],
    rows: variations.map(({ pair, from, effect, p }) => {
      const [cause, target] = from === 0 ? [pair.a, pair.b] : [pair.b, pair.a];
      const [first, last] = [pair.quarters[0] ?? "", pair.quarters.at(-1) ?? ""];
      return {
        from: joined(cause.label, cause.says),
        to: joined(target.label, target.says),
        span: text((f) => `${f.when(first)} – ${f.when(last)}`),
        n: pair.quarters.length,
        sign: effect.sum > 0 ? "+" : "−",
        ...p,
      };
    }),
    note: text(
      (f) =>
        `${below} of ${all.length} p-values lie below ${f.num(alpha, 2)}; about ${f.num(alpha * all.length)} would if nothing depended on anything. None of these rows is part of the claim. Blank: too few quarters (${leastForTest} for one lag).`,
      (f) =>
        `${below} von ${all.length} p-Werten liegen unter ${f.num(alpha, 2)}; etwa ${f.num(alpha * all.length)} wären es, wenn nichts von etwas abhinge. Keine dieser Zeilen gehört zur These. Leer: zu wenige Quartale (${leastForTest} für ein Lag).`,
    ),
    refs: [...new Set(variations.flatMap((v) => [...v.pair.a.refs, ...v.pair.b.refs]))],
  };
}

function joined(label: Text, says: Text): Text {
  return { en: `${label.en}: ${says.en}`, de: `${label.de}: ${says.de}` };
}
