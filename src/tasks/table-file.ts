/**
 * One CSV cell: quoted where needed (RFC 4180); a text that a spreadsheet would run as a formula (it starts with = + - @, tab or
 * return) gets a leading apostrophe, numbers stay numbers.
 */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
