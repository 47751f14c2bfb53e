import type { Command } from "commander";
import { type RevisionSize, type SeriesRevisions, seriesRevisions, seriesTriangle } from "../../tasks/revisions.ts";
import { csvCell } from "../../tasks/table-file.ts";
import { formats, type Lang } from "../../terms/text.ts";
import { type GlobalOptions, json, langOf, withGlobals } from "../session.ts";
import { writeCsv } from "../user-file.ts";
import { openWorkbench } from "../workbench.ts";

interface RevisionFlags extends GlobalOptions {
  readonly csv?: string;
  readonly triangle?: boolean;
}

/** `vorlauf revisions`, also as `series revisions`: what was said first, what is said now, and how far apart they lie. */
export function revisionsCommand(program: Command): void {
  const series = program.commands.find((c) => c.name() === "series");
  for (const parent of series === undefined ? [program] : [program, series]) addTo(parent);
}

function addTo(parent: Command): void {
  withGlobals(
    parent
      .command("revisions")
      .description("how a series was revised: log, first and newest value, size and bias by age")
      .argument("<id>", "id of a plain series, for example sec/meta/capex")
      .option("--csv <file>", "write the log (with --triangle the triangle) as a CSV file (- for stdout)")
      .option("--triangle", "with --csv: one row per period, one column per day with news"),
    [
      "vorlauf revisions sec/meta/capex",
      "vorlauf revisions census/data-center/construction --csv log.csv",
      "vorlauf revisions fred-md/indpro --triangle --csv indpro.csv",
    ],
  ).action(async (id: string, options: RevisionFlags) => {
    const bench = openWorkbench(options);
    try {
      const store = await bench.store();
      const { asOf } = bench.cut;
      if (options.csv !== undefined) {
        const rows =
          options.triangle === true
            ? triangleRows(await seriesTriangle(store, id, asOf))
            : logRows(await seriesRevisions(store, id, asOf));
        writeCsv(options.csv, `${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`);
        return;
      }
      const revisions = await seriesRevisions(store, id, asOf);
      process.stdout.write(options.json === true ? json(revisions) : render(revisions, langOf(options)));
    } finally {
      bench.close();
    }
  });
}

type Rows = readonly (readonly (string | number)[])[];

function logRows({ id, unit, log }: SeriesRevisions): Rows {
  return [
    [
      "id",
      "period",
      "release",
      "known",
      "value",
      "before",
      "change",
      "relative",
      "ageDays",
      "unit",
      "published",
      "knownBy",
      "evidence",
      "flags",
      "document",
      "url",
      "locator",
    ],
    ...log.map((r) => [
      id,
      r.period,
      r.release,
      r.known,
      r.value ?? "",
      r.before ?? "",
      r.change ?? "",
      r.relative ?? "",
      r.ageDays,
      unit,
      r.published ?? "",
      r.knownBy,
      r.evidence,
      r.flags.join(" "),
      r.origin.document,
      r.origin.url,
      r.origin.locator,
    ]),
  ];
}

function triangleRows({ periods, days, values }: Awaited<ReturnType<typeof seriesTriangle>>): Rows {
  const cell = (value: number | undefined): string | number =>
    value === undefined || Number.isNaN(value) ? "" : value;
  return [
    ["period", ...days],
    ...periods.map((period, i) => [period, ...days.map((_, j) => cell(values[i * days.length + j]))]),
  ];
}

const words = {
  en: {
    restated: "periods restated",
    of: "of",
    first: "first",
    latest: "newest",
    changes: "changes",
    comparative: "comparative",
    age: "after",
    days: "days",
    newest: "to the newest",
    n: "n",
    revised: "revised",
    bias: "bias",
    size: "mean size",
    largest: "largest",
    without: "periods without a first release (stated late)",
    relative: "relative to the first release",
    absolute: "in the unit of the series",
    growth: "growth from period to period (log points)",
    asOf: "as of",
  },
  de: {
    restated: "Perioden revidiert",
    of: "von",
    first: "zuerst",
    latest: "zuletzt",
    changes: "Änderungen",
    comparative: "Vergleichswert",
    age: "nach",
    days: "Tagen",
    newest: "bis zuletzt",
    n: "n",
    revised: "revidiert",
    bias: "Verzerrung",
    size: "mittlere Größe",
    largest: "größte",
    without: "Perioden ohne Erstveröffentlichung (spät genannt)",
    relative: "im Verhältnis zur Erstveröffentlichung",
    absolute: "in der Einheit der Reihe",
    growth: "Wachstum von Periode zu Periode (logarithmisch)",
    asOf: "Stand",
  },
} as const;

function render(r: SeriesRevisions, lang: Lang): string {
  const w = words[lang];
  const f = formats[lang];
  const amount = (v: number | null): string => (v === null ? "–" : String(v));
  const table = (size: RevisionSize, percent: boolean): string => {
    const share = (v: number): string => (Number.isNaN(v) ? "–" : percent ? f.pct(v, 2) : f.num(v, 3));
    return size.ages
      .map(
        (a) =>
          `  ${(a.ageDays === null ? w.newest : `${w.age} ${a.ageDays} ${w.days}`).padEnd(18)} ${w.n} ${String(a.n).padStart(4)}  ${w.revised} ${String(a.revised).padStart(4)}  ${w.bias} ${share(a.bias)} (${f.pct(size.coverage)}: ${share(a.low)} … ${share(a.high)})  ${w.size} ${share(a.meanAbsolute)}  ${w.largest} ${share(a.largest)}\n`,
      )
      .join("");
  };
  const restated = r.restated
    .slice(-20)
    .map(
      (p) =>
        `  ${p.period.padEnd(10)} ${w.first} ${amount(p.first).padStart(16)} (${p.firstKnown.slice(0, 10)}${p.isFirstRelease ? "" : `, ${w.comparative}`})  ${w.latest} ${amount(p.latest).padStart(16)} (${p.latestKnown.slice(0, 10)})  ${p.changes} ${w.changes}`,
    );
  return `${r.id}  ${r.unit}  ${r.frequency}  ${w.asOf} ${r.asOf}\n${r.restated.length} ${w.of} ${r.periods} ${w.restated}\n${restated.map((line) => `${line}\n`).join("")}${r.size.measure === "relative" ? w.relative : w.absolute}:\n${table(r.size, r.size.measure === "relative")}${w.growth}:\n${table(r.growth, true)}${r.size.withoutFirst} ${w.without}\n`;
}
