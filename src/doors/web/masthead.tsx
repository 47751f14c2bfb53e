import { For, type JSX, onCleanup, onMount } from "solid-js";
import { type Goal, goalWord } from "./goals.ts";
import { PageLink } from "./page-link.tsx";
import { go, place } from "./place.ts";
import { lang, w } from "./speech.ts";
import { theme, turnTheme } from "./theme.ts";

const signals: readonly Goal[] = ["succession", "retreat", "convergence", "reinforcement"];
const cycle: readonly Goal[] = ["cycle", "rotation", "analogs"];
const plan: readonly Goal[] = ["budget", "waiting"];
const time: readonly Goal[] = ["time", "news"];
const data: readonly Goal[] = ["data", "backtests", "methods"];

/** Name, pages, language and theme. */
export function Masthead(): JSX.Element {
  return (
    <header class="masthead">
      <div class="wide">
        <PageLink path="/" class="brand">
          Vorlauf
        </PageLink>
        <nav aria-label="Vorlauf">
          <PageLink path="/">{w().verdict}</PageLink>
          <Menu label={w().signals} goals={signals} />
          <Menu label={w().cycleMenu} goals={cycle} />
          <PageLink path="/chain">{w().parts.chain}</PageLink>
          <PageLink path="/economics">{w().parts.economics}</PageLink>
          <PageLink path="/thesis">{w().thesis}</PageLink>
          <Menu label={w().plan} goals={plan} />
          <Menu label={w().timeMenu} goals={time} />
          <Menu label={w().data} goals={data} />
        </nav>
        <div class="settings">
          <fieldset class="switch">
            <legend class="hidden">{w().language}</legend>
            <For each={["en", "de"] as const}>
              {(l) => (
                <button type="button" lang={l} aria-pressed={lang() === l} onClick={() => go({ lang: l }, true)}>
                  {l}
                </button>
              )}
            </For>
          </fieldset>
          <button type="button" class="theme" onClick={turnTheme}>
            {w().theme}: {theme() === "auto" ? w().themeAuto : theme() === "light" ? w().themeLight : w().themeDark}
          </button>
        </div>
      </div>
    </header>
  );
}

function Menu(props: { readonly label: string; readonly goals: readonly Goal[] }): JSX.Element {
  let menu: HTMLDetailsElement | undefined;
  const shut = (event: Event): void => {
    if (menu === undefined || !menu.open) return;
    if (event instanceof KeyboardEvent && event.key !== "Escape") return;
    if (event.type === "click" && event.target instanceof Node && menu.contains(event.target)) return;
    menu.open = false;
    if (event instanceof KeyboardEvent) menu.querySelector("summary")?.focus();
  };
  onMount(() => {
    document.addEventListener("click", shut);
    document.addEventListener("keydown", shut);
  });
  onCleanup(() => {
    document.removeEventListener("click", shut);
    document.removeEventListener("keydown", shut);
  });
  return (
    <details
      ref={(e) => {
        menu = e;
      }}
      class="menu"
    >
      <summary data-current={props.goals.some((goal) => `/${goal}` === place().path) ? "" : undefined}>
        {props.label}
      </summary>
      <div>
        <For each={props.goals}>{(goal) => <PageLink path={`/${goal}`}>{goalWord(goal)}</PageLink>}</For>
      </div>
    </details>
  );
}
