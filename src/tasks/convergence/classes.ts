import { sum } from "../../math/sums.ts";
import { newcombeDifference, wilsonInterval } from "../../methods/wilson.ts";
import { type Lift, signal as liftSignal } from "../../signals/convergence/ai-lift-robotics.ts";
import { monthlyCounts, type PaperCount } from "../../signals/convergence/ai-share-robotics.ts";
import { listIn, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Line, Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { newestStretch, shareOf, yearOf } from "./papers.ts";
import { classWords, coverage, isPresent, line, unique } from "./words.ts";

const tags = ["cs-ai", "cs-lg", "cs-cv", "cs-cl", "cs-ne", "stat-ml"];

const tagName = (slug: string): string =>
  slug === "stat-ml" ? "stat.ML" : slug.replace("cs-", "cs.").replace(/\.(..)$/, (m) => m.toUpperCase());

/** The list of category pairs. */
export const graph = "arxiv/category-graph";

interface TagShare {
  readonly tag: string;
  readonly before: PaperCount;
  readonly after: PaperCount;
  readonly sign: "higher" | "lower" | "same";
}

/** Each single tag's share of robotics papers in 2019 and now, judged by Newcombe's interval. */
export function tagShares(panel: Panel): TagShare[] {
  return ["ai", ...tags].flatMap((tag): TagShare[] => {
    const months = monthlyCounts(panel, "robotics", tag);
    const [before, held] = [yearOf(months, "2019"), newestStretch(months)];
    if (before === null || held === null || held.to <= "2020") return [];
    const d = newcombeDifference(
      { first: { successes: before.ai, n: before.all }, second: { successes: held.count.ai, n: held.count.all } },
      coverage,
    );
    return [{ tag, before, after: held.count, sign: !d.excludesZero ? "same" : d.difference > 0 ? "higher" : "lower" }];
  });
}

/** How the verdict on robotics depends on the class; null without single tags. */
export function classLine(shares: readonly TagShare[]): Line | null {
  const single = shares.filter((s) => s.tag !== "ai");
  if (single.length === 0) return null;
  const named = (sign: TagShare["sign"]): string =>
    single
      .filter((s) => s.sign === sign)
      .map((s) => tagName(s.tag))
      .join(", ") || "–";
  return line(
    "convergence/class-definition",
    {
      en: `The verdict depends on the class: against 2019 the share of robotics papers with one tag is higher for ${named("higher")}, lower for ${named("lower")}, the same for ${named("same")}. ${classWords.en}.`,
      de: `Das Urteil hängt an der Klasse: Gegenüber 2019 ist der Anteil der Robotik-Arbeiten mit einer einzelnen Kategorie höher bei ${named("higher")}, niedriger bei ${named("lower")}, gleich bei ${named("same")}. ${classWords.de}.`,
    },
    {
      value: single.filter((s) => s.sign === "higher").length,
      unit: "tags",
      newestPeriod: single[0]?.after.period ?? null,
      refs: unique(single.flatMap((s) => [...s.before.refs, ...s.after.refs])),
    },
  );
}

/** The second normalisation of the newest month; null when not visible. */
export function liftLine(panel: Panel): Line | null {
  const lift = liftSignal.measure(panel);
  const last = lift.values.length - 1;
  const [value, period] = [lift.values[last], lift.periods[last]];
  if (value === undefined || period === undefined) return null;
  return line(
    "convergence/lift",
    text(
      (f) =>
        `Second normalisation: robotics papers carry AI tags ${f.num(value, 2)} times as often as all arXiv papers in ${f.when(period)} (association strength c·N/(n_a·n_b), n = papers with the class, N = highest serial number of the month; 1 = independent; an upper bound).`,
      (f) =>
        `Zweite Normierung: Robotik-Arbeiten tragen KI-Kategorien ${f.num(value, 2)}-mal so oft wie alle arXiv-Arbeiten (${f.when(period)}; Assoziationsstärke c·N/(n_a·n_b), n = Arbeiten mit der Klasse, N = höchste laufende Nummer des Monats; 1 = unabhängig; eine Obergrenze).`,
    ),
    { value, unit: "ratio", newestPeriod: period, refs: lift.refs[last] ?? [], spark: [...lift.values] },
  );
}

interface Increment {
  readonly category: string;
  readonly shareTo2019: number;
  readonly shareToNow: number;
  readonly shareOfAdded: number;
  readonly refs: readonly string[];
}

/** Share of a q-bio sub-archive's papers that are also in cs.LG: cumulative to 2019 (archive), to the graph's day, and among the papers added between. */
export function increments(panel: Panel): Increment[] {
  const entries = listIn(panel, graph)?.entries ?? [];
  const upTo2019 = (id: string): { readonly n: number; readonly refs: readonly string[] } | null => {
    const s = seriesIn(panel, id);
    const kept = s === null ? [] : s.periods.filter((p) => p < "2020");
    return s === null || kept.length === 0
      ? null
      : {
          n: sum(kept.map((p) => s.values[s.periods.indexOf(p)] ?? 0)),
          refs: [refOf(id, kept[0] ?? ""), refOf(id, kept.at(-1) ?? "")],
        };
  };
  return ["BM", "GN", "QM", "NC"].flatMap((code): Increment[] => {
    const category = `q-bio.${code}`;
    const [all, both] = [
      upTo2019(`arxiv/q-bio-${code.toLowerCase()}/papers`),
      upTo2019(`arxiv/cs-lg-x-q-bio-${code.toLowerCase()}/papers`),
    ];
    const [node, pair] = [
      entries.find((e) => e.item === category),
      entries.find((e) => e.item === `cs.LG + ${category}`),
    ];
    if (all === null || both === null || !isPresent(node?.value) || !isPresent(pair?.value)) return [];
    return [
      {
        category,
        shareTo2019: both.n / all.n,
        shareToNow: pair.value / node.value,
        shareOfAdded: (pair.value - both.n) / (node.value - all.n),
        refs: [...all.refs, ...both.refs, refOf(graph, node.period, node.item), refOf(graph, pair.period, pair.item)],
      },
    ];
  });
}

/** The approximate share of the papers added since 2020; null when not visible. */
export function incrementLine(rows: readonly Increment[], panel: Panel): Line | null {
  const top = rows[0];
  if (top === undefined) return null;
  const day = listIn(panel, graph)?.entries[0]?.period ?? "";
  return line(
    "convergence/biology-increment",
    text(
      (f) =>
        `Approximate, from two different harvests: of the biomolecule papers added from 2020 to ${f.when(day)}, ${f.pct(top.shareOfAdded, 1)} are also in cs.LG, against ${f.pct(top.shareTo2019, 1)} of all to 2019. Up, but no yearly path and one tag only.`,
      (f) =>
        `Näherung aus zwei verschiedenen Ernten: Von den 2020 bis ${f.when(day)} hinzugekommenen Arbeiten über Biomoleküle stehen ${f.pct(top.shareOfAdded, 1)} auch in cs.LG, gegen ${f.pct(top.shareTo2019, 1)} aller bis 2019. Aufwärts, aber ohne Jahresverlauf und nur eine Kategorie.`,
    ),
    { value: top.shareOfAdded, unit: "share", newestPeriod: day, refs: rows.flatMap((r) => r.refs) },
  );
}

/** Shares by single tag. */
export function tagTable(shares: readonly TagShare[]): Table {
  const words: Readonly<Record<TagShare["sign"], Text>> = {
    higher: { en: "higher", de: "höher" },
    lower: { en: "lower", de: "niedriger" },
    same: { en: "not distinguishable", de: "nicht unterscheidbar" },
  };
  return {
    id: "convergence/tags",
    title: {
      en: "Robotics papers by AI tag: the verdict depends on the class",
      de: "Robotik-Arbeiten nach KI-Kategorie: Das Urteil hängt an der Klasse",
    },
    columns: [
      { id: "tag", label: { en: "Class", de: "Klasse" } },
      { id: "before", label: { en: "Share 2019", de: "Anteil 2019" }, unit: "%", decimals: 1 },
      { id: "after", label: { en: "Share now", de: "Anteil jetzt" }, unit: "%", decimals: 1 },
      { id: "low", label: { en: "Interval from", de: "Intervall von" }, unit: "%", decimals: 1 },
      { id: "high", label: { en: "to", de: "bis" }, unit: "%", decimals: 1 },
      { id: "n", label: { en: "Papers now", de: "Arbeiten jetzt" }, decimals: 0 },
      { id: "sign", label: { en: "Against 2019", de: "Gegenüber 2019" } },
    ],
    rows: shares.map((s) => {
      const w = wilsonInterval(s.after.ai, s.after.all, coverage);
      return {
        tag: s.tag === "ai" ? { en: "any (union class)", de: "mindestens eine (Sammelklasse)" } : tagName(s.tag),
        before: 100 * shareOf(s.before),
        after: 100 * w.share,
        low: 100 * w.low,
        high: 100 * w.high,
        n: s.after.all,
        sign: words[s.sign],
        ref: s.after.refs[0] ?? null,
      };
    }),
    note: classWords,
    refs: unique(shares.flatMap((s) => [...s.before.refs, ...s.after.refs])),
  };
}

/** Pairs of categories shown with both conventions. */
export const liftPairs: readonly (readonly [string, string])[] = [
  ["cs.AI", "cs.RO"],
  ["cs.LG", "cs.RO"],
  ["cs.CV", "cs.RO"],
  ["cs.LG", "q-bio.QM"],
  ["cs.LG", "q-bio.BM"],
  ["cs.AI", "cs.LG"],
];

/** Association strength by both conventions. */
export function liftTable(lifts: readonly Lift[]): Table {
  return {
    id: "convergence/lifts",
    title: {
      en: "Association strength of category pairs by two conventions",
      de: "Assoziationsstärke von Kategorienpaaren nach zwei Konventionen",
    },
    columns: [
      { id: "pair", label: { en: "Pair", de: "Paar" } },
      {
        id: "occurrence",
        label: { en: "By occurrences: c·N/(n_a·n_b)", de: "Nach Vorkommen: c·N/(n_a·n_b)" },
        decimals: 2,
      },
      {
        id: "row",
        label: { en: "By row sums of the matrix, empty diagonal", de: "Nach Zeilensummen der Matrix, leere Diagonale" },
        decimals: 2,
      },
    ],
    rows: lifts.map((l) => ({
      pair: `${l.a} × ${l.b}`,
      occurrence: l.byOccurrence,
      row: l.byRowSum,
      ref: l.refs[0] ?? null,
    })),
    note: {
      en: "1 = independent. The two conventions give different values and can even order pairs differently; edges of the graph are cut to the 20 strongest of each category.",
      de: "1 = unabhängig. Die beiden Konventionen geben verschiedene Werte und können Paare sogar verschieden ordnen; das Netz hält je Kategorie nur die 20 stärksten Paare.",
    },
    refs: unique(lifts.flatMap((l) => l.refs)),
  };
}

/** Shares to 2019, to the graph's day and among the papers added between. */
export function incrementTable(rows: readonly Increment[]): Table {
  return {
    id: "convergence/biology-increments",
    title: {
      en: "Biology papers that are also in cs.LG (approximate, two harvests)",
      de: "Biologie-Arbeiten, die auch in cs.LG stehen (Näherung, zwei Ernten)",
    },
    columns: [
      { id: "category", label: { en: "Category", de: "Kategorie" } },
      { id: "to2019", label: { en: "All to 2019", de: "Alle bis 2019" }, unit: "%", decimals: 1 },
      { id: "now", label: { en: "All to 2026", de: "Alle bis 2026" }, unit: "%", decimals: 1 },
      { id: "added", label: { en: "Added between", de: "Dazwischen hinzugekommen" }, unit: "%", decimals: 1 },
    ],
    rows: rows.map((r) => ({
      category: r.category,
      to2019: 100 * r.shareTo2019,
      now: 100 * r.shareToNow,
      added: 100 * r.shareOfAdded,
      ref: r.refs.at(-1) ?? null,
    })),
    refs: rows.flatMap((r) => r.refs),
  };
}
