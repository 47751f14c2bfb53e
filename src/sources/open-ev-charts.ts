import { z } from "zod";
import type { Observation } from "../terms/observation.ts";
import { frequencyOf, type Period } from "../terms/period.ts";
import type { RawDocument, Reading, Source } from "../terms/source.ts";
import { changed, copyStamp, slugOf } from "./formats/answers.ts";
import { type InsertCall, insertCallsOf } from "./formats/insert-calls.ts";
import { tarMembers } from "./formats/tar.ts";

/** Data files of some areas. */
export interface Query {
  /** Codes as in the names of the files. */
  readonly areas: readonly string[];
}

const areas = [
  "AT",
  "AU",
  "BE",
  "BR",
  "CA",
  "CH",
  "CN",
  "DE",
  "DK",
  "ES",
  "EU",
  "FI",
  "FR",
  "IE",
  "IL",
  "IS",
  "IT",
  "NO",
  "PL",
  "PT",
  "TR",
  "UK",
  "US",
  "global",
];
const one = z.string().regex(/^([A-Z]{2}|global)$/);
const Query: z.ZodType<Query> = z.strictObject({
  areas: z.union([z.array(one).min(1), one.transform((area) => [area])]).default(areas),
});

const types = {
  AllCarsByBrand: "all-cars",
  AllCarsTotal: "all-cars",
  ElectricCarsByModel: "electric-cars",
  ElectricCarsByBrand: "electric-cars",
  ElectricCarsTotal: "electric-cars",
} as const;
const known = z.enum([
  "AllCarsByBrand",
  "AllCarsTotal",
  "ElectricCarsByModel",
  "ElectricCarsByBrand",
  "ElectricCarsTotal",
]);

/**
 * Open EV Charts: new cars registered by month or quarter in 24 areas, `open-ev-charts/<area>/all-cars` and `/electric-cars`, and by brand
 * `open-ev-charts/<area>/<brand>/all-cars` and `/electric-cars`. Battery-electric only; plug-in hybrids count among all cars.
 *
 * Licence GPL-3.0 for the whole repository, data included: fetched by the user, never in the snapshot. The files are JavaScript and are parsed, never evaluated (`formats/insert-calls.ts`). No stamps: `known` is the copy's
 * time; earlier periods are revised in bulk. Each call cites its source (KBA, CPCA, ...), which the origin names. Totals are sums of a call's entries; the entry `other` holds
 * the rest and counts in the total only. Data set types change between areas and over time: a period stated by two types with different totals takes the one by brand or
 * model over the bare total, and the other is rejected; quarters (US, CA, early UK and AU) stand under ids of their own, `.../<measure>-quarterly`. A commented-out template in one file is no data.
 */
export const source: Source<Query> = {
  id: "open-ev-charts",
  title: "Open EV Charts, cars registered by brand",
  publisher: "Simon Krauter and contributors; sources cited per period",
  licence: "GPL-3.0: fetched by the user, kept apart",
  terms: "test",
  homepage: "https://open-ev-charts.org",
  series: [
    ["all-cars", "New cars", "Neue Pkw"],
    ["electric-cars", "New battery-electric cars", "Neue batterieelektrische Pkw"],
  ].flatMap(([measure = "", en = "", de = ""]) =>
    [
      {
        id: `open-ev-charts/*/${measure}`,
        en: `${en}, by area`,
        de: `${de} nach Gebiet`,
        frequency: "monthly" as const,
      },
      {
        id: `open-ev-charts/*/*/${measure}`,
        en: `${en}, by area and brand`,
        de: `${de} nach Gebiet und Marke`,
        frequency: "monthly" as const,
      },
      {
        id: `open-ev-charts/*/${measure}-quarterly`,
        en: `${en}, by area and quarter`,
        de: `${de} nach Gebiet und Quartal`,
        frequency: "quarterly" as const,
      },
      {
        id: `open-ev-charts/*/*/${measure}-quarterly`,
        en: `${en}, by area, brand and quarter`,
        de: `${de} nach Gebiet, Marke und Quartal`,
        frequency: "quarterly" as const,
      },
    ].map(({ id, en: english, de: german, frequency }) => ({
      id,
      title: { en: english, de: german },
      unit: "cars",
      frequency,
      lagDays: 25,
    })),
  ),
  query: Query,
  argument: "areas",
  requests: ({ areas: wanted }) =>
    wanted.map((area) => ({
      url: `https://raw.githubusercontent.com/simonkrauter/Open-EV-Charts/master/data/data-${area}.js`,
    })),
  recognise: ({ path, head }) => {
    const area = /(?:^|\/)data-([A-Z]{2}|global)\.js$/.exec(path)?.[1];
    if (area !== undefined && /^\/\/ Data sets? for/m.test(head)) return { areas: [area] };
    return /open-ev-charts[^/]*\.tar$/.test(path) ? { areas } : null;
  },
  read,
};

function read(raw: RawDocument): Reading {
  const isTar = new TextDecoder("latin1").decode(raw.bytes.subarray(257, 262)) === "ustar";
  const files = isTar
    ? [...tarMembers(raw.bytes, "open-ev-charts")].filter(([name]) => /data-[A-Za-z]+\.js$/.test(name))
    : [[raw.path, raw.bytes] as const];
  if (files.length === 0) throw changed("open-ev-charts", raw.path, "data files", "none");
  const rejected = new Map<string, { count: number; example: string }>();
  const reject = (reason: string, locator: string): void =>
    void rejected.set(reason, {
      count: (rejected.get(reason)?.count ?? 0) + 1,
      example: rejected.get(reason)?.example ?? locator,
    });
  let [held, taken] = [0, 0];
  const observations = files.flatMap(([name, bytes]) => {
    const calls = insertCallsOf(new TextDecoder().decode(bytes), "open-ev-charts");
    if (calls.length === 0) throw changed("open-ev-charts", name, "insert calls", "none");
    const used = chosen(calls, name, reject);
    [held, taken] = [held + calls.length, taken + used.length];
    return used.flatMap((call) => valuesOf(raw, call, name));
  });
  return {
    observations,
    rejected: [...rejected].map(([reason, found]) => ({ reason, ...found })),
    account: { unit: "calls", held, taken },
  };
}

/** One call per area, period and measure: by brand or model before a bare total. */
function chosen(
  calls: readonly InsertCall[],
  file: string,
  reject: (reason: string, locator: string) => void,
): readonly InsertCall[] {
  const held = new Map<string, InsertCall>();
  for (const call of calls) {
    const type = known.safeParse(call.type);
    if (!type.success) {
      reject(`data set type ${call.type} is not read`, `${file} line ${call.line}`);
      continue;
    }
    const key = `${call.country} ${periodOf(call, file)} ${types[type.data]}`;
    const before = held.get(key);
    if (before === undefined) held.set(key, call);
    else {
      const [kept, dropped] =
        before.type.endsWith("Total") && !call.type.endsWith("Total") ? [call, before] : [before, call];
      held.set(key, kept);
      reject(`the same period also stated as ${dropped.type}`, `${file} line ${dropped.line}`);
    }
  }
  return [...held.values()];
}

function periodOf({ period, line }: InsertCall, file: string): Period {
  const plain = period.replace(/^q(\d{4})-(\d)$/, "$1-Q$2");
  if (!/^\d{4}-(Q[1-4]|\d{2})$/.test(plain))
    throw changed("open-ev-charts", `${file} line ${line}`, "2026-06 or 2026-Q2", period);
  frequencyOf(plain);
  return plain;
}

function valuesOf(raw: RawDocument, call: InsertCall, file: string): Observation[] {
  const period = periodOf(call, file);
  const measure = `${call.type.startsWith("All") ? "all-cars" : "electric-cars"}${period.includes("Q") ? "-quarterly" : ""}`;
  const area = slugOf(call.country);
  const brands = new Map<string, number>();
  let total = 0;
  for (const [name, cars] of call.entries) {
    if (!Number.isFinite(cars) || cars < 0)
      throw changed("open-ev-charts", `${file} line ${call.line}, ${name}`, "a number of cars", String(cars));
    total += cars;
    const brand = slugOf(name.split("|")[0] ?? "");
    if (brand !== "other" && brand !== "" && !call.type.endsWith("Total"))
      brands.set(brand, (brands.get(brand) ?? 0) + cars);
  }
  const observation = (series: string, value: number, what: string): Observation => ({
    series,
    period,
    value,
    unit: "cars",
    ...copyStamp(raw),
    evidence: "reported (secondary)",
    origin: {
      document: raw.sha256,
      url: /^https?:\/\//.test(call.address)
        ? (call.address.split(" ")[0]?.replace(/[,;]$/, "") ?? "")
        : "https://open-ev-charts.org",
      locator: `${file} line ${call.line}, ${call.type}, ${what}`,
      kind: "extract",
    },
  });
  return [
    observation(`open-ev-charts/${area}/${measure}`, total, "sum of all entries"),
    ...[...brands].map(([brand, cars]) => observation(`open-ev-charts/${area}/${brand}/${measure}`, cars, brand)),
  ];
}
