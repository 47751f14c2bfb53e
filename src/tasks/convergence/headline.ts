import { levelAndDirection } from "../../methods/level.ts";
import { monthlyCounts, type PaperCount, pooled } from "../../signals/convergence/ai-share-robotics.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Line } from "../../terms/part.ts";
import { dayOf, endOf, periodRange } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { shareOf, yearOf } from "./papers.ts";
import { line } from "./words.ts";

/** The findings that the headline rests on. */
export interface HeadlineLines {
  /** Level of the newest stretch against 2019; null when none is held. */
  readonly robotics: Line | null;
  /** Year-on-year change of the robotics share: the claim's measure. */
  readonly change: Line;
  readonly biology: Line;
}

/** Days by which the newest full quarter may have ended before the as-of day for level and direction to be about today. */
const currentDays = 200;

function levelOf(panel: Panel, quarters: readonly PaperCount[]): Pick<Line, "direction" | "level"> {
  const [first, last] = [quarters[0], quarters.at(-1)];
  if (first === undefined || last === undefined || dayOf(panel.asOf) - dayOf(endOf(last.period)) > currentDays)
    return { direction: null };
  const at = new Map(quarters.map((q) => [q.period, shareOf(q)]));
  const level = levelAndDirection(
    periodRange(first.period, last.period).map((q) => at.get(q) ?? Number.NaN),
    { lag: 4 },
  );
  return { direction: level.direction, level: { percentile: 100 * level.percentile, n: level.n } };
}

const pathWords: Readonly<Record<"lower" | "higher" | "same", Text>> = {
  lower: { en: "the rise of 2014 to 2019 did not go on", de: "Der Anstieg von 2014 bis 2019 ging nicht weiter" },
  same: { en: "no clear change since", de: "seither keine klare Änderung" },
  higher: { en: "the rise went on", de: "der Anstieg ging weiter" },
};

function against2019(robotics: Line, old: PaperCount | null): Text {
  if (old === null || robotics.interval === undefined) return { en: "", de: "" };
  const { low, high } = robotics.interval;
  const path = pathWords[high < shareOf(old) ? "lower" : low > shareOf(old) ? "higher" : "same"];
  return text(
    (f) => `, ${f.pct(shareOf(old), 1)} in 2019: ${path.en}`,
    (f) => `, 2019 waren es ${f.pct(shareOf(old), 1)}: ${path.de}`,
  );
}

function biologyWords(biology: Line): Text {
  if (biology.state !== "found")
    return { en: "it cannot be told after 2019", de: "ist es nach 2019 nicht feststellbar" };
  const points = (biology.value ?? Number.NaN) * 100;
  return text(
    (f) => `the share moved by ${f.signed(points, 1)} points in a year`,
    (f) => `änderte sich der Anteil binnen eines Jahres um ${f.signed(points, 1)} Punkte`,
  );
}

/**
 * The part's headline: the level of the robotics share with what is known of biology; before any recent level, the year-on-year
 * changes of both fields; else cannot tell. Level, direction and confidence are three separate things (D1).
 */
export function headlineOf(
  panel: Panel,
  { robotics, change, biology }: HeadlineLines,
  confidence: NonNullable<Line["confidence"]>,
): Line {
  const months = monthlyCounts(panel, "robotics");
  const quarters = pooled(months, "quarterly");
  const shared = {
    confidence,
    ...levelOf(panel, quarters),
    ...(change.state === "found" ? { direction: change.direction } : {}),
    spark: quarters.slice(-24).map(shareOf),
  };
  if (robotics !== null) {
    const [beside, living] = [against2019(robotics, yearOf(months, "2019")), biologyWords(biology)];
    return line(
      "convergence",
      text(
        (f) =>
          `AI tags stand on ${f.pct(robotics.value ?? Number.NaN, 1)} of new robotics papers${beside.en}; for biology ${living.en}.`,
        (f) =>
          `KI-Kategorien tragen ${f.pct(robotics.value ?? Number.NaN, 1)} der neuen Robotik-Arbeiten${beside.de}; für die Biologie ${living.de}.`,
      ),
      {
        value: robotics.value,
        unit: "share",
        ...(robotics.interval === undefined ? {} : { interval: robotics.interval }),
        ...shared,
        newestPeriod: robotics.newestPeriod,
        refs: [
          "convergence/robotics-share",
          "convergence/papers-robotics",
          "convergence/papers-biology",
          "convergence/composite",
        ],
      },
    );
  }
  const refs = ["convergence/papers-robotics", "convergence/papers-biology"];
  if (change.state === "found") {
    const { says: _, ...rest } = change;
    return line(
      "convergence",
      { en: `${change.says.en} ${biology.says.en}`, de: `${change.says.de} ${biology.says.de}` },
      { ...rest, id: "convergence", ...shared, refs },
    );
  }
  return line(
    "convergence",
    {
      en: "Cannot tell whether AI, robotics and biology converge: no recent count of robotics or biology papers is visible.",
      de: "Ob KI, Robotik und Biologie zusammenwachsen, ist nicht feststellbar: Keine neuere Zahl der Arbeiten in Robotik oder Biologie ist sichtbar.",
    },
    {
      state: "cannot-tell",
      unit: "share",
      evidence: "unresolved",
      confidence,
      refs,
      ...(biology.gap === undefined ? {} : { gap: biology.gap }),
    },
  );
}
