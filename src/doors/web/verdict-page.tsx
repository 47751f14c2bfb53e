import { createMemo, For, type JSX, Show } from "solid-js";
import type { Figure, Line, PartId, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import type { ClaimJudgement, Workbench } from "../../terms/workbench.ts";
import { Changed } from "./changed.tsx";
import { Chart } from "./chart.tsx";
import { ClaimsTable, countedClaims } from "./claims-table.tsx";
import { Why } from "./explain-panel.tsx";
import { Confidence, Direction, GapNote, Interval, Level, Mark, PseudoNote, StateMark, Value } from "./facts.tsx";
import { LinesTable } from "./lines-table.tsx";
import { PageLink } from "./page-link.tsx";
import { SinceLast } from "./since-last.tsx";
import { Spark } from "./spark.tsx";
import { f, say, w } from "./speech.ts";

const signals = ["succession", "retreat", "convergence"] as const;
const others: readonly PartId[] = ["rotation", "chain", "reinforcement", "economics", "waiting", "analogs", "budget"];

/** The whole answer on one page. */
export function VerdictPage(props: {
  readonly verdict: Workbench;
  readonly before: Workbench | undefined;
}): JSX.Element {
  const part = (id: PartId): PartResult | undefined => props.verdict.parts[id];
  const figure = (id: PartId): Figure | undefined => part(id)?.figures[0];
  const before = (id: string): Line | undefined => {
    const owner = props.before?.parts[id.split("/")[0] as PartId];
    return owner === undefined ? undefined : [owner.headline, ...owner.lines].find((l) => l.id === id);
  };
  const began = (): ClaimJudgement | undefined => props.verdict.thesis.claims.find((c) => c.id === "cycle-began");
  const lines = createMemo(() => others.flatMap((id) => part(id)?.headline ?? []));
  const orders = createMemo(() =>
    (part("budget")?.lines ?? []).filter((l) => l.id.startsWith("budget/order")).slice(0, 3),
  );
  const small = createMemo(() =>
    signals
      .flatMap((id) => (figure(id) === undefined ? [] : [{ id, figure: recent(figure(id)) }]))
      .flatMap((s) => (s.figure === undefined ? [] : [{ id: s.id, figure: s.figure }])),
  );
  return (
    <>
      <header class="lead verdict">
        <div>
          <p class="kicker">{say(partWords.cycle.question)}</p>
          <Show when={part("cycle")?.headline}>
            {(l) => (
              <>
                <Show when={l().state !== "found"}>
                  <p class="verdictword">
                    <span class="hatch">{w()[l().state]}</span>
                  </p>
                </Show>
                <h1 data-long={say(l().says).length > 110 ? "" : undefined}>{say(l().says)}</h1>
              </>
            )}
          </Show>
          <Show when={part("cycle")?.headline}>
            {(l) => (
              <p class="under">
                <Show when={l().state === "found"}>
                  <Value line={l()} before={before("cycle")} /> <Interval line={l()} />{" "}
                  <Direction direction={l().direction} /> <Mark line={l()} />{" "}
                </Show>
                <Why reference={l().id} label={say(l().says)} />
              </p>
            )}
          </Show>
          <Show when={part("cycle")?.headline.gap}>{(g) => <GapNote gap={g()} />}</Show>
        </div>
        <Show when={began()}>
          {(c) => (
            <aside class="chance">
              <p class="says">{say(c().says)}</p>
              <p class="big">
                <Show when={c().probability !== null} fallback={<StateMark state={c().state} />}>
                  <Changed id="began" value={c().probability} unit="probability">
                    <span class="num">P = {f().pct(c().probability ?? 0)}</span>
                  </Changed>
                </Show>
              </p>
              <p class="quiet num">
                <Show when={c().probabilityInterval}>
                  {(i) => (
                    <>
                      [{f().pct(i().low)} … {f().pct(i().high)}] {w().interval(f().pct(i().coverage))}
                    </>
                  )}
                </Show>
                <Show when={c().unvalidated === true}> · {w().unvalidated}</Show>
              </p>
            </aside>
          )}
        </Show>
      </header>
      <Show when={figure("cycle")}>
        {(fig) => <Chart figure={fig()} part="cycle" asOf={props.verdict.asOf} heading={2} />}
      </Show>

      <section>
        <h2>{w().indicators}</h2>
        <div class="scroll plain">
          <table class="lines indicators">
            <thead>
              <tr>
                <th scope="col">{w().indicator}</th>
                <th scope="col">
                  {w().level} <small>{w().percentile}</small>
                </th>
                <th scope="col">{w().direction}</th>
                <th scope="col">{w().confidence}</th>
                <th scope="col">{w().moved}</th>
                <th scope="col">
                  {w().evidence} · {w().newestPeriod}
                </th>
                <th scope="col">
                  <span class="hidden">{w().why}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={signals}>
                {(id) => (
                  <Show when={part(id)}>
                    {(p) => (
                      <tr data-state={p().headline.state}>
                        <th scope="row">
                          <span class="key" data-role={id} />
                          <PageLink path={`/${id}`}>{say(partWords[id].title)}</PageLink>
                          <div>
                            <Value line={p().headline} before={before(id)} />
                          </div>
                        </th>
                        <Show
                          when={p().headline.state === "found"}
                          fallback={
                            <td colspan="3">
                              <strong class="hatch">{w()[p().headline.state]}</strong>
                            </td>
                          }
                        >
                          <td>
                            <Level line={p().headline} />
                          </td>
                          <td>
                            <Direction direction={p().headline.direction} />
                          </td>
                          <td>
                            <Confidence line={p().headline} />
                          </td>
                        </Show>
                        <td class="says">
                          {say(p().headline.says)}
                          <Show when={p().headline.gap}>{(g) => <GapNote gap={g()} />}</Show>
                          <PseudoNote line={p().headline} />
                          <Components lines={p().lines} />
                        </td>
                        <td>
                          <Mark line={p().headline} />
                          <div>
                            <Spark values={p().headline.spark} role={id} />
                          </div>
                        </td>
                        <td>
                          <Show when={p().headline.state !== "not-built"}>
                            <Why reference={id} label={say(p().headline.says)} />
                          </Show>
                        </td>
                      </tr>
                    )}
                  </Show>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <div class="multiples">
          <For each={small()}>
            {(s) => (
              <PageLink path={`/${s.id}`} class="multiple">
                <Chart
                  figure={s.figure}
                  part={s.id}
                  asOf={props.verdict.asOf}
                  compact={true}
                  {...domainOf(small().map((x) => x.figure))}
                />
              </PageLink>
            )}
          </For>
        </div>
      </section>

      <section class="figures">
        <Show when={figure("rotation")}>
          {(fig) => <Chart figure={fig()} part="rotation" asOf={props.verdict.asOf} heading={2} />}
        </Show>
        <Show when={figure("reinforcement")}>
          {(fig) => <Chart figure={fig()} part="reinforcement" asOf={props.verdict.asOf} heading={2} />}
        </Show>
      </section>

      <section>
        <h2>{w().partsOfSystem}</h2>
        <LinesTable lines={lines()} before={before} named={true} caption={w().partsOfSystem} />
      </section>

      <Show when={orders().length > 0}>
        <section>
          <h2>{w().toOrder}</h2>
          <LinesTable lines={orders()} before={before} named={false} caption={w().toOrder} />
        </section>
      </Show>

      <section>
        <h2>
          {w().claims}: {countedClaims(props.verdict.thesis.claims)}
        </h2>
        <p class="quiet">
          {say(props.verdict.thesis.citation)} · <PageLink path="/thesis">{w().fullTable}</PageLink>
        </p>
        <ClaimsTable claims={props.verdict.thesis.claims} before={props.before?.thesis.claims} full={false} />
      </section>
      <SinceLast verdict={props.verdict} />
    </>
  );
}

/** What an indicator rests on, each with its direction. */
function Components(props: { readonly lines: readonly Line[] }): JSX.Element {
  return (
    <Show when={props.lines.some((l) => l.state === "found")}>
      <ul class="components">
        <For each={props.lines.filter((l) => l.state === "found").slice(0, 4)}>
          {(l) => (
            <li>
              {say(l.says)}{" "}
              <Show when={l.direction}>
                <Direction direction={l.direction} />
              </Show>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

/** The last 24 months of a line figure; other kinds as they are not drawn small. */
function recent(figure: Figure | undefined): Figure | undefined {
  if (figure === undefined || figure.kind !== "line") return undefined;
  const newest = figure.series.flatMap((s) => s.points.map((p) => p.x)).reduce((a, b) => (a > b ? a : b), "");
  const from = `${Number(newest.slice(0, 4)) - 2}${newest.slice(4)}`;
  const { spans: _, marks: __, ...rest } = figure;
  return /^\d{4}/.test(newest)
    ? { ...rest, series: figure.series.map((s) => ({ ...s, points: s.points.filter((p) => p.x >= from) })) }
    : figure;
}

/** One vertical scale for small multiples, where their units agree. */
function domainOf(figures: readonly Figure[]): { domain?: [number, number] } {
  const first = figures[0];
  if (first === undefined || figures.some((x) => x.unit !== first.unit || x.scale !== first.scale)) return {};
  const values = figures
    .flatMap((x) => x.series.flatMap((s) => s.points.flatMap((p) => [p.y, p.low ?? null, p.high ?? null])))
    .filter((v): v is number => v !== null);
  return values.length === 0 ? {} : { domain: [Math.min(...values), Math.max(...values)] };
}
