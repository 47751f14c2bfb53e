import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { companies } from "../../src/sources/companies.ts";
import { type FiledFact, parseCompanyFacts } from "../../src/sources/formats/companyfacts.ts";
import { source } from "../../src/sources/sec.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { sharedTest } from "../shared.ts";
import { asOf, millions, statements } from "./as-of.ts";
import { type Document, documentOf, fixture, noTools, readWith, sharedDocument } from "./documents.ts";

const now = "2026-11-22";

interface Expected {
  readonly statements: Readonly<Record<string, readonly (readonly (string | number)[])[]>>;
  readonly never: Readonly<Record<string, readonly number[]>>;
  readonly rejected: Readonly<Record<string, number>>;
}

const cases = fileURLToPath(new URL("../fixtures/sec", import.meta.url));
for (const name of readdirSync(cases)) {
  test(`the case ${name} gives its statements, day by day`, () => {
    const expected = JSON.parse(readFileSync(`${cases}/${name}/expected.json`, "utf8")) as Expected;
    const { observations, rejected } = readWith(source, fixture(`sec/${name}/companyfacts.json`));
    for (const [ref, said] of Object.entries(expected.statements)) {
      const [series = "", period = ""] = ref.split("@");
      expect(statements(observations, series, period), ref).toEqual(said);
    }
    for (const [series, values] of Object.entries(expected.never)) {
      const held = observations.filter((o) => o.series === series).map((o) => (o.value ?? 0) / 1e6);
      expect(
        held.filter((v) => values.includes(v)),
        series,
      ).toEqual([]);
    }
    expect(Object.fromEntries(rejected.map((r) => [r.reason, r.count]))).toEqual(expected.rejected);
  });
}

test("a value between two restatements is the last consistent one, with its warning", () => {
  const { observations } = readWith(source, fixture("sec/meta-restated/companyfacts.json"));
  const on = (day: string): Observation | undefined => asOf(observations, "sec/meta/capex", day).get("2023-Q4");
  expect([
    on("2024-02-01")?.value,
    on("2024-10-30")?.flags,
    on("2024-10-31")?.flags,
    on("2025-01-29")?.value,
    on("2025-01-30")?.value,
  ]).toEqual([undefined, undefined, ["mixed-vintage"], 7665e6, 7592e6]);
  expect(on("2025-01-30")?.flags).toBeUndefined();
});

test("an observation carries its stamp, its grade and the accession, tag, unit and interval of every term", () => {
  const { observations } = readWith(source, fixture("sec/meta-restated/companyfacts.json"));
  const held = asOf(observations, "sec/meta/capex", now);
  const direct = held.get("2024-Q1");
  expect(direct).toMatchObject({
    value: 6_400_000_000,
    unit: "USD",
    published: "2024-04-25T23:59:59Z",
    known: "2024-04-25T23:59:59Z",
    knownBy: "stamped",
    evidence: "reported (primary)",
    fields: { start: "2024-01-01", end: "2024-03-31" },
    origin: {
      kind: "primary",
      locator:
        "0001326801-24-000049 10-Q us-gaap:PaymentsToAcquirePropertyPlantAndEquipment USD 2024-01-01..2024-03-31",
      url: "https://www.sec.gov/Archives/edgar/data/1326801/000132680124000049/0001326801-24-000049-index.htm",
    },
  });
  expect(held.get("2024-Q4")).toMatchObject({
    evidence: "derived",
    origin: {
      locator:
        "0001326801-25-000017 10-K us-gaap:PaymentsToAcquirePropertyPlantAndEquipment USD 2024-01-01..2024-12-31 minus 0001326801-24-000081 10-Q us-gaap:PaymentsToAcquirePropertyPlantAndEquipment USD 2024-01-01..2024-09-30",
    },
  });
});

test("a live request asks for one company's facts, or for the list of tickers when the company is not mapped", () => {
  const [request, ...more] = source.requests({ ticker: "META", copy: "publisher" });
  expect(more).toEqual([]);
  expect(request).toMatchObject({
    url: "https://data.sec.gov/api/xbrl/companyfacts/CIK0001326801.json",
  });
  expect(source.requests({ copy: "publisher" })).toHaveLength(companies.length);
  expect(source.requests({ ticker: "METAA", copy: "publisher" }).map((r) => r.url)).toEqual([
    "https://www.sec.gov/files/company_tickers.json",
  ]);
});

test("damaged documents are refused with what was found", () => {
  const whole = fixture("sec/amd-other-tag/companyfacts.json").raw;
  const read = (bytes: Uint8Array): unknown => source.read({ ...whole, bytes }, { copy: "publisher" }, noTools);
  expect(() => read(whole.bytes.subarray(0, 900))).toThrow(/900 bytes that end or break early/);
  expect(() =>
    read(new TextEncoder().encode("<!DOCTYPE html><title>SEC.gov | Request Rate Threshold Exceeded</title>")),
  ).toThrow(/HTML page/);
  expect(() => read(new TextEncoder().encode('{"cik":2488,"entityName":"X","facts":{"us-gaap":[]}}'))).toThrow(
    /facts\.us-gaap expected an object of tags/,
  );
  expect(() => read(new TextEncoder().encode('{"cik":"two","facts":{}}'))).toThrow(/CIK of up to ten digits/);
  expect(() => source.read(whole, { copy: "publisher", ticker: "META" }, noTools)).toThrow(
    /0001326801, got 0000002488/,
  );
});

test("rows without a number or with an end before the start are counted, and an unmapped company is named", () => {
  const row = '"accn":"0000002488-26-000018","fy":2025,"fp":"FY","form":"10-K","filed":"2026-02-04"';
  const text = `{"cik":2488,"entityName":"AMD","facts":{"us-gaap":{"PaymentsToAcquirePropertyPlantAndEquipment":{"label":"","units":{"USD":[{"start":"2025-12-27","end":"2024-12-29","val":1,${row}},{"start":"2024-12-29","end":"2025-12-27","val":"974",${row}}]}}}}}`;
  const { raw } = documentOf(new TextEncoder().encode(text), "CIK0000002488.json");
  expect(source.read(raw, { copy: "publisher" }, noTools).rejected).toEqual([
    {
      reason: "no date, no number, or an interval that ends before it starts",
      count: 2,
      example: "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment USD[0]",
    },
  ]);
  const other = documentOf(new TextEncoder().encode(text.replace("2488,", "99,")), "x.json");
  expect(source.read(other.raw, { copy: "publisher" }, noTools)).toEqual({
    observations: [],
    rejected: [{ reason: expect.stringContaining("--tags FILE"), count: 2, example: "CIK 0000000099 AMD" }],
    account: { unit: "facts", held: 2, taken: 0 },
  });
});

/** Every companyfacts file at hand; the API fixtures are newer than the source files for NVIDIA and Apple. */
const files = [
  "sources/sec-companyfacts-2026/CIK0000002488.newest-filing-2026-05-15.json.gz",
  "sources/sec-companyfacts-2026/CIK0001046179.newest-filing-2025-04-17.json.gz",
  "sources/sec-companyfacts-2026/CIK0001326801.newest-filing-2026-05-01.json.gz",
  "sources/sec-companyfacts-2026/CIK0001341439.newest-filing-2026-06-22.json.gz",
  "sources/sec-companyfacts-2026/CIK0001375365.newest-filing-2026-06-12.json.gz",
  "sources/sec-companyfacts-2026/CIK0001652044.newest-filing-2026-07-23.json.gz",
  "sources/sec-companyfacts-2026/CIK0001878848.newest-filing-2026-07-01.json.gz",
  "sources/sec-companyfacts-2026/companyfacts-like.CIK0001018724.capex.2007-2026.json",
  "sources/sec-companyfacts-full/CIK0000320193.as-of-2025-03-02.json.gz",
  "sources/sec-companyfacts-full/CIK0001045810.as-of-2025-03-02.json.gz",
  "sources/sec-companyfacts-full/CIK0001318605.as-of-2022-10.json.gz",
  "sources/sec-companyfacts-full/CIK0001652044.as-of-2026-07-09.json.gz",
  "sources/sec-companyfacts-full/CIK0001835632.as-of-2026-06.json.gz",
  "sources/sec-companyfacts-trimmed/googl_companyfacts_trimmed.json",
  "sources/sec-companyfacts-trimmed/meta_companyfacts_trimmed.json",
  "sources/sec-companyfacts-trimmed/msft_companyfacts_trimmed.json",
  "sources/sec-amzn-capex-extract/companyconcept-like.CIK0001018724.PaymentsToAcquireProductiveAssets.since-2022.json",
  "reference/api/fixtures/sec-edgar/full/companyfacts-CIK0000320193-aapl.json.gz",
  "reference/api/fixtures/sec-edgar/full/companyfacts-CIK0001045810-nvda.json.gz",
  "reference/api/fixtures/sec-edgar/full/companyfacts-CIK0001652044-googl.json.gz",
  "reference/api/fixtures/sec-edgar/full/companyfacts-CIK0001835632-mrvl.json.gz",
];

const documents = new Map<string, Document>();
function documentAt(path: string): Document {
  const held = documents.get(path) ?? sharedDocument(path);
  documents.set(path, held);
  return held;
}

const everything: Observation[] = [];
function allObservations(): readonly Observation[] {
  if (everything.length === 0)
    for (const path of files) everything.push(...readWith(source, documentAt(path)).observations);
  return everything;
}

sharedTest(
  "every file is recognised, the publisher's own as primary and the trimmed and typed ones as extracts",
  () => {
    const kinds = files.map(
      (path) => source.recognise({ path: documentAt(path).raw.path, folder: "", head: documentAt(path).head })?.copy,
    );
    expect(kinds.filter((k) => k === "extract")).toHaveLength(4);
    expect(kinds.filter((k) => k === "window")).toHaveLength(1);
    expect(kinds.filter((k) => k === "publisher")).toHaveLength(16);
  },
);

sharedTest("the quarters that the issue names have their filed values", () => {
  const all = allObservations();
  expect(millions(all, "sec/googl/capex", "2025-Q2", now)).toBe(22446);
  expect(millions(all, "sec/msft/capex", "2025-Q4", now)).toBe(29876);
  expect(
    statements(
      all.filter((o) => o.origin.kind === "primary"),
      "sec/meta/capex",
      "2023-Q4",
    ),
  ).toEqual([
    ["2024-02-02", 7665],
    ["2024-10-31", 7665, "mixed-vintage"],
    ["2025-01-30", 7592],
  ]);
  const metaValues = new Set(all.filter((o) => o.series === "sec/meta/capex").map((o) => (o.value ?? 0) / 1e6));
  expect([7444, 7813].filter((v) => metaValues.has(v))).toEqual([]);
  expect(asOf(all, "sec/nvda/capex", now).get("2025-Q3")).toMatchObject({
    value: 1_636_000_000,
    fields: { start: "2025-07-28", end: "2025-10-26" },
  });
  expect(asOf(all, "sec/msft/capex-annual", now).get("2022")?.value).toBe(28_107_000_000);
});

sharedTest(
  "two files of one company never contradict each other on a day, and an extract never adds to the whole file's view",
  () => {
    const byKey = new Map<string, string>();
    for (const o of allObservations()) {
      const key = `${o.series} ${o.period} ${o.known}`;
      const said = `${o.value} ${o.flags?.join() ?? ""}`;
      expect(byKey.get(key) ?? said, key).toBe(said);
      byKey.set(key, said);
    }
    const view = (paths: readonly string[], series: string, day: string): string[] =>
      [
        ...asOf(
          paths.flatMap((path) => readWith(source, documentAt(path)).observations),
          series,
          day,
        ),
      ].map(([period, o]) => `${period} ${o.value} ${o.flags?.join() ?? ""}`);
    const pairs: readonly (readonly [string, string, string])[] = [
      [
        "sources/sec-companyfacts-2026/companyfacts-like.CIK0001018724.capex.2007-2026.json",
        files[16] ?? "",
        "sec/amzn/capex",
      ],
      [
        "sources/sec-companyfacts-2026/CIK0001652044.newest-filing-2026-07-23.json.gz",
        files[13] ?? "",
        "sec/googl/capex",
      ],
      [
        "sources/sec-companyfacts-2026/CIK0001326801.newest-filing-2026-05-01.json.gz",
        files[14] ?? "",
        "sec/meta/capex",
      ],
      [
        "sources/sec-companyfacts-2026/CIK0001652044.newest-filing-2026-07-23.json.gz",
        "sources/sec-companyfacts-full/CIK0001652044.as-of-2026-07-09.json.gz",
        "sec/googl/capex",
      ],
    ];
    for (const [whole, extract, series] of pairs) {
      for (const day of ["2023-05-01", "2024-06-30", "2024-11-15", "2025-12-31", now])
        expect(view([whole, extract], series, day), `${series} ${day}`).toEqual(view([whole], series, day));
    }
  },
);

sharedTest(
  "Apple's amended report of 2010 restates two years, and a quarter follows when its comparative is filed",
  () => {
    const all = readWith(
      source,
      documentAt("sources/sec-companyfacts-full/CIK0000320193.as-of-2025-03-02.json.gz"),
    ).observations;
    expect(statements(all, "sec/aapl/revenue-annual", "2009")).toEqual([
      ["2009-10-27", 36537],
      ["2010-01-25", 42905],
    ]);
    expect(statements(all, "sec/aapl/revenue", "2009-Q3")).toEqual([
      ["2009-10-27", 9870],
      ["2010-01-25", 9870, "mixed-vintage"],
      ["2010-07-21", 12207],
    ]);
  },
);

sharedTest("nothing filed after a day changes what was known on it", () => {
  for (const path of [
    "sources/sec-companyfacts-2026/CIK0001326801.newest-filing-2026-05-01.json.gz",
    "sources/sec-companyfacts-2026/CIK0001652044.newest-filing-2026-07-23.json.gz",
    "sources/sec-companyfacts-full/CIK0001318605.as-of-2022-10.json.gz",
    "sources/sec-companyfacts-2026/companyfacts-like.CIK0001018724.capex.2007-2026.json",
  ]) {
    const { raw } = documentAt(path);
    const whole = source.read(raw, { copy: "publisher" }, noTools).observations;
    for (const day of ["2013-04-01", "2016-11-10", "2017-02-03", "2019-05-01", "2022-05-15", "2024-11-01"]) {
      const known = JSON.parse(new TextDecoder().decode(raw.bytes), (_key: string, value: unknown) =>
        Array.isArray(value)
          ? value.filter((row: { filed?: string }) => row.filed === undefined || row.filed <= day)
          : value,
      ) as unknown;
      const cut = source.read(
        { ...raw, bytes: new TextEncoder().encode(JSON.stringify(known)) },
        { copy: "publisher" },
        noTools,
      ).observations;
      const simple = (os: readonly Observation[]): string[] =>
        os.map((o) => `${o.series} ${o.period} ${o.known} ${o.value} ${o.flags?.join() ?? ""}`).sort();
      expect(simple(cut), `${path} ${day}`).toEqual(simple(whole.filter((o) => o.known <= `${day}T23:59:59Z`)));
    }
  }
});

/** The newest statement of every fact of one tag list, whatever its filing: what a careless reader would subtract. */
function newestFacts(facts: readonly FiledFact[], tags: readonly string[], currency: string): readonly FiledFact[] {
  const newest = new Map<string, FiledFact>();
  for (const f of facts) {
    if (f.start === null || f.unit !== currency || !tags.includes(`${f.taxonomy}:${f.tag}`)) continue;
    const held = newest.get(`${f.start}..${f.end}`);
    if (held === undefined || held.filed < f.filed || (held.filed === f.filed && held.accession < f.accession))
      newest.set(`${f.start}..${f.end}`, f);
  }
  return [...newest.values()];
}

const day = (date: string): number => Date.parse(date) / 86_400_000;

sharedTest(
  "latest minus latest is wrong in 15 quarters of the files at hand: four restatements, eleven roundings",
  () => {
    const wrong = new Map<string, string>();
    for (const path of files) {
      const facts = parseCompanyFacts(
        documentAt(path).raw.bytes,
        path,
        (_, tag) => tag.startsWith("PaymentsToAcquireP") || tag === "PaymentsForProceedsFromProductiveAssets",
      );
      const company = companies.find((c) => c.ciks.includes(facts.cik));
      if (company === undefined || company.ticker === "tsm") continue;
      const held = asOf(allObservations(), `sec/${company.ticker}/capex`, now);
      const tags = company.tags?.capex ?? ["us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"];
      const newest = newestFacts(facts.facts, tags, company.currency);
      const direct = new Set(newest.filter((f) => day(f.end) - day(f.start ?? "") < 100).map((f) => f.end));
      for (const a of newest) {
        for (const b of newest) {
          const length = day(a.end) - day(b.end);
          if (a.start !== b.start || length < 80 || length > 100 || direct.has(a.end)) continue;
          const quarter = [...held].find(([, o]) => o.fields?.["end"] === a.end);
          if (quarter !== undefined && quarter[1].value !== a.value - b.value)
            wrong.set(
              `${company.ticker} ${quarter[0]}`,
              `${(a.value - b.value) / 1e6} for ${(quarter[1].value ?? 0) / 1e6}${quarter[1].flags?.includes("mixed-vintage") === true ? " mixed" : ""}`,
            );
        }
      }
    }
    expect(Object.fromEntries([...wrong].sort())).toEqual({
      "googl 2014-Q4": "3606 for 3551 mixed",
      "meta 2020-Q4": "4661 for 4613 mixed",
      "meta 2022-Q4": "8798 for 9043 mixed",
      "mrvl 2020-Q4": "18.558 for 18.556",
      "mrvl 2021-Q2": "32.2 for 32.235",
      "mrvl 2021-Q3": "76.8 for 76.804",
      "mrvl 2021-Q4": "38.8 for 38.841",
      "nvda 2014-Q2": "23 for 22.527",
      "nvda 2014-Q3": "39 for 39.741",
      "tsla 2011-Q4": "40.592 for 54.262 mixed",
      "tsla 2017-Q4": "786.874 for 786.688",
      "tsla 2018-Q3": "510.525 for 510.271",
      "tsla 2018-Q4": "325 for 324.978",
      "tsla 2019-Q2": "250 for 249.677",
      "tsla 2019-Q3": "385 for 385.391",
    });
  },
);

sharedTest(
  "Amazon's year-to-date facts are the sums of its quarters within a million, but for the first nine months of 2013, and every trailing twelve months is year minus year to date plus year to date within two",
  () => {
    const { raw } = documentAt("sources/sec-companyfacts-2026/companyfacts-like.CIK0001018724.capex.2007-2026.json");
    const { observations } = source.read(raw, { copy: "extract" }, noTools);
    const facts = parseCompanyFacts(raw.bytes, "amzn", () => true).facts;
    const off: string[] = [];
    const checked = { sums: 0, trailing: 0 };
    for (const [series, tag] of [
      ["sec/amzn/capex", "PaymentsToAcquireProductiveAssets"],
      ["sec/amzn/capex-net", "PaymentsToAcquirePropertyPlantAndEquipment"],
    ] as const) {
      const quarters = asOf(observations, series, now);
      const newest = newestFacts(facts, [`us-gaap:${tag}`], "USD");
      const value = (start: string, end: string): number | undefined =>
        newest.find((f) => f.start === start && f.end === end)?.value;
      for (const { start, end, value: total } of newest) {
        const [year, until] = [end.slice(0, 4), end.slice(4)];
        const toDate = [...quarters].filter(
          ([q]) => q.slice(0, 4) === year && `${q.slice(6)}` <= String(Number(end.slice(5, 7)) / 3),
        );
        if (start === `${year}-01-01` && until !== "-12-31" && toDate.length === Number(end.slice(5, 7)) / 3) {
          checked.sums += 1;
          const sum = toDate.reduce((s, [, o]) => s + (o.value ?? 0), 0);
          if (Math.abs(sum - total) > 1e6) off.push(`${start}..${end}: ${total / 1e6} against ${sum / 1e6}`);
        }
        if (start !== null && start.slice(5) !== "01-01" && day(end) - day(start) > 350) {
          const before = String(Number(year) - 1);
          const [whole, first, last] = [
            value(`${before}-01-01`, `${before}-12-31`),
            value(`${before}-01-01`, `${before}${until}`),
            value(`${year}-01-01`, end),
          ];
          if (whole === undefined || first === undefined || last === undefined) continue;
          checked.trailing += 1;
          if (Math.abs(total - (whole - first + last)) > 2e6)
            off.push(`${start}..${end}: ${total / 1e6} against ${(whole - first + last) / 1e6}`);
        }
      }
    }
    expect(off).toEqual(["2013-01-01..2013-09-30: 2565 against 2563"]);
    expect(checked).toEqual({ sums: 53, trailing: 47 });
  },
);

sharedTest("hyperscalers, accelerator makers and others cover the quarters that the files allow", () => {
  const covered = (series: string): string => {
    const periods = [...asOf(allObservations(), series, now).keys()];
    return `${periods.length} ${periods[0]}..${periods.at(-1)}`;
  };
  const table = Object.fromEntries(
    ["msft", "googl", "amzn", "meta", "orcl", "aapl", "nvda", "amd", "mrvl", "smci", "iren", "tsla"].map((t) => [
      t,
      covered(`sec/${t}/capex`),
    ]),
  );
  expect(table).toEqual({
    msft: "14 2023-Q1..2026-Q2",
    googl: "47 2014-Q4..2026-Q2",
    amzn: "38 2016-Q4..2026-Q1",
    meta: "59 2011-Q3..2026-Q1",
    orcl: "72 2008-Q3..2026-Q2",
    aapl: "70 2008-Q3..2025-Q4",
    nvda: "49 2011-Q1..2026-Q1",
    amd: "67 2009-Q3..2026-Q1",
    mrvl: "25 2020-Q1..2026-Q1",
    smci: "63 2010-Q3..2026-Q1",
    iren: "13 2023-Q1..2026-Q1",
    tsla: "49 2010-Q3..2022-Q3",
  });
  expect(covered("sec/amzn/capex-net")).toBe("39 2007-Q3..2017-Q1");
  expect(covered("sec/tsm/capex-annual")).toBe("10 2015..2024");
});
