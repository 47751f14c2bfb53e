import { type JSX, Show } from "solid-js";

/** A publisher's address: a link only when it is http or https. */
export function Address(props: { readonly url: string }): JSX.Element {
  return (
    <Show when={/^https?:\/\//i.test(props.url)} fallback={<span>{props.url}</span>}>
      <a href={props.url} target="_blank" rel="noreferrer noopener">
        {props.url}
      </a>
    </Show>
  );
}
