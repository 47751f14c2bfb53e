import { VorlaufError } from "../terms/errors.ts";
import type { Method } from "../terms/method.ts";

/** The two-period question: invest now, or wait a year and see the price. */
export interface WaitQuestion {
  /** Cost of the investment, the same now and later. */
  readonly investment: number;
  /** Price of a unit this year; next year it moves once, up or down, and stays. */
  readonly priceNow: number;
  readonly priceUp: number;
  readonly priceDown: number;
  readonly pUp: number;
  /** Per year. */
  readonly discountRate: number;
  readonly unitsPerYear: number;
  /** Loss when waiting forfeits a delivery slot, in today's money; 0 unless told. */
  readonly slotLoss?: number;
}

/** What waiting is worth. */
export interface WaitValue {
  readonly npvNow: number;
  /** Value of the policy "wait one year, then invest only where it pays", today's money, slot loss deducted. */
  readonly npvWait: number;
  /** V_flexible - V_commit. */
  readonly optionValue: number;
  readonly decision: "now" | "wait" | "never";
}

/**
 * Invest now or wait one year.
 * npvNow = -I + u (P + E[P1] / r); npvWait = sum over outcomes of q max(0, -I / (1 + r) + u P1 / r) - slot loss.
 * (A perpetuity of P1 from next year on is worth P1 (1 + r) / r then, P1 / r today.)
 *
 * @throws "input-invalid" for a rate <= 0 or a probability outside [0, 1]
 * @cite Dixit & Pindyck (1994), Investment under Uncertainty, ch. 2.1
 */
export function waitOneYear(q: WaitQuestion): WaitValue {
  const { investment: I, discountRate: r, unitsPerYear: u, pUp } = q;
  if (!(r > 0 && pUp >= 0 && pUp <= 1))
    throw new VorlaufError("input-invalid", {
      what: "option to wait",
      got: `rate ${r}, probability ${pUp}`,
      fix: "Give a rate above 0 and a probability in 0..1.",
    });
  const expected = pUp * q.priceUp + (1 - pUp) * q.priceDown;
  const npvNow = -I + u * (q.priceNow + expected / r);
  const later = (price: number): number => Math.max(0, -I / (1 + r) + (u * price) / r);
  const npvWait = pUp * later(q.priceUp) + (1 - pUp) * later(q.priceDown) - (q.slotLoss ?? 0);
  const decision = Math.max(npvNow, npvWait) <= 0 ? "never" : npvWait > npvNow ? "wait" : "now";
  return { npvNow, npvWait, optionValue: npvWait - Math.max(0, npvNow), decision };
}

/** Parameters of the continuous-time rule; rates per year. */
export interface HurdleQuestion {
  /** Discount rate rho. */
  readonly rho: number;
  /** Payout rate delta > 0: what is lost by waiting. */
  readonly delta: number;
  /** Volatility of the project's value. */
  readonly sigma: number;
}

/**
 * The hurdle of irreversible investment: invest when V >= V*, V* / I = beta / (beta - 1),
 * beta = 1/2 - (rho - delta) / sigma² + sqrt(((rho - delta) / sigma² - 1/2)² + 2 rho / sigma²).
 * Without volatility the limit is rho / delta where growth rho - delta > 0, else 1.
 *
 * @throws "input-invalid" unless rho > 0, delta > 0, sigma >= 0
 * @cite Dixit & Pindyck (1994), Investment under Uncertainty, ch. 5, eq. 16
 */
export function investmentHurdle({ rho, delta, sigma }: HurdleQuestion): {
  readonly beta: number;
  readonly hurdle: number;
} {
  if (!(rho > 0 && delta > 0 && sigma >= 0)) {
    throw new VorlaufError("input-invalid", {
      what: "investment hurdle",
      got: `rho ${rho}, delta ${delta}, sigma ${sigma}`,
      fix: "Give rho > 0, delta > 0, sigma >= 0.",
    });
  }
  if (sigma === 0) {
    const beta = rho > delta ? rho / (rho - delta) : Number.POSITIVE_INFINITY;
    return { beta, hurdle: beta === Number.POSITIVE_INFINITY ? 1 : beta / (beta - 1) };
  }
  const drift = (rho - delta) / (sigma * sigma);
  const beta = 0.5 - drift + Math.sqrt((drift - 0.5) ** 2 + (2 * rho) / (sigma * sigma));
  return { beta, hurdle: beta / (beta - 1) };
}

/** Value of holding the option at project value V (in units of I = 1 scaled by `investment`): A V^beta below the hurdle, V - I above. @cite as {@link investmentHurdle} */
export function optionValue(value: number, investment: number, question: HurdleQuestion): number {
  const { beta, hurdle } = investmentHurdle(question);
  const critical = hurdle * investment;
  if (value >= critical || beta === Number.POSITIVE_INFINITY) return Math.max(0, value - investment);
  return (critical - investment) * (value / critical) ** beta;
}

/** Is it better to buy now or to wait for a falling price? Buy when margin >= I (r + priceFall + depreciation) (user cost of capital, rates per period). @cite Jorgenson (1963), American Economic Review 53 */
export function userCost(
  price: number,
  rates: { readonly interest: number; readonly priceFall: number; readonly depreciation: number },
): number {
  return price * (rates.interest + rates.priceFall + rates.depreciation);
}

/** What is waiting worth? */
export const method: Method<WaitQuestion, Record<string, never>, WaitValue> = {
  id: "real-option",
  cites: ["Dixit & Pindyck (1994), Investment under Uncertainty, ch. 2 and 5"],
  defaults: {},
  run: (question) => waitOneYear(question),
};
