import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from "solid-js";
import type { Figure, Line, PartId } from "../../terms/part.ts";
import { partIds } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import { formats, type Lang, type Text } from "../../terms/text.ts";
import { type DayFrame, type DayNews, dayFrameOf, type Timeline } from "../../terms/timeline.ts";
import type { Frame, SeriesShown, Workbench } from "../../terms/workbench.ts";
import { quantityText, wordsOf } from "../../views/quantity.ts";
import { Changed } from "./changed.tsx";
import { Chart } from "./chart.tsx";
import { ClaimTimes } from "./claim-times.tsx";
import { StateMark, stateWord } from "./facts.tsx";
import { NewsGroups } from "./news-groups.tsx";
import { PageLink } from "./page-link.tsx";
import { place, restedDay } from "./place.ts";
import { Scroll } from "./scroll.tsx";
import { f, lang, say, w } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";
import { vintageFigure } from "./vintages.ts";

/** The past, day by day: what became known, what it moved, how every claim and headline stood, how a series was revised. */
export function TimePage(props: {
  readonly frame: Frame;
  readonly verdict: Workbench;
  readonly frames: ReadonlyMap<string, DayFrame>;
  readonly timeline: Timeline | undefined;
}): JSX.Element {
  const asOf = (): string => place().asOf ?? props.frame.newest;
  const news = watch<DayNews>(() => api("day"));
  const known = (): DayNews | undefined => (news.value()?.day === asOf() ? news.value() : undefined);
  const values = (n: DayNews): number => n.new + n.revised + n.withdrawn;
  const ordered = createMemo(() => [...props.frames.values()].sort((a, b) => (a.day < b.day ? -1 : 1)));
  const before = (): string | null => props.frame.days.filter((d) => d < asOf()).at(-1) ?? null;
  const prior = watch<Workbench>(() => {
    const day = props.frame.days.filter((d) => d < (restedDay() ?? "")).at(-1);
    return day === undefined || props.frames.has(day) ? null : api("verdict", { asOf: day });
  }, true);
  const frameOf = (day: string): DayFrame | undefined => {
    const whole = [props.verdict, prior.value()].find((v) => v?.asOf === day && v.hash !== "");
    return props.frames.get(day) ?? (whole === undefined ? undefined : dayFrameOf(whole));
  };
  return (
    <>
      <header class="lead">
        <p class="kicker">{w().timeMachine}</p>
        <h1>
          <Show when={known()} fallback={f().when(asOf())}>
            {(n) =>
              values(n()) === 0
                ? w().timeNothing(f().when(asOf()))
                : w().timeTitle(f().when(asOf()), f().num(values(n())), values(n()) === 1)
            }
          </Show>
        </h1>
        <p class="quiet">{say(props.verdict.parts.cycle?.headline.says ?? { en: "", de: "" })}</p>
        <p class="quiet">
          {w().asOfHelp} {w().timeMeasured(f().num(props.frames.size), f().num(props.frame.days.length))}
        </p>
        <Show when={props.timeline?.code}>
          {(code) => (
            <p class="quiet" role="note">
              {w().timeOlderCode(code().slice(0, 12))}
            </p>
          )}
        </Show>
      </header>
      <MovedThatDay
        now={frameOf(asOf())}
        old={frameOf(before() ?? "")}
        before={before()}
        made={props.frame.reportDay}
        verdict={props.verdict}
      />
      <section>
        <h2>{w().timeDocuments}</h2>
        <Trouble message={news.error()} again={news.again} />
        <Show when={known()} fallback={<p class="waiting">{w().loading}</p>}>
          {(n) => (
            <Show when={n().groups.length > 0} fallback={<p class="quiet">{w().timeNothing(f().when(asOf()))}</p>}>
              <NewsGroups groups={n().groups} />
            </Show>
          )}
        </Show>
      </section>
      <Show when={ordered().length > 1}>
        <ClaimTimes claims={props.verdict.thesis.claims} frames={ordered()} since={props.frame.reportDay} />
        <Headline frames={ordered()} asOf={asOf()} />
      </Show>
      <Show when={known()}>{(n) => <Vintages ids={n().groups.flatMap((g) => g.series)} />}</Show>
    </>
  );
}

interface Move {
  readonly id: string;
  readonly title: Text;
  readonly path: string;
  readonly from: string;
  readonly line: Line | null;
  readonly to: JSX.Element;
}

/** Headlines, probabilities and states that differ from the day of the calendar before. */
function MovedThatDay(props: {
  readonly now: DayFrame | undefined;
  readonly old: DayFrame | undefined;
  readonly before: string | null;
  /** The day on which the claims were made: before it there is nothing to compare them with. */
  readonly made: string;
  readonly verdict: Workbench;
}): JSX.Element {
  const fresh = (): boolean =>
    (props.before ?? "") < props.made && props.now !== undefined && props.now.day >= props.made;
  const moves = createMemo((): readonly Move[] => {
    const [now, was] = [props.now, props.old];
    if (now === undefined || was === undefined) return [];
    const lines = partIds.flatMap((id): Move[] => {
      const [a, b] = [was.lines[id], now.lines[id]];
      if (id === "thesis" || a === undefined || b === undefined || (a.value === b.value && a.state === b.state))
        return [];
      return [{ id, title: partWords[id].title, path: `/${id}`, from: headlineText(a), line: b, to: headlineText(b) }];
    });
    const claims = (was.day < props.made ? [] : now.claims).flatMap((b): Move[] => {
      const a = was.claims.find((c) => c.id === b.id);
      const says = props.verdict.thesis.claims.find((c) => c.id === b.id)?.says;
      if (a === undefined || says === undefined || (a.state === b.state && a.probability === b.probability)) return [];
      const chance = (p: number | null): string => (p === null ? "" : ` ${f().pct(p, 1)}`);
      return [
        {
          id: `claim/${b.id}`,
          title: says,
          path: "/thesis",
          from: `${stateWord(a.state)}${chance(a.probability)}`,
          line: null,
          to: (
            <>
              <StateMark state={b.state} />
              {chance(b.probability)}
            </>
          ),
        },
      ];
    });
    return [...lines, ...claims];
  });
  return (
    <section>
      <h2>{w().timeMoved}</h2>
      <Show when={fresh()}>
        <p class="quiet">{w().timeClaimsMade}</p>
      </Show>
      <Show when={props.before}>
        {(day) => (
          <Show
            when={props.old !== undefined && props.now !== undefined}
            fallback={<p class="quiet">{w().timeUnmeasured}</p>}
          >
            <Show when={moves().length > 0} fallback={<p class="quiet">{w().timeStill(f().when(day()))}</p>}>
              <Scroll label={w().timeMoved}>
                <table class="moves">
                  <tbody>
                    <For each={moves()}>
                      {(m) => (
                        <tr>
                          <th scope="row">
                            <PageLink path={m.path}>{say(m.title)}</PageLink>
                          </th>
                          <td class="num quiet">{m.from}</td>
                          <td aria-hidden="true">→</td>
                          <td class="num">
                            <Show when={m.line} fallback={m.to}>
                              {(l) => (
                                <Changed id={`time/${m.id}`} value={l().value} unit={l().unit}>
                                  {m.to}
                                </Changed>
                              )}
                            </Show>
                          </td>
                        </tr>
                      )}
                    </For>
                  </tbody>
                </table>
              </Scroll>
            </Show>
            <p>
              <PageLink path="/news" change={{ compare: day() }}>
                {w().timeMovedBy}
              </PageLink>
            </p>
          </Show>
        )}
      </Show>
    </section>
  );
}

function headlineText(line: Line, language: Lang = lang()): string {
  return line.value === null || line.state !== "found"
    ? wordsOf(language)[line.state]
    : quantityText(line.value, line.unit, language);
}

/** One headline number as it would have been said on each day. */
function Headline(props: { readonly frames: readonly DayFrame[]; readonly asOf: string }): JSX.Element {
  const [id, setId] = createSignal<PartId>("cycle");
  const choices = (): readonly PartId[] =>
    partIds.filter((p) => p !== "thesis" && props.frames.some((x) => x.lines[p]?.state === "found"));
  const figure = createMemo((): Figure | undefined => headlineFigure(props.frames, id()));
  return (
    <section>
      <h2>{w().timeHeadline}</h2>
      <p class="choose">
        <select
          aria-label={w().part}
          onChange={(e) => setId(choices().find((p) => p === e.currentTarget.value) ?? "cycle")}
        >
          <For each={choices()}>
            {(p) => (
              <option value={p} selected={p === id()}>
                {say(partWords[p].title)}
              </option>
            )}
          </For>
        </select>
      </p>
      <Show when={figure()}>
        {(fig) => <Chart figure={fig()} part="time" why={id()} asOf={props.asOf} heading={3} />}
      </Show>
    </section>
  );
}

function headlineFigure(frames: readonly DayFrame[], id: PartId): Figure | undefined {
  const found = frames.flatMap((x) => {
    const line = x.lines[id];
    return line === undefined || line.state !== "found" || line.value === null
      ? []
      : [{ day: x.day, line, value: line.value }];
  });
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined || found.length < 2) return undefined;
  const own = found.filter((x) => x.line.unit === last.line.unit);
  const start = own[0] ?? first;
  const says = (l: Lang): string =>
    wordsOf(l).timeHeadlineFrom(
      headlineText(start.line, l),
      headlineText(last.line, l),
      partWords[id].title[l],
      formats[l].when(start.day),
      formats[l].when(last.day),
    );
  return {
    id: `headline-${id}`,
    kind: "line",
    unit: last.line.unit ?? "",
    source: "Vorlauf",
    evidence: last.line.evidence ?? "derived",
    title: { en: says("en"), de: says("de") },
    subtitle: {
      en: `${wordsOf("en").timeHeadlineOf(partWords[id].title.en)}; ${wordsOf("en").timeHeadlineMeasure}`,
      de: `${wordsOf("de").timeHeadlineOf(partWords[id].title.de)}; ${wordsOf("de").timeHeadlineMeasure}`,
    },
    refs: [],
    series: [
      {
        id,
        label: partWords[id].title,
        role: "capex",
        kind: "observed",
        points: own.map((x) => ({ x: x.day, y: x.value })),
      },
    ],
  };
}

/** A series that became known on the day, with what was said of it first. */
function Vintages(props: { readonly ids: readonly string[] }): JSX.Element {
  const [id, setId] = createSignal<string | null>(null);
  createEffect(
    on(
      () => restedDay(),
      () => setId(null),
    ),
  );
  const chosen = (): string | null => id() ?? props.ids[0] ?? null;
  const found = watch<SeriesShown>(() => {
    const own = chosen();
    return own === null ? null : api("series/show", { id: own, vintages: "1" });
  });
  const figure = createMemo(() => {
    const s = found.value();
    return s === undefined || s.id !== chosen() ? null : vintageFigure(s);
  });
  return (
    <Show when={props.ids.length > 0}>
      <section>
        <h2>{w().timeVintages}</h2>
        <p class="choose">
          <select aria-label={w().series} onChange={(e) => setId(e.currentTarget.value)}>
            <For each={props.ids}>
              {(s) => (
                <option value={s} selected={s === chosen()}>
                  {s}
                </option>
              )}
            </For>
          </select>{" "}
          <Show when={chosen()}>
            {(s) => (
              <PageLink path="/series" change={{ id: s() }}>
                {w().fullSeries}
              </PageLink>
            )}
          </Show>
        </p>
        <Show when={figure()}>
          {(fig) => (
            <Chart figure={fig()} part="series" why={fig().refs.at(-1) ?? null} asOf={place().asOf ?? ""} heading={3} />
          )}
        </Show>
      </section>
    </Show>
  );
}
