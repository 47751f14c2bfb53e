import { mean } from "../../math/sums.ts";
import { compositeOf } from "../../methods/composite.ts";
import { levelAndDirection } from "../../methods/level.ts";
import { weakest } from "../../terms/observation.ts";
import type { Line } from "../../terms/part.ts";
import { indexOf, periodAt, shift } from "../../terms/period.ts";
import { text } from "../../terms/text.ts";
import { found, untold } from "../finding.ts";
import type { Dated } from "./series.ts";

/** Quarterly values of a reference series: a month's series by the mean of the three months' levels, whole quarters only. */
function quarterlyLog(reference: Pick<Dated, "frequency" | "periods" | "logLevel">): Map<string, number> {
  if (reference.frequency === "quarterly")
    return new Map(reference.periods.map((p, i) => [p, reference.logLevel[i] ?? Number.NaN]));
  const months = new Map<string, number[]>();
  reference.periods.forEach((p, i) => {
    const quarter = periodAt("quarterly", Math.floor(indexOf(p) / 3));
    months.set(quarter, [...(months.get(quarter) ?? []), Math.exp(reference.logLevel[i] ?? Number.NaN)]);
  });
  return new Map([...months].filter(([, v]) => v.length === 3).map(([q, v]) => [q, Math.log(mean(v))]));
}

/**
 * The reference series together, by definition D2: mean of standardised changes over four quarters with equal weights,
 * called "composite, not estimated". Untold with fewer than two series.
 */
export function compositeLine(all: readonly Dated[]): Line {
  const maps = all.map((d) => ({ d, map: quarterlyLog(d) }));
  const quarters = maps.flatMap((m) => [...m.map.keys()]).sort();
  const [first, last] = [quarters[0], quarters.at(-1)];
  const grid: string[] = [];
  for (let q = first; q !== undefined && last !== undefined && q <= last; q = shift(q, 1)) grid.push(q);
  const components = maps.map(({ d, map }) => ({
    id: d.id,
    values: grid.map((q) => map.get(q) ?? Number.NaN),
    strongerWhen: "higher" as const,
  }));
  const result = components.length < 2 ? null : compositeOf(components, { lag: 4, minComponents: 2 });
  const at = result === null ? -1 : result.value.findLastIndex((v) => !Number.isNaN(v));
  const value = result?.value[at];
  if (result === null || value === undefined) {
    const says = {
      en: "Cannot tell what the reference series say together: fewer than two are held.",
      de: "Nicht zu sagen, was die Referenzreihen zusammen zeigen: Weniger als zwei liegen vor.",
    };
    return untold("cycle", "cycle/composite", says, {
      needs: [],
      have: components.length,
      need: 2,
      settles: says,
      pull: null,
    });
  }
  const level = levelAndDirection(result.value, { lag: 4 });
  const names = components
    .filter((c) => !Number.isNaN(result.contributions[c.id]?.[at] ?? Number.NaN))
    .map((c) => c.id);
  const history = result.value.filter((v) => !Number.isNaN(v));
  return found("cycle", {
    id: "cycle/composite",
    says: text(
      (f) =>
        `Composite, not estimated: the yearly growth of ${names.length} reference series stands ${f.signed(value, 2)} standard deviations from its mean in ${f.when(grid[at] ?? "")}; ${result.signStable ? "no single series decides the sign" : "the sign hangs on one series"}.`,
      (f) =>
        `Zusammengesetzt, nicht geschätzt: Das Jahreswachstum von ${names.length} Referenzreihen liegt im ${f.when(grid[at] ?? "")} ${f.signed(value, 2)} Standardabweichungen vom Mittel; ${result.signStable ? "keine einzelne Reihe bestimmt das Vorzeichen" : "das Vorzeichen hängt an einer Reihe"}.`,
    ),
    value,
    unit: "standard deviations",
    direction: level.direction,
    level: { percentile: 100 * level.percentile, n: level.n },
    confidence: result.signStable ? (names.length === all.length ? "high" : "medium") : "low",
    evidence: weakest([...all.map((d) => d.evidence), "derived"]),
    newestPeriod: grid[at] ?? null,
    refs: all.flatMap((d) => d.refs.slice(-13).flat()),
    spark: Array.from(history.slice(-24)),
  });
}
