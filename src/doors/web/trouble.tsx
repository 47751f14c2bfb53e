import { type JSX, Show } from "solid-js";
import { w } from "./speech.ts";

/** What went wrong, in the server's words, and a way on. */
export function Trouble(props: { readonly message: string | undefined; readonly again: () => void }): JSX.Element {
  return (
    <Show when={props.message}>
      {(message) => (
        <div class="trouble" role="alert">
          <strong>{w().failed}</strong> <span>{message()}</span>{" "}
          <button type="button" onClick={() => props.again()}>
            {w().tryAgain}
          </button>
        </div>
      )}
    </Show>
  );
}
