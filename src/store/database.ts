import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { DuckDBInstance } from "@duckdb/node-api";
import { VorlaufError } from "../terms/errors.ts";
import { repairHint } from "./layout.ts";

/** A DuckDB connection that can reach nothing but the store's folder: no other file, no network, no extension. */
export interface Database {
  readonly run: (sql: string) => Promise<void>;
  /** Rows as arrays of plain values (bigint as number). @throws "store-damaged" when a Parquet file cannot be read */
  readonly rows: (sql: string) => Promise<readonly (readonly Cell[])[]>;
  /** The same column by column: what many rows cost least. @throws as {@link rows} */
  readonly columns: (sql: string) => Promise<readonly (readonly Cell[])[]>;
  readonly close: () => void;
}

/** A value that comes out of a query. */
export type Cell = string | number | boolean | null | readonly Cell[];

/** Opens an in-memory database fenced to one folder. */
export async function openDatabase(folder: string): Promise<Database> {
  const instance = await inMemory({
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  const allowed = `${resolve(folder)}/`;
  // The engine compares the spelling before it expands patterns, so a folder with pattern characters is named in both spellings.
  await connection.run(`SET allowed_directories = [${literal(allowed)}, ${pathLiteral(allowed)}]`);
  await connection.run(`SET temp_directory = ${literal(join(tmpdir(), `vorlauf-spill-${process.pid}`))}`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET parquet_metadata_cache = true");
  await connection.run("SET preserve_insertion_order = true");
  await connection.run("SET lock_configuration = true");
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: (sql) => readCells(folder, async () => (await connection.run(sql)).getRowsJS()),
    columns: (sql) => readCells(folder, async () => (await connection.run(sql)).getColumnsJS()),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The version of DuckDB in use. */
export async function duckdbVersion(): Promise<string> {
  const instance = await inMemory({});
  const connection = await instance.connect();
  const [row] = await (await connection.run("SELECT version()")).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  const version = row?.[0];
  return typeof version === "string" ? version : "unknown";
}

/** The engine is loaded with the first database: an answer from the cache needs none. */
async function inMemory(options: Record<string, string>): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await import("@duckdb/node-api");
  return Instance.create(":memory:", options);
}

async function readCells(
  folder: string,
  read: () => Promise<readonly (readonly unknown[])[]>,
): Promise<readonly (readonly Cell[])[]> {
  try {
    return (await read()).map((cells) => cells.map(cellOf));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    if (
      !/parquet|snappy|zstd|IO Error|Invalid Input|magic bytes|No files found/i.test(said) ||
      /Parser Error|Binder Error/.test(said)
    )
      throw cause;
    throw new VorlaufError(
      "store-damaged",
      { path: folder, reason: said.split("\n")[0] ?? said, fix: repairHint },
      { cause },
    );
  }
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(cellOf);
  return JSON.stringify(value) ?? "";
}

/** A string as an SQL literal. */
export function literal(text: string): string {
  if (text.includes("\u0000"))
    throw new VorlaufError("input-invalid", {
      what: "text for a query",
      got: JSON.stringify(text),
      fix: "Remove the zero character.",
    });
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list of strings for `IN (...)`; matches nothing when empty. */
export function literals(texts: readonly string[]): string {
  return texts.length === 0 ? "NULL" : texts.map(literal).join(", ");
}

/** A file's path as an SQL literal for `read_parquet`, which would take `*`, `?` and `[` for patterns. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[[*?]/g, (c) => `[${c}]`));
}
