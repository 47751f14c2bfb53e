import { createMemo, For, type JSX, Show } from "solid-js";
import type { News } from "../../terms/news.ts";
import type { Figure, Line, PartId, PartResult } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import type { ClaimJudgement, Workbench } from "../../terms/workbench.ts";
import { Behind } from "./behind.tsx";
import { Changed } from "./changed.tsx";
import { Chart } from "./chart.tsx";
import { ClaimsTable, countedClaims } from "./claims-table.tsx";
import { Why } from "./explain-panel.tsx";
import { Confidence, Direction, GapNote, Interval, Level, Mark, PseudoNote, StateMark, Value } from "./facts.tsx";
import { LinesTable } from "./lines-table.tsx";
import { Moved, watchMoved } from "./moved.tsx";
import { PageLink } from "./page-link.tsx";
import { Scroll } from "./scroll.tsx";
import { SinceLast } from "./since-last.tsx";
import { Spark } from "./spark.tsx";
import { f, say, w } from "./speech.ts";
import type { Watched } from "./supply.ts";

const signals = ["succession", "retreat", "convergence"] as const;
const others: readonly PartId[] = ["rotation", "chain", "reinforcement", "economics", "waiting", "analogs", "budget"];

/** The whole answer on one page. */
export function VerdictPage(props: {
  /** The day asked for, perhaps only as its light frame. */
  readonly verdict: Workbench;
  /** The whole verdict that is there, perhaps of another day: its charts stay in sight. */
  readonly whole: Workbench;
  readonly before: Workbench | undefined;
}): JSX.Element {
  const part = (id: PartId): PartResult | undefined => props.verdict.parts[id];
  const figure = (id: PartId): Figure | undefined => props.whole.parts[id]?.figures[0];
  const behind = (): boolean => props.whole.asOf !== props.verdict.asOf;
  const moved = watchMoved(() => !behind());
  const before = (id: string): Line | undefined => {
    const owner = props.before?.parts[id.split("/")[0] as PartId];
    return owner === undefined ? undefined : [owner.headline, ...owner.lines].find((l) => l.id === id);
  };
  const began = (): ClaimJudgement | undefined => props.verdict.thesis.claims.find((c) => c.id === "cycle-began");
  const lines = createMemo(() => others.flatMap((id) => part(id)?.headline ?? []));
  const orders = createMemo(() =>
    (props.whole.parts.budget?.lines ?? []).filter((l) => l.id.startsWith("budget/order")).slice(0, 3),
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
      <Behind day={behind() ? props.whole.asOf : null} />
      <Show when={figure("cycle")}>
        {(fig) => (
          <section classList={{ behind: behind() }}>
            <Chart figure={fig()} part="cycle" asOf={props.whole.asOf} heading={2} />
          </section>
        )}
      </Show>

      <section>
        <h2>{w().indicators}</h2>
        <Scroll label={w().indicators}>
          <table class="indicators">
            <thead>
              <tr>
                <th scope="col">{w().indicator}</th>
                <th scope="col">{w().value}</th>
                <th scope="col">
                  {w().level} <small>{w().percentile}</small>
                </th>
                <th scope="col">{w().direction}</th>
                <th scope="col">{w().confidence}</th>
                <th scope="col">
                  {w().evidence} · {w().newestPeriod}
                </th>
                <th scope="col">
                  <span class="hidden">{w().trend}</span>
                </th>
                <th scope="col">
                  <span class="hidden">{w().why}</span>
                </th>
              </tr>
            </thead>
            <For each={signals}>
              {(id) => (
                <Show when={part(id)}>
                  {(p) => <Indicator id={id} line={p().headline} lines={p().lines} before={before(id)} news={moved} />}
                </Show>
              )}
            </For>
          </table>
        </Scroll>
        <div class="multiples" classList={{ behind: behind() }}>
          <For each={small()}>
            {(s) => (
              <PageLink path={`/${s.id}`} class="multiple">
                <Chart
                  figure={s.figure}
                  part={s.id}
                  asOf={props.whole.asOf}
                  compact={true}
                  {...domainOf(small().map((x) => x.figure))}
                />
              </PageLink>
            )}
          </For>
        </div>
      </section>

      <section class="figures" classList={{ behind: behind() }}>
        <For each={["rotation", "chain", "reinforcement"] as const}>
          {(id) => (
            <Show when={figure(id)}>
              {(fig) => <Chart figure={fig()} part={id} asOf={props.whole.asOf} heading={2} />}
            </Show>
          )}
        </For>
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
      <Show when={!behind()}>
        <SinceLast verdict={props.verdict} />
      </Show>
    </>
  );
}

/** One early indicator: its facts apart, then its sentence, what it rests on, and what moved it. */
function Indicator(props: {
  readonly id: (typeof signals)[number];
  readonly line: Line;
  readonly lines: readonly Line[];
  readonly before: Line | undefined;
  readonly news: Watched<News>;
}): JSX.Element {
  const found = (): readonly Line[] => props.lines.filter((l) => l.state === "found");
  return (
    <tbody>
      <tr class="standing" data-state={props.line.state}>
        <th scope="row">
          <span class="key" data-role={props.id} />
          <PageLink path={`/${props.id}`}>{say(partWords[props.id].title)}</PageLink>
        </th>
        <td>
          <Show when={props.line.state === "found"} fallback={<strong class="hatch">{w()[props.line.state]}</strong>}>
            <Value line={props.line} before={props.before} />
          </Show>
        </td>
        <td>
          <Level line={props.line} />
        </td>
        <td>
          <Direction direction={props.line.direction} />
        </td>
        <td>
          <Confidence line={props.line} />
        </td>
        <td>
          <Mark line={props.line} />
        </td>
        <td>
          <Spark values={props.line.spark} role={props.id} />
        </td>
        <td>
          <Show when={props.line.state !== "not-built"}>
            <Why reference={props.id} label={say(props.line.says)} />
          </Show>
        </td>
      </tr>
      <tr class="rests">
        <td colspan="8">
          <div class="two">
            <div>
              <p class="says">{say(props.line.says)}</p>
              <Show when={props.line.gap}>{(g) => <GapNote gap={g()} />}</Show>
              <PseudoNote line={props.line} />
              <Show when={found().length > 0}>
                <details>
                  <summary>{w().components(f().num(found().length))}</summary>
                  <ul class="components">
                    <For each={found()}>
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
                </details>
              </Show>
            </div>
            <Moved id={props.id} news={props.news} />
          </div>
        </td>
      </tr>
    </tbody>
  );
}

/** The last 24 months of a line figure; other kinds as they are not drawn small. */
function recent(figure: Figure | undefined): Figure | undefined {
  if (figure === undefined || figure.kind === "matrix" || figure.kind === "waterfall") return undefined;
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
