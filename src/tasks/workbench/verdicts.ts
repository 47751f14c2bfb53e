import type { Cut, Workbench } from "../../terms/workbench.ts";
import type { Elsewhere } from "../workbench.ts";

/** Verdicts of days held in memory at most. */
const mostDays = 64;

/**
 * Verdicts by day and mode, each computed once however often it is asked for; a reader who waits for one that was asked for
 * ahead of time brings it forward. `done` hears of each; a failed one is asked for again.
 */
export function verdictsOf(
  compute: (cut: Cut) => Promise<Workbench>,
  done: (workbench: Workbench) => void,
  elsewhere: Elsewhere | null,
): (cut: Cut) => Promise<Workbench> {
  const inMemory = new Map<string, Promise<Workbench>>();
  const pending = new Set<string>();
  return (cut) => {
    const key = `${cut.asOf} ${cut.mode}`;
    const running = inMemory.get(key);
    if (running !== undefined) {
      if (cut.rest !== true && pending.has(key)) elsewhere?.({ task: "verdict", cut, of: "" }).catch(() => undefined);
      return running;
    }
    pending.add(key);
    const computed = compute(cut);
    inMemory.set(key, computed);
    computed.then(done, () => inMemory.delete(key)).finally(() => pending.delete(key));
    if (inMemory.size > mostDays) inMemory.delete(inMemory.keys().next().value ?? key);
    return computed;
  };
}
