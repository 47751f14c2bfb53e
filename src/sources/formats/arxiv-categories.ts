/**
 * The AI class used everywhere: a paper counts as AI when it carries at least one of these arXiv categories (primary or
 * cross-listed). A union, because single tags change with habits: `stat.ML` alone makes robotics diverge (9.3 % of cs.RO
 * papers in 2019, 0.9 % of those added 2020 to 2026) only because double listing with cs.LG fell out of use.
 */
export const aiCategories = ["cs.AI", "cs.LG", "stat.ML", "cs.CV", "cs.CL", "cs.NE"] as const;

/** Biology sub-archives whose papers with cs.LG are counted apart, because the category graph of 2026 holds those pairs. */
export const biologyCategories = ["q-bio.BM", "q-bio.GN", "q-bio.NC", "q-bio.QM"] as const;

/** A category as a path segment: `q-bio.BM` is `q-bio-bm`. */
export function categorySlug(category: string): string {
  return category.toLowerCase().replaceAll(".", "-");
}

/**
 * The categories of a paper as a set. Fields are separated by commas or blanks; tokens that are no category (ACM and MSC
 * codes such as `68T05` stand in some rows) are dropped.
 */
export function categoriesOf(field: string): Set<string> {
  return new Set(field.split(/[,\s]+/).filter((token) => /^[a-z-]+(\.[A-Za-z-]+)?$/.test(token)));
}

/**
 * The counts that a paper enters, as series stems: `robotics`, `biology`, `ai` (fields), `ai-x-robotics`, `ai-x-biology`,
 * `robotics-x-biology` (pairs), `cs-lg-x-robotics` and the like (one AI tag in a field), `q-bio-bm`, `cs-lg-x-q-bio-bm`
 * (biology sub-archives and their papers with cs.LG).
 */
export function stemsOf(categories: ReadonlySet<string>): string[] {
  const tags = aiCategories.filter((tag) => categories.has(tag));
  const robotics = categories.has("cs.RO");
  const biology = [...categories].some((c) => c.startsWith("q-bio"));
  const stems: string[] = [];
  if (tags.length > 0) stems.push("ai");
  for (const [field, inside] of [
    ["robotics", robotics],
    ["biology", biology],
  ] as const) {
    if (!inside) continue;
    stems.push(field, ...tags.map((tag) => `${categorySlug(tag)}-x-${field}`));
    if (tags.length > 0) stems.push(`ai-x-${field}`);
  }
  if (robotics && biology) stems.push("robotics-x-biology");
  for (const part of biologyCategories.filter((c) => categories.has(c))) {
    stems.push(categorySlug(part));
    if (categories.has("cs.LG")) stems.push(`cs-lg-x-${categorySlug(part)}`);
  }
  return stems;
}

/** Title and unit of the series a stem yields, for the `series` attribute of a source. */
export function paperSeries(
  stem: string,
  lagDays: number,
): { id: string; title: { en: string; de: string }; unit: string; frequency: "monthly"; lagDays: number } {
  return {
    id: `arxiv/${stem}/papers`,
    title: {
      en: `New arXiv papers, ${stem.replaceAll("-x-", " and ")}`,
      de: `Neue arXiv-Arbeiten, ${stem.replaceAll("-x-", " und ")}`,
    },
    unit: "papers",
    frequency: "monthly",
    lagDays,
  };
}

/** Title and unit of an AI share, for the `series` attribute of a source. */
export function shareSeries(
  field: "robotics" | "biology",
  lagDays: number,
): { id: string; title: { en: string; de: string }; unit: string; frequency: "monthly"; lagDays: number } {
  const german = { robotics: "Robotik", biology: "Biologie" };
  return {
    id: `arxiv/ai-x-${field}/share`,
    title: {
      en: `Share of new ${field} papers that carry an AI category`,
      de: `Anteil neuer Arbeiten der ${german[field]} mit einer KI-Kategorie`,
    },
    unit: "share",
    frequency: "monthly",
    lagDays,
  };
}

/** Every stem that {@link stemsOf} can yield for a field with its AI tags. */
export function stemsOfField(field: "robotics" | "biology"): string[] {
  return [field, `ai-x-${field}`, ...aiCategories.map((tag) => `${categorySlug(tag)}-x-${field}`)];
}
