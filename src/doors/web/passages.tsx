import "./passages.css";
import { For, type JSX, Show } from "solid-js";
import type { Explanation } from "../../terms/workbench.ts";
import { Address } from "./address.tsx";
import { say } from "./speech.ts";

/** The rows of filings behind a filed value, as they are printed, and whether they give it. */
export function Passages(props: { readonly passages: NonNullable<Explanation["passages"]> }): JSX.Element {
  return (
    <div class="passages">
      <For each={props.passages.facts}>
        {(fact) => (
          <Show when={fact.printed} fallback={<p class="quiet break">{say(fact.says)}</p>}>
            {(p) => (
              <figure class="passage" aria-label={say(fact.says)}>
                <figcaption>
                  <strong>{p().heading}</strong> <span class="quiet">{p().note}</span>
                </figcaption>
                <p class="quiet">{p().columns}</p>
                <p class="printed">
                  <span>{p().row}</span> <span class="num">{p().digits}</span>
                </p>
                <p class="quiet break">
                  {p().form} {p().accession} · 10<sup>{p().scale}</sup> · <Address url={fact.url} />
                </p>
              </figure>
            )}
          </Show>
        )}
      </For>
      <Show when={props.passages.agrees !== null}>
        <p classList={{ trouble: props.passages.agrees === false }}>{say(props.passages.says)}</p>
      </Show>
    </div>
  );
}
