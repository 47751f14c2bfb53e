import { type Line, type PartResult, partIds, type Table } from "../terms/part.ts";
import { partWords } from "../terms/parts.ts";
import { formats, type Lang, type Text } from "../terms/text.ts";
import { warningSentence } from "../terms/words/warning-words.ts";
import type { ClaimJudgement, ClaimState, ProbabilityScore, ThesisJudgement, Workbench } from "../terms/workbench.ts";
import { quantityText, readingOf, unitWord, wordsOf } from "../views/quantity.ts";

/** How to print: width in columns, colour and block characters only where the terminal has them. */
export interface Paper {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Sentences of the verdict are cut at the width (a terminal); into a file or pipe they go whole. */
  readonly clip: boolean;
  readonly lang: Lang;
}

const words = {
  en: {
    asOf: "as of",
    strict: "strict: only what was known on the day",
    pseudo: "pseudo: later revisions included",
    claims: "claims",
    inputs: "inputs visible",
    oldest: "oldest source",
    days: "d",
    advice: "Not investment advice. Not affiliated with ARK Invest.",
    settles: "would settle it",
    pull: "try",
    unvalidated: "unvalidated",
    needs: "missing",
    have: "at hand",
    level: "level",
    confidence: "confidence",
    state: { holds: "holds", fails: "fails", open: "open", "cannot-tell": "cannot tell", "not-built": "not built" },
    direction: { up: "rising", down: "falling", flat: "flat" },
    of: "of",
    evidence: "evidence",
    newest: "newest",
  },
  de: {
    asOf: "Stand",
    strict: "streng: nur, was an dem Tag bekannt war",
    pseudo: "pseudo: mit späteren Revisionen",
    claims: "Thesen",
    inputs: "Eingaben sichtbar",
    oldest: "älteste Quelle",
    days: "T",
    advice: "Keine Anlageberatung. Nicht mit ARK Invest verbunden.",
    settles: "würde es klären",
    pull: "Versuch",
    unvalidated: "nicht validiert",
    needs: "fehlt",
    have: "vorhanden",
    level: "Niveau",
    confidence: "Sicherheit",
    state: {
      holds: "trifft zu",
      fails: "trifft nicht zu",
      open: "offen",
      "cannot-tell": "nicht entscheidbar",
      "not-built": "nicht gebaut",
    },
    direction: { up: "steigt", down: "fällt", flat: "unverändert" },
    of: "von",
    evidence: "Evidenz",
    newest: "neueste Periode",
  },
} as const;

const evidenceMarks: Readonly<Record<string, string>> = {
  "reported (primary)": "R1",
  "reported (secondary)": "R2",
  derived: "D",
  estimated: "E",
  assumed: "A",
  unresolved: "?",
};

/** A row of eight-step blocks for a short series; missing values are spaces. ASCII digits where the terminal has no blocks. */
export function sparkline(values: readonly number[], unicode: boolean): string {
  const finite = values.filter((v) => Number.isFinite(v));
  const low = Math.min(...finite);
  const range = Math.max(...finite) - low;
  return values
    .map((v) => {
      if (!Number.isFinite(v)) return " ";
      const step = range === 0 ? 3 : Math.min(7, Math.floor(((v - low) / range) * 8));
      return unicode ? String.fromCharCode(0x2581 + step) : String(step);
    })
    .join("");
}

/** The text cut to a width, with an ellipsis; never inside a combining pair. */
export function cut(text: string, width: number): string {
  const chars = Array.from(text);
  return chars.length <= width ? text : `${chars.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Words wrapped to a width, each line indented. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(indent + line);
  return lines;
}

function paint(paper: Paper, code: number, text: string): string {
  return paper.colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function plain(paper: Paper, text: string): string {
  return paper.unicode
    ? text
    : text
        .replaceAll("−", "-")
        .replaceAll("×", "x")
        .replaceAll("…", "...")
        .replaceAll("–", "-")
        .replaceAll("≥", ">=")
        .replaceAll("≤", "<=");
}

function arrow(line: Line, paper: Paper): string {
  switch (line.direction) {
    case "up":
      return paper.unicode ? "↑" : "^";
    case "down":
      return paper.unicode ? "↓" : "v";
    case "flat":
      return paper.unicode ? "→" : "=";
    case null:
      return " ";
  }
}

/** A value with its unit, in the reader's number format and at a precision that its size deserves. */
export function amount(value: number, unit: string | null, lang: Lang): string {
  const f = formats[lang];
  if (unit === "USD" && Math.abs(value) >= 1e9) return f.usdBn(value);
  if (unit === "share" || unit === "probability") return f.pct(value, Math.abs(value) < 0.1 ? 1 : 0);
  if (unit === "percent") return `${f.num(value, 1)} %`;
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) ? 0 : size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  if (unit === null || unit === "") return f.num(value, decimals);
  const reading = readingOf(unit, size, lang);
  if (reading.factor !== 1 || reading.percent || unit === "p-value") return quantityText(value, unit, lang);
  return `${f.num(value, decimals)} ${(size === 1 ? wordsOf(lang).unitsOfOne[unit] : undefined) ?? reading.unit}`.trimEnd();
}

function mark(line: Line): string {
  return line.evidence === null ? "" : (evidenceMarks[line.evidence] ?? "?");
}

function headlineLines(line: Line, paper: Paper): string[] {
  const w = words[paper.lang];
  const title = partWords[line.part].title[paper.lang];
  const value =
    line.state === "found"
      ? line.value === null
        ? ""
        : amount(line.value, line.unit, paper.lang)
      : w.state[line.state];
  const spark = line.spark === undefined ? "" : sparkline(line.spark.slice(-16), paper.unicode);
  const tail = [mark(line), line.newestPeriod === null ? "" : line.newestPeriod].filter((x) => x !== "").join(" ");
  const name = cut(title, 30).padEnd(31);
  const shown = cut(value, 26).padEnd(27);
  const head = ` ${name}${arrow(line, paper)} ${shown}`;
  const gap = Math.max(1, paper.width - Array.from(head).length - Array.from(spark).length - tail.length - 1);
  const styled = line.state === "found" ? paint(paper, 1, ` ${name}`) : paint(paper, 2, ` ${name}`);
  return [
    `${styled}${arrow(line, paper)} ${shown}${spark}${" ".repeat(gap)}${paint(paper, 2, tail)}`.trimEnd(),
    `   ${cut(plain(paper, line.says[paper.lang]), paper.clip ? paper.width - 3 : Number.POSITIVE_INFINITY)}`,
  ];
}

/** How many claims stand in each state, in a fixed order. */
export function claimCounts(thesis: ThesisJudgement, lang: Lang): string {
  const order: readonly ClaimState[] = ["holds", "fails", "open", "cannot-tell", "not-built"];
  return order
    .map((state) => ({ state, n: thesis.claims.filter((c) => c.state === state).length }))
    .filter(({ n, state }) => n > 0 || state !== "not-built")
    .map(({ state, n }) => `${n} ${n === 1 ? words[lang].state[state] : wordsOf(lang)[state]}`)
    .join(" · ");
}

/** The verdict in at most 30 lines. */
export function renderVerdict(workbench: Workbench, paper: Paper): string {
  const w = words[paper.lang];
  const f = formats[paper.lang];
  const lines = [
    `${paint(paper, 1, "Vorlauf")}  ${w.asOf} ${f.when(workbench.asOf)} (${workbench.asOf})  ${w[workbench.mode]}`,
    ...partIds.flatMap((id) => {
      const part = workbench.parts[id];
      return part === undefined ? [] : headlineLines(part.headline, paper);
    }),
    ` ${w.claims}: ${claimCounts(workbench.thesis, paper.lang)}`,
    paint(
      paper,
      2,
      ` ${w.inputs}: ${workbench.freshness.visible}/${workbench.freshness.needed}${workbench.freshness.oldestDays === null ? "" : ` · ${w.oldest}: ${workbench.freshness.oldestDays} ${w.days}`} · R1/R2 ${paper.lang === "en" ? "reported" : "berichtet"}, D ${paper.lang === "en" ? "derived" : "abgeleitet"}, E ${paper.lang === "en" ? "estimated" : "geschätzt"}, A ${paper.lang === "en" ? "assumed" : "angenommen"}`,
    ),
    paint(paper, 2, ` ${w.advice}`),
  ];
  return plain(paper, `${lines.join("\n")}\n`);
}

function lineBlock(line: Line, paper: Paper): string[] {
  const w = words[paper.lang];
  const facts = [
    line.state === "found"
      ? line.value === null
        ? ""
        : amount(line.value, line.unit, paper.lang)
      : w.state[line.state],
    line.interval === undefined
      ? ""
      : `${Math.round(line.interval.coverage * 100)} %: ${amount(line.interval.low, line.unit, paper.lang)} .. ${amount(line.interval.high, line.unit, paper.lang)}`,
    line.direction === null ? "" : w.direction[line.direction],
    line.level === undefined ? "" : `${w.level} ${Math.round(line.level.percentile)} ${w.of} 100 (n=${line.level.n})`,
    line.confidence === undefined ? "" : `${w.confidence} ${wordsOf(paper.lang)[line.confidence]}`,
    line.evidence === null ? "" : wordsOf(paper.lang).evidenceWords[line.evidence],
    line.newestPeriod === null ? "" : `${w.newest} ${line.newestPeriod}`,
  ].filter((x) => x !== "");
  const block = [
    ...wrap(`${line.says[paper.lang]}`, paper.width, " "),
    paint(paper, 2, `   [${line.id}] ${facts.join(" · ")}`),
  ];
  if (line.gap !== undefined) {
    block.push(
      ...wrap(
        `${w.needs}: ${line.gap.needs.join(", ")} · ${w.have} ${line.gap.have}${line.gap.need === null ? "" : `/${line.gap.need}`} · ${w.settles}: ${line.gap.settles[paper.lang]}${line.gap.pull === null ? "" : ` · ${w.pull}: ${line.gap.pull}`}`,
        paper.width,
        "   ",
      ),
    );
  }
  if (line.pseudo !== undefined) block.push(...wrap(line.pseudo.says[paper.lang], paper.width, "   ~ "));
  return block;
}

function isText(cell: string | number | null | Text | undefined): cell is Text {
  return typeof cell === "object" && cell !== null && "en" in cell;
}

/** A table with aligned columns; numbers right-aligned in the reader's format. */
export function renderTable(table: Table, paper: Paper): string {
  const f = formats[paper.lang];
  const shown = table.columns.map((column) => {
    const cells = table.rows.map((row) => {
      const cell = row[column.id];
      if (isText(cell)) return cell[paper.lang];
      if (typeof cell === "number") return f.num(cell, column.decimals ?? (Number.isInteger(cell) ? 0 : 2));
      return cell ?? "–";
    });
    const numeric = table.rows.every(
      (row) => typeof row[column.id] === "number" || row[column.id] === null || row[column.id] === undefined,
    );
    const label =
      column.label[paper.lang] + (column.unit === undefined ? "" : ` [${unitWord(column.unit, paper.lang)}]`);
    const width = Math.min(48, Math.max(Array.from(label).length, ...cells.map((c) => Array.from(c).length)));
    return { label, cells, numeric, width };
  });
  const pad = (text: string, width: number, numeric: boolean): string => {
    const t = cut(text, width);
    const fill = " ".repeat(Math.max(0, width - Array.from(t).length));
    return numeric ? fill + t : t + fill;
  };
  const rows = table.rows.map((_, i) =>
    `   ${shown.map((c) => pad(c.cells[i] ?? "", c.width, c.numeric)).join("  ")}`.trimEnd(),
  );
  return [
    ` ${paint(paper, 1, table.title[paper.lang])}`,
    paint(paper, 2, `   ${shown.map((c) => pad(c.label, c.width, c.numeric)).join("  ")}`.trimEnd()),
    ...rows,
    ...(table.note === undefined ? [] : wrap(table.note[paper.lang], paper.width, "   ")),
  ].join("\n");
}

/** One part in full: headline, findings, tables, warnings. */
export function renderPart(part: PartResult, paper: Paper): string {
  const w = words[paper.lang];
  const blocks = [
    `${paint(paper, 1, partWords[part.part].title[paper.lang])}  ${w.asOf} ${part.asOf}  ${w[part.mode]}`,
    ...lineBlock(part.headline, paper),
    ...part.lines.flatMap((line) => lineBlock(line, paper)),
    ...part.tables.flatMap((table) => ["", renderTable(table, paper)]),
    ...part.warnings.flatMap((x) => wrap(`! ${warningSentence(x)[paper.lang]}`, paper.width, "")),
    "",
    paint(paper, 2, ` ${w.advice}`),
  ];
  return plain(paper, `${blocks.join("\n")}\n`);
}

function claimBlock(claim: ClaimJudgement, paper: Paper, full: boolean): string[] {
  const w = words[paper.lang];
  const p =
    claim.probability === null
      ? ""
      : `P ${formats[paper.lang].pct(claim.probability)}${claim.unvalidated === true ? ` (${w.unvalidated})` : ""}`;
  const value = claim.value === null ? "" : amount(claim.value, claim.unit, paper.lang);
  const head =
    ` ${paint(paper, 1, claim.id.padEnd(22))} ${w.state[claim.state].padEnd(15)} ${p.padEnd(22)} ${value}`.trimEnd();
  const reasons = full ? claim.reasons : claim.reasons.slice(0, 1);
  return [
    head,
    ...wrap(claim.says[paper.lang], paper.width, "   "),
    ...reasons.flatMap((r) => wrap(r[paper.lang], paper.width, "     ")),
    ...(full ? scoreLines(claim, paper) : []),
  ];
}

function scoreLines({ score }: ClaimJudgement, paper: Paper): string[] {
  if (score === undefined) return [];
  const f = formats[paper.lang];
  const en = paper.lang === "en";
  const one = (who: string, s: ProbabilityScore): string =>
    `${who} ${f.pct(s.probability)}: Brier ${f.num(s.brier, 3)}, log ${f.num(s.log, 2)}`;
  const said = [
    ...(score.author === null ? [] : [one(en ? "author" : "Autor", score.author)]),
    ...(score.model === null ? [] : [one(`${en ? "model as of" : "Modell, Stand"} ${f.when(score.day)}`, score.model)]),
    ...(score.unscored === undefined
      ? []
      : [`${en ? "model not scored" : "Modell nicht bewertet"}: ${score.unscored[paper.lang]}`]),
  ];
  return wrap(`${en ? "Score" : "Wertung"}: ${said.join(" · ")}`, paper.width, "     ");
}

/** The mean scores of a thesis in one line; nothing where no claim is decided. */
function meanScore({ score }: ThesisJudgement, paper: Paper): string[] {
  if (score === undefined) return [];
  const f = formats[paper.lang];
  const en = paper.lang === "en";
  const one = (
    who: string,
    s: { readonly n: number; readonly brier: number; readonly log: number } | null,
  ): string[] => (s === null ? [] : [`${who} Brier ${f.num(s.brier, 3)}, log ${f.num(s.log, 2)} (n=${s.n})`]);
  return [
    ` ${en ? "Scores of decided claims" : "Wertung entschiedener Thesen"}: ${[...one(en ? "author" : "Autor", score.author), ...one(en ? "model" : "Modell", score.model), ...(score.unscored > 0 ? [`${score.unscored} ${en ? "not scored" : "nicht bewertet"}`] : [])].join(" · ")}`,
  ];
}

/** A judged thesis: every claim with state, probability, value and reason; with `full`, all reasons. */
export function renderThesis(thesis: ThesisJudgement, paper: Paper, full: boolean): string {
  const blocks = [
    `${paint(paper, 1, thesis.title[paper.lang])}  ${thesis.citation[paper.lang]}`,
    ` ${claimCounts(thesis, paper.lang)}`,
    ...meanScore(thesis, paper),
    ...thesis.claims.flatMap((c) => claimBlock(c, paper, full)),
    "",
    paint(paper, 2, ` ${words[paper.lang].advice}`),
  ];
  return plain(paper, `${blocks.join("\n")}\n`);
}
