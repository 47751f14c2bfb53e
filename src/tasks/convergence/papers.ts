import { sum } from "../../math/sums.ts";
import { compareCounts } from "../../methods/binomial-test.ts";
import { newcombeDifference, wilsonInterval } from "../../methods/wilson.ts";
import {
  type Field,
  type PaperCount,
  pooled,
  poolOf,
  yearOnYear,
} from "../../signals/convergence/ai-share-robotics.ts";
import { type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Line } from "../../terms/part.ts";
import { dayOf, endOf, shift } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { coverage, fieldWords, isPresent, line, unique } from "./words.ts";

/** Counts of the independent keyword sample. */
export const sampleIds = ["arxiv-sample/robotics/papers", "arxiv-sample/ai-x-robotics/papers"] as const;

/** The AI share of a count. */
export function shareOf(c: PaperCount): number {
  return c.ai / c.all;
}

/** The newest months in a row without a gap, at most twelve, as one count; null when there are none. */
export function newestStretch(
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
export function yearOf(months: readonly PaperCount[], year: string): PaperCount | null {
  return pooled(months, "annual").find((y) => y.period === year) ?? null;
}

type Stretch = NonNullable<ReturnType<typeof newestStretch>>;

function partlyHeld(recent: Stretch, old: PaperCount | null): Text {
  return text(
    (f) =>
      `of the eight quarters needed only ${f.when(recent.from)} to ${f.when(recent.to)} is held without a gap. By tags ${f.pct(shareOf(recent.count), 1)}${old === null ? "" : ` against ${f.pct(shareOf(old), 1)} in 2019`}`,
    (f) =>
      `von den nötigen acht Quartalen liegt lückenlos nur ${f.when(recent.from)} bis ${f.when(recent.to)} vor. Nach Kategorien ${f.pct(shareOf(recent.count), 1)}${old === null ? "" : ` gegen ${f.pct(shareOf(old), 1)} im Jahr 2019`}`,
  );
}

function withoutRecent(field: Field, last: string | null, panel: Panel): Text {
  const numerator = (seriesIn(panel, `arxiv/ai-x-${field}/papers`)?.periods ?? []).some(
    (p) => p > (last ?? "") && p > "2020",
  );
  const beside: Text = numerator
    ? {
        en: "; the daily listings follow AI papers only, so they give a numerator",
        de: "; die Tageslisten verfolgen nur KI-Arbeiten und geben einen Zähler",
      }
    : { en: "", de: "" };
  return text(
    (f) => `no count of all ${field} papers is held${last === null ? "" : ` after ${f.when(last)}`}${beside.en}`,
    (f) =>
      `es liegt ${last === null ? "" : `nach ${f.when(last)} `}keine Zahl aller Arbeiten der ${fieldWords[field].de} vor${beside.de}`,
  );
}

/** The claim's measure: four-quarter share minus the one a year earlier, with Newcombe's interval. */
export function yearOnYearLine(field: Field, months: readonly PaperCount[], panel: Panel): Line {
  const id = `convergence/papers-${field}`;
  const pair = yearOnYear(months, panel.asOf);
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
  const why = recent === null ? withoutRecent(field, held?.to ?? null, panel) : partlyHeld(recent, old);
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

/** Months in a row below which a level says nothing: conferences make single months swing. */
const fewestMonths = 3;

/** Level of the newest stretch against 2019, the last year with the full archive. */
export function roboticsLevelLine(months: readonly PaperCount[]): Line | null {
  const held = newestStretch(months);
  const old = yearOf(months, "2019");
  if (held === null || old === null || held.to <= "2020" || held.n < fewestMonths) return null;
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
export function pathLine(field: Field, months: readonly PaperCount[]): Line | null {
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

/** The AI share of an independent sample; null when it is not visible. */
export function sampleLine(panel: Panel): Line | null {
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
export function numeratorLine(panel: Panel): Line | null {
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

/** Papers in robotics and biology at once, 2008 to 2019; null when not visible. */
export function tripleLine(panel: Panel): Line | null {
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
