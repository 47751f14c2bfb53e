import { VorlaufError } from "../terms/errors.ts";

/** Expectations that are linear in a panel (T × N): what a model says at fixed parameters of a target and of single cells. */
export interface LinearExpectation {
  /** E(target | panel). */
  readonly value: number;
  /** d value / d cell k (t N + i). */
  readonly weight: (k: number) => number;
  /** E(cell k | panel), of an empty cell. */
  readonly cell: (k: number) => number;
}

/** One value that was not there before, in the panel's unit. */
export interface CellNews {
  /** Cell t N + i. */
  readonly k: number;
  readonly actual: number;
  /** What was expected of it given the revised old values. */
  readonly forecast: number;
  /** Response of the target to one unit of this news, with all other news as they are: joint weights. */
  readonly weight: number;
  readonly impact: number;
}

/** One value that was there before and differs now. */
export interface CellRevision {
  readonly k: number;
  readonly before: number;
  readonly after: number;
  readonly weight: number;
  readonly impact: number;
}

/** What moved the expectation of a target: before + withdrawn + revision + news = after. */
export interface VintageNews {
  readonly before: number;
  /** Given the values that are still there, as revised. */
  readonly revised: number;
  readonly after: number;
  readonly withdrawnImpact: number;
  readonly revisionImpact: number;
  readonly newsImpact: number;
  readonly news: readonly CellNews[];
  readonly revisions: readonly CellRevision[];
}

/**
 * What a new vintage changed in the expectation of a target at fixed parameters, and which value owes it.
 *
 *   E(y | new) - E(y | old) = [E(y | old values still there) - E(y | old)]        withdrawn
 *                           + sum_k w_k (revised_k - old_k)                        revisions, weights of the old pattern
 *                           + sum_j v_j (x_j - E(x_j | revised old values))        news, joint weights of the new pattern
 *
 * The expectation is linear in the values, so its weights are asked for once per pattern of missing values: twice, and a third time when values were
 * withdrawn, whatever the number of releases and revisions.
 *
 * @param vintages two panels of the same shape, NaN where missing
 * @param expect   the model at a panel
 * @throws "wrong-shape" for panels of different size
 * @cite Bańbura & Modugno (2014), Journal of Applied Econometrics 29(1), section 2.3; Koopman & Harvey (2003), JEDC 27
 */
export function vintageNews(
  vintages: { readonly before: Float64Array; readonly after: Float64Array },
  expect: (panel: Float64Array) => LinearExpectation,
): VintageNews {
  const { before: old, after: now } = vintages;
  if (old.length !== now.length)
    throw new VorlaufError("wrong-shape", {
      what: "new vintage",
      expected: `${old.length} cells`,
      got: `${now.length}`,
    });
  const kept = new Float64Array(now.length).fill(Number.NaN);
  const fresh: number[] = [];
  let withdrawn = false;
  for (let k = 0; k < now.length; k++) {
    const was = !Number.isNaN(old[k]!);
    if (Number.isNaN(now[k]!)) withdrawn ||= was;
    else if (was) kept[k] = now[k]!;
    else fresh.push(k);
  }
  const revised = expect(kept);
  const revisions: CellRevision[] = [];
  let revisionImpact = 0;
  for (let k = 0; k < kept.length; k++) {
    const [before, after] = [old[k]!, kept[k]!];
    if (Number.isNaN(after) || before === after) continue;
    const weight = revised.weight(k);
    const impact = weight * (after - before);
    revisionImpact += impact;
    revisions.push({ k, before, after, weight, impact });
  }
  const still = revised.value - revisionImpact;
  const before = withdrawn ? expect(old).value : still;
  const last = fresh.length === 0 ? revised : expect(now);
  const news = fresh.map((k): CellNews => {
    const [actual, forecast, weight] = [now[k]!, revised.cell(k), last.weight(k)];
    return { k, actual, forecast, weight, impact: weight * (actual - forecast) };
  });
  return {
    before,
    revised: revised.value,
    after: last.value,
    withdrawnImpact: still - before,
    revisionImpact,
    newsImpact: last.value - revised.value,
    news,
    revisions,
  };
}
