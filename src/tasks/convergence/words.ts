import type { Field } from "../../signals/convergence/ai-share-robotics.ts";
import type { Line } from "../../terms/part.ts";
import type { Text } from "../../terms/text.ts";

/** The union class of AI categories in words. */
export const classWords: Text = {
  en: "AI class = any of cs.AI, cs.LG, stat.ML, cs.CV, cs.CL, cs.NE, primary or cross-listed",
  de: "KI-Klasse = mindestens eine von cs.AI, cs.LG, stat.ML, cs.CV, cs.CL, cs.NE, als Haupt- oder Nebenkategorie",
};

/** The fields in words. */
export const fieldWords: Readonly<Record<Field, Text>> = {
  robotics: { en: "robotics", de: "Robotik" },
  biology: { en: "biology", de: "Biologie" },
};

/** The list of events in self-driving laboratories. */
export const events = "sdl/events";

/** Coverage of every interval of this part. */
export const coverage = 0.95;

/** A line of this part; found, derived, without a value, unless told. */
export function line(id: string, says: Text, more: Partial<Line>): Line {
  return {
    id,
    part: "convergence",
    state: "found",
    says,
    value: null,
    unit: null,
    direction: null,
    evidence: "derived",
    newestPeriod: null,
    refs: [],
    ...more,
  };
}

/** Each reference once, in order. */
export function unique(refs: readonly string[]): string[] {
  return [...new Set(refs)];
}

/** Whether a value is there. */
export function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
