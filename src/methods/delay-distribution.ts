import { quantileSorted, sorted } from "../math/quantile.ts";
import { VorlaufError } from "../terms/errors.ts";
import { dayOf, endOf, type Period, periodOf } from "../terms/period.ts";
import { compareCounts } from "./binomial-test.ts";
import { alignCopies, entryDay, type ListCopy, type Transition, transitionsOf } from "./list-copies.ts";
import { between, type Cell, drawsOf, hazardOf, type Place, placePair, posteriorDraws } from "./reverse-hazard.ts";
import { wilsonInterval } from "./wilson.ts";

/** How a delay is estimated. The defaults are ASSUMPTIONS that a user may change. The weak rate prior was added after a flat one gave an 80 % interval of width 62 for 2024 (docs/methods/reporting-delay.md gives both). */
export interface ReportingDelayOptions {
  /** A count is complete at this age [days]; what comes later is growth of coverage. */
  readonly horizonDays: number;
  /** A transition on which a larger share of the older copy left is a rebuild and is not used. */
  readonly maxLeftShare: number;
  /** Of the intervals. */
  readonly coverage: number;
  readonly draws: number;
  readonly seed: number;
  /** Length of the periods that are counted. */
  readonly frequency: "annual" | "quarterly" | "monthly";
}

/** The usual options: complete at two years, a rebuild above 5 % gone, 80 % intervals, quarters. */
export const usualDelayOptions: ReportingDelayOptions = {
  horizonDays: 730,
  maxLeftShare: 0.05,
  coverage: 0.8,
  draws: 800,
  seed: 1,
  frequency: "quarterly",
};

/** Why a transition is used, or not. */
export type TransitionUse = "used" | "rebuilt" | "incomplete-at-every-age";

/** An estimated delay distribution. */
export interface DelayFit {
  readonly options: ReportingDelayOptions;
  /** `no-transition`: fewer than two copies, or only rebuilds between them. */
  readonly status: "fitted" | "no-transition" | "incomplete-at-every-age";
  readonly transitions: readonly (Transition & { readonly use: TransitionUse })[];
  /** Entries behind the estimate, and how many of them came late. */
  readonly entries: number;
  readonly late: number;
  /** Draws of (log reverse hazard at the nodes, log spread), one after the other; empty unless fitted. */
  readonly draws: Float64Array;
  /** Effective number of the weighted proposals behind the draws; below 100 the intervals are rough. */
  readonly effectiveDraws: number;
}

function judged(aligned: ReturnType<typeof alignCopies>, options: ReportingDelayOptions): DelayFit["transitions"] {
  return transitionsOf(aligned, options).map((t) => ({ ...t, use: useOf(t) }));
}

/** What a delay could be read from between each copy and the next, without fitting one. */
export function copyTransitions(
  copies: readonly ListCopy[],
  given: Partial<ReportingDelayOptions> = {},
): DelayFit["transitions"] {
  return judged(alignCopies(copies), { ...usualDelayOptions, ...given });
}

/**
 * Delay distribution of a growing list, estimated from its copies by the reverse hazard.
 *
 * Only what a later copy holds is used, so nothing has to be assumed about what is still missing. An entry whose age was a' at
 * the older copy and a at the newer, and which the newer holds, was already in the older one with probability
 *
 *   F(a') / F(a) = exp(-u H(a', a)),   H(a', a) = integral of r(t) from a' to min(a, D),   r(t) = d log F(t) / dt,
 *
 * log r is straight in log t between 0.02, 0.06, 0.16, 0.4 and 1 of the horizon D with independent normal bends (a smooth age
 * effect); u = exp(s z - s²/2), z ~ N(0, 1), one per period and transition (lists are filled in batches), is integrated out.
 * F(D) = 1 by definition: "complete" means complete at the horizon D. The posterior is drawn by importance resampling from a
 * t(5) around its mode.
 *
 * A transition is left out when more than `maxLeftShare` of the older copy left (a rebuild), and when the share that came
 * late does not fall with age while old entries came late too (the list was incomplete at every age: that is no delay).
 * Entries whose date is not before the older copy say nothing and are not used.
 *
 * @param copies whole copies, each with its day; order free; entries that changed their name are matched by date and alias
 * @throws "input-invalid" for options out of range; "input-date"
 * @cite Lawless (1994), Canadian Journal of Statistics 22(1), 15-31; Höhle & an der Heiden (2014), Biometrics 70(4), 993-1002;
 *   Salmon, Schumacher, Stark & Höhle (2015), Biometrical Journal 57(6), 1051-1067
 */
export function fitReportingDelay(copies: readonly ListCopy[], given: Partial<ReportingDelayOptions> = {}): DelayFit {
  const options = { ...usualDelayOptions, ...given };
  checkOptions(options);
  const aligned = alignCopies(copies);
  const transitions = judged(aligned, options);
  const cells = transitions.flatMap((t, i) =>
    t.use === "used" ? cellsOf(aligned.copies.slice(0, i + 2), options) : [],
  );
  const late = cells.reduce((n, c) => n + c.late.length, 0);
  const entries = cells.reduce((n, c) => n + c.late.length + c.kept.length, 0);
  const head = { options, transitions, entries, late };
  if (entries === 0) {
    const flat = transitions.some((t) => t.use === "incomplete-at-every-age");
    return {
      ...head,
      status: flat ? "incomplete-at-every-age" : "no-transition",
      draws: new Float64Array(0),
      effectiveDraws: 0,
    };
  }
  return { ...head, status: "fitted", ...posteriorDraws(cells, options) };
}

function checkOptions(o: ReportingDelayOptions): void {
  const wrong = !(o.horizonDays >= 60)
    ? "horizonDays"
    : !(o.maxLeftShare >= 0 && o.maxLeftShare <= 1)
      ? "maxLeftShare"
      : !(o.coverage > 0 && o.coverage < 1)
        ? "coverage"
        : !(o.draws >= 100)
          ? "draws"
          : null;
  if (wrong !== null)
    throw new VorlaufError("input-invalid", {
      what: wrong,
      got: JSON.stringify(o),
      fix: "horizonDays >= 60, 0 <= maxLeftShare <= 1, 0 < coverage < 1, draws >= 100.",
    });
}

/** Old entries that came late count as "incomplete" from this share on (lower end of its 80 % interval). ASSUMPTION. */
const lateWhenOld = 0.02;

function useOf(t: Transition): TransitionUse {
  if (t.rebuilt) return "rebuilt";
  if (t.young.n === 0 || t.old.n === 0) return "used";
  const falls = compareCounts({
    before: t.old.late,
    after: t.young.late,
    exposureBefore: t.old.n,
    exposureAfter: t.young.n,
  }).distinguishable;
  return !falls && wilsonInterval(t.old.late, t.old.n, 0.8).low > lateWhenOld ? "incomplete-at-every-age" : "used";
}

/** Cells of the last transition of some copies; an entry that an even earlier copy held did not come late. */
function cellsOf(copies: readonly ListCopy[], { horizonDays, frequency }: ReportingDelayOptions): Cell[] {
  const [older, newer] = [copies.at(-2), copies.at(-1)];
  if (older === undefined || newer === undefined) return [];
  const seen = new Set(copies.slice(0, -1).flatMap((c) => c.entries.map((e) => e.id)));
  const [from, to] = [dayOf(older.day), dayOf(newer.day)];
  const cells = new Map<Period, { kept: Place[]; late: Place[] }>();
  for (const entry of newer.entries) {
    const age = from - entryDay(entry);
    if (age < 0 || age >= horizonDays) continue;
    const period = periodOf(frequency, endOf(entry.date));
    const cell = cells.get(period) ?? { kept: [], late: [] };
    cells.set(period, cell);
    (seen.has(entry.id) ? cell.kept : cell.late).push(placePair(age, to - entryDay(entry), horizonDays));
  }
  return [...cells.values()];
}

/** A share with its interval. */
export interface CompletenessAt {
  readonly ageDays: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Share of the complete list that is listed at an age: F(age) = exp(-H(age, D)), median and interval of the posterior. @throws "too-few-observations" when nothing was fitted */
export function completenessAt(fit: DelayFit, ageDays: number): CompletenessAt {
  if (fit.status !== "fitted")
    throw new VorlaufError("too-few-observations", { what: "reporting delay", have: fit.entries, need: 1 });
  const D = fit.options.horizonDays;
  const shares = sorted(
    drawsOf(fit.draws).map((theta) => Math.exp(-between(hazardOf(theta), placePair(ageDays, D, D)))),
  );
  const tail = (1 - fit.options.coverage) / 2;
  return {
    ageDays,
    share: quantileSorted(shares, 0.5),
    low: quantileSorted(shares, tail),
    high: quantileSorted(shares, 1 - tail),
  };
}
