import { z } from "zod";
import { conferenceBoardIndex, type IndexComponent, oecdIndicator } from "../../methods/composite-index.ts";
import { blanks, type CaseKind, firstTable, numbers, parsed, rowLabels, type Value } from "./case-input.ts";

const boardSettings = z.object({
  change: z.record(z.string(), z.enum(["pct", "diff", "level"])),
  target_mean_growth: z.number().optional(),
  base_rows: z.tuple([z.number(), z.number()]).optional(),
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
    });
    return {
      values: { std: { ...r.standardDeviations }, weights: { ...r.weights }, trend_adjustment: r.trendAdjustment },
      tables: { "index.csv": { date: rowLabels(table), index: Array.from(r.index), growth: blanks(r.growth) } },
    };
  },
};

const oecdSettings = z.object({ sign: z.record(z.string(), z.number()) });

/** The OECD-type indicator; the reference series is the column named `reference`. */
export const oecdCases: CaseKind = {
  methods: ["composite-index-oecd-cli"],
  compute: (input) => {
    const s = parsed(oecdSettings, input.settings, "settings");
    const table = firstTable(input, "components.csv");
    const names = Object.keys(s.sign);
    const r = oecdIndicator(
      names.map((c) => ({ values: numbers(table, c), sign: s.sign[c] ?? 1 })),
      numbers(table, "reference"),
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
