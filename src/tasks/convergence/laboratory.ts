import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Gap, Line, Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { de } from "../../terms/words/de.ts";
import { en } from "../../terms/words/en.ts";
import { events, line } from "./words.ts";

/** The run of OpenAI and Ginkgo in the event list, if its cost change is visible. */
function labRun(panel: Panel): { readonly entry: ListEntry; readonly from: number; readonly to: number } | null {
  const entry = (listIn(panel, events)?.entries ?? []).find(
    (e) =>
      /ginkgo/i.test(String(e.fields["actor"])) &&
      typeof e.fields["from"] === "number" &&
      typeof e.fields["to"] === "number",
  );
  return entry === undefined ? null : { entry, from: Number(entry.fields["from"]), to: Number(entry.fields["to"]) };
}

/** Unit cost and reagents of the laboratory run that the report names, from other evidence only. */
export function labLines(panel: Panel): Line[] {
  const run = labRun(panel);
  const gap = (what: Text): Gap => ({ needs: [events], have: 0, need: 1, settles: what, pull: null });
  const reagents = line(
    "convergence/lab-reagents",
    {
      en: "Cannot tell whether reagent use fell by about 57 %: only the report says so, and it cannot confirm itself.",
      de: "Ob der Reagenzienverbrauch um etwa 57 % sank, ist nicht feststellbar: Das sagt nur der Bericht, und er kann sich nicht selbst belegen.",
    },
    {
      state: "cannot-tell",
      unit: "share",
      evidence: "unresolved",
      gap: gap({
        en: "A publication of the laboratory or of others that states reagent use before and after.",
        de: "Eine Veröffentlichung des Labors oder anderer, die den Reagenzienverbrauch vorher und nachher nennt.",
      }),
    },
  );
  if (run === null) {
    return [
      line(
        "convergence/lab-cost",
        {
          en: "Cannot tell whether the AI-run laboratory cut unit cost: no evidence other than the report is visible.",
          de: "Ob das von KI gesteuerte Labor die Stückkosten senkte, ist nicht feststellbar: Außer dem Bericht ist kein Beleg sichtbar.",
        },
        {
          state: "cannot-tell",
          unit: "share",
          evidence: "unresolved",
          gap: gap({
            en: "A dated publication other than the report that states unit cost before and after.",
            de: "Eine datierte Veröffentlichung außer dem Bericht, die Stückkosten vorher und nachher nennt.",
          }),
        },
      ),
      reagents,
    ];
  }
  const change = run.to / run.from - 1;
  return [
    line(
      "convergence/lab-cost",
      text(
        (f) =>
          `The laboratory run by OpenAI and Ginkgo cut unit cost from ${f.num(run.from)} to ${f.num(run.to)} USD per gram (${f.pct(change, 1)}); secondary pages, dates in conflict.`,
        (f) =>
          `Das von OpenAI und Ginkgo betriebene Labor senkte die Stückkosten von ${f.num(run.from)} auf ${f.num(run.to)} USD je Gramm (${f.pct(change, 1)}); Sekundärquellen, Datum widersprüchlich.`,
      ),
      {
        value: change,
        unit: "share",
        evidence: run.entry.evidence,
        newestPeriod: run.entry.period,
        refs: [refOf(events, run.entry.period, run.entry.item)],
      },
    ),
    reagents,
  ];
}

/** The events, as an overlay. */
export function eventTable(panel: Panel): Table {
  const entries = [...(listIn(panel, events)?.entries ?? [])].sort((a, b) =>
    a.period < b.period ? -1 : a.period > b.period ? 1 : a.item < b.item ? -1 : 1,
  );
  return {
    id: "convergence/events",
    title: {
      en: "Events in self-driving laboratories and robot learning: an overlay, never summed",
      de: "Ereignisse bei selbststeuernden Laboren und lernenden Robotern: nur Überlagerung, nie summiert",
    },
    columns: [
      { id: "date", label: { en: "Date", de: "Datum" } },
      { id: "actor", label: { en: "Who", de: "Wer" } },
      { id: "event", label: { en: "What", de: "Was" } },
      { id: "evidence", label: { en: "Evidence", de: "Beleg" } },
    ],
    rows: entries.map((e) => ({
      date: e.period,
      actor: String(e.fields["actor"]),
      event: String(e.fields["event"]),
      evidence: { en: en.evidenceWords[e.evidence], de: de.evidenceWords[e.evidence] },
      ref: refOf(events, e.period, e.item),
    })),
    note: {
      en: "Who and what in the words of the list.",
      de: "Wer und Was im englischen Wortlaut der Liste.",
    },
    refs: entries.map((e) => refOf(events, e.period, e.item)),
  };
}
