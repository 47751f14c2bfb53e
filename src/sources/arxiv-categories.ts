import { z } from "zod";
import { VorlaufError } from "../terms/errors.ts";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf } from "../terms/period.ts";
import type { FoundFile, RawDocument, Reading, Source } from "../terms/source.ts";
import { categorySlug } from "./formats/arxiv-categories.ts";
import { decodeText, parseCsv, plainNumber, recordsOf } from "./formats/csv.ts";

/** Which of the two files: papers per category and month of last update, or the graph of category pairs. */
export interface Query {
  readonly file: "months" | "graph";
}
const Query: z.ZodType<Query> = z.object({ file: z.enum(["months", "graph"]) });

interface Graph {
  readonly nodes: readonly { readonly id: string; readonly weight: number }[];
  readonly edges: readonly { readonly source: string; readonly target: string; readonly weight: number }[];
  readonly metadata: { readonly last_updated: string };
}
const Graph: z.ZodType<Graph> = z.object({
  nodes: z.array(z.object({ id: z.string().min(1), weight: z.number().int().nonnegative() })).min(1),
  edges: z.array(z.object({ source: z.string(), target: z.string(), weight: z.number().int().nonnegative() })),
  metadata: z.object({ last_updated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
});

/**
 * Papers in the harvest behind the graph whose last update is 2026-03-20, as its compiler states it; the file itself does not
 * hold the number, and a paper counts once per category, so it cannot be summed from the nodes.
 */
const papersOfHarvest: Readonly<Record<string, number>> = { "2026-03-20": 2_988_996 };

function readGraph(raw: RawDocument): Reading {
  const graph = parseGraph(raw);
  const period = graph.metadata.last_updated;
  const row = (item: string, value: number, locator: string, fields: Observation["fields"]): Observation => ({
    series: "arxiv/category-graph",
    item,
    period,
    value,
    unit: "papers",
    published: null,
    known: raw.known,
    knownBy: raw.knownBy,
    evidence: "derived",
    origin: { document: raw.sha256, url: raw.url, locator, kind: "extract" },
    ...(fields === undefined ? {} : { fields }),
  });
  const total = papersOfHarvest[period];
  const observations = [
    ...graph.nodes.map((n, i) => row(n.id, n.weight, `nodes[${i}].weight`, { kind: "category", a: n.id, b: null })),
    ...graph.edges.map((e, i) =>
      row([e.source, e.target].sort().join(" + "), e.weight, `edges[${i}].weight`, {
        kind: "pair",
        a: e.source,
        b: e.target,
      }),
    ),
    ...(total === undefined
      ? []
      : [
          {
            ...row("all papers", total, "number of papers as stated by the compiler of the copy", {
              kind: "all",
              a: null,
              b: null,
            }),
            evidence: "reported (secondary)" as const,
          },
        ]),
  ];
  const twice = observations.find((o, i) => observations.findIndex((p) => p.item === o.item) !== i);
  if (twice !== undefined)
    throw changed(twice.origin.locator, "every category and pair once", `${twice.item ?? ""} twice`);
  const held = graph.nodes.length + graph.edges.length;
  return { observations, rejected: [], account: { unit: "categories and pairs", held, taken: held } };
}

function parseGraph(raw: RawDocument): Graph {
  let json: unknown;
  try {
    json = JSON.parse(decodeText(raw.bytes));
  } catch (cause) {
    throw new VorlaufError(
      "source-changed",
      { source: "arxiv-categories", locator: "document", expected: "JSON", got: String(cause).slice(0, 100) },
      { cause },
    );
  }
  const parsed = Graph.safeParse(json);
  if (!parsed.success)
    throw changed(
      parsed.error.issues[0]?.path.join(".") || "document",
      "nodes, edges and metadata.last_updated",
      parsed.error.issues[0]?.message ?? "",
    );
  return parsed.data;
}

function readMonths(raw: RawDocument): Reading {
  const rows = recordsOf(parseCsv(decodeText(raw.bytes)), ["update_month", "category", "papers"]);
  const last = rows.reduce((max, r) => ((r["update_month"] ?? "") > max ? (r["update_month"] ?? "") : max), "");
  let dropped = 0;
  const observations = rows.flatMap((r, i): Observation[] => {
    const [month = "", category = ""] = [r["update_month"], r["category"]];
    const locator = `record ${i + 2}, papers`;
    if (frequencyOf(month) !== "monthly") throw changed(`record ${i + 2}, update_month`, "a month", month);
    const value = plainNumber(r["papers"] ?? "", locator);
    if (!watched.has(category)) {
      dropped++;
      return [];
    }
    const flags = [
      "by-last-update",
      ...(bulkRestamps.has(month) ? ["bulk-restamp"] : []),
      ...(month === last ? ["month-unfinished"] : []),
    ];
    return [
      {
        series: `arxiv-updates/${categorySlug(category)}/papers`,
        period: month,
        value,
        unit: "papers",
        published: null,
        known: raw.known,
        knownBy: raw.knownBy,
        evidence: "derived",
        flags,
        origin: { document: raw.sha256, url: raw.url, locator, kind: "extract" },
      },
    ];
  });
  return {
    observations,
    rejected:
      dropped > 0
        ? [
            {
              reason: "categories outside AI, robotics and biology",
              count: dropped,
              example: `record ${rows.findIndex((r) => !watched.has(r["category"] ?? "")) + 2}`,
            },
          ]
        : [],
  };
}

const watched: ReadonlySet<string> = new Set([
  "cs.AI",
  "cs.LG",
  "stat.ML",
  "cs.CV",
  "cs.CL",
  "cs.NE",
  "cs.RO",
  "q-bio.BM",
  "q-bio.CB",
  "q-bio.GN",
  "q-bio.MN",
  "q-bio.NC",
  "q-bio.OT",
  "q-bio.PE",
  "q-bio.QM",
  "q-bio.SC",
  "q-bio.TO",
]);
const bulkRestamps: ReadonlySet<string> = new Set(["2007-05", "2008-11", "2009-10", "2009-11", "2015-05", "2015-06"]);

function changed(locator: string, expected: string, got: string): VorlaufError<"source-changed"> {
  return new VorlaufError("source-changed", { source: "arxiv-categories", locator, expected, got });
}

function recognise({ path, head }: FoundFile): Query | null {
  if (head.startsWith("update_month,category,papers")) return { file: "months" };
  return /category_graph[^/]*\.json$/.test(path) && head.trimStart().startsWith('{"nodes"') ? { file: "graph" } : null;
}

/**
 * Papers per arXiv category and per pair of categories over 2,988,996 papers to March 2026.
 *
 * Publisher: narenp12/arxiv-data-explorer, built from the open-index/open-arxiv harvest of arXiv metadata. Licence: metadata
 * CC0 1.0, the repository states none. Lag: months. A newer graph replaces the older (`copy`).
 * Known defects: months are those of the *last update* of a paper, not of its submission (2007-05 holds 188,302 category
 * counts from a bulk re-stamp; 2008-11, 2009-10, 2009-11, 2015-05, 2015-06 are re-stamped too), so `arxiv-updates/...` is a
 * negative check and never a submission series; 2026-03 ends on the 20th. Edges are cut to the 20 strongest pairs of each
 * category, so a missing pair is unknown, not zero (all pairs of cs.RO with q-bio are missing).
 */
export const source: Source<Query> = {
  id: "arxiv-categories",
  title: "arXiv category pairs to March 2026, and papers by month of last update",
  publisher: "narenp12/arxiv-data-explorer, from arXiv metadata",
  licence: "arXiv metadata CC0 1.0; repository without a stated licence",
  terms: "ship",
  homepage: "https://github.com/narenp12/arxiv-data-explorer",
  series: [
    {
      id: "arxiv/category-graph",
      title: {
        en: "Papers per arXiv category and pair of categories, cumulative",
        de: "Arbeiten je arXiv-Kategorie und Kategorienpaar, kumuliert",
      },
      unit: "papers",
      frequency: "irregular",
      list: "copy",
      lagDays: 120,
    },
    {
      id: "arxiv-updates/*/papers",
      title: {
        en: "Papers per arXiv category by month of last update (no submission series)",
        de: "Arbeiten je arXiv-Kategorie nach dem Monat der letzten Änderung (keine Reihe der Einreichungen)",
      },
      unit: "papers",
      frequency: "monthly",
      lagDays: 120,
    },
  ],
  query: Query,
  requests: () => [],
  recognise,
  read: (raw, { file }) => (file === "graph" ? readGraph(raw) : readMonths(raw)),
};
