import { ols } from "../../math/ols.ts";
import { standardDeviation } from "../../math/sums.ts";
import type { Computed, Value } from "./case-input.ts";

/** One compared key: the worst of its numbers. */
export interface KeyVerdict {
  /** Key of `expected`, or `file.csv/column`. */
  readonly key: string;
  /** `better`: outside the tolerance because the case's likelihood was exceeded, and within a tenth of the key's size. */
  readonly verdict: "pass" | "better" | "fail" | "missing";
  /** Where in the key the worst difference is, for example `[2].F`. */
  readonly at: string;
  readonly computed: Value;
  readonly expected: Value;
  /** The rule used, in words. */
  readonly tolerance: string;
  /** Numbers compared. */
  readonly compared: number;
  /** Worst absolute difference over the key's largest number. */
  readonly nearness: number;
}

/** How closely a number must agree. */
interface Rule {
  readonly rtol: number;
  readonly atol: number;
  readonly direction: "higher" | "lower" | null;
  readonly exact: boolean;
  readonly signFree: boolean;
  readonly atolOfSd: number;
  readonly named: boolean;
}

const fallback: Rule = {
  rtol: 1e-6,
  atol: 1e-9,
  direction: null,
  exact: false,
  signFree: false,
  atolOfSd: 0,
  named: false,
};

/**
 * Compares what was computed with what a case expects.
 *
 * Rules: a tolerance is sought under the key's own name, then under a name that begins it (`irf` for `irf_orth`), then for a
 * field inside it, then `all`, then `default` (rtol 1e-6, atol 1e-9). Numbers pass within atol + rtol |expected|; where no atol is given, also within
 * 1e-5 rtol of the key's largest number (a bound at 0 has no relative error). Whole
 * numbers without an own tolerance and all texts must be equal. `direction: higher` passes any number above. Signs are free
 * where the tolerance says so. A key that was not computed is `missing`. Where a case's likelihood may be exceeded
 * (`direction`) and was, keys that follow from the optimum and differ by less than a tenth of their size read `better`.
 * Where a case says "only with the peer's start values; otherwise compare the converged value (>= final - 1)" and gives none,
 * the last number of the path is held to that. Where it says "up to rotation ...; compare R2 of the span > 0.999", each
 * column of the table passes when the computed columns explain more of it than that.
 */
export function compareCase(
  computed: Computed,
  expected: Readonly<Record<string, Value>>,
  options: {
    readonly tolerances: Readonly<Record<string, unknown>>;
    readonly tables: Readonly<Record<string, Readonly<Record<string, readonly Value[]>>>>;
  },
): KeyVerdict[] {
  const { tolerances, tables } = options;
  const verdicts = Object.entries(expected).map(([key, want]) => {
    const verdict = compareKey(key, computed.values[key], want, tolerances);
    return verdict.verdict === "fail" && computed.ownStart === true
      ? (comparePathEnd(key, computed.values[key], { want, tolerance: lookUp(key, tolerances) }) ?? verdict)
      : verdict;
  });
  for (const [file, columns] of Object.entries(tables)) {
    for (const [column, want] of Object.entries(columns)) {
      const verdict = compareColumn({ file, column, want, got: computed.tables[file]?.[column] }, tolerances);
      verdicts.push(
        verdict.verdict === "fail"
          ? (compareSpan(verdict, {
              want,
              got: computed.tables[file],
              tolerance: lookUp(file.replace(/\./g, "_"), tolerances),
            }) ?? verdict)
          : verdict,
      );
    }
  }
  return exceeded(computed, expected, tolerances)
    ? verdicts.map((v) => (v.verdict === "fail" && v.nearness < 0.1 ? { ...v, verdict: "better" } : v))
    : verdicts;
}

/** A path from another start is held to its end, where the case says how far that may lie below; null where it says nothing. */
function comparePathEnd(
  key: string,
  got: Value | undefined,
  from: { readonly want: Value; readonly tolerance: unknown },
): KeyVerdict | null {
  const { want, tolerance } = from;
  const note = isPlain(tolerance) ? String(tolerance["note"]) : "";
  const room = /only with the peer's start values; otherwise compare the converged value \(>= final - ([\d.]+)\)/.exec(
    note,
  );
  if (room === null || !Array.isArray(got) || !Array.isArray(want)) return null;
  const [end, last]: readonly unknown[] = [got.at(-1), want.at(-1)];
  if (typeof end !== "number" || typeof last !== "number") return null;
  return {
    key,
    verdict: end >= last - Number(room[1]) ? "pass" : "fail",
    at: `[${want.length - 1}]`,
    computed: end,
    expected: last,
    tolerance: `other start values: the end at least expected - ${room[1]}`,
    compared: 1,
    nearness: Math.abs((end - last) / last),
  };
}

/** A column known up to a rotation: how much of it the computed columns explain together; null where the case does not say so. */
function compareSpan(
  verdict: KeyVerdict,
  from: {
    readonly want: readonly Value[];
    readonly got: Readonly<Record<string, readonly Value[]>> | undefined;
    readonly tolerance: unknown;
  },
): KeyVerdict | null {
  const { want, got, tolerance } = from;
  const says = isPlain(tolerance) ? /rotation.*R2 of the span > ([\d.]+)/.exec(String(tolerance["sign"])) : null;
  const columns = Object.values(got ?? {}).filter((c) => c.every((v) => typeof v === "number"));
  if (says === null || columns.length === 0 || columns.some((c) => c.length !== want.length)) return null;
  const y = Float64Array.from(want, Number);
  const k = columns.length + 1;
  const X = Float64Array.from({ length: y.length * k }, (_, c) =>
    c % k === 0 ? 1 : Number(columns[(c % k) - 1]![Math.floor(c / k)]),
  );
  const { r2 } = ols(X, y, k);
  return {
    ...verdict,
    verdict: r2 > Number(says[1]) ? "pass" : "fail",
    at: "",
    computed: r2,
    expected: Number(says[1]),
    tolerance: "R2 of the span of the computed columns above expected",
  };
}

/** Whether the maximised likelihood lies above the case's, where that is allowed. */
function exceeded(
  computed: Computed,
  expected: Readonly<Record<string, Value>>,
  tolerances: Readonly<Record<string, unknown>>,
): boolean {
  const [got, want] = [computed.values["ml_loglik"], expected["ml_loglik"]];
  return (
    typeof got === "number" &&
    typeof want === "number" &&
    got > want + 1e-9 * Math.abs(want) &&
    ruleFor(["ml_loglik"], tolerances).direction === "higher"
  );
}

function compareKey(
  key: string,
  got: Value | undefined,
  want: Value,
  tolerances: Readonly<Record<string, unknown>>,
): KeyVerdict {
  if (got === undefined)
    return {
      key,
      verdict: "missing",
      at: "",
      computed: null,
      expected: want,
      tolerance: "",
      compared: 0,
      nearness: Number.POSITIVE_INFINITY,
    };
  const worst = new Worst(key, tolerances);
  worst.visit(got, want, []);
  return worst.verdict(key);
}

function compareColumn(
  column: {
    readonly file: string;
    readonly column: string;
    readonly want: readonly Value[];
    readonly got: readonly Value[] | undefined;
  },
  tolerances: Readonly<Record<string, unknown>>,
): KeyVerdict {
  const key = `${column.file}/${column.column}`;
  const { got, want } = column;
  if (got === undefined)
    return {
      key,
      verdict: "missing",
      at: "",
      computed: null,
      expected: null,
      tolerance: "",
      compared: 0,
      nearness: Number.POSITIVE_INFINITY,
    };
  const name = column.file.replace(/\./g, "_");
  const known = want.filter((v): v is number => typeof v === "number");
  const worst = new Worst(name, tolerances, known.length > 1 ? standardDeviation(known) : 0, column.column);
  const flipped =
    worst.signFree() && got.length === want.length && dotSign(got, want) < 0
      ? got.map((v) => (typeof v === "number" ? -v : v))
      : got;
  worst.visit(flipped, want, []);
  return worst.verdict(key);
}

function dotSign(a: readonly Value[], b: readonly Value[]): number {
  let s = 0;
  a.forEach((v, i) => {
    const w = b[i];
    if (typeof v === "number" && typeof w === "number") s += v * w;
  });
  return s;
}

/** Walks two values together and keeps the worst difference in units of its tolerance. */
class Worst {
  private ratio = -1;
  private at = "";
  private got: Value = null;
  private want: Value = null;
  private rule: Rule = fallback;
  private compared = 0;
  private size = 0;
  private off = 0;
  private readonly key: string;
  private readonly tolerances: Readonly<Record<string, unknown>>;
  private readonly sd: number;
  private readonly column: string;
  constructor(key: string, tolerances: Readonly<Record<string, unknown>>, sd: number = 0, column: string = "") {
    this.key = key;
    this.tolerances = tolerances;
    this.sd = sd;
    this.column = column;
  }

  signFree(): boolean {
    return ruleFor([this.key, this.column], this.tolerances).signFree;
  }

  visit(got: Value | undefined, want: Value, path: readonly string[]): void {
    if (path.length === 0) this.size = largest(want);
    if (Array.isArray(want) && (Array.isArray(got) || typeof got === "number")) {
      const list: readonly Value[] = Array.isArray(got) ? got : [got];
      const matched = byLabels(list, want);
      if (matched === null && list.length !== want.length) {
        this.note(Number.POSITIVE_INFINITY, path, list.length, `${want.length} entries`);
        return;
      }
      want.forEach((w, i) => {
        this.visit((matched ?? list)[i], matched === null ? w : withoutLists(w), [...path, String(i)]);
      });
    } else if (isRecord(want) && isRecord(got)) {
      for (const [k, w] of Object.entries(want)) this.visit(got[k], w, [...path, k]);
    } else if (typeof want === "number" && Array.isArray(got) && got.length === 1) {
      this.visit(got[0], want, path);
    } else this.leaf(got ?? null, want, path);
  }

  private leaf(got: Value, want: Value, path: readonly string[]): void {
    this.compared++;
    if (typeof want !== "number" || typeof got !== "number") {
      const same = got === want || (typeof got !== "object" && String(got) === String(want));
      this.note(same ? 0 : Number.POSITIVE_INFINITY, path, got, want);
      return;
    }
    const rule = ruleFor([this.key, ...path, this.column], this.tolerances);
    if (rule.exact || (Number.isInteger(want) && Number.isInteger(got) && !rule.named)) {
      this.note(got === want ? 0 : Number.POSITIVE_INFINITY, path, got, want, { ...rule, exact: true });
      return;
    }
    if ((rule.direction === "higher" && got >= want) || (rule.direction === "lower" && got <= want)) {
      this.note(0, path, got, want, rule);
      return;
    }
    const room =
      rule.atol +
      rule.rtol * Math.abs(want) +
      rule.atolOfSd * this.sd +
      (rule.atol === 0 ? 1e-5 * rule.rtol * this.size : 0);
    const off = rule.signFree ? Math.min(Math.abs(got - want), Math.abs(got + want)) : Math.abs(got - want);
    this.off = Math.max(this.off, off);
    this.note(off === 0 ? 0 : off / room, path, got, want, rule);
  }

  private note(ratio: number, path: readonly string[], got: Value, want: Value, rule: Rule = this.rule): void {
    if (!(ratio <= this.ratio)) {
      this.ratio = Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
      this.at = path.map((p) => (/^\d+$/.test(p) ? `[${p}]` : `.${p}`)).join("");
      this.got = got;
      this.want = want;
      this.rule = rule;
    }
  }

  verdict(key: string): KeyVerdict {
    return {
      key,
      verdict: this.ratio <= 1 ? "pass" : "fail",
      at: this.at,
      computed: this.got,
      expected: this.want,
      tolerance: words(this.rule),
      compared: this.compared,
      nearness: Number.isFinite(this.ratio) ? this.off / this.size : Number.POSITIVE_INFINITY,
    };
  }
}

/** Entries of a computed list in the order of the wanted one, matched by their labels (texts, lists of texts, horizons); null when they carry none. */
function byLabels(got: readonly Value[], want: readonly Value[]): Value[] | null {
  const label = (v: Value | undefined): string => {
    if (!isRecord(v)) return "";
    const texts = Object.entries(v).filter(
      ([k, x]) =>
        /^(h|power|lead|end_index1)$/.test(k) ||
        typeof x === "string" ||
        (Array.isArray(x) && x.every((t) => typeof t === "string")),
    );
    return texts
      .map(([k, x]) => `${k}=${Array.isArray(x) ? [...x].sort().join("+") : String(x)}`)
      .sort()
      .join(" ");
  };
  if (want.length === 0 || want.some((w) => label(w) === "")) return null;
  const matched = want.map((w) => got.find((g) => label(g) === label(w)) ?? null);
  return matched.some((m) => m === null) ? null : matched;
}

/** Largest absolute number of a value: what "zero" is measured against where only a relative tolerance is given. */
function largest(value: Value): number {
  if (typeof value === "number") return Math.abs(value);
  return typeof value === "object" && value !== null
    ? Object.values(value).reduce((m: number, v: Value) => Math.max(m, largest(v)), 0)
    : 0;
}

/** An entry without its lists of texts: they matched as sets already. */
function withoutLists(entry: Value): Value {
  return isRecord(entry)
    ? Object.fromEntries(
        Object.entries(entry).filter(([, x]) => !(Array.isArray(x) && x.every((t) => typeof t === "string"))),
      )
    : entry;
}

function words(rule: Rule): string {
  if (rule.exact) return "equal";
  const parts = [
    rule.rtol > 0 ? `rtol ${rule.rtol}` : "",
    rule.atol > 0 ? `atol ${rule.atol}` : "",
    rule.atolOfSd > 0 ? `${rule.atolOfSd} sd` : "",
    rule.direction ? `or ${rule.direction}` : "",
    rule.signFree ? "sign free" : "",
  ];
  return parts.filter((p) => p !== "").join(", ");
}

/** The tolerance of a value from the names on its path, outermost first. */
function ruleFor(names: readonly string[], tolerances: Readonly<Record<string, unknown>>): Rule {
  const outer = names[0] ?? "";
  const fields = names.slice(1).filter((n) => n !== "" && !/^\d+$/.test(n));
  const own = lookUp(outer, tolerances);
  const inner = fields.findLast((f) => lookUp(f, tolerances) !== undefined);
  const nested = inner === undefined ? undefined : lookUp(inner, tolerances);
  const group = own ?? nested ?? groupOf(outer, fields, tolerances) ?? tolerances["all"];
  if (group !== undefined) return { ...read(group, fields), named: true };
  return { ...read(tolerances["default"], fields), named: false };
}

function lookUp(name: string, tolerances: Readonly<Record<string, unknown>>): unknown {
  if (name in tolerances && name !== "default") return tolerances[name];
  const prefix = Object.keys(tolerances).filter(
    (k) => k !== "default" && k !== "all" && (name.startsWith(`${k}_`) || name === `${k}_csv`),
  );
  return prefix.length > 0 ? tolerances[prefix.sort((a, b) => b.length - a.length)[0] ?? ""] : undefined;
}

/** Tolerances that name a group of keys: `nonlinear` weights of a regression, `residual_ks`, `bands` of responses; what follows from `ml_params` has their tolerance. */
function groupOf(outer: string, fields: readonly string[], tolerances: Readonly<Record<string, unknown>>): unknown {
  if (fields.includes("ks") && "residual_ks" in tolerances) return tolerances["residual_ks"];
  if (/_(low|up)_/.test(outer) && "bands" in tolerances) return tolerances["bands"];
  if (
    (fields.includes("rss") || fields.includes("midas_coef") || fields.includes("theta")) &&
    "nonlinear" in tolerances
  )
    return tolerances["nonlinear"];
  if (/^(expected_durations|probabilities)/.test(outer) && "ml_params" in tolerances) return tolerances["ml_params"];
  if (outer.startsWith("strength") && "strength" in tolerances) return tolerances["strength"];
  return undefined;
}

function read(tolerance: unknown, fields: readonly string[]): Rule {
  if (tolerance === "exact") return { ...fallback, exact: true };
  if (!isPlain(tolerance)) return fallback;
  const last = fields.at(-1) ?? "";
  const shape = fields.includes("theta") && "midas_coef_atol" in tolerance ? "midas_coef" : null;
  const own =
    shape ??
    [...fields]
      .reverse()
      .find((f) => [`rtol_${f}`, `atol_${f}`, `${f}_atol`, `${f}_rtol`, f].some((k) => k in tolerance));
  const number = (key: string): number | undefined =>
    typeof tolerance[key] === "number" ? (tolerance[key] as number) : undefined;
  if (own !== undefined && typeof tolerance[own] === "string" && String(tolerance[own]).startsWith("<="))
    return { ...fallback, rtol: 1e-6, atol: 0, direction: "lower" };
  const rtol =
    (own !== undefined ? (number(`rtol_${own}`) ?? number(`${own}_rtol`)) : undefined) ??
    (own === undefined ? (number("rtol") ?? number("param_rtol")) : undefined);
  const atol =
    (own !== undefined ? (number(`atol_${own}`) ?? number(`${own}_atol`)) : undefined) ??
    (own === undefined ? (number("atol") ?? number("param_atol")) : undefined);
  const ofSd = number("atol_relative_to_sd") ?? 0;
  const stated = rtol !== undefined || atol !== undefined || ofSd > 0;
  const direction =
    typeof tolerance["direction"] === "string"
      ? String(tolerance["direction"]).startsWith("higher")
        ? "higher"
        : "lower"
      : null;
  return {
    rtol: rtol ?? (stated ? 0 : fallback.rtol),
    atol: atol ?? (stated ? 0 : fallback.atol),
    direction,
    exact: false,
    signFree: "sign" in tolerance && last !== "loglik",
    atolOfSd: ofSd,
    named: true,
  };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecord(value: Value | undefined): value is { readonly [key: string]: Value } {
  return isPlain(value);
}
