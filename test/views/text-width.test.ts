import { expect, test } from "vitest";
import { textWidth, wrapText } from "../../src/views/text-width.ts";

test("widths agree with what a browser measured for Inter at 100 px within 4 %, a proportional 1 counted as wide as the other digits", () => {
  // CanvasRenderingContext2D.measureText, font "Inter Variable", Chromium; digits tabular.
  const measured: readonly [string, number][] = [
    ["illicit", 210.9],
    ["Wilson", 318.8],
    ["CapEx", 305.1],
    ["90–100 %", 468.3],
    ["Data-centre construction", 1184.9],
    ["2026 0.45", 488.5],
    ["Modellfolge: größter Trainingslauf", 1597.7],
    ["Q2 2026", 412.6],
  ];
  for (const [text, width] of measured) {
    const wideOnes = 23 * (text.split("1").length - 1);
    expect(Math.abs(textWidth(text, 100) / (width + wideOnes) - 1), text).toBeLessThan(0.04);
  }
});

test("a text is broken at spaces, a long word stands alone", () => {
  expect(wrapText("one two three", 7).split("\n")).toEqual(["one two", "three"]);
  expect(wrapText("a Rechenzentrumssysteme b", 6).split("\n")).toEqual(["a", "Rechenzentrumssysteme", "b"]);
});
