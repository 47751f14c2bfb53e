import { type JSX, Show } from "solid-js";
import type { Role } from "../../terms/part.ts";
import { sparkPoints } from "../../views/spark.ts";
import { f, w } from "./speech.ts";

/** A line of recent values without axes; its last value is the number beside it. */
export function Spark(props: {
  readonly values: readonly number[] | undefined;
  readonly role: Role;
  readonly width?: number;
}): JSX.Element {
  const drawn = (): ReturnType<typeof sparkPoints> => sparkPoints(props.values ?? [], props.width ?? 84, 22);
  return (
    <Show when={drawn()}>
      {(d) => (
        <svg
          class="spark"
          width={props.width ?? 84}
          height="22"
          role="img"
          aria-label={w().trend}
          data-role={props.role}
        >
          <polyline points={d().points} />
          <circle cx={d().x} cy={d().y} r="2" />
        </svg>
      )}
    </Show>
  );
}

/** A probability with its interval on a line from 0 to 1; a tick for the author's own. */
export function ProbabilityBar(props: {
  readonly p: number;
  readonly interval: { readonly low: number; readonly high: number; readonly coverage: number } | undefined;
  readonly author: number | undefined;
  readonly hatched: boolean;
}): JSX.Element {
  const at = (p: number): number => 2 + p * 116;
  const spoken = (): string =>
    `${f().pct(props.p)}${props.interval === undefined ? "" : ` (${w().interval(f().pct(props.interval.coverage))} ${f().pct(props.interval.low)} – ${f().pct(props.interval.high)})`}`;
  return (
    <span class="probability">
      <svg width="120" height="16" role="img" aria-label={spoken()}>
        <line class="axis" x1="2" x2="118" y1="8" y2="8" />
        <line class="axis" x1="2" x2="2" y1="4" y2="12" />
        <line class="axis" x1="60" x2="60" y1="6" y2="10" />
        <line class="axis" x1="118" x2="118" y1="4" y2="12" />
        <Show when={props.interval}>
          {(i) => <line class="interval" x1={at(i().low)} x2={at(i().high)} y1="8" y2="8" />}
        </Show>
        <Show when={props.author}>
          {(a) => (
            <line class="author" x1={at(a())} x2={at(a())} y1="1" y2="15">
              <title>
                {w().author}: {f().pct(a())}
              </title>
            </line>
          )}
        </Show>
        <circle cx={at(props.p)} cy="8" r="4" classList={{ hollow: props.hatched }} />
      </svg>
      <span class="num">{f().pct(props.p)}</span>
    </span>
  );
}
