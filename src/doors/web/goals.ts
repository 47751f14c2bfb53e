import { type PartId, partIds } from "../../terms/part.ts";
import { w } from "./speech.ts";

/** A page that a menu leads to: a part of the system, or another one with its own word. */
export type Goal = PartId | "time" | "news" | "data" | "backtests" | "methods";

const goals: readonly Goal[] = [...partIds, "time", "news", "data", "backtests", "methods"];

/** The name of a page in the reader's language. */
export function goalWord(goal: Goal): string {
  switch (goal) {
    case "time":
      return w().timeMachine;
    case "news":
      return w().whatMoved;
    case "data":
      return w().sourcesAndSeries;
    case "backtests":
      return w().backtests;
    case "methods":
      return w().methods;
    default:
      return w().parts[goal];
  }
}

/** The name of the page at an address without its language or day, for the window's title; a series page is named by its series. */
export function pageName(path: string, id: string | null): string {
  const stem = path.slice(1);
  if (stem === "") return w().verdict;
  if (stem === "thesis") return w().thesis;
  if (stem === "series") return id ?? w().series;
  const goal = goals.find((g) => g === stem);
  return goal === undefined ? w().noPage : goalWord(goal);
}
