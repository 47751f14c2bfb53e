import { For, type JSX, onCleanup, onMount } from "solid-js";
import type { PartId } from "../../terms/part.ts";
import { PageLink } from "./page-link.tsx";
import { go, place } from "./place.ts";
import { lang, w } from "./speech.ts";
import { theme, turnTheme } from "./theme.ts";

const signals: readonly PartId[] = ["succession", "retreat", "convergence"];
const named: readonly PartId[] = ["cycle", "rotation", "chain", "economics"];
const rest: readonly PartId[] = ["reinforcement", "waiting", "analogs", "budget"];

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
          <Menu label={w().signals} ids={signals} />
          <For each={named}>{(id) => <PageLink path={`/${id}`}>{w().parts[id]}</PageLink>}</For>
          <Menu label={w().more} ids={rest} also={["/backtests", "/news"]} />
          <PageLink path="/thesis">{w().thesis}</PageLink>
          <PageLink path="/data">{w().data}</PageLink>
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

function Menu(props: {
  readonly label: string;
  readonly ids: readonly PartId[];
  readonly also?: readonly ("/backtests" | "/news")[];
}): JSX.Element {
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
      <summary
        data-current={
          [...props.ids.map((id) => `/${id}`), ...(props.also ?? [])].includes(place().path) ? "" : undefined
        }
      >
        {props.label}
      </summary>
      <div>
        <For each={props.ids}>{(id) => <PageLink path={`/${id}`}>{w().parts[id]}</PageLink>}</For>
        <For each={props.also ?? []}>
          {(path) => <PageLink path={path}>{path === "/news" ? w().whatMoved : w().backtests}</PageLink>}
        </For>
      </div>
    </details>
  );
}
