import { createSignal, type JSX, onCleanup, Show } from "solid-js";
import type { RunningTask } from "../../terms/workbench.ts";
import { restedDay } from "./place.ts";
import { f, w } from "./speech.ts";

/** How far the server has come with a computation that this page waits for; nothing when it is not on its list. */
export function Running(props: { readonly task: RunningTask["task"]; readonly of: string }): JSX.Element {
  const [found, setFound] = createSignal<RunningTask | undefined>(undefined);
  const look = async (): Promise<void> => {
    try {
      const response = await fetch("/api/running");
      const list: unknown = await response.json();
      const own = (Array.isArray(list) ? list : []) as readonly RunningTask[];
      setFound(own.find((r) => r.task === props.task && r.of === props.of && r.asOf === restedDay()));
    } catch {
      setFound(undefined);
    }
  };
  void look();
  const timer = setInterval(() => void look(), 700);
  onCleanup(() => clearInterval(timer));
  return (
    <Show when={found()}>
      {(r) => (
        <p class="running quiet" role="status">
          <progress max={Math.max(1, r().total)} value={r().total === 0 ? undefined : r().done} />{" "}
          {r().on === "" ? w().newsWaits : w().newsMeasuring(r().on, f().num(r().done), f().num(r().total))}
        </p>
      )}
    </Show>
  );
}
