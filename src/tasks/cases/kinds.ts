import { breakCases, peltCases } from "./breaks.ts";
import type { CaseKind } from "./case-input.ts";
import { exactFactorCases, mixedFactorCases } from "./exact-factors.ts";
import { benchmarkCases, emFactorCases, newsCases } from "./factors.ts";
import { filterCases } from "./filters.ts";
import { conferenceBoardCases, oecdCases } from "./indices.ts";
import { stateSpaceCases } from "./kalman.ts";
import { bocpdCases, hawkesCases } from "./points.ts";
import { confidenceSetCases, leadLagCases, localProjectionCases, midasCases } from "./projections.ts";
import { switchingCases } from "./regimes.ts";
import { densityScoreCases, dieboldMarianoCases, turningPointScoreCases } from "./scores.ts";
import { stlCases, x11Cases } from "./seasons.ts";
import { turningPointCases } from "./turning-points.ts";
import { connectednessCases, frequencyCases, todaYamamotoCases, varCases } from "./vector-autoregressions.ts";

/** Every kind of reference case that can be computed. */
export const caseKinds: readonly CaseKind[] = [
  benchmarkCases,
  bocpdCases,
  breakCases,
  conferenceBoardCases,
  confidenceSetCases,
  connectednessCases,
  densityScoreCases,
  dieboldMarianoCases,
  emFactorCases,
  exactFactorCases,
  filterCases,
  frequencyCases,
  hawkesCases,
  leadLagCases,
  localProjectionCases,
  midasCases,
  mixedFactorCases,
  newsCases,
  oecdCases,
  peltCases,
  stateSpaceCases,
  stlCases,
  switchingCases,
  todaYamamotoCases,
  turningPointCases,
  turningPointScoreCases,
  varCases,
  x11Cases,
];
