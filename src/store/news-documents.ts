import type { Observation } from "../terms/observation.ts";
import { parseDate } from "../terms/period.ts";
import { endOfDay, type Instant } from "../terms/time.ts";
import { literal } from "./database.ts";
import { isOneOf, type Store } from "./open.ts";

/** A statement that became known between two days. */
export interface NewStatement {
  readonly series: string;
  readonly item: string | null;
  readonly period: string;
  readonly known: Instant;
  readonly document: string;
  readonly url: string;
  readonly kind: Observation["origin"]["kind"];
  /** Id of the source that the document was read from; empty when the store does not describe it. */
  readonly source: string;
}

/**
 * Every statement about the ids with from 23:59:59Z < `known` <= to 23:59:59Z, without those that are only assumed, in order
 * of series, item, period, known, document.
 * @throws "input-date"
 */
export async function statementsBetween(
  store: Store,
  ids: readonly string[],
  days: { readonly from: string; readonly to: string },
): Promise<NewStatement[]> {
  if (ids.length === 0) return [];
  const [after, until] = [endOfDay(parseDate(days.from)), endOfDay(parseDate(days.to))];
  const rows = await store.database.rows(
    `WITH described AS (SELECT sha256, min(source) AS source FROM documents GROUP BY sha256)
     SELECT series, item, period, known, document, url, kind, coalesce(d.source, '')
     FROM observations o LEFT JOIN described d ON d.sha256 = o.document
     WHERE ${isOneOf("series", ids)} AND known > ${literal(after)} AND known <= ${literal(until)} AND known_by <> 'assumed'
     ORDER BY series, item, period, known, document`,
  );
  return rows.map(([series, item, period, known, document, url, kind, source]) => ({
    series: String(series),
    item: item === null || item === undefined ? null : String(item),
    period: String(period),
    known: String(known),
    document: String(document),
    url: String(url),
    kind: kind === "primary" || kind === "extract" ? kind : "citation",
    source: String(source),
  }));
}
