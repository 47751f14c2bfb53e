import { breakCases, peltCases } from "./breaks.ts";
import type { CaseKind } from "./case-input.ts";
import { filterCases } from "./filters.ts";
import { localLevelCases, stateSpaceCases } from "./kalman.ts";
import { turningPointCases } from "./turning-points.ts";
import { connectednessCases, todaYamamotoCases, varCases } from "./vector-autoregressions.ts";

/** Every kind of reference case that can be computed. */
export const caseKinds: readonly CaseKind[] = [
  breakCases,
  connectednessCases,
  filterCases,
  localLevelCases,
  peltCases,
  stateSpaceCases,
  todaYamamotoCases,
  turningPointCases,
  varCases,
];
