import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, Show } from "solid-js";
import type { News, NewsEffect } from "../../terms/news.ts";
import { dateOfDay, dayOf } from "../../terms/period.ts";
import { changeText, groupName } from "./change-text.ts";
import { PageLink } from "./page-link.tsx";
import { place, restedDay } from "./place.ts";
import { Running } from "./running.tsx";
import { f, w } from "./speech.ts";
import { api, type Watched, watch } from "./supply.ts";

/** Days that "lately" means. */
const span = 90;

/** The day so many days before the as-of day. */
export function dayBefore(asOf: string): string {
  return dateOfDay(dayOf(asOf) - span);
}

/** The news of the last days, asked for once the reader has rested on a day whose verdict is there. */
export function watchMoved(ready: () => boolean): Watched<News> {
  const [resting, setResting] = createSignal<string | null>(null);
  createEffect(() => {
    const day = restedDay();
    if (!ready() || day === null) return setResting(null);
    const timer = setTimeout(() => setResting(day), 1500);
    onCleanup(() => clearTimeout(timer));
  });
  return watch<News>(() => {
    const day = resting();
    return day === null ? null : api("news", { from: dayBefore(day) });
  }, true);
}

/** What moved one headline in the last 90 days: old value, new value, the largest contributions, and the way to all of them. */
export function Moved(props: { readonly id: string; readonly news: Watched<News> }): JSX.Element {
  const own = (): News | undefined => (props.news.value()?.to === place().asOf ? props.news.value() : undefined);
  const effect = createMemo((): NewsEffect | undefined => own()?.effects.find((e) => e.id === props.id));
  const since = (): string => dayBefore(place().asOf ?? "2000-01-01");
  return (
    <div class="moved">
      <p class="quiet">{w().moved90}</p>
      <Show when={own()} fallback={<Running task="news" of={since()} />}>
        <Show when={effect()} fallback={<p>{w().moved90None}</p>}>
          {(e) => (
            <>
              <ul>
                <For each={e().contributions.slice(0, 3)}>
                  {(c) => (
                    <li>
                      <span class="num">{changeText(c.amount, e().unit)}</span> {groupName(c.group)}
                    </li>
                  )}
                </For>
              </ul>
              <Show when={e().contributions.length > 3}>
                <p class="quiet">{w().moved90Other(f().num(e().contributions.length - 3))}</p>
              </Show>
              <Show when={e().turnedBy.length > 0}>
                <p>
                  {w().newsTurned} {e().turnedBy.slice(0, 3).map(groupName).join(", ")}
                </p>
              </Show>
            </>
          )}
        </Show>
        <p>
          <PageLink path="/news" change={{ compare: since() }}>
            {w().moved90From(f().when(since()))}
          </PageLink>
        </p>
      </Show>
    </div>
  );
}
