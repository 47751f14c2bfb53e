import type { Text } from "../../terms/text.ts";

/** A price index that turns dollars of many years into dollars of one. */
export interface Deflator {
  readonly series: string;
  readonly title: Text;
  /** Whether it is the price of what the series counts; otherwise relative prices are ignored. */
  readonly isOfProduct: boolean;
}

/**
 * The one deflator of everything that has none of its own: producer prices of finished goods, as they stood in every monthly vintage since 1999. ASSUMPTION: no
 * index of construction costs or of the GDP is at hand that may ship; change it here.
 */
export const commonDeflator: Deflator = {
  series: "fred-md/wpsfd49207",
  title: { en: "producer prices of finished goods", de: "Erzeugerpreise für Fertigwaren" },
  isOfProduct: false,
};

const ofProducts: readonly { readonly of: readonly string[]; readonly deflator: Deflator }[] = [
  {
    of: ["sec/nue/revenue", "sec/stld/revenue", "sec/clf/revenue", "sec/x/revenue", "group/steel/revenue"],
    deflator: {
      series: "fred/wpu101",
      title: { en: "producer prices of iron and steel", de: "Erzeugerpreise für Eisen und Stahl" },
      isOfProduct: true,
    },
  },
];

/** The deflator of a series: that of its product where one is known, else the common one. */
export function deflatorOf(id: string): Deflator {
  return ofProducts.find(({ of }) => of.includes(id))?.deflator ?? commonDeflator;
}
