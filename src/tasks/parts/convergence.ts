import { liftOf } from "../../signals/convergence/ai-lift-robotics.ts";
import { signal as biologySignal } from "../../signals/convergence/ai-share-biology.ts";
import { monthlyCounts, signal as roboticsSignal } from "../../signals/convergence/ai-share-robotics.ts";
import { signal as modelsSignal } from "../../signals/convergence/biology-robotics-models.ts";
import { signal as devicesSignal } from "../../signals/convergence/medical-devices.ts";
import { signal as scienceSignal } from "../../signals/convergence/science-share.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Part, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { byYearTable } from "../convergence/by-year.ts";
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
import { headlineOf } from "../convergence/headline.ts";
import { eventTable, labLines } from "../convergence/laboratory.ts";
import { componentTable, compositeLine, confidenceOf, paceOf } from "../convergence/pace.ts";
import { monthsFigure, sharesFigure } from "../convergence/paper-figures.ts";
import {
  numeratorLine,
  pathLine,
  roboticsLevelLine,
  sampleIds,
  sampleLine,
  tripleLine,
  yearOnYearLine,
} from "../convergence/papers.ts";
import { events, isPresent } from "../convergence/words.ts";

/**
 * The convergence of AI, robotics and biology: AI's share of new papers by a union class with Wilson intervals and a second
 * normalisation, AI-enabled medical devices, machine learning in the laboratory sciences, models, and the laboratory run the
 * report names. The composite follows definition D2; events are an overlay and never summed.
 */
function measureConvergence(panel: Panel): PartResult {
  const byField = { robotics: monthlyCounts(panel, "robotics"), biology: monthlyCounts(panel, "biology") };
  const robotics = roboticsLevelLine(byField.robotics);
  const change = yearOnYearLine("robotics", byField.robotics, panel);
  const biology = yearOnYearLine("biology", byField.biology, panel);
  const shares = tagShares(panel);
  const added = increments(panel);
  const pace = paceOf(panel);
  const lifts = liftPairs.map(([a, b]) => liftOf(panel, a, b)).filter(isPresent);
  const lines = [
    change,
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
    headline: headlineOf(panel, { robotics, change, biology }, confidenceOf(panel, pace)),
    lines,
    figures: [
      sharesFigure(panel, byField),
      monthsFigure(byField.robotics),
      devicesFigure(panel),
      scienceFigure(panel),
    ].filter(isPresent),
    tables: [
      byYearTable(byField),
      tagTable(shares),
      liftTable(lifts),
      incrementTable(added),
      ...(pace === null ? [] : [componentTable(pace, panel)]),
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
    { id: "arxiv/*/papers", history: true },
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
