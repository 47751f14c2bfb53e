/**
 * Capital recovery factor: the constant payment per unit of capital over n years at rate r.
 *   CRF = r / (1 - (1 + r)^-n);  1/n at r = 0
 * @cite BUILDOUT section 5
 */
export function capitalRecoveryFactor(rate: number, years: number): number {
  return rate === 0 ? 1 / years : rate / (1 - (1 + rate) ** -years);
}

/** Present value of a constant yearly amount paid at the end of each of n years: amount / CRF. */
export function presentValueOfYears(amount: number, rate: number, years: number): number {
  return amount / capitalRecoveryFactor(rate, years);
}

/** Stages at which a purchase is paid; shares of the price that sum to one. */
export interface Milestones {
  readonly order: number;
  readonly progress: number;
  readonly delivery: number;
  readonly retention: number;
}

/** ASSUMPTION (BUILDOUT 4.8): 20 % at order, 30 % halfway, 40 % at delivery, 10 % one quarter after. The planner of a project sets his own. */
export const assumedMilestones: Milestones = { order: 0.2, progress: 0.3, delivery: 0.4, retention: 0.1 };

/** Cash per quarter index of one purchase: order and delivery quarter as indices, amount in money. Sums to the amount. */
export function cashByQuarter(
  amount: number,
  orderQuarter: number,
  deliveryQuarter: number,
  milestones: Milestones,
): ReadonlyMap<number, number> {
  const cash = new Map<number, number>();
  const add = (quarter: number, share: number): void => {
    cash.set(quarter, (cash.get(quarter) ?? 0) + amount * share);
  };
  add(orderQuarter, milestones.order);
  add(Math.floor((orderQuarter + deliveryQuarter) / 2), milestones.progress);
  add(deliveryQuarter, milestones.delivery);
  add(deliveryQuarter + 1, milestones.retention);
  return cash;
}
