/** The bases on which power is stated; they never add without a named conversion (BUILDOUT section 1). */
export type PowerBasis = "chip" | "it" | "facility" | "contract";

/** Power on one basis [MW]. */
export interface Power<B extends PowerBasis> {
  readonly basis: B;
  readonly mw: number;
}

/** Power of a basis. */
export function power<B extends PowerBasis>(basis: B, mw: number): Power<B> {
  return { basis, mw };
}

/** Accelerators' power to servers': times the overhead of CPU, memory, network, storage (`server.overhead_factor`). */
export function chipToIt(chip: Power<"chip">, overheadFactor: number): Power<"it"> {
  return power("it", chip.mw * overheadFactor);
}

/** Servers' power to the whole facility's: times PUE. */
export function itToFacility(it: Power<"it">, pue: number): Power<"facility"> {
  return power("facility", it.mw * pue);
}

/** Facility power to what is contracted with the grid: times the redundancy factor. */
export function facilityToContract(facility: Power<"facility">, redundancyFactor: number): Power<"contract"> {
  return power("contract", facility.mw * redundancyFactor);
}
