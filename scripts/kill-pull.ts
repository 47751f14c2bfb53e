import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createRandom } from "../src/math/random.ts";
import { isStore, openStore, type Store } from "../src/store/open.ts";
import { readPanel } from "../src/store/panel.ts";

/**
 * `npx tsx scripts/kill-pull.ts --moments 50 --seed 1 [--from DIR] [sources...]`: kills the built `vorlauf pull` with SIGKILL at random moments of its run, each
 * time in a fresh store. After each kill the store must open (or not exist yet), hold every document whole or not at all, and after a repeated pull
 * answer byte for byte like a store that was never disturbed. Ends with 1 when one of these does not hold.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const command = join(root, "dist", "doors", "cli.js");
const usual = [
  "sec",
  "fred-md",
  "fred-md-triangle",
  "epoch-models",
  "epoch-capability",
  "metr",
  "table",
  "tsmc",
  "sec-fsds",
];

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
}

function pull(store: string, from: string, sources: readonly string[]): Run {
  const args = [command, "pull", ...sources, "--from", from, "--known", "2026-10-01", "--empty", "--store", store];
  const child = spawn(process.execPath, args, {
    stdio: "ignore",
    env: { PATH: process.env["PATH"] ?? "", HOME: store },
  });
  return { child, ended: new Promise((done) => child.on("close", (code) => done(code))) };
}

/** Rows per document: statements that the document made itself, and the ranges that it repeats. */
async function documentsOf(store: Store): Promise<Map<string, string>> {
  const rows = await store.database.rows(
    `SELECT d.sha256, (SELECT count(*) FROM observations o WHERE o.document = d.sha256 AND NOT starts_with(o.locator, 'repeats ')),
       (SELECT coalesce(string_agg(series || ' ' || periods, ';' ORDER BY series, known, periods), '') FROM repeats r WHERE r.document = d.sha256)
     FROM (SELECT DISTINCT sha256 FROM documents) d`,
  );
  return new Map(rows.map(([sha256, count, periods]) => [String(sha256), `${count} ${periods}`]));
}

/** A hash of everything that the store answers, of the newest day and of an earlier one, in both modes with all history. */
async function answersOf(store: Store): Promise<string> {
  const hash = createHash("sha256");
  const needs = [...store.held.keys()].sort().map((id) => ({ id, history: true }));
  for (const asOf of ["2026-10-01", "2021-06-30"])
    for (const mode of ["strict", "pseudo"] as const)
      hash.update(
        JSON.stringify(await readPanel(store, { asOf, mode, needs }), (_, v: unknown) =>
          v instanceof Float64Array ? Array.from(v, String) : v,
        ),
      );
  return hash.digest("hex");
}

/** What is wrong with a store after a kill, or null. */
async function brokenAfterKill(path: string, whole: ReadonlyMap<string, string>): Promise<string | null> {
  if (!isStore(path)) return null;
  const store = await openStore(path, { readOnly: true });
  try {
    for (const [sha256, content] of await documentsOf(store))
      if (whole.get(sha256) !== content)
        return `document ${sha256} holds ${content.slice(0, 60)} instead of ${(whole.get(sha256) ?? "nothing").slice(0, 60)}`;
    const [orphans] = await store.database.rows(
      "SELECT count(*) FROM observations WHERE document NOT IN (SELECT sha256 FROM documents)",
    );
    return Number(orphans?.[0]) === 0 ? null : `${Number(orphans?.[0])} rows of documents that are not there`;
  } finally {
    store.close();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      moments: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      from: { type: "string", default: join(root, "test", "fixtures") },
    },
  });
  if (!existsSync(command)) throw new Error("build first: npm run build");
  const sources = positionals.length === 0 ? usual : positionals;
  const work = mkdtempSync(join(tmpdir(), "vorlauf-kill-"));
  const reference = join(work, "reference");
  const started = performance.now();
  const code = await pull(reference, values.from, sources).ended;
  const length = performance.now() - started;
  const calm = await openStore(reference, { readOnly: true });
  const [whole, wanted] = [await documentsOf(calm), await answersOf(calm)];
  calm.close();
  const manifest = readFileSync(join(reference, "manifest.json"), "utf8");
  console.log(`${whole.size} documents, ${Math.round(length)} ms, exit ${code}`);
  const random = createRandom(values.seed);
  const counts = { killed: 0, noStore: 0, partial: 0, complete: 0, sameManifest: 0, faults: 0 };
  for (let i = 0; i < Number(values.moments); i++) {
    const store = join(work, `store-${i}`);
    const moment = Math.round(random.uniform() * length);
    const { child, ended } = pull(store, values.from, sources);
    const timer = setTimeout(() => child.kill("SIGKILL"), moment);
    if ((await ended) === null) counts.killed++;
    clearTimeout(timer);
    const fault = await brokenAfterKill(store, whole).catch((error: unknown) => String(error));
    const held = isStore(store) ? readFileSync(join(store, "manifest.json"), "utf8") : "";
    counts[held === "" ? "noStore" : held === manifest ? "complete" : "partial"]++;
    const again = await pull(store, values.from, sources).ended;
    const open = await openStore(store, { readOnly: true });
    const same = (await answersOf(open)) === wanted && again === code;
    open.close();
    if (readFileSync(join(store, "manifest.json"), "utf8") === manifest) counts.sameManifest++;
    if (fault !== null || !same || existsSync(join(store, "lock"))) {
      counts.faults++;
      console.log(
        `FAULT at ${moment} ms: ${fault ?? (same ? "the lock stayed" : "other answers after the repeated pull")}`,
      );
    }
    rmSync(store, { recursive: true, force: true });
  }
  rmSync(work, { recursive: true, force: true });
  console.log(
    `${counts.killed} killed: ${counts.noStore} before a store was there, ${counts.partial} with a part, ${counts.complete} with all; ${counts.sameManifest} manifests equal byte for byte; ${counts.faults} faults`,
  );
  process.exitCode = counts.faults === 0 ? 0 : 1;
}

await main();
