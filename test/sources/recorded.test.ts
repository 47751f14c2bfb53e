import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { tools } from "../../src/engines/archives.ts";
import { source as arxiv } from "../../src/sources/arxiv.ts";
import { source as arxivOai } from "../../src/sources/arxiv-oai.ts";
import { source as bea } from "../../src/sources/bea.ts";
import { source as census } from "../../src/sources/census-eits.ts";
import { source as trials } from "../../src/sources/clinical-trials.ts";
import { source as grid } from "../../src/sources/eia-grid.ts";
import { source as chips } from "../../src/sources/epoch-chips.ts";
import { source as models } from "../../src/sources/epoch-models.ts";
import { source as eurostat } from "../../src/sources/eurostat.ts";
import { sdmxCells } from "../../src/sources/formats/sdmx.ts";
import { source as fred } from "../../src/sources/fred.ts";
import { source as gdelt } from "../../src/sources/gdelt.ts";
import { source as litellm } from "../../src/sources/litellm.ts";
import { source as llmPrices } from "../../src/sources/llm-prices.ts";
import { source as openalex } from "../../src/sources/openalex.ts";
import { source as openrouter } from "../../src/sources/openrouter.ts";
import { source as owid } from "../../src/sources/owid.ts";
import { source as ecb } from "../../src/sources/sdmx-ecb.ts";
import { source as oecd } from "../../src/sources/sdmx-oecd.ts";
import { source as sec } from "../../src/sources/sec.ts";
import { source as frames } from "../../src/sources/sec-frames.ts";
import { source as submissions } from "../../src/sources/sec-submissions.ts";
import { source as worldBank } from "../../src/sources/world-bank.ts";
import { VorlaufError } from "../../src/terms/errors.ts";
import { pageSeparator, type RawDocument, type Reading, type Source } from "../../src/terms/source.ts";
import { shared, sharedIsHere, sharedTest } from "../shared.ts";

const known = "2026-11-22T12:00:00Z";

function documentOf(bytes: Uint8Array, path: string): RawDocument {
  return {
    bytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    url: `https://example.org/${path}`,
    path,
    known,
    knownBy: "observed",
  };
}

/** A recorded answer; `body` takes it out of a recorder's wrapper. */
function recorded(path: string, body: "whole" | "wrapped" = "whole"): RawDocument {
  const stored = readFileSync(shared(`reference/api/fixtures/${path}`));
  const bytes = path.endsWith(".gz") ? gunzipSync(stored) : stored;
  const text = body === "wrapped" ? (JSON.parse(bytes.toString("utf8")) as { readonly body: string }).body : null;
  return documentOf(new Uint8Array(text === null ? bytes : Buffer.from(text)), path.replace(/\.gz$/, ""));
}

const done = new Set<string>();

function reads<Q>(
  path: string,
  source: Source<Q>,
  query: NoInfer<Q>,
  check: (reading: Reading) => void,
  body: "whole" | "wrapped" = "whole",
): void {
  done.add(path);
  sharedTest(`${source.id} reads the recorded ${path}`, () => {
    const raw = recorded(path, body);
    const reading = source.read(raw, query, tools);
    expect(reading.observations.every((o) => o.origin.document === raw.sha256)).toBe(true);
    check(reading);
  });
}

function refuses<Q>(
  path: string,
  source: Source<Q>,
  query: NoInfer<Q>,
  code: string,
  says: RegExp,
  body: "whole" | "wrapped" = "whole",
): void {
  done.add(path);
  sharedTest(`${source.id} refuses the recorded ${path} as ${code}`, () => {
    let error: unknown;
    try {
      source.read(recorded(path, body), query, tools);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(VorlaufError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
  });
}

/** Files that no connector asks for, with the reason. */
const unused: Readonly<Record<string, string>> = {
  "fred/search_call.xml": "a search; series are named by their id",
  "gdelt/artlist.shape.json": "articles; only the share of coverage is read",
  "openfda/drugsfda_schema.json": "drugs; only devices are read",
  "openfda/one-recall.json": "input of FDA's own pipeline, not an answer of the service; recalls are not read",
  "sec-edgar/daily-form.20200318.trimmed.idx": "index of a day's filings; the filing indexes of companies are read",
  "sec-edgar/efts-search.shape.json": "full-text search; not asked for",
  "sec-edgar/filing-index.json": "folder of one filing; filings are read from files",
};

const at = (reading: Reading, series: string, period: string): number | null | undefined =>
  reading.observations.find((o) => o.series === series && o.period === period)?.value;
const reasons = (reading: Reading): Record<string, number> =>
  Object.fromEntries(reading.rejected.map((r) => [r.reason, r.count]));

const month = { from: "2026-01", to: "2026-01" };
refuses(
  "arxiv-api/id_abc_s0_m100_b79c8dcf6bc3.json",
  arxiv,
  month,
  "source-unreachable",
  /incorrect id format for abc/,
  "wrapped",
);
refuses(
  "arxiv-api/q_testing_s0_m10_bc5a6c384fe9.json",
  arxiv,
  month,
  "source-changed",
  /the search of one field and month/,
  "wrapped",
);
refuses(
  "arxiv-api/id_1605.08386_s0_m100_199195aa31ad.json",
  arxiv,
  month,
  "source-changed",
  /the search of one field and month/,
  "wrapped",
);

const harvest = { field: "robotics", from: "2011-01" } as const;
refuses(
  "arxiv-oai/badResumptionToken.xml",
  arxivOai,
  harvest,
  "source-unreachable",
  /badResumptionToken: This resumptionToken is invalid/,
);
reads("arxiv-oai/noRecordsMatch.xml", arxivOai, harvest, (r) => expect(r).toEqual({ observations: [], rejected: [] }));
refuses("arxiv-oai/ListRecords.xml", arxivOai, harvest, "source-changed", /last page expected the end of the list/);
refuses(
  "arxiv-oai/GetRecord.xml",
  arxivOai,
  harvest,
  "source-changed",
  /expected ListRecords, got responseDate, request, GetRecord/,
);
refuses("arxiv-oai/Identify.xml", arxivOai, harvest, "source-changed", /expected ListRecords/);
refuses("arxiv-oai/ListIdentifiers.xml", arxivOai, harvest, "source-changed", /expected ListRecords/);
sharedTest("arxiv-oai follows the recorded token, and rejects deleted records and foreign formats by name", () => {
  const raw = recorded("arxiv-oai/ListRecords.xml");
  const [asked] = arxivOai.requests(harvest);
  if (asked === undefined) throw new Error("no request");
  expect(arxivOai.next?.({ raw, asked, page: 1, link: null }, harvest)?.url).toBe(
    "https://oaipmh.arxiv.org/oai?verb=ListRecords&resumptionToken=ListRecords2.xml",
  );
  const text = new TextDecoder().decode(raw.bytes);
  const joined = documentOf(
    new TextEncoder().encode(`${text}${pageSeparator}${text.replace(/<resumptionToken.*<\/resumptionToken>/, "")}`),
    "joined",
  );
  expect(reasons(arxivOai.read(joined, harvest, tools))).toEqual({
    "record deleted": 2,
    "no metadata in the format arXivRaw": 2,
  });
});

const nipa = { dataset: "NIPA", table: "T50305", frequency: "Q", years: "X" } as const;
refuses(
  "bea/error-http200.json",
  bea,
  nipa,
  "source-unreachable",
  /error 1: Invalid Request - Invalid API UserId\. Check the key/,
);
refuses("bea/error-toplevel.shape.json", bea, nipa, "source-unreachable", /error 1: Invalid Request/);

reads(
  "census/eits.shape.json",
  census,
  { dataset: "bfs", category: "NAICSMNF", type: "BA_BA", adjusted: true, from: "2024-01" },
  (r) =>
    expect(r.observations.map((o) => [o.series, o.period, o.value])).toEqual([
      ["eits/bfs/naicsmnf-ba-ba-sa", "2024-01", 9097],
      ["eits/bfs/naicsmnf-ba-ba-sa", "2024-02", 8538],
    ]),
);
reads("clinicaltrials-v2/studies.trimmed.json", trials, { name: "covid", term: "covid", month: "2026-10" }, (r) =>
  expect(r.observations).toMatchObject([
    { series: "clinical-trials/covid/first-posted", period: "2026-10", value: 1978 },
  ]),
);

const hours = (table: "fuel" | "interchange", authority: string): Parameters<typeof grid.read>[1] => ({
  table,
  authority,
  start: "1900-01-01",
});
reads("eia-v2/US-FLA-FPC_US-FLA-NSB_exchange.json", grid, hours("interchange", "FPC"), (r) =>
  expect([r.observations.length, reasons(r)]).toEqual([0, { "day without all 24 hours": 2 }]),
);
reads("eia-v2/US-NW-BPAT-US-NW-NWMT-exchange.json", grid, hours("interchange", "SWPP"), (r) =>
  expect(reasons(r)).toEqual({ "day without all 24 hours": 2 }),
);
reads("eia-v2/US-NW-PGE-with-nulls.json", grid, hours("fuel", "PGE"), (r) =>
  expect(reasons(r)).toEqual({ "hour not stated": 1, "day without all 24 hours": 1 }),
);
reads("eia-v2/US_NW_PACW-gas.json", grid, hours("fuel", "PACW"), (r) =>
  expect(reasons(r)).toEqual({ "day without all 24 hours": 1 }),
);

reads("epoch/notable_ai_models.trimmed.csv", models, { list: "notable" }, (r) =>
  expect(r.observations.length + r.rejected.reduce((n, x) => n + x.count, 0)).toBe(8),
);
reads("epoch/frontier_ai_models.trimmed.csv", models, { list: "frontier" }, (r) =>
  expect(r.observations.length + r.rejected.reduce((n, x) => n + x.count, 0)).toBe(8),
);
reads("epoch/nvidia_cumulative_totals.trimmed.csv", chips, { set: "nvidia", kind: "totals" }, (r) =>
  expect(r.observations.length + r.rejected.reduce((n, x) => n + x.count, 0)).toBe(9),
);

reads("eurostat/jsonstat-nama_10_gdp.json", eurostat, { dataset: "nama_10_gdp", where: {} }, (r) => {
  expect(r.observations).toHaveLength(4);
  expect(at(r, "eurostat/nama-10-gdp/a.cp-meur.b1gq.fr", "2023")).toBe(2833826.4);
  expect(at(r, "eurostat/nama-10-gdp/a.cp-meur.b1gq.de", "2022")).toBe(3989390);
});
refuses(
  "eurostat/jsonstat-demo_pjan.trimmed.json",
  eurostat,
  { dataset: "demo_pjan", where: {} },
  "source-changed",
  /body\.dimension/,
);
refuses(
  "eurostat/async-http200.json",
  eurostat,
  { dataset: "x", where: {} },
  "source-unreachable",
  /413 ASYNCHRONOUS_RESPONSE.*Ask for less/,
);
refuses("eurostat/error.shape.json", eurostat, { dataset: "x", where: {} }, "source-unreachable", /404 ERR_NOT_FOUND/);
refuses(
  "sdmx/ESTAT__footer.xml",
  eurostat,
  { dataset: "apro_mk_pobta", where: {} },
  "source-unreachable",
  /413 Due to the large query.*Ask for less/,
);
refuses(
  "sdmx/ESTAT__GOV_10Q_GGNFA.xml",
  eurostat,
  { dataset: "gov_10q_ggnfa", where: {} },
  "source-changed",
  /expected a data message, got Structure/,
);

reads("fred/observations-vintages.shape.json", fred, { series: "CPIAUCSL", vintages: true }, (r) =>
  expect(r.observations.map((o) => [o.period, o.value, o.known])).toEqual([
    ["2020-01", 258.678, "2020-02-13T23:59:59Z"],
    ["2020-01", 258.824, "2020-03-11T23:59:59Z"],
  ]),
);
reads("fred/sp500_obs_call.xml", fred, { series: "SP500", vintages: false }, (r) => {
  expect(r.observations.map((o) => [o.period, o.value])).toEqual([
    ["2014-09-02", 2002.28],
    ["2014-09-03", 2000.72],
    ["2014-09-04", 1997.65],
    ["2014-09-05", 2007.71],
  ]);
  expect(r.observations[0]?.known).toBe(known);
});
done.add("fred/vintagedates.shape.json");
sharedTest("fred asks for the values of the vintages that the recorded fred/vintagedates.shape.json lists", () => {
  const query = { series: "GDPC1", vintages: true };
  const raw = recorded("fred/vintagedates.shape.json");
  const [asked] = fred.requests(query);
  if (asked === undefined) throw new Error("no request");
  expect(fred.next?.({ raw, asked, page: 1, link: null }, query)?.url).toContain(
    "realtime_start=1776-07-04&realtime_end=9999-12-31",
  );
});
refuses("fred/observations.json", fred, { series: "X", vintages: false }, "source-changed", /all 136 rows on one page/);
refuses(
  "fred/error.shape.json",
  fred,
  { series: "X", vintages: false },
  "source-unreachable",
  /error 400: Bad Request/,
);
done.add("fred/payems_info_call.xml");
sharedTest("fred takes a series' unit from the recorded fred/payems_info_call.xml", () => {
  const text = (path: string): string => new TextDecoder().decode(recorded(path).bytes);
  const both = documentOf(
    new TextEncoder().encode(`${text("fred/sp500_obs_call.xml")}${pageSeparator}${text("fred/payems_info_call.xml")}`),
    "joined",
  );
  expect(fred.read(both, { series: "PAYEMS", vintages: false }, tools).observations[0]?.unit).toBe(
    "Thousands of Persons",
  );
  expect(() => fred.read(both, { series: "SP500", vintages: false }, tools)).toThrow(/SP500, got PAYEMS/);
});

reads("gdelt/timelinevol.shape.json", gdelt, { name: "x", search: "keyword", days: 90 }, (r) =>
  expect(reasons(r)).toEqual({ "resolution 15m, not a day": 2 }),
);
reads("litellm/prices.trimmed.json", litellm, { document: "copy" }, (r) =>
  expect(r.observations.length).toBeGreaterThan(0),
);
reads("litellm/llm-prices-anthropic.json", llmPrices, {}, (r) => {
  const sonnet = r.observations.find((o) => o.fields?.["model"] === "claude-3.7-sonnet");
  expect([sonnet?.fields?.["input"], sonnet?.fields?.["output"], sonnet?.known]).toEqual([3, 15, known]);
  expect([r.observations.length, r.rejected]).toEqual([18, []]);
});
reads("openrouter/models.json", openrouter, {}, (r) => {
  expect(r.observations.find((o) => o.fields?.["model"] === "anthropic/claude-sonnet-4")?.fields).toMatchObject({
    input: 3,
    output: 15,
    cacheRead: 0.3,
    firstParty: false,
  });
  expect(r.observations).toHaveLength(4);
});

reads(
  "openalex/works-cursor.meta.json",
  openalex,
  { name: "all", filter: "publication_year:2020", month: "2020-06" },
  (r) =>
    expect(r.observations).toMatchObject([
      { series: "openalex/all/works", period: "2020-06", value: 8695857, flags: ["back-filled"] },
    ]),
);
reads("openalex/works-group-by.json", openalex, { name: "all", filter: "x" }, (r) =>
  expect([r.observations.length, reasons(r)]).toEqual([0, { "not a year up to the copy's own": 3 }]),
);

for (const [path, fields] of [
  [
    "openfda/deviceclearance_schema.json",
    [
      "k_number",
      "decision_date",
      "applicant",
      "device_name",
      "product_code",
      "advisory_committee_description",
      "decision_code",
    ],
  ],
  [
    "openfda/devicepma_schema.json",
    [
      "pma_number",
      "supplement_number",
      "decision_date",
      "applicant",
      "trade_name",
      "product_code",
      "advisory_committee_description",
      "decision_code",
    ],
  ],
] as const) {
  done.add(path);
  sharedTest(`openfda reads only fields that the recorded ${path} has`, () => {
    const { properties } = JSON.parse(new TextDecoder().decode(recorded(path).bytes)) as {
      readonly properties: Readonly<Record<string, unknown>>;
    };
    expect(fields.filter((f) => !(f in properties))).toEqual([]);
  });
}

reads("owid/life-expectancy.trimmed.csv", owid, { chart: "life-expectancy" }, (r) =>
  expect(r.observations.map((o) => [o.period, o.value])).toEqual([
    ["1950", 27.7275],
    ["1951", 27.9634],
    ["1952", 28.1992],
  ]),
);
done.add("owid/metadata.shape.json");
sharedTest("owid takes unit and day of update from the recorded owid/metadata.shape.json", () => {
  const text = (path: string): string => new TextDecoder().decode(recorded(path).bytes);
  const both = documentOf(
    new TextEncoder().encode(
      `${text("owid/life-expectancy.trimmed.csv")}${pageSeparator}${text("owid/metadata.shape.json")}`,
    ),
    "joined",
  );
  expect(owid.read(both, { chart: "life-expectancy" }, tools).observations[0]).toMatchObject({
    unit: "years",
    published: "2023-10-10T23:59:59Z",
    known,
  });
});

const exr = { flow: "EXR", key: "all", history: false } as const;
reads("sdmx/ECB_EXR__1__M.USD.EUR.SP00.A.xml", ecb, exr, (r) => {
  expect(r.observations).toHaveLength(252);
  expect(at(r, "ecb/exr/m.usd.eur.sp00.a", "1999-01")).toBe(1.16078);
  expect(r.observations[0]).toMatchObject({ unit: "USD", known, knownBy: "observed" });
});
for (const path of ["sdmx/ECB_EXR__ts.json", "sdmx/ECB_EXR__flat.json", "sdmx/v3__json__data__exr-time-series.json"])
  reads(path, ecb, exr, (r) =>
    expect(r.observations.map((o) => [o.series, o.period, o.value])).toEqual([
      ["ecb/exr/d.nzd.eur.sp00.a", "2013-01-18", 1.5931],
      ["ecb/exr/d.nzd.eur.sp00.a", "2013-01-21", 1.5925],
      ["ecb/exr/d.rub.eur.sp00.a", "2013-01-18", 40.3426],
      ["ecb/exr/d.rub.eur.sp00.a", "2013-01-21", 40.3],
    ]),
  );
reads("sdmx/ECB_EXR__action-delete.json", ecb, { ...exr, history: true }, (r) =>
  expect(r.observations.map((o) => [o.series, o.period, o.value, o.known])).toEqual([
    ["ecb/exr/d.rub.eur.sp00.a", "2013-01-18", 40.3426, "2012-03-20T14:00:16Z"],
    ["ecb/exr/d.rub.eur.sp00.a", "2013-01-21", 40.3, "2012-03-20T14:00:16Z"],
    ["ecb/exr/d.nzd.eur.sp00.a", "2013-01-18", null, "2012-03-20T09:07:58Z"],
  ]),
);
sharedTest("with the history asked for, the time from which a data set was valid is when it was known", () => {
  const reading = ecb.read(recorded("sdmx/ECB_EXR__1__M.USD.EUR.SP00.A.xml"), { ...exr, history: true }, tools);
  expect(reading.observations[0]).toMatchObject({
    known: "2020-01-16T07:16:20Z",
    published: "2020-01-16T07:16:20Z",
    knownBy: "stamped",
  });
});
reads("sdmx/oecd1.json", oecd, { flow: "OECD,QNA", key: "all" }, (r) => {
  expect(r.observations).toHaveLength(60);
  expect(
    r.observations.find((o) => o.series === "oecd/qna/chl.b1-ge.vobarsa.q" && o.period === "2011-Q4"),
  ).toMatchObject({ value: 120601874.99935, unit: "CLP million" });
});
reads("sdmx/OECD__data-PART2-all-all.json", oecd, { flow: "OECD,PART2", key: "all" }, (r) =>
  expect(reasons(r)).toEqual({ "no year, quarter, month or day": 7 }),
);
for (const [path, times] of [
  ["sdmx/v3__csv__example-01.csv", ["2014-01", "2014-02"]],
  ["sdmx/v3__csv__example-05.csv", ["2014-01-01", "2014-02-01"]],
] as const) {
  done.add(path);
  sharedTest(`SDMX-CSV reads the recorded ${path}`, () => {
    const cells = sdmxCells(recorded(path), "sdmx");
    expect(
      cells.map((c) => [c.time, c.value, c.key.map(([id, code]) => `${id}=${code}`).join(" "), c.attributes["ATTR_1"]]),
    ).toEqual([
      [times[0], 12.4, "DIM_1=A DIM_2=B", "N"],
      [times[1], 10.8, "DIM_1=A DIM_2=B", "Y"],
    ]);
  });
}

for (const path of [
  "companyfacts-CIK0001045810-nvda.trimmed.json",
  "full/companyfacts-CIK0000320193-aapl.json.gz",
  "full/companyfacts-CIK0001045810-nvda.json.gz",
  "full/companyfacts-CIK0001835632-mrvl.json.gz",
])
  reads(`sec-edgar/${path}`, sec, { copy: "publisher" }, (r) => {
    const ticker = /-(\w+)\.(trimmed\.)?json/.exec(path)?.[1] ?? "";
    expect(r.observations.some((o) => o.series === `sec/${ticker}/capex`)).toBe(true);
    expect(r.observations.every((o) => o.knownBy === "stamped" && o.known.slice(0, 4) >= o.period.slice(0, 4))).toBe(
      true,
    );
  });
// The vintages of fiscal 2014 are those that reference/api/sec-edgar.md counted in the file by hand.
for (const path of [
  "sec-edgar/companyfacts-CIK0001652044-googl.trimmed.json",
  "sec-edgar/full/companyfacts-CIK0001652044-googl.json.gz",
])
  reads(path, sec, { copy: "publisher" }, (r) =>
    expect(
      r.observations
        .filter((o) => o.series === "sec/googl/capex-annual" && o.period === "2014")
        .map((o) => [o.value, o.known.slice(0, 10)]),
    ).toEqual([
      [10_959_000_000, "2016-02-11"],
      [11_014_000_000, "2017-02-03"],
    ]),
  );
reads("sec-edgar/company_tickers.trimmed.json", sec, { copy: "publisher", ticker: "LLY" }, (r) =>
  expect(r).toEqual({ observations: [], rejected: [] }),
);
sharedTest("sec finds the address of an unmapped company in the recorded list of tickers", () => {
  const raw = recorded("sec-edgar/company_tickers.trimmed.json");
  const query = { copy: "publisher", ticker: "lly" } as const;
  const [asked] = sec.requests(query);
  if (asked === undefined) throw new Error("no request");
  expect(sec.next?.({ raw, asked, page: 1, link: null }, query)?.url).toBe(
    "https://data.sec.gov/api/xbrl/companyfacts/CIK0000059478.json",
  );
});
refuses("sec-edgar/rate-exceeded.html", sec, { copy: "publisher" }, "source-changed", /HTML page/);
reads(
  "sec-edgar/frames.trimmed.json",
  frames,
  { tag: "RevenueFromContractWithCustomerExcludingAssessedTax", taxonomy: "us-gaap", unit: "USD", period: "2026-Q2" },
  (r) => expect(reasons(r)).toEqual({ "filer without a tag map: give one with --tags FILE (docs/sources/sec.md)": 1 }),
);
reads("sec-edgar/submissions-CIK0001835632-mrvl.trimmed.json", submissions, {}, (r) =>
  expect(r.observations).toMatchObject([
    { item: "0001835632-26-000019", known: "2026-05-28T20:09:32Z" },
    { series: "sec/mrvl/filings" },
  ]),
);

reads("worldbank/indicator-data.json", worldBank, { indicator: "SP.POP.TOTL", countries: "USA" }, (r) => {
  expect(at(r, "world-bank/sp-pop-totl/usa", "2023")).toBe(336755052);
  expect(r.observations[0]).toMatchObject({ known, published: "2026-07-13T23:59:59Z" });
});
refuses(
  "worldbank/error-http200.json",
  worldBank,
  { indicator: "X.Y", countries: "all" },
  "source-unreachable",
  /error 120 \(Invalid value\).*Check the parts of the query/,
);

test.skipIf(!sharedIsHere)(
  "every recorded file is read, refused by name, or listed as unused with its reason [needs ../shared]",
  () => {
    const root = shared("reference/api/fixtures");
    const all = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile() && e.name !== "SOURCE.json")
      .map((e) => `${e.parentPath}/${e.name}`.slice(root.length + 1));
    expect(all.filter((path) => !done.has(path) && !(path in unused))).toEqual([]);
    expect([...done, ...Object.keys(unused)].filter((path) => !all.includes(path))).toEqual([]);
  },
);
