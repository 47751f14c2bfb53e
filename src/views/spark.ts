/** A sparkline as the points of an SVG polyline inside width × height, and where the last value stands; null below two values. */
export function sparkPoints(
  values: readonly number[],
  width: number,
  height: number,
): { readonly points: string; readonly x: number; readonly y: number } | null {
  const finite = values.filter((v) => Number.isFinite(v));
  if (finite.length < 2) return null;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const at = values.flatMap((v, i) =>
    Number.isFinite(v)
      ? [{ x: 2 + (i / (values.length - 1)) * (width - 4), y: height - 2 - ((v - low) / span) * (height - 4) }]
      : [],
  );
  const last = at.at(-1);
  return last === undefined
    ? null
    : { points: at.map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(" "), x: last.x, y: last.y };
}
