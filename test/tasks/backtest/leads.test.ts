import { expect, test } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { companyLeads } from "../../../src/tasks/backtest/leads.ts";
import { factorOfCandidates } from "../../../src/tasks/backtest/target.ts";
import { panelWith, run } from "../panel-with.ts";

/** Revenue by hand; CapEx grows by 0.02 + 0.5 times last quarter's yearly revenue growth plus a little noise. */
function planted(quarters: number): { readonly revenue: number[]; readonly capex: number[] } {
  const random = createRandom("leads");
  const log = [4];
  for (let t = 1; t < quarters; t++) log.push((log[t - 1] ?? 0) + 0.03 + 0.1 * random.normal());
  const growth = (t: number): number => (t < 4 ? 0 : (log[t] ?? 0) - (log[t - 4] ?? 0));
  const capex = [3];
  for (let t = 1; t < quarters; t++)
    capex.push((capex[t - 1] ?? 0) + 0.02 + 0.5 * growth(t - 1) + 0.002 * random.normal());
  return { revenue: log.map(Math.exp), capex: capex.map(Math.exp) };
}

test("a planted lead is found: the forecast with X lies at the next value, the one without it is far wider", () => {
  const { revenue, capex } = planted(33);
  const panel = panelWith("2025-01-13", {
    "sec/googl/capex": run("2017-Q1", capex.slice(0, 32)),
    "sec/nvda/revenue": run("2017-Q1", revenue.slice(0, 32)),
  });
  const { predicted } = companyLeads("googl").forecast(panel, { draws: 400, seed: 1 });
  const at = (model: string): readonly number[] =>
    predicted.find((p) => p.model === model && p.horizon === 1)?.quantiles ?? [];
  const width = (q: readonly number[]): number => Math.log((q[94] ?? Number.NaN) / (q[5] ?? Number.NaN));
  const own = at("with sec/nvda/revenue");
  expect(predicted.find((p) => p.model === "with sec/nvda/revenue")?.period).toBe("2025-Q1");
  expect(own[50]).toBeGreaterThan((capex[32] ?? 0) * 0.99);
  expect(own[50]).toBeLessThan((capex[32] ?? 0) * 1.01);
  expect(width(own)).toBeLessThan(0.02);
  expect(width(at("random-walk"))).toBeGreaterThan(0.1);
});

test("a series that is a quarter behind enters as of its own newest quarter, and one too short does not enter", () => {
  const { revenue, capex } = planted(33);
  const late = panelWith("2025-01-13", {
    "sec/googl/capex": run("2017-Q1", capex.slice(0, 32)),
    "sec/nvda/revenue": run("2017-Q1", revenue.slice(0, 31)),
    "tsmc/revenue": run("2024-01", revenue.slice(0, 12)),
  });
  const models = new Set(
    companyLeads("googl")
      .forecast(late, { draws: 400, seed: 1 })
      .predicted.map((p) => p.model),
  );
  expect(models.has("with sec/nvda/revenue")).toBe(true);
  expect(models.has("with tsmc/revenue")).toBe(false);
});

test("the factor of two candidates that each measure the lead with an error of their own forecasts closer than either, as by hand", () => {
  const { revenue, capex } = planted(161);
  const random = createRandom("proxies");
  // Each proxy's level carries noise of its own, so its yearly change is the lead's plus an error.
  const proxy = (): number[] => revenue.map((v) => v * Math.exp(0.08 * random.normal()));
  const panel = panelWith("2025-01-13", {
    "sec/googl/capex": run("1985-Q1", capex.slice(0, 160)),
    "sec/nvda/revenue": run("1985-Q1", proxy().slice(0, 160)),
    "sec/googl/revenue": run("1985-Q1", proxy().slice(0, 160)),
  });
  const { predicted } = companyLeads("googl").forecast(panel, { draws: 200, seed: 1 });
  const width = (model: string): number => {
    const q = predicted.find((p) => p.model === model && p.horizon === 1)?.quantiles ?? [];
    return Math.log((q[94] ?? Number.NaN) / (q[5] ?? Number.NaN));
  };
  const [factor, a, b] = [`with ${factorOfCandidates}`, "with sec/nvda/revenue", "with sec/googl/revenue"].map(width);
  // Variance of the lead's yearly change 4 x 0.1^2 = 0.04, of each error 2 x 0.08^2 = 0.0128; what is left unexplained is 0.0128 / 0.0528 with one
  // proxy and 0.0064 / 0.0464 with the mean of both: widths in the ratio sqrt(0.138 / 0.242) = 0.754.
  expect((factor ?? Number.NaN) / (((a ?? Number.NaN) + (b ?? Number.NaN)) / 2)).toBeCloseTo(0.754, 1);
});

test("one candidate alone has no factor", () => {
  const { revenue, capex } = planted(33);
  const panel = panelWith("2025-01-13", {
    "sec/googl/capex": run("2017-Q1", capex.slice(0, 32)),
    "sec/nvda/revenue": run("2017-Q1", revenue.slice(0, 32)),
  });
  const models = companyLeads("googl")
    .forecast(panel, { draws: 200, seed: 1 })
    .predicted.map((p) => p.model);
  expect(models).toContain("with sec/nvda/revenue");
  expect(models).not.toContain(`with ${factorOfCandidates}`);
});
