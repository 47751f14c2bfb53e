import { createMemo, createSignal, For, type JSX, Show } from "solid-js";
import type { Table } from "../../terms/part.ts";
import { csvText, tableRows } from "../../views/csv.ts";
import { decimalsFor, numberText, readingOf } from "../../views/quantity.ts";
import { Why } from "./explain-panel.tsx";
import { CopyButton } from "./facts.tsx";
import { save, saveXlsx } from "./save.ts";
import { Scroll } from "./scroll.tsx";
import { lang, say, w, when } from "./speech.ts";

type Cell = Table["rows"][number][string] | undefined;

const plain = (cell: Cell): string | number | null =>
  cell === null || cell === undefined ? null : typeof cell === "object" ? say(cell) : cell;

/** A result's table: sortable by every column, copyable, numbers on one decimal, each row with its way back where it has one. */
export function DataTable(props: { readonly table: Table; readonly part: string; readonly asOf: string }): JSX.Element {
  const [order, setOrder] = createSignal<{ readonly id: string; readonly down: boolean } | null>(null);
  const columns = createMemo(() =>
    props.table.columns
      .filter((c) => c.id !== "ref")
      .map((c) => {
        const numbers = props.table.rows.map((r) => r[c.id]).filter((v): v is number => typeof v === "number");
        const largest = Math.max(0, ...numbers.map(Math.abs));
        const reading = readingOf(c.unit ?? "", largest, lang());
        return {
          ...c,
          reading,
          numeric: numbers.length > 0,
          places:
            c.decimals ??
            (reading.percent
              ? 1
              : numbers.every(Number.isInteger) && reading.factor === 1
                ? 0
                : decimalsFor(largest / reading.factor)),
        };
      }),
  );
  const rows = createMemo(() => {
    const by = order();
    if (by === null) return props.table.rows;
    const key = (row: Table["rows"][number]): string | number | null => plain(row[by.id]);
    return [...props.table.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
      const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), lang());
      return by.down ? -sign : sign;
    });
  });
  const withRefs = (): boolean => props.table.rows.some((r) => typeof r.ref === "string");
  const text = (cell: Cell, column: ReturnType<typeof columns>[number]): string => {
    const value = plain(cell);
    if (value === null) return "–";
    if (typeof value === "number") return numberText(value / column.reading.factor, lang(), column.places);
    return /^\d{4}(-Q[1-4]|-\d{2}(-\d{2})?)$/.test(value) ? when(value) : value;
  };
  const id = (): string => `${props.part}-table-${props.table.id}`;
  return (
    <section class="table" id={id()}>
      <header>
        <h3>{say(props.table.title)}</h3>
        <p class="tools">
          <button
            type="button"
            aria-label={`${w().download} CSV: ${say(props.table.title)}`}
            onClick={() =>
              save(
                `vorlauf-${id().replace(/[^a-z0-9.-]+/gi, "-")}-${props.asOf}.csv`,
                "text/csv",
                csvText(tableRows(props.table, lang())),
              )
            }
          >
            CSV
          </button>
          <button
            type="button"
            aria-label={`${w().download} XLSX: ${say(props.table.title)}`}
            onClick={() =>
              void saveXlsx(
                `vorlauf-${id().replace(/[^a-z0-9.-]+/gi, "-")}-${props.asOf}.xlsx`,
                tableRows(props.table, lang()),
              )
            }
          >
            XLSX
          </button>
          <CopyButton
            text={tableRows(props.table, lang())
              .map((r) => r.map((c) => c ?? "").join("\t"))
              .join("\n")}
          />
        </p>
      </header>
      <Scroll label={say(props.table.title)} tall={props.table.rows.length > 14}>
        <table>
          <thead>
            <tr>
              <For each={columns()}>
                {(c) => (
                  <th
                    classList={{ num: c.numeric }}
                    aria-sort={order()?.id === c.id ? (order()?.down === true ? "descending" : "ascending") : "none"}
                  >
                    <button
                      type="button"
                      class="sort"
                      aria-label={w().sortBy(say(c.label))}
                      onClick={() => setOrder((o) => ({ id: c.id, down: o?.id === c.id ? !o.down : c.numeric }))}
                    >
                      {say(c.label)}
                    </button>
                    <Show when={c.reading.unit !== ""}>
                      {" "}
                      <small>{c.reading.unit}</small>
                    </Show>
                  </th>
                )}
              </For>
              <Show when={withRefs()}>
                <th />
              </Show>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr>
                  <For each={columns()}>
                    {(c) => (
                      <td classList={{ num: c.numeric, nowrap: text(row[c.id], c).length <= 16 }}>
                        {text(row[c.id], c)}
                      </td>
                    )}
                  </For>
                  <Show when={withRefs()}>
                    <td>
                      <Show when={typeof row.ref === "string" ? row.ref : undefined}>
                        {(r) => <Why reference={r()} />}
                      </Show>
                    </td>
                  </Show>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Scroll>
      <Show when={props.table.note}>{(n) => <p class="quiet note">{say(n())}</p>}</Show>
    </section>
  );
}
