import { mean } from "../../math/sums.ts";
import { indexOf, periodAt } from "../../terms/period.ts";
import { formats, type Text } from "../../terms/text.ts";
import { deflatorOf } from "./deflators.ts";
import {
  derivedFrom,
  type Input,
  inputOf,
  type Made,
  needsOfInput,
  notDerived,
  type Pantry,
  type Recipe,
  usedAt,
} from "./derived.ts";

/**
 * A series in prices of one year, `<id>/real`: value times the deflator's mean of the base year over its mean of the period. The base is the last calendar year of which
 * the deflator was known in full on the day; beyond its newest month there is no value, never an extrapolated one. Null
 * for what is not in US dollars, or is in chained dollars already.
 */
export function inPricesOfOneYear(id: string, pantry: Pantry): Recipe | null {
  const base = id.slice(0, -"/real".length);
  const unit = pantry.unitOf(base);
  if (unit === null || !/^USD\b/.test(unit) || /chained|per|prices of/.test(unit)) return null;
  const deflator = deflatorOf(base);
  return {
    id,
    needs: [...needsOfInput(base, pantry), { id: deflator.series }],
    derive: (panel) => {
      const [input, prices] = [inputOf(base, panel, pantry), inputOf(deflator.series, panel, pantry)];
      const head = {
        id,
        unit,
        frequency: input?.frequency ?? ("monthly" as const),
        title: pantry.titleOf(id),
      };
      if (input === null)
        return notDerived(head, {
          en: `${base} is not known on this day.`,
          de: `${base} ist an diesem Tag nicht bekannt.`,
        });
      const year = prices === null ? null : baseYearOf(prices);
      if (prices === null || year === null)
        return notDerived(head, {
          en: `Not deflated: no full year of ${deflator.title.en} (${deflator.series}) is known on this day.`,
          de: `Nicht deflationiert: An diesem Tag ist kein volles Jahr der ${deflator.title.de} (${deflator.series}) bekannt.`,
        });
      const made = deflate(input, prices, year);
      return derivedFrom({ ...head, unit: `${unit}, prices of ${year}`, says: saysOf(base, prices, year, made) }, made);
    },
  };
}

/** The months of a period. */
function monthsOf(period: string): readonly string[] {
  if (/^\d{4}-\d{2}$/.test(period)) return [period];
  if (/^\d{4}$/.test(period))
    return Array.from({ length: 12 }, (_, i) => periodAt("monthly", indexOf(`${period}-01`) + i));
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period);
  if (quarter === null) return [];
  const first = indexOf(`${quarter[1]}-01`) + 3 * (Number(quarter[2]) - 1);
  return [0, 1, 2].map((i) => periodAt("monthly", first + i));
}

/** The last calendar year in which every month of the deflator is held; null for none. */
function baseYearOf(prices: Input): string | null {
  const years = [...new Set(prices.periods.map((p) => p.slice(0, 4)))].sort().reverse();
  return years.find((year) => monthsOf(year).every((m) => usedAt(prices, m) !== null)) ?? null;
}

function deflate(input: Input, prices: Input, year: string): Made[] {
  const all = new Map(prices.periods.map((p) => [p, usedAt(prices, p)] as const));
  const level = (
    period: string,
  ): { readonly value: number; readonly used: readonly NonNullable<ReturnType<typeof usedAt>>[] } | null => {
    const months = monthsOf(period).map((m) => all.get(m) ?? null);
    const used = months.flatMap((m) => m ?? []);
    return used.length === 0 || used.length < months.length ? null : { value: mean(used.map((u) => u.value)), used };
  };
  const base = level(year);
  if (base === null) return [];
  return input.periods.flatMap((period): Made[] => {
    const [own, now] = [usedAt(input, period), level(period)];
    if (own === null || now === null || now.value <= 0) return [];
    return [
      {
        period,
        value: (own.value * base.value) / now.value,
        from: [own, ...now.used, ...base.used],
        fields: { deflator: now.value / base.value },
      },
    ];
  });
}

function saysOf(base: string, prices: Input, year: string, made: readonly Made[]): readonly Text[] {
  const deflator = deflatorOf(base);
  const newest = prices.periods.at(-1) ?? "";
  return [
    deflator.isOfProduct
      ? {
          en: `Deflated by ${deflator.title.en} (${deflator.series}), the price of this product, mean of ${year} = 1.`,
          de: `Deflationiert mit dem Preisindex dieses Produkts, ${deflator.title.de} (${deflator.series}), Mittel ${year} = 1.`,
        }
      : {
          en: `Deflated by one common index, ${deflator.title.en} (${deflator.series}), mean of ${year} = 1: relative prices ignored.`,
          de: `Deflationiert mit einem gemeinsamen Index, ${deflator.title.de} (${deflator.series}), Mittel ${year} = 1: relative Preise unberücksichtigt.`,
        },
    {
      en: `The deflator is known up to ${formats.en.when(newest)}; ${made.length} periods, none extrapolated. The base moves with the as-of day.`,
      de: `Der Deflator ist bis ${formats.de.when(newest)} bekannt; ${made.length} Zeiträume, keiner fortgeschrieben. Die Basis wandert mit dem Stichtag.`,
    },
  ];
}
