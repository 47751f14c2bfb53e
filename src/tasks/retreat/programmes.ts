import { redirectedCases } from "../../signals/retreat/redirected-cases.ts";
import { type ProgrammeState, type Step, severityOf } from "../../signals/retreat/severity.ts";
import { listIn, type Panel } from "../../terms/panel.ts";
import type { Figure, Line, Table } from "../../terms/part.ts";
import { addMonths, endOf } from "../../terms/period.ts";
import { type Text, text } from "../../terms/text.ts";
import { columnText, expansions, line, nameOf, programmeWords, retreats, unique, useWords } from "./words.ts";

/** Why no balance of retreat and expansion is computed from collected lists. */
export function balanceLine(panel: Panel): Line {
  const back = listIn(panel, retreats)?.entries ?? [];
  const forth = listIn(panel, expansions)?.entries ?? [];
  return line(
    "retreat/balance",
    text(
      (f) =>
        `Cannot tell whether retreat outweighs expansion: ${f.num(back.length)} visible events were collected by looking for retreats and ${f.num(forth.length)} by looking for expansions; such lists carry no balance, trend or contagion.`,
      (f) =>
        `Ob der Rückzug den Ausbau überwiegt, ist nicht feststellbar: ${f.num(back.length)} sichtbare Ereignisse wurden auf der Suche nach Rückzügen gesammelt, ${f.num(forth.length)} auf der Suche nach Ausbau; solche Listen tragen weder Bilanz noch Trend noch Ansteckung.`,
    ),
    {
      state: "cannot-tell",
      unit: "severity",
      evidence: "unresolved",
      gap: {
        needs: ["events/carmakers-collected-by-rule"],
        have: 0,
        need: 40,
        settles: {
          en: "A list of carmaker events collected by a stated rule in both directions (for example every 8-K and ad hoc notice of the companies), 40 events or more, or their filings.",
          de: "Eine Liste von Ereignissen der Hersteller, nach einer festen Regel in beide Richtungen erhoben (etwa jede 8-K- und Ad-hoc-Meldung), mit 40 Ereignissen oder mehr, oder ihre Abschlüsse.",
        },
        pull: null,
      },
    },
  );
}

/** Documented cases of definition D8 in the last twelve months, a floor. */
export function redirectedLine(panel: Panel): Line {
  const cases = redirectedCases(panel);
  const from = addMonths(panel.asOf, -12);
  const recent = cases.filter((c) => c.day > from && c.day <= panel.asOf);
  const weak = recent.filter((c) => c.grade === "C").length;
  const refs = recent.map((c) => c.ref);
  if (recent.length === 0) {
    return line(
      "retreat/redirected-cases",
      {
        en: "Cannot tell how much is redirected: no visible document of the last twelve months names the same site, cells, staff or money in a new use; a list nobody collected by a rule cannot refute.",
        de: "Wie viel umgelenkt wird, ist nicht feststellbar: Kein sichtbares Dokument der letzten zwölf Monate nennt dieselbe Anlage, Zellen, Belegschaft oder Mittel in neuer Verwendung; eine nicht nach Regel erhobene Liste kann nichts widerlegen.",
      },
      {
        state: "cannot-tell",
        unit: "cases",
        evidence: "unresolved",
        gap: {
          needs: [retreats, expansions],
          have: 0,
          need: 3,
          settles: {
            en: "Documents that name the same site, cells, staff or money in compute, power or storage: three within a year.",
            de: "Dokumente, die dieselbe Anlage, Zellen, Belegschaft oder Mittel in Rechenleistung, Strom oder Speicher nennen: drei in einem Jahr.",
          },
          pull: null,
        },
      },
    );
  }
  return line(
    "retreat/redirected-cases",
    text(
      (f) =>
        `At least ${f.num(recent.length)} documented ${recent.length === 1 ? "case" : "cases"} in twelve months in which the same EV assets were put to a new use (${recent.map((c) => `${nameOf(c.group)}: ${c.use}`).join(", ")})${weak > 0 ? `; ${f.num(weak)} on a weak page (grade C)` : ""}. A floor: it may confirm, never refute.`,
      (f) =>
        `Mindestens ${f.num(recent.length)} ${recent.length === 1 ? "belegter Fall" : "belegte Fälle"} in zwölf Monaten, in denen dieselben EV-Anlagen neu genutzt werden (${recent.map((c) => `${nameOf(c.group)}: ${useWords[c.use] ?? c.use}`).join(", ")})${weak > 0 ? `; davon ${f.num(weak)} auf schwacher Seite (Stufe C)` : ""}. Eine Untergrenze: Sie kann bestätigen, nie widerlegen.`,
    ),
    {
      value: recent.length,
      unit: "cases",
      evidence: "reported (secondary)",
      newestPeriod: recent.at(-1)?.day ?? null,
      refs,
    },
  );
}

/** How many programmes of the list reached step 3 or 4, pages of grade C left out; null without a step. */
export function severityLine(panel: Panel): Line | null {
  const { states, flow } = severityOf(panel, { side: "carmakers", direction: "retreat", weakToo: false });
  if (states.length === 0) return null;
  const ended = states.filter((s) => s.severity >= 3);
  const groups = new Set(states.map((s) => s.group)).size;
  const from = addMonths(panel.asOf, -12);
  const recent = flow.filter((s) => s.period.length > 4 && endOf(s.period) > from).length;
  const newest =
    flow
      .map((s) => endOf(s.period))
      .sort()
      .at(-1) ?? null;
  return line(
    "retreat/severity",
    text(
      (f) =>
        `${f.num(ended.length)} of ${f.num(states.length)} listed programmes of ${f.num(groups)} carmaker groups were cancelled, left, converted or closed (steps 3 and 4); steps back listed for the last four quarters: ${f.num(recent)}. Pages of grade C left out; a list made by looking for retreats.`,
      (f) =>
        `${f.num(ended.length)} von ${f.num(states.length)} aufgeführten Programmen von ${f.num(groups)} Herstellern wurden gestrichen, verlassen, umgestellt oder geschlossen (Stufen 3 und 4); aufgeführte Rückschritte der letzten vier Quartale: ${f.num(recent)}. Ohne Seiten der Stufe C; eine gezielt nach Rückzügen gesammelte Liste.`,
    ),
    {
      value: ended.length,
      unit: "programmes",
      evidence: "derived",
      newestPeriod: newest,
      refs: unique(states.flatMap((s) => s.refs)),
    },
  );
}

/** Programmes with their state and what the last four quarters added (D6). */
export function severityTable(
  id: string,
  title: Text,
  states: readonly ProgrammeState[],
  flow: readonly Step[],
  asOf: string,
): Table {
  const from = addMonths(asOf, -12);
  const added = (s: ProgrammeState): number =>
    flow
      .filter(
        (x) => x.group === s.group && x.programme === s.programme && x.period.length > 4 && endOf(x.period) > from,
      )
      .reduce((n, x) => n + x.to - x.from, 0);
  return {
    id,
    title,
    columns: [
      { id: "group", label: columnText.group },
      { id: "programme", label: columnText.programme },
      { id: "severity", label: columnText.severity, decimals: 0 },
      { id: "since", label: columnText.since },
      { id: "added", label: columnText.added, decimals: 0 },
      { id: "steps", label: columnText.steps, decimals: 0 },
      { id: "grade", label: columnText.grade },
    ],
    rows: states.map((s) => ({
      group: nameOf(s.group),
      programme: programmeWords(s.programme),
      severity: s.severity,
      since: s.since,
      added: added(s),
      steps: s.steps,
      grade: s.grade,
      ref: s.refs.at(-1) ?? null,
    })),
    note: {
      en: "1 delay or target cut; 2 production, guidance or CapEx cut; 3 cancellation, exit, divestment, conversion; 4 closure or ended with an announced impairment. State = worst step so far. Collected by looking for it: no count of rows is a trend. Programmes are named as in the checked file.",
      de: "1 Verzug oder Ziel gesenkt; 2 Produktion, Ausblick oder CapEx gekürzt; 3 gestrichen, ausgestiegen, verkauft, umgestellt; 4 geschlossen oder mit angekündigter Abschreibung beendet. Stand = schwerster Schritt bisher. Gezielt gesammelt: Die Zahl der Zeilen ist kein Trend. Programme stehen unter dem englischen Namen der geprüften Datei.",
    },
    refs: unique(states.flatMap((s) => s.refs)),
  };
}

/** The documented cases of definition D8. */
export function redirectedTable(panel: Panel): Table {
  const cases = redirectedCases(panel);
  return {
    id: "retreat/redirected",
    title: {
      en: "Documented cases of redirected EV capital (a floor)",
      de: "Belegte Fälle umgelenkten EV-Kapitals (eine Untergrenze)",
    },
    columns: [
      { id: "group", label: columnText.group },
      { id: "since", label: columnText.since },
      { id: "use", label: columnText.use },
      { id: "fact", label: columnText.fact },
      { id: "grade", label: columnText.grade },
    ],
    rows: cases.map((c) => ({
      group: nameOf(c.group),
      since: c.day,
      use: { en: c.use, de: useWords[c.use] ?? c.use },
      fact: c.fact,
      grade: c.grade,
      ref: c.ref,
    })),
    refs: cases.map((c) => c.ref),
  };
}

/** Dated steps by severity; null without one. */
export function stepsFigure(flow: readonly Step[]): Figure | null {
  const dated = flow.filter((s) => s.period.length > 4);
  if (dated.length === 0) return null;
  const last =
    dated
      .map((s) => endOf(s.period))
      .sort()
      .at(-1) ?? "";
  return {
    id: "retreat/steps",
    title: text(
      (f) => `${f.num(dated.length)} dated steps back, the last listed on ${f.when(last)}`,
      (f) => `${f.num(dated.length)} datierte Rückschritte, der letzte am ${f.when(last)}`,
    ),
    subtitle: {
      en: "Severity reached by a programme (1 to 4, definition D6), by date; collected by looking for retreats, so density is no trend",
      de: "Erreichte Schwere je Programm (1 bis 4, Definition D6) nach Datum; gezielt gesammelt, die Dichte ist kein Trend",
    },
    unit: "severity",
    kind: "dot",
    series: [
      {
        id: "steps",
        label: { en: "Step of a programme", de: "Schritt eines Programms" },
        role: "retreat",
        kind: "observed",
        points: dated.map((s) => ({ x: endOf(s.period), y: s.to, ref: s.ref })),
      },
    ],
    source: "Pages named in events/carmakers",
    evidence: "derived",
    refs: unique(dated.map((s) => s.ref)),
  };
}
