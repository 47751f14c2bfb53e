import {
  companies,
  companyOfTicker,
  defaultTags,
  ifrsTags,
  noTags,
  productiveAssets,
  tagsOf,
} from "../sources/companies.ts";
import { type Company, type Measure, measures, TagMap } from "../terms/filer.ts";
import { readYaml } from "../theses/read-yaml.ts";

/** A tag map's text. */
export interface TagMapFile {
  readonly path: string;
  readonly text: string;
}

const Own = TagMap.superRefine(({ filers }, context) => {
  filers.forEach(({ ticker, ciks }, i) => {
    const shipped = companies.find((c) => c.ticker === ticker || c.ciks.some((cik) => ciks.includes(cik)));
    if (shipped !== undefined)
      context.addIssue({
        code: "custom",
        path: ["filers", i, shipped.ticker === ticker ? "ticker" : "ciks"],
        message: `${shipped.name} (${shipped.ticker}) is mapped by Vorlauf, and one series holds one definition; remove it here`,
      });
  });
});

/**
 * The filers of a tag map. One whose map names a tag of ifrs-full is read by the usual tags of ifrs-full, and by none of us-gaap, for the measures that it does not name.
 * @throws "input-invalid" naming line and fix; also for a filer that Vorlauf maps itself
 */
export function filersIn({ path, text }: TagMapFile): readonly Company[] {
  return readYaml(text, path, Own, { what: "tag map", guide: "docs/sources/sec.md" }).filers.map(completed);
}

function completed(filer: Company): Company {
  const isIfrs = Object.values(filer.tags ?? {}).some((tags) => tags.some((tag) => tag.includes("ifrs-full:")));
  return isIfrs ? { ...filer, tags: { ...noTags, ...ifrsTags, ...filer.tags } } : filer;
}

/** By which tags a filer is read, and whose map says so. */
export interface ShownFiler {
  readonly ticker: string;
  /** Null for one that no map names. */
  readonly filer: Company | null;
  readonly map: "shipped" | "own" | "unchecked";
  readonly tags: readonly { readonly measure: Measure; readonly named: readonly string[] }[];
}

/** The tags of a ticker: of the map that ships, of the user's, else the usual ones of both standards. */
export function shownFiler(ticker: string, own: readonly Company[]): ShownFiler {
  const filer = companyOfTicker(ticker, own);
  const usual = (m: Measure): readonly string[] => [
    ...defaultTags[m],
    ...(m === "capex" ? [productiveAssets] : []),
    ...(ifrsTags[m] ?? []),
  ];
  return {
    ticker: ticker.toLowerCase().replaceAll(".", "-"),
    filer,
    map: filer === null ? "unchecked" : companies.includes(filer) ? "shipped" : "own",
    tags: measures.map((measure) => ({ measure, named: filer === null ? usual(measure) : tagsOf(filer, measure) })),
  };
}
