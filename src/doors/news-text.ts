import type { News, NewsChange, NewsEffect, NewsGroup } from "../terms/news.ts";
import { formats, type Lang } from "../terms/text.ts";
import { amount, cut, type Paper, wrap } from "./terminal.ts";

const words = {
  en: {
    title: "What moved",
    strict: "strict: only what was known on each day",
    pseudo: "pseudo: later revisions included",
    known: "Became known",
    news: "new",
    revised: "revised",
    withdrawn: "withdrawn",
    series: "series",
    documents: "documents",
    document: "document",
    more: "more",
    moved: (n: string, of: string) => `Moved: ${n} of ${of} numbers`,
    none: "Nothing moved.",
    nothing: "Nothing that the parts read became known.",
    residual: "residual",
    calendar: "the calendar (later day, nothing new)",
    turned: "turned with",
    missing: "none",
    kind: { claim: "Claims (probability)", forecast: "Forecasts (median)", line: "Lines (value)" },
    advice: "Not investment advice. Not affiliated with ARK Invest.",
    method: "Contribution of a group: mean of its effect in two orders of adding the groups (docs/methods/news.md).",
    state: {
      holds: "holds",
      fails: "fails",
      open: "open",
      "cannot-tell": "cannot tell",
      "not-built": "not built",
      found: "",
    },
  },
  de: {
    title: "Was sich bewegt hat",
    strict: "streng: nur, was am jeweiligen Tag bekannt war",
    pseudo: "pseudo: mit späteren Revisionen",
    known: "Bekannt geworden",
    news: "neu",
    revised: "revidiert",
    withdrawn: "zurückgezogen",
    series: "Reihen",
    documents: "Dokumente",
    document: "Dokument",
    more: "weitere",
    moved: (n: string, of: string) => `Bewegt: ${n} von ${of} Zahlen`,
    none: "Nichts hat sich bewegt.",
    nothing: "Nichts von dem, was die Teile lesen, ist bekannt geworden.",
    residual: "Rest",
    calendar: "der Kalender (späterer Tag, nichts Neues)",
    turned: "gewendet mit",
    missing: "keine",
    kind: { claim: "Thesen (Wahrscheinlichkeit)", forecast: "Prognosen (Median)", line: "Befunde (Wert)" },
    advice: "Keine Anlageberatung. Nicht mit ARK Invest verbunden.",
    method: "Beitrag einer Gruppe: Mittel ihrer Wirkung in zwei Reihenfolgen des Hinzufügens (docs/methods/news.md).",
    state: {
      holds: "hält",
      fails: "hält nicht",
      open: "offen",
      "cannot-tell": "nicht zu sagen",
      "not-built": "nicht gebaut",
      found: "",
    },
  },
} as const;

/** Contributions printed of one number; the rest is counted. */
const shown = 5;

/** The news of two days for a terminal: counts per source, groups with their documents, then every number that moved. */
export function renderNews(news: News, paper: Paper): string {
  const w = words[paper.lang];
  const f = formats[paper.lang];
  const kinds = ["claim", "forecast", "line"] as const;
  const blocks = [
    `${w.title}  ${f.when(news.from)} → ${f.when(news.to)} (${news.from} → ${news.to})  ${w[news.mode]}`,
    "",
    ` ${w.known}`,
    ...(news.sources.length === 0 ? [`   ${w.nothing}`] : []),
    ...news.groups.flatMap((g) => groupLines(g, paper)),
    "",
    ` ${w.moved(f.num(news.effects.length), f.num(news.compared))}`,
    ...(news.effects.length === 0 ? [`   ${w.none}`] : []),
    ...kinds.flatMap((kind) => {
      const own = news.effects.filter((e) => e.kind === kind);
      return own.length === 0 ? [] : ["", ` ${w.kind[kind]}`, ...own.flatMap((e) => effectLines(e, paper))];
    }),
    "",
    ...wrap(w.method, paper.width, " "),
    ` ${w.advice}`,
  ];
  const text = `${blocks.join("\n")}\n`;
  return paper.unicode ? text : text.replaceAll("→", "->").replaceAll("−", "-").replaceAll("…", "...");
}

function groupLines(g: NewsGroup, paper: Paper): string[] {
  const w = words[paper.lang];
  const f = formats[paper.lang];
  const counts = [
    [g.new, w.news],
    [g.revised, w.revised],
    [g.withdrawn, w.withdrawn],
  ] as const;
  const said = counts.filter(([n]) => n > 0).map(([n, word]) => `${f.num(n)} ${word}`);
  const head = `   ${g.id.padEnd(34)} ${said.join(", ")}${g.series.length > 1 ? ` · ${f.num(g.series.length)} ${w.series}` : ""} · ${f.num(g.documentCount)} ${g.documentCount === 1 ? w.document : w.documents}`;
  const [first] = g.documents;
  return [
    head,
    ...g.biggest.slice(0, 2).map((c) => `     ${cut(changeText(c, paper.lang), paper.width - 5)}`),
    ...(first === undefined
      ? []
      : [
          `     ${cut(`${first.known.slice(0, 10)} ${first.source} ${first.sha256.slice(0, 12)} ${first.url}`, paper.clip ? paper.width - 5 : 400)}`,
        ]),
  ];
}

/** One change in words: reference, value before and after. */
export function changeText(c: NewsChange, lang: Lang): string {
  const one = (v: number | null): string => (v === null ? words[lang].missing : amount(v, c.unit, lang));
  return c.kind === "new" ? `${c.ref}: ${one(c.after)}` : `${c.ref}: ${one(c.before)} → ${one(c.after)}`;
}

function effectLines(e: NewsEffect, paper: Paper): string[] {
  const w = words[paper.lang];
  const show = (v: number | null, state: NewsEffect["stateTo"]): string =>
    [v === null ? "" : amount(v, e.unit, paper.lang), w.state[state]].filter((x) => x !== "").join(", ") || w.missing;
  const top = e.contributions.slice(0, shown);
  const rest = e.contributions.length - top.length;
  const name = (group: string): string => (group === "calendar" ? w.calendar : group);
  const residual =
    e.residual !== null && Math.abs(e.residual) > 1e-9 * Math.max(Math.abs(e.from ?? 0), Math.abs(e.to ?? 0));
  return [
    `   ${e.id}: ${show(e.from, e.stateFrom)} → ${show(e.to, e.stateTo)}`,
    ...top.map((c) => `     ${changeOf(c.amount, e.unit, paper.lang).padStart(16)}  ${name(c.group)}`),
    ...(rest > 0 ? [`     ${`${rest} ${w.more}`.padStart(16)}`] : []),
    ...(residual ? [`     ${changeOf(e.residual ?? 0, e.unit, paper.lang).padStart(16)}  ${w.residual}`] : []),
    ...(e.turnedBy.length > 0 ? wrap(`${w.turned}: ${e.turnedBy.map(name).join(", ")}`, paper.width, "     ") : []),
  ];
}

/** A signed change in a unit: shares and probabilities in percentage points. */
export function changeOf(change: number, unit: string | null, lang: Lang): string {
  const f = formats[lang];
  const sign = change > 0 ? "+" : "";
  if (unit === "share" || unit === "probability") return `${f.signed(change * 100, 1)} ${lang === "en" ? "pp" : "PP"}`;
  return `${sign}${amount(change, unit, lang)}`;
}
