import { createMemo, For, type JSX, Show } from "solid-js";
import type { Forecast, Line, PartId, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { warningSentence } from "../../terms/words/warning-words.ts";
import type { Workbench } from "../../terms/workbench.ts";
import { quantityText } from "../../views/quantity.ts";
import { Behind } from "./behind.tsx";
import { Chart } from "./chart.tsx";
import { DataTable } from "./data-table.tsx";
import { DayShown } from "./day-shown.ts";
import { Why } from "./explain-panel.tsx";
import { Confidence, Direction, GapNote, Interval, Level, Mark, PseudoNote, Value } from "./facts.tsx";
import { LinesTable } from "./lines-table.tsx";
import { place } from "./place.ts";
import { Scroll } from "./scroll.tsx";
import { f, lang, say, w } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** One part of the system in full: finding, facts, further findings, charts, tables, forecasts, notes. */
export function PartPage(props: {
  readonly id: PartId;
  readonly before: Workbench | undefined;
  /** The headline of the day asked for, in sight until the whole part is there. */
  readonly light: Line | undefined;
}): JSX.Element {
  const found = watch<PartResult>(() => api(`part/${props.id}`));
  const result = createMemo(() => {
    const value = found.value();
    return value?.part === props.id ? value : undefined;
  });
  const behind = (): boolean => (result()?.asOf ?? "") !== place().asOf;
  const headline = (r: PartResult): Line => (behind() ? (props.light ?? r.headline) : r.headline);
  const dayShown = (): string | null =>
    behind() && props.light !== undefined ? place().asOf : (result()?.asOf ?? null);
  const before = (id: string): Line | undefined => {
    const old = props.before?.parts[props.id];
    return old === undefined ? undefined : [old.headline, ...old.lines].find((l) => l.id === id);
  };
  return (
    <>
      <Trouble message={found.error()} again={found.again} />
      <Show
        when={result()}
        fallback={
          <Show when={found.waiting()}>
            <p class="waiting" role="status">
              {w().loading}
            </p>
          </Show>
        }
      >
        {(r) => (
          <DayShown.Provider value={dayShown}>
            <article aria-busy={found.waiting()} classList={{ behind: behind() }}>
              <header class="lead">
                <p class="kicker">
                  {say(partWords[props.id].title)} · {say(partWords[props.id].question)}
                </p>
                <Headline line={headline(r())} before={before(r().headline.id)} />
              </header>
              <Behind day={behind() ? r().asOf : null} />
              <Show when={r().figures[0]}>
                {(fig) => (
                  <section aria-label={w().parts[props.id]}>
                    <Chart figure={fig()} part={props.id} asOf={r().asOf} heading={2} />
                  </section>
                )}
              </Show>
              <Show when={further(r()).length > 0}>
                <section>
                  <h2>{w().findings}</h2>
                  <LinesTable lines={further(r())} before={before} named={false} caption={w().findings} />
                </section>
              </Show>
              <Show when={r().figures.length > 1}>
                <section class="figures" aria-label={w().parts[props.id]}>
                  <For each={r().figures.slice(1)}>
                    {(fig) => <Chart figure={fig} part={props.id} asOf={r().asOf} heading={2} />}
                  </For>
                </section>
              </Show>
              <For each={r().tables}>{(t) => <DataTable table={t} part={props.id} asOf={r().asOf} />}</For>
              <Show when={r().forecasts.length > 0}>
                <Forecasts forecasts={r().forecasts} />
              </Show>
              <Show when={r().warnings.length > 0}>
                <section class="notes">
                  <h2>{w().notes}</h2>
                  <ul>
                    <For each={r().warnings}>{(n) => <li>{warningSentence(n)[lang()]}</li>}</For>
                  </ul>
                </section>
              </Show>
            </article>
          </DayShown.Provider>
        )}
      </Show>
    </>
  );
}

/** The findings that do not repeat the headline word for word. */
function further(result: PartResult): readonly Line[] {
  return result.lines.filter((l) => l.says.en !== result.headline.says.en);
}

function Headline(props: { readonly line: Line; readonly before: Line | undefined }): JSX.Element {
  const signal = (): boolean => ["succession", "retreat", "convergence"].includes(props.line.part);
  return (
    <>
      <Show when={props.line.state !== "found"}>
        <p class="verdictword">
          <span class="hatch">{w()[props.line.state]}</span>
        </p>
      </Show>
      <h1 data-long={say(props.line.says).length > 110 ? "" : undefined}>{say(props.line.says)}</h1>
      <Show when={props.line.state === "found"}>
        <dl class="facts">
          <div>
            <dt>{w().value}</dt>
            <dd>
              <Value line={props.line} before={props.before} /> <Interval line={props.line} />
            </dd>
          </div>
          <Show when={signal() || props.line.level}>
            <div>
              <dt>
                {w().level} <small>{w().percentile}</small>
              </dt>
              <dd>
                <Level line={props.line} />
              </dd>
            </div>
          </Show>
          <Show when={signal() || props.line.direction}>
            <div>
              <dt>{w().direction}</dt>
              <dd>
                <Direction direction={props.line.direction} />
              </dd>
            </div>
          </Show>
          <Show when={signal() || props.line.confidence}>
            <div>
              <dt>{w().confidence}</dt>
              <dd>
                <Confidence line={props.line} />
              </dd>
            </div>
          </Show>
          <div>
            <dt>
              {w().evidence} · {w().newestPeriod}
            </dt>
            <dd>
              <Mark line={props.line} />{" "}
              <Show when={props.line.state !== "not-built"}>
                <Why reference={props.line.id} label={say(props.line.says)} />
              </Show>
            </dd>
          </div>
        </dl>
      </Show>
      <Show when={props.line.gap}>{(g) => <GapNote gap={g()} />}</Show>
      <PseudoNote line={props.line} />
    </>
  );
}

function Forecasts(props: { readonly forecasts: readonly Forecast[] }): JSX.Element {
  const at = (draws: readonly number[], p: number): number =>
    draws[Math.min(draws.length - 1, Math.max(0, Math.round(p * (draws.length - 1))))] ?? Number.NaN;
  const shown = (v: number, unit: string): string => quantityText(v, unit, lang());
  return (
    <section>
      <h2>{w().forecasts}</h2>
      <Scroll label={w().forecasts}>
        <table>
          <thead>
            <tr>
              <th>{w().forecasts}</th>
              <th>{w().period}</th>
              <th class="num">{w().median}</th>
              <th class="num">{w().range(f().pct(0.8))}</th>
              <th>{w().horizon}</th>
              <th>{w().validated}</th>
              <th>{w().method}</th>
              <th>{w().evidence}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            <For each={props.forecasts}>
              {(c) => (
                <tr>
                  <td>{say(c.says)}</td>
                  <td class="nowrap">{f().when(c.period)}</td>
                  <td class="num nowrap">{c.draws.length === 0 ? "–" : shown(at(c.draws, 0.5), c.unit)}</td>
                  <td class="num nowrap">
                    {c.draws.length === 0
                      ? "–"
                      : `${shown(at(c.draws, 0.1), c.unit)} – ${shown(at(c.draws, 0.9), c.unit)}`}
                  </td>
                  <td>{w().periods(f().num(c.horizon))}</td>
                  <td>{c.validatedHorizon === 0 ? w().neverTested : w().periods(f().num(c.validatedHorizon))}</td>
                  <td class="quiet">{say(c.method)}</td>
                  <td>{w().evidenceWords[c.evidence]}</td>
                  <td>
                    <Show when={c.refs[0]}>{(ref) => <Why reference={ref()} label={say(c.says)} />}</Show>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
