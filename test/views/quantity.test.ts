import { expect, test } from "vitest";
import { categoryText, numberText, quantityParts, quantityText } from "../../src/views/quantity.ts";

test("money is read in billions, with the currency where each language puts it", () => {
  expect(quantityText(29_876e6, "USD", "en")).toBe("USD 29.9 bn");
  expect(quantityText(29_876e6, "USD", "de")).toBe("29,9 Mrd. USD");
  expect(quantityText(1.4e12, "USD", "de")).toBe("1,40 Bio. USD");
});

test("a publisher's millions become billions and keep their qualifier", () => {
  expect(quantityText(63_843, "USD million, SAAR", "en")).toBe("USD 63.8 bn, SAAR");
  expect(quantityText(63_843, "USD million, SAAR", "de")).toBe("63,8 Mrd. USD, saisonbereinigt, Jahresrate");
});

test("prices per million tokens stay small and say per what", () => {
  expect(quantityText(0.0744, "USD per Mtok", "en")).toBe("USD 0.0744 per Mtok");
  expect(quantityText(6, "USD per Mtok", "de")).toBe("6 USD je Mio. Token");
});

test("shares and probabilities are per cent with one decimal, a full one without", () => {
  expect(quantityText(0.3864, "share", "en")).toBe("38.6 %");
  expect(quantityText(0.3864, "share", "de")).toBe("38,6 %");
  expect(quantityText(1, "probability", "en")).toBe("100 %");
});

test("counts show no decimals, very large numbers a power of ten", () => {
  expect(quantityParts(12, "quarters", "de")).toEqual({ number: "12", unit: "Quartale" });
  expect(numberText(3.1e25, "de")).toBe("3,1 × 10²⁵");
  expect(numberText(1e26, "en")).toBe("10²⁶");
});

test("a negative number carries a true minus sign", () => {
  expect(numberText(-0.25, "en", 2)).toBe("−0.25");
});

test("a part's id and a period are written out as categories, other words stay", () => {
  expect(categoryText("succession", "de")).toBe("Modellfolge");
  expect(categoryText("2026-Q2", "en")).toBe("Q2 2026");
  expect(categoryText("MSFT", "de")).toBe("MSFT");
});

test("units that sources write differently read the same", () => {
  expect(quantityText(27.3, "bn USD", "en")).toBe("USD 27.3 bn");
  expect(quantityText(59.6, "USD bn", "de")).toBe("59,6 Mrd. USD");
  expect(quantityText(440, "USD m", "en")).toBe("USD 440 m");
  expect(quantityText(0.28, "USD/Mtok", "en")).toBe("USD 0.280/Mtok");
  expect(quantityText(22.4, "percent", "de")).toBe("22,4 %");
  expect(quantityText(-1401, "USD per accelerator", "de")).toBe("−1.401 USD je Beschleuniger");
});

test("one of a thing is named in the singular, a p-value stands behind its letter", () => {
  expect(quantityText(1, "peaks", "en")).toBe("1 peak");
  expect(quantityText(1, "cases", "de")).toBe("1 Fall");
  expect(quantityText(-1, "quarters", "de")).toBe("−1 Quartal");
  expect(quantityText(1.5, "quarters", "de")).toBe("1,50 Quartale");
  expect(quantityText(0, "peaks", "en")).toBe("0 peaks");
  expect(quantityText(0.017, "p-value", "de")).toBe("p 0,017");
  expect(quantityText(0.39, "p", "en")).toBe("p 0.39");
});

test("an index is named with its base in German", () => {
  expect(quantityText(104.2, "index 2017=100", "de")).toBe("104 Index, 2017 = 100");
  expect(quantityText(1400, "see field unit", "en")).toBe("1,400 (unit in the entry)");
});
