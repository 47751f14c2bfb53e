import { Argument, type Command } from "commander";
import { type GlobalOptions, json, langOf, paperOf, withGlobals } from "../session.ts";
import { renderThesis } from "../terminal.ts";
import { openWorkbench, shippedTheses, thesisAt } from "../workbench.ts";
import { verdictClaim } from "../../tasks/verdict.ts";

/** `vorlauf thesis list|show|check`. */
export function thesisCommand(program: Command): void {
  const thesis = program.command("thesis").description("judge a published thesis claim by claim");
  withGlobals(thesis.command("list").description("the theses that ship"), ["vorlauf thesis list"]).action((options: GlobalOptions) => {
    const all = shippedTheses().map(({ path, thesis: t }) => ({ id: t.id, title: t.title[langOf(options)], claims: t.claims.length, published: t.published, path }));
    process.stdout.write(options.json === true ? json(all) : all.map((t) => `${t.id.padEnd(20)} ${String(t.claims).padStart(3)} claims  ${t.published}  ${t.title}\n`).join(""));
  });
  withGlobals(
    thesis
      .command("show")
      .description("every claim with state, probability, value and reasons")
      .addArgument(new Argument("[file]", "thesis file (default: the report of 9 February 2026)")),
    ["vorlauf thesis show", "vorlauf thesis show --as-of 2026-02-09 --json", "vorlauf thesis show my-thesis.yaml"],
  ).action(async (file: string | undefined, options: GlobalOptions) => {
    const bench = openWorkbench(options, file === undefined ? undefined : thesisAt(file));
    try {
      const judged = await bench.thesis(bench.cut);
      const lang = langOf(options);
      process.stdout.write(
        options.json === true ? json({ ...judged, title: judged.title[lang], claims: judged.claims.map((c) => verdictClaim(c, lang)) }) : renderThesis(judged, paperOf(options), true),
      );
    } finally {
      bench.close();
    }
  });
  withGlobals(thesis.command("check").description("check a thesis file: names line and fix").argument("<file>", "thesis file"), ["vorlauf thesis check my-thesis.yaml"]).action((file: string) => {
    const t = thesisAt(file);
    process.stdout.write(`${file}: ${t.claims.length} claims, well formed\n`);
  });
}
