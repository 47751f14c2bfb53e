import { For, type JSX, Show } from "solid-js";
import type { NewsGroup } from "../../terms/news.ts";
import { quantityText } from "../../views/quantity.ts";
import { PageLink } from "./page-link.tsx";
import { Scroll } from "./scroll.tsx";
import { f, lang, w, when } from "./speech.ts";

/** News by what came together: series, how many values are new, revised or withdrawn, the largest changes, the documents. */
export function NewsGroups(props: { readonly groups: readonly NewsGroup[] }): JSX.Element {
  return (
    <Scroll label={w().newsKnown}>
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
    </Scroll>
  );
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/]+)/.exec(url)?.[1]?.replace(/^www\./, "") ?? url;
}
