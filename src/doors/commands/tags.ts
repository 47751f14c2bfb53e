import type { Command } from "commander";
import { type ShownFiler, shownFiler } from "../../tasks/filers.ts";
import type { Lang } from "../../terms/text.ts";
import { type GlobalOptions, json, langOf, withGlobals } from "../session.ts";
import { filersAt, filersOf } from "../tag-files.ts";

interface TagOptions extends GlobalOptions {
  readonly tags?: string;
}

/** `vorlauf tags show|check`: by which tags a filer's measures are read. */
export function tagsCommand(program: Command): void {
  const tags = program.command("tags").description("by which tags of its filings a company's measures are read");
  withGlobals(
    tags
      .command("show")
      .description("one filer: CIKs, year end, currency, tags of every measure, and who checked them")
      .argument("<ticker>", "ticker, for example nvda")
      .option("--tags <file>", "tag map of your own (default: tags.yaml in your data folder)"),
    ["vorlauf tags show orcl", "vorlauf tags show tm --tags my-tags.yaml --json"],
  ).action((ticker: string, options: TagOptions) => {
    const shown = shownFiler(ticker, filersOf(options));
    process.stdout.write(options.json === true ? json(shown) : render(shown, langOf(options)));
  });
  withGlobals(
    tags.command("check").description("check a tag map: names line and fix").argument("<file>", "YAML file"),
    ["vorlauf tags check my-tags.yaml"],
  ).action((file: string, options: GlobalOptions) => {
    const filers = filersAt(file);
    const said =
      langOf(options) === "de"
        ? `${file}: ${filers.length} Unternehmen, wohlgeformt; gelesen werden sie mit vorlauf pull sec --tags ${file}\n`
        : `${file}: ${filers.length} filers, well formed; they are read with vorlauf pull sec --tags ${file}\n`;
    process.stdout.write(said);
  });
}

const words: Readonly<
  Record<Lang, Readonly<Record<"yearEnd" | "shipped" | "own" | "unchecked" | "none" | "why", string>>>
> = {
  en: {
    yearEnd: "year ends",
    shipped: "map that ships, checked against filings",
    own: "your own tag map",
    unchecked:
      "no map: read by the usual tags below, which nobody has checked for it; a tag map of your own replaces them",
    none: "not read",
    why: "why",
  },
  de: {
    yearEnd: "Jahresende",
    shipped: "mitgelieferte Zuordnung, an Einreichungen geprüft",
    own: "Ihre eigene Zuordnung",
    unchecked:
      "keine Zuordnung: gelesen mit den üblichen Kennzeichnungen unten, die niemand dafür geprüft hat; eine eigene Zuordnung ersetzt sie",
    none: "wird nicht gelesen",
    why: "Grund",
  },
};

function render({ filer, ticker, map, tags }: ShownFiler, lang: Lang): string {
  const w = words[lang];
  const who =
    filer === null
      ? ticker.toUpperCase()
      : `${ticker.toUpperCase()}  ${filer.name}, CIK ${filer.ciks.join(", ")}, ${w.yearEnd} ${filer.fiscalYearEnd}, ${filer.currency}`;
  const why = filer?.why === undefined ? "" : `${w.why}: ${filer.why}\n`;
  const lines = tags.map(
    ({ measure, named }) => `  ${measure.padEnd(26)}${named.length === 0 ? w.none : named.join(", ")}\n`,
  );
  return `${who}\n${w[map]}\n${why}${lines.join("")}`;
}
