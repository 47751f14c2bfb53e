import { For, type JSX, Show } from "solid-js";
import type { Line } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { Why } from "./explain-panel.tsx";
import { Confidence, Direction, GapNote, Interval, Level, Mark, PseudoNote, roleOf, Value } from "./facts.tsx";
import { PageLink } from "./page-link.tsx";
import { Scroll } from "./scroll.tsx";
import { Spark } from "./spark.tsx";
import { say, w } from "./speech.ts";

/** Findings as rows: sentence, value, direction, evidence and date, each with its way back. */
export function LinesTable(props: {
  readonly lines: readonly Line[];
  readonly before: (id: string) => Line | undefined;
  readonly named: boolean;
  readonly caption: string;
}): JSX.Element {
  const many = (has: (line: Line) => boolean): boolean => props.lines.filter(has).length * 2 > props.lines.length;
  const directions = (): boolean => props.lines.some((l) => l.direction !== null);
  const levels = (): boolean => many((l) => l.level !== undefined);
  const confidences = (): boolean => many((l) => l.confidence !== undefined);
  return (
    <Scroll label={props.caption}>
      <table class="lines">
        <caption class="hidden">{props.caption}</caption>
        <thead>
          <tr>
            <Show when={props.named}>
              <th scope="col">{w().part}</th>
            </Show>
            <th scope="col">{w().finding}</th>
            <th scope="col" class="num">
              {w().value}
            </th>
            <Show when={levels()}>
              <th scope="col">
                {w().level} <small>{w().percentile}</small>
              </th>
            </Show>
            <Show when={directions()}>
              <th scope="col">{w().direction}</th>
            </Show>
            <Show when={confidences()}>
              <th scope="col">{w().confidence}</th>
            </Show>
            <th scope="col">
              {w().evidence} · {w().newestPeriod}
            </th>
            <th scope="col">
              <span class="hidden">{w().why}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.lines}>
            {(line) => (
              <tr data-state={line.state} id={`line-${line.id.replaceAll("/", "-")}`}>
                <Show when={props.named}>
                  <th scope="row">
                    <PageLink path={`/${line.part}`}>{say(partWords[line.part].title)}</PageLink>
                  </th>
                </Show>
                <td class="says">
                  <Show when={line.state !== "found"}>
                    <strong class="hatch">{w()[line.state]}</strong>{" "}
                  </Show>
                  {say(line.says)}
                  <Show when={line.gap}>{(g) => <GapNote gap={g()} />}</Show>
                  <PseudoNote line={line} />
                </td>
                <td class="num">
                  <Value line={line} before={props.before(line.id)} />
                  <Show when={line.interval}>
                    <br />
                    <Interval line={line} />
                  </Show>
                  <Show when={!levels() && line.level}>
                    <div class="aside">
                      {w().level} <Level line={line} />
                    </div>
                  </Show>
                  <Show when={!confidences() && line.confidence}>
                    <div class="aside">
                      {w().confidence} <Confidence line={line} />
                    </div>
                  </Show>
                  <Spark values={line.spark} role={roleOf(line.part)} />
                </td>
                <Show when={levels()}>
                  <td>
                    <Level line={line} />
                  </td>
                </Show>
                <Show when={directions()}>
                  <td>
                    <Direction direction={line.direction} />
                  </td>
                </Show>
                <Show when={confidences()}>
                  <td>
                    <Confidence line={line} />
                  </td>
                </Show>
                <td>
                  <Mark line={line} />
                </td>
                <td>
                  <Show when={line.state !== "not-built"}>
                    <Why reference={line.id} label={say(line.says)} />
                  </Show>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Scroll>
  );
}
