import { createMemo, For, type JSX, Show } from "solid-js";
import { claimTurns, type DayFrame } from "../../terms/timeline.ts";
import type { ClaimJudgement } from "../../terms/workbench.ts";
import { dayIndex } from "./day-index.ts";
import { StateMark } from "./facts.tsx";
import { go, place } from "./place.ts";
import { Scroll } from "./scroll.tsx";
import { f, say, w } from "./speech.ts";

/** Width of the strip in its own units, and height of a row. */
const [wide, tall] = [1000, 24];

interface Stretch {
  readonly state: ClaimJudgement["state"];
  readonly from: number;
  readonly to: number;
  readonly chances: readonly { readonly at: number; readonly p: number }[];
}

/** Each claim's state over the days, one strip per claim, and below every change of a state. */
export function ClaimTimes(props: {
  readonly claims: readonly ClaimJudgement[];
  readonly frames: readonly DayFrame[];
  readonly since: string;
}): JSX.Element {
  const frames = createMemo(() => {
    const own = props.frames.filter((x) => x.day >= props.since);
    return own.length >= 2 ? own : props.frames;
  });
  const at = (i: number): number => (i / Math.max(1, frames().length)) * wide;
  const here = (): number =>
    dayIndex(
      frames().map((x) => x.day),
      place().asOf ?? "",
    );
  const stretches = (id: string): Stretch[] => {
    const found: { state: Stretch["state"]; from: number; to: number; chances: { at: number; p: number }[] }[] = [];
    frames().forEach((frame, i) => {
      const claim = frame.claims.find((c) => c.id === id);
      if (claim === undefined) return;
      let last = found.at(-1);
      if (last === undefined || last.state !== claim.state) {
        last = { state: claim.state, from: at(i), to: at(i + 1), chances: [] };
        found.push(last);
      }
      last.to = at(i + 1);
      if (claim.probability !== null && claim.state === "open")
        last.chances.push({ at: at(i), p: claim.probability }, { at: at(i + 1), p: claim.probability });
    });
    return found;
  };
  const jump = (event: MouseEvent & { readonly currentTarget: SVGSVGElement }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const i = Math.floor(((event.clientX - box.left) / box.width) * frames().length);
    const day = frames()[Math.max(0, Math.min(frames().length - 1, i))]?.day;
    if (day !== undefined) go({ asOf: day }, true);
  };
  const turns = createMemo(() => claimTurns(frames()).reverse());
  const claimOf = (id: string): ClaimJudgement | undefined => props.claims.find((c) => c.id === id);
  return (
    <section class="times">
      <h2>{w().timeClaims}</h2>
      <p class="quiet">{w().timeClaimsHelp}</p>
      <Scroll label={w().timeClaims}>
        <table class="strips">
          <thead>
            <tr>
              <th scope="col">{w().claim}</th>
              <th scope="col">
                <span class="ends">
                  <span>{f().when(frames()[0]?.day ?? "")}</span>
                  <span>{f().when(frames().at(-1)?.day ?? "")}</span>
                </span>
              </th>
              <th scope="col">{w().state}</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.claims}>
              {(claim) => (
                <tr>
                  <th scope="row">{say(claim.says)}</th>
                  <td>
                    <svg
                      class="strip"
                      viewBox={`0 0 ${wide} ${tall}`}
                      preserveAspectRatio="none"
                      aria-hidden="true"
                      onClick={jump}
                    >
                      <For each={stretches(claim.id)}>{(s) => <Piece stretch={s} />}</For>
                      <Show when={here() >= 0}>
                        <line class="now" x1={at(here() + 0.5)} x2={at(here() + 0.5)} y1="0" y2={tall} />
                      </Show>
                    </svg>
                  </td>
                  <td class="nowrap">
                    <StateMark state={claim.state} />
                    <Show when={claim.state === "open" && claim.probability !== null}>
                      {" "}
                      <span class="num">{f().pct(claim.probability ?? 0)}</span>
                    </Show>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Scroll>
      <h3>{w().timeTurns}</h3>
      <Show when={turns().length > 0} fallback={<p class="quiet">{w().timeNoTurns}</p>}>
        <ul class="turns">
          <For each={turns()}>
            {(t) => (
              <li aria-current={t.day === place().asOf ? "date" : undefined}>
                <button
                  type="button"
                  aria-label={`${w().toDay}: ${f().when(t.day)}`}
                  onClick={() => go({ asOf: t.day }, true)}
                >
                  {f().when(t.day)}
                </button>{" "}
                <span>{say(claimOf(t.claim)?.says ?? { en: t.claim, de: t.claim })}</span>{" "}
                <span class="nowrap">
                  <StateMark state={t.from} /> → <StateMark state={t.to} />
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}

function Piece(props: { readonly stretch: Stretch }): JSX.Element {
  const s = (): Stretch => props.stretch;
  const path = (): string =>
    s()
      .chances.map((c) => `${c.at.toFixed(1)},${(tall - 3 - c.p * (tall - 6)).toFixed(1)}`)
      .join(" ");
  return (
    <g data-state={s().state}>
      <rect
        x={s().from}
        width={Math.max(0.5, s().to - s().from)}
        y="3"
        height={tall - 6}
        vector-effect="non-scaling-stroke"
      />
      <Show when={s().state === "cannot-tell"}>
        <path
          vector-effect="non-scaling-stroke"
          d={Array.from(
            { length: Math.max(1, Math.floor((s().to - s().from) / 9)) },
            (_, i) => `M${(s().from + i * 9).toFixed(1)} ${tall - 3}L${(s().from + i * 9 + 6).toFixed(1)} 3`,
          ).join("")}
        />
      </Show>
      <Show when={s().state === "open"}>
        <polyline vector-effect="non-scaling-stroke" points={path()} />
      </Show>
    </g>
  );
}
