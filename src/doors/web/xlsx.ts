import { strToU8, zipSync } from "fflate";
import { type WorkbookCell, workbookFiles } from "../../views/workbook.ts";

/** Rows, the first of them the heads, as a workbook of one sheet. The same rows give the same bytes. */
export function xlsxBytes(rows: readonly (readonly WorkbookCell[])[]): Uint8Array<ArrayBuffer> {
  const [heads = [], ...body] = rows;
  const files = workbookFiles([{ name: "Vorlauf", above: [], heads: heads.map((h) => String(h ?? "")), rows: body }]);
  const packed = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), {
    mtime: "1980-01-01T00:00:00",
  });
  return new Uint8Array(packed);
}
