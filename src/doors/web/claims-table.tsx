import { For, type JSX, Show } from "solid-js";
import { partWords } from "../../terms/parts.ts";
import type { ClaimJudgement, ClaimScore, ProbabilityScore } from "../../terms/workbench.ts";
import { quantityText } from "../../views/quantity.ts";
import { Changed } from "./changed.tsx";
import { Why } from "./explain-panel.tsx";
import { Dash, GapNote, roleOf, StateMark } from "./facts.tsx";
import { PageLink } from "./page-link.tsx";
import { Scroll } from "./scroll.tsx";
import { ProbabilityBar, Spark } from "./spark.tsx";
import { f, lang, say, w, when } from "./speech.ts";

/** How many claims stand in each state, as one sentence. */
export function countedClaims(claims: readonly ClaimJudgement[]): string {
  const count = (state: ClaimJudgement["state"]): number => claims.filter((c) => c.state === state).length;
  const built = w().counted(count("holds"), count("fails"), count("open"), count("cannot-tell"));
  return claims.some((c) => c.state === "not-built") ? `${built}, ${count("not-built")} ${w()["not-built"]}` : built;
}

/** The claims of a thesis: statement, state, probability; `full` adds every reason, the fine print and the gap. */
export function ClaimsTable(props: {
  readonly claims: readonly ClaimJudgement[];
  readonly before: readonly ClaimJudgement[] | undefined;
  readonly full: boolean;
  /** The claims are not the verdict's: their origin is shown from what they rest on. */
  readonly elsewhere?: boolean;
}): JSX.Element {
  const old = (claim: ClaimJudgement): ClaimJudgement | undefined => props.before?.find((b) => b.id === claim.id);
  return (
    <Scroll label={w().claims}>
      <table class="claims">
        <caption class="hidden">{w().claims}</caption>
        <thead>
          <tr>
            <th scope="col">{w().claim}</th>
            <th scope="col">{w().state}</th>
            <th scope="col">{w().probabilityOf}</th>
            <th scope="col" class="num">
              {w().value}
            </th>
            <th scope="col">
              <span class="hidden">{w().trend}</span>
            </th>
            <th scope="col">{w().resolves}</th>
            <th scope="col">
              <span class="hidden">{w().why}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.claims}>
            {(claim) => (
              <>
                <tr id={props.full ? claim.id : undefined} data-state={claim.state} classList={{ opened: props.full }}>
                  <td class="says">
                    <Show when={!props.full} fallback={<strong>{say(claim.says)}</strong>}>
                      <PageLink path="/thesis" change={{ at: claim.id }} class="quietlink">
                        {say(claim.says)}
                      </PageLink>
                      <Show when={claim.state === "cannot-tell" ? claim.gap : undefined}>
                        {(g) => (
                          <p class="quiet settle">
                            {w().whatSettles}: {say(g().settles)}
                          </p>
                        )}
                      </Show>
                    </Show>
                  </td>
                  <td class="nowrap">
                    <Show when={old(claim)?.state !== undefined && old(claim)?.state !== claim.state}>
                      <span class="old">
                        <StateMark state={old(claim)?.state ?? claim.state} /> →{" "}
                      </span>
                    </Show>
                    <StateMark state={claim.state} />
                  </td>
                  <td class="nowrap">
                    <Show when={claim.probability !== null} fallback={<Dash />}>
                      <Changed id={`claim/${claim.id}/p`} value={claim.probability} unit="probability">
                        <ProbabilityBar
                          p={claim.probability ?? 0}
                          interval={claim.probabilityInterval}
                          author={claim.authorProbability}
                          hatched={claim.unvalidated === true}
                        />
                      </Changed>
                      <Show when={claim.unvalidated === true}>
                        <div class="quiet" title={w().unvalidatedHelp}>
                          {w().unvalidated}
                        </div>
                      </Show>
                    </Show>
                  </td>
                  <td class="num">
                    <Show when={claim.value !== null} fallback={<Dash />}>
                      <Changed id={`claim/${claim.id}`} value={claim.value} unit={claim.unit}>
                        {quantityText(claim.value ?? 0, claim.unit, lang())}
                      </Changed>
                      <Show when={claim.threshold !== undefined}>
                        <div class="quiet">
                          {claim.thresholdIs === undefined ? w().threshold : w().claimedToBe[claim.thresholdIs]}{" "}
                          {quantityText(claim.threshold ?? 0, claim.unit, lang())}
                        </div>
                      </Show>
                    </Show>
                  </td>
                  <td>
                    <Spark values={claim.spark} role={roleOf(claim.part ?? "")} width={64} />
                  </td>
                  <td class="nowrap quiet">{when(claim.resolves)}</td>
                  <td>
                    <Show
                      when={props.elsewhere === true}
                      fallback={<Why reference={`claim/${claim.id}`} label={say(claim.says)} />}
                    >
                      <Show when={claim.refs.at(-1)}>{(ref) => <Why reference={ref()} label={say(claim.says)} />}</Show>
                    </Show>
                  </td>
                </tr>
                <Show when={props.full}>
                  <tr class="detail">
                    <td colspan="7">
                      <div class="two">
                        <div>
                          <ul class="reasons">
                            <For each={claim.reasons}>{(r) => <li>{say(r)}</li>}</For>
                          </ul>
                          <Show when={claim.gap}>{(g) => <GapNote gap={g()} />}</Show>
                          <Show when={claim.score}>{(s) => <Score score={s()} />}</Show>
                        </div>
                        <div class="quiet small-print">
                          <p>
                            {w().finePrint}: {say(claim.finePrint)}
                          </p>
                          <p>
                            <code>{claim.id}</code>
                            <Show when={claim.part}>
                              {(p) => (
                                <>
                                  {" "}
                                  · <PageLink path={`/${p()}`}>{say(partWords[p()].title)}</PageLink>
                                </>
                              )}
                            </Show>
                            <Show when={claim.evidence}>{(e) => <> · {w().evidenceWords[e()]}</>}</Show>
                          </p>
                        </div>
                      </div>
                    </td>
                  </tr>
                </Show>
              </>
            )}
          </For>
        </tbody>
      </table>
    </Scroll>
  );
}

/** How the probabilities of a decided claim fared. */
function Score(props: { readonly score: ClaimScore }): JSX.Element {
  const line = (s: ProbabilityScore): string =>
    `${f().pct(s.probability)}: Brier ${f().num(s.brier, 3)}, log ${f().num(s.log, 2)}`;
  return (
    <p class="num">
      {w().scores}:{" "}
      <Show when={props.score.author}>
        {(s) => (
          <>
            {w().scoreAuthor} {line(s())} ·{" "}
          </>
        )}
      </Show>
      <Show when={props.score.model}>
        {(s) => (
          <>
            {w().scoreModel} ({f().when(props.score.day)}) {line(s())}
          </>
        )}
      </Show>
      <Show when={props.score.unscored}>
        {(why) => (
          <>
            {w().scoreNone}: {say(why())}
          </>
        )}
      </Show>
    </p>
  );
}
