import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeFolder } from "../src/tasks/intake.ts";
import { periodAt } from "../src/terms/period.ts";
import { timed } from "./ratio.ts";

/**
 * How much memory does a pull of many FRED-MD vintages need? Goal: below 800 MB. `npx tsx bench/triangle.ts [vintages, 60]`: files of 126 series and about 700 months
 * each in the publisher's form, one per month.
 */
const vintages = Number(process.argv[2] ?? "60");
const folder = mkdtempSync(join(tmpdir(), "vorlauf-triangle-"));
const names = [
  "RPI",
  "INDPRO",
  "PAYEMS",
  "UNRATE",
  "HOUST",
  "M1SL",
  "FEDFUNDS",
  "CPIAUCSL",
  ...Array.from({ length: 118 }, (_, i) => `SERIES${i}`),
];

try {
  for (let v = 0; v < vintages; v++) {
    const vintage = periodAt("monthly", 540 + v);
    const last = 540 + v - 1;
    const lines = [`sasdate,${names.join(",")}`, `Transform:,${names.map(() => 5).join(",")}`];
    for (let m = -132; m <= last; m++) {
      const [year = "", month = ""] = periodAt("monthly", m).split("-");
      lines.push(
        `${Number(month)}/1/${year},${names.map((_, i) => (100 + i + m * 0.1 + (last - m < 6 ? v * 0.01 : 0)).toFixed(3)).join(",")}`,
      );
    }
    writeFileSync(join(folder, `${vintage}.csv`), `${lines.join("\n")}\n`);
  }
  const effects = { progress: () => undefined, log: () => undefined };
  const time = await timed(async () => {
    const report = await takeFolder(
      { store: join(folder, "store"), seed: null, folder, only: ["fred-md"], known: "2026-11-22" },
      effects,
    );
    for (const s of report.sources)
      console.log(
        `${s.source}: ${s.documents.length} documents, ${s.new + s.revised + s.unchanged} rows, ${s.stored} stored, ${s.failures.length} failures`,
      );
  });
  console.log(
    `${(time / 1000).toFixed(1)} s; at most ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB resident (goal 800 MB)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
