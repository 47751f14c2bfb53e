import type { Forecast, Gap, Line, PartId } from "../terms/part.ts";
import type { Text } from "../terms/text.ts";

/** What a found line states; the rest is filled in. */
export type Finding = Omit<Line, "part" | "state" | "direction" | "level" | "gap"> & {
  readonly direction?: Line["direction"];
  readonly level?: Line["level"] | undefined;
};

/** A finding with a number; `direction` null where it was not judged. */
export function found(part: PartId, finding: Finding): Line {
  const { level, direction, ...rest } = finding;
  return { ...rest, part, state: "found", direction: direction ?? null, ...(level === undefined ? {} : { level }) };
}

/** A finding that cannot be made: what is missing, what would settle it, and the pseudo reading beside it where there is one. */
export function untold(part: PartId, id: string, says: Text, gap: Gap, pseudo?: Line["pseudo"]): Line {
  return {
    id,
    part,
    state: "cannot-tell",
    says,
    value: null,
    unit: null,
    direction: null,
    evidence: null,
    newestPeriod: null,
    refs: [],
    gap,
    ...(pseudo === undefined ? {} : { pseudo }),
  };
}

/** A forecast as a line of its own, so that it can be explained: its median with the 80 % interval, and what it says. */
export function lineOfForecast(part: PartId, forecast: Forecast): Line {
  const at = (p: number): number => forecast.draws[Math.floor(p * (forecast.draws.length - 1))] ?? Number.NaN;
  return found(part, {
    id: forecast.id,
    says: forecast.says,
    value: at(0.5),
    unit: forecast.unit,
    interval: { low: at(0.1), high: at(0.9), coverage: 0.8 },
    evidence: forecast.evidence,
    newestPeriod: forecast.period,
    refs: forecast.refs,
  });
}
