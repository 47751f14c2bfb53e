import type { Database } from "./database.ts";
import { type Entry, expandRanges, keyOf, type Ledger, newLedger, saidBy } from "./ledger.ts";
import type { ReadDocument } from "./observations.ts";
import { isOneOf } from "./open.ts";
import { evidenceOf, knownByOf } from "./statements.ts";

/** What a store holds about the series of some documents, for comparison. */
export async function loadLedger(
  database: Database,
  source: string,
  documents: readonly ReadDocument[],
): Promise<Ledger> {
  const ledger = newLedger(source);
  const ids = [
    ...new Set(documents.flatMap(({ reading }) => [...new Set(reading.observations.map((o) => o.series))])),
  ].sort();
  if (ids.length === 0) return ledger;
  const rows = await database.rows(
    `SELECT series, any_value(unit) FILTER (item IS NULL), string_agg(concat_ws(chr(31), coalesce(item, '') || chr(29) || period, known, coalesce(value::VARCHAR, ''), flags, coalesce(fields, ''), evidence, tie, document), chr(30)
     ORDER BY item, period, known, tie) FROM observations WHERE ${isOneOf("series", ids)} GROUP BY series`,
  );
  for (const [series, unit, packed] of rows) {
    if (typeof unit === "string") ledger.units.set(String(series), unit);
    ledger.entries.set(String(series), entriesOf(String(packed)));
  }
  await loadRepeats(database, ledger, ids);
  for (const [document] of await database.rows("SELECT DISTINCT sha256 FROM documents"))
    ledger.documents.add(String(document));
  return ledger;
}

/**
 * The statements of a packed text. Instants, ties and hashes are the same for many rows: each is kept once, not as a piece of the
 * text that would keep the whole of it alive.
 */
function entriesOf(packed: string): Map<string, Entry[]> {
  const entries = new Map<string, Entry[]>();
  const words = new Map<string, string>();
  const once = (word: string): string => {
    const held = words.get(word);
    if (held !== undefined) return held;
    words.set(word, word);
    return word;
  };
  for (const row of packed.split("\u001e")) {
    const [place = "", known = "", value = "", flags = "", fields = "", evidence = "", tie = "", document = ""] =
      row.split("\u001f");
    const [item = "", period = ""] = place.split("\u001d");
    const key = keyOf(item, period);
    const entry = {
      known: once(known),
      said: saidBy(value === "" ? null : Number(value), flags, fields),
      evidence: evidenceOf(evidence),
      tie: once(tie),
      document: once(document),
    };
    const held = entries.get(key);
    if (held === undefined) entries.set(key, [entry]);
    else held.push(entry);
  }
  return entries;
}

async function loadRepeats(database: Database, ledger: Ledger, ids: readonly string[]): Promise<void> {
  const rows = await database.rows(
    `SELECT series, document, known, known_by, tie, periods FROM repeats WHERE ${isOneOf("series", ids)} ORDER BY series, known`,
  );
  for (const [series, document, known, knownBy, tie, periods] of rows) {
    const repeats = ledger.repeats.get(String(series)) ?? [];
    ledger.repeats.set(String(series), repeats);
    let held: Set<string> | null = null;
    repeats.push({
      series: String(series),
      document: String(document),
      known: String(known),
      knownBy: knownByOf(String(knownBy)),
      tie: String(tie),
      fresh: false,
      get periods() {
        held ??= expandRanges(String(periods));
        return held;
      },
    });
  }
}
