import { createEffect, createSignal, createUniqueId, type JSX, onCleanup, onMount, Show } from "solid-js";
import type { Figure } from "../../terms/part.ts";
import { csvText, figureRows } from "../../views/csv.ts";
import type { Drawing, Spot } from "../../views/drawing.ts";
import { quantityText } from "../../views/quantity.ts";
import { Why } from "./explain-panel.tsx";
import { CopyButton } from "./facts.tsx";
import { FigureTable } from "./figure-table.tsx";
import { Origin } from "./origin.tsx";
import { addressOf, go, place } from "./place.ts";
import { type Captions, save, savePng, saveXlsx, svgText } from "./save.ts";
import { lang, say, w, when } from "./speech.ts";
import { afterPaint, loadViews } from "./views.ts";

/** What a chart may be told beside its figure. */
export interface ChartProps {
  readonly figure: Figure;
  readonly part: string;
  /** What explains the chart where it belongs to no part; null where nothing does. */
  readonly why?: string | null;
  readonly asOf: string;
  readonly compact?: boolean;
  readonly domain?: readonly [number, number];
  readonly heading?: 2 | 3;
}

/** A figure on the page: finding, measure, drawing, and below it source, day, evidence, table, downloads, link, why. */
export function Chart(props: ChartProps): JSX.Element {
  const [width, setWidth] = createSignal(0);
  const [drawing, setDrawing] = createSignal<Drawing | null>(null);
  const [spoken, setSpoken] = createSignal("");
  const [spot, setSpot] = createSignal<number | null>(null);
  const [open, setOpen] = createSignal(false);
  const [scrolled, setScrolled] = createSignal(0);
  const prefix = `c${createUniqueId()}`;
  let place_: HTMLDivElement | undefined;
  let turn = 0;
  onMount(() => {
    const element = place_;
    if (element === undefined) return;
    setWidth(Math.round(element.clientWidth));
    const observer = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });
  createEffect(() => {
    const [figure, l, wide, domain] = [props.figure, lang(), width(), props.domain];
    turn += 1;
    const mine = turn;
    if (wide < 120) return;
    void Promise.all([loadViews(), afterPaint()]).then(([{ draw, describe }]) => {
      if (mine !== turn) return;
      const drawn = draw(figure, {
        document,
        lang: l,
        theme: "css",
        width: wide,
        prefix,
        ...(props.compact === true ? { compact: true } : {}),
        ...(domain === undefined ? {} : { domain }),
      });
      drawn.svg.setAttribute("aria-hidden", "true");
      setSpot(null);
      setDrawing(drawn);
      setSpoken(describe(figure, l));
      place_?.querySelector("svg.vl-chart")?.remove();
      place_?.prepend(drawn.svg);
    });
  });
  const shown = (): Spot | null => {
    const index = spot();
    return index === null ? null : (drawing()?.spots[index] ?? null);
  };
  const more = (): boolean => (drawing()?.width ?? 0) - width() - scrolled() > 4;
  const id = (): string => `${props.part}-${props.figure.id}`;
  const link = (): string =>
    new URL(
      addressOf(`/${props.part === "series" ? "series" : props.part}`, {
        at: id(),
        ...(props.part === "series" ? { id: place().id } : {}),
      }),
      location.href,
    ).href;
  const file = (ending: string): string => `vorlauf-${id().replace(/[^a-z0-9.-]+/gi, "-")}-${props.asOf}.${ending}`;
  const picture = async (): Promise<Drawing> =>
    (await loadViews()).draw(props.figure, {
      document,
      lang: lang(),
      theme: "light",
      width: Math.max(720, Math.min(1000, width())),
      prefix: `${prefix}d`,
    });
  const captions = (): Captions => ({
    title: say(props.figure.title),
    subtitle: say(props.figure.subtitle),
    footer: `${w().source}: ${props.figure.source} · ${w().asOf} ${when(props.asOf)} · ${w().evidenceWords[props.figure.evidence]}${place().mode === "pseudo" ? ` · ${w().laterRevisions}` : ""}`,
  });
  return (
    <figure class="chart" id={id()} classList={{ compact: props.compact === true, broad: columnsOf(props.figure) > 8 }}>
      <figcaption>
        {props.heading === 2 ? <h2>{say(props.figure.title)}</h2> : <h3>{say(props.figure.title)}</h3>}
        <p class="subtitle">{say(props.figure.subtitle)}</p>
      </figcaption>
      <div class="frame scroller" data-more={more() ? "" : undefined}>
        <div
          ref={(e) => {
            place_ = e;
          }}
          class="drawing"
          role="img"
          tabindex={props.compact === true ? undefined : "0"}
          aria-label={spoken()}
          aria-description={props.compact === true ? undefined : w().hoverHelp}
          data-drawn={drawing() === null ? undefined : ""}
          onPointerMove={(e) => setSpot(nearest(drawing(), e, place_))}
          onScroll={(e) => setScrolled(e.currentTarget.scrollLeft)}
          onPointerLeave={() => setSpot(null)}
          onBlur={() => setSpot(null)}
          onClick={() => openSpot(shown())}
          onKeyDown={(e) => {
            const next = walk(drawing(), spot(), e.key);
            if (e.key === "Enter") openSpot(shown());
            if (next === undefined) return;
            e.preventDefault();
            setSpot(next);
          }}
        >
          <Show when={shown()}>
            {(s) => (
              <svg class="ring" width="1" height="1" aria-hidden="true">
                <circle cx={s().px} cy={s().py} r="5" data-role={s().series.role} />
              </svg>
            )}
          </Show>
        </div>
        <Show when={shown()}>
          {(s) => <Hover spot={s()} figure={props.figure} scroll={place_?.scrollLeft ?? 0} width={width()} />}
        </Show>
      </div>
      <Show when={more()}>
        <p class="onward" aria-hidden="true">
          {w().scrollOn}
        </p>
      </Show>
      <span class="hidden" aria-live="polite">
        <Show when={shown()}>{(s) => spotText(s(), props.figure)}</Show>
      </span>
      <Show when={props.compact !== true}>
        <footer>
          <p>{captions().footer}</p>
          <p class="tools">
            <button
              type="button"
              aria-expanded={open()}
              aria-controls={`${id()}-table`}
              onClick={() => setOpen(!open())}
            >
              {open() ? w().hideTable : w().dataTable}
            </button>
            <button
              type="button"
              aria-label={`${w().download} CSV`}
              onClick={() => save(file("csv"), "text/csv", csvText(figureRows(props.figure, lang(), props.asOf)))}
            >
              CSV
            </button>
            <button
              type="button"
              aria-label={`${w().download} XLSX`}
              onClick={() => void saveXlsx(file("xlsx"), figureRows(props.figure, lang(), props.asOf))}
            >
              XLSX
            </button>
            <button
              type="button"
              aria-label={`${w().download} PNG`}
              onClick={() => void picture().then((d) => savePng(file("png"), d, signed(captions())))}
            >
              PNG
            </button>
            <button
              type="button"
              aria-label={`${w().download} SVG`}
              onClick={() =>
                void picture().then((d) => save(file("svg"), "image/svg+xml", svgText(d, signed(captions()), null)))
              }
            >
              SVG
            </button>
            <CopyButton text={link()} label={w().permalink} />
            <Show when={props.why !== null}>
              <Why reference={props.why ?? `figure:${props.part}/${props.figure.id}`} label={say(props.figure.title)} />
            </Show>
          </p>
        </footer>
        <div id={`${id()}-table`}>
          <Show when={open()}>
            <FigureTable figure={props.figure} />
          </Show>
        </div>
      </Show>
    </figure>
  );
}

/** Columns of a matrix; more than eight need the page's whole width. */
function columnsOf(figure: Figure): number {
  return figure.kind === "matrix" ? new Set(figure.series.flatMap((s) => s.points.map((p) => p.x))).size : 0;
}

/** The captions of a picture that leaves the page say where it was made. */
function signed(captions: Captions): Captions {
  return { ...captions, footer: `${captions.footer} · Vorlauf` };
}

function openSpot(spot: Spot | null): void {
  if (spot?.ref !== undefined) go({ why: spot.ref }, true);
}

function nearest(drawing: Drawing | null, event: PointerEvent, element: HTMLElement | undefined): number | null {
  if (drawing === null || element === undefined) return null;
  const box = element.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left + element.scrollLeft, event.clientY - box.top];
  let best: number | null = null;
  let least = 60 ** 2;
  drawing.spots.forEach((s, i) => {
    const far = (s.px - x) ** 2 + ((s.py - y) * 0.6) ** 2;
    if (far < least) [least, best] = [far, i];
  });
  return best;
}

/** Left and right walk along a series, up and down change the series at the nearest x; undefined for other keys. */
function walk(drawing: Drawing | null, at: number | null, key: string): number | undefined {
  if (
    drawing === null ||
    drawing.spots.length === 0 ||
    !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key)
  )
    return undefined;
  const here = at === null ? undefined : drawing.spots[at];
  if (at === null || here === undefined) return drawing.spots.length - 1;
  const own = drawing.spots.flatMap((s, i) => (s.series === here.series ? [i] : []));
  const position = own.indexOf(at);
  if (key === "Home") return own[0];
  if (key === "End") return own.at(-1);
  if (key === "ArrowLeft") return own[Math.max(0, position - 1)];
  if (key === "ArrowRight") return own[Math.min(own.length - 1, position + 1)];
  const all = [...new Set(drawing.spots.map((s) => s.series))];
  const other = all[(all.indexOf(here.series) + (key === "ArrowDown" ? 1 : all.length - 1)) % all.length];
  let [best, least] = [at, Infinity];
  drawing.spots.forEach((s, i) => {
    if (s.series === other && Math.abs(s.px - here.px) < least) [best, least] = [i, Math.abs(s.px - here.px)];
  });
  return best;
}

function spotText(spot: Spot, figure: Figure): string {
  const interval =
    spot.low === undefined || spot.high === undefined
      ? ""
      : ` [${quantityText(spot.low, figure.unit, lang())} … ${quantityText(spot.high, figure.unit, lang())}]`;
  return `${say(spot.series.label)}, ${when(spot.x)}: ${quantityText(spot.y, figure.unit, lang())}${interval}, ${w().kinds[spot.series.kind]}`;
}

function Hover(props: {
  readonly spot: Spot;
  readonly figure: Figure;
  readonly scroll: number;
  readonly width: number;
}): JSX.Element {
  let note: HTMLDivElement | undefined;
  createEffect(() => {
    if (note === undefined) return;
    const px = props.spot.px - props.scroll;
    note.style.left = `${Math.max(0, px > props.width * 0.6 ? px - 256 : px + 14)}px`;
    note.style.top = `${Math.max(0, props.spot.py - 24)}px`;
  });
  return (
    <div
      class="hover"
      ref={(e) => {
        note = e;
      }}
      aria-hidden="true"
    >
      <strong class="num">{quantityText(props.spot.y, props.figure.unit, lang())}</strong>
      <Show when={props.spot.low !== undefined && props.spot.high !== undefined}>
        <div class="num quiet">
          [{quantityText(props.spot.low ?? 0, props.figure.unit, lang())} …{" "}
          {quantityText(props.spot.high ?? 0, props.figure.unit, lang())}]
        </div>
      </Show>
      <div>
        {say(props.spot.series.label)} · {when(props.spot.x)}
      </div>
      <div class="quiet">{w().kinds[props.spot.series.kind]}</div>
      <Show when={props.spot.ref}>{(r) => <Origin reference={r()} />}</Show>
    </div>
  );
}
