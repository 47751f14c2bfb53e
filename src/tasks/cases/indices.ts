import { z } from "zod";
import { conferenceBoardIndex, type IndexComponent, oecdIndicator } from "../../methods/composite-index.ts";
import { blanks, type CaseKind, firstTable, numbers, parsed, rowLabels, type Value } from "./case-input.ts";

const boardSettings = z.object({
  change: z.record(z.string(), z.enum(["pct", "diff", "level"])),
  weights: z.union([z.string(), z.record(z.string(), z.number().positive())]).optional(),
  target_mean_growth: z.number().nullish(),
  base_rows: z.tuple([z.number().int().min(0), z.number().int().min(1)]).nullish(),
});

/** The Conference Board's index. */
export const conferenceBoardCases: CaseKind = {
  methods: ["composite-index-conference-board"],
  compute: (input) => {
    const s = parsed(boardSettings, input.settings, "settings");
    const table = firstTable(input, "components.csv");
    const components = Object.entries(s.change).map(
      ([id, change]): IndexComponent => ({ id, values: numbers(table, id), change }),
    );
    const r = conferenceBoardIndex(components, {
      targetGrowth: s.target_mean_growth ?? null,
      base: s.base_rows ?? null,
      weights: typeof s.weights === "object" ? s.weights : null,
    });
    return {
      values: { std: { ...r.standardDeviations }, weights: { ...r.weights }, trend_adjustment: r.trendAdjustment },
      tables: { "index.csv": { date: rowLabels(table), index: Array.from(r.index), growth: blanks(r.growth) } },
    };
  },
};

const oecdSettings = z.looseObject({
  sign: z.record(z.string(), z.number()).refine((r) => Object.keys(r).length > 0, "name at least one component"),
  weights: z.union([z.literal("equal"), z.record(z.string(), z.number())]).optional(),
});

/** The number under the one key that begins so (`lambda_trend_120`, `lambda_smooth_12`), if there is one. @throws "input-invalid" unless above 0 */
function numberUnder(settings: Readonly<Record<string, unknown>>, start: string): number | undefined {
  const key = Object.keys(settings).find((k) => k.startsWith(start));
  return key === undefined ? undefined : parsed(z.number().positive(), settings[key], `settings.${key}`);
}

/** The OECD-type indicator; the reference series is the column named `reference`. */
export const oecdCases: CaseKind = {
  methods: ["composite-index-oecd-cli"],
  compute: (input) => {
    const s = parsed(oecdSettings, input.settings, "settings");
    const table = firstTable(input, "components.csv");
    const names = Object.keys(s.sign);
    const [longest, shortest] = [
      numberUnder(input.settings, "lambda_trend"),
      numberUnder(input.settings, "lambda_smooth"),
    ];
    const r = oecdIndicator(
      names.map((c) => ({
        values: numbers(table, c),
        sign: s.sign[c] ?? 1,
        ...(typeof s.weights === "object" ? { weight: s.weights[c] ?? 0 } : {}),
      })),
      numbers(table, "reference"),
      {
        ...(longest === undefined ? {} : { trendLambda: longest }),
        ...(shortest === undefined ? {} : { smoothLambda: shortest }),
      },
    );
    const columns: Record<string, readonly Value[]> = Object.fromEntries(
      names.map((c, i) => [c, Array.from(r.components[i] ?? [])]),
    );
    return {
      values: {},
      tables: {
        "cli.csv": {
          date: rowLabels(table),
          ...columns,
          aggregate: Array.from(r.aggregate),
          reference_cycle: Array.from(r.reference),
          cli_amplitude_adjusted: Array.from(r.amplitudeAdjusted),
        },
      },
    };
  },
};
