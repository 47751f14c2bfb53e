import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from "solid-js";
import type { MethodResult, MethodSheet, MethodTable } from "../../terms/method.ts";
import type { Table } from "../../terms/part.ts";
import { decimalsFor, numberText } from "../../views/quantity.ts";
import { DataTable } from "./data-table.tsx";
import { PageLink } from "./page-link.tsx";
import { place } from "./place.ts";
import { f, lang, say, w, when } from "./speech.ts";
import { api, send, watch } from "./supply.ts";
import { Trouble } from "./trouble.tsx";

/** Every method with its question; one in full, to run on the reader's own file. */
export function MethodsPage(): JSX.Element {
  const list = watch<readonly MethodSheet[]>(() => api("methods"));
  const chosen = createMemo(() => list.value()?.find((m) => m.id === place().id));
  return (
    <>
      <header class="lead">
        <p class="kicker">{w().methods}</p>
        <h1>{w().methodsTitle}</h1>
        <p>{w().methodsHelp}</p>
      </header>
      <Trouble message={list.error()} again={list.again} />
      <Show when={chosen()} keyed>
        {(sheet) => <OneMethod sheet={sheet} />}
      </Show>
      <Show when={list.value()}>
        {(sheets) => (
          <section>
            <h2>{w().methods}</h2>
            <div class="scroll plain">
              <table class="found">
                <thead>
                  <tr>
                    <th scope="col">{w().title}</th>
                    <th scope="col">{w().methodsQuestion}</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={sheets()}>
                    {(m) => (
                      <tr aria-current={m.id === place().id ? "true" : undefined}>
                        <th scope="row">
                          <PageLink path="/methods" change={{ id: m.id }}>
                            {m.id}
                          </PageLink>
                        </th>
                        <td>
                          {say(m.question)}
                          <Show when={m.notRunnable}>
                            {(why) => (
                              <div class="quiet">
                                <Prose text={say(why())} />
                              </div>
                            )}
                          </Show>
                        </td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </div>
          </section>
        )}
      </Show>
    </>
  );
}

function OneMethod(props: { readonly sheet: MethodSheet }): JSX.Element {
  const sheet = (): MethodSheet => props.sheet;
  return (
    <article class="method">
      <header>
        <h2>{say(sheet().question)}</h2>
        <p class="quiet">
          <code>{sheet().id}</code> · {w().methodsCites}: {sheet().cites.join("; ")}
        </p>
      </header>
      <Show when={sheet().notRunnable} fallback={<Runnable sheet={sheet()} />}>
        {(why) => (
          <p>
            <Prose text={say(why())} />
          </p>
        )}
      </Show>
    </article>
  );
}

function Runnable(props: { readonly sheet: MethodSheet }): JSX.Element {
  const [csv, setCsv] = createSignal("");
  const [options, setOptions] = createSignal("{}");
  const [result, setResult] = createSignal<MethodResult | undefined>();
  const [failed, setFailed] = createSignal<string | undefined>();
  const [running, setRunning] = createSignal(false);
  const fill = (): void => {
    setCsv(props.sheet.example?.csv ?? "");
    setOptions(JSON.stringify(props.sheet.example?.options ?? {}, null, 1));
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) setCsv(await file.text());
  };
  const run = async (): Promise<void> => {
    setFailed(undefined);
    let given: unknown;
    try {
      given = JSON.parse(options().trim() === "" ? "{}" : options());
    } catch {
      setFailed(w().methodsBadJson);
      return;
    }
    setRunning(true);
    try {
      setResult(await send<MethodResult>(`/api/methods/${props.sheet.id}`, { csv: csv(), options: given }));
    } catch (error) {
      setResult(undefined);
      setFailed(error instanceof Error ? error.message : String(error));
    } finally {
      setRunning(false);
    }
  };
  createEffect(
    on([csv, options], () => {
      setFailed(undefined);
    }),
  );
  return (
    <>
      <p>
        <strong>{w().methodsTakes}.</strong> <Prose text={say(props.sheet.input)} />
      </p>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void run();
        }}
      >
        <div class="columns">
          <label>
            {w().methodsData}
            <textarea
              rows={10}
              spellcheck={false}
              required
              value={csv()}
              onInput={(e) => setCsv(e.currentTarget.value)}
            />
          </label>
          <label>
            {w().methodsOptions}
            <textarea
              rows={10}
              spellcheck={false}
              value={options()}
              onInput={(e) => setOptions(e.currentTarget.value)}
            />
          </label>
        </div>
        <p class="actions">
          <button type="submit" disabled={running() || csv().trim() === ""}>
            {running() ? w().methodsRunning : w().methodsRun}
          </button>
          <label class="file">
            <span>{w().methodsFile}</span>
            <input type="file" accept=".csv,.tsv,text/csv" onChange={(e) => void read(e.currentTarget.files?.[0])} />
          </label>
          <button type="button" onClick={fill}>
            {w().methodsExample}
          </button>
        </p>
      </form>
      <Show when={failed()}>
        {(message) => (
          <div class="trouble" role="alert">
            <strong>{w().failed}</strong> <span>{message()}</span>
          </div>
        )}
      </Show>
      <div aria-live="polite">
        <Show when={result()}>{(r) => <Result result={r()} />}</Show>
      </div>
      <Show when={props.sheet.options.length > 0}>
        <div class="scroll plain">
          <table class="found">
            <thead>
              <tr>
                <th scope="col">{w().methodsOption}</th>
                <th scope="col">{w().methodsDefault}</th>
                <th scope="col">{w().methodsMeaning}</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.sheet.options}>
                {(o) => (
                  <tr>
                    <th scope="row">
                      <code>{o.name}</code>
                    </th>
                    <td>
                      <code>{JSON.stringify(o.default)}</code>
                    </td>
                    <td>
                      <Prose text={say(o.says)} />
                      <div class="quiet">{say(o.takes)}</div>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
      <p class="quiet">
        {w().methodsCommand}: <code>vorlauf method {props.sheet.id} --data FILE.csv --options FILE.json</code>
      </p>
    </>
  );
}

function Result(props: { readonly result: MethodResult }): JSX.Element {
  const data = (): MethodResult["data"] => props.result.data;
  return (
    <section aria-label={w().methodsResult}>
      <h3>{w().methodsResult}</h3>
      <p class="quiet">{w().methodsRows(f().num(data().rows), when(data().first), when(data().last))}</p>
      <For each={props.result.warnings}>
        {(x) => (
          <p class="quiet" role="note">
            {say(x.says)}
          </p>
        )}
      </For>
      <Show when={props.result.values.length > 0}>
        <dl class="values">
          <For each={props.result.values}>
            {(v) => (
              <div>
                <dt>{v.name}</dt>
                <dd>{shown(v.value)}</dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
      <For each={props.result.tables}>
        {(t) => <DataTable table={asTable(t)} part={`method-${props.result.method}`} asOf={data().last} />}
      </For>
    </section>
  );
}

function shown(value: number | string | boolean | null): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return f().num(value);
  const size = Math.abs(value);
  return size >= 1e9 || size < 1e-5 ? value.toExponential(4) : numberText(value, lang(), digits(size));
}

/** Decimals that leave five significant digits. */
function digits(size: number): number {
  return Math.max(0, Math.min(8, 4 - Math.floor(Math.log10(size))));
}

/** A method's table as the pages draw tables. */
function asTable({ id, columns, rows }: MethodTable): Table {
  return {
    id,
    title: { en: id, de: id },
    columns: columns.map((name, j) => {
      const numbers = rows.map((r) => r[j]).filter((v): v is number => typeof v === "number");
      const largest = Math.max(0, ...numbers.map(Math.abs));
      const whole = numbers.every(Number.isInteger);
      return {
        id: `c${j}`,
        label: { en: name, de: name },
        ...(numbers.length === 0 ? {} : { decimals: whole ? 0 : Math.max(decimalsFor(largest), digits(largest)) }),
      };
    }),
    rows: rows.map((r) => Object.fromEntries(r.map((c, j) => [`c${j}`, c]))),
    refs: [],
  };
}

/** Text in which back-quoted words are code. */
function Prose(props: { readonly text: string }): JSX.Element {
  return <For each={props.text.split("`")}>{(words, i) => (i() % 2 === 1 ? <code>{words}</code> : words)}</For>;
}
