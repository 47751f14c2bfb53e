import { type Need, type Panel, refOf, seriesIn } from "../../terms/panel.ts";
import type { Line } from "../../terms/part.ts";
import { endOf } from "../../terms/period.ts";
import { type Formats, type Text, text } from "../../terms/text.ts";
import { untold } from "../finding.ts";

/** Accelerators ordered and not yet delivered; nobody files it, a reader may supply it. */
const orderedId = "user/accelerators/ordered";
const makerId = "sec/nvda/purchase-commitments";
const buyers = ["msft", "googl", "amzn", "meta", "orcl"] as const;
const buyerId = (ticker: string): string => `commitments/${ticker}/purchases`;

/** What the line on ordered accelerators reads. */
export const orderedNeeds: readonly Need[] = [{ id: makerId }, ...buyers.map((t) => ({ id: buyerId(t) }))];

interface Balance {
  readonly name: string;
  readonly value: number;
  readonly period: string;
  readonly before: number | null;
  readonly ref: string;
}

function balanceOf(panel: Panel, id: string, name: string): Balance | null {
  const view = seriesIn(panel, id);
  const [value, period] = [view?.values.at(-1), view?.periods.at(-1)];
  if (value === undefined || period === undefined || !Number.isFinite(value)) return null;
  const before = view?.values[view.periods.indexOf(`${Number(period.slice(0, 4)) - 1}${period.slice(4)}`)];
  return { name, value, period, before: before ?? null, ref: refOf(id, period) };
}

/** The dated figures that come nearest: what the maker owes its suppliers, and what the large buyers have signed for. */
function nearest(panel: Panel): { readonly says: Text; readonly refs: readonly string[] } {
  const maker = balanceOf(panel, makerId, "Nvidia");
  const signed = buyers.flatMap((t) => balanceOf(panel, buyerId(t), t.toUpperCase()) ?? []);
  const newest = signed
    .map((b) => b.period)
    .sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1))
    .at(-1);
  const list = (f: Formats): string => signed.map((b) => `${b.name} ${f.usdBn(b.value, 0)}`).join(", ");
  const parts = {
    en: [
      ...(maker === null
        ? []
        : [
            (f: Formats) =>
              `Nvidia tags unconditional purchase obligations of ${f.usdBn(maker.value)} (${f.when(maker.period)}${maker.before === null ? "" : `, ${f.usdBn(maker.before)} a year before`})`,
          ]),
      ...(newest === undefined
        ? []
        : [
            (f: Formats) =>
              `the large buyers have signed purchases of ${list(f)} (to ${f.when(newest)}), which hold energy, buildings and services too and are not added`,
          ]),
    ],
    de: [
      ...(maker === null
        ? []
        : [
            (f: Formats) =>
              `Nvidia meldet unbedingte Abnahmepflichten von ${f.usdBn(maker.value)} (${f.when(maker.period)}${maker.before === null ? "" : `, ein Jahr zuvor ${f.usdBn(maker.before)}`})`,
          ]),
      ...(newest === undefined
        ? []
        : [
            (f: Formats) =>
              `die großen Käufer haben Käufe unterschrieben: ${list(f)} (bis ${f.when(newest)}), darin auch Energie, Bauten und Dienste, darum nicht addiert`,
          ]),
    ],
  };
  const end = (sentences: readonly string[], lead: string): string =>
    sentences.length === 0 ? "" : ` ${lead} ${sentences.join("; ")}.`;
  return {
    says: text(
      (f) =>
        end(
          parts.en.map((p) => p(f)),
          "Nearest filed figures:",
        ),
      (f) =>
        end(
          parts.de.map((p) => p(f)),
          "Am nächsten kommen:",
        ),
    ),
    refs: [...(maker === null ? [] : [maker.ref]), ...signed.map((b) => b.ref)],
  };
}

/** Ordered accelerators: no maker files its order book, so they cannot be told; the dated figures at hand stand beside it. */
export function orderedLine(panel: Panel): Line {
  const { says, refs } = nearest(panel);
  const line = untold(
    "chain",
    "chain/ordered",
    {
      en: `Cannot tell how many accelerators are ordered and not yet delivered: no maker files its order book.${says.en}`,
      de: `Nicht zu sagen, wie viele Beschleuniger bestellt und noch nicht geliefert sind: Kein Hersteller meldet seinen Auftragsbestand.${says.de}`,
    },
    {
      needs: [orderedId],
      have: 0,
      need: 1,
      settles: {
        en: "Units or megawatts on order by maker, with the day of the statement.",
        de: "Bestellte Stück oder Megawatt je Hersteller, mit dem Tag der Angabe.",
      },
      pull: null,
    },
  );
  return { ...line, refs };
}
