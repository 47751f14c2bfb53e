import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** What each room may import from the house: values and types, then types only. */
const rules: Readonly<Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>> = {
  terms: { values: [] },
  math: { values: [] },
  sources: { values: ["terms"] },
  store: { values: ["terms"] },
  engines: { values: ["terms"] },
  theses: { values: ["terms"] },
  signals: { values: ["terms", "math"] },
  methods: { values: ["terms", "math"] },
  planner: { values: ["terms", "math"] },
  views: { values: ["terms"], types: ["methods", "planner", "theses"] },
  tasks: {
    values: ["terms", "math", "sources", "store", "engines", "theses", "signals", "methods", "planner", "views"],
  },
  doors: { values: ["tasks", "views", "terms"] },
  "doors/web": { values: ["views", "terms"] },
};

const nodeRooms = new Set(["store", "engines", "doors"]);
const clockRooms = new Set(["doors", "doors/web"]);

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? files(join(folder, e.name)) : /\.tsx?$/.test(e.name) ? [join(folder, e.name)] : [],
  );
}

function roomOf(path: string): string {
  const parts = relative(src, path).split(sep);
  if (parts.length === 1) return "index";
  return parts[0] === "doors" && parts[1] === "web" ? "doors/web" : (parts[0] ?? "");
}

interface Import {
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsOf(path: string): Import[] {
  const code = readFileSync(path, "utf8");
  return [
    ...code.matchAll(/(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|import\("([^"]+)"\)/g),
  ].map((m) => ({
    from: path,
    target: m[3] ?? m[4] ?? "",
    typeOnly: m[2] !== undefined,
  }));
}

const all = files(src);

test("no import goes up or sideways between rooms", () => {
  const wrong: string[] = [];
  for (const path of all) {
    const room = roomOf(path);
    const rule = rules[room];
    if (rule === undefined) continue;
    for (const { target, typeOnly } of importsOf(path)) {
      if (!target.startsWith(".")) continue;
      const goal = roomOf(join(dirname(path), target));
      const allowed = goal === room || rule.values.includes(goal) || (typeOnly && (rule.types ?? []).includes(goal));
      if (!allowed) wrong.push(`${relative(src, path)} -> ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("every folder of src is a room with a rule", () => {
  expect([...new Set(all.map(roomOf))].filter((room) => room !== "index" && rules[room] === undefined)).toEqual([]);
});

test("node: modules appear only in store, engines and doors", () => {
  const wrong = all
    .filter((p) => !nodeRooms.has(roomOf(p)))
    .flatMap((p) => importsOf(p).filter((i) => i.target.startsWith("node:")));
  expect(wrong.map((i) => `${relative(src, i.from)} -> ${i.target}`)).toEqual([]);
});

test("clock, chance and environment are read only in doors", () => {
  const wrong = all
    .filter((p) => !clockRooms.has(roomOf(p)))
    .filter((p) =>
      /\bDate\.now\b|\bnew Date\b|\bMath\.random\b|\bprocess\.env\b/.test(stripComments(readFileSync(p, "utf8"))),
    );
  expect(wrong.map((p) => relative(src, p))).toEqual([]);
});

test("the rule would see a forbidden import", () => {
  expect(importsOf(join(src, "terms/period.ts")).map((i) => i.target)).toEqual(["./errors.ts"]);
  expect(rules["signals"]?.values.includes("sources")).toBe(false);
});

function stripComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
