import { createEffect, createMemo, type JSX, Match, Show, Switch } from "solid-js";
import { type PartId, partIds } from "../../terms/part.ts";
import type { DayFrame, Timeline } from "../../terms/timeline.ts";
import type { Frame, Workbench } from "../../terms/workbench.ts";
import { AsOfBar } from "./as-of-bar.tsx";
import { BacktestsPage } from "./backtests-page.tsx";
import { DataPage } from "./data-page.tsx";
import { dayIndex } from "./day-index.ts";
import { DayShown } from "./day-shown.ts";
import { ExplainPanel } from "./explain-panel.tsx";
import { pageName } from "./goals.ts";
import { framesByDay, lightWorkbench } from "./light.ts";
import { Masthead } from "./masthead.tsx";
import { MethodsPage } from "./methods-page.tsx";
import { NewsPage } from "./news-page.tsx";
import { PartPage } from "./part-page.tsx";
import { addressOf, go, place } from "./place.ts";
import { SeriesPage } from "./series-page.tsx";
import { lang, w, when } from "./speech.ts";
import { api, prefetch, watch } from "./supply.ts";
import { ThesisPage } from "./thesis-page.tsx";
import { TimePage } from "./time-page.tsx";
import { Trouble } from "./trouble.tsx";
import { VerdictPage } from "./verdict-page.tsx";

/** The whole workbench: masthead, as-of bar, one page, the panel that explains, the line that says what this is not. */
export function App(): JSX.Element {
  const frame = watch<Frame>(() => "/api/frame");
  createEffect(() => {
    const known = frame.value();
    if (known !== undefined && place().asOf === null) go({ asOf: known.newest }, true);
  });
  const ready = createMemo(() => place().asOf !== null);
  const verdict = watch<Workbench>(() => (ready() ? api("verdict") : null));
  const timeline = watch<Timeline>(() => (verdict.value() === undefined ? null : `/api/timeline?mode=${place().mode}`));
  const frames = createMemo((): ReadonlyMap<string, DayFrame> => {
    const packed = timeline.value();
    return packed === undefined || packed.mode !== place().mode ? new Map() : framesByDay(packed);
  });
  const shown = createMemo((): Workbench | undefined => {
    const whole = verdict.value();
    const light = frames().get(place().asOf ?? "");
    return whole === undefined || whole.asOf === place().asOf || light === undefined
      ? whole
      : lightWorkbench(whole, light);
  });
  const before = watch<Workbench>(() => {
    const compare = place().compare;
    return ready() && compare !== null ? api("verdict", { asOf: compare }) : null;
  });
  const compared = (): Workbench | undefined => (place().compare === null ? undefined : before.value());
  const part = createMemo((): PartId | null => partIds.find((p) => `/${p}` === place().path) ?? null);
  createEffect(() => {
    document.documentElement.lang = lang();
  });
  createEffect(() => {
    const [name, day] = [pageName(place().path, place().id), place().asOf];
    document.title = [name, ...(day === null ? [] : [when(day)]), "Vorlauf"].join(" · ");
  });
  createEffect(() => {
    const known = frame.value();
    const asOf = place().asOf;
    if (known === undefined || asOf === null || verdict.value()?.asOf !== asOf) return prefetch([]);
    const here = dayIndex(known.days, asOf);
    const id = part();
    const near = [known.days[here + 1], known.days[here - 1]].filter((d): d is string => d !== undefined);
    prefetch(
      near.flatMap((d) => [
        api("verdict", { asOf: d }),
        ...(id === null || id === "thesis" ? [] : [api(`part/${id}`, { asOf: d })]),
      ]),
    );
  });
  return (
    <>
      <a class="skip" href="#main">
        {w().skip}
      </a>
      <Masthead />
      <Show when={frame.value()}>
        {(known) => (
          <AsOfBar frame={known()} verdict={shown()} waiting={verdict.waiting() && shown()?.asOf !== place().asOf} />
        )}
      </Show>
      <Show when={frame.value()?.synthetic === true}>
        <p class="synthetic" role="note">
          {w().synthetic}
        </p>
      </Show>
      <DayShown.Provider value={() => shown()?.asOf ?? null}>
        <main id="main" tabindex="-1" aria-busy={verdict.waiting()}>
          <Trouble
            message={frame.error() ?? verdict.error()}
            again={() => (frame.error() === undefined ? verdict.again() : frame.again())}
          />
          <Show when={frame.value()} fallback={<p class="waiting">{w().loading}</p>}>
            {(known) => (
              <Switch fallback={<NoPage />}>
                <Match when={place().path === "/"}>
                  <Show when={shown()} fallback={<Waiting shown={verdict.waiting()} />}>
                    {(v) => <VerdictPage verdict={v()} whole={verdict.value() ?? v()} before={compared()} />}
                  </Show>
                </Match>
                <Match when={place().path === "/thesis"}>
                  <Show when={shown()} fallback={<Waiting shown={verdict.waiting()} />}>
                    {(v) => <ThesisPage verdict={v()} before={compared()} frame={known()} />}
                  </Show>
                </Match>
                <Match when={place().path === "/data"}>
                  <DataPage frame={known()} />
                </Match>
                <Match when={place().path === "/backtests"}>
                  <BacktestsPage />
                </Match>
                <Match when={place().path === "/time"}>
                  <Show when={shown()} fallback={<Waiting shown={verdict.waiting()} />}>
                    {(v) => <TimePage frame={known()} verdict={v()} frames={frames()} timeline={timeline.value()} />}
                  </Show>
                </Match>
                <Match when={place().path === "/methods"}>
                  <MethodsPage />
                </Match>
                <Match when={place().path === "/news"}>
                  <NewsPage frame={known()} />
                </Match>
                <Match when={place().path === "/series"}>
                  <SeriesPage />
                </Match>
                <Match when={part()}>
                  {(id) => (
                    <PartPage id={id()} before={compared()} light={frames().get(place().asOf ?? "")?.lines[id()]} />
                  )}
                </Match>
              </Switch>
            )}
          </Show>
        </main>
      </DayShown.Provider>
      <footer class="colophon">
        <p>{w().notAdvice}</p>
        <p>{w().likelihoodTable}</p>
        <Show when={frame.value()}>
          {(known) => (
            <p class="quiet">
              {w().versions(known().versions.vorlauf, known().versions.snapshot)}
              <Show when={verdict.value()}>
                {(v) => (
                  <>
                    {" "}
                    · <code>{v().hash.slice(0, 16)}</code>
                  </>
                )}
              </Show>
            </p>
          )}
        </Show>
      </footer>
      <ExplainPanel />
    </>
  );
}

function Waiting(props: { readonly shown: boolean }): JSX.Element {
  return (
    <Show when={props.shown}>
      <p class="waiting" role="status">
        {w().loading}
      </p>
    </Show>
  );
}

function NoPage(): JSX.Element {
  return (
    <section>
      <h1>{w().noPage}</h1>
      <p>
        <a
          href={addressOf("/")}
          onClick={(e) => {
            e.preventDefault();
            go({ path: "/", id: null, q: null });
          }}
        >
          {w().toVerdict}
        </a>
      </p>
    </section>
  );
}
