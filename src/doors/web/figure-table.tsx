import { For, type JSX } from "solid-js";
import type { Figure } from "../../terms/part.ts";
import { quantityParts, readingOf } from "../../views/quantity.ts";
import { Why } from "./explain-panel.tsx";
import { Scroll } from "./scroll.tsx";
import { lang, say, w, when } from "./speech.ts";

/** The values behind a chart, newest first, one per row, each with its way back to the document. */
export function FigureTable(props: { readonly figure: Figure }): JSX.Element {
  const rows = (): {
    label: string;
    kind: Figure["series"][number]["kind"];
    x: string;
    y: number | null;
    low?: number;
    high?: number;
    ref?: string;
  }[] =>
    props.figure.series.flatMap((s) => s.points.map((p) => ({ label: say(s.label), kind: s.kind, ...p })).reverse());
  const shown = (v: number | null | undefined): string =>
    v === null || v === undefined ? "–" : quantityParts(v, props.figure.unit, lang()).number;
  const largest = (): number =>
    Math.max(
      0,
      ...rows()
        .map((r) => Math.abs(r.y ?? 0))
        .filter(Number.isFinite),
    );
  return (
    <Scroll label={say(props.figure.title)} tall={true}>
      <table>
        <thead>
          <tr>
            <th>{w().series}</th>
            <th>{w().period}</th>
            <th class="num">
              {w().value} <small>{readingOf(props.figure.unit, largest(), lang()).unit}</small>
            </th>
            <th class="num">{w().low_}</th>
            <th class="num">{w().high_}</th>
            <th>{w().kind}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(r) => (
              <tr>
                <td>{r.label}</td>
                <td>{when(r.x)}</td>
                <td class="num">
                  {shown(r.y)}{" "}
                  <small class="quiet">{r.y === null ? "" : quantityParts(r.y, props.figure.unit, lang()).unit}</small>
                </td>
                <td class="num">{shown(r.low)}</td>
                <td class="num">{shown(r.high)}</td>
                <td>{w().kinds[r.kind]}</td>
                <td>{r.ref === undefined ? "" : <Why reference={r.ref} />}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Scroll>
  );
}
