import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { source } from "../../src/sources/sec.ts";
import { source as annualReports } from "../../src/sources/sec-10k.ts";
import { source as inlineFilings } from "../../src/sources/sec-ixbrl.ts";
import type { Observation } from "../../src/terms/observation.ts";
import { shift } from "../../src/terms/period.ts";
import { shared, sharedTest } from "../shared.ts";
import { asOf } from "./as-of.ts";
import { readWith, sharedDocument } from "./documents.ts";

const now = "2026-11-22";

const files = [
  "sources/sec-companyfacts-2026/CIK0000002488.newest-filing-2026-05-15.json.gz",
  "sources/sec-companyfacts-2026/CIK0001326801.newest-filing-2026-05-01.json.gz",
  "sources/sec-companyfacts-2026/CIK0001341439.newest-filing-2026-06-22.json.gz",
  "sources/sec-companyfacts-2026/CIK0001375365.newest-filing-2026-06-12.json.gz",
  "sources/sec-companyfacts-2026/CIK0001652044.newest-filing-2026-07-23.json.gz",
  "sources/sec-companyfacts-2026/companyfacts-like.CIK0001018724.capex.2007-2026.json",
  "sources/sec-companyfacts-full/CIK0001318605.as-of-2022-10.json.gz",
  "sources/sec-companyfacts-trimmed/msft_companyfacts_trimmed.json",
  "reference/api/fixtures/sec-edgar/full/companyfacts-CIK0001045810-nvda.json.gz",
  "reference/api/fixtures/sec-edgar/full/companyfacts-CIK0001835632-mrvl.json.gz",
];

function observations(): readonly Observation[] {
  return files.flatMap((path) => readWith(source, sharedDocument(path)).observations);
}

function rowsOf(path: string): readonly (readonly string[])[] {
  return readFileSync(shared(path), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

const measures: Readonly<Record<string, string>> = { capex: "capex", rev: "revenue", rd: "research-development" };

sharedTest(
  "another project's quarters agree but for its half-year sums and its labels of NVIDIA's and Marvell's quarters",
  () => {
    const all = observations();
    const views = new Map<string, ReadonlyMap<string, Observation>>();
    const value = (series: string, period: string): number | null => {
      const view = views.get(series) ?? asOf(all, series, now);
      views.set(series, view);
      return view.get(period)?.value ?? null;
    };
    const verdicts = new Map<string, string[]>();
    let notHeld = 0;
    for (const [ticker = "", label = "", metric = "", theirs = ""] of rowsOf(
      "sources/ai-capex-monitor-derived/sec_based_quarters_vintages.csv",
    )) {
      const series = `sec/${ticker.toLowerCase()}/${measures[metric]}`;
      const period = `${label.slice(0, 4)}-${label.slice(4)}`;
      const mine = value(series, period);
      if (mine === null) {
        notHeld += 1;
        continue;
      }
      const [before, earlier] = [value(series, shift(period, -1)), value(series, shift(period, -2))];
      const stated = Number(theirs);
      const verdict =
        stated === mine
          ? "equal"
          : before !== null && stated === mine + before
            ? "half-year sum"
            : stated === before
              ? "labelled a quarter late"
              : before !== null && earlier !== null && stated === before + earlier
                ? "half-year sum, labelled a quarter late"
                : "unexplained";
      verdicts.set(verdict, [...(verdicts.get(verdict) ?? []), `${ticker} ${label} ${metric}`]);
    }
    expect(verdicts.get("unexplained") ?? []).toEqual([]);
    expect(Object.fromEntries([...verdicts].map(([verdict, rows]) => [verdict, rows.length]))).toEqual({
      equal: 166,
      "half-year sum": 11,
      "labelled a quarter late": 44,
      "half-year sum, labelled a quarter late": 4,
    });
    expect(verdicts.get("half-year sum")).toEqual([
      "GOOGL 2024Q2 capex",
      "GOOGL 2025Q2 capex",
      "META 2024Q2 capex",
      "META 2025Q2 capex",
      "ORCL 2024Q4 capex",
      "ORCL 2025Q4 capex",
      "AMD 2024Q2 capex",
      "AMD 2025Q2 capex",
      "SMCI 2024Q4 capex",
      "SMCI 2025Q4 capex",
      "GOOGL 2026Q2 capex",
    ]);
    expect(new Set(verdicts.get("labelled a quarter late")?.map((row) => row.split(" ")[0]))).toEqual(
      new Set(["NVDA", "MRVL"]),
    );
    expect(notHeld).toBeGreaterThan(0);
  },
);

sharedTest("the frames of Microsoft, Amazon and Alphabet agree in every quarter and year that both hold", () => {
  const annual = readWith(
    annualReports,
    sharedDocument("sources/sec-msft-10k-capex/msft_capex_by_10k.csv"),
  ).observations;
  const all = [...observations(), ...annual];
  const counts = { equal: 0, notHeld: 0 };
  const wrong: string[] = [];
  for (const [name = "", year = "", quarter = "", payments = ""] of rowsOf(
    "sources/hyperscaler-capex-frames-derived/capex_history_quarterly.csv",
  )) {
    const ticker = name === "GOOG" ? "googl" : name.toLowerCase();
    const period = quarter === "0" ? year : `${year}-Q${quarter}`;
    const held = ["capex", "capex-net"].flatMap(
      (m) => asOf(all, `sec/${ticker}/${m}${quarter === "0" ? "-annual" : ""}`, now).get(period)?.value ?? [],
    );
    if (held.length === 0) counts.notHeld += 1;
    else if (held.includes(Number(payments))) counts.equal += 1;
    else wrong.push(`${ticker} ${period}: ${payments} against ${held.join(" or ")}`);
  }
  expect(wrong).toEqual([]);
  expect(counts).toEqual({ equal: 87, notHeld: 45 });
});

sharedTest("tagged inline facts of Amazon, NVIDIA and Oracle agree with the company facts of the same filings", () => {
  const all = observations();
  const rows = rowsOf("sources/sec-ixbrl-filings-2023/capex_from_inline_xbrl.csv").filter(([ticker]) =>
    ["AMZN", "NVDA", "ORCL"].includes(ticker ?? ""),
  );
  const checked = rows.flatMap(([ticker = "", , , , , start = "", end = "", value = ""]) => {
    const held = all.find(
      (o) =>
        o.series.startsWith(`sec/${ticker.toLowerCase()}/capex`) &&
        o.fields?.["start"] === start &&
        o.fields["end"] === end,
    );
    return held === undefined ? [] : [[`${ticker} ${start}..${end}`, held.value, Number(value)] as const];
  });
  expect(checked.length).toBe(10);
  for (const [what, mine, filed] of checked) expect(mine, what).toBe(filed);
  const skipped = readWith(inlineFilings, sharedDocument("sources/sec-ixbrl-filings-2023/capex_from_inline_xbrl.csv"))
    .rejected[0]?.count;
  expect(skipped).toBe(rows.length);
});
