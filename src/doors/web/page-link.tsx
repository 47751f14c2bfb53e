import type { JSX } from "solid-js";
import { addressOf, go, type Place, place } from "./place.ts";

/** A link to another page of the workbench on the same day; opens without a reload, and like any link with a modifier key. */
export function PageLink(props: {
  readonly path: string;
  readonly change?: Partial<Place>;
  readonly class?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const change = (): Partial<Place> => ({
    id: null,
    q: null,
    thesis: null,
    why: null,
    at: null,
    ...props.change,
    path: props.path,
  });
  return (
    <a
      class={props.class}
      href={addressOf(props.path, props.change)}
      aria-current={place().path === props.path && props.change === undefined ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        const menu = event.currentTarget.closest("details");
        if (menu !== null) menu.open = false;
        go(change());
        const anchor = change().at;
        if (anchor !== null && anchor !== undefined)
          setTimeout(() => document.getElementById(anchor)?.scrollIntoView(), 60);
      }}
    >
      {props.children}
    </a>
  );
}
