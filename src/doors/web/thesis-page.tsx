import { For, type JSX, Show } from "solid-js";
import { partWords } from "../../terms/parts.ts";
import type { Workbench } from "../../terms/workbench.ts";
import { Chart } from "./chart.tsx";
import { ClaimsTable, countedClaims } from "./claims-table.tsx";
import { say, w, when } from "./speech.ts";

/** The thesis, claim by claim: state, probability, reasons, fine print, what would settle it. */
export function ThesisPage(props: {
  readonly verdict: Workbench;
  readonly before: Workbench | undefined;
}): JSX.Element {
  return (
    <>
      <header class="lead">
        <p class="kicker">{say(partWords.thesis.question)}</p>
        <h1>{countedClaims(props.verdict.thesis.claims)}</h1>
        <p class="quiet">
          {say(props.verdict.thesis.title)} · {props.verdict.thesis.citation} · {w().published}{" "}
          {when(props.verdict.thesis.published)}
        </p>
      </header>
      <section aria-label={w().claims}>
        <ClaimsTable claims={props.verdict.thesis.claims} before={props.before?.thesis.claims} full={true} />
      </section>
      <Show when={props.verdict.parts.thesis}>
        {(part) => (
          <div class="figures">
            <For each={part().figures}>{(fig) => <Chart figure={fig} part="thesis" asOf={props.verdict.asOf} />}</For>
          </div>
        )}
      </Show>
    </>
  );
}
