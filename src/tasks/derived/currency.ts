import { mean } from "../../math/sums.ts";
import { dayOf, endOf, startOf } from "../../terms/period.ts";
import {
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

const dollars = "fx/eur-usd";

/** Days before a period's end at which the last rate may lie: the ECB publishes none on weekends and at Easter or year's end. */
const lastRateWithinDays = 6;

/**
 * A flow in US dollars, `<id>/usd`: value times the mean, over the days of the period on which the ECB published both, of the reference rates US dollars per
 * unit. Not before the period's last rate is known. A currency without reference rate is not converted.
 */
export function inDollars(id: string, pantry: Pantry): Recipe | null {
  const base = id.slice(0, -"/usd".length);
  const currency = pantry.unitOf(base);
  if (currency === null || !/^[A-Z]{3}$/.test(currency) || currency === "USD") return null;
  const rates = currency === "EUR" ? null : `fx/eur-${currency.toLowerCase()}`;
  return {
    id,
    needs: [...needsOfInput(base, pantry), { id: dollars }, ...(rates === null ? [] : [{ id: rates }])],
    derive: (panel) => {
      const input = inputOf(base, panel, pantry);
      const head = {
        id,
        unit: "USD",
        frequency: input?.frequency ?? ("quarterly" as const),
        title: pantry.titleOf(id),
      };
      if (input === null)
        return notDerived(head, {
          en: `${base} is not known on this day.`,
          de: `${base} ist an diesem Tag nicht bekannt.`,
        });
      const [usd, other] = [inputOf(dollars, panel, pantry), rates === null ? null : inputOf(rates, panel, pantry)];
      if (usd === null || (rates !== null && other === null))
        return notDerived(head, {
          en: `Not converted: no reference rate of the ECB is held for ${currency}.`,
          de: `Nicht umgerechnet: Für ${currency} liegt kein Referenzkurs der EZB vor.`,
        });
      const made = convert(input, crossRates(usd, other));
      return derivedFrom(
        {
          ...head,
          says: [
            {
              en: `${currency} converted at the mean of the ECB's daily reference rates over each period; a fiscal year counts as its calendar year. Periods whose last rate is not known yet are left out.`,
              de: `${currency}, umgerechnet zum Mittel der täglichen EZB-Referenzkurse des Zeitraums; ein Geschäftsjahr zählt als sein Kalenderjahr. Zeiträume, deren letzter Kurs noch nicht bekannt ist, fehlen.`,
            },
          ],
        },
        made,
      );
    },
  };
}

interface Rate {
  readonly date: string;
  readonly usdPerUnit: number;
  readonly used: readonly Used[];
}

/** US dollars per unit of the currency, day by day. */
function crossRates(usd: Input, other: Input | null): readonly Rate[] {
  const dates = new Map(other?.periods.map((date, i) => [date, i]));
  return usd.periods.flatMap((date, i): Rate[] => {
    const dollar = usd.values[i] ?? Number.NaN;
    const used = [usedOf(usd, i)];
    if (other === null) return Number.isNaN(dollar) ? [] : [{ date, usdPerUnit: dollar, used }];
    const at = dates.get(date);
    const unit = at === undefined ? Number.NaN : (other.values[at] ?? Number.NaN);
    return at === undefined || !(unit > 0) || Number.isNaN(dollar)
      ? []
      : [{ date, usdPerUnit: dollar / unit, used: [...used, usedOf(other, at)] }];
  });
}

function usedOf(input: Input, i: number): Used {
  return {
    ref: `${input.id}@${input.periods[i] ?? ""}`,
    known: input.known[i] ?? "",
    knownBy: input.knownBy[i] ?? "assumed",
    evidence: input.evidence[i] ?? "unresolved",
  };
}

function convert(input: Input, rates: readonly Rate[]): Made[] {
  return input.periods.flatMap((period, i): Made[] => {
    const [start, end] = [startOf(period), endOf(period)];
    const own = usedAt(input, period);
    const within = rates.filter((r) => r.date >= start && r.date <= end);
    const last = within.at(-1);
    if (own === null || last === undefined || dayOf(end) - dayOf(last.date) > lastRateWithinDays) return [];
    const rate = mean(within.map((r) => r.usdPerUnit));
    const first = within[0]?.used ?? [];
    const newest = within.reduce((a, b) => ((b.used[0]?.known ?? "") > (a.used[0]?.known ?? "") ? b : a), last);
    const named = new Map([...first, ...last.used, ...newest.used].map((u) => [u.ref, u]));
    return [
      {
        period,
        value: own.value * rate,
        from: [own, ...named.values()],
        flags: input.flags[i] ?? [],
        fields: { rate, days: within.length },
      },
    ];
  });
}
