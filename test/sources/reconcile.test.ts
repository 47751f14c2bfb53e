import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { gunzip, isGzip } from "../../src/engines/archives.ts";
import { sources } from "../../src/sources/shelf.ts";
import { filesBelow, readFound } from "../../src/store/folder.ts";
import { reconcile } from "../../src/tasks/reconcile.ts";
import { shared, sharedTest } from "../shared.ts";

/** Where SOURCE.json states other rows than the reader's: what it counts instead. Every other stated number must be the rows held and those that stand beside. */
const otherwise: Readonly<Record<string, string>> = {
  "genai-prices": "providers; prices are counted",
  "llm-prices": "keys of the vendor's file; prices are counted",
  metr: "lines of YAML; results are counted",
};

interface Stated {
  readonly files: readonly { readonly path: string; readonly rows?: unknown }[];
}

/** The rows that the SOURCE.json beside a file states, or null. */
function statedRows(path: string): number | null {
  const [folder = "", ...rest] = path.split("/");
  const plain = (p: string): string => p.replace(/\.gz$/, "");
  for (const name of ["SOURCE.json", "SOURCE_2.json"]) {
    const location = shared(`sources/${folder}/${name}`);
    if (!existsSync(location)) continue;
    const { files } = JSON.parse(readFileSync(location, "utf8")) as Stated;
    const rows = files.find((f) => plain(f.path) === plain(rest.join("/")))?.rows;
    if (typeof rows === "number") return rows;
  }
  return null;
}

sharedTest(
  "every real file that a source claims is read, its rows add up and are those that SOURCE.json states; every other file is left alone for a named reason",
  () => {
    const report = reconcile(shared("sources"), { progress: () => undefined });
    const odd = report.files.filter((f) => f.failure !== null || f.isEqual === false || f.why === "unknown");
    expect(odd.map((f) => [f.path, f.failure ?? f.mismatch, f.why])).toEqual([]);
    expect(report.files.filter((f) => f.rejected.some((r) => r.reason.trim() === "" || r.count < 1))).toEqual([]);
    expect(report.files.filter((f) => f.source !== null && f.observations + f.left === 0)).toEqual([]);
    expect([report.claimed, report.unclaimed]).toEqual([303, 489]);
    let compared = 0;
    const odds = new Set<string>();
    const other = report.files.flatMap((f) => {
      const stated = statedRows(f.path);
      if (f.source === null || stated === null) return [];
      const rows = (f.rows ?? 0) + f.beside.reduce((n, b) => n + b.count, 0);
      if (f.source in otherwise && rows !== stated) odds.add(f.source);
      if (f.source in otherwise) return [];
      compared++;
      return rows === stated
        ? []
        : [[f.path, `states ${stated}`, `${f.rows} ${f.unit} and ${rows - (f.rows ?? 0)} beside`]];
    });
    expect(other).toEqual([]);
    expect([...odds].sort()).toEqual(Object.keys(otherwise).sort());
    expect(compared).toBeGreaterThan(180);
  },
  600_000,
);

sharedTest(
  "no real file is claimed by two sources",
  () => {
    const twice = filesBelow(shared("sources")).flatMap((file) => {
      if (/fred-md-vintages\/\d{4}-(?!01)\d{2}\.csv/.test(file.path)) return [];
      const stored = readFound(file);
      const bytes = isGzip(stored) ? gunzip(stored) : stored;
      const found = {
        path: file.path.replace(/\.gz$/, ""),
        folder: file.sidecar?.id ?? "",
        head: new TextDecoder("latin1").decode(bytes.subarray(0, 4096)),
      };
      const claims = sources.filter((source) => source.recognise(found) !== null).map((s) => s.id);
      return claims.length > 1 ? [[file.path, claims]] : [];
    });
    expect(twice).toEqual([]);
  },
  240_000,
);
