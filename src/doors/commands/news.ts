import type { Command } from "commander";
import { parseDate } from "../../terms/period.ts";
import { renderNews } from "../news-text.ts";
import { type GlobalOptions, json, paperOf, withGlobals } from "../session.ts";
import { openWorkbench } from "../workbench.ts";

interface NewsFlags extends GlobalOptions {
  readonly from: string;
  readonly to?: string;
}

/** `vorlauf news --from D1 --to D2`: what became known between two days, and what it moved. */
export function newsCommand(program: Command): void {
  withGlobals(
    program
      .command("news")
      .description("what became known between two days, and how much each group of it moved every number")
      .requiredOption("--from <date>", "the earlier day")
      .option("--to <date>", "the later day (default: --as-of, else the newest day known to the store)"),
    ["vorlauf news --from 2026-02-09 --to 2026-05-01", "vorlauf news --from 2026-07-01 --json"],
  ).action(async (options: NewsFlags) => {
    const to = options.to ?? options.asOf;
    const bench = openWorkbench({ ...options, ...(to === undefined ? {} : { asOf: to }) });
    try {
      const news = await bench.news(parseDate(options.from), bench.cut);
      process.stdout.write(options.json === true ? json(news) : renderNews(news, paperOf(options)));
    } finally {
      bench.close();
    }
  });
}
