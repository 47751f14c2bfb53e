import { baselineIds } from "../src/tasks/backtest/models.ts";
import { modelName } from "../src/tasks/backtest/words.ts";
import type { Backtest, ModelScore, OriginRow } from "../src/terms/backtest.ts";

const bn = (v: number): string => (v / 1e9).toFixed(1);
const points = (v: number): string => (100 * v).toFixed(1);
const name = (id: string): string => modelName(id).en;
const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");

const baselines = baselineIds;

function bestOf(scores: readonly ModelScore[]): ModelScore | undefined {
  const own = scores.filter((s) => baselines.includes(s.model));
  const most = Math.max(...own.map((s) => s.n));
  return own.filter((s) => s.n === most).sort((a, b) => a.crps - b.crps)[0];
}

/** One line per horizon: every model's mean CRPS, the test of the headline model, its coverage. */
function horizonRows(b: Backtest): string[][] {
  const horizons = [...new Set(b.scores.map((s) => s.horizon))];
  return horizons.flatMap((h) => {
    const at = b.scores.filter((s) => s.horizon === h);
    const crps = (model: string): string => {
      const s = at.find((x) => x.model === model);
      return s === undefined ? "–" : points(s.crps);
    };
    const own = at.find((s) => s.model === "windows-12-24-36") ?? at.find((s) => s.model === "drift-posterior");
    const best = bestOf(at);
    if (own === undefined || best === undefined) return [];
    const cover = (level: number): string => {
      const c = own.coverage.find((x) => x.level === level);
      return c === undefined ? "–" : `${c.inside}/${c.n}`;
    };
    const beats =
      own.n < 20
        ? "too few"
        : own.p !== null && own.p < 0.1
          ? `yes, p ${own.p.toFixed(2)}`
          : `no${own.p === null ? "" : `, p ${own.p.toFixed(2)}`}`;
    return [
      [
        b.id,
        String(h),
        String(own.n),
        ...baselines.map(crps),
        points(own.crps),
        crps("combination"),
        beats,
        cover(0.5),
        cover(0.8),
        cover(0.9),
      ],
    ];
  });
}

const scoreHead = [
  "target",
  "h",
  "origins",
  "random walk",
  "seasonal naive",
  "ETS",
  "Theta",
  "ARIMA",
  "drift pooled",
  "combination",
  "drift beats the best baseline",
  "in 50 %",
  "in 80 %",
  "in 90 %",
];

function forecastRow(r: OriginRow): (string | number)[] {
  const where =
    r.outcome < r.low90 || r.outcome > r.high90
      ? "outside 90 %"
      : r.outcome < r.low50 || r.outcome > r.high50
        ? "inside 90 %, outside 50 %"
        : "inside 50 %";
  return [
    name(r.model),
    bn(r.median),
    `${bn(r.low50)} – ${bn(r.high50)}`,
    `${bn(r.low90)} – ${bn(r.high90)}`,
    bn(r.outcome),
    where,
  ];
}

function guidanceRows(all: readonly Backtest[]): string[][] {
  return all.flatMap((b) =>
    b.rows
      .filter((r) => r.model === "guidance")
      .map((r) => {
        const other = b.rows.find(
          (x) => x.origin === r.origin && x.period === r.period && x.model === "drift-posterior",
        );
        return [
          b.id,
          r.origin,
          r.period,
          bn(r.median),
          other === undefined ? "–" : bn(other.median),
          bn(r.outcome),
          `${points(r.crps)} / ${other === undefined ? "–" : points(Math.abs(Math.log(other.median / r.outcome)))}`,
        ];
      }),
  );
}

/** The page of all kept backtests in Markdown; every number comes from the kept results. */
export function backtestPage(all: readonly Backtest[]): string {
  const of = (id: string): Backtest | undefined => all.find((b) => b.id === id);
  const asked = (of("capex-group-three")?.rows ?? []).filter((r) => r.origin === "2026-01-13" && r.horizon === 1);
  const three = of("capex-group-three")?.rows.filter((r) => r.horizon === 1 && r.model === "drift-posterior") ?? [];
  const capex = all.filter((b) => b.id.startsWith("capex-") && !b.id.startsWith("capex-year"));
  const years = all.filter((b) => b.id.startsWith("capex-year"));
  const leads = all.filter((b) => b.leads.length > 0);
  const turns = of("cycle")?.turns ?? [];
  const series = [...new Set(turns.map((t) => t.series))];
  const other = [
    "industrial-production",
    "data-centre-construction",
    "rotation-ratio",
    "frontier-capability",
    "price-at-capability",
  ].flatMap((id) => of(id) ?? []);
  return `# Backtests

Written by \`npm run evidence\` from \`evidence/backtests\`; do not edit by hand. \`vorlauf backtest TARGET\` computes the same.

Every forecast reads one panel as of its origin's day, so nothing known later can enter; a test plants a value known one day
later and nothing moves. Outcomes are the first value held of a period; the error against the latest value is kept beside it. Scores are of the
logarithm (log points, about per cent). Origins of CapEx are the 13th of January, April, July and October: the quarter before
last is filed, the last is not. *Drift pooled* is the model that the headline uses: random walk in logs, drift and variance uncertain, last
twelve changes and all changes with half of the draws each. The best baseline is chosen afterwards, which is hard on the model. Below 20
origins no p-value and no calibration chart (definition D17). Group forecasts are built from the companies, joined by the correlation of
their past changes; filed quarters enter as they are.

## Combined Q4 2025 CapEx of Microsoft, Alphabet and Amazon, forecast as of 2026-01-13

USD bn; the outcome was filed between 28 January and 6 February 2026.

${table(["model", "median", "50 % interval", "90 % interval", "outcome", "where it fell"], asked.map(forecastRow))}

The same forecast at every origin (drift pooled, one quarter ahead):

${table(
  ["as of", "quarter", "median", "50 % interval", "90 % interval", "outcome", "where it fell"],
  three.map((r) => [r.origin, r.period, ...forecastRow(r).slice(1)]),
)}

## CapEx by company and group, one to four quarters ahead: mean CRPS in log points

${table(scoreHead, capex.flatMap(horizonRows))}

## CapEx of a calendar year (horizon: quarters to the year's end)

${table(scoreHead, years.flatMap(horizonRows))}

## The companies' own guidance, by their own definitions

For a quarter: the guided year less the three quarters filed. Error in log points: guidance / median of the drift model.

${table(["target", "as of", "period", "guidance, USD bn", "drift median", "outcome", "error"], guidanceRows(all))}

Microsoft gave no figure for a calendar year before April 2026, so no group can be compared for 2025.

## Industrial production, construction, rotation, frontier capability, price at fixed capability

${table(scoreHead, other.flatMap(horizonRows))}

${other.map((b) => `- \`${b.id}\`: ${b.says.en}`).join("\n")}

## Turning points dated in real time

${of("cycle")?.says.en ?? ""}

${table(
  ["series", "dated in real time", "survived"],
  series.map((s) => [
    s,
    turns.filter((t) => t.series === s).length,
    turns.filter((t) => t.series === s && t.finally !== null).length,
  ]),
)}

${
  of("cycle")
    ?.notes.map((n) => n.en)
    .join(" ") ?? ""
}

## Leads (definition D13)

${leads.map((b) => `- \`${b.id}\`: ${b.says.en}`).join("\n")}

${table(
  ["x", "y", "h", "origins", "CRPS / best baseline", "p", "rank", "answer"],
  leads.flatMap((b) =>
    b.leads
      .filter((l) => l.verdict !== "cannot-tell")
      .map((l) => [
        l.x,
        l.y,
        l.horizon,
        l.n,
        (l.ratio ?? 0).toFixed(3),
        l.p === null ? "–" : l.p.toFixed(2),
        l.rank === null ? "–" : `${l.rank} of ${l.placebos + 1}`,
        l.verdict,
      ]),
  ),
)}
`;
}
