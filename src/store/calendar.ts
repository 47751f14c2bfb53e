import { literals } from "./database.ts";
import type { Store } from "./open.ts";

/** Days (UTC) on which something became known of any of the ids, ascending, without repeats. */
export async function knownDays(store: Store, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await store.database.rows(
    `SELECT DISTINCT substr(known, 1, 10) FROM observations WHERE series IN (${literals(ids)}) AND known_by <> 'assumed' ORDER BY 1`,
  );
  return rows.map(([day]) => String(day));
}
