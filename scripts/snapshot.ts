import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { sources as everySource } from "../src/sources/shelf.ts";
import { createStore, openStore } from "../src/store/open.ts";
import { needsOf } from "../src/tasks/measure.ts";
import { parts } from "../src/tasks/parts/shelf.ts";
import { type PullReport, pullFrom } from "../src/tasks/pull.ts";
import { patternRegex } from "../src/terms/panel.ts";
import type { ShelvedSource } from "../src/terms/source.ts";

/**
 * Folders of `../shared/sources` whose figures may enter the snapshot (the rows marked *ship* or *facts-only* in its
 * README.md), each with the files that may be read. What is not named here never enters, whatever a source would recognise.
 */
export const shipped: Readonly<Record<string, RegExp>> = {
  "ark-thesis-figures": /./,
  "arxiv-archive-staeiou": /./,
  "arxiv-category-monthly-narenp12": /./,
  "arxiv-daily-listings": /./,
  "arxiv-recent-sample-shiyibihua": /./,
  "bea-infrastructure-totals": /./,
  "buildout-parameters": /^parameters\.csv$/,
  "capex-guidance": /./,
  "carmaker-ev-events": /./,
  "census-c30-construction": /./,
  "ecb-fx": /./,
  "epoch-ai-chip-counts": /./,
  "epoch-ai-companies": /./,
  "epoch-ai-models": /./,
  "epoch-benchmark-hub": /^(?!.*_external)/,
  "epoch-data-centers": /./,
  "epoch-gpu-clusters": /./,
  "epoch-ml-hardware": /./,
  "fda-ai-devices": /./,
  "fred-md-vintages": /^triangle-30-series\.csv(\.gz)?$/,
  "genai-prices-pydantic": /./,
  "gpu-rental-observations": /^(marketplace_4h|cri_v1_|posted_rate_cards)/,
  "hyperscaler-forward-commitments": /./,
  "iea-energy-and-ai": /./,
  "iea-global-ev-data": /./,
  "large-load-forecasts": /./,
  "litellm-model-prices": /./,
  "metr-time-horizon": /./,
  "models-dev": /./,
  "recession-dates": /NBER/,
  "sdl-events": /./,
  "sec-amzn-capex-extract": /./,
  "sec-companyfacts-2026": /./,
  "sec-companyfacts-full": /./,
  "sec-companyfacts-trimmed": /./,
  "sec-fsds-sample": /./,
  "sec-ixbrl-filings-2023": /./,
  "sec-msft-10k-capex": /./,
  "supply-chain-points": /./,
  "technology-waves": /./,
  "tsmc-monthly-revenue": /./,
  "us-ict-investment": /./,
  "us-power-chain": /./,
  "us-ppi-inputs": /./,
  "wos-ml-by-field-blaiszik": /./,
};

/** When copies existed that carry no sidecar: the day on which README.md in the folder says that they were read. */
const readOn: Readonly<Record<string, string>> = { "buildout-parameters": "2026-11-22" };

/** Whether a file below `../shared/sources` may enter the snapshot. */
export function mayEnter(path: string): boolean {
  const [folder = "", ...rest] = path.split("/");
  return shipped[folder]?.test(rest.join("/")) ?? false;
}

/** What the snapshot is made from. */
export interface SnapshotRequest {
  /** Folder to write; its store is replaced. */
  readonly target: string;
  /** `../shared`. */
  readonly shared: string;
  readonly sources: readonly ShelvedSource[];
  /** Ids of sources that are switched off. */
  readonly off: ReadonlySet<string>;
  readonly progress: (on: string) => unknown;
}

/**
 * Writes a store from the shipped folders: figures only, no raw documents. Sources of unclear terms enter only with the
 * series that a part needs. The same inputs give the same bytes.
 * @throws when a file fails: a snapshot is whole or not written
 */
export async function writeSnapshot(request: SnapshotRequest): Promise<readonly PullReport[]> {
  const sources = request.sources.filter((s) => s.terms !== "test" && !request.off.has(s.id));
  const needed = needsOf(parts).map((need) => patternRegex(need.id));
  const keeps = (source: ShelvedSource, series: string): boolean =>
    source.terms === "ship" || needed.some((regex) => regex.test(series));
  const common = { store: request.target, sources, only: [], keepRaw: false, keeps };
  const effects = { progress: ({ on }: { on: string }) => request.progress(on) };
  for (const part of ["manifest.json", "observations", "repeats", "documents"])
    rmSync(join(request.target, part), { recursive: true, force: true });
  await createStore(request.target);
  const reports = [
    await pullFrom(
      {
        ...common,
        folder: join(request.shared, "sources"),
        known: null,
        takes: (path) => mayEnter(path) && readOn[path.split("/")[0] ?? ""] === undefined,
      },
      effects,
    ),
  ];
  for (const [folder, known] of Object.entries(readOn)) {
    reports.push(
      await pullFrom(
        {
          ...common,
          folder: join(request.shared, "sources"),
          known,
          takes: (path) => path.startsWith(`${folder}/`) && mayEnter(path),
        },
        effects,
      ),
    );
  }
  reports.push(
    await pullFrom(
      { ...common, folder: join(request.shared, "reference/api/fixtures/sec-edgar/full"), known: null },
      effects,
    ),
  );
  const failures = reports.flatMap((r) =>
    r.sources.flatMap((s) => s.failures.map((f) => `${s.source}: ${f.path}: ${f.message}`)),
  );
  if (failures.length > 0) throw new Error(`the snapshot was not written:\n${failures.join("\n")}`);
  return reports;
}

const Switches = z.record(z.string(), z.boolean());

/** The switches of `snapshot/sources.json`, with every source that may ship; a new one is on. */
export function switchesOf(text: string | null, sources: readonly ShelvedSource[]): Record<string, boolean> {
  const given = text === null ? {} : Switches.parse(JSON.parse(text));
  return Object.fromEntries(sources.filter((s) => s.terms !== "test").map((s) => [s.id, given[s.id] ?? true]));
}

/** `SOURCES.md`: attribution, licence and documents of every source in the snapshot. */
export async function attribution(store: string, sources: readonly ShelvedSource[]): Promise<string> {
  const open = await openStore(store, { readOnly: true });
  const documents = await open.database.rows(
    "SELECT DISTINCT source, path, sha256, known FROM documents ORDER BY source, path, known",
  );
  const counts = new Map(
    (
      await open.database.rows(
        "SELECT d.source, count(*) FROM observations o JOIN (SELECT DISTINCT sha256, source FROM documents) d ON d.sha256 = o.document GROUP BY 1",
      )
    ).map(([id, n]) => [String(id), Number(n)]),
  );
  const bySource = new Map<string, string[]>();
  for (const [source, path, sha256, known] of documents) {
    const lines = bySource.get(String(source)) ?? [];
    bySource.set(String(source), lines);
    lines.push(`| \`${String(path)}\` | \`${String(sha256).slice(0, 16)}\` | ${String(known).slice(0, 10)} |`);
  }
  open.close();
  const sections = sources
    .filter((s) => (counts.get(s.id) ?? 0) > 0)
    .map((s) => sectionOf(s, counts.get(s.id) ?? 0, bySource.get(s.id) ?? []));
  return `# Sources of the embedded snapshot

Written by \`npm run snapshot\`; do not edit. The snapshot holds figures only (series, period, value, times, reference to the
document), no publisher's file. Sources whose terms for redistribution are not clear are marked *terms unclear*: of them it
holds only the series that a part of the product reads, with citation. Any source can be switched off in \`sources.json\`.
Figures are facts of their publishers; the compilation is Vorlauf's. Not affiliated with any of them.

${sections.join("\n")}`;
}

function sectionOf(source: ShelvedSource, rows: number, documents: readonly string[]): string {
  const doubt = source.terms === "unclear" ? " · *terms unclear*" : "";
  return `## ${source.id}${doubt}

${source.title}. Publisher: ${source.publisher}. Licence: ${source.licence}. <${source.homepage}>

${rows} observations from ${documents.length} ${documents.length === 1 ? "document" : "documents"}:

| document | sha-256 begins with | known |
|---|---|---|
${documents.join("\n")}
`;
}

const root = fileURLToPath(new URL("..", import.meta.url));
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const target = join(root, "snapshot");
  const shared = join(root, "../shared");
  const switchFile = join(target, "sources.json");
  const switches = switchesOf(existsSync(switchFile) ? readFileSync(switchFile, "utf8") : null, everySource);
  const work = mkdtempSync(join(tmpdir(), "vorlauf-snapshot-"));
  try {
    const off = new Set(
      Object.entries(switches)
        .filter(([, on]) => !on)
        .map(([id]) => id),
    );
    const reports = await writeSnapshot({
      target: work,
      shared,
      sources: everySource,
      off,
      progress: (on) => (process.stderr.isTTY ? process.stderr.write(`\r${on.slice(0, 100).padEnd(100)}`) : true),
    });
    for (const part of ["manifest.json", "observations", "repeats", "documents"]) {
      rmSync(join(target, part), { recursive: true, force: true });
      if (existsSync(join(work, part))) cpSync(join(work, part), join(target, part), { recursive: true });
    }
    writeFileSync(switchFile, `${JSON.stringify(switches, null, 2)}\n`);
    writeFileSync(join(target, "SOURCES.md"), await attribution(target, everySource));
    for (const s of reports.flatMap((r) => r.sources))
      console.log(
        `${s.source}: ${s.documents.length} documents, ${s.new} new, ${s.revised} revised, ${s.unchanged} unchanged, ${s.rejected} rejected`,
      );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
