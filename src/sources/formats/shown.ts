/** A value of a document as it stands in an error: its JSON, cut; a value nested too deeply to be written says so. */
export function shown(value: unknown, length = 120): string {
  try {
    return (JSON.stringify(value) ?? "nothing").slice(0, length);
  } catch (cause) {
    if (cause instanceof RangeError) return "a value nested too deeply to be shown";
    throw cause;
  }
}
