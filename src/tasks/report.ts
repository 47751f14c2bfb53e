import { sources as shelf } from "../sources/shelf.ts";
import { documentOf, resolveRefs } from "../store/history.ts";
import type { Store } from "../store/open.ts";
import type { PartResult } from "../terms/part.ts";
import { endOfDay } from "../terms/time.ts";
import type { Cut, Workbench } from "../terms/workbench.ts";
import type { OpenWorkbench } from "./workbench.ts";

/** A document that numbers of the report rest on. */
export interface ReportDocument {
  readonly sha256: string;
  readonly url: string;
  readonly kind: "primary" | "extract" | "citation";
  /** Id of the source that was read from it. */
  readonly source: string;
  /** Addresses that its rows cite, the one above included; 1 for a publisher's own document. */
  readonly addresses: number;
  /** References of the report that end in it. */
  readonly refs: number;
}

/** A source that numbers of the report rest on. */
export interface ReportSource {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly homepage: string;
  readonly documents: number;
  readonly refs: number;
}

/** Everything a report of one day says, as plain data: the same inputs give the same report. */
export interface Report {
  readonly workbench: Workbench;
  readonly sources: readonly ReportSource[];
  /** Of all numbers, by source and address. */
  readonly documents: readonly ReportDocument[];
  readonly versions: { readonly vorlauf: string; readonly code: string };
  /** Hash of the store's manifest, and the seed of every simulation. */
  readonly store: string;
  readonly seed: number;
}

/** The report of a day: the verdict in full, and the sources and documents with their hashes that its numbers rest on. */
export async function collectReport(
  bench: Pick<OpenWorkbench, "verdict" | "store">,
  cut: Cut,
  made: { readonly versions: Report["versions"]; readonly seed: number },
): Promise<Report> {
  const workbench = await bench.verdict(cut);
  const store = await bench.store();
  const documents = await documentsOf(store, refsOf(Object.values(workbench.parts)), cut);
  return {
    workbench,
    sources: sourcesOf(documents),
    documents,
    versions: made.versions,
    store: store.manifestHash,
    seed: made.seed,
  };
}

/** Every reference to an observation, each once, sorted. */
function refsOf(parts: readonly PartResult[]): string[] {
  const all = parts.flatMap((p) => [
    ...[p.headline, ...p.lines].flatMap((l) => l.refs),
    ...p.figures.flatMap((f) => [...f.refs, ...f.series.flatMap((s) => s.points.flatMap((x) => x.ref ?? []))]),
    ...p.tables.flatMap((t) => t.refs),
    ...p.forecasts.flatMap((f) => f.refs),
  ]);
  return [...new Set(all.filter((r) => r.includes("@")))].sort();
}

async function documentsOf(store: Store, refs: readonly string[], cut: Cut): Promise<ReportDocument[]> {
  const ends = await resolveRefs(store, refs, cut.asOf, cut.mode);
  const byHash = new Map<string, ReportDocument>();
  const urls = new Map<string, Set<string>>();
  for (const { ref, origin } of ends.values()) {
    if (origin === null) continue;
    const had = byHash.get(origin.document);
    const cited = urls.get(origin.document) ?? new Set();
    urls.set(origin.document, cited.add(origin.url));
    byHash.set(origin.document, {
      addresses: cited.size,
      sha256: origin.document,
      url: had?.url ?? origin.url,
      kind: origin.kind,
      source: had?.source ?? ref,
      refs: (had?.refs ?? 0) + 1,
    });
  }
  const described: ReportDocument[] = [];
  for (const d of byHash.values()) {
    const held = await documentOf(store, d.sha256, endOfDay(cut.asOf));
    described.push({
      ...d,
      source: held?.source ?? d.source.split("/")[0] ?? d.source,
      url: held !== null && held.url !== "" && d.kind === "primary" ? held.url : d.url,
    });
  }
  return described.sort((a, b) => (a.source + a.url + a.sha256 < b.source + b.url + b.sha256 ? -1 : 1));
}

function sourcesOf(documents: readonly ReportDocument[]): ReportSource[] {
  return [...new Set(documents.map((d) => d.source))].sort().map((id) => {
    const own = documents.filter((d) => d.source === id);
    const known = shelf.find((s) => s.id === id);
    return {
      id,
      title: known?.title ?? id,
      publisher: known?.publisher ?? "",
      licence: known?.licence ?? "",
      homepage: known?.homepage ?? "",
      documents: own.length,
      refs: own.reduce((s, d) => s + d.refs, 0),
    };
  });
}
