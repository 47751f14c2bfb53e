import { resolve } from "node:path";
import type { Command } from "commander";
import { groupNamed, type ShownGroup, shownGroup } from "../../tasks/groups.ts";
import type { Lang } from "../../terms/text.ts";
import { groupAt } from "../group-files.ts";
import { groupsFolder, userGroupsFolder } from "../places.ts";
import { type GlobalOptions, json, langOf, paperOf, withGlobals } from "../session.ts";
import { wrap } from "../terminal.ts";
import { openWorkbench } from "../workbench.ts";

/** `vorlauf groups list|show|check`: companies that are added up, from files that a user can edit. */
export function groupsCommand(program: Command): void {
  const groups = program.command("groups").description("companies that are added up, from files that you can edit");
  withGlobals(groups.command("list").description("the groups that ship, and your own"), [
    "vorlauf groups list",
    "vorlauf groups list --groups my-groups --json",
  ]).action(async (options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const store = await bench.store();
      const shown = bench.groups().map((g) => shownGroup(g, store));
      const lang = langOf(options);
      const where =
        lang === "de"
          ? `mitgeliefert: ${groupsFolder}\neigene:       ${options.groups === undefined ? userGroupsFolder() : resolve(options.groups)}\n`
          : `shipped: ${groupsFolder}\nown:     ${options.groups === undefined ? userGroupsFolder() : resolve(options.groups)}\n`;
      process.stdout.write(
        options.json === true
          ? json(shown)
          : `${shown.map((g) => `${g.id.padEnd(24)} ${counted(g).padEnd(9)} ${g.title[lang]}\n`).join("")}${where}`,
      );
    } finally {
      bench.close();
    }
  });
  withGlobals(
    groups
      .command("show")
      .description("one group: its members, what is held of them, the series that it makes")
      .argument("<id>", "id, for example hyperscalers"),
    ["vorlauf groups show hyperscalers", "vorlauf series show group/hyperscalers/capex"],
  ).action(async (id: string, options: GlobalOptions) => {
    const bench = openWorkbench(options);
    try {
      const shown = shownGroup(groupNamed(bench.groups(), id), await bench.store());
      process.stdout.write(options.json === true ? json(shown) : render(shown, options));
    } finally {
      bench.close();
    }
  });
  withGlobals(
    groups.command("check").description("check a group file: names line and fix").argument("<file>", "group file"),
    ["vorlauf groups check my-groups/my-carmakers.yaml"],
  ).action((file: string, options: GlobalOptions) => {
    const group = groupAt(file);
    const n = group.members.length;
    process.stdout.write(
      langOf(options) === "de" ? `${file}: ${n} Mitglieder, wohlgeformt\n` : `${file}: ${n} members, well formed\n`,
    );
  });
}

/** Members of which anything is held, of all. */
function counted({ members }: ShownGroup): string {
  return `${members.filter((m) => m.held.some((h) => h.last !== null)).length}/${members.length}`;
}

function render(group: ShownGroup, options: GlobalOptions): string {
  const { lang, width } = paperOf(options);
  const w = words[lang];
  const rows = group.members.map((m) => {
    const held = m.held
      .map((h) => `${h.measure} ${h.last === null ? w.notHeld : `${h.first ?? ""} ${w.to} ${h.last}`}`)
      .join(", ");
    const who =
      m.name === null
        ? w.unchecked
        : `${m.name}, CIK ${m.cik ?? ""}, ${w.yearEnd} ${m.fiscalYearEnd ?? ""}, ${m.currency ?? ""}`;
    return `  ${m.ticker.toUpperCase().padEnd(8)} ${who}\n           ${held}\n`;
  });
  const pull = group.pull === null ? "" : `${w.fetch}: ${group.pull}\n`;
  return `${group.title[lang]} (${group.id}, ${counted(group)})\n${wrap(group.says[lang], width, "  ").join("\n")}\n${rows.join("")}${w.series}: ${group.series.join(", ")}\n${pull}`;
}

const words: Readonly<
  Record<Lang, Readonly<Record<"notHeld" | "to" | "unchecked" | "yearEnd" | "fetch" | "series", string>>>
> = {
  en: {
    notHeld: "not held",
    to: "to",
    unchecked: "tags not checked by hand",
    yearEnd: "year ends",
    fetch: "missing members",
    series: "series",
  },
  de: {
    notHeld: "liegt nicht vor",
    to: "bis",
    unchecked: "Kennzeichnungen nicht von Hand geprüft",
    yearEnd: "Jahresende",
    fetch: "fehlende Mitglieder",
    series: "Reihen",
  },
};
