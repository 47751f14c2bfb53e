import { levelAndDirection } from "../../methods/level.ts";
import type { Members } from "../../signals/capex/hyperscaler-capex.ts";
import { dayOf, endOf, shift } from "../../terms/period.ts";
import { indexOfGroup } from "./series.ts";

const lagDays = 35;

/**
 * Confidence in the group's direction (definition D1), apart from level and direction: the share of the newest complete
 * quarter's CapEx that belongs to companies whose next quarter is not overdue (older than twice the usual lag of 35 days), and
 * whether any one company, left out, turns the sign of the yearly change. `high` from two thirds fresh and a stable sign,
 * `medium` with one of the two, else `low`.
 */
export function confidenceOf(group: Members, asOf: string): "high" | "medium" | "low" {
  const newest = group.members.map((m) => m.values.findLastIndex(Number.isFinite));
  const common = Math.min(...newest);
  if (common < 0) return "low";
  const weights = group.members.map((m) => m.values[common] ?? 0);
  const overdue = (at: number): boolean =>
    dayOf(asOf) > dayOf(endOf(shift(group.periods[at] ?? "2000-Q1", 1))) + 2 * lagDays;
  const total = weights.reduce((s, w) => s + w, 0);
  const fresh = weights.reduce((s, w, i) => s + (overdue(newest[i] ?? 0) ? 0 : w), 0) / total >= 2 / 3;
  const changes = group.members.map((_, left) =>
    changeOf({ ...group, members: group.members.filter((__, i) => i !== left) }),
  );
  const sign = Math.sign(changeOf(group));
  const stable = changes.every((c) => Math.sign(c) === sign);
  return fresh && stable ? "high" : fresh || stable ? "medium" : "low";
}

function changeOf(group: Members): number {
  const index = indexOfGroup(group, { en: "", de: "" });
  return index.logLevel.length === 0 ? Number.NaN : levelAndDirection(index.logLevel, { lag: 4 }).change;
}
