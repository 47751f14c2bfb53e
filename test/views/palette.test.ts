import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roleColours, roleTextColours, surfaceColours } from "../../src/views/palette.ts";

type Rgb = readonly [number, number, number];

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const rgb = (hex: string): Rgb => [
  linear(Number.parseInt(hex.slice(1, 3), 16) / 255),
  linear(Number.parseInt(hex.slice(3, 5), 16) / 255),
  linear(Number.parseInt(hex.slice(5, 7), 16) / 255),
];
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(rgb(a)), luminance(rgb(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Machado, Oliveira & Fernandes (2009), table of severity 1.0, on linear RGB. */
const sight: Readonly<Record<string, readonly number[]>> = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function lab(colour: Rgb): Rgb {
  const [r, g, b] = colour.map((v) => Math.min(1, Math.max(0, v))) as [number, number, number];
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t) / 116 + 16 / 116);
  const [x, y, z] = [
    f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047),
    f(0.2126729 * r + 0.7151522 * g + 0.072175 * b),
    f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function apart(a: string, b: string, matrix: readonly number[]): number {
  const seen = (hex: string): Rgb => {
    const c = rgb(hex);
    const row = (i: number): number =>
      (matrix[3 * i] ?? 0) * c[0] + (matrix[3 * i + 1] ?? 0) * c[1] + (matrix[3 * i + 2] ?? 0) * c[2];
    return lab([row(0), row(1), row(2)]);
  };
  const [p, q] = [seen(a), seen(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

test("the three signals, CapEx, roads and the rest stay apart for every kind of colour vision", () => {
  const ideas = ["succession", "retreat", "convergence", "capex", "roads", "other"] as const;
  for (const theme of ["light", "dark"] as const) {
    for (const [kind, matrix] of Object.entries(sight)) {
      ideas.forEach((a, i) => {
        for (const b of ideas.slice(i + 1))
          expect(
            apart(roleColours[a][theme], roleColours[b][theme], matrix),
            `${a} and ${b}, ${kind}, ${theme}`,
          ).toBeGreaterThan(11);
      });
    }
  }
});

test("every name and every text passes WCAG AA (4.5 to 1) on its ground", () => {
  for (const theme of ["light", "dark"] as const) {
    const ground = surfaceColours.ground[theme];
    for (const colour of Object.values(roleTextColours))
      expect(contrast(colour[theme], ground)).toBeGreaterThanOrEqual(4.5);
    for (const surface of ["ink", "soft"] as const)
      expect(contrast(surfaceColours[surface][theme], ground)).toBeGreaterThanOrEqual(4.5);
  }
});

test("every mark passes 3 to 1 on its ground", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const [role, colour] of Object.entries(roleColours))
      expect(contrast(colour[theme], surfaceColours.ground[theme]), `${role}, ${theme}`).toBeGreaterThanOrEqual(3);
  }
});

test("the page's style sheet holds the same colours", () => {
  const css = readFileSync(new URL("../../src/doors/web/style.css", import.meta.url), "utf8").toLowerCase();
  for (const [role, colour] of Object.entries(roleColours))
    for (const hex of [colour.light, colour.dark]) expect(css).toContain(`--role-${role}: ${hex.toLowerCase()};`);
  for (const [role, colour] of Object.entries(roleTextColours))
    for (const hex of [colour.light, colour.dark]) expect(css).toContain(`--role-${role}-text: ${hex.toLowerCase()};`);
  for (const [name, colour] of Object.entries(surfaceColours))
    for (const hex of [colour.light, colour.dark]) expect(css).toContain(`--${name}: ${hex.toLowerCase()};`);
});
