// Written by `npm run shelves`; do not edit.
import type { Part } from "../../terms/part.ts";
import { part as analogs } from "./analogs.ts";
import { part as budget } from "./budget.ts";
import { part as chain } from "./chain.ts";
import { part as convergence } from "./convergence.ts";
import { part as cycle } from "./cycle.ts";
import { part as economics } from "./economics.ts";
import { part as reinforcement } from "./reinforcement.ts";
import { part as retreat } from "./retreat.ts";
import { part as rotation } from "./rotation.ts";
import { part as succession } from "./succession.ts";
import { part as waiting } from "./waiting.ts";

/** Every part of the system that is built, by id. */
export const parts: readonly Part[] = [
  analogs,
  budget,
  chain,
  convergence,
  cycle,
  economics,
  reinforcement,
  retreat,
  rotation,
  succession,
  waiting,
];
