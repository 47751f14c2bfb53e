import { z } from "zod";
import { nearIds, VorlaufError } from "../terms/errors.ts";
import type { Source } from "../terms/source.ts";
import { type ExtractMapping, isExtract, readExtract } from "./formats/extract.ts";
import { mapping as beaDigitalInfrastructure } from "./tables/bea-digital-infrastructure.ts";
import { mapping as censusConstruction } from "./tables/census-construction.ts";
import { mapping as eiaCapacity } from "./tables/eia-capacity.ts";
import { mapping as eiaCapacityChanges } from "./tables/eia-capacity-changes.ts";
import { mapping as eiaGeneration } from "./tables/eia-generation.ts";
import { mapping as eiaGeneratorPipeline } from "./tables/eia-generator-pipeline.ts";
import { mapping as eiaRetail } from "./tables/eia-retail.ts";
import { mapping as fredElectricity } from "./tables/fred-electricity.ts";
import { mapping as fredIctProduction } from "./tables/fred-ict-production.ts";
import { mapping as fredIctProductionRelease } from "./tables/fred-ict-production-release.ts";
import { mapping as fredIndustrialProduction } from "./tables/fred-industrial-production.ts";
import { mapping as fredInfoProcessing } from "./tables/fred-info-processing.ts";
import { mapping as fredManufacturersOrders } from "./tables/fred-manufacturers-orders.ts";
import { mapping as fredProducerPrices } from "./tables/fred-producer-prices.ts";

/** Which extract. */
export interface Query {
  /** Id of a mapping in `tables/`. */
  readonly extract: string;
}

const mappings: readonly ExtractMapping[] = [
  beaDigitalInfrastructure,
  censusConstruction,
  eiaCapacity,
  eiaCapacityChanges,
  eiaGeneration,
  eiaGeneratorPipeline,
  eiaRetail,
  fredElectricity,
  fredIctProduction,
  fredIctProductionRelease,
  fredIndustrialProduction,
  fredInfoProcessing,
  fredManufacturersOrders,
  fredProducerPrices,
];

/**
 * Tidy extracts that third parties made of figures of US government agencies (Census, Federal Reserve Board, BEA, BLS, EIA), one mapping each in `tables/`.
 *
 * Licence: works of the US government, public domain; attribution customary. These are not the agencies' files: evidence is *reported (secondary)*,
 * the origin is an extract, and `known` is the time of the copy, because the rows carry no day of publication (one exception: the release day that
 * the table of the latest G.17 values states). A copy of mid-2026 therefore cannot support a view of an earlier day.
 * Live values of the same series: the sources `fred`, `census`, `eia`. Tables with other owners or terms have sources of their own.
 */
export const source: Source<Query> = {
  id: "table",
  title: "Third-party extracts of US government statistics",
  publisher: "US Census Bureau, Federal Reserve Board, BEA, BLS, EIA; extracted by third parties",
  licence: "US government works, public domain (17 U.S.C. 105); attribution customary",
  terms: "ship",
  homepage: "https://fred.stlouisfed.org",
  series: mappings.flatMap((mapping) => mapping.series),
  query: z.object({ extract: z.string().min(1) }),
  requests: () => [],
  recognise: (file) => {
    const found = mappings.find((mapping) => isExtract(mapping, file));
    return found === undefined ? null : { extract: found.id };
  },
  read: (raw, { extract }) => {
    const mapping = mappings.find(({ id }) => id === extract);
    if (mapping === undefined)
      throw new VorlaufError("unknown-id", {
        kind: "extract",
        id: extract,
        near: nearIds(
          extract,
          mappings.map(({ id }) => id),
        ),
      });
    return readExtract(raw, mapping);
  },
};
