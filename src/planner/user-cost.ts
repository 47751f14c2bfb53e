/** One accelerator with its share of rack, network, building and power, and what it costs to own or rent it. */
export interface OwnOrRent {
  /** All-in purchase price [USD]. */
  readonly priceUsd: number;
  /** Running cost of owning: energy, maintenance, staff [USD a year]. */
  readonly runningUsdPerYear: number;
  /** Real cost of capital [1/year]. */
  readonly rate: number;
  /** Yearly fall of the price of equal performance, which is what an installed machine loses [1/year]. */
  readonly priceFall: number;
  /** Share of hours in use. */
  readonly utilisation: number;
  /** Rent for the same machine [USD per hour]. */
  readonly rentUsdPerHour: number;
}

const hoursPerYear = 8760;

/**
 * Cost of owning for one year [USD]: user cost of capital plus running cost.
 *   c = I (r + delta) + o
 * with delta the fall of the price of equal performance; physical wear is neglected (breaks for machines near the end of life).
 * @cite Jorgenson (1963), American Economic Review 53(2); BUILDOUT 7a
 */
export function ownUsdPerYear(x: OwnOrRent): number {
  return x.priceUsd * (x.rate + x.priceFall) + x.runningUsdPerYear;
}

/** Cost of owning per used hour [USD]. */
export function ownUsdPerUsedHour(x: OwnOrRent): number {
  return ownUsdPerYear(x) / (hoursPerYear * x.utilisation);
}

/** Share of hours in use at which owning and renting cost the same; above 1 owning never pays. */
export function breakEvenUtilisation(x: OwnOrRent): number {
  return ownUsdPerYear(x) / (hoursPerYear * x.rentUsdPerHour);
}

/**
 * What waiting `years` is worth against buying now, with the work done on rented machines meanwhile [USD per machine]:
 *   saved = I (1 - (1 - delta)^t) + I ((1 + r)^t - 1)     lower price, capital tied up later
 *   lost  = rent h u t - o t                              rent instead of running cost
 * Positive: waiting pays. `slotYears` is how much later delivery comes because the place in the queue is lost; it is rented too.
 * @cite BUILDOUT 7 (V_flexible - V_commit; long lead reduces the value of waiting)
 */
export function valueOfWaiting(x: OwnOrRent, years: number, slotYears: number): number {
  const total = years + slotYears;
  const saved = x.priceUsd * (1 - (1 - x.priceFall) ** total) + x.priceUsd * ((1 + x.rate) ** total - 1);
  return saved - (x.rentUsdPerHour * hoursPerYear * x.utilisation - x.runningUsdPerYear) * total;
}
