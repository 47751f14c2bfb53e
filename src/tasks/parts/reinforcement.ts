import { holm } from "../../methods/holm.ts";
import { noMemory } from "../../terms/memory.ts";
import { weakest } from "../../terms/observation.ts";
import type { Need, Panel } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartOptions, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { type Formats, text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";
import { eventNeeds, excitationBetweenReleases } from "../reinforcement/events.ts";
import { alpha, effectFrom, leastForTest, type Pair, pairOf, quartersNeeded } from "../reinforcement/pairs.ts";
import { balanceId, type Reading, readingNeeds, readingsOf } from "../reinforcement/readings.ts";
import { responseFigure, responsesOf, responseTable } from "../reinforcement/responses.ts";
import { countBelow, sensitivityTable, type Variation, variationsOf } from "../reinforcement/sensitivity.ts";
import { spilloverLine, spilloverOf, spilloverTable } from "../reinforcement/spillover.ts";

const isClaim = (p: Pair): boolean => p.a.main && p.b.main && p.a.indicator !== "capex" && p.b.indicator !== "capex";

function pairTable(pairs: readonly Pair[]): Table {
  return {
    id: "pairs",
    title: {
      en: "Lagged effects between the indicators, and on CapEx",
      de: "Verzögerte Wirkungen zwischen den Indikatoren und auf CapEx",
    },
    columns: [
      { id: "from", label: { en: "From", de: "Von" } },
      { id: "to", label: { en: "To", de: "Auf" } },
      { id: "n", label: { en: "Common quarters in a row", de: "Gemeinsame Quartale am Stück" }, decimals: 0 },
      { id: "excess", label: { en: "F minus null median", de: "F minus Median der Nullhypothese" }, decimals: 2 },
      { id: "p", label: { en: "Surrogate p", de: "Surrogat-p" }, decimals: 3 },
      {
        id: "detectable",
        label: { en: "Smallest effect found with 80 % power", de: "Kleinste mit 80 % Güte gefundene Wirkung" },
        unit: "sd per sd",
        decimals: 2,
      },
      { id: "role", label: { en: "Part of the claim", de: "Teil der These" } },
    ],
    rows: pairs.flatMap((p) =>
      ([0, 1] as const).map((from) => {
        const test = effectFrom(p.tests, from);
        const [cause, effect] = from === 0 ? [p.a, p.b] : [p.b, p.a];
        return {
          from: cause.label,
          to: effect.label,
          n: p.quarters.length,
          excess: test === undefined ? null : test.surrogate.excess,
          p: test === undefined ? null : test.surrogate.p,
          detectable: p.detectable === null ? null : p.detectable.effect,
          role: isClaim(p) ? { en: "yes", de: "ja" } : { en: "no, exploratory", de: "nein, explorativ" },
        };
      }),
    ),
    note: {
      en: `The claim needs ${quartersNeeded} common quarters in all three pairs. A blank p: fewer than ${leastForTest} common quarters. Without a list collected in both directions the retreat has no series: lists made by looking for retreats carry no balance. The plain F test rejects about twice its nominal size here, so p comes from 999 surrogates that keep each series' own dynamics.`,
      de: `Die These verlangt ${quartersNeeded} gemeinsame Quartale in allen drei Paaren. Leeres p: weniger als ${leastForTest} gemeinsame Quartale. Ohne eine in beide Richtungen gesammelte Liste hat der Rückzug keine Reihe: Listen, die nach Rückzügen gesucht wurden, tragen keine Bilanz. Der einfache F-Test lehnt hier etwa doppelt so oft ab wie nominell, darum stammt p aus 999 Surrogaten mit der Eigendynamik jeder Reihe.`,
    },
    refs: [...new Set(pairs.flatMap((p) => [...p.a.refs, ...p.b.refs]))],
  };
}

function figureOf(pairs: readonly Pair[], series: readonly Reading[]): Figure {
  const cell = (from: Reading, to: Reading): Pick<Figure["series"][number]["points"][number], "y" | "note"> => {
    const pair = pairs.find((p) => (p.a === from && p.b === to) || (p.b === from && p.a === to));
    if (pair === undefined) return { y: null };
    const test = effectFrom(pair.tests, pair.a === from ? 0 : 1);
    const least = pair.detectable?.effect ?? null;
    if (test !== undefined) {
      const beside =
        (sd: string) =>
        (f: Formats): string =>
          `p ${f.num(test.surrogate.p, 2)}${least === null ? "" : `, ≥ ${f.num(least, 1)} ${sd}`}`;
      return { y: test.surrogate.excess, note: text(beside("sd"), beside("Std.")) };
    }
    return {
      y: null,
      note: text(
        (f) => (least === null ? `n ${f.num(pair.quarters.length)}` : `≥ ${f.num(least, 1)} sd`),
        (f) => (least === null ? `n ${f.num(pair.quarters.length)}` : `≥ ${f.num(least, 1)} Std.`),
      ),
    };
  };
  const ofClaim = pairs.filter(isClaim);
  const tested = ofClaim.filter((p) => p.quarters.length >= quartersNeeded).length;
  return {
    id: "matrix",
    title:
      tested === 0
        ? {
            en: "No pair of the three indicators has enough common quarters to test",
            de: "Kein Paar der drei Indikatoren hat genug gemeinsame Quartale für einen Test",
          }
        : text(
            () =>
              `${tested} of ${ofClaim.length} pairs of the three indicators have the ${quartersNeeded} quarters the claim needs`,
            () =>
              `${tested} von ${ofClaim.length} Paaren der drei Indikatoren haben die ${quartersNeeded} Quartale, die die These verlangt`,
          ),
    subtitle: {
      en: `F of the lagged effect, row on column, above the median of its surrogates; below it p and the smallest effect found with 80 % power; hatched: fewer than ${leastForTest} common quarters (n)`,
      de: `F der verzögerten Wirkung, Zeile auf Spalte, über dem Median der Surrogate; darunter p und die kleinste mit 80 % Güte gefundene Wirkung; schraffiert: weniger als ${leastForTest} gemeinsame Quartale (n)`,
    },
    unit: "F above null",
    kind: "matrix",
    series: series.map((from) => ({
      id: from.indicator,
      label: from.label,
      role: from.indicator,
      kind: "estimated" as const,
      points: series.filter((to) => to !== from).map((to) => ({ x: to.label.en, ...cell(from, to) })),
    })),
    source: "Epoch AI, arXiv, SEC EDGAR",
    evidence: "estimated",
    refs: [...new Set(series.flatMap((s) => s.refs))],
  };
}

function claimLine(pairs: readonly Pair[], id: string): Line {
  const ofClaim = pairs.filter(isClaim);
  const shortest = Math.min(...ofClaim.map((p) => p.quarters.length));
  const longest = Math.max(...ofClaim.map((p) => p.quarters.length));
  if (shortest < quartersNeeded) {
    const tested = pairs
      .filter((p) => p.detectable?.effect != null)
      .sort((x, y) => y.quarters.length - x.quarters.length)[0];
    const least = tested?.detectable?.effect ?? null;
    return untold(
      "reinforcement",
      id,
      text(
        (f) =>
          `Cannot tell whether the three reinforce each other: common quarters in a row are ${longest} in the best pair and ${shortest} in the worst, ${quartersNeeded} are needed${least === null || tested === undefined ? "" : `; over the ${tested.quarters.length} that ${tested.a.label.en.toLowerCase()} and ${tested.b.label.en} share, a link would show only if a usual swing of one moved the other by ${f.num(least, 1)} of its own usual swing in the next quarter`}.`,
        (f) =>
          `Nicht zu sagen, ob die drei einander verstärken: Gemeinsame Quartale am Stück sind es ${longest} im besten und ${shortest} im schlechtesten Paar, nötig sind ${quartersNeeded}${least === null || tested === undefined ? "" : `; über die ${tested.quarters.length}, die ${tested.a.label.de} und ${tested.b.label.de} teilen, fiele ein Zusammenhang erst auf, wenn ein üblicher Ausschlag des einen im Quartal danach das andere um ${f.num(least, 1)} seines üblichen Ausschlags bewegte`}.`,
      ),
      {
        needs: [balanceId, "epoch/capability-index", "arxiv/robotics/papers"],
        have: shortest,
        need: quartersNeeded,
        settles: {
          en: "A list of carmakers' steps collected by a stated rule in both directions, and forty common quarters of all three indicators.",
          de: "Eine nach fester Regel in beide Richtungen gesammelte Liste der Schritte von Autobauern und vierzig gemeinsame Quartale aller drei Indikatoren.",
        },
        pull: "vorlauf pull arxiv epoch-capability",
      },
    );
  }
  const tests = ofClaim.flatMap((p) => p.tests);
  const { adjusted } = holm(
    tests.map((t) => t.surrogate.p),
    alpha,
  );
  const passed = tests.filter((t, i) => (adjusted[i] ?? 1) < alpha && t.surrogate.excess > 0).length;
  return found("reinforcement", {
    id,
    says: text(
      (f) =>
        `${passed} of ${tests.length} lagged effects between the three indicators exceed their null (Holm, alpha ${f.num(alpha, 2)}).`,
      (f) =>
        `${passed} von ${tests.length} verzögerten Wirkungen zwischen den drei Indikatoren übertreffen ihre Nullhypothese (Holm, Alpha ${f.num(alpha, 2)}).`,
    ),
    value: passed,
    unit: "tests",
    evidence: weakest(["estimated", ...ofClaim.flatMap((p) => [p.a.evidence, p.b.evidence])]),
    newestPeriod: ofClaim[0]?.quarters.at(-1) ?? null,
    refs: [...new Set(ofClaim.flatMap((p) => [...p.a.refs, ...p.b.refs]))],
  });
}

/** What the same test says where other definitions give longer series; never part of the claim. */
function proxiesLine(variations: readonly Variation[]): Line | null {
  const { below, of } = countBelow(variations);
  if (of === 0) return null;
  const longest = Math.max(...variations.map((v) => v.pair.quarters.length));
  const expected = alpha * of;
  return found("reinforcement", {
    id: "reinforcement/proxies",
    says: text(
      (f) =>
        `With other definitions of the indicators ${below} of ${of} lagged effects ${below === 1 ? "exceeds its" : "exceed their"} null at ${f.num(alpha, 2)} (about ${f.num(expected, 1)} would by chance), over up to ${longest} quarters; none of them is part of the claim.`,
      (f) =>
        `Mit anderen Definitionen der Indikatoren ${below === 1 ? "übertrifft" : "übertreffen"} ${below} von ${of} verzögerten Wirkungen ihre Nullhypothese bei ${f.num(alpha, 2)} (zufällig wären es etwa ${f.num(expected, 1)}), über bis zu ${longest} Quartale; keine davon gehört zur These.`,
    ),
    value: below,
    unit: "tests",
    evidence: weakest(["estimated", ...variations.flatMap((v) => [v.pair.a.evidence, v.pair.b.evidence])]),
    newestPeriod:
      variations
        .map((v) => v.pair.quarters.at(-1) ?? "")
        .sort()
        .at(-1) ?? null,
    refs: [...new Set(variations.flatMap((v) => [...v.pair.a.refs, ...v.pair.b.refs]))],
  });
}

/** Whether the retreat leads CapEx (D13): needs a series of the retreat, which a list collected by looking for retreats does not give. */
function retreatLeads(): Line {
  return untold(
    "reinforcement",
    "reinforcement/retreat-leads-capex",
    {
      en: "Cannot tell whether the carmakers' retreat leads compute CapEx: the retreat has no series, and twenty real-time origins are needed.",
      de: "Nicht zu sagen, ob der Rückzug der Autobauer dem CapEx für Rechenleistung vorausgeht: Der Rückzug hat keine Reihe, und nötig sind zwanzig Echtzeit-Ursprünge.",
    },
    {
      needs: [balanceId],
      have: 0,
      need: 20,
      settles: {
        en: "A list of carmakers' steps collected by a stated rule in both directions over more than twenty quarters.",
        de: "Eine nach fester Regel in beide Richtungen gesammelte Liste der Schritte von Autobauern über mehr als zwanzig Quartale.",
      },
      pull: null,
    },
  );
}

/** Pairs of readings of different indicators. */
function across(readings: readonly Reading[]): readonly (readonly [Reading, Reading])[] {
  return readings.flatMap((a, i) =>
    readings.slice(i + 1).flatMap((b) => (a.indicator === b.indicator ? [] : [[a, b] as const])),
  );
}

function measure(panel: Panel, { seed, memory = noMemory }: PartOptions): PartResult {
  const testing = { seed, memory };
  const readings = readingsOf(panel);
  const main = readings.filter((r) => r.main);
  const pairs = across(main).map(([a, b]) => pairOf(a, b, { ...testing, power: true }));
  const others = across(readings)
    .filter(([a, b]) => !(a.main && b.main))
    .map(([a, b]) => pairOf(a, b, { ...testing, power: false }));
  const variations = variationsOf([...pairs.filter((p) => !isClaim(p)), ...others], testing);
  const responses = responsesOf([...pairs, ...others]);
  const spillover = spilloverOf(readings, testing);
  const events = memory.recall("releases", [panel.asOf, ...eventNeeds.map(({ id }) => panel.lists[id] ?? null)], () =>
    excitationBetweenReleases(panel),
  );
  const proxies = proxiesLine(variations);
  return {
    part: "reinforcement",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: claimLine(pairs, "reinforcement"),
    lines: [
      claimLine(pairs, "reinforcement/pairs"),
      retreatLeads(),
      ...(proxies === null ? [] : [proxies]),
      spilloverLine(spillover),
      events.line,
    ],
    figures: [
      ...(pairs.some((p) => p.tests.length > 0) ? [figureOf(pairs, main)] : []),
      ...[responseFigure(responses)].filter((f) => f !== null),
    ],
    tables: [
      pairTable(pairs),
      ...(variations.length === 0 ? [] : [sensitivityTable(variations)]),
      ...(spillover === null ? [] : [spilloverTable(spillover)]),
      ...[responseTable(responses), events.table].filter((t) => t !== null),
    ],
    forecasts: [],
    warnings: [],
  };
}

/** What the part reads, each id once. */
function needs(): readonly Need[] {
  const byId = new Map([...readingNeeds, ...eventNeeds].map((n) => [n.id, n]));
  return [...byId.values()];
}

/** Do the three indicators reinforce each other: lagged effects against surrogates, with what could have been found (D14). */
export const part: Part = { id: "reinforcement", ...partWords.reinforcement, needs: needs(), measure };
