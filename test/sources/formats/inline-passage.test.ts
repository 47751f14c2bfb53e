import { expect, test } from "vitest";
import { parseInlineXbrl } from "../../../src/sources/formats/inline-xbrl.ts";
import { source } from "../../../src/sources/sec-ixbrl.ts";
import { sharedTest } from "../../shared.ts";
import { readWith, sharedDocument } from "../documents.ts";

/** SYNTHETIC (structure only): a statement and a note that print one fact, in the markup that EDGAR's filers use. */
const filing = `<html xmlns:ix="x"><ix:header>
<xbrli:context id="y"><xbrli:entity/><xbrli:period><xbrli:startDate>2025-01-01</xbrli:startDate><xbrli:endDate>2025-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<ix:nonNumeric name="dei:EntityCentralIndexKey">18230</ix:nonNumeric></ix:header>
<p>Spending was <ix:nonFraction name="us-gaap:Pay" contextRef="y" unitRef="usd" scale="9" decimals="-8">1.2</ix:nonFraction> billion.</p>
<div>Note 5</div><table><tr><td>Segment A</td></tr><tr><td>Total spending</td><td><ix:nonFraction id="n" name="us-gaap:Pay" contextRef="y" unitRef="usd" scale="6">1,230</ix:nonFraction></td></tr></table>
<div>ACME &amp; SONS</div><div>Consolidated Statements of Cash&#160;Flows</div><div>(In millions)</div>
<table><tr><td></td><td>Years Ended December 31,</td></tr><tr><td></td><td>2025</td><td>2024</td></tr><tr><td>Investing</td></tr>
<tr><td>Purchases of property &#8211; net</td><td>(</td><td>(<ix:nonFraction id="f-9" name="us-gaap:Pay" contextRef="y" unitRef="usd" scale="6" sign="-">1,230</ix:nonFraction>)</td></tr></table></html>`.replace(
  ' sign="-"',
  "",
);

test("a fact's place is the row of a financial statement before a note, and a note before running text", () => {
  const read = (html: string): unknown => parseInlineXbrl(html, "a.htm", () => true).facts[0]?.printed;
  expect(read(filing)).toEqual({
    heading: "Consolidated Statements of Cash Flows",
    note: "(In millions)",
    columns: "Years Ended December 31, 2025 2024",
    row: "Purchases of property – net",
    printed: "(1,230)",
    id: "f-9",
    scale: 6,
    isNegated: false,
  });
  const statement = filing.slice(filing.indexOf("<div>ACME"), filing.indexOf("</html>"));
  expect(read(filing.replace(statement, ""))).toMatchObject({
    heading: "Note 5",
    row: "Total spending",
    id: "n",
    note: "",
  });
  const note = filing.slice(filing.indexOf("<div>Note 5"), filing.indexOf("<div>ACME"));
  expect(read(filing.replace(statement, "").replace(note, ""))).toBeNull();
});

test("a rounded repeat in running text is no contradiction, another number is one", () => {
  const value = (html: string): unknown => parseInlineXbrl(html, "a.htm", () => true).facts[0]?.value;
  expect(value(filing)).toBe(1_230_000_000);
  expect(() => value(filing.replace(">1.2<", ">1.3<"))).toThrow(/expected 1300000000, got 1230000000/);
  expect(() => value(filing.replace(' decimals="-8"', ' decimals="-7"'))).toThrow(/expected 1200000000/);
});

test("a filing of thousands of tagged numbers without a table is read in time", () => {
  const fact = '<ix:nonFraction name="us-gaap:Pay" contextRef="y" unitRef="usd" scale="6">1,230</ix:nonFraction>';
  const long = filing.replace("</html>", `${fact.repeat(20_000)}</html>`);
  const started = performance.now();
  expect(parseInlineXbrl(long, "a.htm", () => true).facts.length).toBe(1);
  expect(performance.now() - started).toBeLessThan(20_000);
});

sharedTest("General Motors' and Tesla's filings print what they tag, row by row", () => {
  const passages = (file: string): ReturnType<typeof readWith>["observations"] =>
    readWith(
      source,
      sharedDocument(`sources/sec-ixbrl-filings-2023/${file}`, "2025-01-07T06:24:59Z"),
    ).observations.filter((o) => o.series.endsWith("/passages"));
  const gm = passages("GM.10-K.0001467858-24-000031.html.gz");
  const capex = gm.find(
    (o) =>
      o.item === "0001467858-24-000031 us-gaap:PaymentsToAcquirePropertyPlantAndEquipment USD 2023-01-01..2023-12-31",
  );
  expect(capex).toMatchObject({
    series: "sec/gm/passages",
    period: "2023-12-31",
    value: 10_970_000_000,
    unit: "USD",
    fields: {
      form: "10-K",
      heading: "CONSOLIDATED STATEMENTS OF CASH FLOWS",
      note: "(In millions)",
      columns: "Years Ended December 31, 2023 2022 2021",
      row: "Expenditures for property",
      printed: "(10,970)",
      scale: 6,
    },
  });
  const rows = passages("TSLA.10-K.0001628280-24-002390.html.gz").map((o) => String(o.fields?.["row"]));
  expect(new Set(rows)).toContain("Purchases of property and equipment excluding finance leases, net of sales");
  // Every printed number, its scale applied, is the value that the tag states.
  for (const o of [...gm, ...passages("F.10-Q.0000037996-23-000050.html.gz")]) {
    const digits = String(o.fields?.["printed"]).replace(/[^\d.]/g, "");
    expect(Number(digits) * 10 ** Number(o.fields?.["scale"]), o.item).toBe(o.value);
  }
});
