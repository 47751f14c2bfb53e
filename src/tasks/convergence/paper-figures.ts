import { wilsonInterval } from "../../methods/wilson.ts";
import { type Field, type PaperCount, pooled } from "../../signals/convergence/ai-share-robotics.ts";
import { listIn, type Panel } from "../../terms/panel.ts";
import type { Figure, FigureSeries } from "../../terms/part.ts";
import { endOf, periodOf, periodRange } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { newestStretch, shareOf, yearOf } from "./papers.ts";
import { classWords, coverage, events, fieldWords, unique } from "./words.ts";

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

/** Quarterly shares of both fields with the events over them; null without a quarter. */
export function sharesFigure(panel: Panel, byField: Readonly<Record<Field, readonly PaperCount[]>>): Figure | null {
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

/** Monthly share of robotics papers since 2020; null below two months. */
export function monthsFigure(months: readonly PaperCount[]): Figure | null {
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
