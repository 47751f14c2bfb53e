import { createSignal, For, type JSX, Show } from "solid-js";
import type { Frame, SeriesEntry, SourceHealth } from "../../terms/workbench.ts";
import { Address } from "./address.tsx";
import { CopyButton, Dash } from "./facts.tsx";
import { PageLink } from "./page-link.tsx";
import { go, place } from "./place.ts";
import { Scroll } from "./scroll.tsx";
import { f, say, w, when } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** Series shown at first, and at most (the server gives no more). */
const [pageOf, most] = [25, 500];

/** Every series and list, searchable, and the health of every source as of the day. */
export function DataPage(_props: { readonly frame: Frame }): JSX.Element {
  const [typed, setTyped] = createSignal(place().q ?? "");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = (text: string): void => {
    setTyped(text);
    clearTimeout(timer);
    timer = setTimeout(() => go({ q: text.trim() === "" ? null : text }, true), 150);
  };
  const [wanted, setWanted] = createSignal(pageOf);
  const found = watch<{ readonly total: number; readonly entries: readonly SeriesEntry[] }>(() =>
    api("series", { q: place().q ?? "", limit: String(wanted()) }),
  );
  const sources = watch<readonly SourceHealth[]>(() => api("sources"));
  return (
    <>
      <header class="lead">
        <p class="kicker">{w().data}</p>
        <h1>{w().searchSeries}</h1>
      </header>
      <section>
        <p class="search">
          <input
            type="search"
            aria-label={w().searchSeries}
            placeholder={w().searchHelp}
            value={typed()}
            onInput={(e) => search(e.currentTarget.value)}
          />
        </p>
        <Trouble message={found.error()} again={found.again} />
        <Show when={found.value()}>
          {(r) => (
            <>
              <p class="quiet" role="status">
                {w().matches(f().num(r().total))}
                <Show when={r().entries.length < r().total}>
                  {" "}
                  · {w().matchesShown(f().num(r().entries.length), f().num(r().total))}
                </Show>
              </p>
              <Scroll label={w().series}>
                <table class="found">
                  <thead>
                    <tr>
                      <th>{w().id}</th>
                      <th>{w().title}</th>
                      <th>{w().source}</th>
                      <th>{w().unit}</th>
                      <th>{w().frequency}</th>
                      <th class="num">{w().observations}</th>
                      <th>{w().first}</th>
                      <th>{w().newestPeriod}</th>
                      <th>{w().known}</th>
                    </tr>
                  </thead>
                  <tbody>
                    <For each={r().entries}>
                      {(e) => (
                        <tr>
                          <td>
                            <PageLink path="/series" change={{ id: e.id }}>
                              <code>{e.id}</code>
                            </PageLink>
                          </td>
                          <td>{say(e.title)}</td>
                          <td class="nowrap">
                            <code>{e.source}</code>
                          </td>
                          <td>{e.unit}</td>
                          <td>{e.list ? w().list : w().frequencies[e.frequency]}</td>
                          <td class="num">{f().num(e.count)}</td>
                          <td class="nowrap">{e.firstPeriod === null ? <Dash /> : when(e.firstPeriod)}</td>
                          <td class="nowrap">{e.newestPeriod === null ? <Dash /> : when(e.newestPeriod)}</td>
                          <td class="nowrap">{e.newestKnown === null ? <Dash /> : when(e.newestKnown.slice(0, 10))}</td>
                        </tr>
                      )}
                    </For>
                  </tbody>
                </table>
              </Scroll>
              <Show when={r().entries.length < r().total && r().entries.length < most}>
                <p class="more">
                  <button type="button" onClick={() => setWanted(Math.min(most, wanted() + 4 * pageOf))}>
                    {w().showMore}
                  </button>
                </p>
              </Show>
            </>
          )}
        </Show>
      </section>
      <section>
        <h2>{w().sources}</h2>
        <Trouble message={sources.error()} again={sources.again} />
        <Show when={sources.value()}>
          {(list) => (
            <Scroll label={w().sources}>
              <table class="sources">
                <thead>
                  <tr>
                    <th>{w().source}</th>
                    <th>{w().health}</th>
                    <th class="num">{w().age}</th>
                    <th class="num">{w().lag}</th>
                    <th class="num">{w().series}</th>
                    <th class="num">{w().observations}</th>
                    <th class="num">{w().documents}</th>
                    <th>{w().newestPeriod}</th>
                    <th>{w().known}</th>
                    <th>{w().lastSuccess}</th>
                    <th>{w().licence}</th>
                    <th>{w().command}</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={list()}>
                    {(s) => (
                      <tr data-health={s.state}>
                        <td>
                          <strong>{s.title}</strong>
                          <div class="quiet">
                            {s.publisher} · <code>{s.id}</code> · <Address url={s.homepage} />
                          </div>
                        </td>
                        <td>
                          <strong>{w().healthStates[s.state]}</strong>
                          <div class="quiet">{say(s.says)}</div>
                        </td>
                        <td class="num">{s.ageDays === null ? <Dash /> : w().days(f().num(s.ageDays))}</td>
                        <td class="num">{s.lagDays === null ? <Dash /> : w().days(f().num(s.lagDays))}</td>
                        <td class="num">{f().num(s.series)}</td>
                        <td class="num">{f().num(s.observations)}</td>
                        <td class="num">{f().num(s.documents)}</td>
                        <td class="nowrap">{s.newestPeriod === null ? <Dash /> : when(s.newestPeriod)}</td>
                        <td class="nowrap">{s.newestKnown === null ? <Dash /> : when(s.newestKnown.slice(0, 10))}</td>
                        <td class="nowrap">{s.lastSuccess ? when(s.lastSuccess.slice(0, 10)) : <Dash />}</td>
                        <td>
                          {s.licence}
                          <div class="quiet">{w().termsWords[s.terms]}</div>
                        </td>
                        <td class="nowrap">
                          <code>{s.pull}</code> <CopyButton text={s.pull} />
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </Scroll>
          )}
        </Show>
      </section>
    </>
  );
}
