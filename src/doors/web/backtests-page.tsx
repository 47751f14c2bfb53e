import { createMemo, For, type JSX, Show } from "solid-js";
import type { BacktestEntry, BacktestShown } from "../../terms/backtest.ts";
import { Chart } from "./chart.tsx";
import { DataTable } from "./data-table.tsx";
import { PageLink } from "./page-link.tsx";
import { place } from "./place.ts";
import { Scroll } from "./scroll.tsx";
import { f, say, w, when } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** The kept real-time evaluations: the list with its findings, and one in full. */
export function BacktestsPage(): JSX.Element {
  const list = watch<readonly BacktestEntry[]>(() => api("backtests"));
  const chosen = createMemo(() => place().id);
  const one = watch<BacktestShown>(() => {
    const id = chosen();
    return id === null ? null : api(`backtests/${encodeURIComponent(id)}`);
  });
  const shown = createMemo(() => {
    const value = one.value();
    return value !== undefined && value.backtest.id === chosen() ? value : undefined;
  });
  const last = (): string => list.value()?.[0]?.asOf ?? "";
  const later = (): boolean => last() > (place().asOf ?? "");
  return (
    <>
      <header class="lead">
        <p class="kicker">{w().backtests}</p>
        <h1>{w().backtestsTitle}</h1>
        <p>{w().backtestsHelp}</p>
        <Show when={last() !== "" && later()}>
          <p class="quiet" role="note">
            {w().backtestsLater(when(last()))}
          </p>
        </Show>
      </header>
      <Trouble
        message={list.error() ?? one.error()}
        again={() => (list.error() === undefined ? one.again() : list.again())}
      />
      <Show when={chosen() !== null && one.waiting()}>
        <p class="waiting" role="status">
          {w().loading}
        </p>
      </Show>
      <Show when={shown()}>{(s) => <InFull shown={s()} />}</Show>
      <Show when={list.value()}>
        {(entries) => (
          <section>
            <h2>{w().backtests}</h2>
            <Scroll label={w().backtests}>
              <table class="lines backtests">
                <thead>
                  <tr>
                    <th scope="col">{w().title}</th>
                    <th scope="col">{w().findings}</th>
                    <th scope="col">{w().period}</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={entries()}>
                    {(e) => (
                      <tr aria-current={e.id === chosen() ? "true" : undefined}>
                        <th scope="row">
                          <PageLink path="/backtests" change={{ id: e.id }}>
                            {say(e.title)}
                          </PageLink>
                        </th>
                        <td class="says">{say(e.says)}</td>
                        <td>
                          {w().originsWord(f().num(e.origins))}
                          <Show when={e.firstOrigin !== null && e.lastOrigin !== null}>
                            <div class="quiet">
                              {when(e.firstOrigin ?? "")} – {when(e.lastOrigin ?? "")}
                            </div>
                          </Show>
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </Scroll>
          </section>
        )}
      </Show>
    </>
  );
}

function InFull(props: { readonly shown: BacktestShown }): JSX.Element {
  const head = (): BacktestShown["backtest"] => props.shown.backtest;
  return (
    <article class="method">
      <header>
        <h2>{say(head().title)}</h2>
        <p>{say(head().says)}</p>
        <p class="quiet">
          {w().originsWord(f().num(head().origins))} · {w().backtestsOutcomes(when(head().asOf))} ·{" "}
          <code>vorlauf backtest {head().id}</code>
        </p>
      </header>
      <Show when={props.shown.figures.length > 0}>
        <section class="figures" aria-label={say(head().title)}>
          <For each={props.shown.figures}>
            {(fig) => <Chart figure={fig} part="backtests" why={fig.refs[0] ?? null} asOf={head().asOf} heading={3} />}
          </For>
        </section>
      </Show>
      <For each={props.shown.tables}>
        {(t) => <DataTable table={t} part={`backtest-${head().id}`} asOf={head().asOf} />}
      </For>
      <Show when={head().notes.length > 0}>
        <section class="notes">
          <h2>{w().notes}</h2>
          <ul>
            <For each={head().notes}>{(n) => <li>{say(n)}</li>}</For>
          </ul>
        </section>
      </Show>
    </article>
  );
}
