import type { Command } from "commander";
import { type Explanation, explain } from "../../tasks/explain.ts";
import { derivedLines, type SeriesShow, seriesList, showSeries } from "../../tasks/series.ts";
import { csvCell } from "../../tasks/table-file.ts";
import { flagWords } from "../../terms/words/flag-words.ts";
import { wordsOf } from "../../views/quantity.ts";
import { type GlobalOptions, json, langOf, paperOf, withGlobals } from "../session.ts";
import { amount, wrap } from "../terminal.ts";
import { writeCsv } from "../user-file.ts";
import { openWorkbench } from "../workbench.ts";

interface ShowFlags extends GlobalOptions {
  readonly vintages?: boolean;
  readonly csv?: string;
}

/** `vorlauf series list|show` and `vorlauf explain`. */
export function seriesCommands(program: Command): void {
  const series = program.command("series").description("read observations as they were known on a day");
  withGlobals(
    series
      .command("list")
      .description("every series and list that the store holds")
      .argument("[pattern]", "ids that match; * stands for one segment"),
    ["vorlauf series list", "vorlauf series list 'sec/*/capex'", "vorlauf series list epoch --json"],
  ).action(async (pattern: string | undefined, options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const store = await bench.store();
      const lines = seriesList(store, pattern ?? null, await derivedLines(store, bench.cut, bench.groups()));
      const lang = langOf(options);
      process.stdout.write(
        options.json === true
          ? json(lines)
          : `${lines.map((s) => `${s.id.padEnd(44)} ${(s.list ?? s.frequency ?? "").padEnd(10)} ${s.firstPeriod.padEnd(10)} ${s.lastPeriod.padEnd(10)} ${String(s.rows).padStart(7)}  ${s.unit.padEnd(18)} ${s.title?.[lang] ?? ""}`.trimEnd()).join("\n")}\n`,
      );
    } finally {
      bench.close();
    }
  });
  withGlobals(
    series
      .command("show")
      .description("one series or list as of a day")
      .argument("<id>", "id, for example sec/googl/capex")
      .option("--vintages", "every value known by the day, not only the newest")
      .option("--csv <file>", "write a CSV file (- for stdout)"),
    [
      "vorlauf series show sec/meta/capex --as-of 2024-12-31",
      "vorlauf series show census/data-center/construction --vintages",
      "vorlauf series show fx/eur-usd --csv eur-usd.csv",
    ],
  ).action(async (id: string, options: ShowFlags) => {
    const bench = openWorkbench(options);
    try {
      const shown = await showSeries(await bench.store(), {
        id,
        asOf: bench.cut.asOf,
        mode: bench.cut.mode,
        vintages: options.vintages === true,
        groups: bench.groups(),
      });
      if (options.csv !== undefined) {
        const rows = [
          [
            "id",
            "item",
            "period",
            "value",
            "unit",
            "published",
            "known",
            "knownBy",
            "evidence",
            "flags",
            "document",
            "url",
            "locator",
          ],
          ...shown.observations.map((o) => [
            shown.id,
            o.item ?? "",
            o.period,
            o.value ?? "",
            shown.unit,
            o.published ?? "",
            o.known,
            o.knownBy,
            o.evidence,
            (o.flags ?? []).join(" "),
            o.origin?.document ?? "",
            o.origin?.url ?? "",
            o.origin?.locator ?? (o.from ?? []).join(" "),
          ]),
        ];
        const text = `${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
        writeCsv(options.csv, text);
      } else if (options.json === true) {
        process.stdout.write(json(shown));
      } else {
        process.stdout.write(shownText(shown, options));
      }
    } finally {
      bench.close();
    }
  });
  withGlobals(
    program
      .command("explain")
      .description("walk any number of a verdict, claim or part back to the documents it came from")
      .argument(
        "<ref>",
        "series@period, list#item@period, the id of a line (cycle, retreat/charges-four) or of a claim",
      ),
    [
      "vorlauf explain retreat/charges-four",
      "vorlauf explain 'sec/meta/capex@2023-Q4' --as-of 2024-12-31",
      "vorlauf explain ev-writedowns --json",
    ],
  ).action(async (ref: string, options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const store = await bench.store();
      const workbench = ref.includes("@") ? null : await bench.verdict(bench.cut);
      const computed =
        workbench === null
          ? { parts: [], claims: [] }
          : { parts: Object.values(workbench.parts), claims: workbench.thesis.claims };
      const walk = await explain(ref, {
        store,
        asOf: bench.cut.asOf,
        mode: bench.cut.mode,
        computed,
        groups: bench.groups(),
      });
      process.stdout.write(options.json === true ? json(walk) : `${tree(walk, options, 0).join("\n")}\n`);
    } finally {
      bench.close();
    }
  });
}

/** A series for reading: how it was made where it is derived, then a line per value. */
function shownText(shown: SeriesShow, options: GlobalOptions): string {
  const { lang, width } = paperOf(options);
  const w = wordsOf(lang);
  const says = (shown.says ?? []).flatMap((t) => wrap(t[lang], width, "  "));
  const lines = shown.observations.map((o) => {
    const item = (o.item ?? "").slice(0, 40).padEnd(o.item === undefined ? 0 : 42);
    // A derived value has no more digits than this that mean anything; --json and --csv give all.
    const exact = o.from === undefined || o.value === null ? o.value : Number(o.value.toPrecision(8));
    const value = (exact === null ? "–" : String(exact)).padStart(18);
    const notes = (o.flags ?? []).map((flag) => flagWords(flag)[lang]);
    const flags = notes.length === 0 ? "" : `  [${notes.join("; ")}]`;
    const known = `${w.known.toLowerCase()} ${o.known.slice(0, 10)} (${w.knownByWords[o.knownBy]})`;
    return `${item}${o.period.padEnd(12)} ${value}  ${known}  ${w.evidenceWords[o.evidence]}${flags}${besideText(o)}`;
  });
  const head = `${shown.id}  ${shown.unit}  ${shown.frequency}  as of ${shown.asOf} (${shown.mode})`;
  return `${[head, ...says, ...lines].join("\n")}\n`;
}

/** What stands beside a derived value: members held, missing and linked, seasonal factor, deflator, rate. */
function besideText({ from, fields }: SeriesShow["observations"][number]): string {
  if (from === undefined) return "";
  return Object.entries(fields ?? {})
    .filter(([, v]) => v !== null && v !== "")
    .map(([name, v]) => `  ${name} ${typeof v === "number" ? Number(v.toPrecision(5)) : String(v)}`)
    .join("");
}

function tree(walk: Explanation, options: GlobalOptions, depth: number): string[] {
  const paper = paperOf(options);
  const indent = "  ".repeat(depth);
  const value = walk.value === null ? "" : ` = ${amount(walk.value, walk.unit, paper.lang)}`;
  const head = `${indent}${walk.ref}${value}${walk.evidence === null ? "" : `  [${walk.evidence}]`}`;
  const says = walk.says === undefined ? [] : wrap(walk.says[paper.lang], paper.width, `${indent}  `);
  const ends = walk.ends === undefined ? [] : wrap(walk.ends[paper.lang], paper.width, `${indent}  `);
  const known =
    walk.observation === undefined
      ? []
      : [
          `${indent}  known ${walk.observation.known} (${walk.observation.knownBy}), sha256 ${walk.observation.origin.document}`,
        ];
  const passages =
    walk.passages === undefined
      ? []
      : [
          ...walk.passages.facts.map((p) => p.says),
          ...(walk.passages.agrees === null ? [] : [walk.passages.says]),
        ].flatMap((t) => wrap(t[paper.lang], paper.width, `${indent}  `));
  return [
    head,
    ...says,
    ...known,
    ...ends,
    ...passages,
    ...walk.from.flatMap((child) => tree(child, options, depth + 1)),
    ...walk.broken.map((b) => `${indent}  ! ${b.ref}: ${b.reason}`),
  ];
}
