import { For, type JSX, Show } from "solid-js";
import type { News, NewsEffect } from "../../terms/news.ts";
import type { Figure } from "../../terms/part.ts";
import { formats, type Lang } from "../../terms/text.ts";
import type { Frame } from "../../terms/workbench.ts";
import { quantityText, wordsOf } from "../../views/quantity.ts";
import { changeText, groupName } from "./change-text.ts";
import { Chart } from "./chart.tsx";
import { Why } from "./explain-panel.tsx";
import { Dash, StateMark } from "./facts.tsx";
import { NewsGroups } from "./news-groups.tsx";
import { go, place } from "./place.ts";
import { Running } from "./running.tsx";
import { Scroll } from "./scroll.tsx";
import { f, lang, say, w } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

const kinds = ["claim", "forecast", "line"] as const;

/** What became known between the day compared with and the as-of day, and how much each group of it moved every number. */
export function NewsPage(props: { readonly frame: Frame }): JSX.Element {
  const from = (): string | null => {
    const asOf = place().asOf ?? props.frame.newest;
    const day = place().compare ?? (props.frame.reportDay < asOf ? props.frame.reportDay : null);
    return day !== null && day < asOf ? day : null;
  };
  const news = watch<News>(() => {
    const day = from();
    return day === null ? null : api("news", { from: day });
  });
  const ready = (): News | undefined => (from() === null ? undefined : news.value());
  return (
    <>
      <header class="lead">
        <p class="kicker">{w().whatMoved}</p>
        <h1>
          <Show when={from()} fallback={w().newsChoose}>
            {(day) => w().newsTitle(f().when(day()), f().when(place().asOf ?? props.frame.newest))}
          </Show>
        </h1>
        <p class="quiet">{w().newsMethod}</p>
        <p>
          <label>
            {w().newsFrom}{" "}
            <input
              class="date"
              inputmode="numeric"
              placeholder={props.frame.reportDay}
              value={from() ?? ""}
              onChange={(e) => {
                const day = e.currentTarget.value.trim();
                if (/^\d{4}-\d{2}-\d{2}$/.test(day)) go({ compare: day }, true);
              }}
            />
          </label>
        </p>
      </header>
      <Trouble message={news.error()} again={news.again} />
      <Show when={news.waiting()}>
        <p class="waiting">{w().newsWaiting}</p>
        <Running task="news" of={from() ?? ""} />
      </Show>
      <Show when={ready()}>
        {(n) => (
          <>
            <section>
              <h2>{w().newsMoved(f().num(n().effects.length), f().num(n().compared))}</h2>
              <div class="figures">
                <For each={pictured(n())}>
                  {(e) => <Chart figure={waterfallOf(n(), e)} part="news" why={e.id} asOf={n().to} heading={3} />}
                </For>
              </div>
              <For each={kinds}>
                {(kind) => <Effects kind={kind} effects={n().effects.filter((e) => e.kind === kind)} />}
              </For>
            </section>
            <section>
              <h2>{w().newsKnown}</h2>
              <Show when={n().groups.length > 0} fallback={<p class="quiet">{w().newsNothing}</p>}>
                <NewsGroups groups={n().groups} />
              </Show>
            </section>
          </>
        )}
      </Show>
    </>
  );
}

/** Effects drawn as waterfalls: those that several groups of news moved, claims first. */
function pictured(news: News): readonly NewsEffect[] {
  const seen = new Set<string>();
  return news.effects
    .filter((e) => e.from !== null && e.to !== null && e.contributions.length > 0)
    .filter((e) => {
      const key = `${e.from} ${e.to} ${e.unit}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, 6);
}

/** At most so many contributions are drawn one by one; the others are one bar. */
const drawnGroups = 8;

function waterfallOf(news: News, effect: NewsEffect): Figure {
  const [shown, others] = [effect.contributions.slice(0, drawnGroups), effect.contributions.slice(drawnGroups)];
  const rest = others.reduce((sum, c) => sum + c.amount, 0) + (hasResidual(effect) ? (effect.residual ?? 0) : 0);
  const last = others.length > 0 || hasResidual(effect) ? [{ x: w().newsOther(f().num(others.length)), y: rest }] : [];
  const moved = (l: Lang): string => {
    const [from, to] = [quantityText(effect.from ?? 0, effect.unit, l), quantityText(effect.to ?? 0, effect.unit, l)];
    return `${effect.says[l].replace(/([:;].*|\.)$/s, "")}: ${from} → ${to}`;
  };
  return {
    id: effect.id.replaceAll("/", "-"),
    kind: "waterfall",
    unit: effect.unit ?? "",
    source: news.sources.map((s) => s.source).join(", "),
    evidence: "estimated",
    title: { en: moved("en"), de: moved("de") },
    subtitle: {
      en: `${wordsOf("en").waterfall}, ${news.from} – ${news.to}`,
      de: `${wordsOf("de").waterfall}, ${formats.de.when(news.from)} – ${formats.de.when(news.to)}`,
    },
    refs: [],
    series: [
      {
        id: "totals",
        label: { en: "value", de: "Wert" },
        role: "capex",
        kind: "estimated",
        points: [
          { x: news.from, y: effect.from },
          { x: news.to, y: effect.to },
        ],
      },
      {
        id: "contributions",
        label: { en: "contribution", de: "Beitrag" },
        role: "capex",
        kind: "estimated",
        points: [...shown.map((c) => ({ x: groupName(c.group), y: c.amount })), ...last],
      },
    ],
  };
}

function Effects(props: { readonly kind: NewsEffect["kind"]; readonly effects: readonly NewsEffect[] }): JSX.Element {
  return (
    <Show when={props.effects.length > 0}>
      <h3>{w().newsKinds[props.kind]}</h3>
      <Scroll label={w().newsKinds[props.kind]}>
        <table class="news lines">
          <thead>
            <tr>
              <th scope="col">{w().finding}</th>
              <th scope="col" class="num">
                {w().newsBefore}
              </th>
              <th scope="col" class="num">
                {w().newsAfter}
              </th>
              <th scope="col">{w().newsContributions}</th>
              <th scope="col">
                <span class="hidden">{w().why}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={props.effects}>
              {(e) => (
                <tr>
                  <td class="says">
                    {say(e.says)} <code class="quiet">{e.id}</code>
                  </td>
                  <td class="num nowrap">
                    <Standing value={e.from} state={e.stateFrom} unit={e.unit} />
                  </td>
                  <td class="num nowrap">
                    <Standing value={e.to} state={e.stateTo} unit={e.unit} />
                  </td>
                  <td>
                    <ul class="contributions">
                      <For each={e.contributions}>
                        {(c) => (
                          <li title={`${changeText(c.forward, e.unit)} · ${changeText(c.backward, e.unit)}`}>
                            <span class="num">{changeText(c.amount, e.unit)}</span> {groupName(c.group)}
                          </li>
                        )}
                      </For>
                      <Show when={hasResidual(e)}>
                        <li>
                          <span class="num">{changeText(e.residual ?? 0, e.unit)}</span> {w().newsResidual}
                        </li>
                      </Show>
                    </ul>
                    <Show when={e.turnedBy.length > 0}>
                      <p class="quiet">
                        {w().newsTurned} {e.turnedBy.map(groupName).join(", ")}
                      </p>
                    </Show>
                  </td>
                  <td>
                    <Why reference={e.id} label={say(e.says)} />
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Scroll>
    </Show>
  );
}

function Standing(props: {
  readonly value: number | null;
  readonly state: NewsEffect["stateTo"];
  readonly unit: string | null;
}): JSX.Element {
  return (
    <>
      <Show when={props.value !== null} fallback={props.state === "found" ? <Dash /> : null}>
        {quantityText(props.value ?? 0, props.unit, lang())}{" "}
      </Show>
      <Show when={props.state !== "found"}>
        <StateMark state={props.state === "found" ? "open" : props.state} />
      </Show>
    </>
  );
}

function hasResidual(e: NewsEffect): boolean {
  return e.residual !== null && Math.abs(e.residual) > 1e-9 * Math.max(Math.abs(e.from ?? 0), Math.abs(e.to ?? 0));
}
