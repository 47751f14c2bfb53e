import { chainLink } from "../../methods/chain-link.ts";
import type { Group } from "../../terms/group.ts";
import type { Panel } from "../../terms/panel.ts";
import { periodRange } from "../../terms/period.ts";
import { formats, type Text } from "../../terms/text.ts";
import {
  type Derived,
  derivedFrom,
  type Input,
  inputOf,
  type Made,
  needsOfInput,
  notDerived,
  type Pantry,
  type Recipe,
  type Used,
  usedAt,
} from "./derived.ts";

/** A member's values on the group's grid, and under an earlier definition; null where they are not held. */
interface Row {
  readonly ticker: string;
  readonly now: readonly Cell[];
  readonly earlier: readonly Cell[];
}
type Cell = (Used & { readonly value: number }) | null;

/** The series of a member, in US dollars: converted where it is held in another currency. */
function seriesOf(ticker: string, measure: string, { unitOf }: Pantry): string {
  const id = `sec/${ticker}/${measure}`;
  const unit = unitOf(id);
  return unit === null || unit === "USD" || !/^[A-Z]{3}$/.test(unit) ? id : `${id}/usd`;
}

/**
 * The sum of a group's measure, `group/<id>/<measure>` [USD]: only in periods in which every member is held; the others carry no value and
 * name who is missing, so that a change of coverage never looks like growth.
 */
export function groupSum(group: Group, measure: string, pantry: Pantry): Recipe {
  const id = `group/${group.id}/${measure}`;
  return {
    id,
    needs: needsOf(group, measure, pantry),
    derive: (panel) => {
      const rows = rowsOf(group, measure, panel, pantry);
      const head = headOf(id, measure, pantry, rows);
      if (rows === null) return notDerived(head, nobody(group));
      const made = rows.periods.map((period, t): Made => {
        const held = rows.members.filter((m) => m.now[t] !== null);
        const missing = rows.members.filter((m) => m.now[t] === null).map((m) => m.ticker);
        return {
          period,
          value: missing.length > 0 ? Number.NaN : held.reduce((sum, m) => sum + (m.now[t]?.value ?? Number.NaN), 0),
          from: held.flatMap((m) => m.now[t] ?? []),
          flags: missing.length > 0 ? ["incomplete"] : [],
          fields: { held: held.map((m) => m.ticker).join(" "), missing: missing.join(" ") },
        };
      });
      return derivedFrom({ ...head, says: sumSays(group, made) }, made);
    },
  };
}

/**
 * The chain-linked index of a group's measure, `group/<id>/<measure>-index` (100 in its first linked period): the growth of each period is that of the members held
 * in both; who carries a link, and their share of what is held, stand beside it. An earlier definition links the periods
 * up to the first of the later one; no link mixes the two.
 */
export function groupIndex(group: Group, measure: string, pantry: Pantry): Recipe {
  const id = `group/${group.id}/${measure}-index`;
  return {
    id,
    needs: needsOf(group, measure, pantry),
    derive: (panel) => {
      const rows = rowsOf(group, measure, panel, pantry);
      const head = { ...headOf(id, measure, pantry, rows), unit: "index" };
      if (rows === null) return notDerived(head, nobody(group));
      const made = linked(rows);
      if (made.length === 0)
        return notDerived(head, {
          en: "No member is held in two periods that follow each other.",
          de: "Kein Mitglied liegt in zwei aufeinanderfolgenden Zeiträumen vor.",
        });
      return derivedFrom({ ...head, says: indexSays(group, made) }, made);
    },
  };
}

function needsOf(group: Group, measure: string, pantry: Pantry): Recipe["needs"] {
  return group.members.flatMap(({ ticker, earlier }) => [
    ...needsOfInput(seriesOf(ticker, measure, pantry), pantry),
    ...(earlier[measure] === undefined ? [] : needsOfInput(seriesOf(ticker, earlier[measure], pantry), pantry)),
  ]);
}

interface Rows {
  readonly frequency: Derived["frequency"];
  readonly periods: readonly string[];
  readonly members: readonly Row[];
}

/** The members on one grid without gaps, from the first to the last period that any of them is held in; null when none is. */
function rowsOf(group: Group, measure: string, panel: Panel, pantry: Pantry): Rows | null {
  const views = group.members.map(({ ticker, earlier }) => ({
    ticker,
    now: inputOf(seriesOf(ticker, measure, pantry), panel, pantry),
    earlier: earlier[measure] === undefined ? null : inputOf(seriesOf(ticker, earlier[measure], pantry), panel, pantry),
  }));
  const held = views
    .flatMap((v) => [v.now, v.earlier])
    .flatMap((v) => (v === null ? [] : [...v.periods]))
    .sort();
  const [first, last] = [held[0], held.at(-1)];
  const frequency = views.flatMap((v) => v.now?.frequency ?? [])[0];
  if (first === undefined || last === undefined || frequency === undefined) return null;
  const periods = periodRange(first, last);
  const cells = (input: Input | null): Cell[] => periods.map((p) => (input === null ? null : usedAt(input, p)));
  return {
    frequency,
    periods,
    members: views.map((v) => ({ ticker: v.ticker, now: cells(v.now), earlier: cells(v.earlier) })),
  };
}

function linked({ periods, members }: Rows): Made[] {
  const lines = members.flatMap((m) => {
    const first = m.now.findIndex((c) => c !== null);
    const before = m.earlier.map((c, t) => (first >= 0 && t > first ? null : c));
    return [
      ...(before.some((c) => c !== null) ? [{ ticker: m.ticker, cells: before }] : []),
      { ticker: m.ticker, cells: m.now },
    ];
  });
  const levels = lines.map(({ cells }) => cells.map((c) => (c === null || c.value <= 0 ? Number.NaN : c.value)));
  const chain = chainLink(levels);
  const from = Math.max(0, chain.linked.findIndex((n) => n > 0) - 1);
  const start = chain.index[from] ?? Number.NaN;
  const to = chain.index.findLastIndex(Number.isFinite);
  if (!chain.linked.some((n) => n > 0)) return [];
  return periods.slice(from, to + 1).map((period, i): Made => {
    const t = from + i;
    const both = lines.filter((_, k) => Number.isFinite(levels[k]?.[t]) && Number.isFinite(levels[k]?.[t - 1]));
    const carriers = new Set(both.map((l) => l.ticker));
    return {
      period,
      value: (100 * (chain.index[t] ?? Number.NaN)) / start,
      from: [
        ...(i === 0 ? lines.flatMap((l) => l.cells[t] ?? []) : []),
        ...both.flatMap((l) => [l.cells[t] ?? [], l.cells[t - 1] ?? []].flat()),
      ],
      fields: {
        linked: [...carriers].join(" "),
        missing: members
          .filter((m) => !carriers.has(m.ticker))
          .map((m) => m.ticker)
          .join(" "),
        shareOfHeld: i === 0 ? null : (chain.coverage[t] ?? null),
      },
    };
  });
}

function headOf(
  id: string,
  measure: string,
  pantry: Pantry,
  rows: Rows | null,
): Pick<Derived, "id" | "unit" | "frequency" | "title"> {
  return {
    id,
    unit: "USD",
    frequency: rows?.frequency ?? (measure.endsWith("-annual") ? "annual" : "quarterly"),
    title: pantry.titleOf(id),
  };
}

function nobody(group: Group): Text {
  const names = group.members.map((m) => m.ticker.toUpperCase()).join(" ");
  return {
    en: `No member is held on this day; vorlauf pull sec ${names} would help.`,
    de: `An diesem Tag liegt kein Mitglied vor; vorlauf pull sec ${names} würde helfen.`,
  };
}

function sumSays(group: Group, made: readonly Made[]): readonly Text[] {
  const whole = made.filter((m) => Number.isFinite(m.value));
  const newest = made.at(-1);
  const names = (m: Made | undefined): string =>
    String(m?.fields?.["missing"] ?? "")
      .toUpperCase()
      .split(" ")
      .join(", ");
  const n = group.members.length;
  const always = group.members
    .filter(({ ticker }) => made.every((m) => String(m.fields?.["missing"]).split(" ").includes(ticker)))
    .map(({ ticker }) => ticker.toUpperCase());
  return [
    group.says,
    whole.length === 0
      ? {
          en: `No period holds all ${n} members, so there is no sum; always missing: ${always.join(", ") || "none"}. The index links the members held.`,
          de: `In keinem Zeitraum liegen alle ${n} Mitglieder vor, daher keine Summe; immer fehlend: ${always.join(", ") || "keines"}. Der Index verkettet die vorliegenden.`,
        }
      : {
          en: `Plain sum in the ${whole.length} of ${made.length} periods in which all ${n} members are held, ${formats.en.when(whole[0]?.period ?? "")} to ${formats.en.when(whole.at(-1)?.period ?? "")}; elsewhere no value, never a partial sum.`,
          de: `Summe in den ${whole.length} von ${made.length} Zeiträumen, in denen alle ${n} Mitglieder vorliegen, ${formats.de.when(whole[0]?.period ?? "")} bis ${formats.de.when(whole.at(-1)?.period ?? "")}; sonst kein Wert, nie eine Teilsumme.`,
        },
    ...(newest !== undefined && !Number.isFinite(newest.value)
      ? [
          {
            en: `In ${formats.en.when(newest.period)} missing: ${names(newest)}.`,
            de: `Im Zeitraum ${formats.de.when(newest.period)} fehlen: ${names(newest)}.`,
          },
        ]
      : []),
  ];
}

function indexSays(group: Group, made: readonly Made[]): readonly Text[] {
  const first = made[0]?.period ?? "";
  const weakestLink = made.slice(1).reduce<Made | undefined>((low, m) => {
    const share = Number(m.fields?.["shareOfHeld"] ?? 1);
    return low === undefined || share < Number(low.fields?.["shareOfHeld"] ?? 1) ? m : low;
  }, undefined);
  const count = (m: Made | undefined): number =>
    String(m?.fields?.["linked"] ?? "")
      .split(" ")
      .filter(Boolean).length;
  const n = group.members.length;
  return [
    group.says,
    {
      en: `Chain-linked, ${formats.en.when(first)} = 100: each link is the growth of the members held in both periods; the newest is carried by ${count(made.at(-1))} of ${n}.`,
      de: `Verkettet, ${formats.de.when(first)} = 100: Jedes Glied ist das Wachstum der in beiden Zeiträumen vorliegenden Mitglieder; das neueste tragen ${count(made.at(-1))} von ${n}.`,
    },
    ...(weakestLink === undefined
      ? []
      : [
          {
            en: `Thinnest link: ${formats.en.when(weakestLink.period)}, ${count(weakestLink)} of ${n} members with ${formats.en.pct(Number(weakestLink.fields?.["shareOfHeld"] ?? 0))} of what is held.`,
            de: `Dünnstes Glied: ${formats.de.when(weakestLink.period)}, ${count(weakestLink)} von ${n} Mitgliedern mit ${formats.de.pct(Number(weakestLink.fields?.["shareOfHeld"] ?? 0))} dessen, was vorliegt.`,
          },
        ]),
  ];
}
