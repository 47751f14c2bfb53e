import { createEffect, For, type JSX, onCleanup, Show } from "solid-js";
import type { Explanation } from "../../terms/workbench.ts";
import { quantityText } from "../../views/quantity.ts";
import { Address } from "./address.tsx";
import { PageLink } from "./page-link.tsx";
import { Passages } from "./passages.tsx";
import { go, place } from "./place.ts";
import { lang, say, w, when } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** A button that opens the way from a number to its documents. */
export function Why(props: { readonly reference: string; readonly label?: string }): JSX.Element {
  return (
    <button
      type="button"
      class="why"
      aria-label={props.label === undefined ? `${w().why}: ${props.reference}` : `${w().why}: ${props.label}`}
      onClick={() => go({ why: props.reference }, true)}
    >
      {w().why}
    </button>
  );
}

/** The panel at the side that walks one number back to the documents it came from. */
export function ExplainPanel(): JSX.Element {
  const reference = (): string | null => (place().asOf === null ? null : place().why);
  const found = watch<Explanation>(() => {
    const ref = reference();
    return ref === null ? null : api("explain", { ref });
  });
  let panel: HTMLElement | undefined;
  let came: Element | null = null;
  createEffect(() => {
    if (reference() === null) {
      if (came instanceof HTMLElement) came.focus();
      came = null;
      return;
    }
    if (came === null) came = document.activeElement;
    queueMicrotask(() => panel?.focus());
  });
  const shut = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && reference() !== null) go({ why: null }, true);
  };
  document.addEventListener("keydown", shut);
  onCleanup(() => document.removeEventListener("keydown", shut));
  return (
    <Show when={reference()}>
      <aside
        ref={(e) => {
          panel = e;
        }}
        class="explain"
        tabindex="-1"
        role="dialog"
        aria-label={w().whyOf}
      >
        <header>
          <h2>{w().whyOf}</h2>
          <button type="button" onClick={() => go({ why: null }, true)}>
            {w().close}
          </button>
        </header>
        <p class="quiet">
          <code>{reference()}</code> · {w().asOf} {when(place().asOf ?? "")}
        </p>
        <Trouble message={found.error()} again={found.again} />
        <Show when={found.waiting()}>
          <p class="waiting">{w().loading}</p>
        </Show>
        <Show when={found.error() === undefined ? found.value() : undefined}>
          {(e) => <Step step={e()} depth={0} />}
        </Show>
      </aside>
    </Show>
  );
}

function Step(props: { readonly step: Explanation; readonly depth: number }): JSX.Element {
  const step = (): Explanation => props.step;
  const series = (): string | null =>
    step().kind === "observation" || step().kind === "derived" || step().kind === "entry"
      ? (/^([^@#]+)[@#]/.exec(step().ref)?.[1] ?? null)
      : null;
  return (
    <div class="walk" data-kind={step().kind}>
      <p class="says">{say(step().says)}</p>
      <dl>
        <Show when={step().value !== undefined}>
          <dt>{w().value}</dt>
          <dd class="num">
            {step().value === null ? w().noValue : quantityText(step().value ?? 0, step().unit ?? "", lang())}
          </dd>
        </Show>
        <Show when={step().period}>
          {(p) => (
            <>
              <dt>{w().period}</dt>
              <dd>{when(p())}</dd>
            </>
          )}
        </Show>
        <Show when={step().known}>
          {(k) => (
            <>
              <dt>{w().known}</dt>
              <dd>
                {when(k().slice(0, 10))}
                <Show when={step().knownBy}>{(by) => <> ({w().knownByWords[by()]})</>}</Show>
              </dd>
            </>
          )}
        </Show>
        <Show when={step().evidence}>
          {(e) => (
            <>
              <dt>{w().evidence}</dt>
              <dd>{w().evidenceWords[e()]}</dd>
            </>
          )}
        </Show>
        <Show when={series()}>
          {(id) => (
            <>
              <dt>{w().series}</dt>
              <dd>
                <PageLink path="/series" change={{ id: id() }}>
                  <code>{id()}</code>
                </PageLink>
              </dd>
            </>
          )}
        </Show>
        <Show when={step().document}>
          {(d) => (
            <>
              <dt>{w().document}</dt>
              <dd>{w().documentKinds[d().kind]}</dd>
              <dt>{w().locator}</dt>
              <dd>{d().locator}</dd>
              <dt>{w().address}</dt>
              <dd class="break">
                <Address url={d().url} />
              </dd>
              <dt>{w().hash}</dt>
              <dd class="break">
                <code>{d().sha256}</code>
              </dd>
              <dt>{w().source}</dt>
              <dd>
                {d().source} · {d().licence}
              </dd>
            </>
          )}
        </Show>
      </dl>
      <Show when={step().passages}>{(p) => <Passages passages={p()} />}</Show>
      <Show when={step().children.length > 0}>
        <ul>
          <For each={step().children}>
            {(child) => (
              <li>
                <Show
                  when={props.depth >= 1 && child.children.length > 0}
                  fallback={<Step step={child} depth={props.depth + 1} />}
                >
                  <details>
                    <summary>{say(child.says)}</summary>
                    <Step step={child} depth={props.depth + 1} />
                  </details>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={(step().more ?? 0) > 0}>
        <p class="quiet">{w().moreLeftOut(String(step().more))}</p>
      </Show>
    </div>
  );
}
