import type { CaseKind } from "./case-input.ts";
import { localLevelCases, stateSpaceCases } from "./kalman.ts";
import { turningPointCases } from "./turning-points.ts";
import { connectednessCases, todaYamamotoCases, varCases } from "./vector-autoregressions.ts";

/** Every kind of reference case that can be computed. */
export const caseKinds: readonly CaseKind[] = [localLevelCases, stateSpaceCases, turningPointCases, varCases, todaYamamotoCases, connectednessCases];
