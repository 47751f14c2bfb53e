import { strToU8, zipSync } from "fflate";
import type { Report } from "../tasks/report.ts";
import type { Figure, Line, PartResult, Table } from "../terms/part.ts";
import { partIds } from "../terms/part.ts";
import { partWords } from "../terms/parts.ts";
import { formats, type Lang } from "../terms/text.ts";
import type { ClaimJudgement } from "../terms/workbench.ts";
import { figureRows, tableRows } from "../views/csv.ts";
import { wordsOf } from "../views/quantity.ts";
import { type Sheet, type WorkbookCell, workbookFiles } from "../views/workbook.ts";
import { bundleText } from "./bundle.ts";
import { quantileOf } from "./report.ts";
import { commandOf, reportWords, scoreText, stateOf } from "./report-words.ts";

/**
 * The report of a day as a workbook: verdict, claims, forecasts, the data of every figure and every table on sheets of their
 * own, each value with unit and reference, documents with their hashes, and the bundle. Numbers are numbers, no text is a
 * formula; the same report in the same language gives the same bytes.
 */
export function renderReportXlsx(report: Report, lang: Lang): Uint8Array {
  const parts = partIds.flatMap((id) => report.workbench.parts[id] ?? []).filter((p) => p.part !== "thesis");
  const w = reportWords[lang];
  const { asOf, mode } = report.workbench;
  const day = [`${w.asOf(formats[lang].when(asOf))} · ${w[mode]}`, wordsOf(lang).notAdvice];
  const sheets: readonly Sheet[] = [
    verdictSheet(report, parts, day, lang),
    claimsSheet(report.workbench.thesis.claims, day, lang),
    forecastSheet(parts, day, lang),
    ...parts.flatMap((p) => [
      ...p.figures.map((f) => figureSheet(f, p, { asOf, lang, day })),
      ...p.tables.filter((t) => t.rows.length > 0).map((t) => tableSheet(t, p, lang, day)),
    ]),
    documentSheet(report, day, lang),
    bundleSheet(report, lang),
  ];
  const files = Object.entries(workbookFiles(sheets));
  return zipSync(Object.fromEntries(files.map(([name, text]) => [name, strToU8(text)])), {
    mtime: "1980-01-01T00:00:00",
  });
}

function lineRow(line: Line, lang: Lang): WorkbookCell[] {
  const w = wordsOf(lang);
  return [
    partWords[line.part].title[lang],
    line.id,
    line.state === "found" ? "" : w[line.state],
    line.says[lang],
    line.value,
    line.unit ?? "",
    line.interval?.low ?? null,
    line.interval?.high ?? null,
    line.interval?.coverage ?? null,
    line.level?.percentile ?? null,
    line.level?.n ?? null,
    line.direction === null ? "" : w[line.direction],
    line.confidence === undefined ? "" : w[line.confidence],
    line.evidence === null ? "" : w.evidenceWords[line.evidence],
    line.newestPeriod ?? "",
    line.gap?.settles[lang] ?? "",
    refsText(line.refs),
  ];
}

/** References shown in one cell; the whole list is what `vorlauf explain` walks. */
const refsShown = 12;

function refsText(refs: readonly string[]): string {
  const more = refs.length - refsShown;
  return refs.slice(0, refsShown).join(" ") + (more > 0 ? ` (+${more})` : "");
}

function verdictSheet(report: Report, parts: readonly PartResult[], day: readonly string[], lang: Lang): Sheet {
  const w = wordsOf(lang);
  const own = reportWords[lang];
  return {
    name: w.verdict,
    above: [report.workbench.parts.cycle?.headline.says[lang] ?? own.title, ...day],
    heads: [
      w.part,
      w.id,
      w.state,
      w.finding,
      w.value,
      w.unit,
      w.low_,
      w.high_,
      own.coverage,
      `${w.level} (${w.percentile})`,
      "n",
      w.direction,
      w.confidence,
      w.evidence,
      w.newestPeriod,
      w.whatSettles,
      own.refs,
    ],
    rows: [...parts.map((p) => p.headline), ...parts.flatMap((p) => p.lines)].map((l) => lineRow(l, lang)),
  };
}

function claimsSheet(claims: readonly ClaimJudgement[], day: readonly string[], lang: Lang): Sheet {
  const w = wordsOf(lang);
  const own = reportWords[lang];
  return {
    name: own.claims,
    above: [own.claims, ...day],
    heads: [
      w.id,
      w.claim,
      w.state,
      w.probability,
      w.low_,
      w.high_,
      own.coverage,
      w.notes,
      w.value,
      w.unit,
      w.threshold,
      w.opens,
      w.resolves,
      w.evidence,
      w.reasons,
      w.finePrint,
      own.scores,
      own.refs,
    ],
    rows: claims.map((c) => [
      c.id,
      c.says[lang],
      stateOf(c, lang),
      c.probability,
      c.probabilityInterval?.low ?? null,
      c.probabilityInterval?.high ?? null,
      c.probabilityInterval?.coverage ?? null,
      c.unvalidated === true ? w.unvalidated : "",
      c.value,
      c.unit ?? "",
      c.threshold ?? null,
      c.opens,
      c.resolves,
      c.evidence === null ? "" : w.evidenceWords[c.evidence],
      c.reasons.map((r) => r[lang]).join("\n"),
      c.finePrint[lang],
      c.score === undefined ? "" : scoreText(c.score, lang),
      refsText(c.refs),
    ]),
  };
}

function forecastSheet(parts: readonly PartResult[], day: readonly string[], lang: Lang): Sheet {
  const w = wordsOf(lang);
  const own = reportWords[lang];
  const shares = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
  return {
    name: w.forecasts,
    above: [w.forecasts, ...day],
    heads: [
      w.id,
      w.finding,
      w.period,
      w.unit,
      ...shares.map((p) => formats[lang].pct(p)),
      own.draws,
      w.horizon,
      w.validated,
      w.method,
      w.evidence,
      own.refs,
    ],
    rows: parts.flatMap((p) =>
      p.forecasts.map((f): WorkbookCell[] => [
        f.id,
        f.says[lang],
        f.period,
        f.unit,
        ...shares.map((q) => (f.draws.length === 0 ? null : quantileOf(f.draws, q))),
        f.draws.length,
        f.horizon,
        f.validatedHorizon,
        f.method[lang],
        w.evidenceWords[f.evidence],
        refsText(f.refs),
      ]),
    ),
  };
}

function figureSheet(
  figure: Figure,
  part: PartResult,
  at: { readonly asOf: string; readonly lang: Lang; readonly day: readonly string[] },
): Sheet {
  const [heads = [], ...rows] = figureRows(figure, at.lang, at.asOf);
  const source = `${reportWords[at.lang].source}: ${figure.source} · ${wordsOf(at.lang).evidenceWords[figure.evidence]}`;
  return {
    name: `${part.part} ${figure.id}`,
    above: [figure.title[at.lang], figure.subtitle[at.lang], source, ...at.day],
    heads: heads.map((h) => String(h ?? "")),
    rows,
  };
}

function tableSheet(table: Table, part: PartResult, lang: Lang, day: readonly string[]): Sheet {
  const [heads = [], ...rows] = tableRows(table, lang);
  return {
    name: `${part.part} ${table.id}`,
    above: [table.title[lang], ...(table.note === undefined ? [] : [table.note[lang]]), ...day],
    heads: heads.map((h) => String(h ?? "")),
    rows,
  };
}

function documentSheet(report: Report, day: readonly string[], lang: Lang): Sheet {
  const w = wordsOf(lang);
  const own = reportWords[lang];
  return {
    name: w.documents,
    above: [own.documents, ...day],
    heads: [w.source, w.publisher, w.licence, w.kind, w.address, w.hash, own.rows],
    rows: report.documents.map((d) => {
      const source = report.sources.find((s) => s.id === d.source);
      return [
        d.source,
        source?.publisher ?? "",
        source?.licence ?? "",
        w.documentKinds[d.kind],
        d.url,
        d.sha256,
        d.refs,
      ];
    }),
  };
}

function bundleSheet(report: Report, lang: Lang): Sheet {
  const w = reportWords[lang];
  return {
    name: w.bundle,
    above: [w.reproduce, w.sameBytes],
    heads: [w.command, w.bundle],
    rows: [[commandOf(report, lang, "xlsx"), bundleText(report, lang, "xlsx")]],
  };
}
