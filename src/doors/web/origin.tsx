import { createEffect, createSignal, type JSX, onCleanup, Show } from "solid-js";
import type { Explanation } from "../../terms/workbench.ts";
import { w, when } from "./speech.ts";
import { api, load } from "./supply.ts";

/** Under a hovered value: when it was known and which document holds it, fetched once the pointer rests. */
export function Origin(props: { readonly reference: string }): JSX.Element {
  const [found, setFound] = createSignal<Explanation | null>(null);
  createEffect(() => {
    const address = api("explain", { ref: props.reference });
    setFound(null);
    const timer = setTimeout(() => {
      load<Explanation>(address).then(
        (e) => setFound(() => (address === api("explain", { ref: props.reference }) ? e : null)),
        () => setFound(null),
      );
    }, 180);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <div class="origin quiet">
      <Show when={found()?.known}>
        {(k) => (
          <div>
            {w().known} {when(k().slice(0, 10))}
          </div>
        )}
      </Show>
      <Show when={firstDocument(found())}>
        {(d) => (
          <div>
            {d().source}: {d().locator}
          </div>
        )}
      </Show>
      <code>{props.reference}</code>
    </div>
  );
}

function firstDocument(e: Explanation | null): NonNullable<Explanation["document"]> | null {
  if (e === null) return null;
  if (e.document !== undefined) return e.document;
  for (const child of e.children) {
    const found = firstDocument(child);
    if (found !== null) return found;
  }
  return null;
}
