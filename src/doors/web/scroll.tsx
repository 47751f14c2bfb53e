import { createSignal, type JSX, onCleanup, onMount, Show } from "solid-js";
import { w } from "./speech.ts";

/** A box whose content may be wider than the page: it scrolls inside itself, says so, and can be reached by keyboard when it does. */
export function Scroll(props: {
  readonly label: string;
  /** At most so tall that its head stays in sight. */
  readonly tall?: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  const [over, setOver] = createSignal(false);
  const [more, setMore] = createSignal(false);
  let box: HTMLElement | undefined;
  const look = (): void => {
    if (box === undefined) return;
    setOver(box.scrollWidth > box.clientWidth + 2);
    setMore(box.scrollWidth - box.clientWidth - box.scrollLeft > 4);
  };
  onMount(() => {
    if (box === undefined) return;
    const observer = new ResizeObserver(look);
    observer.observe(box);
    if (box.firstElementChild !== null) observer.observe(box.firstElementChild);
    onCleanup(() => observer.disconnect());
    look();
  });
  return (
    <div class="scroller" data-more={more() ? "" : undefined}>
      <section
        ref={(e) => {
          box = e;
        }}
        class="scroll"
        classList={{ tall: props.tall === true }}
        tabindex={over() || props.tall === true ? "0" : undefined}
        aria-label={props.label}
        onScroll={look}
      >
        {props.children}
      </section>
      <Show when={more()}>
        <p class="onward" aria-hidden="true">
          {w().scrollOn}
        </p>
      </Show>
    </div>
  );
}
