import { type ChainLinked, chainLink } from "../../methods/chain-link.ts";
import { driftPosterior, logChanges, probabilityNoPeak } from "../../methods/drift-posterior.ts";
import type { Members } from "../../signals/capex/hyperscaler-capex.ts";
import type { Evidence } from "../../terms/observation.ts";
import type { Gap } from "../../terms/part.ts";
import { indexOf, type Period } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import type { Text } from "../../terms/text.ts";
import { fitWindows } from "./forecast.ts";
import { type PhaseReading, readPhase, rulesOf } from "./phase.ts";

/** A reference series ready to be dated: logs without gaps. */
export interface Reference {
  readonly id: string;
  readonly title: Text;
  readonly frequency: "quarterly" | "monthly";
  readonly periods: readonly Period[];
  readonly logLevel: Float64Array;
  readonly evidence: Evidence;
  readonly refs: readonly (readonly string[])[];
  /** Periods held after a gap, which are not dated. */
  readonly afterGap: readonly Period[];
}

/** A reference series with its phase and the chance that its expansion lives on for two quarters, by fit window. */
export interface Dated extends Reference {
  readonly reading: PhaseReading;
  readonly survival: readonly { readonly window: string; readonly p: number }[];
}

/** The four companies as one chain-linked index, with how many companies carry each link and their share of the held total. */
export interface GroupIndex extends Reference {
  readonly linked: Int32Array;
  readonly coverage: Float64Array;
}

/**
 * Chain-linked index of a group. Amazon's earlier definition (net of incentives) links the quarters up to the first that the
 * later one is held in; a link never mixes the two.
 */
export function indexOfGroup(group: Members, title: Text): GroupIndex {
  const levels = group.members.flatMap((m) => {
    const first = m.values.findIndex(Number.isFinite);
    const before = m.earlier.map((v, t) => (first >= 0 && t > first ? Number.NaN : v));
    return before.some(Number.isFinite) ? [before, m.values] : [m.values];
  });
  const chain: ChainLinked = chainLink(levels);
  const from = chain.logIndex.findIndex((_, t) => (chain.linked[t] ?? 0) > 0) - 1;
  const start = Math.max(0, from);
  const end = chain.logIndex.findLastIndex(Number.isFinite) + 1;
  return {
    id: "hyperscaler-capex",
    title,
    frequency: "quarterly",
    periods: group.periods.slice(start, end),
    logLevel: chain.logIndex.slice(start, end),
    evidence: "derived",
    refs: group.refs.slice(start, end),
    afterGap: [],
    linked: chain.linked.slice(start, end),
    coverage: chain.coverage.slice(start, end),
  };
}

/**
 * The newest stretch without gaps that is long enough to be dated (`least` periods), in logs; later periods behind a gap are
 * named and left out. Null when no stretch is long enough.
 */
export function referenceOf(series: SignalSeries, title: Text, least: number): Reference | null {
  const frequency = series.frequency === "quarterly" ? "quarterly" : "monthly";
  const stretches: number[][] = [];
  series.periods.forEach((p, i) => {
    const current = stretches.at(-1);
    const before = series.periods[i - 1];
    if (current !== undefined && before !== undefined && indexOf(p) === indexOf(before) + 1) current.push(i);
    else stretches.push([i]);
  });
  const at = stretches.findLastIndex((s) => s.length >= least);
  const stretch = stretches[at];
  if (stretch === undefined) return null;
  return {
    id: series.id,
    title,
    frequency,
    periods: stretch.map((i) => series.periods[i] ?? ""),
    logLevel: Float64Array.from(stretch, (i) => Math.log(series.values[i] ?? Number.NaN)),
    evidence: series.evidence,
    refs: stretch.map((i) => series.refs[i] ?? []),
    afterGap: stretches.slice(at + 1).flatMap((s) => s.map((i) => series.periods[i] ?? "")),
  };
}

/**
 * Phase of a reference series and P(its expansion survives the next two quarters): no peak dated after the last turning point
 * and up to two quarters ahead.
 */
export function dated(reference: Reference, options: { readonly seed: number; readonly draws: number }): Dated {
  const { rules, perQuarter } = rulesOf(reference.frequency);
  const reading = readPhase(reference.logLevel, reference.frequency);
  const after = Math.max(reading.dating.troughs.at(-1) ?? -1, reading.dating.peaks.at(-1) ?? -1);
  // A tail of ten years dates the end as the whole record does and keeps thousands of datings quick.
  const from = Math.max(0, Math.min(reference.logLevel.length - 40 * perQuarter, after - 4 * perQuarter));
  const tail = reference.logLevel.subarray(from);
  const survival = fitWindows.map(({ id, steps }) => {
    const posterior = driftPosterior(logChanges(reference.logLevel, steps * perQuarter));
    const question = {
      horizon: 2 * perQuarter,
      rules,
      draws: options.draws,
      seed: `${options.seed}/survival/${reference.id}/${id}`,
      after: after - from,
    };
    return { window: id, p: probabilityNoPeak(tail, posterior, question) };
  });
  return { ...reference, reading, survival };
}

/** Gap of a series that is not held or too short to be dated. */
export function gapOf(series: SignalSeries, need: number): Gap {
  return (
    series.gap ?? {
      needs: [series.id],
      have: series.periods.length,
      need,
      settles: { en: `At least ${need} periods without a gap.`, de: `Mindestens ${need} Perioden ohne Lücke.` },
      pull: null,
    }
  );
}
