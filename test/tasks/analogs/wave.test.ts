import { expect, test } from "vitest";
import { alignWave, isAligned, type WaveSource } from "../../../src/tasks/analogs/wave.ts";
import { panelWith, type Rows } from "../panel-with.ts";

const source: WaveSource = { id: "w", series: "waves/w/stock", title: { en: "W", de: "W" } };
/** A stock from a first value and yearly additions. */
const stock = (first: number, additions: readonly number[]): Rows => {
  const rows: [string, number][] = [["1900", first]];
  for (const a of additions) rows.push([String(1900 + rows.length), (rows.at(-1)?.[1] ?? 0) + a]);
  return rows;
};
const align = (rows: Rows): ReturnType<typeof alignWave> =>
  alignWave(panelWith("2026-11-22", { "waves/w/stock": rows }), source);

test("a wave starts with its record, peaks with the largest three-year mean, and falls first when additions lose a third", () => {
  const wave = align(stock(1, [10, 20, 30, 40, 50, 40, 20, 10, 10, 10, 10, 10]));
  if (!isAligned(wave)) throw new Error("not aligned");
  // Three-year means centred on 1902..: 20, 30, 40, 43.3, 36.7, 23.3, 13.3, 10, 10, 10; the largest stands at 1905.
  expect(wave).toMatchObject({ start: "1900", peak: "1905", yearsToPeak: 5, censored: false, yearsToFirstFall: 7 });
  expect(wave.fallAfter).toBeCloseTo(1 - 10 / (130 / 3), 12);
});

test("a record that ends near its largest additions is a floor, without a fall", () => {
  const wave = align(stock(1, [10, 20, 30, 40, 50, 60, 70, 80]));
  if (!isAligned(wave)) throw new Error("not aligned");
  expect(wave).toMatchObject({ censored: true, fallAfter: null, yearsToFirstFall: null });
});

test("a record that begins inside the wave is not aligned and says with how much it begins", () => {
  const wave = align(stock(50, [10, 20, 30, 40, 50, 40, 20]));
  expect(isAligned(wave)).toBe(false);
  expect(isAligned(wave) ? "" : wave.reason.en).toBe(
    "the record begins in 1900 with 19 % of its later highest, inside the wave",
  );
});

test("a series that is not held cannot be aligned", () => {
  const wave = alignWave(panelWith("2026-11-22", {}), source);
  expect([isAligned(wave), isAligned(wave) ? -1 : wave.have]).toEqual([false, 0]);
});

test("the overshoot is the top over the mean of the decade after it, and blank while eight of its years are not held", () => {
  const rise = [10, 20, 30, 40, 50, 40, 20];
  const wave = align(stock(1, [...rise, ...Array.from({ length: 9 }, () => 10)]));
  if (!isAligned(wave)) throw new Error("not aligned");
  // The top 130/3; the ten three-year means after it: 110/3, 70/3, 40/3 and seven times 10.
  const after = [110 / 3, 70 / 3, 40 / 3, 10, 10, 10, 10, 10, 10, 10];
  expect(wave.overshoot).toBeCloseTo(130 / 3 / (after.reduce((s, v) => s + v, 0) / 10) - 1, 12);
  const short = align(stock(1, [...rise, 10, 10, 10, 10, 10, 10]));
  expect([isAligned(short), isAligned(short) ? short.overshoot : 0]).toEqual([true, null]);
});
