import { expect, test } from "vitest";
import { rentChanges, signal as rents } from "../../../src/signals/strain/accelerator-rents.ts";
import { commitmentsToCapex } from "../../../src/signals/strain/commitments-to-capex.ts";
import { debtToCapex } from "../../../src/signals/strain/debt-issued.ts";
import { freeCashFlow } from "../../../src/signals/strain/free-cash-flow.ts";
import { sitePlans } from "../../../src/signals/strain/site-plans.ts";
import type { Panel } from "../../../src/terms/panel.ts";
import { panelWith, run } from "../../tasks/panel-with.ts";

// Oracle, fiscal year to May 2026 as filed (10-Q and 10-K), USD million.
const capex = [8502e6, 12033e6, 18635e6, 16493e6];
const cash = [8140e6, 2066e6, 7151e6, 14620e6];

test("free cash flow is cash flow less CapEx of the same four quarters", () => {
  const panel = panelWith("2026-11-22", {
    "sec/orcl/capex": run("2025-Q3", capex),
    "sec/orcl/operating-cash-flow": run("2025-Q3", cash),
  });
  const series = freeCashFlow(panel, "orcl");
  expect(series.periods).toEqual(["2026-Q2"]);
  expect(series.values[0]).toBe(31_977e6 - 55_663e6);
  expect(freeCashFlow(panel, "amzn").gap?.needs).toEqual(["sec/amzn/operating-cash-flow", "sec/amzn/capex"]);
});

test("new debt is set against CapEx by quarters, by fiscal years where quarters are missing, and a missing quarter is not zero", () => {
  const quarterly = panelWith("2026-11-22", {
    "sec/orcl/capex": run("2025-Q3", capex),
    "sec/orcl/debt-issued": run("2025-Q3", [0, 17880e6, 26664e6, 1549e6]),
  });
  expect(debtToCapex(quarterly, "orcl").values[0]).toBeCloseTo(46_093 / 55_663, 12);
  const yearly = panelWith("2026-11-22", {
    "sec/meta/capex": run("2025-Q1", [12941e6, 16538e6, 18829e6, 21383e6]),
    "sec/meta/debt-issued": [["2025-Q4", 29_906e6]],
    // Meta's 10-K for 2025.
    "sec/meta/debt-issued-annual": [["2025", 29_906e6]],
    "sec/meta/capex-annual": [["2025", 69_691e6]],
  });
  const meta = debtToCapex(yearly, "meta");
  expect([meta.frequency, meta.periods]).toEqual(["annual", ["2025"]]);
  expect(meta.values[0]).toBeCloseTo(29_906 / 69_691, 12);
  expect(debtToCapex(panelWith("2026-11-22", { "sec/msft/capex": run("2025-Q3", capex) }), "msft").gap?.needs).toEqual([
    "sec/msft/debt-issued",
  ]);
});

test("commitments are years of CapEx, set against the quarters filed by then, and kinds are not added", () => {
  const panel = panelWith("2026-11-22", {
    "sec/orcl/capex": run("2025-Q3", capex),
    "commitments/orcl/leases-not-commenced": [
      ["2026-Q2", 260e9],
      ["2026-Q3", 270e9],
    ],
    "commitments/orcl/purchases": [["2026-Q2", 13.31e9]],
  });
  const leases = commitmentsToCapex(panel, "orcl", "leases-not-commenced");
  expect(leases.values[0]).toBeCloseTo(260 / 55.663, 10);
  // The quarter of the second balance has no CapEx yet: the four quarters before it stand in.
  expect(leases.values[1]).toBeCloseTo(270 / 55.663, 10);
  expect(commitmentsToCapex(panel, "orcl", "purchases").values[0]).toBeCloseTo(13.31 / 55.663, 10);
});

const days = (first: number, last: number): [string, number][] =>
  Array.from({ length: 14 }, (_, i) => [`2025-10-${String(i + 1).padStart(2, "0")}`, i < 7 ? first : last]);

test("rents compare an accelerator's last week with its own first, and the series is the median of three or more", () => {
  const panel = panelWith("2026-11-22", {
    "gpu-rental/h100/marketplace-median": days(2, 2.2),
    "gpu-rental/a100/marketplace-median": days(1.5, 1.2),
    "gpu-rental/b200/marketplace-median": days(5, 5.25),
    "gpu-rental/short/marketplace-median": days(1, 9).slice(0, 13),
  });
  expect(rentChanges(panel).map((c) => [c.gpu, Number((c.last / c.first).toFixed(6))])).toEqual([
    ["a100", 0.8],
    ["b200", 1.05],
    ["h100", 1.1],
  ]);
  expect(rents.measure(panel).values.at(-1)).toBeCloseTo(1.05, 12);
});

const site = (name: string, period: string, value: number): Panel["lists"][string]["entries"][number] => ({
  item: name,
  period,
  value,
  known: "2026-05-23T00:00:00Z",
  evidence: "estimated",
  fields: { site: name },
});

test("plans are additions on the sites of both copies, so that a revised past is no cut and a later start is", () => {
  const older = [
    site("A", "2025-06-01", 500),
    site("A", "2027-01-01", 900),
    site("B", "2025-06-01", 100),
    site("B", "2026-12-01", 300),
    site("Gone", "2025-06-01", 50),
  ];
  const newer = [
    site("A", "2025-06-01", 100),
    site("A", "2027-01-01", 500),
    site("B", "2025-06-01", 100),
    site("B", "2028-02-01", 300),
    site("New", "2026-01-01", 900),
  ];
  const known = "2026-05-23T00:00:00Z";
  const list = {
    id: "epoch/data-center-timelines",
    kind: "copy" as const,
    unit: "MW (facility)",
    known,
    entries: newer,
  };
  const copies = [
    { known: "2026-01-21T00:00:00Z", entries: older },
    { known, entries: newer },
  ];
  const panel: Panel = { ...panelWith("2026-11-22", {}), lists: { [list.id]: { ...list, copies } } };
  expect(sitePlans(panel)).toMatchObject([
    { goal: "2027-12-31", sites: 2, gone: ["Gone"], cut: ["B"], raised: [], beforeMw: 400 + 200, nowMw: 400 },
  ]);
});
