import { For, type JSX, Show } from "solid-js";
import type { Figure } from "../../terms/part.ts";
import type { SeriesRevised, SeriesShown } from "../../terms/workbench.ts";
import { quantityParts } from "../../views/quantity.ts";
import { f, lang, say, when } from "./speech.ts";

/** How the values of a series were revised: size and bias by age, and every period whose newest value is not its first. */
export function SeriesRevisions(props: { readonly shown: SeriesShown; readonly revised: SeriesRevised }): JSX.Element {
  const amount = (value: number | null): string => {
    if (value === null) return "–";
    const { number, unit } = quantityParts(value, props.shown.unit, lang());
    return `${number} ${unit}`;
  };
  const relative = (): boolean => props.revised.measure === "relative";
  const size = (value: number | null): string =>
    value === null ? "–" : relative() ? f().pct(value, 2) : f().num(value, 3);
  return (
    <section class="revisions">
      <h2>
        {say({
          en: `${f().num(props.revised.restated.length)} of ${f().num(props.revised.periods)} periods revised`,
          de: `${f().num(props.revised.restated.length)} von ${f().num(props.revised.periods)} Zeiträumen revidiert`,
        })}
      </h2>
      <p class="quiet">
        {say(
          relative()
            ? {
                en: "Revisions relative to the first release, by the age at which the value is looked at. Bias with its 90 % interval.",
                de: "Revisionen im Verhältnis zur Erstveröffentlichung, je nach Alter des Werts. Verzerrung mit 90-%-Intervall.",
              }
            : {
                en: "Revisions in the unit of the series, by the age at which the value is looked at. Bias with its 90 % interval.",
                de: "Revisionen in der Einheit der Reihe, je nach Alter des Werts. Verzerrung mit 90-%-Intervall.",
              },
        )}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>{say({ en: "after", de: "nach" })}</th>
              <th class="num">n</th>
              <th class="num">{say({ en: "revised", de: "revidiert" })}</th>
              <th class="num">{say({ en: "bias", de: "Verzerrung" })}</th>
              <th class="num">{say({ en: "interval", de: "Intervall" })}</th>
              <th class="num">{say({ en: "mean size", de: "mittlere Größe" })}</th>
              <th class="num">{say({ en: "largest", de: "größte" })}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.revised.ages.filter((a) => a.n > 0)}>
              {(a) => (
                <tr>
                  <td>
                    {a.ageDays === null
                      ? say({ en: "until now", de: "bis heute" })
                      : say({ en: `${a.ageDays} days`, de: `${a.ageDays} Tagen` })}
                  </td>
                  <td class="num">{f().num(a.n)}</td>
                  <td class="num">{f().num(a.revised)}</td>
                  <td class="num">{size(a.bias)}</td>
                  <td class="num nowrap">
                    {size(a.low)} … {size(a.high)}
                  </td>
                  <td class="num">{size(a.meanAbsolute)}</td>
                  <td class="num">{size(a.largest)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={props.revised.restated.length > 0}>
        <div class="scroll tall">
          <table>
            <thead>
              <tr>
                <th>{say({ en: "period", de: "Zeitraum" })}</th>
                <th class="num">{say({ en: "first", de: "zuerst" })}</th>
                <th>{say({ en: "known", de: "bekannt" })}</th>
                <th class="num">{say({ en: "newest", de: "zuletzt" })}</th>
                <th>{say({ en: "known", de: "bekannt" })}</th>
                <th class="num">{say({ en: "change", de: "Änderung" })}</th>
                <th class="num">{say({ en: "steps", de: "Schritte" })}</th>
              </tr>
            </thead>
            <tbody>
              <For each={[...props.revised.restated].reverse().slice(0, 500)}>
                {(r) => (
                  <tr>
                    <td class="nowrap">{when(r.period)}</td>
                    <td class="num nowrap">
                      {amount(r.first)}
                      <Show when={!r.isFirstRelease}>
                        {" "}
                        <span class="quiet">{say({ en: "comparative", de: "Vergleichswert" })}</span>
                      </Show>
                    </td>
                    <td class="nowrap">{when(r.firstKnown.slice(0, 10))}</td>
                    <td class="num nowrap">{amount(r.latest)}</td>
                    <td class="nowrap">{when(r.latestKnown.slice(0, 10))}</td>
                    <td class="num">
                      {r.first === null || r.latest === null || r.first === 0
                        ? "–"
                        : `${f().signed((r.latest / r.first - 1) * 100, 2)} %`}
                    </td>
                    <td class="num">{f().num(r.changes)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}

/** The first value of every period beside the newest one: hollow, tied to it where it was revised; none without vintages. */
export function firstReleases(shown: SeriesShown): Figure["series"] {
  if (shown.list || shown.vintages.length === 0) return [];
  const first = new Map<string, SeriesShown["vintages"][number]>();
  for (const v of shown.vintages) if (!first.has(v.period)) first.set(v.period, v);
  const newest = new Map(shown.observations.map((o) => [o.period, o.value]));
  const points = [...first.values()]
    .filter((v) => newest.has(v.period) && newest.get(v.period) !== v.value)
    .map((v) => ({ x: v.period, y: v.value, ref: v.ref }));
  return points.length === 0
    ? []
    : [
        {
          id: `${shown.id}-first`,
          label: { en: "first value", de: "erster Wert" },
          role: "capex",
          kind: "first",
          points,
        },
      ];
}
