import { createEffect, createSignal, type JSX, on, Show } from "solid-js";
import { decimalsFor, readingOf } from "../../views/quantity.ts";
import { useDayShown } from "./day-shown.ts";
import { f, lang } from "./speech.ts";

const seen = new Map<string, { readonly asOf: string; readonly value: number | null }>();

/** A number that flashes once when the as-of day moved it, and says by how much against the day shown before. */
export function Changed(props: {
  readonly id: string;
  readonly value: number | null;
  readonly unit: string | null;
  readonly children: JSX.Element;
}): JSX.Element {
  const dayShown = useDayShown();
  const [delta, setDelta] = createSignal<string | null>(null);
  const [turn, setTurn] = createSignal(0);
  createEffect(
    on([dayShown, () => props.value, () => props.id], ([asOf, value, id]) => {
      const before = seen.get(id);
      if (asOf === null) return;
      if (before !== undefined && before.asOf !== asOf) {
        if (before.value !== value && before.value !== null && value !== null) {
          const reading = readingOf(props.unit ?? "", Math.max(Math.abs(value), Math.abs(before.value)), lang());
          const change = (value - before.value) / reading.factor;
          setDelta(f().signed(change, Math.min(6, Math.max(decimalsFor(change), 1))));
          setTurn((n) => n + 1);
        } else if (before.value === value) setDelta(null);
      }
      seen.set(id, { asOf, value });
    }),
  );
  return (
    <span class="changed" data-turn={turn() === 0 ? undefined : turn() % 2}>
      {props.children}
      <Show when={delta()}>{(d) => <small class="delta">{d()}</small>}</Show>
    </span>
  );
}
