import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { pathLiteral } from "../src/store/database.ts";
import { type StoreFile, writeManifest } from "../src/store/layout.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { readPanel } from "../src/store/panel.ts";
import { inTurn, say, timed } from "./ratio.ts";

/**
 * How long is a panel as of a day out of many vintage rows, against the bare DuckDB query on the same files? Goal: within 1.5x, for all series and for 130.
 * `npx tsx bench/panel.ts [million rows, 50] [whole|spread|plural]`. The rows are made by DuckDB in a temporary folder in the store's own layout: 2.5 million per file,
 * 100 vintages of 250 months per series. `whole`: every series in one file, as one pull writes it. `spread`: every series in all files, a few vintages in each, as monthly pulls write
 * it, with two grades of evidence. `plural`: as spread, with a second statement at the same time about every hundredth, and repeats.
 */
const millions = Number(process.argv[2] ?? "50");
const layout = process.argv[3] ?? "whole";
const count = Math.ceil(millions / 2.5);
const folder = mkdtempSync(join(tmpdir(), "vorlauf-panel-"));

/** Series, month and vintage of row i of file f. */
function placeOf(f: number): string {
  if (layout === "whole") return `${f * 100} + i // 25000 AS s, (i // 100) % 250 AS p, i % 100 AS v`;
  const each = Math.floor(100 / count);
  return `i // ${250 * each} AS s, (i // ${each}) % 250 AS p, ${f * each} + i % ${each} AS v`;
}

/** What is said and when; `plural`: about every hundredth statement repeats the one before it, another hundredth shares its time. */
const said = layout === "plural" ? "(v - CASE WHEN (s + 3 * p + 7 * v) % 100 = 0 THEN 1 ELSE 0 END)" : "v";
const value = `round(100 + p * 0.1 + ${said} * 0.01 + (hash(s * 100000 + p * 100 + ${said}) % 1000) / 1000.0, 3)`;
const time = layout === "plural" ? "p + v - (CASE WHEN v > 0 AND (s + p + v) % 100 = 0 THEN 1 ELSE 0 END)" : "p + v";
const grade =
  layout === "whole" ? "'reported (primary)'" : "CASE WHEN v % 2 = 0 THEN 'reported (primary)' ELSE 'derived' END";

async function generate(): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const c = await instance.connect();
  const files: StoreFile[] = [];
  mkdirSync(join(folder, "observations/bench"), { recursive: true });
  await c.run("SET VARIABLE docs = (SELECT list(sha256(i::VARCHAR) ORDER BY i) FROM range(360) t(i))");
  await c.run(
    "SET VARIABLE months = (SELECT list(strftime(DATE '2000-01-01' + INTERVAL (i) MONTH, '%Y-%m') ORDER BY i) FROM range(360) t(i))",
  );
  await c.run(
    "SET VARIABLE knowns = (SELECT list(strftime(DATE '2000-02-01' + INTERVAL (i) MONTH, '%Y-%m-%d') || 'T23:59:59Z' ORDER BY i) FROM range(360) t(i))",
  );
  for (let f = 0; f < count; f++) {
    const path = `observations/bench/f${String(f).padStart(3, "0")}.parquet`;
    await c.run(`COPY (SELECT 'bench/s' || lpad(s::VARCHAR, 5, '0') AS series, NULL::VARCHAR AS item, getvariable('months')[p + 1] AS period,
      ${value}::DOUBLE AS value, 'index' AS unit, NULL::VARCHAR AS published,
      getvariable('knowns')[${time} + 1] AS known, 'stamped' AS known_by, ${grade} AS evidence, getvariable('docs')[p + v + 1] AS document,
      'https://example.org/v' AS url, 'row ' || p AS locator, 'primary' AS kind, NULL::VARCHAR AS fields, '' AS flags,
      '2....................' || lpad((p + v)::VARCHAR, 9, '0') AS tie
      FROM (SELECT i, ${placeOf(f)} FROM range(2500000) t(i)))
      TO ${pathLiteral(join(folder, path))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 61440)`);
    const bytes = readFileSync(join(folder, path));
    files.push({
      kind: "observations",
      source: "bench",
      path,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: statSync(join(folder, path)).size,
      rows: 2_500_000,
      newestKnown: "2029-01-01T23:59:59Z",
      plural:
        layout === "plural"
          ? Array.from(
              { length: Math.floor(10_000 / Math.floor(100 / count)) },
              (_, s) => `bench/s${String(s).padStart(5, "0")}`,
            )
          : [],
    });
  }
  writeManifest(folder, {
    format: 1,
    files,
    catalogue: [
      { id: "bench/*", title: { en: "Generated", de: "Erzeugt" }, unit: "index", frequency: "monthly", lagDays: 30 },
    ],
  });
  c.closeSync();
}

async function compare(store: Store, ids: readonly string[] | null, asOf: string): Promise<void> {
  const needs = ids === null ? [{ id: "bench/*" }] : ids.map((id) => ({ id }));
  const among = ids === null ? "" : `AND series IN (${ids.map((id) => `'${id}'`).join(", ")})`;
  const bare = `SELECT series, period, arg_max(value, known), max(known) FROM observations WHERE known <= '${asOf}T23:59:59Z' AND item IS NULL ${among} GROUP BY series, period ORDER BY series, period`;
  let visible = 0;
  const rounds = ids === null ? 2 : 5;
  const result = await inTurn(
    rounds,
    async () => {
      visible = Object.values((await readPanel(store, { asOf, mode: "strict", needs })).series).reduce(
        (n, s) => n + s.values.length,
        0,
      );
    },
    () => store.database.rows(bare),
  );
  say(`panel of ${ids?.length ?? "all"} series, ${visible} visible rows, against the bare query`, result, "1.5x");
}

try {
  console.log(`made in ${((await timed(generate)) / 1000).toFixed(0)} s`);
  let store: Store | null = null;
  const opened = await timed(async () => {
    store = await openStore(folder, { readOnly: true });
  });
  if (store === null) throw new Error("not open");
  const open: Store = store;
  console.log(`opened in ${(opened / 1000).toFixed(1)} s`);
  const ids = [...open.held.keys()];
  await compare(
    open,
    ids.filter((_, i) => i % Math.max(1, Math.floor(ids.length / 130)) === 0).slice(0, 130),
    "2015-06-30",
  );
  await compare(open, null, "2015-06-30");
  open.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
