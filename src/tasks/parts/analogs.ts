import { median } from "../../math/quantile.ts";
import { mean } from "../../math/sums.ts";
import { alignMembers, hyperscalers, memberNeeds } from "../../signals/capex/hyperscaler-capex.ts";
import { signal as batteryShare } from "../../signals/cycle/battery-electric-share.ts";
import { asHeld } from "../../signals/cycle/computer-orders.ts";
import { weakest } from "../../terms/observation.ts";
import type { Panel } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartOptions, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { periodRange } from "../../terms/period.ts";
import { text } from "../../terms/text.ts";
import { batteryCars } from "../analogs/battery-cars.ts";
import { alignWave, isAligned, type Unaligned, type Wave, waveSources } from "../analogs/wave.ts";
import { readPhase } from "../cycle/phase.ts";
import { indexOfGroup } from "../cycle/series.ts";
import { found, lineOfForecast, untold } from "../finding.ts";

const telecom = "census/private-communication/construction";
const title = { en: "Hyperscaler CapEx", de: "CapEx der Hyperscaler" };

/** The present expansion: its dated trough and its age in years. */
interface Present {
  readonly start: string;
  readonly years: number;
  readonly refs: readonly string[];
  readonly index: readonly { readonly period: string; readonly log: number }[];
}

function presentOf(panel: Panel): Present | null {
  const group = alignMembers(panel, hyperscalers);
  const index = group === null ? null : indexOfGroup(group, title);
  if (index === null || index.periods.length < 12) return null;
  const reading = readPhase(index.logLevel, "quarterly");
  const trough = reading.dating.troughs.at(-1);
  if (trough === undefined || reading.phase === "contraction") return null;
  return {
    start: index.periods[trough] ?? "",
    years: reading.age / 4,
    refs: index.refs.slice(trough).flat(),
    index: index.periods.slice(trough).map((period, i) => ({ period, log: index.logLevel[trough + i] ?? Number.NaN })),
  };
}

function headline(waves: readonly Wave[], present: Present | null): Line {
  const falls = waves.flatMap((w) => (w.yearsToFirstFall === null ? [] : [w.yearsToFirstFall]));
  const [n, middle] = [falls.length, median(falls)];
  const without = waves.length - n;
  const past = present === null ? 0 : falls.filter((y) => y <= present.years).length;
  const age = present === null ? null : present.years;
  return found("analogs", {
    id: "analogs",
    says: text(
      (f) =>
        `In ${f.num(n)} earlier waves with their start on record, yearly additions first fell by a third ${f.num(middle)} years after it in the middle case (${f.num(Math.min(...falls))} to ${f.num(Math.max(...falls))}); ${f.num(without)} more never did while recorded.` +
        (age === null
          ? " The present expansion has no dated start to compare."
          : ` The present expansion is ${f.num(age, 1)} years old since its trough; at that age ${f.num(past)} of ${f.num(waves.length)} had fallen.`),
      (f) =>
        `In ${f.num(n)} früheren Wellen mit belegtem Anfang sank der Jahreszubau im mittleren Fall nach ${f.num(middle)} Jahren erstmals um ein Drittel (${f.num(Math.min(...falls))} bis ${f.num(Math.max(...falls))}); bei ${f.num(without)} weiteren nie, solange die Reihe reicht.` +
        (age === null
          ? " Die jetzige Expansion hat keinen datierten Anfang zum Vergleich."
          : ` Die jetzige Expansion ist seit ihrem Tiefpunkt ${f.num(age, 1)} Jahre alt; in diesem Alter war der Zubau bei ${f.num(past)} von ${f.num(waves.length)} gefallen.`),
    ),
    value: middle,
    unit: "years",
    interval: { low: Math.min(...falls), high: Math.max(...falls), coverage: 1 },
    evidence: weakest([...waves.map((w) => w.evidence), "derived"]),
    newestPeriod:
      waves
        .map((w) => w.additions.at(-1)?.year ?? "")
        .sort()
        .at(-1) ?? null,
    refs: waves.map((w) => `analogs/${w.source.id}`),
  });
}

/** How far the top of the waves stood above what the decade after it sustained, with how many of them can say so. */
function overshootLine(waves: readonly Wave[]): Line {
  const told = waves.filter((w) => w.overshoot !== null);
  const sizes = told.map((w) => w.overshoot ?? Number.NaN);
  const id = "analogs/overshoot";
  if (told.length === 0) {
    const says = {
      en: "Cannot tell how far earlier waves overshot: no record goes on for a decade after its largest additions.",
      de: "Nicht zu sagen, wie weit frühere Wellen überschossen: Keine Reihe reicht ein Jahrzehnt über den größten Zubau hinaus.",
    };
    return untold("analogs", id, says, {
      needs: waves.map((w) => w.source.series),
      have: 0,
      need: 1,
      settles: { en: "Ten years after the largest additions.", de: "Zehn Jahre nach dem größten Zubau." },
      pull: null,
    });
  }
  const [middle, low, high] = [median(sizes), Math.min(...sizes), Math.max(...sizes)];
  return found("analogs", {
    id,
    says: text(
      (f) =>
        `In ${f.num(told.length)} of ${f.num(waves.length)} waves the record goes on for a decade after the top: the largest additions stood ${f.pct(middle)} above the mean of those ten years in the middle case (${f.pct(low)} to ${f.pct(high)}); n ${f.num(told.length)}, several of one technology.`,
      (f) =>
        `Bei ${f.num(told.length)} von ${f.num(waves.length)} Wellen reicht die Reihe ein Jahrzehnt über den Gipfel hinaus: Der größte Zubau lag im mittleren Fall ${f.pct(middle)} über dem Mittel dieser zehn Jahre (${f.pct(low)} bis ${f.pct(high)}); n ${f.num(told.length)}, mehrere von derselben Technik.`,
    ),
    value: middle,
    unit: "share",
    interval: { low, high, coverage: 1 },
    evidence: weakest([...told.map((w) => w.evidence), "derived"]),
    newestPeriod:
      told
        .map((w) => w.peak)
        .sort()
        .at(-1) ?? null,
    refs: told.map((w) => `analogs/${w.source.id}`),
  });
}

function waveLine(w: Wave): Line {
  const fall = w.fallAfter;
  return found("analogs", {
    id: `analogs/${w.source.id}`,
    says: text(
      (f) =>
        `${w.source.title.en}: from ${w.start} additions ${w.censored ? `were near their largest when the record breaks off, after at least ${f.num(w.yearsToPeak)} years` : `peaked in ${w.peak}, after ${f.num(w.yearsToPeak)} years`}${fall === null ? "" : `, and fell by ${f.pct(fall)} within five years`}${w.yearsToFirstFall === null ? "" : `; first fall by a third after ${f.num(w.yearsToFirstFall)} years`}.`,
      (f) =>
        `${w.source.title.de}: ab ${w.start} ${w.censored ? `lag der Zubau beim Abbruch der Reihe nahe am Höchstwert, nach mindestens ${f.num(w.yearsToPeak)} Jahren` : `erreichte der Zubau ${w.peak} nach ${f.num(w.yearsToPeak)} Jahren den Gipfel`}${fall === null ? "" : ` und fiel binnen fünf Jahren um ${f.pct(fall)}`}${w.yearsToFirstFall === null ? "" : `; erster Rückgang um ein Drittel nach ${f.num(w.yearsToFirstFall)} Jahren`}.`,
    ),
    value: w.yearsToFirstFall ?? w.yearsToPeak,
    unit: "years",
    evidence: w.evidence,
    newestPeriod: w.additions.at(-1)?.year ?? null,
    refs: w.refs,
  });
}

function unalignedLine({ source, reason, have }: Unaligned): Line {
  const says = {
    en: `Cannot align ${source.title.en}: ${reason.en}.`,
    de: `${source.title.de} lässt sich nicht ausrichten: ${reason.de}.`,
  };
  const settles = {
    en: `A record of ${source.title.en} from its beginning.`,
    de: `Eine Reihe zu ${source.title.de} von Anfang an.`,
  };
  return untold("analogs", `analogs/${source.id}`, says, {
    needs: [source.series],
    have,
    need: null,
    settles,
    pull: null,
  });
}

/** Dot-com telecom: construction of communication structures is the nearest series held; equipment is missing. */
function telecomLine(panel: Panel): Line {
  const series = asHeld(panel, telecom, {
    id: "communication-construction",
    unit: "USD million, SAAR",
    frequency: "monthly",
    pull: "vorlauf pull census",
  });
  const years = periodRange("1993", "2006").flatMap((year) => {
    const at = series.periods.flatMap((p, i) => (p.startsWith(year) ? [series.values[i] ?? Number.NaN] : []));
    return at.length === 12 ? [{ year, value: mean(at) }] : [];
  });
  const peak = years
    .filter((y) => y.year <= "2003")
    .reduce<{ year: string; value: number } | null>((a, b) => (a === null || b.value > a.value ? b : a), null);
  if (peak === null || years.length < 14) {
    const says = {
      en: "Cannot tell how dot-com telecom built up and broke: no series of its CapEx is held.",
      de: "Nicht zu sagen, wie der Telekom-Ausbau der Dotcom-Zeit anstieg und abbrach: Eine Reihe seines CapEx liegt nicht vor.",
    };
    return untold(
      "analogs",
      "analogs/dot-com-telecom",
      says,
      series.gap ?? { needs: [telecom], have: years.length, need: 14, settles: says, pull: "vorlauf pull census" },
    );
  }
  const after = Math.min(...years.filter((y) => y.year > peak.year).map((y) => y.value));
  const first = years[0] ?? peak;
  return found("analogs", {
    id: "analogs/dot-com-telecom",
    says: text(
      (f) =>
        `Dot-com telecom, by construction of communication structures only (equipment is not held): ${f.num(peak.value / first.value, 1)} times 1993 at the peak of ${peak.year}, then down ${f.pct(1 - after / peak.value)} to the low before 2007.`,
      (f) =>
        `Telekom der Dotcom-Zeit, nur Bauten (Ausrüstung liegt nicht vor): beim Gipfel ${peak.year} das ${f.num(peak.value / first.value, 1)}-Fache von 1993, danach bis zum Tief vor 2007 minus ${f.pct(1 - after / peak.value)}.`,
    ),
    value: 1 - after / peak.value,
    unit: "share",
    evidence: "derived",
    newestPeriod: "2006",
    refs: series.refs.filter((_, i) => (series.periods[i] ?? "") < "2007").flat(),
  });
}

function tableOf(waves: readonly Wave[]): Table {
  return {
    id: "waves",
    title: { en: "Earlier waves, aligned at their starts", de: "Frühere Wellen, am Anfang ausgerichtet" },
    columns: [
      { id: "wave", label: { en: "Wave", de: "Welle" } },
      { id: "start", label: { en: "Start", de: "Anfang" } },
      {
        id: "first",
        label: { en: "Years to first fall by a third", de: "Jahre bis zum ersten Rückgang um ein Drittel" },
        decimals: 0,
      },
      { id: "peak", label: { en: "Years to the largest additions", de: "Jahre bis zum größten Zubau" }, decimals: 0 },
      { id: "year", label: { en: "Year", de: "Jahr" } },
      { id: "censored", label: { en: "Record ends there", de: "Reihe endet dort" } },
      { id: "fall", label: { en: "Fall within 5 years", de: "Rückgang binnen 5 Jahren" }, decimals: 2 },
      {
        id: "overshoot",
        label: { en: "Overshoot over the decade after", de: "Überschuss über das Jahrzehnt danach" },
        decimals: 2,
      },
    ],
    rows: waves.map((w) => ({
      wave: w.source.title,
      start: w.start,
      first: w.yearsToFirstFall,
      peak: w.yearsToPeak,
      year: w.peak,
      censored: w.censored ? { en: "yes, a floor", de: "ja, Untergrenze" } : null,
      fall: w.fallAfter,
      overshoot: w.overshoot,
      ref: w.refs.at(-1) ?? null,
    })),
    note: {
      en: "Additions are yearly changes of a stock (lengths, users, output), means of three years; a proxy of investment, not money. The same technology in several countries is not independent evidence. Overshoot: largest additions over the mean of the ten years after, less 1; blank where those years are not held.",
      de: "Zubau sind Jahresänderungen eines Bestands (Längen, Nutzer, Erzeugung) im Dreijahresmittel; ein Stellvertreter für Investitionen, kein Geld. Dieselbe Technik in mehreren Ländern ist kein unabhängiger Beleg. Überschuss: größter Zubau durch das Mittel der zehn Jahre danach, minus 1; leer, wo diese Jahre nicht vorliegen.",
    },
    refs: waves.flatMap((w) => w.refs.slice(-2)),
  };
}

/** Each wave as if it had begun with the present one, on its own additions at age 3 = 100. */
function figureOf(waves: readonly Wave[], present: Present): Figure {
  const begin = present.start.slice(0, 4);
  const aligned = waves.flatMap((w) => {
    const base = w.additions.find((a) => a.age >= 3 && a.value > 0);
    return base === undefined
      ? []
      : [
          {
            w,
            points: w.additions
              .filter((a) => a.age >= base.age && a.age <= 30)
              .map((a) => ({
                x: String(a.age),
                y: a.value > 0 ? (100 * a.value) / base.value : null,
                ref: w.refs[0] ?? "",
              })),
          },
        ];
  });
  const years = new Map<string, number[]>();
  for (const { period, log } of present.index)
    years.set(period.slice(0, 4), [...(years.get(period.slice(0, 4)) ?? []), Math.exp(log)]);
  const now = [...years]
    .filter(([y, v]) => v.length === 4 || y === begin)
    .map(([year, v]) => ({ x: String(Number(year) - Number(begin)), y: mean(v), ref: present.refs[0] ?? "" }));
  const level = now.find((p) => p.x === "1")?.y ?? Number.NaN;
  return {
    id: "aligned",
    title: text(
      (f) => `${f.num(aligned.length)} earlier waves by years since their start, and hyperscaler CapEx since ${begin}`,
      (f) =>
        `${f.num(aligned.length)} frühere Wellen nach Jahren seit ihrem Beginn, und der CapEx der Hyperscaler seit ${begin}`,
    ),
    subtitle: {
      en: "Yearly additions (three-year means), third year = 100; in each panel the dark line: hyperscaler CapEx, first full year = 100; log scale",
      de: "Jahreszubau (Dreijahresmittel), drittes Jahr = 100; dunkle Linie in jedem Feld: CapEx der Hyperscaler, erstes volles Jahr = 100; logarithmisch",
    },
    unit: "index",
    kind: "line",
    scale: "log",
    series: [
      ...aligned.map(({ w, points }) => ({
        id: w.source.id,
        label: w.source.title,
        role: "muted" as const,
        kind: "observed" as const,
        points,
      })),
      {
        id: "present",
        label: title,
        role: "capex" as const,
        kind: "observed" as const,
        points: now.map((p) => ({ ...p, y: (100 * p.y) / level })),
      },
    ],
    panels: { shared: ["present"] },
    source: "HCCTA (Comin & Hobijn); Grübler & Nakićenović; SEC EDGAR",
    evidence: weakest([...waves.map((w) => w.evidence), "derived"]),
    refs: [...waves.flatMap((w) => w.refs), ...present.refs],
  };
}

function measure(panel: Panel, options: PartOptions): PartResult {
  const all = waveSources.map((s) => alignWave(panel, s));
  const waves = all.filter(isAligned);
  const present = presentOf(panel);
  const battery = batteryCars(panel, { seed: options.seed, draws: 2000 });
  const done = waves.filter((w) => w.yearsToFirstFall !== null).length;
  const none = {
    en: "Cannot tell where earlier waves stood: none with its start on record is held.",
    de: "Nicht zu sagen, wo frühere Wellen standen: Keine mit belegtem Anfang liegt vor.",
  };
  const gap = {
    needs: waveSources.map((s) => s.series),
    have: done,
    need: 1,
    settles: none,
    pull: "vorlauf pull technology-waves --from DIR",
  };
  return {
    part: "analogs",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: done === 0 ? untold("analogs", "analogs", none, gap) : headline(waves, present),
    lines: [
      ...(done === 0 ? [] : [overshootLine(waves)]),
      ...waves.map(waveLine),
      ...all.flatMap((w) => (isAligned(w) ? [] : [unalignedLine(w)])),
      telecomLine(panel),
      battery.line,
      ...(battery.forecast === null ? [] : [lineOfForecast("analogs", battery.forecast)]),
    ],
    figures: present === null || waves.length === 0 ? [] : [figureOf(waves, present)],
    tables: waves.length === 0 ? [] : [tableOf(waves)],
    forecasts: battery.forecast === null ? [] : [battery.forecast],
    warnings: [],
  };
}

/** Where would earlier technology waves stand? docs/indicators/analogs.md. */
export const part: Part = {
  id: "analogs",
  title: partWords.analogs.title,
  question: partWords.analogs.question,
  needs: [
    ...waveSources.map((s) => ({ id: s.series })),
    ...memberNeeds(hyperscalers),
    ...batteryShare.needs,
    { id: telecom },
  ],
  measure,
};
