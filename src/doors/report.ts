import { Window } from "happy-dom";
import type { Report } from "../tasks/report.ts";
import { type Figure, type Forecast, type Line, type PartResult, partIds, type Table } from "../terms/part.ts";
import { partWords } from "../terms/parts.ts";
import { formats, type Lang } from "../terms/text.ts";
import { warningSentence } from "../terms/words/warning-words.ts";
import type { ClaimJudgement } from "../terms/workbench.ts";
import { describe, draw } from "../views/figure.ts";
import { quantityText, wordsOf } from "../views/quantity.ts";
import { bundleText } from "./bundle.ts";
import { reportFont } from "./report-font.ts";
import { reportStyle } from "./report-style.ts";
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

/** Width of the drawings [px]. */
const figureWidth = 920;

/** A text as it may stand in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const e = escapeHtml;

/**
 * The report of a day as one HTML file: verdict, claims, every part with its figures drawn and its tables, forecasts, sources
 * and documents with their hashes, and how to make it again. No script, no request to anywhere; the same report in the same
 * language gives the same bytes.
 */
export function renderReportHtml(report: Report, lang: Lang, format: "html" | "pdf" = "html"): string {
  const w = reportWords[lang];
  const { workbench } = report;
  const f = formats[lang];
  const parts = partIds.flatMap((id) => workbench.parts[id] ?? []).filter((p) => p.part !== "thesis");
  const head = workbench.parts.cycle?.headline;
  const page = new Window();
  const drawing = (figure: Figure, prefix: string): string =>
    drawn(figure, { document: page.document as unknown as Document, lang, prefix });
  try {
    return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<title>${e(`${w.title}, ${workbench.asOf}`)}</title>
<style>${reportFont()}${reportStyle}</style>
</head>
<body>
<header>
<p class="quiet">Vorlauf · ${e(w.asOf(f.when(workbench.asOf)))} · ${e(w[workbench.mode])}</p>
<h1>${e(head === undefined ? w.title : head.says[lang])}</h1>
<p class="quiet">${e(wordsOf(lang).notAdvice)}</p>
<nav aria-label="${e(w.contents)}"><ol><li><a href="#verdict">${e(w.verdict)}</a></li><li><a href="#claims">${e(w.claims)}</a></li>${parts.map((p) => `<li><a href="#${p.part}">${e(partWords[p.part].title[lang])}</a></li>`).join("")}<li><a href="#documents">${e(w.documents)}</a></li></ol></nav>
</header>
<main>
<section id="verdict"><h2>${e(w.verdict)}</h2>
${linesTable(
  parts.map((p) => p.headline),
  lang,
  true,
)}
</section>
<section id="claims"><h2>${e(w.claims)}</h2>
<p class="quiet">${e(workbench.thesis.title[lang])} · ${e(workbench.thesis.citation[lang])}</p>
${claimsTable(workbench.thesis.claims, lang)}
<h3>${e(w.details)}</h3>
${workbench.thesis.claims.map((c) => claimDetail(c, lang)).join("\n")}
</section>
${parts.map((p) => partSection(p, lang, drawing)).join("\n")}
${documentsSection(report, lang, format)}
</main>
<footer><p class="quiet">${e(wordsOf(lang).notAdvice)} ${e(wordsOf(lang).likelihoodTable)}</p></footer>
</body>
</html>
`;
  } finally {
    page.close();
  }
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], numeric: readonly boolean[]): string {
  const kind = (i: number): string => (numeric[i] === true ? ' class="num"' : "");
  return `<div class="scroll"><table><thead><tr>${heads.map((h, i) => `<th scope="col"${kind(i)}>${h}</th>`).join("")}</tr></thead><tbody>
${rows.map((r) => `<tr>${r.map((c, i) => `<td${kind(i)}>${c}</td>`).join("")}</tr>`).join("\n")}
</tbody></table></div>`;
}

function directionOf(line: Line, lang: Lang): string {
  return line.direction === null ? "–" : wordsOf(lang)[line.direction];
}

function levelOf(line: Line, lang: Lang): string {
  if (line.level === undefined) return "";
  const f = formats[lang];
  return `${wordsOf(lang).level} ${f.num(line.level.percentile)}/100 (n = ${f.num(line.level.n)})`;
}

function linesTable(lines: readonly Line[], lang: Lang, named: boolean): string {
  const w = wordsOf(lang);
  const heads = [...(named ? [w.part] : []), w.finding, w.value, w.direction, `${w.evidence}, ${w.newestPeriod}`].map(
    e,
  );
  const rows = lines.map((l) => [
    ...(named ? [`<a href="#${l.part}">${e(partWords[l.part].title[lang])}</a>`] : []),
    `${e(l.says[lang])}${gapText(l, lang)}<br><code>${e(l.id)}</code>`,
    [
      l.state === "found" ? e(valueText(l, lang)) : `<span class="hatch">${e(valueText(l, lang))}</span>`,
      e(intervalOf(l, lang)),
      e(levelOf(l, lang)),
      l.confidence === undefined ? "" : e(`${w.confidence}: ${w[l.confidence]}`),
    ]
      .filter((x) => x !== "")
      .join("<br>"),
    e(directionOf(l, lang)),
    e(markOf(l, lang)),
  ]);
  return table(heads, rows, named ? [false, false, true] : [false, true]);
}

function gapText(line: Line, lang: Lang): string {
  const settles =
    line.gap === undefined
      ? ""
      : `<br><span class="quiet">${e(wordsOf(lang).whatSettles)}: ${e(line.gap.settles[lang])}</span>`;
  return line.pseudo === undefined
    ? settles
    : `${settles}<br><span class="quiet hatch">${e(line.pseudo.says[lang])}</span>`;
}

function claimsTable(claims: readonly ClaimJudgement[], lang: Lang): string {
  const w = wordsOf(lang);
  const f = formats[lang];
  return table(
    [w.claim, w.state, w.probability, w.value, w.threshold, w.resolves].map(e),
    claims.map((c) => [
      `<a href="#claim-${e(c.id)}">${e(c.says[lang])}</a>`,
      `<span class="state${c.state === "cannot-tell" ? " hatch" : ""} nowrap">${e(stateOf(c, lang))}</span>`,
      e(chanceOf(c, lang)) || "–",
      c.value === null ? "–" : e(quantityText(c.value, c.unit, lang)),
      c.threshold === undefined ? "–" : e(quantityText(c.threshold, c.unit, lang)),
      e(f.when(c.resolves)),
    ]),
    [false, false, false, true, true, false],
  );
}

function claimDetail(c: ClaimJudgement, lang: Lang): string {
  const w = reportWords[lang];
  return `<article id="claim-${e(c.id)}"><p><strong>${e(c.says[lang])}</strong> <span class="state">${e(stateOf(c, lang))}</span>${chanceOf(c, lang) === "" ? "" : `, P ${e(chanceOf(c, lang))}`} <code>${e(c.id)}</code></p>
<ul>${c.reasons.map((r) => `<li>${e(r[lang])}</li>`).join("")}${c.score === undefined ? "" : `<li>${e(w.scores)}: ${e(scoreText(c.score, lang))}</li>`}</ul>
<p class="quiet">${e(wordsOf(lang).finePrint)}: ${e(c.finePrint[lang])}</p></article>`;
}

function partSection(p: PartResult, lang: Lang, drawing: (figure: Figure, prefix: string) => string): string {
  const words = partWords[p.part];
  return `<section id="${p.part}"><h2>${e(words.title[lang])}</h2>
<p class="quiet">${e(words.question[lang])}</p>
<p class="finding">${p.headline.state === "found" ? "" : `<span class="hatch">${e(wordsOf(lang)[p.headline.state])}</span> `}${e(p.headline.says[lang])}</p>
${p.figures.map((fig, i) => figureBlock(fig, { asOf: p.asOf, lang, svg: drawing(fig, `${p.part}-${i}`) })).join("\n")}
${p.lines.length === 0 ? "" : `<h3>${e(wordsOf(lang).findings)}</h3>\n${linesTable(p.lines, lang, false)}`}
${p.forecasts.length === 0 ? "" : `<h3>${e(wordsOf(lang).forecasts)}</h3>\n${forecastTable(p.forecasts, lang)}`}
${p.tables.map((t) => tableBlock(t, lang)).join("\n")}
${warningsBlock(p, lang)}
</section>`;
}

function drawn(
  figure: Figure,
  options: { readonly document: Document; readonly lang: Lang; readonly prefix: string },
): string {
  const { svg, width, height } = draw(figure, { ...options, theme: "css", width: figureWidth });
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", describe(figure, options.lang));
  if (!svg.hasAttribute("viewBox")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return svg.outerHTML;
}

function figureBlock(figure: Figure, at: { readonly asOf: string; readonly lang: Lang; readonly svg: string }): string {
  const w = reportWords[at.lang];
  return `<figure id="figure-${e(figure.id)}"><figcaption><strong>${e(figure.title[at.lang])}</strong><span class="quiet">${e(figure.subtitle[at.lang])}</span></figcaption>
${at.svg}
<p class="quiet">${e(w.source)}: ${e(figure.source)} · ${e(w.asOf(formats[at.lang].when(at.asOf)))} · ${e(wordsOf(at.lang).evidenceWords[figure.evidence])}</p></figure>`;
}

/** Value at a share of ascending draws. */
export function quantileOf(draws: readonly number[], p: number): number {
  return draws[Math.min(draws.length - 1, Math.max(0, Math.ceil(p * draws.length) - 1))] ?? Number.NaN;
}

function forecastTable(forecasts: readonly Forecast[], lang: Lang): string {
  const w = wordsOf(lang);
  const f = formats[lang];
  const at = (x: Forecast, p: number): string => e(quantityText(quantileOf(x.draws, p), x.unit, lang));
  return table(
    [w.forecasts, w.median, w.range("80 %"), w.horizon, w.validated, w.method].map(e),
    forecasts.map((x) => [
      `${e(x.says[lang])}<br><code>${e(x.id)}</code>`,
      at(x, 0.5),
      `${at(x, 0.1)} … ${at(x, 0.9)}`,
      e(w.periods(f.num(x.horizon))),
      e(x.validatedHorizon === 0 ? w.neverTested : w.periods(f.num(x.validatedHorizon))),
      e(x.method[lang]),
    ]),
    [false, true, true],
  );
}

function tableBlock(t: Table, lang: Lang): string {
  const { heads, rows, numeric, leftOut } = cellsOf(t, lang);
  if (rows.length === 0) return "";
  return `<h3>${e(t.title[lang])}</h3>
${table(
  heads.map(e),
  rows.map((r) => r.map(e)),
  numeric,
)}
${leftOut > 0 ? `<p class="quiet">${e(reportWords[lang].more(formats[lang].num(leftOut)))}</p>` : ""}${t.note === undefined ? "" : `<p class="quiet">${e(t.note[lang])}</p>`}`;
}

function warningsBlock(p: PartResult, lang: Lang): string {
  if (p.warnings.length === 0) return "";
  const one = (x: PartResult["warnings"][number]): string => `<li>${e(warningSentence(x)[lang])}</li>`;
  return `<h3>${e(wordsOf(lang).warnings)}</h3><ul class="quiet">${p.warnings.slice(0, 20).map(one).join("")}</ul>`;
}

function documentsSection(report: Report, lang: Lang, format: "html" | "pdf"): string {
  const w = reportWords[lang];
  const own = wordsOf(lang);
  const f = formats[lang];
  const { documents, sources, workbench } = report;
  const link = (url: string): string =>
    /^https?:\/\//i.test(url) ? `<a href="${e(url)}" rel="noreferrer">${e(url)}</a>` : e(url);
  return `<section id="documents"><h2>${e(w.documents)}</h2>
<p>${e(w.documentsSay(f.num(documents.length), f.num(sources.length)))}</p>
${table(
  [own.source, own.publisher, own.licence, own.documents, w.rows].map(e),
  sources.map((s) => [
    `${e(s.title)}<br><code>${e(s.id)}</code>`,
    e(s.publisher),
    e(s.licence),
    e(f.num(s.documents)),
    e(f.num(s.refs)),
  ]),
  [false, false, false, true, true],
)}
${table(
  [own.source, `${own.address}, ${own.hash}`, w.rows].map(e),
  documents.map((d) => [
    `<code>${e(d.source)}</code><br><span class="quiet">${e(own.documentKinds[d.kind])}</span>`,
    `${link(d.url)}${d.addresses > 1 ? ` <span class="quiet">${e(w.andAddresses(f.num(d.addresses - 1)))}</span>` : ""}<br><code>${e(d.sha256)}</code>`,
    e(f.num(d.refs)),
  ]),
  [false, false, true],
)}
<h3>${e(w.reproduce)}</h3>
<p>${e(w.sameBytes)}</p>
<dl><dt>${e(w.command)}</dt><dd><code>${e(commandOf(report, lang, format))}</code></dd><dt>${e(w.store)}</dt><dd><code>${e(report.store)}</code></dd><dt>${e(w.code)}</dt><dd><code>${e(report.versions.vorlauf)}, ${e(report.versions.code)}</code></dd><dt>${e(w.seed)}</dt><dd>${e(String(report.seed))}</dd><dt>${e(w.result)}</dt><dd><code>${e(workbench.hash)}</code></dd></dl>
<details><summary>${e(w.bundle)}</summary><p class="quiet">${e(w.bundleHelp)}</p>
<code>${e(bundleText(report, lang, format))}</code></details>
</section>`;
}
