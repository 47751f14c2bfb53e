import { pricePaths, signal } from "../../signals/economics/price-at-capability.ts";
import type { ListView, Panel } from "../../terms/panel.ts";
import { endOf, type Period, periodOf, periodRange } from "../../terms/period.ts";
import { type FromRecord, forecastRecord } from "./from-record.ts";
import { baselineIds } from "./models.ts";
import type { Outcome, Target } from "./target.ts";

/** The threshold that is followed: the index's anchor at 130. */
const anchor = "Claude 3.5 Sonnet";

function pathOf(panel: Panel): { readonly periods: readonly Period[]; readonly values: Float64Array } | null {
  const path = pricePaths(panel).paths.find((p) => p.model === anchor);
  return path === undefined ? null : { periods: path.months, values: path.usdPerMtok };
}

const series: FromRecord = { id: "price-at-capability", season: 1, horizons: [1, 3, 6], values: pathOf };

/** The panel cut at a day: of the index the newest copy known by then; prices carry their own days. */
function asOf(known: Panel, day: string): Panel {
  const cut = (list: ListView): ListView | null => {
    const copy = list.copies.findLast((c) => c.known <= `${day}T23:59:59Z`);
    if (list.kind === "copy") return copy === undefined ? null : { ...list, known: copy.known, entries: copy.entries };
    return { ...list, entries: list.entries.filter((e) => e.known <= `${day}T23:59:59Z`) };
  };
  const lists = Object.values(known.lists)
    .map(cut)
    .filter((l) => l !== null);
  return { ...known, asOf: day, lists: Object.fromEntries(lists.map((l) => [l.id, l])) };
}

function outcome(known: Panel, month: Period): Outcome | null {
  const day = endOf(month);
  if (day > known.asOf) return null;
  const at = (path: ReturnType<typeof pathOf>): number => path?.values[path.periods.indexOf(month)] ?? Number.NaN;
  const [first, latest] = [at(pathOf(asOf(known, day))), at(pathOf(known))];
  return first > 0 && latest > 0 ? { first, latest, firstRelease: true } : null;
}

/** Cheapest first-party price at the capability of the index's anchor, month by month (definition D5) [USD per Mtok]. */
export const target: Target = {
  id: "price-at-capability",
  title: {
    en: "Price at the capability of Claude 3.5 Sonnet, next six months",
    de: "Preis der Fähigkeit von Claude 3.5 Sonnet, die nächsten sechs Monate",
  },
  unit: "USD per Mtok",
  step: "month",
  needs: signal.needs.map((n) => ({ ...n, history: true })),
  origins: (known) => {
    const copies = Object.values(known.lists)
      .filter((l) => l.kind === "copy")
      .flatMap((l) => l.copies.map((c) => c.known));
    const first = copies.sort()[0];
    return first === undefined
      ? []
      : periodRange(periodOf("monthly", first.slice(0, 10)), periodOf("monthly", known.asOf))
          .map(endOf)
          .filter((d) => d <= known.asOf);
  },
  forecast: (panel, simulating) => forecastRecord(panel, series, simulating),
  outcome,
  baselines: baselineIds,
  headline: "drift-posterior",
  notes: [
    {
      en: "The price moves in steps: months without a change alternate with large falls, which no model here describes. Copies of the capability index are held from November 2025 on.",
      de: "Der Preis bewegt sich in Stufen: Auf Monate ohne Änderung folgen große Rückgänge, die keines der Modelle beschreibt. Der Fähigkeitsindex liegt ab November 2025 vor.",
    },
  ],
};
