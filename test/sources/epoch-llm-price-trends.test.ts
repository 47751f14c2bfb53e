import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { columns, ols, ones } from "../../src/math/ols.ts";
import { parseCsv, recordsOf } from "../../src/sources/formats/csv.ts";
import { dayOf } from "../../src/terms/period.ts";
import { shared, sharedTest } from "../shared.ts";

const records = (name: string) =>
  recordsOf(parseCsv(readFileSync(shared(`sources/epoch-llm-price-trends/${name}`), "utf8")));

sharedTest(
  "Epoch's 21 yearly price reductions are a log-linear trend through the record-low prices, with a year of 365 days",
  () => {
    const points = records("lowest_price_models_data.csv");
    const results = records("lowest_price_models_results.csv");
    expect(results.length).toBe(21);
    for (const stated of results) {
      const own = points.filter(
        (p) => p["bench"] === stated["bench"] && p["threshold_model"] === stated["threshold_model"],
      );
      const years = own.map((p) => (dayOf(p["Release Date"] ?? "") - dayOf("2020-01-01")) / 365);
      const fit = ols(
        columns(ones(own.length), years),
        Float64Array.from(own, (p) => Math.log10(Number(p["USD per 1M Tokens"]))),
        2,
      );
      expect(own.length).toBe(Number(stated["sample_size"]));
      expect(10 ** -(fit.beta[1] ?? Number.NaN) / Number(stated["price_reduction_factor_per_year"])).toBeCloseTo(1, 8);
    }
  },
);
