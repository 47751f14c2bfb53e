import { levelAndDirection } from "../../methods/level.ts";
import { liftOf } from "../../signals/convergence/ai-lift-robotics.ts";
import { signal as biologySignal } from "../../signals/convergence/ai-share-biology.ts";
import {
  monthlyCounts,
  type PaperCount,
  pooled,
  signal as roboticsSignal,
} from "../../signals/convergence/ai-share-robotics.ts";
import { signal as modelsSignal } from "../../signals/convergence/biology-robotics-models.ts";
import { signal as devicesSignal } from "../../signals/convergence/medical-devices.ts";
import { signal as scienceSignal } from "../../signals/convergence/science-share.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Line, Part, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { periodRange } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import {
  classLine,
  graph,
  incrementLine,
  increments,
  incrementTable,
  liftLine,
  liftPairs,
  liftTable,
  tagShares,
  tagTable,
} from "../convergence/classes.ts";
import {
  devicesFigure,
  devicesLine,
  lagTable,
  modelsLine,
  scienceFigure,
  scienceLine,
} from "../convergence/diffusion.ts";
import { eventTable, labLines } from "../convergence/laboratory.ts";
import { componentTable, compositeLine, confidenceOf, type Pace, paceOf } from "../convergence/pace.ts";
import { monthsFigure, sharesFigure } from "../convergence/paper-figures.ts";
import {
  numeratorLine,
  pathLine,
  roboticsLevelLine,
  sampleIds,
  sampleLine,
  shareOf,
  tripleLine,
  yearOf,
  yearOnYearLine,
} from "../convergence/papers.ts";
import { events, isPresent, line } from "../convergence/words.ts";

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

/**
 * The convergence of AI, robotics and biology: AI's share of new papers by a union class with Wilson intervals and a second
 * normalisation, AI-enabled medical devices, machine learning in the laboratory sciences, models, and the laboratory run the
 * report names. The composite follows definition D2; events are an overlay and never summed.
 */
function measureConvergence(panel: Panel): PartResult {
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
