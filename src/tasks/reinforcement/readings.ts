import { mean } from "../../math/sums.ts";
import { alignMembers, hyperscalers, memberNeeds } from "../../signals/capex/hyperscaler-capex.ts";
import { signal as roboticsShare } from "../../signals/convergence/ai-share-robotics.ts";
import { signal as medicalDevices } from "../../signals/convergence/medical-devices.ts";
import { carmakerCapexIds, signal as carmakers } from "../../signals/retreat/carmaker-capex.ts";
import { signal as frontierScore } from "../../signals/succession/frontier-score.ts";
import { releasesByQuarter } from "../../signals/succession/release-cadence.ts";
import { signal as trainingCompute } from "../../signals/succession/training-compute.ts";
import { type Evidence, weakest } from "../../terms/observation.ts";
import { listIn, type Need, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import { endOf, indexOf, periodOf, shift } from "../../terms/period.ts";
import type { SignalSeries } from "../../terms/signal.ts";
import type { Text } from "../../terms/text.ts";
import { indexOfGroup } from "../cycle/series.ts";

/** The three early indicators, and the spending that they are said to lead. */
export type Indicator = "succession" | "retreat" | "convergence" | "capex";

/** One indicator by one definition: its stationary change from quarter to quarter. */
export interface Reading {
  /** `indicator/definition`. */
  readonly id: string;
  readonly indicator: Indicator;
  /** The definition of the claim; every other one is a check of how much the answer depends on it. */
  readonly main: boolean;
  readonly label: Text;
  /** What the change is of. */
  readonly says: Text;
  readonly values: ReadonlyMap<string, number>;
  readonly refs: readonly string[];
  readonly evidence: Evidence;
}

/** Quarterly balance of carmakers' steps by a stated rule. */
export const balanceId = "user/carmakers-balance";

/** Everything that {@link readingsOf} reads. */
export const readingNeeds: readonly Need[] = [
  ...frontierScore.needs,
  ...trainingCompute.needs,
  ...roboticsShare.needs,
  ...medicalDevices.needs,
  ...carmakers.needs,
  ...memberNeeds(hyperscalers),
  { id: balanceId },
];

/** Names of the indicators. */
export const indicatorLabels: Readonly<Record<Indicator, Text>> = {
  succession: { en: "Model succession", de: "Modellfolge" },
  retreat: { en: "EV retreat", de: "EV-Rückzug" },
  convergence: { en: "Convergence", de: "Konvergenz" },
  capex: { en: "Hyperscaler CapEx", de: "Hyperscaler-CapEx" },
};

const modelList = "epoch/notable-models";
/** Releases are listed for about two years; a younger quarter of one copy still grows and is not used. */
const completeAfterQuarters = 8;
/** Before it, authorisations come to less than about three a quarter. */
const firstDeviceQuarter = "2010-Q1";

const logit = (share: number): number => Math.log(share / (1 - share));

/** Quarterly means of a series (of monthly ones only quarters with all three months), transformed. */
function quarterlyLevels(series: SignalSeries, transform: (v: number) => number): Map<string, number> {
  const groups = new Map<string, number[]>();
  series.periods.forEach((p, i) => {
    const quarter = series.frequency === "quarterly" ? p : periodOf("quarterly", endOf(p));
    const value = transform(series.values[i] ?? Number.NaN);
    if (Number.isFinite(value)) groups.set(quarter, [...(groups.get(quarter) ?? []), value]);
  });
  const need = series.frequency === "monthly" ? 3 : 1;
  return new Map([...groups].filter(([, v]) => v.length >= need).map(([q, v]) => [q, mean(v)]));
}

/** Change from the quarter before, where both are held. */
function changes(levels: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...levels]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([quarter, value]) => {
        const before = levels.get(shift(quarter, -1));
        return before === undefined ? [] : [[quarter, value - before] as const];
      }),
  );
}

type Of = Omit<Reading, "values" | "refs" | "evidence" | "label">;

function fromSignal(of: Of, series: SignalSeries, transform: (v: number) => number): Reading {
  return {
    ...of,
    label: indicatorLabels[of.indicator],
    values: changes(quarterlyLevels(series, transform)),
    refs: [...new Set(series.refs.flat())].slice(-60),
    evidence: series.evidence,
  };
}

/** Log change of the number of notable releases, quarters that one copy of the list has had two years to complete. */
function releaseReading(panel: Panel, of: Of): Reading {
  const list = listIn(panel, modelList);
  const day = (list?.known ?? panel.asOf).slice(0, 10);
  const quarters = list === null ? [] : releasesByQuarter(list.entries, day < panel.asOf ? day : panel.asOf);
  const newest = quarters.at(-1)?.quarter;
  const complete =
    newest === undefined
      ? []
      : quarters.filter((q) => indexOf(newest) - indexOf(q.quarter) >= completeAfterQuarters && q.notable > 0);
  return {
    ...of,
    label: indicatorLabels[of.indicator],
    values: changes(new Map(complete.map((q) => [q.quarter, Math.log(q.notable)]))),
    refs: complete.flatMap((q) => q.refs).slice(-60),
    evidence: complete.length === 0 ? "unresolved" : "derived",
  };
}

/** Minus the log change of Ford's and GM's filed CapEx: spending withdrawn counts as retreat. */
function carmakerReading(panel: Panel, of: Of): Reading {
  const held = carmakerCapexIds.flatMap((id) => seriesIn(panel, id) ?? []);
  const byCompany = held.map((s) =>
    changes(new Map(s.periods.flatMap((p, i) => (s.values[i]! > 0 ? [[p, -Math.log(s.values[i]!)] as const] : [])))),
  );
  const quarters = [...new Set(byCompany.flatMap((c) => [...c.keys()]))].sort();
  return {
    ...of,
    label: indicatorLabels[of.indicator],
    values: new Map(quarters.map((q) => [q, mean(byCompany.flatMap((c) => c.get(q) ?? []))])),
    refs: held.flatMap((s) => s.periods.map((p) => refOf(s.id, p))).slice(-60),
    evidence: held.length === 0 ? "unresolved" : weakest(["derived", ...held.flatMap((s) => s.evidence)]),
  };
}

function capexReading(panel: Panel, of: Of): Reading {
  const group = alignMembers(panel, hyperscalers);
  const index = group === null ? null : indexOfGroup(group, of.says);
  return {
    ...of,
    label: indicatorLabels[of.indicator],
    values: changes(new Map((index?.periods ?? []).map((p, t) => [p, index?.logLevel[t] ?? Number.NaN]))),
    refs: [...new Set((index?.refs ?? []).flat())].slice(-60),
    evidence: index === null ? "unresolved" : weakest(["derived", group?.evidence ?? "unresolved"]),
  };
}

/** Every indicator by every definition that the sources at hand allow, the claim's own first. */
export function readingsOf(panel: Panel): readonly Reading[] {
  return [
    fromSignal(
      {
        id: "succession/score",
        indicator: "succession",
        main: true,
        says: { en: "capability index of the frontier", de: "Fähigkeitsindex der Spitze" },
      },
      frontierScore.measure(panel),
      (v) => v,
    ),
    fromSignal(
      {
        id: "succession/compute",
        indicator: "succession",
        main: false,
        says: { en: "largest training run (log FLOP)", de: "größter Trainingslauf (log FLOP)" },
      },
      trainingCompute.measure(panel),
      Math.log,
    ),
    releaseReading(panel, {
      id: "succession/releases",
      indicator: "succession",
      main: false,
      says: {
        en: "notable releases, two years after the quarter",
        de: "nennenswerte Modelle, zwei Jahre nach dem Quartal",
      },
    }),
    balanceReading(panel),
    carmakerReading(panel, {
      id: "retreat/capex",
      indicator: "retreat",
      main: false,
      says: { en: "filed CapEx of Ford and GM, falling", de: "gemeldete CapEx von Ford und GM, fallend" },
    }),
    fromSignal(
      {
        id: "convergence/robotics",
        indicator: "convergence",
        main: true,
        says: { en: "AI's share of new robotics papers (logit)", de: "KI-Anteil an neuen Robotik-Arbeiten (Logit)" },
      },
      roboticsShare.measure(panel),
      logit,
    ),
    deviceReading(panel),
    capexReading(panel, {
      id: "capex/hyperscalers",
      indicator: "capex",
      main: true,
      says: { en: "chain-linked CapEx of four companies (log)", de: "verkettete CapEx von vier Unternehmen (log)" },
    }),
  ];
}

/**
 * Severity added by retreats less severity added by expansions (D6) per quarter, from a list collected by a stated rule in both directions; such
 * a list is not at hand, a user may supply its quarterly balance.
 */
function balanceReading(panel: Panel): Reading {
  const balance = seriesIn(panel, balanceId);
  return {
    id: "retreat/balance",
    indicator: "retreat",
    main: true,
    label: indicatorLabels.retreat,
    says: { en: "balance of retreat and expansion", de: "Saldo aus Rückzug und Ausbau" },
    values: new Map((balance?.periods ?? []).map((p, i) => [p, balance?.values[i] ?? Number.NaN])),
    refs: (balance?.periods ?? []).map((p) => refOf(balanceId, p)).slice(-60),
    evidence: balance === null ? "unresolved" : weakest(balance.evidence),
  };
}

/** Square root of a count, so that its noise does not grow with its level. */
function deviceReading(panel: Panel): Reading {
  const reading = fromSignal(
    {
      id: "convergence/devices",
      indicator: "convergence",
      main: false,
      says: { en: "AI-enabled medical devices (square root)", de: "KI-gestützte Medizinprodukte (Wurzel)" },
    },
    medicalDevices.measure(panel),
    Math.sqrt,
  );
  return { ...reading, values: new Map([...reading.values].filter(([q]) => q >= firstDeviceQuarter)) };
}
