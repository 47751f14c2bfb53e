import { expect, test } from "vitest";
import { source } from "../../src/sources/sec-10k.ts";
import { sharedTest } from "../shared.ts";
import { millions, statements } from "./as-of.ts";
import { documentOf, fixture, noTools, readWith, sharedDocument } from "./documents.ts";

const path = "sec-10k/msft/msft_capex_by_10k.csv";

test("fiscal years of annual reports stand in the calendar year of their midpoint, stamped by their filing", () => {
  const { observations } = readWith(source, fixture(path));
  expect(statements(observations, "sec/msft/capex-annual", "2003")).toEqual([["2006-08-25", 1109, "comparative"]]);
  expect(statements(observations, "sec/msft/capex-annual", "2005")).toEqual([["2006-08-25", 1578]]);
  expect(observations[0]).toMatchObject({
    evidence: "reported (secondary)",
    knownBy: "stamped",
    fields: { start: "2003-07-01", end: "2004-06-30" },
    origin: { kind: "extract" },
  });
});

test("a damaged value or day is refused with its record", () => {
  const text = new TextDecoder().decode(fixture(path).raw.bytes);
  const read = (changed: string): unknown =>
    source.read(documentOf(new TextEncoder().encode(changed), "x.csv").raw, {}, noTools);
  expect(() => read(text.replace(",1109,", ",1.109 bn,"))).toThrow(/record 2 capex_usd_m/);
  expect(() => read(text.replace("2004-06-30", "2004-06-31"))).toThrow(/record 2 expected three days and a value/);
});

sharedTest("19 fiscal years of Microsoft, none restated, up to the year before the company facts begin", () => {
  const { observations, rejected } = readWith(
    source,
    sharedDocument("sources/sec-msft-10k-capex/msft_capex_by_10k.csv"),
  );
  expect(observations).toHaveLength(19);
  expect(rejected).toEqual([]);
  expect(millions(observations, "sec/msft/capex-annual", "2021", "2026-11-22")).toBe(23886);
  expect(millions(observations, "sec/msft/capex-annual", "2021", "2022-07-27")).toBeNull();
});
