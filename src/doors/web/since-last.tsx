import { createMemo, createSignal, For, type JSX, onMount, Show } from "solid-js";
import { type PartId, partIds } from "../../terms/part.ts";
import { partWords } from "../../terms/parts.ts";
import type { ClaimState, Workbench } from "../../terms/workbench.ts";
import { quantityText } from "../../views/quantity.ts";
import { StateMark } from "./facts.tsx";
import { f, lang, say, w } from "./speech.ts";

interface Look {
  readonly asOf: string;
  readonly lines: Readonly<Record<string, number | null>>;
  readonly claims: Readonly<Record<string, string>>;
}

const key = "vorlauf-last-look";

function lookOf(v: Workbench): Look {
  return {
    asOf: v.asOf,
    lines: Object.fromEntries(
      partIds.flatMap((id) => {
        const part = v.parts[id];
        return part === undefined ? [] : [[id, part.headline.value]];
      }),
    ),
    claims: Object.fromEntries(v.thesis.claims.map((c) => [c.id, c.state])),
  };
}

function lastLook(): Look | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof kept !== "object" || kept === null || !("asOf" in kept) || !("lines" in kept) || !("claims" in kept))
      return null;
    return kept as Look;
  } catch {
    return null;
  }
}

/** What differs from the verdict that this browser last showed when it was opened. */
export function SinceLast(props: { readonly verdict: Workbench }): JSX.Element {
  const [before] = createSignal(lastLook());
  onMount(() => {
    try {
      localStorage.setItem(key, JSON.stringify(lookOf(props.verdict)));
    } catch {
      // Nothing is kept where the browser forbids it; the next look is then again a first one.
    }
  });
  const moved = createMemo(() => {
    const b = before();
    if (b === null) return [];
    return partIds.flatMap((id: PartId) => {
      const line = props.verdict.parts[id]?.headline;
      const old = b.lines[id];
      return line === undefined || old === undefined || old === line.value ? [] : [{ id, old, line }];
    });
  });
  const turned = createMemo(() => {
    const b = before();
    return b === null
      ? []
      : props.verdict.thesis.claims
          .filter((c) => b.claims[c.id] !== undefined && b.claims[c.id] !== c.state)
          .map((c) => ({ claim: c, old: b.claims[c.id] }));
  });
  const states: readonly ClaimState[] = ["holds", "fails", "open", "cannot-tell", "not-built"];
  return (
    <section class="since">
      <h2>{w().sinceLast}</h2>
      <Show when={before()} fallback={<p class="quiet">{w().sinceLastFirst}</p>}>
        {(b) => (
          <Show
            when={moved().length + turned().length > 0}
            fallback={<p class="quiet">{w().sinceLastNone(f().when(b().asOf))}</p>}
          >
            <p class="quiet">{w().comparedWith(f().when(b().asOf))}</p>
            <ul>
              <For each={moved()}>
                {(m) => (
                  <li>
                    {say(partWords[m.id].title)}:{" "}
                    <span class="num">
                      {m.old === null ? "–" : quantityText(m.old, m.line.unit, lang())} →{" "}
                      {m.line.value === null ? w()[m.line.state] : quantityText(m.line.value, m.line.unit, lang())}
                    </span>
                  </li>
                )}
              </For>
              <For each={turned()}>
                {(t) => (
                  <li>
                    {say(t.claim.says)}{" "}
                    <Show when={states.find((s) => s === t.old)}>{(s) => <StateMark state={s()} />}</Show> →{" "}
                    <StateMark state={t.claim.state} />
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </section>
  );
}
