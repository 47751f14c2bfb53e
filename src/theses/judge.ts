import { type Evidence, weakest } from "../terms/observation.ts";
import { type Forecast, type Gap, type Line, type PartId, type PartResult, partIds } from "../terms/part.ts";
import { type Formats, formats, type Lang, likelihoodWords, type Text, text } from "../terms/text.ts";
import {
  type Claim,
  decisionDayOf,
  measureIdOf,
  seriesMeasureOf,
  type Test,
  type Thesis,
  testsOf,
} from "../terms/thesis.ts";
import type { ClaimJudgement, ClaimPart, ClaimState, ThesisJudgement } from "../terms/workbench.ts";
import { whatWouldNeed } from "./invert.ts";
import { decided, jointProbability, meets, type Probability, probabilityOf } from "./probability.ts";
import { quantity } from "./quantity.ts";

/** What the judge may look at: the parts' results as of the day, and a way to results of an earlier day. */
export interface Bench {
  readonly asOf: string;
  readonly results: readonly PartResult[];
  /** Results as of a claim's day of decision, for claims whose day has passed; null when they cannot be had. */
  readonly at?: (day: string) => readonly PartResult[] | null;
}

/** A test's outcome with everything a reader needs. */
interface Ruling {
  readonly test: Test;
  readonly state: ClaimState;
  readonly probability: Probability | null;
  readonly unvalidated: boolean;
  readonly value: number | null;
  readonly evidence: Evidence | null;
  readonly reasons: readonly Text[];
  readonly gap: Gap | null;
  readonly refs: readonly string[];
  readonly spark: readonly number[] | null;
  readonly wouldNeed: Text | null;
}

/** Every claim of a thesis judged on a day, in the file's order. */
export function judge(thesis: Thesis, bench: Bench): ThesisJudgement {
  return {
    id: thesis.id,
    title: thesis.title,
    citation: thesis.citation,
    published: thesis.published,
    claims: thesis.claims.map((c) => judgeClaim(c, thesis.own, bench)),
  };
}

/**
 * One claim judged on a day by definition D16.
 *
 * `standing` claims are decided by the value of the day. `resolution` claims are `open` with P until `resolves` + `lagDays`,
 * unless the outcome can no longer change; from then on the value known on that day decides. `cannot-tell`: the measure is
 * missing, its unit differs, P's interval is wider than 0.8, only the author's own figures would confirm, or a floor count
 * has not reached the threshold. `not-built`: the measure's part does not exist yet. A claim with several parts holds only if
 * all do, and fails as soon as one does.
 */
export function judgeClaim(claim: Claim, own: readonly string[], bench: Bench): ClaimJudgement {
  const decision = decisionDayOf(claim);
  const frozen = claim.judged === "resolution" && bench.asOf > decision ? (bench.at?.(decision) ?? null) : null;
  const results = frozen ?? bench.results;
  const early = bench.asOf < claim.opens;
  const rulings = testsOf(claim).map((t) => rule(t, claim, own, { results, asOf: bench.asOf, decision }));
  const state = early ? "open" : combine(rulings.map((r) => r.state));
  const probability = early ? null : joint(claim, rulings, state);
  const lead = rulings.find((r) => r.state === state) ?? rulings[0];
  const tooWide = state === "open" && probability !== null && probability.high - probability.low > 0.8;
  const notes = [
    ...(early ? [notYetMade(claim.opens)] : []),
    ...(tooWide ? [wideInterval(probability)] : []),
    ...(lead?.reasons.slice(0, 1) ?? []),
    ...(rulings.length > 1 ? [countOfParts(rulings, state)] : []),
    ...rulings.flatMap((r) => r.reasons),
    ...(claim.judged === "resolution" && bench.asOf > decision && frozen === null ? [notFrozen(decision)] : []),
    ...besides(claim, results),
  ];
  const wouldNeed = lead?.wouldNeed ?? rulings.find((r) => r.wouldNeed !== null)?.wouldNeed ?? null;
  const gap = rulings.find((r) => r.gap !== null)?.gap ?? null;
  const grades = rulings.flatMap((r) => (r.evidence === null ? [] : [r.evidence]));
  return {
    id: claim.id,
    part: claim.part,
    says: claim.says,
    state: tooWide ? "cannot-tell" : state,
    probability: probability === null || !Number.isFinite(probability.p) ? null : probability.p,
    ...(probability === null
      ? {}
      : { probabilityInterval: { low: probability.low, high: probability.high, coverage: probability.coverage } }),
    ...(claim.authorProbability === undefined ? {} : { authorProbability: claim.authorProbability }),
    value: lead?.value ?? null,
    unit: lead?.test.unit ?? null,
    ...(lead === undefined ? {} : { threshold: lead.test.of, thresholdIs: lead.test.is }),
    opens: claim.opens,
    resolves: claim.resolves,
    finePrint: claim.finePrint,
    reasons: distinct(notes),
    evidence: grades.length === 0 ? null : weakest(grades),
    ...(rulings.some((r) => r.unvalidated) && state === "open" ? { unvalidated: true } : {}),
    ...(gap === null ? {} : { gap }),
    refs: [...new Set([...rulings.flatMap((r) => r.refs), ...besideOf(claim, results).map((l) => l.id)])],
    ...(lead?.spark ? { spark: lead.spark } : {}),
    judged: claim.judged,
    ...(lead !== undefined && lead.value !== null ? { distance: distanceOf(lead.value, lead.test) } : {}),
    ...(wouldNeed === null ? {} : { wouldNeed }),
    ...(rulings.length > 1 ? { parts: rulings.map((r) => partOf(r, claim)) } : {}),
  };
}

function distinct(texts: readonly Text[]): Text[] {
  return texts.filter((t, i) => texts.findIndex((other) => other.en === t.en) === i);
}

function partOf(r: Ruling, claim: Claim): ClaimPart {
  return {
    measure: r.test.measure,
    says: r.test.says ?? claim.says,
    state: r.state,
    probability: r.probability?.p ?? null,
    ...(r.probability === null
      ? {}
      : {
          probabilityInterval: { low: r.probability.low, high: r.probability.high, coverage: r.probability.coverage },
        }),
    value: r.value,
    unit: r.test.unit,
    threshold: r.test.of,
    evidence: r.evidence,
    reasons: r.reasons,
  };
}

/** A claim with several parts: one failing part decides, then what is not built, then what cannot be told, then what is open. */
function combine(states: readonly ClaimState[]): ClaimState {
  for (const s of ["fails", "not-built", "cannot-tell", "open"] as const) if (states.includes(s)) return s;
  return "holds";
}

function joint(claim: Claim, rulings: readonly Ruling[], state: ClaimState): Probability | null {
  if (claim.judged === "standing") return null;
  if (state === "holds") return { p: 1, low: 1, high: 1, coverage: 0.9 };
  if (state === "fails") return { p: 0, low: 0, high: 0, coverage: 0.9 };
  const each = rulings.map((r) => certain(r.state) ?? r.probability);
  if (each.some((p) => p === null)) return null;
  return jointProbability(
    each.flatMap((p) => (p === null ? [] : [p])),
    "all" in claim.test ? claim.test.joint : "unknown",
  );
}

function certain(state: ClaimState): Probability | null {
  return state === "holds" ? { p: 1, low: 1, high: 1, coverage: 0.9 } : null;
}

interface Hearing {
  readonly results: readonly PartResult[];
  readonly asOf: string;
  readonly decision: string;
}

function rule(test: Test, claim: Claim, own: readonly string[], hearing: Hearing): Ruling {
  const measure = measureIdOf(test);
  const forecast = hearing.results.flatMap((r) => r.forecasts).find((f) => f.id === measure);
  const line = hearing.results.flatMap((r) => [r.headline, ...r.lines]).find((l) => l.id === measure);
  const due = claim.judged === "standing" || hearing.asOf >= hearing.decision;
  const printed = seriesMeasureOf(test) !== null && line?.state === "found" && due;
  if (forecast !== undefined && !printed) return ruleByForecast(test, forecast, hearing);
  if (line === undefined) return missing(test, hearing.results);
  if (line.state !== "found" || line.value === null) return unanswered(test, line);
  return ruleByLine(test, line, claim, own, hearing);
}

const nothing = {
  probability: null,
  unvalidated: false,
  value: null,
  evidence: null,
  gap: null,
  refs: [],
  spark: null,
  wouldNeed: null,
} as const;

function missing(test: Test, results: readonly PartResult[]): Ruling {
  const part = partIds.find((p) => p === test.measure.split("/")[0]);
  if (part === undefined) return { ...nothing, test, state: "cannot-tell", reasons: [supplyIt(test.measure)] };
  const result = results.find((r) => r.part === part);
  if (result === undefined || result.headline.state === "not-built")
    return { ...nothing, test, state: "not-built", reasons: [notBuilt(part)] };
  const gap = result.headline.state === "cannot-tell" ? (result.headline.gap ?? null) : null;
  return {
    ...nothing,
    test,
    state: "cannot-tell",
    gap,
    reasons: [noSuchLine(test.measure, part), ...(gap === null ? [] : [gap.settles])],
  };
}

function unanswered(test: Test, line: Line): Ruling {
  const beside = line.pseudo === undefined ? [] : [pseudoBeside(line.pseudo.says)];
  const settles = line.gap === undefined ? [] : [line.gap.settles];
  const state = line.state === "not-built" ? "not-built" : "cannot-tell";
  return {
    ...nothing,
    test,
    state,
    gap: line.gap ?? null,
    refs: [line.id],
    reasons: [line.says, ...settles, ...beside],
  };
}

function ruleByLine(test: Test, line: Line, claim: Claim, own: readonly string[], hearing: Hearing): Ruling {
  const value = line.value ?? Number.NaN;
  const shared = {
    ...nothing,
    test,
    value,
    evidence: line.evidence,
    refs: seriesMeasureOf(test) === null ? [line.id] : line.refs,
    spark: line.spark ?? null,
  };
  if (line.unit !== test.unit) return { ...shared, state: "cannot-tell", reasons: [otherUnit(test, line.unit)] };
  if (claim.judged === "resolution" && hearing.asOf < hearing.decision) {
    return { ...shared, state: "open", reasons: [stands(value, test, line.says), noForecast(hearing.decision)] };
  }
  const yes = test.by === "interval" ? wholeInterval(line, test) : meets(value, test);
  if (yes === null) return { ...shared, state: "cannot-tell", reasons: [noInterval(), line.says] };
  const onlyOwn = yes && isOwn(line, own, hearing.results);
  if (onlyOwn) return { ...shared, state: "cannot-tell", reasons: [ownFiguresOnly(), line.says] };
  if (!yes && !test.refutes) return { ...shared, state: "cannot-tell", reasons: [floorOnly(value, test), line.says] };
  return { ...shared, state: yes ? "holds" : "fails", reasons: [stands(value, test, line.says)] };
}

function wholeInterval(line: Line, test: Test): boolean | null {
  if (line.interval === undefined) return null;
  return meets(line.interval.low, test) && meets(line.interval.high, test);
}

/** Whether a line rests on nothing but the author's own figures; lines it refers to are followed. */
function isOwn(
  line: Line,
  own: readonly string[],
  results: readonly PartResult[],
  seen: ReadonlySet<string> = new Set(),
): boolean {
  const lines = results.flatMap((r) => [r.headline, ...r.lines]);
  const roots = line.refs.flatMap((ref): boolean[] => {
    const inner = seen.has(ref) || ref === line.id ? undefined : lines.find((l) => l.id === ref);
    if (inner !== undefined) return [isOwn(inner, own, results, new Set([...seen, line.id]))];
    return [own.some((o) => ref === o || ref.startsWith(`${o}#`) || ref.startsWith(`${o}@`))];
  });
  return roots.length > 0 && roots.every(Boolean);
}

function ruleByForecast(test: Test, forecast: Forecast, hearing: Hearing): Ruling {
  const middle = forecast.draws[Math.floor(forecast.draws.length / 2)] ?? Number.NaN;
  const shared = {
    ...nothing,
    test,
    value: middle,
    evidence: forecast.evidence,
    refs: seriesMeasureOf(test) === null ? [forecast.id, ...forecast.refs] : forecast.refs,
  };
  if (forecast.unit !== test.unit)
    return { ...shared, state: "cannot-tell", reasons: [otherUnit(test, forecast.unit)] };
  const answer = decided(test, forecast);
  if (answer !== null)
    return {
      ...shared,
      value: forecast.floor ?? middle,
      state: answer ? "holds" : "fails",
      reasons: [settledBy(forecast, test, answer)],
    };
  const probability = probabilityOf(test, forecast);
  const unvalidated = forecast.horizon > 2 * forecast.validatedHorizon;
  const wouldNeed = whatWouldNeed(test, forecast);
  return {
    ...shared,
    state: "open",
    probability,
    unvalidated,
    wouldNeed,
    reasons: [
      chance(probability, forecast),
      ...(unvalidated ? [notValidated(forecast)] : []),
      ...(wouldNeed === null ? [] : [wouldNeed]),
      ...(hearing.asOf > hearing.decision ? [overdue(hearing.decision)] : []),
    ],
  };
}

/** Relative distance from the threshold, positive on the claimed side; the plain distance when the threshold is 0. */
function distanceOf(value: number, test: Test): number {
  const away = test.of === 0 ? value : (value - test.of) / Math.abs(test.of);
  switch (test.is) {
    case "above":
    case "at-least":
      return away;
    case "below":
      return -away;
    case "about":
      return (test.tolerance ?? 0) - Math.abs(away);
  }
}

function besides(claim: Claim, results: readonly PartResult[]): Text[] {
  return besideOf(claim, results).map(({ says }) => ({ en: `Beside it: ${says.en}`, de: `Daneben: ${says.de}` }));
}

function besideOf(claim: Claim, results: readonly PartResult[]): Line[] {
  const lines = results.flatMap((r) => [r.headline, ...r.lines]);
  return claim.beside.flatMap((id) => lines.filter((l) => l.id === id && l.state === "found").slice(0, 1));
}

const relations: Readonly<Record<Test["is"], Text>> = {
  above: { en: "above", de: "über" },
  below: { en: "below", de: "unter" },
  "at-least": { en: "at least", de: "mindestens" },
  about: { en: "about", de: "etwa" },
};

function both(write: (lang: Lang) => string): Text {
  return { en: write("en"), de: write("de") };
}

function stands(value: number, test: Test, says: Text): Text {
  return both((l) => {
    const goal = `${relations[test.is][l]} ${quantity(test.of, test.unit)[l]}`;
    const words = `${quantity(value, test.unit)[l]}; ${l === "en" ? "claimed" : "behauptet"}: ${goal}.`;
    return `${words} ${says[l]}`;
  });
}

function chance(p: Probability, forecast: Forecast): Text {
  const words = likelihoodWords(p.p);
  return text(
    (f) => `P ${chanceOf(p.p, f)} (${words.en}), interval ${f.pct(p.low)} to ${f.pct(p.high)}. ${forecast.says.en}`,
    (f) => `P ${chanceOf(p.p, f)} (${words.de}), Spanne ${f.pct(p.low)} bis ${f.pct(p.high)}. ${forecast.says.de}`,
  );
}

/** A probability as per cent; an open outcome is never written as 0 or 100 %. */
function chanceOf(p: number, f: Formats): string {
  return p > 0.995 ? "> 99 %" : p < 0.005 ? "< 1 %" : `= ${f.pct(p)}`;
}

function settledBy(forecast: Forecast, test: Test, answer: boolean): Text {
  const certainValue = quantity(forecast.floor ?? forecast.draws[0] ?? Number.NaN, forecast.unit);
  const goal = quantity(test.of, test.unit);
  return both((l) =>
    l === "en"
      ? `Decided: ${certainValue.en} is already certain, which ${answer ? "meets" : "breaks"} ${relations[test.is].en} ${goal.en}. ${forecast.says.en}`
      : `Entschieden: ${certainValue.de} stehen schon fest; ${relations[test.is].de} ${goal.de} ist damit ${answer ? "erreicht" : "ausgeschlossen"}. ${forecast.says.de}`,
  );
}

function notValidated(f: Forecast): Text {
  return text(
    (n) =>
      `Unvalidated: the horizon is ${n.num(f.horizon)} periods, tested out of sample up to ${n.num(f.validatedHorizon)}; not scored.`,
    (n) =>
      `Nicht validiert: Der Horizont beträgt ${n.num(f.horizon)} Perioden, außerhalb der Stichprobe geprüft sind ${n.num(f.validatedHorizon)}; nicht bewertet.`,
  );
}

function wideInterval(p: Probability): Text {
  return text(
    (f) =>
      `P lies anywhere from ${f.pct(p.low)} to ${f.pct(p.high)}, depending on the span it is estimated from: too wide to tell.`,
    (f) =>
      `P liegt je nach Schätzzeitraum irgendwo zwischen ${f.pct(p.low)} und ${f.pct(p.high)}: zu breit, um zu entscheiden.`,
  );
}

function countOfParts(rulings: readonly Ruling[], state: ClaimState): Text {
  const n = rulings.length;
  const holding = rulings.filter((r) => r.state === "holds").length;
  const failing = rulings.filter((r) => r.state === "fails").length;
  const open = rulings.filter((r) => r.state === "open").length;
  const rest = n - holding - failing - open;
  const en = [
    `${holding} of ${n} parts ${holding === 1 ? "holds" : "hold"}`,
    ...(failing > 0 ? [`${failing} ${failing === 1 ? "fails" : "fail"}`] : []),
    ...(open > 0 ? [`${open} open`] : []),
    ...(rest > 0 ? [`${rest} cannot be told`] : []),
  ];
  const de = [
    `${holding} von ${n} Teilen ${holding === 1 ? "trifft" : "treffen"} zu`,
    ...(failing > 0 ? [`${failing} nicht`] : []),
    ...(open > 0 ? [`${open} offen`] : []),
    ...(rest > 0 ? [`${rest} nicht feststellbar`] : []),
  ];
  const end: Text =
    state === "fails"
      ? { en: "; the claim holds only if all do", de: "; die Aussage gilt nur, wenn alle zutreffen" }
      : { en: "", de: "" };
  return { en: `${en.join(", ")}${end.en}.`, de: `${de.join(", ")}${end.de}.` };
}

function notYetMade(opens: string): Text {
  return {
    en: `The claim was made on ${formats.en.when(opens)}, after this day.`,
    de: `Die Aussage stammt vom ${formats.de.when(opens)}, also von einem späteren Tag.`,
  };
}

function notFrozen(decision: string): Text {
  return {
    en: `Decided by what was known on ${formats.en.when(decision)}; judged here by the values of the as-of day.`,
    de: `Maßgeblich ist der Stand vom ${formats.de.when(decision)}; hier nach den Werten des Stichtags beurteilt.`,
  };
}

function overdue(decision: string): Text {
  return {
    en: `Due since ${formats.en.when(decision)}: the deciding value has not been published.`,
    de: `Seit ${formats.de.when(decision)} fällig: Der entscheidende Wert ist nicht veröffentlicht.`,
  };
}

function noForecast(decision: string): Text {
  return {
    en: `No predictive distribution of this measure; decided on ${formats.en.when(decision)}.`,
    de: `Für diese Größe gibt es keine Prognoseverteilung; Entscheidung am ${formats.de.when(decision)}.`,
  };
}

function notBuilt(part: PartId): Text {
  return { en: `The part ${part} is not built yet.`, de: `Der Teil ${part} ist noch nicht gebaut.` };
}

function supplyIt(measure: string): Text {
  return {
    en: `No free source carries ${measure}; supply the series to have the claim judged.`,
    de: `Keine freie Quelle führt ${measure}; erst mit einer eigenen Reihe lässt sich die Aussage beurteilen.`,
  };
}

function noSuchLine(measure: string, part: PartId): Text {
  return {
    en: `The part ${part} gives no ${measure} on this day.`,
    de: `Der Teil ${part} liefert an diesem Tag kein ${measure}.`,
  };
}

function otherUnit(test: Test, unit: string | null): Text {
  const got = unit ?? "-";
  return {
    en: `${test.measure} is measured in ${got}, the claim is stated in ${test.unit}.`,
    de: `${test.measure} wird in ${got} gemessen, die Aussage steht in ${test.unit}.`,
  };
}

function noInterval(): Text {
  return {
    en: "The test needs an interval, and the measure has none.",
    de: "Der Test verlangt ein Intervall, die Größe hat keines.",
  };
}

function ownFiguresOnly(): Text {
  return {
    en: "Only the report's own figures say so; they cannot confirm its claim.",
    de: "Das belegen nur Zahlen des Berichts selbst; sie können seine Aussage nicht bestätigen.",
  };
}

function floorOnly(value: number, test: Test): Text {
  return both((l) =>
    l === "en"
      ? `A floor from an incomplete list (${formats.en.num(value)}, claimed ${relations[test.is].en} ${formats.en.num(test.of)}): it could confirm, it cannot refute.`
      : `Eine Untergrenze aus einer unvollständigen Liste (${formats.de.num(value)}, behauptet ${relations[test.is].de} ${formats.de.num(test.of)}): Sie könnte bestätigen, widerlegen kann sie nicht.`,
  );
}

function pseudoBeside(says: Text): Text {
  return { en: `With later revisions included: ${says.en}`, de: `Mit späteren Revisionen: ${says.de}` };
}
