import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { tools } from "../../../src/engines/archives.ts";
import { readParquet } from "../../../src/sources/formats/parquet.ts";
import { VorlaufError } from "../../../src/terms/errors.ts";

/** Three rows of a day, a rate and a rate with a gap, written by DuckDB. */
let file: Uint8Array;
beforeAll(async () => {
  const path = join(mkdtempSync(join(tmpdir(), "vorlauf-parquet-")), "rates.parquet");
  const db = await DuckDBInstance.create(":memory:");
  const connection = await db.connect();
  await connection.run(
    `copy (select * from (values ('2026-07-20', 1.1621::double, 9.5::double), ('2026-07-21', 1.1688, null), ('2026-07-22', 1.17, 9.25)) t(fxdate, usd, nok)) to '${path}' (format parquet, compression snappy)`,
  );
  connection.closeSync();
  db.closeSync();
  file = new Uint8Array(readFileSync(path));
});

test("a file that DuckDB wrote is read as it was written, gaps included", () => {
  const { columns } = readParquet(file, tools);
  expect(Object.fromEntries(columns)).toEqual({
    fxdate: ["2026-07-20", "2026-07-21", "2026-07-22"],
    usd: [1.1621, 1.1688, 1.17],
    nok: [9.5, null, 9.25],
  });
});

test("whatever byte of the file is another one, or six in a row are zero, it is read or refused with a place, and nothing else happens", () => {
  const outcomes = { read: 0, refused: 0 };
  for (let at = 0; at < file.length; at++) {
    for (const other of [0x00, 0x7f, 0xff, (file[at] ?? 0) ^ 0x01]) {
      const damaged = file.slice();
      damaged.fill(other, at, at + (other === 0 ? 6 : 1));
      try {
        readParquet(damaged, tools);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof VorlaufError) || error.code !== "source-changed")
          throw new Error(`byte ${at} = ${other}: ${String(error)}`);
        outcomes.refused++;
      }
    }
  }
  expect(outcomes.refused).toBeGreaterThan(200);
  expect(outcomes.read).toBeGreaterThan(200);
});
