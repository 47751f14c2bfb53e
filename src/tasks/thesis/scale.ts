/** The scale on which a series moves by additive steps. */
export type Scale = { readonly kind: "log" | "identity" } | { readonly kind: "logit"; readonly top: number };

/**
 * Logit for a share (unit `share`) or a percentage (unit `percent`) whose every value lies inside its bounds, log where every
 * value is positive, else the value itself.
 */
export function scaleOf(values: readonly number[], unit: string): Scale {
  const top = unit === "share" ? 1 : unit === "percent" ? 100 : null;
  if (top !== null && values.every((v) => v > 0 && v < top)) return { kind: "logit", top };
  return { kind: values.every((v) => v > 0) ? "log" : "identity" };
}

/** A value on the scale. */
export function toScale(value: number, scale: Scale): number {
  switch (scale.kind) {
    case "identity":
      return value;
    case "log":
      return Math.log(value);
    case "logit":
      return Math.log(value / (scale.top - value));
  }
}

/** A value from the scale; inverse of {@link toScale}. */
export function fromScale(z: number, scale: Scale): number {
  switch (scale.kind) {
    case "identity":
      return z;
    case "log":
      return Math.exp(z);
    case "logit":
      return scale.top / (1 + Math.exp(-z));
  }
}
