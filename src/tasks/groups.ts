import { companyOfTicker } from "../sources/companies.ts";
import type { Store } from "../store/open.ts";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import { Group } from "../terms/group.ts";
import type { Text } from "../terms/text.ts";
import { readYaml } from "../theses/read-yaml.ts";

/** A group file's text. */
export interface GroupFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A group from the text of its file.
 * @throws "input-invalid" naming line and fix, or when the id is not the file's name
 */
export function groupIn({ path, text }: GroupFile): Group {
  const group = readYaml(text, path, Group, { what: "group file", guide: "docs/data.md" });
  const stem = /([^/\\]+)\.ya?ml$/.exec(path)?.[1] ?? group.id;
  if (stem !== group.id)
    throw new VorlaufError("input-invalid", {
      what: `${path} (id)`,
      got: group.id,
      fix: `Name the file ${group.id}.yaml, or write id: ${stem}.`,
    });
  return group;
}

/** Groups of several files; one that comes later replaces an earlier one of the same id. @throws as {@link groupIn} */
export function groupsIn(files: readonly GroupFile[]): readonly Group[] {
  return [...new Map(files.map((f) => groupIn(f)).map((g) => [g.id, g])).values()].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

/** What is held of a member's measure. */
interface HeldMeasure {
  readonly measure: string;
  readonly first: string | null;
  readonly last: string | null;
}

/** A member of a group as `vorlauf groups show` prints it. */
interface ShownMember {
  readonly ticker: string;
  /** Null for a filer whose tags nobody has checked. */
  readonly name: string | null;
  readonly cik: string | null;
  readonly fiscalYearEnd: string | null;
  readonly currency: string | null;
  readonly earlier: Readonly<Record<string, string>>;
  readonly held: readonly HeldMeasure[];
}

/** A group with what is held of its members. */
export interface ShownGroup {
  readonly id: string;
  readonly title: Text;
  readonly says: Text;
  readonly series: readonly string[];
  readonly members: readonly ShownMember[];
  /** The command that fetches the members of which nothing is held; null when there is none. */
  readonly pull: string | null;
}

/** A group with its members as a store holds them. */
export function shownGroup(group: Group, store: Store): ShownGroup {
  const members = group.members.map(({ ticker, earlier }): ShownMember => {
    const company = companyOfTicker(ticker);
    return {
      ticker,
      name: company?.name ?? null,
      cik: company?.ciks[0] ?? null,
      fiscalYearEnd: company?.fiscalYearEnd ?? null,
      currency: company?.currency ?? null,
      earlier,
      held: group.measures.map((measure) => {
        const held = store.held.get(`sec/${ticker}/${measure}`);
        return { measure, first: held?.firstPeriod ?? null, last: held?.lastPeriod ?? null };
      }),
    };
  });
  const absent = members.filter((m) => m.held.every((h) => h.last === null)).map((m) => m.ticker.toUpperCase());
  return {
    id: group.id,
    title: group.title,
    says: group.says,
    series: group.measures.flatMap((m) => [`group/${group.id}/${m}`, `group/${group.id}/${m}-index`]),
    members,
    pull: absent.length === 0 ? null : `vorlauf pull sec ${absent.join(" ")}`,
  };
}

/** The group of an id. @throws "unknown-id" with near matches */
export function groupNamed(groups: readonly Group[], id: string): Group {
  const found = groups.find((g) => g.id === id);
  if (found === undefined)
    throw new VorlaufError("unknown-id", {
      kind: "group",
      id,
      near: nearIds(
        id,
        groups.map((g) => g.id),
      ),
    });
  return found;
}
