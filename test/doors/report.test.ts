import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { stamped } from "../../src/doors/print-pdf.ts";
import { escapeHtml, quantileOf, renderReportHtml } from "../../src/doors/report.ts";
import { escapeMarkdown, renderReportMarkdown } from "../../src/doors/report-markdown.ts";
import { openStore } from "../../src/store/open.ts";
import { collectReport, type Report } from "../../src/tasks/report.ts";
import type { Workbench } from "../../src/terms/workbench.ts";
import { syntheticSupply } from "../fixtures/workbench/synthetic.ts";

const cut = { asOf: "2026-02-09", mode: "strict" } as const;
const evil = `<script>alert("1")</script> & 'x' | y`;

async function report(change: (w: Workbench) => Workbench = (w) => w): Promise<Report> {
  return {
    workbench: change(await syntheticSupply.verdict(cut)),
    sources: [
      {
        id: "sec",
        title: evil,
        publisher: "SEC",
        licence: "public domain",
        homepage: "https://example.org",
        documents: 1,
        refs: 2,
      },
    ],
    documents: [
      { sha256: "ab".repeat(32), url: "javascript:alert(1)", kind: "primary", source: "sec", addresses: 1, refs: 2 },
    ],
    versions: { vorlauf: "0.1.0", code: "c0de" },
    store: "5704e",
    seed: 1,
  };
}

test("the same report gives the same bytes, in each language its own", async () => {
  const [first, again] = [await report(), await report()];
  expect(renderReportHtml(again, "en")).toBe(renderReportHtml(first, "en"));
  expect(renderReportMarkdown(again, "de")).toBe(renderReportMarkdown(first, "de"));
  const german = renderReportHtml(first, "de");
  expect(german).toContain('<html lang="de">');
  expect(german).toContain("Stand 9. Febr. 2026");
  expect(renderReportHtml(first, "en")).toContain("As of 9 Feb 2026");
});

test("every figure is drawn inside the file, ids do not repeat, and nothing is fetched from anywhere", async () => {
  const given = await report();
  const html = renderReportHtml(given, "en");
  const figures = Object.values(given.workbench.parts).flatMap((p) => (p.part === "thesis" ? [] : p.figures));
  expect(html.match(/<svg/g)?.length).toBe(figures.length);
  expect(figures.length).toBeGreaterThan(5);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  expect(html).not.toMatch(/<(script|link|img|iframe|object)\b|@import|url\(\s*['"]?https?:/i);
  // The typeface lies in the file: "wOF2", the first bytes of a WOFF2 font (W3C WOFF 2.0, section 4.1), in base64.
  expect(html).toMatch(/font-family:"Inter Variable".*url\(data:font\/woff2;base64,d09GM/);
  expect(html).toContain("default-src 'none'");
});

test("texts of sources are escaped, and an address that is not one of the web is no link", async () => {
  const [html, markdown] = [renderReportHtml(await report(), "en"), renderReportMarkdown(await report(), "en")];
  expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; | y");
  expect(html).not.toContain("<script");
  expect(html).not.toContain('href="javascript');
  expect(markdown).toContain("\\<script\\>alert(\"1\")\\</script\\> & 'x' \\| y");
  expect([escapeHtml(`"<&>'`), escapeMarkdown("a\n# b|c")]).toEqual(["&quot;&lt;&amp;&gt;&#39;", "a \\# b\\|c"]);
});

test("the medians and ranges of forecasts are those of the ascending draws", () => {
  expect([0.1, 0.5, 0.9].map((p) => quantileOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], p))).toEqual([1, 5, 9]);
});

test("a number of the report ends in the filing it was read from", async () => {
  const store = await openStore(fileURLToPath(new URL("../../snapshot", import.meta.url)), { readOnly: true });
  try {
    const workbench = await syntheticSupply.verdict(cut);
    const cycle = workbench.parts.cycle;
    if (cycle === undefined) throw new TypeError("the made-up workbench has no cycle");
    const one: Workbench = {
      ...workbench,
      parts: {
        cycle: {
          ...cycle,
          headline: { ...cycle.headline, refs: ["sec/msft/capex@2025-Q3", "cycle/other"] },
          lines: [],
          figures: [],
          tables: [],
          forecasts: [],
        },
      },
    };
    const made = await collectReport({ verdict: async () => one, store: async () => store }, cut, {
      versions: { vorlauf: "0.1.0", code: "c" },
      seed: 1,
    });
    expect(made.documents).toHaveLength(1);
    expect(made.documents[0]).toMatchObject({ source: "sec", kind: "extract", refs: 1 });
    expect(made.documents[0]?.url).toMatch(/sec\.gov.*789019/);
    expect(made.sources.map((s) => [s.id, s.documents])).toEqual([["sec", 1]]);
    expect(made.store).toBe(store.manifestHash);
  } finally {
    store.close();
  }
});

test("the dates that a browser stamps into a PDF become the as-of day without moving a byte", () => {
  const pdf = Buffer.from(
    "%PDF /CreationDate (D:20261122130501+00'00') /ModDate (D:20261122130502+00'00')\xff",
    "latin1",
  );
  const out = Buffer.from(stamped(pdf, "2026-02-09"));
  expect(out.length).toBe(pdf.length);
  expect(out.toString("latin1")).toBe(
    "%PDF /CreationDate (D:20260209235959+00'00') /ModDate (D:20260209235959+00'00')\xff",
  );
});
