import { logLinearTrend } from "../../methods/trend.ts";
import { presentValueOfYears } from "../../planner/finance.ts";
import {
  type PriceFall,
  type PricePaths,
  priceFalls,
  pricePaths,
  signal as priceSignal,
} from "../../signals/economics/price-at-capability.ts";
import { weakest } from "../../terms/observation.ts";
import { type ListEntry, listIn, type Panel, refOf } from "../../terms/panel.ts";
import type { Figure, Line, Part, PartResult, Table } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { type Formats, text } from "../../terms/text.ts";
import type { Warning } from "../../terms/warnings.ts";
import { billOverTime, historyNeeds } from "../economics/history.ts";
import { found, untold } from "../finding.ts";

const parametersId = "parameters/buildout";
const offersId = "prices/offers";
const indexId = "epoch/capability-index";

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0
    ? Number.NaN
    : ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Yearly fall from a log-linear trend through points; null below three points. */
function yearlyFall(points: readonly { readonly years: number; readonly usdPerMtok: number }[]): number | null {
  if (new Set(points.map((p) => p.years)).size < 3) return null;
  return (
    1 -
    logLinearTrend(
      points.map((p) => p.years),
      points.map((p) => p.usdPerMtok),
    ).factor
  );
}

interface Readings {
  readonly falls: readonly PriceFall[];
  readonly twelve: readonly number[];
  readonly trend: readonly number[];
  readonly steps: readonly number[];
}

function readingsOf(falls: readonly PriceFall[]): Readings {
  const defined = (v: number | null): v is number => v !== null;
  return {
    falls,
    twelve: falls.map((f) => f.twelveMonths),
    trend: falls.map((f) => yearlyFall(f.since)).filter(defined),
    steps: falls.map((f) => yearlyFall(f.steps)).filter(defined),
  };
}

function priceLine(panel: Panel, paths: PricePaths, readings: Readings): Line {
  const { twelve, trend, steps, falls } = readings;
  if (twelve.length < 3) {
    return untold(
      "economics",
      "economics/price-fall",
      {
        en: `Cannot tell how fast the price of a fixed capability falls: ${twelve.length} thresholds had a known price twelve months earlier, three are needed.`,
        de: `Nicht zu sagen, wie schnell der Preis einer festen Fähigkeit fällt: ${twelve.length} Schwellen hatten zwölf Monate zuvor einen bekannten Preis, drei sind nötig.`,
      },
      {
        needs: [offersId, indexId],
        have: twelve.length,
        need: 3,
        settles: {
          en: "Price lists and a capability index held twelve months before this day.",
          de: "Preislisten und ein Fähigkeitsindex, die zwölf Monate vor diesem Tag vorlagen.",
        },
        pull: "vorlauf pull models-dev genai-prices litellm epoch-capability",
      },
    );
  }
  const range = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)];
  const [low, high] = range(twelve);
  const index = listIn(panel, indexId);
  const other = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : median(values));
  return found("economics", {
    id: "economics/price-fall",
    says: text(
      (f) =>
        `The price of a fixed capability fell by ${f.pct(median(twelve))} in twelve months (median of ${twelve.length} thresholds, ${f.pct(low)} to ${f.pct(high)}); by trend ${f.pct(other(trend))} a year, by price steps only ${f.pct(other(steps))}: the readings differ. Price per token leaves out the length of reasoning.`,
      (f) =>
        `Der Preis einer festen Fähigkeit fiel in zwölf Monaten um ${f.pct(median(twelve))} (Median von ${twelve.length} Schwellen, ${f.pct(low)} bis ${f.pct(high)}); nach Trend ${f.pct(other(trend))} im Jahr, nur nach Preisstufen ${f.pct(other(steps))}: Die Lesarten gehen auseinander. Der Preis je Token lässt die Länge des Nachdenkens weg.`,
    ),
    value: median(twelve),
    unit: "share",
    interval: { low, high, coverage: 1 },
    direction: median(twelve) > 0 ? "down" : "up",
    evidence: weakest(["derived", ...(index?.entries.map((e) => e.evidence) ?? [])]),
    newestPeriod: paths.day,
    refs: [...new Set([...falls.flatMap((f) => f.refs), ...indexRefs(panel, falls)])],
    spark: sparkOf(paths),
  });
}

function indexRefs(panel: Panel, falls: readonly PriceFall[]): string[] {
  const wanted = new Set(falls.map((f) => f.model));
  return (listIn(panel, indexId)?.entries ?? [])
    .filter((e) => wanted.has(String(e.fields["model"])) && e.value !== null)
    .slice(0, 20)
    .map((e) => refOf(indexId, e.period, e.item));
}

function sparkOf(paths: PricePaths): number[] {
  const path = paths.paths.find((p) => p.model === "Claude 3.5 Sonnet") ?? paths.paths[0];
  return path === undefined
    ? []
    : Array.from(path.usdPerMtok)
        .filter((v) => Number.isFinite(v))
        .slice(-16);
}

function fallTable(readings: Readings): Table {
  return {
    id: "price-falls",
    title: {
      en: "Three readings of the fall in price at fixed capability",
      de: "Drei Lesarten des Preisverfalls bei fester Fähigkeit",
    },
    columns: [
      { id: "model", label: { en: "Capability of", de: "Fähigkeit von" } },
      { id: "score", label: { en: "Index", de: "Index" }, decimals: 1 },
      { id: "before", label: { en: "12 months ago", de: "Vor 12 Monaten" }, unit: "USD/Mtok", decimals: 2 },
      { id: "now", label: { en: "Now", de: "Jetzt" }, unit: "USD/Mtok", decimals: 2 },
      { id: "twelve", label: { en: "Fall in 12 months", de: "Fall in 12 Monaten" }, unit: "%", decimals: 0 },
      { id: "trend", label: { en: "Trend, a year", de: "Trend, im Jahr" }, unit: "%", decimals: 0 },
      { id: "steps", label: { en: "Steps only, a year", de: "Nur Stufen, im Jahr" }, unit: "%", decimals: 0 },
    ],
    rows: readings.falls.map((f) => {
      const share = (v: number | null): number | null => (v === null ? null : v * 100);
      return {
        model: f.model,
        score: f.score,
        before: f.yearAgo,
        now: f.now,
        twelve: f.twelveMonths * 100,
        trend: share(yearlyFall(f.since)),
        steps: share(yearlyFall(f.steps)),
        ref: f.refs.at(-1) ?? "",
      };
    }),
    note: {
      en: "(3 input + 1 output) / 4, cheapest model of its own maker at or above the score, prices known on each day, scores of one copy of the index.",
      de: "(3 Eingabe + 1 Ausgabe) / 4, billigstes Modell des eigenen Herstellers ab diesem Wert, Preise nach dem Wissen jedes Tages, Werte einer Kopie des Index.",
    },
    refs: [...new Set(readings.falls.flatMap((f) => f.refs))],
  };
}

function parameter(panel: Panel, id: string): ListEntry | null {
  return listIn(panel, parametersId)?.entries.find((e) => e.item === id && e.value !== null) ?? null;
}

interface OwnerInputs {
  readonly capex: number;
  readonly opex: number;
  readonly years: number;
  readonly rate: number;
  readonly refs: readonly string[];
  readonly newest: string;
}

function ownerInputs(panel: Panel): OwnerInputs | null {
  const picked = ["sys.capex_per_gw_it", "sys.opex_per_gw_it", "sys.it_life", "fin.wacc_example"].map((id) =>
    parameter(panel, id),
  );
  const [capex, opex, years, rate] = picked.map((e) => e?.value ?? Number.NaN);
  if (
    capex === undefined ||
    opex === undefined ||
    years === undefined ||
    rate === undefined ||
    ![capex, opex, years, rate].every(Number.isFinite)
  )
    return null;
  return {
    capex,
    opex,
    years,
    rate,
    refs: picked.flatMap((e) => (e === null ? [] : [refOf(parametersId, e.period, e.item)])),
    newest:
      picked
        .map((e) => e?.period ?? "")
        .sort()
        .at(-1) ?? "",
  };
}

/** Running cost as a share of all cost by definition D12, from present values over the life of the machines. */
function runningShare(running: number, oneTime: number, rate: number, years: number): number {
  const pv = presentValueOfYears(running, rate, years);
  return pv / (pv + oneTime);
}

function shareLines(panel: Panel): { readonly lines: readonly Line[]; readonly table: Table | null } {
  const inputs = ownerInputs(panel);
  if (inputs === null) {
    const gap = {
      needs: [parametersId],
      have: 0,
      need: 4,
      settles: {
        en: "CapEx and running cost per GW, life and cost of capital, held by this day.",
        de: "CapEx und laufende Kosten je GW, Nutzungsdauer und Kapitalkosten, die an diesem Tag vorlagen.",
      },
      pull: "vorlauf pull buildout-parameters --from DIR",
    };
    return {
      table: null,
      lines: [
        untold(
          "economics",
          "economics/running-share-owner",
          {
            en: "Cannot tell the running share of an owner's cost: no cost parameters were held on this day.",
            de: "Der laufende Anteil an den Kosten des Eigentümers ist nicht zu sagen: An diesem Tag lagen keine Kostenparameter vor.",
          },
          gap,
        ),
      ],
    };
  }
  const amount = (f: Formats, value: number): string => f.num(value, Number.isInteger(value) ? 0 : 1);
  const share = runningShare(inputs.opex, inputs.capex, inputs.rate, inputs.years);
  const views: Table["rows"] = [
    {
      view: {
        en: "Owner: energy, staff, maintenance against CapEx",
        de: "Eigentümer: Energie, Personal, Wartung gegen CapEx",
      },
      share: share * 100,
      rests: text(
        (f) =>
          `USD ${amount(f, inputs.capex)} bn/GW, USD ${amount(f, inputs.opex)} bn/GW a year, ${f.num(inputs.years)} years, ${f.pct(inputs.rate)}`,
        (f) =>
          `${amount(f, inputs.capex)} Mrd. USD/GW, ${amount(f, inputs.opex)} Mrd. USD/GW im Jahr, ${f.num(inputs.years)} Jahre, ${f.pct(inputs.rate)}`,
      ),
    },
    {
      view: { en: "Renter: everything is running cost", de: "Mieter: alles ist laufend" },
      share: 100,
      rests: { en: "by definition: rent is paid by the hour", de: "per Definition: Miete wird je Stunde gezahlt" },
    },
    {
      view: {
        en: "User: usage against a one-time alternative",
        de: "Nutzer: Nutzung gegen eine einmalige Alternative",
      },
      share: null,
      rests: {
        en: "not defined without a stated alternative (licence, integration)",
        de: "ohne genannte Alternative (Lizenz, Einbau) nicht definiert",
      },
    },
  ];
  return {
    lines: [
      found("economics", {
        id: "economics/running-share-owner",
        says: text(
          (f) =>
            `An owner's running cost is ${f.pct(share)} of all cost over ${f.num(inputs.years)} years at ${f.pct(inputs.rate)} (energy, staff, maintenance against CapEx per GW): the bill of an owner is CapEx. The article meant the user's view, where the split depends on the alternative.`,
          (f) =>
            `Laufende Kosten sind beim Eigentümer ${f.pct(share)} aller Kosten über ${f.num(inputs.years)} Jahre bei ${f.pct(inputs.rate)} (Energie, Personal, Wartung gegen CapEx je GW): Die Rechnung des Eigentümers ist CapEx. Der Artikel meinte den Nutzer; dort hängt die Teilung von der Alternative ab.`,
        ),
        value: share,
        unit: "share",
        evidence: "assumed",
        newestPeriod: inputs.newest,
        refs: inputs.refs,
      }),
      found("economics", {
        id: "economics/running-share-renter",
        says: {
          en: "For a renter all cost is running cost, by definition.",
          de: "Für den Mieter sind alle Kosten laufend, per Definition.",
        },
        value: 1,
        unit: "share",
        evidence: "derived",
        newestPeriod: inputs.newest,
        refs: inputs.refs,
      }),
      untold(
        "economics",
        "economics/running-share-user",
        {
          en: "A user's running share is not defined without a stated one-time alternative such as licence and integration.",
          de: "Der laufende Anteil des Nutzers ist ohne genannte einmalige Alternative wie Lizenz und Einbau nicht definiert.",
        },
        {
          needs: ["user/one-time-alternative"],
          have: 0,
          need: 1,
          settles: {
            en: "The licence and integration cost that the usage replaces.",
            de: "Lizenz- und Einbaukosten, die die Nutzung ersetzt.",
          },
          pull: null,
        },
      ),
    ],
    table: {
      id: "running-share",
      title: { en: "Running share of total cost by view", de: "Laufender Anteil an den Gesamtkosten nach Sicht" },
      columns: [
        { id: "view", label: { en: "View", de: "Sicht" } },
        { id: "share", label: { en: "Running share", de: "Laufender Anteil" }, unit: "%", decimals: 0 },
        { id: "rests", label: { en: "Rests on", de: "Beruht auf" } },
      ],
      rows: views,
      refs: inputs.refs,
    },
  };
}

function energyLine(panel: Panel): Line {
  const held = [
    { id: "energy.j_per_token_b1", batch: 1 },
    { id: "energy.j_per_token_b8", batch: 8 },
  ].flatMap(({ id, batch }) => {
    const entry = listIn(panel, parametersId)?.entries.find((e) => e.item === id);
    const [low, high] = [entry?.fields["low"], entry?.fields["high"]];
    return typeof low === "number" && typeof high === "number" ? [{ batch, low, high }] : [];
  });
  const says = text(
    (f) =>
      `Cannot tell whether energy per token falls at the same model and latency: no dated series is held.${held.length === 0 ? "" : ` Two single measurements of one machine (${held.map((m) => `${f.num(m.low, 1)} to ${f.num(m.high, 1)} J per token at batch ${m.batch}`).join(", ")}) show that the batch alone moves it by a factor of ${f.num((held[0]?.low ?? Number.NaN) / (held.at(-1)?.low ?? Number.NaN))}.`}`,
    (f) =>
      `Nicht zu sagen, ob die Energie je Token bei gleichem Modell und gleicher Antwortzeit sinkt: Keine datierte Reihe liegt vor.${held.length === 0 ? "" : ` Zwei Einzelmessungen einer Maschine (${held.map((m) => `${f.num(m.low, 1)} bis ${f.num(m.high, 1)} J je Token bei Stapelgröße ${m.batch}`).join(", ")}) zeigen, dass schon die Stapelgröße den Faktor ${f.num((held[0]?.low ?? Number.NaN) / (held.at(-1)?.low ?? Number.NaN))} ausmacht.`}`,
  );
  return untold("economics", "economics/energy-per-token", says, {
    needs: ["measured/energy-per-token"],
    have: held.length,
    need: 8,
    settles: {
      en: "Two dated measurements of each of four models at one latency cap, on named hardware.",
      de: "Je zwei datierte Messungen von vier Modellen bei einer Antwortzeitgrenze auf genannter Hardware.",
    },
    pull: null,
  });
}

function priceFigure(paths: PricePaths, panel: Panel): Figure | null {
  const shown = paths.paths
    .filter((p) => Array.from(p.usdPerMtok).filter((v) => Number.isFinite(v)).length >= 6)
    .filter((_, i, all) => i === 0 || i === all.length - 1 || i % Math.ceil(all.length / 4) === 0)
    .slice(0, 5);
  const first = shown.find((p) => p.model === "Claude 3.5 Sonnet") ?? shown[0];
  if (first === undefined) return null;
  const finite = Array.from(first.usdPerMtok).filter((v) => Number.isFinite(v));
  const [from, to] = [finite[0] ?? Number.NaN, finite.at(-1) ?? Number.NaN];
  return {
    id: "price-at-capability",
    title: text(
      (f) => `The capability of ${first.model} went from USD ${f.num(from, 2)} to ${f.num(to, 2)} per million tokens`,
      (f) => `Die Fähigkeit von ${first.model} ging von ${f.num(from, 2)} auf ${f.num(to, 2)} USD je Million Token`,
    ),
    subtitle: {
      en: "Cheapest first-party model at or above each threshold, USD per million tokens (3:1 input to output), log scale, prices known on each day",
      de: "Billigstes Herstellermodell ab jeder Schwelle, USD je Million Token (3:1 Eingabe zu Ausgabe), log. Skala, Preise nach dem Wissen jedes Tages",
    },
    unit: "USD per Mtok",
    kind: "line",
    scale: "log",
    series: shown.map((p) => ({
      id: p.model,
      label: { en: p.model, de: p.model },
      role: p === first ? ("succession" as const) : ("muted" as const),
      kind: "observed" as const,
      points: p.months.flatMap((x, i) =>
        Number.isFinite(p.usdPerMtok[i]) ? [{ x, y: p.usdPerMtok[i] ?? null, ref: p.cheapest[i]?.ref ?? "" }] : [],
      ),
    })),
    source: "models.dev, genai-prices, LiteLLM; Epoch AI",
    evidence: weakest(["derived", ...(listIn(panel, indexId)?.entries.map((e) => e.evidence) ?? [])]),
    refs: [...new Set(shown.flatMap((p) => p.cheapest.flatMap((c) => (c === null ? [] : [c.ref]))))],
  };
}

function headlineOf(price: Line, owner: Line): Line {
  if (price.state !== "found" && owner.state !== "found") {
    return untold(
      "economics",
      "economics",
      {
        en: "Cannot tell what a fixed capability costs, nor the running share of the bill, on this day.",
        de: "Weder der Preis einer festen Fähigkeit noch der laufende Anteil der Rechnung sind an diesem Tag zu sagen.",
      },
      price.gap ?? {
        needs: [offersId],
        have: 0,
        need: 3,
        settles: { en: "Price lists held by this day.", de: "Preislisten bis zu diesem Tag." },
        pull: null,
      },
    );
  }
  const { gap: _none, ...basis } = price.state === "found" ? price : owner;
  const both = price.state === "found" && owner.state === "found";
  return {
    ...basis,
    id: "economics",
    says: both
      ? text(
          (f) =>
            `The price of a fixed capability fell by ${f.pct(price.value ?? Number.NaN)} in twelve months (median); an owner's running cost is ${f.pct(owner.value ?? Number.NaN)} of all cost.`,
          (f) =>
            `Der Preis einer festen Fähigkeit fiel in zwölf Monaten um ${f.pct(price.value ?? Number.NaN)} (Median); laufende Kosten sind beim Eigentümer ${f.pct(owner.value ?? Number.NaN)} aller Kosten.`,
        )
      : basis.says,
    refs: both ? [...new Set([...price.refs, ...owner.refs])] : basis.refs,
    evidence: both ? weakest([price.evidence ?? "unresolved", owner.evidence ?? "unresolved"]) : basis.evidence,
  };
}

function measure(panel: Panel): PartResult {
  const paths = pricePaths(panel);
  const readings = readingsOf(priceFalls(paths.paths, paths.day));
  const price = priceLine(panel, paths, readings);
  const shares = shareLines(panel);
  const owner = shares.lines[0] ?? price;
  const figure = priceFigure(paths, panel);
  const dated = billOverTime(panel);
  const warnings: Warning[] = [
    ...(paths.priced === 0
      ? []
      : [
          {
            code: "unmatched-models",
            facts: {
              priced: paths.priced,
              matched: paths.matched,
              unmatchedShare: Number((1 - paths.matched / paths.priced).toFixed(3)),
            },
            about: [offersId, indexId],
          },
        ]),
    ...(paths.rejected.length === 0
      ? []
      : [{ code: "prices-rejected", facts: { versions: paths.rejected.join(", ") }, about: [offersId] }]),
  ];
  return {
    part: "economics",
    asOf: panel.asOf,
    mode: panel.mode,
    headline: headlineOf(price, owner),
    lines: [price, ...shares.lines, energyLine(panel), ...dated.lines],
    figures: [...(figure === null ? [] : [figure]), ...dated.figures],
    tables: [
      ...(readings.falls.length === 0 ? [] : [fallTable(readings)]),
      ...(shares.table === null ? [] : [shares.table]),
      ...dated.tables,
    ],
    forecasts: [],
    warnings,
  };
}

/** The bill: price at fixed capability (D5), running share by view (D12), energy per token. */
export const part: Part = {
  id: "economics",
  ...partWords.economics,
  needs: [...priceSignal.needs, { id: parametersId }, ...historyNeeds],
  measure,
};
