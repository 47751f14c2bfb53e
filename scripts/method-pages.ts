// Writes what follows from the code into docs/methods/<id>.md, between two marks: how the method is computed, what it takes, its options with
// defaults, an example, its citations. What stands outside the marks is written by hand. Called by `npm run shelves`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { methodSheets } from "../src/tasks/method.ts";
import type { MethodSheet } from "../src/terms/method.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const [begin, end] = ["<!-- written by scripts/method-pages.ts -->", "<!-- end -->"];

/** The longest docstring of an exported function of a method's file: its equations, missing values and errors. */
function computed(id: string): string {
  const code = readFileSync(`${root}src/methods/${id}.ts`, "utf8");
  const found = [...code.matchAll(/\/\*\*\n((?: \*.*\n)+?) \*\/\nexport (?:async )?function/g)].map((m) => m[1] ?? "");
  const longest = found.reduce((a, b) => (b.length > a.length ? b : a), "");
  return longest
    .split("\n")
    .map((l) => l.replace(/^ \* ?/, ""))
    .join("\n")
    .trimEnd();
}

function generated(s: MethodSheet): string {
  const text = computed(s.id);
  const how = text === "" ? [] : ["**How it is computed.**", "", "```text", text, "```", ""];
  const cites = ["**Cites.**", "", ...s.cites.map((c) => `- ${c}`)];
  if (s.notRunnable !== null) return [begin, "", ...how, s.notRunnable.en, "", ...cites, "", end].join("\n");
  const options = s.options.map(
    (o) =>
      `| \`${o.name}\` | \`${JSON.stringify(o.default)}\` | ${o.takes.en.replaceAll("|", "\\|")}${o.unit === "" ? "" : ` [${o.unit}]`} | ${o.says.en} |`,
  );
  const given = JSON.stringify(s.example?.options);
  return [
    begin,
    "",
    ...how,
    `**Takes.** ${s.input.en}`,
    "",
    ...(options.length === 0
      ? []
      : ["| option | default | takes | meaning |", "| --- | --- | --- | --- |", ...options, ""]),
    "```sh",
    `vorlauf method ${s.id} --example > example.csv`,
    ...(given === "{}" ? [] : [`echo '${given}' > options.json`]),
    `vorlauf method ${s.id} --data example.csv${given === "{}" ? "" : " --options options.json"}`,
    "```",
    "",
    ...cites,
    "",
    end,
  ].join("\n");
}

/** A method's page with its generated part anew; a page that is not there begins with its question. */
export function methodPage(s: MethodSheet, before: string | null): string {
  const hand = (before ?? `# ${s.id}\n\n${s.question.en}\n`)
    .replace(/Options, for `vorlauf method[^\n]*\n\n```json\n[^`]*```\n\n?/, "")
    .replace(new RegExp(`\n*${begin}[\\s\\S]*?${end}\n*`), "\n");
  return `${hand.trimEnd()}\n\n${generated(s)}\n`;
}

/** Writes the generated part of every page that is not as it should be. */
export function writeMethodPages(): void {
  for (const s of methodSheets()) {
    const path = `${root}docs/methods/${s.id}.md`;
    const before = existsSync(path) ? readFileSync(path, "utf8") : null;
    const page = methodPage(s, before);
    if (page !== before) writeFileSync(path, page);
  }
}
