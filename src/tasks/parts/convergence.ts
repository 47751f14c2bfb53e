import { compareCounts } from "../../methods/binomial-test.ts";
import { type Composite, compositeOf } from "../../methods/composite.ts";
import { levelAndDirection } from "../../methods/level.ts";
import { newcombeDifference, wilsonInterval } from "../../methods/wilson.ts";
import { type Lift, liftOf, signal as liftSignal } from "../../signals/convergence/ai-lift-robotics.ts";
import { signal as biologySignal } from "../../signals/convergence/ai-share-biology.ts";
import {
  type Field,
  monthlyCounts,
  type PaperCount,
  pooled,
  poolOf,
  signal as roboticsSignal,
  yearOnYear,
} from "../../signals/convergence/ai-share-robotics.ts";
import { signal as modelsSignal } from "../../signals/convergence/biology-robotics-models.ts";
import {
  devicesByQuarter,
  lastCompleteQuarter,
  lateAdditions,
  signal as devicesSignal,
} from "../../signals/convergence/medical-devices.ts";
import { signal as scienceSignal } from "../../signals/convergence/science-share.ts";
import { sum } from "../../math/sums.ts";
import { type ListEntry, listIn, type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Figure, FigureSeries, Gap, Line, Part, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { dayOf, endOf, periodOf, periodRange, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";

const tags = ["cs-ai", "cs-lg", "cs-cv", "cs-cl", "cs-ne", "stat-ml"];
const tagName = (slug: string): string =>
  slug === "stat-ml" ? "stat.ML" : slug.replace("cs-", "cs.").replace(/\.(..)$/, (m) => m.toUpperCase());
const classWords: Text = {
  en: "AI class = any of cs.AI, cs.LG, stat.ML, cs.CV, cs.CL, cs.NE, primary or cross-listed",
  de: "KI-Klasse = mindestens eine von cs.AI, cs.LG, stat.ML, cs.CV, cs.CL, cs.NE, als Haupt- oder Nebenkategorie",
};
const fieldWords: Readonly<Record<Field, Text>> = {
  robotics: { en: "robotics", de: "Robotik" },
  biology: { en: "biology", de: "Biologie" },
};
const events = "sdl/events";
const graph = "arxiv/category-graph";
const sampleIds = ["arxiv-sample/robotics/papers", "arxiv-sample/ai-x-robotics/papers"] as const;
const coverage = 0.95;

function line(id: string, says: Text, more: Partial<Line>): Line {
  return {
    id,
    part: "convergence",
    state: "found",
    says,
    value: null,
    unit: null,
    direction: null,
    evidence: "derived",
    newestPeriod: null,
    refs: [],
    ...more,
  };
}

function unique(refs: readonly string[]): string[] {
  return [...new Set(refs)];
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function shareOf(c: PaperCount): number {
  return c.ai / c.all;
}

/** The newest months in a row without a gap, at most twelve, as one count; null when there are none. */
function newestStretch(
  months: readonly PaperCount[],
): { readonly count: PaperCount; readonly from: string; readonly to: string; readonly n: number } | null {
  const last = months.at(-1);
  if (last === undefined) return null;
  const stretch = [last];
  for (let i = months.length - 2; i >= 0 && stretch.length < 12; i--) {
    const [month, next] = [months[i], stretch[0]];
    if (month === undefined || next === undefined || shift(month.period, 1) !== next.period) break;
    stretch.unshift(month);
  }
  return {
    count: poolOf(last.period, stretch),
    from: stretch[0]?.period ?? last.period,
    to: last.period,
    n: stretch.length,
  };
}

/** One year of a field, all twelve months. */
function yearOf(months: readonly PaperCount[], year: string): PaperCount | null {
  return pooled(months, "annual").find((y) => y.period === year) ?? null;
}

/** The claim's measure: four-quarter share minus the one a year earlier, with Newcombe's interval. */
function yearOnYearLine(field: Field, months: readonly PaperCount[], asOf: string): Line {
  const id = `convergence/papers-${field}`;
  const pair = yearOnYear(months, asOf);
  if (pair !== null) {
    const d = newcombeDifference(
      {
        first: { successes: pair.before.ai, n: pair.before.all },
        second: { successes: pair.after.ai, n: pair.after.all },
      },
      coverage,
    );
    const verdict: Text = !d.excludesZero
      ? { en: "not distinguishable", de: "nicht unterscheidbar" }
      : d.difference > 0
        ? { en: "higher", de: "höher" }
        : { en: "lower", de: "niedriger" };
    return line(
      id,
      text(
        (f) =>
          `AI's share of new ${field} papers over four quarters to ${f.when(pair.after.period)} is ${f.pct(shareOf(pair.after), 1)}, a year earlier ${f.pct(shareOf(pair.before), 1)}: ${verdict.en}.`,
        (f) =>
          `Der KI-Anteil an neuen Arbeiten der ${fieldWords[field].de} beträgt über vier Quartale bis ${f.when(pair.after.period)} ${f.pct(shareOf(pair.after), 1)}, ein Jahr zuvor ${f.pct(shareOf(pair.before), 1)}: ${verdict.de}.`,
      ),
      {
        value: d.difference,
        unit: "share",
        interval: { low: d.low, high: d.high, coverage },
        direction: !d.excludesZero ? "flat" : d.difference > 0 ? "up" : "down",
        newestPeriod: pair.after.period,
        refs: unique([...pair.after.refs, ...pair.before.refs]),
      },
    );
  }
  const held = newestStretch(months);
  const old = yearOf(months, "2019");
  const recent = held !== null && held.to > "2020" ? held : null;
  const why: Text =
    recent === null
      ? text(
          (f) =>
            `no count of all ${field} papers is held after ${held === null ? "any month" : f.when(held.to)}; daily listings of 2025 and 2026 follow AI papers only, so they give a numerator`,
          (f) =>
            `nach ${held === null ? "keinem Monat" : f.when(held.to)} liegt keine Zahl aller Arbeiten der ${fieldWords[field].de} vor; die Tageslisten von 2025 und 2026 verfolgen nur KI-Arbeiten und geben einen Zähler`,
        )
      : text(
          (f) =>
            `of the eight quarters needed only ${f.when(recent.from)} to ${f.when(recent.to)} is held without a gap. By tags flat to lower: ${f.pct(shareOf(recent.count), 1)}${old === null ? "" : ` against ${f.pct(shareOf(old), 1)} in 2019`}`,
          (f) =>
            `von den nötigen acht Quartalen liegt lückenlos nur ${f.when(recent.from)} bis ${f.when(recent.to)} vor. Nach Kategorien gleich bis niedriger: ${f.pct(shareOf(recent.count), 1)}${old === null ? "" : ` gegen ${f.pct(shareOf(old), 1)} im Jahr 2019`}`,
        );
  return line(
    id,
    {
      en: `Cannot tell whether AI's share of new ${field} papers rises over a year: ${why.en}.`,
      de: `Ob der KI-Anteil an neuen Arbeiten der ${fieldWords[field].de} binnen eines Jahres steigt, ist nicht feststellbar: ${why.de}.`,
    },
    {
      state: "cannot-tell",
      unit: "share",
      evidence: "unresolved",
      newestPeriod: held?.to ?? null,
      refs: unique([...(recent?.count.refs ?? []), ...(old?.refs ?? [])]),
      gap: {
        needs: [`arxiv/${field}/papers`, `arxiv/ai-x-${field}/papers`],
        have: recent?.n ?? 0,
        need: 24,
        settles: {
          en: `Monthly counts of all new ${field} papers and of those in the AI class for 24 months in a row.`,
          de: `Monatliche Zahlen aller neuen Arbeiten der ${fieldWords[field].de} und derer in der KI-Klasse für 24 Monate in Folge.`,
        },
        pull: "vorlauf pull arxiv",
      },
    },
  );
}

/** Level of the newest stretch against 2019, the last year with the full archive. */
function roboticsLevelLine(months: readonly PaperCount[]): Line | null {
  const held = newestStretch(months);
  const old = yearOf(months, "2019");
  if (held === null || old === null || held.to <= "2020") return null;
  const d = newcombeDifference(
    { first: { successes: old.ai, n: old.all }, second: { successes: held.count.ai, n: held.count.all } },
    coverage,
  );
  const word: Text = !d.excludesZero
    ? { en: "not distinguishable from", de: "nicht unterscheidbar von" }
    : d.difference < 0
      ? { en: "below", de: "unter" }
      : { en: "above", de: "über" };
  return line(
    "convergence/robotics-share",
    text(
      (f) =>
        `AI tags stand on ${f.pct(shareOf(held.count), 1)} of ${f.num(held.count.all)} new robotics papers (${f.when(held.from)} to ${f.when(held.to)}, interval ${f.pct(d.second.low, 1)} to ${f.pct(d.second.high, 1)}), ${word.en} ${f.pct(shareOf(old), 1)} in 2019.`,
      (f) =>
        `KI-Kategorien tragen ${f.pct(shareOf(held.count), 1)} von ${f.num(held.count.all)} neuen Robotik-Arbeiten (${f.when(held.from)} bis ${f.when(held.to)}, Intervall ${f.pct(d.second.low, 1)} bis ${f.pct(d.second.high, 1)}), ${word.de} ${f.pct(shareOf(old), 1)} im Jahr 2019.`,
    ),
    {
      value: shareOf(held.count),
      unit: "share",
      interval: { low: d.second.low, high: d.second.high, coverage },
      newestPeriod: held.to,
      refs: unique([...held.count.refs, ...old.refs]),
      spark: months.slice(-24).map(shareOf),
    },
  );
}

/** The rise to 2019. */
function pathLine(field: Field, months: readonly PaperCount[]): Line | null {
  const [from, to] = [yearOf(months, "2014"), yearOf(months, "2019")];
  if (from === null || to === null) return null;
  const d = newcombeDifference(
    { first: { successes: from.ai, n: from.all }, second: { successes: to.ai, n: to.all } },
    coverage,
  );
  return line(
    `convergence/${field}-path`,
    text(
      (f) =>
        `AI's share of ${field} papers rose from ${f.pct(shareOf(from), 1)} in 2014 (n = ${f.num(from.all)}) to ${f.pct(shareOf(to), 1)} in 2019 (n = ${f.num(to.all)}).`,
      (f) =>
        `Der KI-Anteil an den Arbeiten der ${fieldWords[field].de} stieg von ${f.pct(shareOf(from), 1)} im Jahr 2014 (n = ${f.num(from.all)}) auf ${f.pct(shareOf(to), 1)} im Jahr 2019 (n = ${f.num(to.all)}).`,
    ),
    {
      value: d.difference,
      unit: "share",
      interval: { low: d.low, high: d.high, coverage },
      direction: d.excludesZero ? (d.difference > 0 ? "up" : "down") : "flat",
      newestPeriod: to.period,
      refs: unique([...from.refs, ...to.refs]),
    },
  );
}

interface TagShare {
  readonly tag: string;
  readonly before: PaperCount;
  readonly after: PaperCount;
  readonly sign: "higher" | "lower" | "same";
}

/** Each single tag's share of robotics papers in 2019 and now, judged by Newcombe's interval. */
function tagShares(panel: Panel): TagShare[] {
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

function classLine(shares: readonly TagShare[]): Line | null {
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

function liftLine(panel: Panel): Line | null {
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

function sampleLine(panel: Panel): Line | null {
  const [all, ai] = sampleIds.map((id) => seriesIn(panel, id));
  if (!isPresent(all) || !isPresent(ai)) return null;
  const [n, k] = [sum(all.values), sum(ai.values)];
  const w = wilsonInterval(k, n, coverage);
  return line(
    "convergence/robotics-sample",
    text(
      (f) =>
        `An independent keyword sample of ${f.num(n)} robotics papers (${f.when(all.periods[0] ?? "")} to ${f.when(all.periods.at(-1) ?? "")}) gives ${f.pct(w.share, 1)} (${f.pct(w.low, 1)} to ${f.pct(w.high, 1)}): no rise over 2019 either.`,
      (f) =>
        `Eine unabhängige Stichwort-Stichprobe von ${f.num(n)} Robotik-Arbeiten (${f.when(all.periods[0] ?? "")} bis ${f.when(all.periods.at(-1) ?? "")}) ergibt ${f.pct(w.share, 1)} (${f.pct(w.low, 1)} bis ${f.pct(w.high, 1)}): auch hier kein Anstieg über 2019.`,
    ),
    {
      value: w.share,
      unit: "share",
      interval: { low: w.low, high: w.high, coverage },
      newestPeriod: all.periods.at(-1) ?? null,
      refs: [all, ai].flatMap((s) => s.periods.map((p) => refOf(s.id, p))),
    },
  );
}

/** AI papers in biology by number alone: the newest finished quarter against the same a year before, if held. */
function numeratorLine(panel: Panel): Line | null {
  const series = seriesIn(panel, "arxiv/ai-x-biology/papers");
  if (series === null) return null;
  const finished = series.periods
    .map((p, i) => ({ p, n: series.values[i] ?? Number.NaN }))
    .filter(({ p }) => p >= "2025-05" && dayOf(panel.asOf) - dayOf(endOf(p)) >= 2);
  const at = new Map(finished.map(({ p, n }) => [p, n]));
  const months = finished
    .map(({ p }) => p)
    .filter((p) => at.has(shift(p, -12)))
    .slice(-3);
  if (months.length === 0) return null;
  const after = sum(months.map((p) => at.get(p) ?? 0));
  const before = sum(months.map((p) => at.get(shift(p, -12)) ?? 0));
  const test = compareCounts({ before, after });
  const [first, last] = [months[0] ?? "", months.at(-1) ?? ""];
  const all = seriesIn(panel, "arxiv/all/identifiers");
  const allAt = (p: string): number => all?.values[all.periods.indexOf(p)] ?? Number.NaN;
  const growth = sum(months.map(allAt)) / sum(months.map((p) => allAt(shift(p, -12)))) - 1;
  const beside: Text = Number.isNaN(growth)
    ? { en: "", de: "" }
    : text(
        (f) => ` All arXiv papers changed by ${f.signed(growth * 100, 0)} % at the same time.`,
        (f) => ` Alle arXiv-Arbeiten änderten sich zugleich um ${f.signed(growth * 100, 0)} %.`,
      );
  return line(
    "convergence/biology-numerator",
    {
      en: text(
        (f) =>
          `Biology papers with an AI tag, a number and no share: ${f.num(after)} in ${f.when(first)} to ${f.when(last)}, ${f.num(before)} in the same months a year earlier (${test.distinguishable ? "more" : "not distinguishable"}, p ${f.num(test.p, 2)}).${beside.en}`,
      ).en,
      de: text(
        () => "",
        (f) =>
          `Biologie-Arbeiten mit KI-Kategorie, eine Zahl und kein Anteil: ${f.num(after)} von ${f.when(first)} bis ${f.when(last)}, ${f.num(before)} in denselben Monaten des Vorjahres (${test.distinguishable ? "mehr" : "nicht unterscheidbar"}, p ${f.num(test.p, 2)}).${beside.de}`,
      ).de,
    },
    {
      value: test.ratio - 1,
      unit: "share",
      newestPeriod: last,
      refs: months.flatMap((p) => [refOf(series.id, p), refOf(series.id, shift(p, -12))]),
    },
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
function increments(panel: Panel): Increment[] {
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

function incrementLine(rows: readonly Increment[], panel: Panel): Line | null {
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

function tripleLine(panel: Panel): Line | null {
  const series = seriesIn(panel, "arxiv/robotics-x-biology/papers");
  if (series === null) return null;
  const kept = series.periods.filter((p) => p >= "2008" && p < "2020");
  if (kept.length === 0) return null;
  const n = sum(kept.map((p) => series.values[series.periods.indexOf(p)] ?? 0));
  return line(
    "convergence/robotics-x-biology",
    text(
      (f) =>
        `Robotics and biology together stand on only ${f.num(n)} papers in 2008 to 2019: "AI steers wet labs" is invisible in arXiv tags.`,
      (f) =>
        `Robotik und Biologie zusammen tragen nur ${f.num(n)} Arbeiten der Jahre 2008 bis 2019: „KI steuert Labore“ ist in arXiv-Kategorien unsichtbar.`,
    ),
    { value: n, unit: "papers", newestPeriod: kept.at(-1) ?? null, refs: kept.map((p) => refOf(series.id, p)) },
  );
}

function devicesLine(panel: Panel): Line {
  const list = listIn(panel, "fda/ai-devices");
  const quarters = devicesByQuarter(list?.entries ?? []);
  const [after, before] = [quarters.slice(-4), quarters.slice(-8, -4)];
  if (list === null || before.length < 4) {
    const oldest = panel.oldest["fda/ai-devices"];
    return line(
      "convergence/medical-devices",
      {
        en: `Cannot tell how many AI-enabled devices the FDA authorises: no copy of its list is visible${oldest ? ` (oldest copy ${oldest.slice(0, 10)})` : ""}.`,
        de: `Wie viele KI-gestützte Produkte die FDA zulässt, ist nicht feststellbar: Keine Kopie ihrer Liste ist sichtbar${oldest ? ` (älteste Kopie ${oldest.slice(0, 10)})` : ""}.`,
      },
      {
        state: "cannot-tell",
        unit: "devices",
        evidence: "unresolved",
        gap: {
          needs: ["fda/ai-devices"],
          have: quarters.length,
          need: 8,
          settles: {
            en: "A copy of the FDA's list that covers eight quarters.",
            de: "Eine Kopie der FDA-Liste über acht Quartale.",
          },
          pull: "vorlauf pull fda-ai-devices",
        },
      },
    );
  }
  const [now, then] = [sum(after.map((q) => q.devices)), sum(before.map((q) => q.devices))];
  const test = compareCounts({ before: then, after: now });
  const less = compareCounts({ before: now, after: then });
  const lag = lateAdditions(list).at(-1);
  const last = after.at(-1)?.quarter ?? "";
  const tail: Text =
    lag === undefined
      ? { en: "", de: "" }
      : text(
          (f) =>
            ` Between the last two copies ${f.num(lag.late)} of ${f.num(lag.added)} additions were late; raw count, correction not validated.`,
          (f) =>
            ` Zwischen den letzten beiden Kopien kamen ${f.num(lag.late)} von ${f.num(lag.added)} Einträgen verspätet; Rohzahl, Korrektur nicht validiert.`,
        );
  return line(
    "convergence/medical-devices",
    {
      en: text(
        (f) =>
          `The FDA lists ${f.num(now)} AI-enabled devices decided in the four quarters to ${f.when(last)}, ${f.num(then)} in the four before (${test.distinguishable ? "more" : less.distinguishable ? "fewer" : "not distinguishable"}).${tail.en}`,
      ).en,
      de: text(
        () => "",
        (f) =>
          `Die FDA führt ${f.num(now)} KI-gestützte Produkte mit Entscheid in den vier Quartalen bis ${f.when(last)}, ${f.num(then)} in den vier davor (${test.distinguishable ? "mehr" : less.distinguishable ? "weniger" : "nicht unterscheidbar"}).${tail.de}`,
      ).de,
    },
    {
      value: now,
      unit: "devices",
      direction: test.distinguishable ? "up" : less.distinguishable ? "down" : "flat",
      newestPeriod: last,
      refs: unique([...after, ...before].flatMap((q) => q.refs)),
      spark: quarters.slice(-16).map((q) => q.devices),
    },
  );
}

function scienceLine(panel: Panel): Line | null {
  const share = scienceSignal.measure(panel);
  const last = share.values.length - 1;
  const [now, then, year] = [share.values[last], share.values[last - 1], share.periods[last]];
  if (now === undefined || then === undefined || year === undefined) return null;
  const open = share.warnings.some((w) => w.code === "indexing-incomplete");
  return line(
    "convergence/science-share",
    text(
      (f) =>
        `Machine learning stands in ${f.pct(now, 1)} of papers in chemistry, materials science and physics of ${year}, ${f.pct(then, 1)} the year before${open ? " (newest year still being indexed)" : ""}.`,
      (f) =>
        `Maschinelles Lernen steht in ${f.pct(now, 1)} der Arbeiten in Chemie, Materialwissenschaft und Physik von ${year}, im Vorjahr in ${f.pct(then, 1)}${open ? " (neuestes Jahr noch in der Erfassung)" : ""}.`,
    ),
    {
      value: now,
      unit: "share",
      direction: now > then ? "up" : now < then ? "down" : "flat",
      newestPeriod: year,
      refs: [...(share.refs[last] ?? []), ...(share.refs[last - 1] ?? [])],
      spark: [...share.values].slice(-12),
    },
  );
}

function modelsLine(panel: Panel): Line | null {
  const models = modelsSignal.measure(panel);
  const last = models.values.length - 1;
  const [now, then, year] = [models.values[last], models.values[last - 1], models.periods[last]];
  if (now === undefined || then === undefined || year === undefined) return null;
  return line(
    "convergence/models",
    text(
      (f) =>
        `Epoch lists ${f.num(now)} notable models in biology, medicine or robotics for ${year} and ${f.num(then)} for the year before; later years are still being reported.`,
      (f) =>
        `Epoch führt für ${year} ${f.num(now)} nennenswerte Modelle in Biologie, Medizin oder Robotik, für das Vorjahr ${f.num(then)}; spätere Jahre werden noch nachgetragen.`,
    ),
    {
      value: now,
      unit: "models",
      direction: now > then ? "up" : now < then ? "down" : "flat",
      newestPeriod: year,
      refs: unique([...(models.refs[last] ?? []), ...(models.refs[last - 1] ?? [])]),
    },
  );
}

/** The run of OpenAI and Ginkgo in the event list, if its cost change is visible. */
function labRun(panel: Panel): { readonly entry: ListEntry; readonly from: number; readonly to: number } | null {
  const entry = (listIn(panel, events)?.entries ?? []).find(
    (e) =>
      /ginkgo/i.test(String(e.fields["actor"])) &&
      typeof e.fields["from"] === "number" &&
      typeof e.fields["to"] === "number",
  );
  return entry === undefined ? null : { entry, from: Number(entry.fields["from"]), to: Number(entry.fields["to"]) };
}

function labLines(panel: Panel): Line[] {
  const run = labRun(panel);
  const gap = (what: Text): Gap => ({ needs: [events], have: 0, need: 1, settles: what, pull: null });
  const reagents = line(
    "convergence/lab-reagents",
    {
      en: "Cannot tell whether reagent use fell by about 57 %: only the report says so, and it cannot confirm itself.",
      de: "Ob der Reagenzienverbrauch um etwa 57 % sank, ist nicht feststellbar: Das sagt nur der Bericht, und er kann sich nicht selbst belegen.",
    },
    {
      state: "cannot-tell",
      unit: "share",
      evidence: "unresolved",
      gap: gap({
        en: "A publication of the laboratory or of others that states reagent use before and after.",
        de: "Eine Veröffentlichung des Labors oder anderer, die den Reagenzienverbrauch vorher und nachher nennt.",
      }),
    },
  );
  if (run === null) {
    return [
      line(
        "convergence/lab-cost",
        {
          en: "Cannot tell whether the AI-run laboratory cut unit cost: no evidence other than the report is visible.",
          de: "Ob das von KI gesteuerte Labor die Stückkosten senkte, ist nicht feststellbar: Außer dem Bericht ist kein Beleg sichtbar.",
        },
        {
          state: "cannot-tell",
          unit: "share",
          evidence: "unresolved",
          gap: gap({
            en: "A dated publication other than the report that states unit cost before and after.",
            de: "Eine datierte Veröffentlichung außer dem Bericht, die Stückkosten vorher und nachher nennt.",
          }),
        },
      ),
      reagents,
    ];
  }
  const change = run.to / run.from - 1;
  return [
    line(
      "convergence/lab-cost",
      text(
        (f) =>
          `The laboratory run by OpenAI and Ginkgo cut unit cost from ${f.num(run.from)} to ${f.num(run.to)} USD per gram (${f.pct(change, 1)}); secondary pages, dates in conflict.`,
        (f) =>
          `Das von OpenAI und Ginkgo betriebene Labor senkte die Stückkosten von ${f.num(run.from)} auf ${f.num(run.to)} USD je Gramm (${f.pct(change, 1)}); Sekundärquellen, Datum widersprüchlich.`,
      ),
      {
        value: change,
        unit: "share",
        evidence: run.entry.evidence,
        newestPeriod: run.entry.period,
        refs: [refOf(events, run.entry.period, run.entry.item)],
      },
    ),
    reagents,
  ];
}

interface Pace {
  readonly composite: Composite;
  readonly years: readonly string[];
  readonly last: number;
  readonly ids: readonly string[];
  readonly refs: readonly string[];
}

const componentWords: Readonly<Record<string, Text>> = {
  "ai-share-robotics": { en: "AI share of robotics papers", de: "KI-Anteil an Robotik-Arbeiten" },
  "ai-share-biology": { en: "AI share of biology papers", de: "KI-Anteil an Biologie-Arbeiten" },
  "medical-devices": { en: "AI-enabled medical devices", de: "KI-gestützte Medizinprodukte" },
  "science-share": { en: "Machine learning in laboratory sciences", de: "Maschinelles Lernen in Laborwissenschaften" },
  "biology-robotics-models": { en: "Models for biology and robotics", de: "Modelle für Biologie und Robotik" },
};

const logit = (p: number): number => Math.log(p / (1 - p));
const firstYear = "2009";

/** Whole years of each component: logit of shares, log of counts; the first year is one from which all lists are more than single entries. */
function annualComponents(panel: Panel): {
  readonly id: string;
  readonly at: ReadonlyMap<string, number>;
  readonly refs: readonly string[];
  readonly newest: string | null;
}[] {
  const papers = (field: Field, id: string): ReturnType<typeof annualComponents>[number] => {
    const months = monthlyCounts(panel, field);
    const years = pooled(months, "annual").filter((y) => y.ai > 0);
    return {
      id,
      at: new Map(years.map((y) => [y.period, logit(shareOf(y))])),
      refs: years.slice(-2).flatMap((y) => y.refs),
      newest: months.at(-1)?.period ?? null,
    };
  };
  const list = listIn(panel, "fda/ai-devices")?.entries ?? [];
  const lastQuarter = lastCompleteQuarter(list);
  const byYear = new Map<string, number>();
  for (const q of devicesByQuarter(list))
    byYear.set(q.quarter.slice(0, 4), (byYear.get(q.quarter.slice(0, 4)) ?? 0) + q.devices);
  const devices = [...byYear].filter(([year, n]) => n > 0 && lastQuarter !== null && `${year}-Q4` <= lastQuarter);
  const science = scienceSignal.measure(panel);
  const models = modelsSignal.measure(panel);
  return [
    papers("robotics", "ai-share-robotics"),
    papers("biology", "ai-share-biology"),
    {
      id: "medical-devices",
      at: new Map(devices.map(([y, n]) => [y, Math.log(n)])),
      refs:
        lastQuarter === null
          ? []
          : devicesByQuarter(list)
              .slice(-8)
              .flatMap((q) => q.refs),
      newest: lastQuarter,
    },
    {
      id: "science-share",
      at: new Map(science.periods.map((y, i) => [y, logit(science.values[i] ?? Number.NaN)])),
      refs: science.refs.slice(-2).flat(),
      newest: science.periods.at(-1) ?? null,
    },
    {
      id: "biology-robotics-models",
      at: new Map(
        models.periods.flatMap((y, i) =>
          (models.values[i] ?? 0) > 0 ? [[y, Math.log(models.values[i] ?? Number.NaN)] as const] : [],
        ),
      ),
      refs: models.refs.slice(-2).flat(),
      newest: models.periods.at(-1) ?? null,
    },
  ];
}

function paceOf(panel: Panel): Pace | null {
  const years = periodRange(firstYear, String(Number(panel.asOf.slice(0, 4)) - 1));
  const usable = annualComponents(panel).filter(
    (c) => years.filter((y) => c.at.has(y) && c.at.has(shift(y, -1))).length >= 3,
  );
  if (usable.length < 2) return null;
  const composite = compositeOf(
    usable.map((c) => ({
      id: c.id,
      values: Float64Array.from(years, (y) => c.at.get(y) ?? Number.NaN),
      strongerWhen: "higher" as const,
    })),
    { lag: 1, minComponents: 2 },
  );
  const last = composite.value.findLastIndex((v) => !Number.isNaN(v));
  return last < 0
    ? null
    : { composite, years, last, ids: usable.map((c) => c.id), refs: unique(usable.flatMap((c) => c.refs)) };
}

function compositeLine(pace: Pace | null): Line {
  if (pace === null) {
    return line(
      "convergence/composite",
      {
        en: "No composite: fewer than two components have three yearly changes.",
        de: "Kein Komposit: Weniger als zwei Bestandteile haben drei jährliche Änderungen.",
      },
      {
        state: "cannot-tell",
        evidence: "unresolved",
        gap: {
          needs: [...roboticsSignal.needs, ...devicesSignal.needs, ...scienceSignal.needs].map((n) => n.id),
          have: 0,
          need: 2,
          settles: {
            en: "Yearly values of at least two components.",
            de: "Jahreswerte von mindestens zwei Bestandteilen.",
          },
          pull: null,
        },
      },
    );
  }
  const { composite, years, last, ids } = pace;
  const value = composite.value[last] ?? Number.NaN;
  const present = ids.filter((id) => !Number.isNaN(composite.contributions[id]?.[last] ?? Number.NaN));
  return line(
    "convergence/composite",
    text(
      (f) =>
        `Composite, not estimated: in ${years[last]} the ${f.num(present.length)} of 5 components at hand changed ${f.num(Math.abs(value), 1)} standard deviations ${value >= 0 ? "faster" : "slower"} than their own average${composite.signStable ? "" : "; the sign turns when one is left out"}. AI's share of papers is ${present.includes("ai-share-robotics") ? "" : "not "}among them.`,
      (f) =>
        `Komposit, nicht geschätzt: ${years[last]} änderten sich die ${f.num(present.length)} von 5 vorhandenen Bestandteilen um ${f.num(Math.abs(value), 1)} Standardabweichungen ${value >= 0 ? "schneller" : "langsamer"} als in ihrem eigenen Mittel${composite.signStable ? "" : "; lässt man einen weg, kehrt sich das Vorzeichen um"}. Der KI-Anteil an Arbeiten ist ${present.includes("ai-share-robotics") ? "" : "nicht "}darunter.`,
    ),
    {
      value,
      unit: "standard deviations",
      newestPeriod: years[last] ?? null,
      refs: pace.refs,
      spark: [...composite.value].filter((v) => !Number.isNaN(v)),
    },
  );
}

/** Share of the five components whose newest value is younger than one period plus twice the usual lag (D1). */
function confidenceOf(panel: Panel, pace: Pace | null): "high" | "medium" | "low" {
  const patience: Readonly<Record<string, number>> = {
    "ai-share-robotics": 31 + 4,
    "ai-share-biology": 31 + 4,
    "medical-devices": 92 + 150,
    "science-share": 366 + 180,
    "biology-robotics-models": 366 + 730,
  };
  const fresh =
    annualComponents(panel).filter(
      (c) => c.newest !== null && dayOf(panel.asOf) - dayOf(endOf(c.newest)) <= (patience[c.id] ?? 0),
    ).length / 5;
  if (pace === null || fresh < 1 / 2) return "low";
  return fresh === 1 && pace.composite.signStable ? "high" : "medium";
}

function headlineOf(
  panel: Panel,
  robotics: Line | null,
  biology: Line,
  pace: Pace | null,
  months: readonly PaperCount[],
): Line {
  const confidence = confidenceOf(panel, pace);
  if (robotics === null) {
    return line(
      "convergence",
      {
        en: "Cannot tell whether AI, robotics and biology converge: no count of robotics or biology papers after 2019 is visible.",
        de: "Ob KI, Robotik und Biologie zusammenwachsen, ist nicht feststellbar: Keine Zahl der Arbeiten in Robotik oder Biologie nach 2019 ist sichtbar.",
      },
      {
        state: "cannot-tell",
        unit: "share",
        evidence: "unresolved",
        confidence,
        refs: ["convergence/papers-robotics", "convergence/papers-biology"],
        ...(biology.gap === undefined ? {} : { gap: biology.gap }),
      },
    );
  }
  const quarters = pooled(months, "quarterly");
  const grid = quarters.length === 0 ? [] : periodRange(quarters[0]?.period ?? "", quarters.at(-1)?.period ?? "");
  const at = new Map(quarters.map((q) => [q.period, shareOf(q)]));
  const level =
    grid.length === 0
      ? null
      : levelAndDirection(
          grid.map((q) => at.get(q) ?? Number.NaN),
          { lag: 4 },
        );
  const biologyTold = biology.state === "found";
  const points = (biology.value ?? Number.NaN) * 100;
  const old = yearOf(months, "2019");
  const went =
    old === null || robotics.interval === undefined
      ? null
      : robotics.interval.high < shareOf(old)
        ? "lower"
        : robotics.interval.low > shareOf(old)
          ? "higher"
          : "same";
  const path: Readonly<Record<"lower" | "higher" | "same", Text>> = {
    lower: { en: "the rise of 2014 to 2019 did not go on", de: "Der Anstieg von 2014 bis 2019 ging nicht weiter" },
    same: { en: "no clear change since", de: "seither keine klare Änderung" },
    higher: { en: "the rise went on", de: "der Anstieg ging weiter" },
  };
  return line(
    "convergence",
    text(
      (f) =>
        `AI tags stand on ${f.pct(robotics.value ?? Number.NaN, 1)} of new robotics papers${old === null || went === null ? "" : `, ${f.pct(shareOf(old), 1)} in 2019: ${path[went].en}`}; for biology ${biologyTold ? `the share moved by ${f.signed(points, 1)} points in a year` : "it cannot be told after 2019"}.`,
      (f) =>
        `KI-Kategorien tragen ${f.pct(robotics.value ?? Number.NaN, 1)} der neuen Robotik-Arbeiten${old === null || went === null ? "" : `, 2019 waren es ${f.pct(shareOf(old), 1)}: ${path[went].de}`}; für die Biologie ${biologyTold ? `änderte sich der Anteil binnen eines Jahres um ${f.signed(points, 1)} Punkte` : "ist es nach 2019 nicht feststellbar"}.`,
    ),
    {
      value: robotics.value,
      unit: "share",
      ...(robotics.interval === undefined ? {} : { interval: robotics.interval }),
      direction: level?.direction ?? null,
      ...(level === null ? {} : { level: { percentile: 100 * level.percentile, n: level.n } }),
      confidence,
      newestPeriod: robotics.newestPeriod,
      refs: [
        "convergence/robotics-share",
        "convergence/papers-robotics",
        "convergence/papers-biology",
        "convergence/composite",
      ],
      spark: quarters.slice(-24).map(shareOf),
    },
  );
}

function sharePoints(counts: readonly PaperCount[]): FigureSeries["points"] {
  return counts.map((c) => {
    const w = wilsonInterval(c.ai, c.all, coverage);
    return { x: c.period, y: w.share, low: w.low, high: w.high, ref: c.refs[0] ?? "" };
  });
}

/** Points on the full grid of their frequency, null where nothing is held, so that a gap is drawn as one. */
function onGrid(points: FigureSeries["points"]): FigureSeries["points"] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const at = new Map(points.map((p) => [p.x, p]));
  return periodRange(first.x, last.x).map((x) => at.get(x) ?? { x, y: null });
}

function sharesFigure(panel: Panel, byField: Readonly<Record<Field, readonly PaperCount[]>>): Figure | null {
  const fromDecade = (field: Field): PaperCount[] =>
    pooled(byField[field], "quarterly").filter((q) => q.period >= "2010");
  const [robotics, biology] = [fromDecade("robotics"), fromDecade("biology")];
  if (robotics.length + biology.length === 0) return null;
  const overlay = (listIn(panel, events)?.entries ?? [])
    .filter((e) => e.period >= "2010" && e.period <= panel.asOf)
    .map((e) => ({
      x: periodOf("quarterly", endOf(e.period)),
      label: { en: String(e.fields["actor"]), de: String(e.fields["actor"]) },
    }));
  return {
    id: "convergence/shares",
    title: sharesTitle(byField),
    subtitle: {
      en: `Share of new arXiv papers, quarterly, 95 % Wilson interval. ${classWords.en}`,
      de: `Anteil neuer arXiv-Arbeiten, vierteljährlich, Wilson-Intervall 95 %. ${classWords.de}`,
    },
    unit: "share",
    kind: "line",
    series: [
      {
        id: "robotics",
        label: { en: "Robotics (cs.RO)", de: "Robotik (cs.RO)" },
        role: "convergence" as const,
        kind: "observed" as const,
        points: onGrid(sharePoints(robotics)),
      },
      {
        id: "biology",
        label: { en: "Biology (q-bio)", de: "Biologie (q-bio)" },
        role: "other" as const,
        kind: "observed" as const,
        points: onGrid(sharePoints(biology)),
      },
    ].filter((one) => one.points.length > 0),
    ...(overlay.length > 0 ? { marks: overlay } : {}),
    source: "arXiv metadata: ArXiv Archive (to 2019), daily listings (from 2025)",
    evidence: "derived",
    refs: unique([...robotics, ...biology].flatMap((q) => q.refs)),
  };
}

function sharesTitle(byField: Readonly<Record<Field, readonly PaperCount[]>>): Text {
  const [old, now] = [yearOf(byField.robotics, "2019"), newestStretch(byField.robotics)];
  if (old === null || now === null || now.to <= "2020")
    return {
      en: "AI's share of new robotics and biology papers rose to 2019",
      de: "Der KI-Anteil an neuen Arbeiten in Robotik und Biologie stieg bis 2019",
    };
  const end: Text = byField.biology.some((m) => m.period > "2020")
    ? { en: "", de: "" }
    : { en: "; biology has no denominator since", de: "; der Biologie fehlt seither der Nenner" };
  return text(
    (f) =>
      `AI's share of robotics papers: ${f.pct(shareOf(old), 0)} in 2019, ${f.pct(shareOf(now.count), 0)} now${end.en}`,
    (f) =>
      `KI-Anteil an Robotik-Arbeiten: ${f.pct(shareOf(old), 0)} im Jahr 2019, ${f.pct(shareOf(now.count), 0)} jetzt${end.de}`,
  );
}

function monthsFigure(months: readonly PaperCount[]): Figure | null {
  const recent = months.filter((m) => m.period > "2020");
  if (recent.length < 2) return null;
  const old = yearOf(months, "2019");
  return {
    id: "convergence/robotics-months",
    title: text(
      (f) =>
        `AI's share of new robotics papers: ${f.pct(shareOf(recent.at(-1) ?? recent[0] ?? { period: "", ai: 0, all: 1, flags: [], refs: [] }), 1)} in ${f.when(recent.at(-1)?.period ?? "")}`,
      (f) =>
        `KI-Anteil an neuen Robotik-Arbeiten: ${f.pct(shareOf(recent.at(-1) ?? recent[0] ?? { period: "", ai: 0, all: 1, flags: [], refs: [] }), 1)} im ${f.when(recent.at(-1)?.period ?? "")}`,
    ),
    subtitle: {
      en: "Share of new cs.RO papers by month of identifier, 95 % Wilson interval; August and September 2025 miss papers with a primary outside AI",
      de: "Anteil neuer cs.RO-Arbeiten nach Monat der Nummer, Wilson-Intervall 95 %; August und September 2025 ohne Arbeiten mit Hauptkategorie außerhalb der KI",
    },
    unit: "share",
    kind: "line",
    series: [
      {
        id: "robotics",
        label: fieldWords.robotics,
        role: "convergence",
        kind: "observed",
        points: sharePoints(recent),
      },
    ],
    ...(old === null ? {} : { rules: [{ y: shareOf(old), label: { en: "2019", de: "2019" } }] }),
    source: "arXiv daily listings",
    evidence: "derived",
    refs: recent.flatMap((m) => m.refs),
  };
}

function devicesFigure(panel: Panel): Figure | null {
  const list = listIn(panel, "fda/ai-devices");
  const now = devicesByQuarter(list?.entries ?? []).filter((q) => q.quarter >= "2015-Q1");
  const last = now.at(-1);
  if (list === null || last === undefined) return null;
  const older = list.copies.slice(0, -1).map((copy, i) => ({
    id: `copy-${i + 1}`,
    day: copy.known.slice(0, 10),
    quarters: devicesByQuarter(copy.entries).filter((q) => q.quarter >= "2015-Q1"),
  }));
  return {
    id: "convergence/devices",
    title: text(
      (f) => `${f.num(last.devices)} AI-enabled devices in ${f.when(last.quarter)}`,
      (f) => `${f.num(last.devices)} KI-gestützte Produkte im ${f.when(last.quarter)}`,
    ),
    subtitle: {
      en: "Devices on the FDA's list by quarter of the decision, raw count of each copy, complete quarters only",
      de: "Produkte der FDA-Liste nach Quartal des Entscheids, Rohzahl jeder Kopie, nur volle Quartale",
    },
    unit: "devices",
    kind: "line",
    series: [
      {
        id: "newest",
        label: text(
          (f) => `Copy known ${f.when(list.known.slice(0, 10))}`,
          (f) => `Kopie, bekannt ${f.when(list.known.slice(0, 10))}`,
        ),
        role: "convergence",
        kind: "observed",
        points: now.map((q) => ({
          x: q.quarter,
          y: q.devices,
          ...(q.refs[0] === undefined ? {} : { ref: q.refs[0] }),
        })),
      },
      ...older.map((c) => ({
        id: c.id,
        label: text(
          (f) => `Copy known ${f.when(c.day)}`,
          (f) => `Kopie, bekannt ${f.when(c.day)}`,
        ),
        role: "muted" as const,
        kind: "first" as const,
        points: c.quarters.map((q) => ({ x: q.quarter, y: q.devices })),
      })),
    ],
    source: "U.S. Food and Drug Administration",
    evidence: "derived",
    refs: unique(now.flatMap((q) => q.refs)),
  };
}

function scienceFigure(panel: Panel): Figure | null {
  const held = ["chemistry", "materials", "physics"].map((f) => seriesIn(panel, `wos/${f}/ml-share`)).filter(isPresent);
  if (held.length === 0) return null;
  const names: Readonly<Record<string, Text>> = {
    chemistry: { en: "Chemistry", de: "Chemie" },
    materials: { en: "Materials science", de: "Materialwissenschaft" },
    physics: { en: "Physics", de: "Physik" },
  };
  const points = (s: SeriesView): FigureSeries["points"] =>
    s.periods.map((p, i) => ({
      x: p,
      y: Number.isNaN(s.values[i] ?? Number.NaN) ? null : (s.values[i] ?? null),
      ref: refOf(s.id, p),
    }));
  return {
    id: "convergence/science",
    title: {
      en: "Machine learning spreads through the laboratory sciences",
      de: "Maschinelles Lernen breitet sich in den Laborwissenschaften aus",
    },
    subtitle: {
      en: "Share of papers found by a machine-learning search, per year and Web of Science category; newest year still being indexed",
      de: "Anteil der Arbeiten mit Treffern einer Suche nach maschinellem Lernen, je Jahr und Web-of-Science-Kategorie; neuestes Jahr noch in der Erfassung",
    },
    unit: "share",
    kind: "line",
    series: held.map((s, i) => ({
      id: s.id,
      label: names[s.id.split("/")[1] ?? ""] ?? { en: s.id, de: s.id },
      role: (["convergence", "other", "muted"] as const)[i] ?? "muted",
      kind: "observed" as const,
      points: points(s),
    })),
    source: "Ben Blaiszik; counts from Web of Science (Clarivate)",
    evidence: "derived",
    refs: held.flatMap((s) => s.periods.map((p) => refOf(s.id, p))),
  };
}

function tagTable(shares: readonly TagShare[]): Table {
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

const liftPairs: readonly (readonly [string, string])[] = [
  ["cs.AI", "cs.RO"],
  ["cs.LG", "cs.RO"],
  ["cs.CV", "cs.RO"],
  ["cs.LG", "q-bio.QM"],
  ["cs.LG", "q-bio.BM"],
  ["cs.AI", "cs.LG"],
];

function liftTable(lifts: readonly Lift[]): Table {
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

function incrementTable(rows: readonly Increment[]): Table {
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

function componentTable(pace: Pace): Table {
  const { composite, last, ids, years } = pace;
  return {
    id: "convergence/components",
    title: {
      en: `Composite ${years[last]}, not estimated: contributions and weights`,
      de: `Komposit ${years[last]}, nicht geschätzt: Beiträge und Gewichte`,
    },
    columns: [
      { id: "component", label: { en: "Component", de: "Bestandteil" } },
      { id: "weight", label: { en: "Weight", de: "Gewicht" }, decimals: 2 },
      { id: "contribution", label: { en: "Contribution", de: "Beitrag" }, unit: "sd", decimals: 2 },
      { id: "without", label: { en: "Composite without it", de: "Komposit ohne ihn" }, unit: "sd", decimals: 2 },
    ],
    rows: ids.map((id) => {
      const contribution = composite.contributions[id]?.[last] ?? Number.NaN;
      const without = composite.without[id]?.[last] ?? Number.NaN;
      const here = !Number.isNaN(contribution);
      return {
        component: componentWords[id] ?? id,
        weight: here ? 1 / (composite.present[last] ?? 1) : 0,
        contribution: here ? contribution : null,
        without: Number.isNaN(without) ? null : without,
      };
    }),
    note: {
      en: "Mean of standardised yearly changes (logit of shares, log of counts), equal weights over the components present; a missing component has weight 0.",
      de: "Mittel standardisierter Jahresänderungen (Logit der Anteile, Logarithmus der Zahlen), gleiche Gewichte der vorhandenen Bestandteile; ein fehlender hat Gewicht 0.",
    },
    refs: pace.refs,
  };
}

function lagTable(panel: Panel): Table {
  const changes = lateAdditions(listIn(panel, "fda/ai-devices"));
  return {
    id: "convergence/device-lag",
    title: {
      en: "Late additions between copies of the FDA's list",
      de: "Verspätete Einträge zwischen Kopien der FDA-Liste",
    },
    columns: [
      { id: "from", label: { en: "Copy known", de: "Kopie bekannt" } },
      { id: "to", label: { en: "Next copy", de: "Nächste Kopie" } },
      { id: "added", label: { en: "Added", de: "Neu" }, decimals: 0 },
      { id: "late", label: { en: "of these decided earlier", de: "davon früher entschieden" }, decimals: 0 },
      { id: "removed", label: { en: "Removed", de: "Entfernt" }, decimals: 0 },
    ],
    rows: changes.map((c) => ({
      from: c.from.slice(0, 10),
      to: c.to.slice(0, 10),
      added: c.added,
      late: c.late,
      removed: c.removed,
    })),
    note: {
      en: "The gap is a change of inclusion practice, not of age: a correction fitted on old copies over-corrects new ones, so the raw count is shown.",
      de: "Die Lücke ist eine geänderte Aufnahmepraxis, keine Frage des Alters: Eine an alten Kopien geschätzte Korrektur überkorrigiert neue, daher die Rohzahl.",
    },
    refs: unique(
      (listIn(panel, "fda/ai-devices")?.entries ?? [])
        .slice(0, 1)
        .map((e) => refOf("fda/ai-devices", e.period, e.item)),
    ),
  };
}

function eventTable(panel: Panel): Table {
  const entries = [...(listIn(panel, events)?.entries ?? [])].sort((a, b) =>
    a.period < b.period ? -1 : a.period > b.period ? 1 : a.item < b.item ? -1 : 1,
  );
  return {
    id: "convergence/events",
    title: {
      en: "Events in self-driving laboratories and robot learning: an overlay, never summed",
      de: "Ereignisse bei selbststeuernden Laboren und lernenden Robotern: nur Überlagerung, nie summiert",
    },
    columns: [
      { id: "date", label: { en: "Date", de: "Datum" } },
      { id: "actor", label: { en: "Who", de: "Wer" } },
      { id: "event", label: { en: "What", de: "Was" } },
      { id: "evidence", label: { en: "Evidence", de: "Beleg" } },
    ],
    rows: entries.map((e) => ({
      date: e.period,
      actor: String(e.fields["actor"]),
      event: String(e.fields["event"]),
      evidence: e.evidence,
      ref: refOf(events, e.period, e.item),
    })),
    refs: entries.map((e) => refOf(events, e.period, e.item)),
  };
}

/**
 * The convergence of AI, robotics and biology: AI's share of new papers by a union class with Wilson intervals and a second
 * normalisation, AI-enabled medical devices, machine learning in the laboratory sciences, models, and the laboratory run the
 * report names. The composite follows definition D2; events are an overlay and never summed.
 */
export function measureConvergence(panel: Panel): PartResult {
  const byField = { robotics: monthlyCounts(panel, "robotics"), biology: monthlyCounts(panel, "biology") };
  const robotics = roboticsLevelLine(byField.robotics);
  const biology = yearOnYearLine("biology", byField.biology, panel.asOf);
  const shares = tagShares(panel);
  const added = increments(panel);
  const pace = paceOf(panel);
  const lifts = liftPairs.map(([a, b]) => liftOf(panel, a, b)).filter(isPresent);
  const lines = [
    yearOnYearLine("robotics", byField.robotics, panel.asOf),
    biology,
    ...labLines(panel),
    robotics,
    pathLine("robotics", byField.robotics),
    pathLine("biology", byField.biology),
    classLine(shares),
    liftLine(panel),
    sampleLine(panel),
    numeratorLine(panel),
    incrementLine(added, panel),
    tripleLine(panel),
    devicesLine(panel),
    scienceLine(panel),
    modelsLine(panel),
    compositeLine(pace),
  ].filter(isPresent);
  return {
    part: "convergence",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: headlineOf(panel, robotics, biology, pace, byField.robotics),
    lines,
    figures: [
      sharesFigure(panel, byField),
      monthsFigure(byField.robotics),
      devicesFigure(panel),
      scienceFigure(panel),
    ].filter(isPresent),
    tables: [
      tagTable(shares),
      liftTable(lifts),
      incrementTable(added),
      ...(pace === null ? [] : [componentTable(pace)]),
      lagTable(panel),
      eventTable(panel),
    ].filter((t) => t.rows.length > 0),
    forecasts: [],
    warnings: [
      ...roboticsSignal.measure(panel).warnings,
      ...biologySignal.measure(panel).warnings,
      ...devicesSignal.measure(panel).warnings,
      ...scienceSignal.measure(panel).warnings,
    ],
  };
}

/** Part 6 of the system: do AI, robotics and biology converge? */
export const part: Part = {
  id: "convergence",
  title: partWords.convergence.title,
  question: partWords.convergence.question,
  needs: [
    { id: "arxiv/*/papers" },
    { id: "arxiv/all/identifiers" },
    { id: graph },
    ...sampleIds.map((id) => ({ id })),
    ...devicesSignal.needs,
    ...scienceSignal.needs,
    ...["chemistry", "materials", "physics"].map((f) => ({ id: `wos/${f}/ml-share` })),
    ...modelsSignal.needs,
    { id: events },
  ],
  measure: measureConvergence,
};
