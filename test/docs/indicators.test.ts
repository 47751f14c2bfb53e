import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fitFactorModel } from "../../src/methods/factor-model.ts";
import { standardise } from "../../src/methods/factor-panel.ts";
import { sitePowerOn } from "../../src/signals/chain/site-power.ts";
import { signal as power } from "../../src/signals/economics/power-per-compute.ts";
import { announcedCharges } from "../../src/signals/retreat/announced-charges.ts";
import { signal as narrow } from "../../src/signals/rotation/data-centre-highway-ratio.ts";
import { signal as wide } from "../../src/signals/rotation/wide-construction-ratio.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { readPanel } from "../../src/store/panel.ts";
import { tagShares } from "../../src/tasks/convergence/classes.ts";
import { coincidentOf } from "../../src/tasks/cycle/coincident.ts";
import { coincidentComponents, coincidentNeeds } from "../../src/tasks/cycle/coincident-components.ts";
import { part as convergence } from "../../src/tasks/parts/convergence.ts";
import { part as retreat } from "../../src/tasks/parts/retreat.ts";
import { listIn, type Need, type Panel } from "../../src/terms/panel.ts";
import { indexOf } from "../../src/terms/period.ts";
import { formats } from "../../src/terms/text.ts";

// The figures that docs/indicators states of alternatives that were rejected, worked out anew on the snapshot: a page that
// no longer says what the data say fails here.

let store: Store;

beforeAll(async () => {
  store = await openStore(fileURLToPath(new URL("../../snapshot/", import.meta.url)), { readOnly: true });
});

afterAll(() => store.close());

const { num, pct, signed } = formats.en;

function page(name: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/indicators/${name}.md`, import.meta.url)), "utf8");
  return text.replaceAll(/\s+/g, " ");
}

async function newest(needs: readonly Need[]): Promise<Panel> {
  return readPanel(store, { asOf: "2026-11-22", mode: "strict", needs });
}

test("rotation: the wide ratio, which is not judged, fell where the narrow one rose", async () => {
  const panel = await newest([...narrow.needs, ...wide.needs]);
  const [a, b] = [narrow.measure(panel), wide.measure(panel)];
  const at = (s: typeof a, p: string): number => s.values[s.periods.indexOf(p)] ?? Number.NaN;
  expect(page("rotation")).toContain(
    `from ${num(at(b, "2025-06"), 2)} in June 2025 to ${num(at(b, "2026-06"), 2)} in June 2026 (${signed(Math.log(at(b, "2026-06") / at(b, "2025-06")), 2)} log points), while the narrow one rose by ${signed(Math.log(at(a, "2026-06") / at(a, "2025-06")), 2)}`,
  );
});

test("chain: levels of two copies would have read coverage as building", async () => {
  const panel = await newest([{ id: "epoch/data-center-timelines", history: true }]);
  const copies = listIn(panel, "epoch/data-center-timelines")?.copies ?? [];
  const [before, now] = [copies.at(-2), copies.at(-1)];
  const gw = (of: typeof before, day: string): number => sitePowerOn(of?.entries ?? [], day).facilityMw / 1000;
  const [older, newer] = [gw(before, "2026-01-21"), gw(now, "2026-05-23")];
  expect(page("chain")).toContain(
    `from ${num(older, 1)} to ${num(newer, 1)} GW in four months (${signed((newer / older - 1) * 100)} %); the same sites of one copy went from ${num(gw(now, "2026-01-21"), 1)} to ${num(newer, 1)} (${signed((newer / gw(now, "2026-01-21") - 1) * 100)} %)`,
  );
});

test("succession: the raw count of the year that had just ended always showed a slowdown", async () => {
  const panel = await newest([{ id: "epoch/notable-models", history: true }]);
  const copies = listIn(panel, "epoch/notable-models")?.copies ?? [];
  const count = (known: string, year: string): number =>
    copies.find((c) => c.known.startsWith(known))?.entries.filter((e) => e.period.startsWith(year)).length ?? 0;
  expect(page("succession")).toContain(
    `In February 2025 the list had ${count("2025-02", "2024")} models of 2024 against ${count("2025-02", "2023")} of 2023 (${signed((count("2025-02", "2024") / count("2025-02", "2023") - 1) * 100)} %); by July 2026 they were ${count("2026-07", "2024")} against ${count("2026-07", "2023")} (${signed((count("2026-07", "2024") / count("2026-07", "2023") - 1) * 100)} %)`,
  );
});

test("convergence: one tag instead of the union would have turned the sign", async () => {
  const shares = tagShares(await newest(convergence.needs));
  const one = (tag: string, name: string): string => {
    const s = shares.find((row) => row.tag === tag);
    const share = (of: { readonly ai: number; readonly all: number } | undefined): string =>
      num((100 * (of?.ai ?? Number.NaN)) / (of?.all ?? Number.NaN), 1);
    return `${name} ${share(s?.before)} to ${share(s?.after)} %`;
  };
  expect(page("convergence")).toContain(
    `${one("cs-ai", "cs.AI")} (up), ${one("cs-lg", "cs.LG")} and ${one("stat-ml", "stat.ML")} (down)`,
  );
});

test("retreat: adding every announcement would have counted parts twice", async () => {
  const { counted, overlapped } = announcedCharges(await newest(retreat.needs));
  const ofFour = (
    all: readonly {
      readonly group: string;
      readonly announced: string;
      readonly grade: string;
      readonly usd: number | null;
    }[],
  ): number =>
    all
      .filter((c) => ["stellantis", "volkswagen", "gm", "ford"].includes(c.group.toLowerCase()))
      .filter((c) => c.announced >= "2025" && c.grade !== "C")
      .reduce((t, c) => t + (c.usd ?? 0), 0) / 1e9;
  const [once, twice] = [ofFour(counted), ofFour([...counted, ...overlapped.map((o) => o.charge)])];
  expect(page("retreat")).toContain(`${num(twice, 1)} bn USD instead of ${num(once, 1)}`);
});

test("economics: the sites' own operating cost is one share of capital at every site, so it measures nothing", async () => {
  const panel = await newest([{ id: "epoch/data-center-timelines", history: true }, ...power.needs]);
  const annuity = (1 - 1.1 ** -5) / 0.1;
  const shares = (listIn(panel, "epoch/data-center-timelines")?.entries ?? []).flatMap((e) => {
    const [run, capital] = [Number(e.fields["operatingUsd2025BnPerYear"]), Number(e.fields["capitalUsd2025Bn"])];
    return run > 0 && capital > 0.5 ? [(annuity * run) / (annuity * run + capital)] : [];
  });
  expect(page("economics")).toContain(
    `between ${pct(Math.min(...shares), 1)} and ${pct(Math.max(...shares), 1)} at every one of the sites`,
  );
  const watts = power.measure(panel);
  expect(page("economics")).toContain(
    `${num(watts.values[0] ?? Number.NaN)} W in 2022-Q1 to ${num(watts.values.at(-1) ?? Number.NaN)} W in 2025-Q4`,
  );
});

test("cycle: one lag instead of two would have said more, with a root at one", async () => {
  const panel = await newest(coincidentNeeds);
  const parts = coincidentComponents(panel);
  const first = indexOf("2009-03");
  const months = indexOf("2026-07") - first + 1;
  const growth = (): Float64Array[] =>
    parts.map(({ series }) => {
      const quarterly = series.frequency === "quarterly";
      const at = new Map(
        series.periods.map((p, i) => [
          quarterly ? 3 * indexOf(p) + 2 : indexOf(p),
          Math.log(series.values[i] ?? Number.NaN),
        ]),
      );
      return Float64Array.from(
        { length: months },
        (_, t) => (at.get(first + t) ?? Number.NaN) - (at.get(first + t - 12) ?? Number.NaN),
      );
    });
  const third = [1 / 3, 1 / 3, 1 / 3];
  const quarters = parts.map(({ series }) => series.frequency === "quarterly");
  const yearly = { ...standardise({ series: growth() }), weights: quarters.map((q) => (q ? third : null)) };
  const one = fitFactorModel(yearly, { factors: 1, lags: 1, estimator: "ml" });
  const spread = Math.sqrt(one.factors.reduce((s, v) => s + v * v, 0) / one.factors.length);
  const two = coincidentOf(parts, panel);
  expect(page("cycle")).toContain(
    `a root of ${num(one.A[0] ?? Number.NaN, 2)} and ${signed((one.factors.at(-1) ?? Number.NaN) / spread, 1)} standard deviations instead of ${signed(two?.factor.at(-1) ?? Number.NaN, 1)}`,
  );
});
