import { For, type JSX, Show } from "solid-js";
import { partWords } from "../../terms/parts.ts";
import type { Frame, ThesisJudgement, ThesisScore, Workbench } from "../../terms/workbench.ts";
import { Chart } from "./chart.tsx";
import { ClaimsTable, countedClaims } from "./claims-table.tsx";
import { go, place } from "./place.ts";
import { f, say, w, when } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** A thesis, claim by claim: state, probability, reasons, fine print, what would settle it; another one by `thesis=ID`. */
export function ThesisPage(props: {
  readonly verdict: Workbench;
  readonly before: Workbench | undefined;
  readonly frame: Frame;
}): JSX.Element {
  const other = (): string | null => (place().thesis === props.verdict.thesis.id ? null : place().thesis);
  const asked = watch<ThesisJudgement>(() => (other() === null ? null : api("thesis", { thesis: other() })));
  const shown = (): ThesisJudgement | undefined => {
    if (other() === null) return props.verdict.thesis;
    return asked.value()?.id === other() ? asked.value() : undefined;
  };
  return (
    <>
      <Show when={(props.frame.theses ?? []).length > 1}>
        <p class="choose">
          <label>
            {w().thesis}{" "}
            <select
              onChange={(e) =>
                go({ thesis: e.currentTarget.value === props.verdict.thesis.id ? null : e.currentTarget.value })
              }
            >
              <For each={props.frame.theses}>
                {(t) => (
                  <option value={t.id} selected={t.id === (other() ?? props.verdict.thesis.id)}>
                    {say(t.title)}
                  </option>
                )}
              </For>
            </select>
          </label>
        </p>
      </Show>
      <Trouble message={asked.error()} again={asked.again} />
      <Show when={asked.waiting()}>
        <p class="waiting" role="status">
          {w().loading}
        </p>
      </Show>
      <Show when={shown()}>
        {(thesis) => (
          <>
            <header class="lead">
              <p class="kicker">{say(partWords.thesis.question)}</p>
              <h1>{countedClaims(thesis().claims)}</h1>
              <p class="quiet">
                {say(thesis().title)} · {say(thesis().citation)} · {w().published} {when(thesis().published)}
              </p>
              <Show when={thesis().score}>{(s) => <Scores score={s()} />}</Show>
            </header>
            <section aria-label={w().claims}>
              <ClaimsTable
                claims={thesis().claims}
                before={other() === null ? props.before?.thesis.claims : undefined}
                full={true}
                elsewhere={other() !== null}
              />
            </section>
          </>
        )}
      </Show>
      <Show when={other() === null && props.verdict.parts.thesis}>
        {(part) => (
          <div class="figures">
            <For each={part().figures}>{(fig) => <Chart figure={fig} part="thesis" asOf={props.verdict.asOf} />}</For>
          </div>
        )}
      </Show>
    </>
  );
}

function Scores(props: { readonly score: ThesisScore }): JSX.Element {
  const line = (s: { readonly n: number; readonly brier: number; readonly log: number }): string =>
    `Brier ${f().num(s.brier, 3)}, log ${f().num(s.log, 2)} (n = ${f().num(s.n)})`;
  return (
    <p>
      {w().scores}:{" "}
      <Show when={props.score.author}>
        {(s) => (
          <>
            {w().scoreAuthor} {line(s())}
          </>
        )}
      </Show>
      <Show when={props.score.author !== null && props.score.model !== null}> · </Show>
      <Show when={props.score.model}>
        {(s) => (
          <>
            {w().scoreModel} {line(s())}
          </>
        )}
      </Show>
      <Show when={props.score.unscored > 0}>
        {" "}
        <Show when={props.score.author !== null || props.score.model !== null}>· </Show>
        {w().scoreNone}: {f().num(props.score.unscored)}
      </Show>
    </p>
  );
}
