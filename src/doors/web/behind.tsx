import { type JSX, Show } from "solid-js";
import { f, w } from "./speech.ts";

/** Says that what follows is still that of another day; nothing when it is not. */
export function Behind(props: { readonly day: string | null }): JSX.Element {
  return (
    <Show when={props.day}>
      {(day) => (
        <p class="behindnote quiet" role="status">
          {w().behind(f().when(day()))}
        </p>
      )}
    </Show>
  );
}
