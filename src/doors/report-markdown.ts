import type { Report } from "../tasks/report.ts";
import { type Forecast, type Line, type PartResult, partIds, type Table } from "../terms/part.ts";
import { partWords } from "../terms/parts.ts";
import { formats, type Lang } from "../terms/text.ts";
import { warningSentence } from "../terms/words/warning-words.ts";
import type { ClaimJudgement } from "../terms/workbench.ts";
import { describe } from "../views/figure.ts";
import { quantityText, wordsOf } from "../views/quantity.ts";
import { bundleText } from "./bundle.ts";
import { quantileOf } from "./report.ts";
import {
  cellsOf,
  chanceOf,
  commandOf,
  intervalOf,
  markOf,
  reportWords,
  scoreText,
  stateOf,
  valueText,
} from "./report-words.ts";

/** A text as it may stand in Markdown: nothing of it is read as markup, and it stays on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ").replace(/[\\`*_[\]<>|#]/g, (c) => `\\${c}`);
}

const m = escapeMarkdown;

/** The report of a day as Markdown: what the HTML says, with each figure's sentence in place of its drawing. */
export function renderReportMarkdown(report: Report, lang: Lang): string {
  const w = reportWords[lang];
  const own = wordsOf(lang);
  const f = formats[lang];
  const { workbench, documents, sources } = report;
  const parts = partIds.flatMap((id) => workbench.parts[id] ?? []).filter((p) => p.part !== "thesis");
  const blocks = [
    `# ${m(workbench.parts.cycle?.headline.says[lang] ?? w.title)}`,
    `Vorlauf · ${w.asOf(f.when(workbench.asOf))} · ${w[workbench.mode]}`,
    m(own.notAdvice),
    `## ${w.verdict}`,
    linesTable(
      parts.map((p) => p.headline),
      lang,
      true,
    ),
    `## ${w.claims}`,
    `${m(workbench.thesis.title[lang])} · ${m(workbench.thesis.citation[lang])}`,
    claimsTable(workbench.thesis.claims, lang),
    `### ${w.details}`,
    ...workbench.thesis.claims.map((c) => claimDetail(c, lang)),
    ...parts.flatMap((p) => partBlocks(p, lang)),
    `## ${w.documents}`,
    w.documentsSay(f.num(documents.length), f.num(sources.length)),
    grid(
      [own.source, own.publisher, own.licence, own.documents, w.rows],
      sources.map((s) => [
        `${m(s.title)} (${m(s.id)})`,
        m(s.publisher),
        m(s.licence),
        f.num(s.documents),
        f.num(s.refs),
      ]),
    ),
    grid(
      [own.source, own.address, own.hash, w.rows],
      documents.map((d) => [m(d.source), m(d.url), `\`${d.sha256}\``, f.num(d.refs)]),
    ),
    `### ${w.reproduce}`,
    w.sameBytes,
    [
      `- ${w.command}: \`${commandOf(report, lang, "md")}\``,
      `- ${w.store}: \`${report.store}\``,
      `- ${w.code}: ${m(report.versions.vorlauf)}, \`${report.versions.code}\``,
      `- ${w.result}: \`${workbench.hash}\``,
    ].join("\n"),
    `### ${w.bundle}`,
    m(w.bundleHelp),
    `\`\`\`json\n${bundleText(report, lang, "md")}\n\`\`\``,
  ];
  return `${blocks.filter((b) => b !== "").join("\n\n")}\n`;
}

function grid(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `| ${heads.map(m).join(" | ")} |`,
    `|${heads.map(() => "---").join("|")}|`,
    ...rows.map((r) => `| ${r.join(" | ")} |`),
  ].join("\n");
}

function linesTable(lines: readonly Line[], lang: Lang, named: boolean): string {
  const w = wordsOf(lang);
  return grid(
    [...(named ? [w.part] : []), w.finding, w.value, w.direction, w.evidence],
    lines.map((l) => [
      ...(named ? [m(partWords[l.part].title[lang])] : []),
      `${m(l.says[lang])}${l.gap === undefined ? "" : ` ${m(`${w.whatSettles}: ${l.gap.settles[lang]}`)}`}`,
      m([valueText(l, lang), intervalOf(l, lang)].filter((x) => x !== "").join("; ")),
      l.direction === null ? "–" : w[l.direction],
      m(markOf(l, lang)),
    ]),
  );
}

function claimsTable(claims: readonly ClaimJudgement[], lang: Lang): string {
  const w = wordsOf(lang);
  return grid(
    [w.claim, w.state, w.probability, w.value, w.threshold, w.resolves],
    claims.map((c) => [
      m(c.says[lang]),
      `**${stateOf(c, lang)}**`,
      m(chanceOf(c, lang)) || "–",
      c.value === null ? "–" : m(quantityText(c.value, c.unit, lang)),
      c.threshold === undefined ? "–" : m(quantityText(c.threshold, c.unit, lang)),
      formats[lang].when(c.resolves),
    ]),
  );
}

function claimDetail(c: ClaimJudgement, lang: Lang): string {
  const score = c.score === undefined ? [] : [`- ${m(`${reportWords[lang].scores}: ${scoreText(c.score, lang)}`)}`];
  return [
    `**${m(c.says[lang])}** ${stateOf(c, lang)}`,
    "",
    ...c.reasons.map((r) => `- ${m(r[lang])}`),
    ...score,
    `- ${m(`${wordsOf(lang).finePrint}: ${c.finePrint[lang]}`)}`,
  ].join("\n");
}

function partBlocks(p: PartResult, lang: Lang): string[] {
  const w = wordsOf(lang);
  const words = partWords[p.part];
  return [
    `## ${m(words.title[lang])}`,
    m(words.question[lang]),
    `**${m(p.headline.says[lang])}**`,
    ...p.figures.map(
      (fig) =>
        `${reportWords[lang].figure}: ${m(describe(fig, lang))} ${m(`${reportWords[lang].source}: ${fig.source}.`)}`,
    ),
    p.lines.length === 0 ? "" : linesTable(p.lines, lang, false),
    p.forecasts.length === 0 ? "" : forecastTable(p.forecasts, lang),
    ...p.tables.flatMap((t) => tableBlocks(t, lang)),
    p.warnings.length === 0
      ? ""
      : p.warnings
          .slice(0, 20)
          .map((x) => `- ${w.warnings}: ${m(warningSentence(x)[lang])}`)
          .join("\n"),
  ];
}

function forecastTable(forecasts: readonly Forecast[], lang: Lang): string {
  const w = wordsOf(lang);
  const at = (x: Forecast, p: number): string => m(quantityText(quantileOf(x.draws, p), x.unit, lang));
  return grid(
    [w.forecasts, w.median, w.range("80 %"), w.method],
    forecasts.map((x) => [m(x.says[lang]), at(x, 0.5), `${at(x, 0.1)} … ${at(x, 0.9)}`, m(x.method[lang])]),
  );
}

function tableBlocks(t: Table, lang: Lang): string[] {
  const { heads, rows, leftOut } = cellsOf(t, lang);
  if (rows.length === 0) return [];
  return [
    `### ${m(t.title[lang])}`,
    grid(
      heads,
      rows.map((r) => r.map(m)),
    ),
    leftOut > 0 ? reportWords[lang].more(formats[lang].num(leftOut)) : "",
    t.note === undefined ? "" : m(t.note[lang]),
  ];
}
