import { sum } from "../../math/sums.ts";
import { compareCounts } from "../../methods/binomial-test.ts";
import { signal as modelsSignal } from "../../signals/convergence/biology-robotics-models.ts";
import { devicesByQuarter, lateAdditions } from "../../signals/convergence/medical-devices.ts";
import { signal as scienceSignal } from "../../signals/convergence/science-share.ts";
import { listIn, type Panel, refOf, type SeriesView, seriesIn } from "../../terms/panel.ts";
import type { Figure, FigureSeries, Line, Table } from "../../terms/part.ts";
import { type Text, text } from "../../terms/text.ts";
import { isPresent, line, unique } from "./words.ts";

/** Devices of the last four complete quarters against the four before, raw, with the reporting lag. */
export function devicesLine(panel: Panel): Line {
  const list = listIn(panel, "fda/ai-devices");
  const quarters = devicesByQuarter(list?.entries ?? []);
  const [after, before] = [quarters.slice(-4), quarters.slice(-8, -4)];
  if (list === null || before.length < 4) {
    const oldest = panel.oldest["fda/ai-devices"];
    return line(
      "convergence/medical-devices",
      {
        en: `Cannot tell how many AI-enabled devices the FDA authorises: no copy of its list is visible${oldest ? ` (oldest copy ${oldest.slice(0, 10)})` : ""}.`,
        de: `Wie viele KI-gestützte Produkte die FDA zulässt, ist nicht feststellbar: Keine Kopie ihrer Liste ist sichtbar${oldest ? ` (älteste Kopie ${oldest.slice(0, 10)})` : ""}.`,
      },
      {
        state: "cannot-tell",
        unit: "devices",
        evidence: "unresolved",
        gap: {
          needs: ["fda/ai-devices"],
          have: quarters.length,
          need: 8,
          settles: {
            en: "A copy of the FDA's list that covers eight quarters.",
            de: "Eine Kopie der FDA-Liste über acht Quartale.",
          },
          pull: "vorlauf pull fda-ai-devices",
        },
      },
    );
  }
  const [now, then] = [sum(after.map((q) => q.devices)), sum(before.map((q) => q.devices))];
  const test = compareCounts({ before: then, after: now });
  const less = compareCounts({ before: now, after: then });
  const lag = lateAdditions(list).at(-1);
  const last = after.at(-1)?.quarter ?? "";
  const tail: Text =
    lag === undefined
      ? { en: "", de: "" }
      : text(
          (f) =>
            ` Between the last two copies ${f.num(lag.late)} of ${f.num(lag.added)} additions were late; raw count, correction not validated.`,
          (f) =>
            ` Zwischen den letzten beiden Kopien kamen ${f.num(lag.late)} von ${f.num(lag.added)} Einträgen verspätet; Rohzahl, Korrektur nicht validiert.`,
        );
  return line(
    "convergence/medical-devices",
    {
      en: text(
        (f) =>
          `The FDA lists ${f.num(now)} AI-enabled devices decided in the four quarters to ${f.when(last)}, ${f.num(then)} in the four before (${test.distinguishable ? "more" : less.distinguishable ? "fewer" : "not distinguishable"}).${tail.en}`,
      ).en,
      de: text(
        () => "",
        (f) =>
          `Die FDA führt ${f.num(now)} KI-gestützte Produkte mit Entscheid in den vier Quartalen bis ${f.when(last)}, ${f.num(then)} in den vier davor (${test.distinguishable ? "mehr" : less.distinguishable ? "weniger" : "nicht unterscheidbar"}).${tail.de}`,
      ).de,
    },
    {
      value: now,
      unit: "devices",
      direction: test.distinguishable ? "up" : less.distinguishable ? "down" : "flat",
      newestPeriod: last,
      refs: unique([...after, ...before].flatMap((q) => q.refs)),
      spark: quarters.slice(-16).map((q) => q.devices),
    },
  );
}

/** Share of machine learning in the laboratory sciences; null when not visible. */
export function scienceLine(panel: Panel): Line | null {
  const share = scienceSignal.measure(panel);
  const last = share.values.length - 1;
  const [now, then, year] = [share.values[last], share.values[last - 1], share.periods[last]];
  if (now === undefined || then === undefined || year === undefined) return null;
  const open = share.warnings.some((w) => w.code === "indexing-incomplete");
  return line(
    "convergence/science-share",
    text(
      (f) =>
        `Machine learning stands in ${f.pct(now, 1)} of papers in chemistry, materials science and physics of ${year}, ${f.pct(then, 1)} the year before${open ? " (newest year still being indexed)" : ""}.`,
      (f) =>
        `Maschinelles Lernen steht in ${f.pct(now, 1)} der Arbeiten in Chemie, Materialwissenschaft und Physik von ${year}, im Vorjahr in ${f.pct(then, 1)}${open ? " (neuestes Jahr noch in der Erfassung)" : ""}.`,
    ),
    {
      value: now,
      unit: "share",
      direction: now > then ? "up" : now < then ? "down" : "flat",
      newestPeriod: year,
      refs: [...(share.refs[last] ?? []), ...(share.refs[last - 1] ?? [])],
      spark: [...share.values].slice(-12),
    },
  );
}

/** Notable models in biology, medicine or robotics; null when not visible. */
export function modelsLine(panel: Panel): Line | null {
  const models = modelsSignal.measure(panel);
  const last = models.values.length - 1;
  const [now, then, year] = [models.values[last], models.values[last - 1], models.periods[last]];
  if (now === undefined || then === undefined || year === undefined) return null;
  return line(
    "convergence/models",
    text(
      (f) =>
        `Epoch lists ${f.num(now)} notable models in biology, medicine or robotics for ${year} and ${f.num(then)} for the year before; later years are still being reported.`,
      (f) =>
        `Epoch führt für ${year} ${f.num(now)} nennenswerte Modelle in Biologie, Medizin oder Robotik, für das Vorjahr ${f.num(then)}; spätere Jahre werden noch nachgetragen.`,
    ),
    {
      value: now,
      unit: "models",
      direction: now > then ? "up" : now < then ? "down" : "flat",
      newestPeriod: year,
      refs: unique([...(models.refs[last] ?? []), ...(models.refs[last - 1] ?? [])]),
    },
  );
}

/** Devices per quarter by copy of the list; null when none is visible. */
export function devicesFigure(panel: Panel): Figure | null {
  const list = listIn(panel, "fda/ai-devices");
  const now = devicesByQuarter(list?.entries ?? []).filter((q) => q.quarter >= "2015-Q1");
  const last = now.at(-1);
  if (list === null || last === undefined) return null;
  const older = list.copies.slice(0, -1).map((copy, i) => ({
    id: `copy-${i + 1}`,
    day: copy.known.slice(0, 10),
    quarters: devicesByQuarter(copy.entries).filter((q) => q.quarter >= "2015-Q1"),
  }));
  return {
    id: "convergence/devices",
    title: text(
      (f) => `${f.num(last.devices)} AI-enabled devices in ${f.when(last.quarter)}`,
      (f) => `${f.num(last.devices)} KI-gestützte Produkte im ${f.when(last.quarter)}`,
    ),
    subtitle: {
      en: "Devices on the FDA's list by quarter of the decision, raw count of each copy, complete quarters only",
      de: "Produkte der FDA-Liste nach Quartal des Entscheids, Rohzahl jeder Kopie, nur volle Quartale",
    },
    unit: "devices",
    kind: "line",
    series: [
      {
        id: "newest",
        label: text(
          (f) => `Copy known ${f.when(list.known.slice(0, 10))}`,
          (f) => `Kopie, bekannt ${f.when(list.known.slice(0, 10))}`,
        ),
        role: "convergence",
        kind: "observed",
        points: now.map((q) => ({
          x: q.quarter,
          y: q.devices,
          ...(q.refs[0] === undefined ? {} : { ref: q.refs[0] }),
        })),
      },
      ...older.map((c) => ({
        id: c.id,
        label: text(
          (f) => `Copy known ${f.when(c.day)}`,
          (f) => `Kopie, bekannt ${f.when(c.day)}`,
        ),
        role: "muted" as const,
        kind: "first" as const,
        points: c.quarters.map((q) => ({ x: q.quarter, y: q.devices })),
      })),
    ],
    source: "U.S. Food and Drug Administration",
    evidence: "derived",
    refs: unique(now.flatMap((q) => q.refs)),
  };
}

/** Shares by science; null when none is visible. */
export function scienceFigure(panel: Panel): Figure | null {
  const held = ["chemistry", "materials", "physics"].map((f) => seriesIn(panel, `wos/${f}/ml-share`)).filter(isPresent);
  if (held.length === 0) return null;
  const names: Readonly<Record<string, Text>> = {
    chemistry: { en: "Chemistry", de: "Chemie" },
    materials: { en: "Materials science", de: "Materialwissenschaft" },
    physics: { en: "Physics", de: "Physik" },
  };
  const points = (s: SeriesView): FigureSeries["points"] =>
    s.periods.map((p, i) => ({
      x: p,
      y: Number.isNaN(s.values[i] ?? Number.NaN) ? null : (s.values[i] ?? null),
      ref: refOf(s.id, p),
    }));
  return {
    id: "convergence/science",
    title: {
      en: "Machine learning spreads through the laboratory sciences",
      de: "Maschinelles Lernen breitet sich in den Laborwissenschaften aus",
    },
    subtitle: {
      en: "Share of papers found by a machine-learning search, per year and Web of Science category; newest year still being indexed",
      de: "Anteil der Arbeiten mit Treffern einer Suche nach maschinellem Lernen, je Jahr und Web-of-Science-Kategorie; neuestes Jahr noch in der Erfassung",
    },
    unit: "share",
    kind: "line",
    series: held.map((s, i) => ({
      id: s.id,
      label: names[s.id.split("/")[1] ?? ""] ?? { en: s.id, de: s.id },
      role: (["convergence", "other", "muted"] as const)[i] ?? "muted",
      kind: "observed" as const,
      points: points(s),
    })),
    source: "Ben Blaiszik; counts from Web of Science (Clarivate)",
    evidence: "derived",
    refs: held.flatMap((s) => s.periods.map((p) => refOf(s.id, p))),
  };
}

/** Late additions between copies. */
export function lagTable(panel: Panel): Table {
  const changes = lateAdditions(listIn(panel, "fda/ai-devices"));
  return {
    id: "convergence/device-lag",
    title: {
      en: "Late additions between copies of the FDA's list",
      de: "Verspätete Einträge zwischen Kopien der FDA-Liste",
    },
    columns: [
      { id: "from", label: { en: "Copy known", de: "Kopie bekannt" } },
      { id: "to", label: { en: "Next copy", de: "Nächste Kopie" } },
      { id: "added", label: { en: "Added", de: "Neu" }, decimals: 0 },
      { id: "late", label: { en: "of these decided earlier", de: "davon früher entschieden" }, decimals: 0 },
      { id: "removed", label: { en: "Removed", de: "Entfernt" }, decimals: 0 },
    ],
    rows: changes.map((c) => ({
      from: c.from.slice(0, 10),
      to: c.to.slice(0, 10),
      added: c.added,
      late: c.late,
      removed: c.removed,
    })),
    note: {
      en: "The gap is a change of inclusion practice, not of age: a correction fitted on old copies over-corrects new ones, so the raw count is shown.",
      de: "Die Lücke ist eine geänderte Aufnahmepraxis, keine Frage des Alters: Eine an alten Kopien geschätzte Korrektur überkorrigiert neue, daher die Rohzahl.",
    },
    refs: unique(
      (listIn(panel, "fda/ai-devices")?.entries ?? [])
        .slice(0, 1)
        .map((e) => refOf("fda/ai-devices", e.period, e.item)),
    ),
  };
}
