import { breakCases, peltCases } from "./breaks.ts";
import type { CaseKind } from "./case-input.ts";
import { filterCases } from "./filters.ts";
import { localLevelCases, stateSpaceCases } from "./kalman.ts";
import { bocpdCases, hawkesCases } from "./points.ts";
import { stlCases } from "./seasons.ts";
import { turningPointCases } from "./turning-points.ts";
import { connectednessCases, todaYamamotoCases, varCases } from "./vector-autoregressions.ts";

/** Every kind of reference case that can be computed. */
export const caseKinds: readonly CaseKind[] = [
  bocpdCases,
  breakCases,
  connectednessCases,
  filterCases,
  hawkesCases,
  localLevelCases,
  peltCases,
  stateSpaceCases,
  stlCases,
  todaYamamotoCases,
  turningPointCases,
  varCases,
];
