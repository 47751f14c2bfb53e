import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { bundleText, differencesOf, readBundle, sealed } from "../../src/doors/bundle.ts";
import { renderReportHtml } from "../../src/doors/report.ts";
import { renderReportMarkdown } from "../../src/doors/report-markdown.ts";
import { renderReportXlsx } from "../../src/doors/report-xlsx.ts";
import type { Report } from "../../src/tasks/report.ts";
import type { Workbench } from "../../src/terms/workbench.ts";
import { syntheticSupply } from "../fixtures/workbench/synthetic.ts";

const cut = { asOf: "2026-02-09", mode: "strict" } as const;

async function report(change: (w: Workbench) => Workbench = (w) => w, more: Partial<Report> = {}): Promise<Report> {
  return {
    workbench: change(await syntheticSupply.verdict(cut)),
    sources: [],
    documents: [{ sha256: "ab".repeat(32), url: "=1+1", kind: "primary", source: "sec", addresses: 1, refs: 2 }],
    versions: { vorlauf: "0.1.0", code: "c0de" },
    store: "5704e",
    seed: 1,
    ...more,
  };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sheets = (file: Uint8Array): readonly string[] =>
  Object.entries(unzipSync(file))
    .filter(([name]) => name.startsWith("xl/worksheets/"))
    .map(([, data]) => strFromU8(data));

test("every form of a report carries its bundle, and made again from it there is no difference", async () => {
  const made = await report();
  const [html, md] = [renderReportHtml(made, "de"), renderReportMarkdown(made, "en")];
  const xlsx = renderReportXlsx(made, "en");
  for (const [text, lang, format, given] of [
    [html, "de", "html", bytes(html)],
    [md, "en", "md", bytes(md)],
    [sheets(xlsx).join("\n"), "en", "xlsx", xlsx],
  ] as const) {
    const bundle = readBundle(text, "report");
    expect([bundle.asOf, bundle.mode, bundle.seed, bundle.lang, bundle.format, bundle.store, bundle.code]).toEqual([
      "2026-02-09",
      "strict",
      1,
      lang,
      format,
      "5704e",
      "c0de",
    ]);
    expect(sealed(bundle)).toBe(true);
    expect(differencesOf(bundle, await report(), { given, now: given })).toEqual([]);
  }
});

test("a number that was changed by hand is named, with what it is now", async () => {
  const made = await report();
  const html = renderReportHtml(made, "en");
  const line = made.workbench.parts.cycle?.headline;
  const forged = html.replace(
    `[&quot;cycle&quot;,&quot;found&quot;,${line?.value}]`,
    "[&quot;cycle&quot;,&quot;found&quot;,99]",
  );
  expect(forged).not.toBe(html);
  const found = differencesOf(readBundle(forged, "r"), made, { given: bytes(forged), now: bytes(html) });
  expect(found.map((d) => d.in)).toEqual(["seal", "number", "file"]);
  expect(found[1]).toEqual({ in: "number", at: "cycle", given: "found 99", now: `found ${line?.value}` });
});

test("a sentence that was changed by hand is found by its line, though the bundle is whole", async () => {
  const made = await report();
  const html = renderReportHtml(made, "en");
  const forged = html.replace("Not investment advice", "Investment advice");
  const found = differencesOf(readBundle(forged, "r"), made, { given: bytes(forged), now: bytes(html) });
  expect(found).toHaveLength(1);
  expect(found[0]?.in).toBe("file");
  expect(found[0]?.given).toContain("Investment advice");
  expect(found[0]?.now).toContain("Not investment advice");
});

test("other observations, other code and another result are told apart", async () => {
  const bundle = readBundle(bundleText(await report(), "en", "pdf", bytes("%PDF")), "b");
  const other = await report((w) => ({ ...w, hash: "other" }), {
    store: "0",
    versions: { vorlauf: "0.1.0", code: "new" },
  });
  expect(differencesOf(bundle, other, { given: bytes("%PDF"), now: null }).map((d) => d.in)).toEqual([
    "store",
    "code",
    "result",
  ]);
  expect(differencesOf(bundle, await report(), { given: bytes("%PDF forged"), now: null }).map((d) => d.in)).toEqual([
    "file",
  ]);
});

test("a file without a bundle, and one with a broken one, are refused in words", () => {
  expect(() => readBundle("%PDF-1.4", "x.pdf")).toThrow("no bundle in it");
  expect(() => readBundle('{"bundle":1,"vorlauf":', "x.json")).toThrow("not JSON");
  expect(() => readBundle('{"bundle":1,"vorlauf":"0.1.0"}', "x.json")).toThrow("x.json, bundle");
});

test("the workbook holds verdict, claims, one sheet per figure with references, and no formula; the same report, the same bytes", async () => {
  const made = await report();
  const file = renderReportXlsx(made, "en");
  expect(renderReportXlsx(await report(), "en")).toEqual(file);
  const book = strFromU8(unzipSync(file)["xl/workbook.xml"] ?? new Uint8Array());
  const names = [...book.matchAll(/sheet name="([^"]+)"/g)].map((m) => m[1] ?? "");
  const figures = Object.values(made.workbench.parts).flatMap((p) => (p.part === "thesis" ? [] : p.figures));
  expect(names.slice(0, 3)).toEqual(["Verdict", "The claims", "Forecasts"]);
  expect(names.filter((n) => figures.some((f) => n.includes(f.id.slice(0, 12)))).length).toBeGreaterThanOrEqual(
    figures.length,
  );
  expect(names.every((n) => n.length <= 31)).toBe(true);
  const all = sheets(file).join("");
  expect(all).not.toContain("<f>");
  expect(all).toContain(">'=1+1<");
  expect(all).toMatch(/>sec\/msft\/capex@\d{4}-Q\d</);
  const ref = figures[0]?.series[0]?.points.find((p) => p.y !== null);
  expect(all).toContain(`<v>${ref?.y}</v>`);
});
