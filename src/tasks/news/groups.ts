import type { NewStatement } from "../../store/news-documents.ts";
import type { NewsChange, NewsDocument, NewsGroup } from "../../terms/news.ts";

/** Changes shown of one group, and documents. */
const shownChanges = 6;
const shownDocuments = 12;

/**
 * News grouped by what came together: two ids of one publisher (first segment) belong to one group when a changed value of
 * both stands in the same document (the same bytes and, where its rows cite addresses, the same address). A group is named by the common path of its ids; where two groups of a publisher would
 * share a name, the first id stands for the group.
 *
 * @param ids        every id that moved, also where only its history did
 * @param statements what became known of them between the days
 */
export function groupNews(
  ids: readonly string[],
  changes: readonly NewsChange[],
  statements: readonly NewStatement[],
): NewsGroup[] {
  const changed = new Set(changes.map(keyOfChange));
  const behind = statements.filter((s) => changed.has(keyOf(s)));
  const roots = unite(ids, behind);
  const members = new Map<string, string[]>();
  for (const id of [...ids].sort()) {
    const root = roots(id);
    members.set(root, [...(members.get(root) ?? []), id]);
  }
  const names = namesOf([...members.values()]);
  return [...members.values()]
    .map((series, i) => groupOf(names[i] ?? "", series, changes, behind))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function keyOf(s: Pick<NewStatement, "series" | "item" | "period" | "known">): string {
  return [s.series, s.item ?? "", s.period, s.known].join("\u0000");
}

function keyOfChange(c: NewsChange): string {
  return keyOf({ series: c.series, item: c.item ?? null, period: c.period, known: c.known });
}

function publisherOf(id: string): string {
  return id.split("/")[0] ?? id;
}

/** Union-find over the ids; the root of each. */
function unite(ids: readonly string[], statements: readonly NewStatement[]): (id: string) => string {
  const parent = new Map(ids.map((id) => [id, id]));
  const find = (id: string): string => {
    const up = parent.get(id) ?? id;
    return up === id ? id : find(up);
  };
  const firstIn = new Map<string, string>();
  for (const s of statements) {
    const key = `${publisherOf(s.series)} ${s.document} ${s.url}`;
    const other = firstIn.get(key);
    if (other === undefined) firstIn.set(key, s.series);
    else if (find(other) !== find(s.series)) parent.set(find(s.series), find(other));
  }
  return find;
}

function namesOf(groups: readonly (readonly string[])[]): string[] {
  const common = groups.map(commonPath);
  return groups.map((series, i) => {
    const name = common[i] ?? "";
    const unique = common.filter((c) => c === name).length === 1;
    return unique ? name : `${series[0] ?? name}${series.length > 1 ? ` +${series.length - 1}` : ""}`;
  });
}

function commonPath(ids: readonly string[]): string {
  const [first = "", ...others] = ids;
  const segments = first.split("/");
  let n = segments.length;
  for (const id of others) {
    const own = id.split("/");
    while (n > 1 && segments.slice(0, n).join("/") !== own.slice(0, n).join("/")) n--;
  }
  return segments.slice(0, n).join("/");
}

function groupOf(
  id: string,
  series: readonly string[],
  changes: readonly NewsChange[],
  statements: readonly NewStatement[],
): NewsGroup {
  const own = changes.filter((c) => series.includes(c.series));
  const documents = documentsOf(statements.filter((s) => series.includes(s.series)));
  return {
    id,
    series,
    ...countsOf(own),
    biggest: biggestOf(own),
    documents: documents.slice(0, shownDocuments),
    documentCount: documents.length,
    newestKnown:
      own
        .map((c) => c.known)
        .sort()
        .at(-1) ?? "",
  };
}

/** How many changes there are of each kind. */
export function countsOf(changes: readonly NewsChange[]): Pick<NewsGroup, "new" | "revised" | "withdrawn"> {
  const n = (kind: NewsChange["kind"]): number => changes.filter((c) => c.kind === kind).length;
  return { new: n("new"), revised: n("revised"), withdrawn: n("withdrawn") };
}

/** Revisions by relative size, then the newest of what is new. */
function biggestOf(changes: readonly NewsChange[]): NewsChange[] {
  const size = (c: NewsChange): number =>
    c.before === null || c.after === null || c.before === 0 ? 0 : Math.abs(c.after / c.before - 1);
  const revised = changes
    .filter((c) => c.kind === "revised" && size(c) > 0)
    .sort((a, b) => size(b) - size(a) || order(a, b));
  const fresh = changes
    .filter((c) => c.kind === "new")
    .sort((a, b) => (a.period > b.period ? -1 : a.period < b.period ? 1 : order(a, b)));
  const half = shownChanges / 2;
  const takeFresh = Math.max(half, shownChanges - revised.length);
  return [...revised.slice(0, Math.max(half, shownChanges - fresh.length)), ...fresh.slice(0, takeFresh)].slice(
    0,
    shownChanges,
  );
}

function order(a: NewsChange, b: NewsChange): number {
  return a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0;
}

function documentsOf(statements: readonly NewStatement[]): NewsDocument[] {
  const byPlace = new Map<string, NewsDocument>();
  for (const s of statements) {
    const had = byPlace.get(`${s.document} ${s.url}`);
    byPlace.set(`${s.document} ${s.url}`, {
      sha256: s.document,
      url: s.url,
      kind: s.kind,
      source: s.source,
      known: had === undefined || s.known > had.known ? s.known : had.known,
      values: (had?.values ?? 0) + 1,
    });
  }
  return [...byPlace.values()].sort((a, b) =>
    a.known > b.known ? -1 : a.known < b.known ? 1 : a.url + a.sha256 < b.url + b.sha256 ? -1 : 1,
  );
}
