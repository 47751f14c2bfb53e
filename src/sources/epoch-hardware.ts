import { z } from "zod";
import type { Source } from "../terms/source.ts";
import { type Entry, fileName, type Row, readCopy } from "./formats/copy-list.ts";

/** The hardware table has no parts to choose from. */
export type Query = Readonly<Record<string, never>>;

const Query: z.ZodType<Query> = z.object({}).strict();

/** One accelerator; value = dense FP16/BF16 tensor throughput [FLOP/s], null when not given. */
function accelerator(row: Row): Entry {
  const name = row.text("Hardware name");
  const date = row.day("Release date");
  if (name === null) return "no hardware name";
  if (date === null) return "no release date";
  return {
    item: name,
    period: date,
    value: row.number("Tensor-FP16/BF16 performance (FLOP/s)"),
    evidence: "reported (secondary)",
    fields: {
      manufacturer: row.text("Manufacturer"),
      type: row.text("Type"),
      tdpW: row.number("TDP (W)"),
      priceUsd: row.number("Release price (USD)"),
      fp8Flops: row.number("FP8 performance (FLOP/s)"),
      fp4Flops: row.number("FP4 performance (FLOP/s)"),
      int8Ops: row.number("INT8 performance (OP/s)"),
      fp32Flops: row.number("FP32 (single precision) performance (FLOP/s)"),
      memoryBytes: row.number("Memory (bytes)", "Memory size per board (Byte)"),
      memoryBytesPerSecond: row.number("Memory bandwidth (byte/s)"),
      processNm: row.number("Process size (nm)"),
      dieMm2: row.number("Die Size (mm^2)"),
      foundry: row.text("Foundry"),
      modified: row.day("Last modified"),
    },
  };
}

/**
 * Epoch AI, *Machine Learning Hardware*: accelerators with throughput by precision, board power, price at release.
 *
 * List `epoch/ml-hardware` (copy): item = hardware name, period = release date, value = dense tensor FP16/BF16 throughput [FLOP/s] or null. Fields: `tdpW` = thermal
 * design power of the chip or board [W] (power base: chip), `priceUsd` [USD at release], `fp8Flops`, `fp4Flops`, `fp32Flops` [FLOP/s], `int8Ops` [OP/s], `memoryBytes`,
 * `memoryBytesPerSecond`, `dieMm2`, `processNm`, `modified` = the row's own "Last modified" day (a lower bound of when this row could be known; `known` is the copy's).
 *
 * Licence CC BY 4.0. Lag: weeks to months. Revision habit: the file is replaced, rows are corrected. Known defects: "Memory size per board (Byte)" was
 * renamed to "Memory (bytes)" between December 2025 and 2026; the file's "Energy efficiency" mixes precisions and is not read (recompute at
 * one precision); 14 announced chips without a release date in July 2026 (rejected); FP16 throughput is missing for 108 of 176 rows.
 */
export const source: Source<Query> = {
  id: "epoch-hardware",
  title: "Epoch AI, Machine Learning Hardware",
  publisher: "Epoch AI",
  licence: "CC BY 4.0",
  terms: "ship",
  homepage: "https://epoch.ai/data/machine-learning-hardware",
  series: [
    {
      id: "epoch/ml-hardware",
      title: { en: "AI accelerators: throughput, power, price", de: "KI-Beschleuniger: Durchsatz, Leistung, Preis" },
      unit: "FLOP/s",
      frequency: "irregular",
      list: "copy",
      lagDays: 60,
    },
  ],
  query: Query,
  requests: () => [{ url: "https://epoch.ai/data/ml_hardware.csv" }],
  recognise: (file) => (fileName(file.path) === "ml_hardware.csv" && file.head.startsWith("Hardware name") ? {} : null),
  read: (raw, _query, tools) =>
    readCopy(
      raw,
      {
        source: "epoch-hardware",
        series: "epoch/ml-hardware",
        unit: "FLOP/s",
        columns: [
          ["Hardware name"],
          ["Release date"],
          ["TDP (W)"],
          ["Tensor-FP16/BF16 performance (FLOP/s)"],
          ["Memory (bytes)", "Memory size per board (Byte)"],
        ],
        entry: accelerator,
      },
      tools,
      /(^|\/)ml_hardware\.csv$/,
    ),
};
