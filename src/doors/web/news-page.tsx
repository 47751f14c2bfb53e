import { For, type JSX, Show } from "solid-js";
import type { News, NewsEffect, NewsGroup } from "../../terms/news.ts";
import type { Frame } from "../../terms/workbench.ts";
import { quantityText } from "../../views/quantity.ts";
import { Why } from "./explain-panel.tsx";
import { Dash, StateMark } from "./facts.tsx";
import { PageLink } from "./page-link.tsx";
import { go, place } from "./place.ts";
import { f, lang, say, w, when } from "./speech.ts";
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
        <p class="waiting" role="status">
          {w().newsWaiting}
        </p>
      </Show>
      <Show when={ready()}>
        {(n) => (
          <>
            <section>
              <h2>{w().newsMoved(f().num(n().effects.length), f().num(n().compared))}</h2>
              <For each={kinds}>
                {(kind) => <Effects kind={kind} effects={n().effects.filter((e) => e.kind === kind)} />}
              </For>
            </section>
            <section>
              <h2>{w().newsKnown}</h2>
              <Show when={n().groups.length > 0} fallback={<p class="quiet">{w().newsNothing}</p>}>
                <Groups groups={n().groups} />
              </Show>
            </section>
          </>
        )}
      </Show>
    </>
  );
}

function Effects(props: { readonly kind: NewsEffect["kind"]; readonly effects: readonly NewsEffect[] }): JSX.Element {
  return (
    <Show when={props.effects.length > 0}>
      <h3>{w().newsKinds[props.kind]}</h3>
      <div class="scroll">
        <table class="news">
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
                          <li title={`${change(c.forward, e.unit)} · ${change(c.backward, e.unit)}`}>
                            <span class="num">{change(c.amount, e.unit)}</span> {groupName(c.group)}
                          </li>
                        )}
                      </For>
                      <Show when={hasResidual(e)}>
                        <li>
                          <span class="num">{change(e.residual ?? 0, e.unit)}</span> {w().newsResidual}
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
      </div>
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

function change(amount: number, unit: string | null): string {
  if (unit === "share" || unit === "probability") return `${f().signed(amount * 100, 1)} ${w().points}`;
  return `${amount > 0 ? "+" : ""}${quantityText(amount, unit, lang())}`;
}

function groupName(id: string): string {
  return id === "calendar" ? w().newsCalendar : id;
}

function Groups(props: { readonly groups: readonly NewsGroup[] }): JSX.Element {
  return (
    <div class="scroll">
      <table class="news">
        <thead>
          <tr>
            <th scope="col">{w().newsGroup}</th>
            <th scope="col" class="num">
              {w().newsNew}
            </th>
            <th scope="col" class="num">
              {w().newsRevised}
            </th>
            <th scope="col" class="num">
              {w().newsWithdrawn}
            </th>
            <th scope="col">{w().newsBiggest}</th>
            <th scope="col">{w().newsDocuments}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.groups}>
            {(g) => (
              <tr>
                <td>
                  <For each={g.series.slice(0, 4)}>
                    {(id) => (
                      <div>
                        <PageLink path="/series" change={{ id }}>
                          <code>{id}</code>
                        </PageLink>
                      </div>
                    )}
                  </For>
                  <Show when={g.series.length > 4}>
                    <small class="quiet">+ {f().num(g.series.length - 4)}</small>
                  </Show>
                </td>
                <td class="num">{f().num(g.new)}</td>
                <td class="num">{f().num(g.revised)}</td>
                <td class="num">{f().num(g.withdrawn)}</td>
                <td>
                  <For each={g.biggest.slice(0, 3)}>
                    {(c) => (
                      <div>
                        <code>{(c.item ?? c.series.split("/").slice(1).join("/")).slice(0, 60)}</code> {when(c.period)}:{" "}
                        <span class="num">
                          <Show when={c.kind !== "new"}>
                            {c.before === null ? "–" : quantityText(c.before, c.unit, lang())} →{" "}
                          </Show>
                          {c.after === null ? "–" : quantityText(c.after, c.unit, lang())}
                        </span>
                      </div>
                    )}
                  </For>
                </td>
                <td>
                  <For each={g.documents.slice(0, 3)}>
                    {(d) => (
                      <div class="nowrap">
                        <Show when={/^https?:\/\//i.test(d.url)} fallback={<span>{d.url}</span>}>
                          <a href={d.url} rel="noreferrer noopener" target="_blank">
                            {hostOf(d.url)}
                          </a>
                        </Show>{" "}
                        <small class="quiet">
                          {f().when(d.known)} · <code>{d.sha256.slice(0, 10)}</code>
                        </small>
                      </div>
                    )}
                  </For>
                  <Show when={g.documentCount > 3}>
                    <small class="quiet">+ {f().num(g.documentCount - 3)}</small>
                  </Show>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/]+)/.exec(url)?.[1]?.replace(/^www\./, "") ?? url;
}
