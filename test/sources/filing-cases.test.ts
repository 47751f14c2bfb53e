import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { source as guidance } from "../../src/sources/capex-guidance.ts";
import { source as commitments } from "../../src/sources/forward-commitments.ts";
import { source as annualReports } from "../../src/sources/sec-10k.ts";
import { source as dataSets } from "../../src/sources/sec-fsds.ts";
import { source as inlineFilings } from "../../src/sources/sec-ixbrl.ts";
import { source as submissions } from "../../src/sources/sec-submissions.ts";
import type { Reading } from "../../src/terms/source.ts";
import { type Document, documentOf, readWith } from "./documents.ts";
import { zipTools } from "./zip.ts";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));

const readers: Readonly<Record<string, (document: Document) => Reading>> = {
  "capex-guidance": (d) => readWith(guidance, d),
  "forward-commitments": (d) => readWith(commitments, d),
  "sec-10k": (d) => readWith(annualReports, d),
  "sec-fsds": (d) => readWith(dataSets, d, zipTools),
  "sec-ixbrl": (d) => readWith(inlineFilings, d),
  "sec-submissions": (d) => readWith(submissions, d),
};

/** The one document of a case; loose members of an archive are zipped under the folder's name. */
function documentIn(folder: string, name: string, known: string): Document {
  const files = readdirSync(folder).filter((file) => !file.endsWith("FROM.json") && file !== "expected.json");
  const [first = ""] = files;
  if (files.length === 1)
    return documentOf(new Uint8Array(readFileSync(`${folder}/${first}`)), `${name}/${first}`, known);
  return documentOf(
    zipSync(Object.fromEntries(files.map((file) => [file, strToU8(readFileSync(`${folder}/${file}`, "utf8"))]))),
    `${name}.zip`,
    known,
  );
}

for (const [id, read] of Object.entries(readers)) {
  for (const name of readdirSync(fixtures + id)) {
    test(`${id}: the case ${name} gives its statements`, () => {
      const folder = `${fixtures}${id}/${name}`;
      const expected = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8")) as {
        known?: string;
        statements: Record<string, unknown[][]>;
      };
      const { observations } = read(documentIn(folder, name, expected.known ?? "2026-11-22T23:59:59Z"));
      for (const [ref, said] of Object.entries(expected.statements)) {
        const found = observations.filter(
          (o) => `${o.series}${o.item === undefined ? "" : `#${o.item}`}@${o.period}` === ref,
        );
        expect(
          found.map((o) => [o.known.slice(0, 10), o.value === null ? null : o.value / 1e6, ...(o.flags ?? [])]),
          ref,
        ).toEqual(said);
      }
    });
  }
}
