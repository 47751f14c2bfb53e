import { type JSX, Match, Show, Switch } from "solid-js";
import type { Gap, Line, Role } from "../../terms/part.ts";
import type { ClaimState } from "../../terms/workbench.ts";
import { quantityParts, quantityText } from "../../views/quantity.ts";
import { Changed } from "./changed.tsx";
import { f, lang, say, w, when } from "./speech.ts";

/** The colour of a part; parts that are not an idea of their own stay in ink. */
export function roleOf(part: string): Role {
  return part === "succession" || part === "retreat" || part === "convergence"
    ? part
    : part === "rotation"
      ? "roads"
      : part === "chain"
        ? "power"
        : "capex";
}

/** Where the latest value stands in its own history. */
export function Level(props: { readonly line: Line }): JSX.Element {
  return (
    <Show when={props.line.level} fallback={<Dash />}>
      {(l) => (
        <>
          <Changed id={`${props.line.id}/level`} value={l().percentile} unit={null}>
            <span class="num">
              {lang() === "en" ? `${f().num(l().percentile)} of 100` : `${f().num(l().percentile)} von 100`}
            </span>
          </Changed>{" "}
          <small class="quiet">n = {f().num(l().n)}</small>
        </>
      )}
    </Show>
  );
}

/** Rising, falling or flat; an arrow and a word. */
export function Direction(props: { readonly direction: Line["direction"] }): JSX.Element {
  return (
    <Show when={props.direction} fallback={<Dash />}>
      {(d) => (
        <span class="direction">
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path
              d={
                d() === "up"
                  ? "M6 10V2M2.5 5.5 6 2l3.5 3.5"
                  : d() === "down"
                    ? "M6 2v8M2.5 6.5 6 10l3.5-3.5"
                    : "M1.5 6h9M7.5 3 10.5 6l-3 3"
              }
            />
          </svg>{" "}
          {w()[d()]}
        </span>
      )}
    </Show>
  );
}

/** High, medium or low. */
export function Confidence(props: { readonly line: Line }): JSX.Element {
  return (
    <Show when={props.line.confidence} fallback={<Dash />}>
      {(c) => <>{w()[c()]}</>}
    </Show>
  );
}

/** A dash for what is not stated. */
export function Dash(): JSX.Element {
  return <span class="quiet dash">–</span>;
}

/** A finding's value and unit, old -> new when two days are compared. */
export function Value(props: { readonly line: Line; readonly before?: Line | undefined }): JSX.Element {
  const parts = (line: Line): { readonly number: string; readonly unit: string } | null =>
    line.value === null ? null : quantityParts(line.value, line.unit, lang());
  const old = (): string | null => {
    const b = props.before;
    if (b === undefined || (b.value === props.line.value && b.state === props.line.state)) return null;
    return parts(b)?.number ?? w()[b.state];
  };
  return (
    <span class="value">
      <Show when={old()}>{(o) => <span class="old">{o()} → </span>}</Show>
      <Show when={parts(props.line)} fallback={<Dash />}>
        {(p) => (
          <>
            <Changed id={props.line.id} value={props.line.value} unit={props.line.unit}>
              <span class="num">{p().number}</span>
            </Changed>{" "}
            <span class="unit">{p().unit}</span>
          </>
        )}
      </Show>
    </span>
  );
}

/** The interval of a finding. */
export function Interval(props: { readonly line: Line }): JSX.Element {
  return (
    <Show when={props.line.interval}>
      {(i) => (
        <span class="interval quiet num" title={w().interval(f().pct(i().coverage))}>
          {i().coverage >= 1 ? w().span : `${f().pct(i().coverage)}:`}{" "}
          {quantityParts(i().low, props.line.unit, lang()).number} …{" "}
          {quantityParts(i().high, props.line.unit, lang()).number}
        </span>
      )}
    </Show>
  );
}

/** How good a number is and how new: the mark that ends every line. */
export function Mark(props: { readonly line: Pick<Line, "evidence" | "newestPeriod"> }): JSX.Element {
  return (
    <span class="mark quiet">
      <Show when={props.line.evidence} fallback="–">
        {(e) => <>{w().evidenceWords[e()]}</>}
      </Show>
      <Show when={props.line.newestPeriod}>{(p) => <span class="period">{when(p())}</span>}</Show>
    </span>
  );
}

/** What is missing, what is at hand, what would decide, and the command; as prominent as any finding. */
export function GapNote(props: { readonly gap: Gap }): JSX.Element {
  return (
    <div class="gap">
      <p>
        <strong>{w().whatSettles}:</strong> {say(props.gap.settles)}
      </p>
      <p class="quiet">
        {props.gap.need === null
          ? w().hasOnly(f().num(props.gap.have))
          : w().has(f().num(props.gap.have), f().num(props.gap.need))}
        <Show when={props.gap.needs.length > 0}>
          {" "}
          · {w().missing}: <code>{props.gap.needs.join(", ")}</code>
        </Show>
      </p>
      <Show when={props.gap.pull}>
        {(p) => (
          <p class="command">
            <code>{p()}</code> <CopyButton text={p()} />
          </p>
        )}
      </Show>
    </div>
  );
}

/** The pseudo value beside a strict gap: hatched, and marked as holding later revisions. */
export function PseudoNote(props: { readonly line: Line }): JSX.Element {
  return (
    <Show when={props.line.pseudo}>
      {(p) => (
        <p class="pseudo">
          <span class="hatch">
            <span class="num">{quantityText(p().value, props.line.unit, lang())}</span>
          </span>{" "}
          {say(p().says)}{" "}
          <Show when={!say(p().says).includes(w().laterRevisions)}>
            <em>({w().laterRevisions})</em>
          </Show>
        </p>
      )}
    </Show>
  );
}

/** Copies a text; says so once. */
export function CopyButton(props: { readonly text: string; readonly label?: string }): JSX.Element {
  let button: HTMLButtonElement | undefined;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(props.text);
    if (button === undefined) return;
    const before = button.textContent;
    button.textContent = w().copied;
    setTimeout(() => {
      if (button !== undefined) button.textContent = before;
    }, 1500);
  };
  return (
    <button
      ref={(e) => {
        button = e;
      }}
      type="button"
      class="small"
      onClick={() => void copy()}
    >
      {props.label ?? w().copy}
    </button>
  );
}

/** The state of one claim as a word. */
export function stateWord(state: ClaimState): string {
  return state === "holds"
    ? w().holdsOne
    : state === "fails"
      ? w().failsOne
      : state === "open"
        ? w().openOne
        : w()[state];
}

/** The state of a claim: a shape and a word, never a colour. */
export function StateMark(props: { readonly state: ClaimState }): JSX.Element {
  return (
    <span class="state" data-state={props.state}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <Switch>
          <Match when={props.state === "holds"}>
            <circle cx="6" cy="6" r="4.5" class="full" />
          </Match>
          <Match when={props.state === "fails"}>
            <path d="M2 2 10 10M10 2 2 10" />
          </Match>
          <Match when={props.state === "open"}>
            <circle cx="6" cy="6" r="4.5" />
          </Match>
          <Match when={props.state === "cannot-tell"}>
            <path d="M1.5 1.5h9v9h-9zM1.5 6 6 1.5M1.5 10.5l9-9M6 10.5 10.5 6" />
          </Match>
          <Match when={props.state === "not-built"}>
            <path d="M2 6h8" stroke-dasharray="2 2" />
          </Match>
        </Switch>
      </svg>{" "}
      {stateWord(props.state)}
    </span>
  );
}
