import { createMemo, For, type JSX, Show } from "solid-js";
import type { Frame, Workbench } from "../../terms/workbench.ts";
import { dayIndex } from "./day-index.ts";
import { PageLink } from "./page-link.tsx";
import { go, place } from "./place.ts";
import { f, w } from "./speech.ts";

/** The as-of day on every page: a slider over the days on which something became known, steps, jumps, comparison, coverage. */
export function AsOfBar(props: {
  readonly frame: Frame;
  readonly verdict: Workbench | undefined;
  readonly waiting: boolean;
}): JSX.Element {
  const asOf = (): string => place().asOf ?? props.frame.newest;
  const here = createMemo(() => Math.max(0, dayIndex(props.frame.days, asOf())));
  const to = (index: number): void => {
    const day = props.frame.days[Math.max(0, Math.min(props.frame.days.length - 1, index))];
    if (day !== undefined && day !== asOf()) go({ asOf: day }, true);
  };
  const toClaim = (by: 1 | -1): void => {
    const days =
      by === 1
        ? props.frame.claimDays.filter((d) => d > asOf())
        : props.frame.claimDays.filter((d) => d < asOf()).reverse();
    const next = days[0];
    if (next !== undefined) go({ asOf: next }, true);
  };
  const keys = (event: KeyboardEvent): void => {
    const by =
      event.key === "ArrowRight" || event.key === "ArrowUp"
        ? 1
        : event.key === "ArrowLeft" || event.key === "ArrowDown"
          ? -1
          : 0;
    if (by === 0) return;
    event.preventDefault();
    if (event.shiftKey) toClaim(by === 1 ? 1 : -1);
    else to(here() + (by === -1 && props.frame.days[here()] !== asOf() ? 0 : by));
  };
  const typed = (text: string, apply: (day: string) => void): void => {
    const day = text.trim();
    if (/^\d{4}-\d{2}-\d{2}$/.test(day)) apply(day);
  };
  const share = (day: string): string =>
    `${((dayIndex(props.frame.days, day) / Math.max(1, props.frame.days.length - 1)) * 100).toFixed(2)}%`;
  return (
    <section class="as-of" aria-label={w().asOfDay}>
      <div class="wide">
        <p class="day">
          <span>{w().asOf}</span> <strong>{f().when(asOf())}</strong>
          <Show when={place().mode === "pseudo"}>
            {" "}
            <em class="later">{w().laterRevisions}</em>
          </Show>
        </p>
        <button
          type="button"
          class="step"
          aria-label={w().previousDay}
          title={w().previousDay}
          disabled={here() === 0 && asOf() <= (props.frame.days[0] ?? "")}
          onClick={() => to(here() - (props.frame.days[here()] === asOf() ? 1 : 0))}
        >
          ‹
        </button>
        <div class="track">
          <input
            type="range"
            min="0"
            max={props.frame.days.length - 1}
            step="1"
            value={here()}
            aria-label={w().asOfDay}
            aria-valuetext={f().when(asOf())}
            aria-describedby="as-of-help"
            onKeyDown={keys}
            onInput={(e) => to(Number(e.currentTarget.value))}
          />
          <svg class="ticks" width="100%" height="8" aria-hidden="true">
            <For each={props.frame.claimDays}>{(d) => <line x1={share(d)} x2={share(d)} y1="0" y2="4" />}</For>
            <line class="report" x1={share(props.frame.reportDay)} x2={share(props.frame.reportDay)} y1="0" y2="8">
              <title>{w().reportDay}</title>
            </line>
          </svg>
          <span id="as-of-help" class="hidden">
            {w().asOfHelp}
          </span>
        </div>
        <button
          type="button"
          class="step"
          aria-label={w().nextDay}
          title={w().nextDay}
          disabled={here() >= props.frame.days.length - 1}
          onClick={() => to(here() + 1)}
        >
          ›
        </button>
        <div class="jumps">
          <label>
            {w().goTo}{" "}
            <input
              class="date"
              inputmode="numeric"
              placeholder="2026-02-09"
              value={asOf()}
              onChange={(e) => typed(e.currentTarget.value, (day) => go({ asOf: day }, true))}
            />
          </label>
          <button type="button" onClick={() => go({ asOf: props.frame.reportDay }, true)}>
            {w().reportDay}
          </button>
          <button type="button" onClick={() => go({ asOf: props.frame.newest }, true)}>
            {w().newest}
          </button>
          <label>
            {w().compareWith}{" "}
            <input
              class="date"
              inputmode="numeric"
              placeholder={w().compareNone}
              value={place().compare ?? ""}
              onChange={(e) =>
                e.currentTarget.value.trim() === ""
                  ? go({ compare: null }, true)
                  : typed(e.currentTarget.value, (day) => go({ compare: day }, true))
              }
            />
          </label>
          <Show when={place().compare !== null && (place().compare ?? "") < asOf()}>
            <PageLink path="/news">{w().whatMoved}</PageLink>
          </Show>
          <label title={place().mode === "strict" ? w().strictHelp : w().pseudoHelp}>
            {w().mode}{" "}
            <select onChange={(e) => go({ mode: e.currentTarget.value === "pseudo" ? "pseudo" : "strict" }, true)}>
              <option value="strict" selected={place().mode === "strict"}>
                {w().strict}
              </option>
              <option value="pseudo" selected={place().mode === "pseudo"}>
                {w().pseudo}
              </option>
            </select>
          </label>
          <p class="fresh" role="status">
            <Show when={!props.waiting} fallback={w().loading}>
              <Show when={props.verdict}>
                {(v) => (
                  <>
                    <span title={w().coverageHelp}>
                      {w().coverage(f().num(v().freshness.visible), f().num(v().freshness.needed))}
                    </span>
                    <Show when={v().freshness.oldestDays !== null}>
                      {" "}
                      · {w().oldest(f().num(v().freshness.oldestDays ?? 0))}
                    </Show>
                  </>
                )}
              </Show>
            </Show>
          </p>
        </div>
      </div>
    </section>
  );
}
