import type { Text } from "../terms/text.ts";

/** Why no source reads a file. */
export type UnreadKind =
  | "prose"
  | "program"
  | "reference"
  | "test-only"
  | "twin"
  | "derived"
  | "no-series"
  | "unneeded"
  | "unknown";

/** What a kind is called. */
export const unreadKinds: Readonly<Record<UnreadKind, Text>> = {
  prose: { en: "prose, licences, descriptions of files", de: "Prosa, Lizenzen, Beschreibungen von Dateien" },
  program: { en: "programs and their settings", de: "Programme und ihre Einstellungen" },
  reference: {
    en: "references: panels and results of other people's models, read by tests of methods only",
    de: "Referenzen: Panels und Ergebnisse fremder Modelle, nur von Tests der Verfahren gelesen",
  },
  "test-only": {
    en: "kept out by terms or quality: for comparison in tests only",
    de: "wegen Bedingungen oder Güte ausgeschlossen: nur zum Vergleich in Tests",
  },
  twin: {
    en: "the same data stand in a file that is read",
    de: "dieselben Daten stehen in einer Datei, die gelesen wird",
  },
  derived: { en: "made from files that are read", de: "aus Dateien gemacht, die gelesen werden" },
  "no-series": { en: "holds no dated value of a series", de: "enthält keinen datierten Wert einer Reihe" },
  unneeded: { en: "data that no part of the system uses", de: "Daten, die kein Teil des Systems verwendet" },
  unknown: { en: "no source knows such a file", de: "keine Quelle kennt eine solche Datei" },
};

/** A kind of file that is left alone: by the `id` of its SOURCE.json, by its path, or both. */
interface Unread {
  readonly id?: string;
  readonly path?: RegExp;
  readonly kind: Exclude<UnreadKind, "unknown">;
}

/** The first entry that fits counts. */
const unread: readonly Unread[] = [
  { path: /(^|\/)(README|LICEN[CS]E|STATSMODELS-LICENSE|IM3-LICENSE)[^/]*$/i, kind: "prose" },
  {
    path: /(^|\/)(ppi_README\.txt|readme\.md|[^/]*_data_description\.xlsx|[^/]*\.metadata\.json|_?manifest\.json|queries\.csv)$/i,
    kind: "prose",
  },
  { path: /\.(m|py|R|ts|js)$/, kind: "program" },
  ...[
    "dfms-bm14",
    "frbny-nowcasting",
    "statsmodels-frbny-fixtures",
    "statsmodels-textbook",
    "gdpnowcast-weekly-reference",
    "nyfed-staff-nowcast-history",
    "nowcasting-r",
    "reviser-gdp-vintages",
    "oecd-cli-usa",
    "destatis-truck-toll-vintages",
    "jst-macrohistory",
  ].map((id): Unread => ({ id, kind: "reference" })),
  { id: "fred-md-vintages", path: /USREC\.csv|(tcode-history|vintage-index)\.csv$/, kind: "reference" },
  { id: "fred-md-vintages", path: /appendix\.csv$/, kind: "prose" },
  ...[
    "ai-capex-monitor-derived",
    "hyperscaler-capex-frames-derived",
    "data-center-inventories",
    "ercot-gis-reports",
    "epoch-llm-price-trends",
    "gpu-hour-prices",
    "inferencemax-runs",
    "lmarena-elo",
    "ml-energy-leaderboard",
    "mlperf-inference",
    "top500-lists",
  ].map((id): Unread => ({ id, kind: "test-only" })),
  { id: "gpu-rental-observations", kind: "test-only" },
  { path: /_external\.csv$/, kind: "test-only" },
  { id: "epoch-benchmark-hub", kind: "unneeded" },
  { id: "arxiv-daily-listings", path: /monthly\.csv$/, kind: "derived" },
  { id: "open-ev-charts", path: /(^|\/)derived\//, kind: "derived" },
  { id: "census-c30-construction", path: /infrastructure_construction_history\.csv$/, kind: "twin" },
  { id: "iea-global-ev-data", path: /\.xlsx$/, kind: "twin" },
  { id: "metr-time-horizon", path: /release_dates\.yaml$/, kind: "twin" },
  { id: "epoch-ai-chip-counts", path: /fiscal_quarter|vintages\/.*\/(nvidia|tpu)_chip_timelines\.csv$/, kind: "twin" },
  { id: "epoch-ai-chip-counts", kind: "unneeded" },
  { id: "epoch-ai-companies", path: /ai_companies\.csv$/, kind: "no-series" },
  { id: "openrouter-usage", kind: "test-only" },
  { id: "recession-dates", kind: "unneeded" },
  { id: "technology-waves", kind: "unneeded" },
  { id: "us-ict-investment", path: /series_contract\.csv$/, kind: "prose" },
  { id: "us-power-chain", path: /interconnection_queue\.csv$/, kind: "unneeded" },
];

/** Why a file that no source claims is left alone; *unknown* where nobody said. */
export function whyUnread(path: string, id: string): UnreadKind {
  const plain = path.replace(/\.gz$/, "");
  return unread.find((u) => (u.id === undefined || u.id === id) && (u.path?.test(plain) ?? true))?.kind ?? "unknown";
}
