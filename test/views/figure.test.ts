import { readFileSync, writeFileSync } from "node:fs";
import { Window } from "happy-dom";
import { expect, test } from "vitest";
import type { Figure } from "../../src/terms/part.ts";
import type { Drawing, DrawOptions } from "../../src/views/drawing.ts";
import { draw, describe as sentence } from "../../src/views/figure.ts";
import { partResult } from "../fixtures/workbench/synthetic.ts";

const cut = { asOf: "2026-02-09", mode: "strict" } as const;
const page = new Window();
const options: DrawOptions = {
  document: page.document as unknown as Document,
  lang: "en",
  theme: "light",
  width: 640,
  prefix: "g",
};
const drawn = (figure: Figure, more: Partial<DrawOptions> = {}): Drawing => draw(figure, { ...options, ...more });

function figureOf(part: "cycle" | "rotation" | "succession" | "reinforcement" | "analogs", id: string): Figure {
  const found = partResult(part, cut).figures.find((f) => f.id === id);
  if (found === undefined) throw new TypeError(`no made-up figure ${part}/${id}`);
  return found;
}

/** Three decimals, one element per line: small moves of a pixel do not hide a change of substance. */
function normalised(drawing: Drawing): string {
  return `${drawing.svg.outerHTML.replace(/-?\d+\.\d{4,}/g, (n) => String(Number(Number(n).toFixed(3)))).replaceAll("><", ">\n<")}\n`;
}

function golden(name: string, text: string): void {
  const file = new URL(`../golden/${name}.svg`, import.meta.url);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

/** P(no peak) from 45 % to 60 %: two rises, a fall, and the calendar. */
const moved: Figure = {
  id: "moved",
  kind: "waterfall",
  unit: "probability",
  source: "sec, census",
  evidence: "estimated",
  title: { en: "No peak before 2029: 45 % to 60 %", de: "Kein Gipfel vor 2029: 45 % auf 60 %" },
  subtitle: { en: "by release", de: "je Veröffentlichung" },
  refs: [],
  series: [
    {
      id: "totals",
      label: { en: "value", de: "Wert" },
      role: "capex",
      kind: "estimated",
      points: [
        { x: "2026-02-09", y: 0.45 },
        { x: "2026-08-09", y: 0.6 },
      ],
    },
    {
      id: "contributions",
      label: { en: "contribution", de: "Beitrag" },
      role: "capex",
      kind: "estimated",
      points: [
        { x: "sec/msft", y: 0.14 },
        { x: "sec/meta", y: -0.03 },
        { x: "census", y: 0.03 },
        { x: "calendar", y: 0.01 },
      ],
    },
  ],
};

const gallery: readonly [string, Figure, Partial<DrawOptions>][] = [
  ["line-nowcast", figureOf("cycle", "coincident"), {}],
  ["line-log-companies", figureOf("cycle", "capex-by-company"), {}],
  ["line-pseudo-first", figureOf("rotation", "roads-against-data-centres"), { lang: "de" }],
  ["line-compact", figureOf("succession", "succession-composite"), { compact: true, width: 320 }],
  ["line-numbers", figureOf("analogs", "waves"), {}],
  ["dot-log", figureOf("succession", "training-compute"), { theme: "dark" }],
  ["bar-scenario", figureOf("succession", "succession-components"), {}],
  ["matrix-small", figureOf("reinforcement", "spillovers"), {}],
  ["matrix-wide", figureOf("reinforcement", "lead-by-quarter"), { lang: "de" }],
  ["waterfall", moved, { lang: "de" }],
  ["panels", { ...figureOf("analogs", "waves"), panels: { shared: [] } }, { width: 560 }],
];

for (const [name, figure, more] of gallery)
  test(`the drawing ${name} is as reviewed`, () => golden(name, normalised(drawn(figure, more))));

const plain = (points: Figure["series"][number]["points"], more: Partial<Figure> = {}): Figure => ({
  id: "t",
  kind: "line",
  unit: "USD",
  source: "s",
  evidence: "derived",
  refs: [],
  title: { en: "A finding", de: "Ein Befund" },
  subtitle: { en: "m", de: "m" },
  series: [{ id: "a", label: { en: "Line A", de: "Linie A" }, role: "capex", kind: "observed", points }],
  ...more,
});

const linePath = (d: Drawing): string => d.svg.querySelector('g[aria-label="line"] path')?.getAttribute("d") ?? "";

test("a missing value leaves a gap: the line starts anew and no point stands there", () => {
  const d = drawn(
    plain([
      { x: "2024-Q1", y: 10 },
      { x: "2024-Q2", y: 20 },
      { x: "2024-Q3", y: null },
      { x: "2024-Q4", y: 30 },
      { x: "2025-Q1", y: 40 },
    ]),
  );
  expect(linePath(d).match(/M/g)?.length).toBe(2);
  expect(d.spots.map((s) => s.x)).toEqual(["2024-Q1", "2024-Q2", "2024-Q4", "2025-Q1"]);
});

test("a quarter that is left out is a gap too", () => {
  const d = drawn(
    plain([
      { x: "2024-Q1", y: 10 },
      { x: "2024-Q2", y: 20 },
      { x: "2024-Q4", y: 30 },
      { x: "2025-Q1", y: 40 },
    ]),
  );
  expect(linePath(d).match(/M/g)?.length).toBe(2);
});

test("a value stands at the height of its place between two ticks", () => {
  const d = drawn(
    plain([
      { x: "2024", y: 0 },
      { x: "2025", y: 50e9 },
      { x: "2026", y: 100e9 },
    ]),
    { height: 300 },
  );
  const [zero, half, full] = d.spots.map((s) => s.py);
  expect(half).toBeCloseTo(((zero ?? 0) + (full ?? 0)) / 2, 6);
  expect(full).toBeCloseTo(26, 6);
});

test("on a log scale equal ratios are equal distances, and a zero is not drawn", () => {
  const d = drawn(
    plain(
      [
        { x: "2023", y: 0 },
        { x: "2024", y: 10 },
        { x: "2025", y: 100 },
        { x: "2026", y: 1000 },
      ],
      { scale: "log", unit: "index" },
    ),
  );
  const [a, b, c] = d.spots.map((s) => s.py);
  expect(d.spots.length).toBe(3);
  expect((a ?? 0) - (b ?? 0)).toBeCloseTo((b ?? 0) - (c ?? 0), 6);
  expect(d.svg.textContent).toContain("log scale");
});

test("axis and end label are in billions, with a decimal comma in German", () => {
  const points = [
    { x: "2024-Q1", y: 12.5e9 },
    { x: "2024-Q2", y: 17.25e9 },
  ];
  expect(drawn(plain(points)).svg.textContent).toContain("USD bn");
  const german = drawn(plain(points), { lang: "de" }).svg.textContent ?? "";
  expect(german).toContain("Mrd. USD");
  expect(german).toContain("17,3");
});

test("bars start at zero even when all values are large", () => {
  const d = drawn(
    plain(
      [
        { x: "MSFT", y: 90 },
        { x: "GOOGL", y: 100 },
      ],
      { kind: "bar", unit: "points" },
    ),
  );
  const [a, b] = d.spots;
  const zero = Number([...d.svg.querySelectorAll("[aria-label=rule] line")][0]?.getAttribute("x1") ?? Number.NaN);
  expect(((a?.px ?? 0) - zero) / ((b?.px ?? 0) - zero)).toBeCloseTo(0.9, 6);
});

test("scenario and pseudo values are hatched, and pseudo says that later revisions are included", () => {
  const pseudo = drawn(figureOf("rotation", "roads-against-data-centres"));
  expect(pseudo.svg.innerHTML).toContain("url(#g-hatch-roads)");
  expect(pseudo.svg.querySelector("pattern#g-hatch-roads")).not.toBeNull();
  expect((pseudo.svg.textContent ?? "").replace(/\s+/g, "")).toContain("laterrevisionsincluded");
  expect(drawn(figureOf("succession", "succession-components")).svg.innerHTML).toContain("url(#g-hatch-succession)");
});

test("estimates are dashed, observations are not", () => {
  const line = (figure: Figure): Element | undefined =>
    [...drawn(figure).svg.querySelectorAll('g[aria-label="line"]')][0];
  expect(line(figureOf("succession", "succession-composite"))?.outerHTML).toContain("stroke-dasharray");
  expect(line(figureOf("cycle", "coincident"))?.outerHTML).not.toContain("stroke-dasharray");
});

test("a matrix grows wider than asked rather than squeezing its columns", () => {
  expect(drawn(figureOf("reinforcement", "lead-by-quarter")).width).toBeGreaterThan(900);
  expect(drawn(figureOf("reinforcement", "spillovers")).width).toBeLessThanOrEqual(640);
});

test("a drawing holds no style element and no style attribute, which the page's content policy forbids", () => {
  for (const [, figure, more] of gallery) {
    const text = drawn(figure, more).svg.outerHTML;
    expect(text).not.toContain("<style");
    expect(text).not.toMatch(/\sstyle=/);
  }
});

test("a chart in one sentence: finding, kind, span, newest value of each series, gaps", () => {
  expect(sentence(figureOf("cycle", "capex-by-company"), "en")).toMatch(
    /^SYNTHETIC: four companies doubled their CapEx in six quarters\. Line chart, 4 series, in USD\. Q1 2014 to Q3 2025\. Microsoft: USD \d+\.\d bn \(Q3 2025\)\./,
  );
  expect(sentence(figureOf("cycle", "capex-by-company"), "de")).toContain("Meta:");
  expect(sentence(figureOf("cycle", "capex-by-company"), "de")).toContain("1 Lücken");
  expect(sentence(figureOf("rotation", "roads-against-data-centres"), "de")).toContain(
    "(spätere Revisionen enthalten)",
  );
});

test("an empty figure is drawn without an error and says that there is no value", () => {
  expect(drawn(plain([])).spots).toEqual([]);
  expect(sentence(plain([]), "de")).toContain("Linie A: kein Wert.");
});

test("moving time forward by a year keeps every height (only x depends on the date)", () => {
  const points = [3, 8, 5, 9].map((y, i) => ({ x: `202${i + 1}-Q1`, y: y * 1e9 }));
  const later = points.map((p) => ({ ...p, x: `203${p.x.slice(3)}` }));
  expect(drawn(plain(later)).spots.map((s) => s.py)).toEqual(drawn(plain(points)).spots.map((s) => s.py));
});

test("a waterfall leads from the old value to the new one: every bar begins where the one before ended", () => {
  const { svg, spots } = drawn(moved);
  expect(spots.map((s) => s.x)).toEqual(["2026-02-09", "sec/msft", "sec/meta", "census", "calendar", "2026-08-09"]);
  const widthOfPoint = ((spots[1]?.px ?? 0) - (spots[0]?.px ?? 0)) / 14;
  expect(spots.map((s) => Math.round((s.px - (spots[0]?.px ?? 0)) / widthOfPoint))).toEqual([0, 14, 11, 14, 15, 15]);
  expect(svg.textContent).toContain("+14.0");
  expect(svg.textContent).toContain("−3.0");
});

test("a matrix carries a cell's second line below its value, and the effect that could be seen where it cannot tell", () => {
  const figure: Figure = {
    ...plain([]),
    kind: "matrix",
    unit: "F above null",
    series: [
      {
        id: "a",
        label: { en: "A", de: "A" },
        role: "capex",
        kind: "estimated",
        points: [
          { x: "B", y: 0.3, note: { en: "p 0.40", de: "p 0,40" } },
          { x: "C", y: null, note: { en: "≥ 0.8 sd", de: "≥ 0,8 sd" } },
        ],
      },
    ],
  };
  const text = [...drawn(figure, { lang: "de" }).svg.querySelectorAll("text")].map((t) => t.textContent);
  expect(text).toEqual(expect.arrayContaining(["0,300", "p 0,40", "nicht entscheidbar", "≥ 0,8 sd"]));
});

test("small multiples: a panel per series on common scales, the shared series in each, spots where the marks stand", () => {
  const series = (id: string, ys: readonly number[]): Figure["series"][number] => ({
    id,
    label: { en: `Wave ${id}`, de: `Welle ${id}` },
    role: "muted",
    kind: "observed",
    points: ys.map((y, x) => ({ x: String(x), y })),
  });
  const figure: Figure = {
    ...plain([]),
    series: [series("a", [0, 50, 100]), series("b", [0, 5, 10]), series("now", [0, 20])],
    panels: { shared: ["now"] },
  };
  const d = drawn(figure, { width: 520 });
  const panels = Array.from(d.svg.children).filter((e) => e.tagName.toLowerCase() === "svg");
  expect(panels.map((e) => e.getAttribute("x"))).toEqual(["0", "260"]);
  const titles = Array.from(d.svg.children).flatMap((e) =>
    e.tagName.toLowerCase() === "text" ? [e.textContent ?? ""] : [],
  );
  expect(titles).toEqual(["Wave a · 100", "Wave b · 10"]);
  expect(d.spots.map((s) => s.series.id)).toEqual(["now", "now", "a", "a", "a", "now", "now", "b", "b", "b"]);
  // The same value stands at the same height in both panels, and 260 pixels further right.
  const shared = d.spots.filter((s) => s.series.id === "now");
  expect(shared[2]?.py).toBeCloseTo(shared[0]?.py ?? Number.NaN, 9);
  expect((shared[2]?.px ?? 0) - (shared[0]?.px ?? 0)).toBeCloseTo(260, 9);
  // Half of the largest value is drawn at half the height of the largest.
  const [zero, half, full] = d.spots.filter((s) => s.series.id === "a").map((s) => s.py);
  expect(((zero ?? 0) - (half ?? 0)) / ((zero ?? 0) - (full ?? 0))).toBeCloseTo(0.5, 9);
  expect(drawn(figure, { width: 300 }).height).toBeGreaterThan(1.8 * d.height);
});
