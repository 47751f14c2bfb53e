import { Argument, type Command } from "commander";
import { verdictClaim } from "../../tasks/verdict.ts";
import { type GlobalOptions, json, langOf, paperOf, withGlobals } from "../session.ts";
import { renderThesis } from "../terminal.ts";
import { startThesis } from "../thesis-start.ts";
import { openWorkbench, shippedTheses, thesisAt, thesisNamed } from "../workbench.ts";

/** `vorlauf thesis list|show|check|new`. */
export function thesisCommand(program: Command): void {
  const thesis = program.command("thesis").description("judge a published thesis claim by claim");
  withGlobals(thesis.command("list").description("the theses that ship"), ["vorlauf thesis list"]).action(
    (options: GlobalOptions) => {
      const all = shippedTheses().map(({ path, thesis: t }) => ({
        id: t.id,
        title: t.title[langOf(options)],
        claims: t.claims.length,
        published: t.published,
        path,
      }));
      process.stdout.write(
        options.json === true
          ? json(all)
          : all
              .map((t) => `${t.id.padEnd(20)} ${String(t.claims).padStart(3)} claims  ${t.published}  ${t.title}\n`)
              .join(""),
      );
    },
  );
  withGlobals(
    thesis
      .command("show")
      .description("every claim with state, probability, value, reasons and, once decided, scores")
      .addArgument(
        new Argument("[thesis]", "id of a thesis that ships, or a file (default: the report of 9 February 2026)"),
      ),
    [
      "vorlauf thesis show",
      "vorlauf thesis show --as-of 2026-02-09 --json",
      "vorlauf thesis show us-industry-base-rates",
      "vorlauf thesis show my-thesis.yaml",
    ],
  ).action(async (named: string | undefined, options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const judged =
        named === undefined ? await bench.thesis(bench.cut) : await bench.judge(thesisNamed(named), bench.cut);
      const lang = langOf(options);
      process.stdout.write(
        options.json === true
          ? json({ ...judged, title: judged.title[lang], claims: judged.claims.map((c) => verdictClaim(c, lang)) })
          : renderThesis(judged, paperOf(options), true),
      );
    } finally {
      bench.close();
    }
  });
  withGlobals(
    thesis.command("check").description("check a thesis file: names line and fix").argument("<file>", "thesis file"),
    ["vorlauf thesis check my-thesis.yaml"],
  ).action((file: string) => {
    const t = thesisAt(file);
    process.stdout.write(`${file}: ${t.claims.length} claims, well formed\n`);
  });
  thesis
    .command("new")
    .description("start a thesis file: asks on a terminal, else writes a commented template; never overwrites")
    .addArgument(new Argument("[file]", "file to write").default("my-thesis.yaml"))
    .addHelpText("after", "\nExamples:\n  $ vorlauf thesis new\n  $ vorlauf thesis new theses/my-view.yaml\n")
    .action(async (file: string) => {
      await startThesis(file);
    });
}
