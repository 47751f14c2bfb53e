import type { News } from "./news.ts";
import type { Evidence, KnownBy } from "./observation.ts";
import type { Mode } from "./panel.ts";
import type { Gap, PartId, PartResult } from "./part.ts";
import type { Frequency, Period } from "./period.ts";
import type { Text } from "./text.ts";
import type { Comparison } from "./thesis.ts";
import type { Instant } from "./time.ts";
import type { DayNews, Timeline } from "./timeline.ts";
import type { Warning } from "./warnings.ts";

/** How a claim stands (definition D16); `not-built` is another word than `cannot-tell`. */
export type ClaimState = "holds" | "fails" | "open" | "cannot-tell" | "not-built";

/** One claim of a thesis as judged on a day. Plain JSON. */
export interface ClaimJudgement {
  readonly id: string;
  /** The part of the system it belongs to, where one does. */
  readonly part: PartId | null;
  /** The statement that is judged. */
  readonly says: Text;
  readonly state: ClaimState;
  /** P(claim true by its date), from the predictive distribution; null when none can be given. */
  readonly probability: number | null;
  readonly probabilityInterval?: { readonly low: number; readonly high: number; readonly coverage: number };
  /** The author's own probability, where one was given. */
  readonly authorProbability?: number;
  /** The measure's value on the day, and what it is held against. */
  readonly value: number | null;
  readonly unit: string | null;
  readonly threshold?: number;
  /** On which side of the threshold the value is claimed to be. */
  readonly thresholdIs?: Comparison;
  readonly opens: string;
  readonly resolves: string;
  readonly finePrint: Text;
  /** Why it stands so, one sentence each; the first is the shortest full answer. */
  readonly reasons: readonly Text[];
  readonly evidence: Evidence | null;
  /** Set where P lies beyond twice the longest validated horizon: shown as "unvalidated", not scored. */
  readonly unvalidated?: boolean;
  readonly gap?: Gap;
  readonly refs: readonly string[];
  /** Recent values of the measure, oldest first. */
  readonly spark?: readonly number[];
  /** `standing`: a statement about the present, judged on every day; `resolution`: about a later number. */
  readonly judged?: "standing" | "resolution";
  /** Relative distance of the value from the threshold, as a share; positive on the claimed side. */
  readonly distance?: number;
  /** "What would have to be true" for the claim to come true, where it can be inverted. */
  readonly wouldNeed?: Text;
  /** The parts of a claim that holds only if all do. */
  readonly parts?: readonly ClaimPart[];
  /** Set for a claim about a later number once it is decided. */
  readonly score?: ClaimScore;
}

/** A probability held against the outcome; lower is better. */
export interface ProbabilityScore {
  readonly probability: number;
  /** (p - outcome)². */
  readonly brier: number;
  /** -ln of the probability given to what happened, p kept inside 0.1 and 99.9 %. */
  readonly log: number;
}

/** How the author's and the model's probability of a decided claim fared. */
export interface ClaimScore {
  readonly outcome: 0 | 1;
  /** Null where the author gave none. */
  readonly author: ProbabilityScore | null;
  /** As the model would have said at the end of the opening day; null where it is not scored. */
  readonly model: ProbabilityScore | null;
  /** The opening day, from whose knowledge the model's probability is computed. */
  readonly day: string;
  /** Why the model is not scored (definition D16). */
  readonly unscored?: Text;
}

/** Mean scores over the decided claims of a thesis. */
export interface ThesisScore {
  readonly author: { readonly n: number; readonly brier: number; readonly log: number } | null;
  readonly model: { readonly n: number; readonly brier: number; readonly log: number } | null;
  /** Decided claims without a score of the model. */
  readonly unscored: number;
}

/** One part of a claim, judged alone. */
export interface ClaimPart {
  readonly measure: string;
  readonly says: Text;
  readonly state: ClaimState;
  readonly probability: number | null;
  readonly probabilityInterval?: { readonly low: number; readonly high: number; readonly coverage: number };
  readonly value: number | null;
  readonly unit: string;
  readonly threshold: number;
  readonly evidence: Evidence | null;
  readonly reasons: readonly Text[];
}

/** A thesis judged on a day. */
export interface ThesisJudgement {
  readonly id: string;
  readonly title: Text;
  /** Who argues it, where and when; figures are cited, text is not quoted. */
  readonly citation: Text;
  readonly published: string;
  readonly claims: readonly ClaimJudgement[];
  /** Set once a claim about a later number is decided. */
  readonly score?: ThesisScore;
}

/** How old the data behind a result is, measured against the as-of day (never the wall clock). */
export interface Freshness {
  /** Ids asked for by all parts, and those of which something is visible on the day. */
  readonly needed: number;
  readonly visible: number;
  /** Per source, the newest `known` visible and its age [days]. */
  readonly sources: readonly { readonly source: string; readonly newest: Instant; readonly ageDays: number }[];
  /** Age of the oldest of these [days]; null when nothing is visible. */
  readonly oldestDays: number | null;
}

/** Everything the verdict page shows for one day, one mode. Plain JSON: no `Float64Array`, missing numbers are null. */
export interface Workbench {
  readonly asOf: string;
  readonly mode: Mode;
  readonly parts: { readonly [P in PartId]?: PartResult };
  readonly thesis: ThesisJudgement;
  readonly freshness: Freshness;
  readonly warnings: readonly Warning[];
  /** Hash of the observations visible, the code version, the options and the seed (definition D18); names the bytes, so it is the ETag. */
  readonly hash: string;
}

/** What does not depend on the as-of day: the calendar of the store, and who is speaking. */
export interface Frame {
  /** Days on which something became known, ascending, without repeats. */
  readonly days: readonly string[];
  /** Days on which the state of a claim changed, where that was computed; a subset of `days`. */
  readonly claimDays: readonly string[];
  /** Newest day known to the store: the as-of day when none is given. */
  readonly newest: string;
  /** Day of the report that the shipped thesis comes from; a mark on the as-of bar. */
  readonly reportDay: string;
  readonly versions: { readonly vorlauf: string; readonly snapshot: string };
  /** The theses that can be judged, the verdict's first. */
  readonly theses?: readonly { readonly id: string; readonly title: Text }[];
  /** True only for development data: every page then says SYNTHETIC. */
  readonly synthetic: boolean;
}

/** One line of the search over all series and lists. */
export interface SeriesEntry {
  readonly id: string;
  readonly title: Text;
  readonly source: string;
  readonly unit: string;
  readonly frequency: Frequency;
  /** Set for lists. */
  readonly list: boolean;
  /** Visible on the as-of day. */
  readonly count: number;
  readonly firstPeriod: Period | null;
  readonly newestPeriod: Period | null;
  readonly newestKnown: Instant | null;
}

/** A value of a series as shown: what it is, when it became known, how that is known. */
export interface SeriesValue {
  readonly period: Period;
  readonly item?: string;
  readonly value: number | null;
  readonly published: Instant | null;
  readonly known: Instant;
  readonly knownBy: KnownBy;
  readonly evidence: Evidence;
  readonly flags: readonly string[];
  readonly ref: string;
}

/** A series as of a day, with its vintages when asked for. */
export interface SeriesShown extends SeriesEntry {
  readonly asOf: string;
  readonly mode: Mode;
  readonly observations: readonly SeriesValue[];
  /** Every value known by the day, by period then known; empty unless asked for. */
  readonly vintages: readonly SeriesValue[];
  /** Size and bias of revisions, and the periods revised; only of a plain series whose vintages were asked for. */
  readonly revised?: SeriesRevised;
  /** How a derived series was made, one sentence each; absent for one that documents state. */
  readonly says?: readonly Text[];
  /** Ids of what can be derived from it: in US dollars, deflated, seasonally adjusted. */
  readonly allows?: readonly string[];
}

/** How the values of a series were revised. Null where there are too few periods. */
export interface SeriesRevised {
  readonly periods: number;
  readonly measure: "relative" | "absolute";
  readonly ages: readonly {
    /** Days after the first release; null: to the newest value. */
    readonly ageDays: number | null;
    readonly n: number;
    readonly revised: number;
    readonly bias: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly meanAbsolute: number | null;
    readonly largest: number | null;
  }[];
  readonly restated: readonly {
    readonly period: Period;
    readonly first: number | null;
    readonly firstKnown: Instant;
    /** Whether the first value held is a first release, or a comparative from a later document. */
    readonly isFirstRelease: boolean;
    readonly latest: number | null;
    readonly latestKnown: Instant;
    readonly changes: number;
  }[];
}

/** Where a filing prints a fact; `printed` is null where no filing that does is held. */
export interface ExplainedPassage {
  readonly fact: string;
  readonly url: string;
  readonly says: Text;
  readonly printed: {
    readonly accession: string;
    readonly form: string;
    readonly heading: string;
    readonly note: string;
    readonly columns: string;
    readonly row: string;
    readonly digits: string;
    readonly scale: number;
    readonly isNegated: boolean;
    readonly isOtherFiling: boolean;
  } | null;
}

/** One step of the way from a number to its documents; a tree. */
export interface Explanation {
  readonly ref: string;
  readonly kind: "line" | "claim" | "figure" | "observation" | "derived" | "entry" | "document" | "unknown";
  readonly says: Text;
  readonly value?: number | null;
  readonly unit?: string;
  readonly period?: Period;
  readonly known?: Instant;
  readonly knownBy?: KnownBy;
  readonly evidence?: Evidence;
  /** Set for documents, and for observations the place in theirs. */
  readonly document?: {
    readonly sha256: string;
    readonly url: string;
    readonly locator: string;
    /** `primary` ends the walk; `extract` and `citation` mean that the primary document is not held. */
    readonly kind: "primary" | "extract" | "citation";
    readonly source: string;
    readonly licence: string;
  };
  /** For a filed value: where the filings print it, and whether that gives it (null: not all of them are held). */
  readonly passages?: {
    readonly agrees: boolean | null;
    readonly says: Text;
    readonly facts: readonly ExplainedPassage[];
  };
  readonly children: readonly Explanation[];
  /** Number of children left out, when a number rests on very many. */
  readonly more?: number;
}

/** Health of one source as of a day. `down`, `silent` (a value not published when due) `closed` (an archive that ended) and `not-applicable` are states of their own. */
export interface SourceHealth {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly terms: "ship" | "unclear" | "test";
  readonly homepage: string;
  readonly state: "fresh" | "late" | "silent" | "closed" | "down" | "not-applicable";
  /** What the state rests on, in one sentence. */
  readonly says: Text;
  readonly series: number;
  readonly observations: number;
  readonly documents: number;
  readonly newestKnown: Instant | null;
  readonly newestPeriod: Period | null;
  readonly lagDays: number | null;
  readonly ageDays: number | null;
  /** Newest day on which a document or statement of it is held. */
  readonly heldUntil?: string | null;
  /** Dated series whose next value was due by the day; `silent`: looked for since, `late`: nothing about it is held since. */
  readonly overdue?: readonly {
    readonly id: string;
    readonly period: Period;
    readonly due: string;
    readonly state: "late" | "silent";
  }[];
  /** The last live pull by the day, where one was made. */
  readonly lastPull?: { readonly at: Instant; readonly ok: boolean; readonly message: string } | null;
  /** The last live pull by the day that brought everything it asked for, where one did. */
  readonly lastSuccess?: Instant | null;
  /** The command that would refresh it. */
  readonly pull: string;
}

/** A computation that somebody waits for, or that waits its turn. */
export interface RunningTask {
  /** `verdict`, `news`, `thesis`, `day`, `day-news`. */
  readonly task: string;
  readonly asOf: string;
  /** Of `news` the earlier day, of `thesis` the id; else empty. */
  readonly of: string;
  /** What is worked on now; empty while it waits. */
  readonly on: string;
  readonly done: number;
  /** 0 while the total is not known. */
  readonly total: number;
}

/** A cut through the store: the day and the mode. */
export interface Cut {
  readonly asOf: string;
  readonly mode: Mode;
  /** Set when nobody waits for the answer yet: it may be computed after what somebody waits for. */
  readonly rest?: boolean;
}

/**
 * Where a door takes its data from. Every function rejects with a VorlaufError (`unknown-id`, `input-*`) for a wrong
 * request; nothing here reaches the store directly.
 */
export interface WorkbenchSupply {
  readonly frame: () => Promise<Frame>;
  readonly verdict: (cut: Cut) => Promise<Workbench>;
  readonly part: (id: PartId, cut: Cut) => Promise<PartResult>;
  /** The thesis of the verdict, or another one by its id. */
  readonly thesis: (cut: Cut, id?: string) => Promise<ThesisJudgement>;
  /** What became known between an earlier day and the cut's, and what it moved. */
  readonly news: (from: string, cut: Cut) => Promise<News>;
  /** Light frames of the days, as far as they were measured. */
  readonly timeline: (mode: Mode) => Promise<Timeline>;
  /** What became known on the cut's day. */
  readonly dayNews: (cut: Cut) => Promise<DayNews>;
  /** What is being computed now. */
  readonly running: () => readonly RunningTask[];
  /** Entries whose id, title or source hold every word of `query`; at most `limit`, and how many match in all. */
  readonly searchSeries: (
    query: string,
    limit: number,
    cut: Cut,
  ) => Promise<{ readonly total: number; readonly entries: readonly SeriesEntry[] }>;
  readonly showSeries: (id: string, cut: Cut, options: { readonly vintages: boolean }) => Promise<SeriesShown>;
  /** `ref`: `series@period`, `list#item@period`, a line's id, `claim/ID`, or `figure:PART/ID`. */
  readonly explain: (ref: string, cut: Cut) => Promise<Explanation>;
  readonly sources: (cut: Cut) => Promise<readonly SourceHealth[]>;
}
