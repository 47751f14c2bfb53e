import type { ExtractMapping } from "../formats/extract.ts";

/**
 * BEA working paper on infrastructure (2021): total digital infrastructure investment, yearly 1947-2017. Only this series of about 6,000 rows was
 * transcribed; the unit (millions of chained 2012 dollars) was noted from memory and is flagged `unit-unconfirmed`. Not revised. Chained dollars do not add up.
 */
export const mapping: ExtractMapping = {
  id: "bea-digital-infrastructure",
  publisher: "US Bureau of Economic Analysis",
  url: "https://www.bea.gov/working-papers/measuring-infrastructure-bureau-economic-analysis-national-economic-accounts",
  path: /total_digital_infrastructure_chain\.csv$/,
  columns: ["category", "meta_cat", "group_num", "year", "gross_inv_chain"],
  series: [
    {
      id: "bea/digital-infrastructure/investment-chained",
      title: {
        en: "Digital infrastructure investment, US, chained dollars",
        de: "Investitionen in digitale Infrastruktur, USA, verkettete Dollar",
      },
      unit: "USD million, chained 2012",
      frequency: "annual",
      lagDays: 1300,
    },
  ],
  row: (row) =>
    row.category === "Total digital infrastructure"
      ? [
          {
            series: "bea/digital-infrastructure/investment-chained",
            period: row.year ?? "",
            column: "gross_inv_chain",
            unit: "USD million, chained 2012",
            flags: ["unit-unconfirmed"],
          },
        ]
      : "another category than total digital infrastructure",
};
