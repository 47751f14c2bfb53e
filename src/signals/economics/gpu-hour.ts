import { median } from "../../math/quantile.ts";
import { weakest } from "../../terms/observation.ts";
import { listIn, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Signal, SignalSeries } from "../../terms/signal.ts";

const listingsId = "gpu-rental/listings";
const cardsId = "gpu-rental/rate-cards";
const marketplaceId = "gpu-rental/h100-sxm5/marketplace-median";

/** One price of an H100 (SXM) for an hour, and where it was asked. */
export interface HourPrice {
  readonly day: string;
  readonly usd: number;
  readonly known: string;
  /** `marketplace`: daily median of one marketplace; `listings`: median of another's single offers; `cards`: a provider's posted rate. */
  readonly market: "marketplace" | "listings" | "cards";
  readonly name: string;
  readonly refs: readonly string[];
}

function fromMarketplace(panel: Panel): HourPrice[] {
  const view = seriesIn(panel, marketplaceId);
  return (view?.periods ?? []).flatMap((day, i) => {
    const usd = view?.values[i] ?? Number.NaN;
    return Number.isFinite(usd)
      ? [
          {
            day,
            usd,
            known: view?.known[i] ?? "",
            market: "marketplace" as const,
            name: "",
            refs: [refOf(marketplaceId, day)],
          },
        ]
      : [];
  });
}

/** Median of a day's offers of H100 SXM; days with fewer than three are left out. */
function fromListings(panel: Panel): HourPrice[] {
  const byDay = new Map<string, { usd: number; known: string; ref: string }[]>();
  for (const e of listIn(panel, listingsId)?.entries ?? []) {
    if (e.value === null || e.fields["gpu"] !== "H100 SXM") continue;
    const day = e.period.slice(0, 10);
    byDay.set(day, [
      ...(byDay.get(day) ?? []),
      { usd: e.value, known: e.known, ref: refOf(listingsId, e.period, e.item) },
    ]);
  }
  return [...byDay]
    .filter(([, offers]) => offers.length >= 3)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, offers]) => ({
      day,
      usd: median(offers.map((o) => o.usd)),
      known:
        offers
          .map((o) => o.known)
          .sort()
          .at(-1) ?? "",
      market: "listings" as const,
      name: "",
      refs: offers.map((o) => o.ref),
    }));
}

function fromCards(panel: Panel): HourPrice[] {
  return (listIn(panel, cardsId)?.entries ?? []).flatMap((e) =>
    e.value === null || !/h100/.test(e.item) || /spot/.test(e.item)
      ? []
      : [
          {
            day: e.period,
            usd: e.value,
            known: e.known,
            market: "cards" as const,
            name: e.item,
            refs: [refOf(cardsId, e.period, e.item)],
          },
        ],
  );
}

/** Every dated price of an H100 hour that is held, by day; three markets that are never joined to one path. */
export function hourPrices(panel: Panel): HourPrice[] {
  return [...fromMarketplace(panel), ...fromListings(panel), ...fromCards(panel)].sort((a, b) =>
    a.day < b.day ? -1 : a.day > b.day ? 1 : a.market < b.market ? -1 : 1,
  );
}

/** Daily median asking price of an H100 (SXM) on one marketplace [USD per GPU-hour]; {@link hourPrices} gives the other markets. */
export const signal: Signal = {
  id: "gpu-hour",
  question: { en: "What does an hour of an accelerator cost?", de: "Was kostet eine Stunde eines Beschleunigers?" },
  needs: [{ id: marketplaceId, history: true }, { id: listingsId }, { id: cardsId }],
  unit: "USD per GPU-hour",
  strongerWhen: "lower",
  measure: (panel: Panel): SignalSeries => {
    const days = fromMarketplace(panel);
    return {
      id: "gpu-hour",
      unit: "USD per GPU-hour",
      frequency: "daily",
      periods: days.map((d) => d.day),
      values: Float64Array.from(days, (d) => d.usd),
      evidence: days.length === 0 ? "unresolved" : weakest(seriesIn(panel, marketplaceId)?.evidence ?? []),
      refs: days.map((d) => d.refs),
      ...(days.length > 0
        ? {}
        : {
            gap: {
              needs: [marketplaceId],
              have: 0,
              need: 1,
              settles: { en: "Dated rental prices.", de: "Datierte Mietpreise." },
              pull: "vorlauf pull gpu-rental",
            },
          }),
      warnings: [],
    };
  },
};
