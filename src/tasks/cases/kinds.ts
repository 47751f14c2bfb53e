import type { CaseKind } from "./case-input.ts";
import { turningPointCases } from "./turning-points.ts";
import { connectednessCases, todaYamamotoCases, varCases } from "./vector-autoregressions.ts";

/** Every kind of reference case that can be computed. */
export const caseKinds: readonly CaseKind[] = [turningPointCases, varCases, todaYamamotoCases, connectednessCases];
