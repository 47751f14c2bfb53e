import { createMemo, createSignal, For, type JSX, Show } from "solid-js";
import { weakest } from "../../terms/observation.ts";
import type { Figure } from "../../terms/part.ts";
import type { Text } from "../../terms/text.ts";
import { flagWords } from "../../terms/words/flag-words.ts";
import type { SeriesShown, SeriesValue } from "../../terms/workbench.ts";
import { csvText } from "../../views/csv.ts";
import { quantityParts, unitWord } from "../../views/quantity.ts";
import { Chart } from "./chart.tsx";
import { Why } from "./explain-panel.tsx";
import { Dash } from "./facts.tsx";
import { PageLink } from "./page-link.tsx";
import { place } from "./place.ts";
import { save } from "./save.ts";
import { firstReleases, SeriesRevisions } from "./series-revisions.tsx";
import { f, lang, say, w, when } from "./speech.ts";
import { api, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** One series as of the day: chart, every value with its day, evidence and document, and on demand every vintage. */
export function SeriesPage(): JSX.Element {
  const [vintages, setVintages] = createSignal(false);
  const found = watch<SeriesShown>(() => {
    const id = place().id;
    return id === null ? null : api("series/show", { id, vintages: vintages() ? "1" : "0" });
  });
  const rows = createMemo((): readonly SeriesValue[] => {
    const s = found.value();
    if (s === undefined) return [];
    return [...(vintages() && s.vintages.length > 0 ? s.vintages : s.observations)].reverse();
  });
  const figure = createMemo((): Figure | undefined => {
    const s = found.value();
    return s === undefined || !s.observations.some((o) => o.value !== null) ? undefined : figureOf(s);
  });
  const download = (s: SeriesShown): void =>
    save(
      `vorlauf-${s.id.replaceAll("/", "-")}-${s.asOf}.csv`,
      "text/csv",
      csvText([
        ["series", "item", "period", "value", "unit", "published", "known", "knownBy", "evidence", "flags", "ref"],
        ...[...rows()]
          .reverse()
          .map((o) => [
            s.id,
            o.item ?? "",
            o.period,
            o.value,
            s.unit,
            o.published ?? "",
            o.known,
            o.knownBy,
            o.evidence,
            o.flags.join(" "),
            o.ref,
          ]),
      ]),
    );
  return (
    <>
      <Trouble message={found.error()} again={found.again} />
      <Show
        when={found.error() === undefined ? found.value() : undefined}
        fallback={
          <Show when={found.waiting()}>
            <p class="waiting">{w().loading}</p>
          </Show>
        }
      >
        {(s) => (
          <article>
            <header class="lead">
              <p class="kicker">
                <PageLink path="/data">{w().data}</PageLink> · <code>{s().id}</code>
              </p>
              <h1>{say(s().title)}</h1>
              <p class="quiet">
                {unitWord(s().unit, lang())} · {s().list ? w().list : w().frequencies[s().frequency]} · {w().source}{" "}
                {s().source} · {f().num(s().observations.length)} {w().observations}
              </p>
            </header>
            <For each={s().says ?? []}>{(line) => <p>{say(line)}</p>}</For>
            <Show when={(s().allows ?? []).length > 0}>
              <p class="quiet">
                {say({ en: "Derived from it:", de: "Daraus abgeleitet:" })}{" "}
                <For each={s().allows ?? []}>
                  {(id, i) => (
                    <>
                      {i() > 0 ? " · " : ""}
                      <PageLink path="/series" change={{ id }}>
                        {say(endings[id.slice(id.lastIndexOf("/") + 1)] ?? { en: id, de: id })}
                      </PageLink>
                    </>
                  )}
                </For>
              </p>
            </Show>
            <Show when={figure()}>{(fig) => <Chart figure={fig()} part="series" asOf={s().asOf} heading={2} />}</Show>
            <section>
              <p class="tools">
                <label>
                  <input type="checkbox" checked={vintages()} onChange={(e) => setVintages(e.currentTarget.checked)} />{" "}
                  {w().showVintages}
                </label>
                <button type="button" onClick={() => download(s())}>
                  CSV
                </button>
              </p>
              <section class="scroll tall" tabindex="0" aria-label={say(s().title)}>
                <table>
                  <thead>
                    <tr>
                      <th>{w().period}</th>
                      <Show when={s().list}>
                        <th>{w().id}</th>
                      </Show>
                      <th class="num">{w().value}</th>
                      <th>{w().known}</th>
                      <th>{w().knownBy}</th>
                      <th>{w().published}</th>
                      <th>{w().evidence}</th>
                      <th>{w().notes}</th>
                      <th />
                    </tr>
                  </thead>
                  <tbody>
                    <For each={rows().slice(0, 2000)}>
                      {(o) => (
                        <tr>
                          <td class="nowrap">{when(o.period)}</td>
                          <Show when={s().list}>
                            <td>{o.item ?? ""}</td>
                          </Show>
                          <td class="num nowrap">
                            {o.value === null
                              ? "–"
                              : `${quantityParts(o.value, s().unit, lang()).number} ${quantityParts(o.value, s().unit, lang()).unit}`}
                          </td>
                          <td class="nowrap">{when(o.known.slice(0, 10))}</td>
                          <td>{w().knownByWords[o.knownBy]}</td>
                          <td class="nowrap">{o.published === null ? <Dash /> : when(o.published.slice(0, 10))}</td>
                          <td>{w().evidenceWords[o.evidence]}</td>
                          <td class="quiet">{o.flags.map((flag) => say(flagWords(flag))).join("; ")}</td>
                          <td>
                            <Why reference={o.ref} />
                          </td>
                        </tr>
                      )}
                    </For>
                  </tbody>
                </table>
              </section>
            </section>
            <Show when={s().revised}>{(r) => <SeriesRevisions shown={s()} revised={r()} />}</Show>
          </article>
        )}
      </Show>
    </>
  );
}

/** What an ending of a derived id says. */
const endings: Readonly<Record<string, Text>> = {
  usd: { en: "in US dollars", de: "in US-Dollar" },
  real: { en: "deflated", de: "deflationiert" },
  sa: { en: "seasonally adjusted", de: "saisonbereinigt" },
};

function figureOf(s: SeriesShown): Figure {
  const pseudo = s.observations.some((o) => o.knownBy === "assumed");
  const sorted = [...s.observations].sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0));
  return {
    id: s.id.replaceAll("/", "-"),
    kind: s.list ? "dot" : "line",
    unit: s.unit,
    source: s.source,
    evidence: weakest(s.observations.map((o) => o.evidence)),
    title: s.title,
    subtitle: { en: `${s.id}, ${unitWord(s.unit, "en")}`, de: `${s.id}, ${unitWord(s.unit, "de")}` },
    series: [
      {
        id: s.id,
        label: s.list ? { en: "", de: "" } : shortTitle(s.title),
        role: "capex",
        kind: pseudo ? "pseudo" : "observed",
        points: sorted.map((o) => ({ x: o.period, y: o.value, ref: o.ref })),
      },
      ...firstReleases(s),
    ],
    refs: [],
    ...(spread(s) ? { scale: "log" as const } : {}),
  };
}

/** What stands before the colon of a title (a company), else the title. */
function shortTitle(title: Text): Text {
  const short = (words: string): string => words.split(": ", 1)[0] ?? words;
  return { en: short(title.en), de: short(title.de) };
}

/** Whether positive values span more than three powers of ten, which only a log scale shows. */
function spread(s: SeriesShown): boolean {
  const values = s.observations.map((o) => o.value).filter((v): v is number => v !== null);
  return (
    values.length > 2 &&
    values.every((v) => v > 0) &&
    values.reduce((a, b) => Math.max(a, b)) / values.reduce((a, b) => Math.min(a, b)) > 1000
  );
}
