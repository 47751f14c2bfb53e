import { type Accessor, createEffect, createSignal } from "solid-js";
import { place, restedDay } from "./place.ts";

const held = new Map<string, unknown>();
const onTheWay = new Map<string, Promise<unknown>>();
const limit = 160;

/** The address of an answer; the same words for every reader of the same day. */
export function api(path: string, given: Readonly<Record<string, string | null>> = {}): string {
  const { mode } = place();
  const asOf = restedDay();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ asOf, mode, ...given }))
    if (value !== null && value !== "") query.set(name, value);
  return `/api/${path}?${query.toString()}`;
}

/** An answer of the server, from memory when it was asked for before; `ahead`: nobody waits for it yet. Rejects with the server's message. */
export async function load<T>(address: string, ahead = false): Promise<T> {
  const before = onTheWay.get(address);
  const asked: Promise<unknown> = before ?? ask(address, ahead);
  if (before === undefined) onTheWay.set(address, asked);
  return (await asked) as T;
}

async function ask(address: string, ahead: boolean): Promise<unknown> {
  try {
    const response = await fetch(ahead ? `${address}&rest=1` : address, { headers: { Accept: "application/json" } });
    const body: unknown = await response.json();
    if (!response.ok) throw new TypeError(messageOf(body) ?? `${response.status} ${response.statusText}`);
    held.set(address, body);
    if (held.size > limit) forget();
    return body;
  } catch (error) {
    onTheWay.delete(address);
    throw error;
  }
}

function forget(): void {
  const oldest = held.keys().next().value;
  if (oldest === undefined) return;
  held.delete(oldest);
  onTheWay.delete(oldest);
}

/** Sends a question with data of the reader's; nothing is remembered. Rejects with the server's message. */
export async function send<T>(address: string, question: unknown): Promise<T> {
  const response = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(question),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new TypeError(messageOf(body) ?? `${response.status} ${response.statusText}`);
  return body as T;
}

function messageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("error" in body)) return null;
  const { error } = body;
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : null;
}

/** What a page watches: the newest answer, whether another is on the way, and what went wrong. */
export interface Watched<T> {
  readonly value: Accessor<T | undefined>;
  readonly waiting: Accessor<boolean>;
  readonly error: Accessor<string | undefined>;
  readonly again: () => void;
}

/** Follows an address: the old answer stays in sight until the new one is there; one in memory comes at once. `ahead`: what others wait for is computed first. */
export function watch<T>(address: Accessor<string | null>, ahead = false): Watched<T> {
  const [value, setValue] = createSignal<T | undefined>(undefined, { equals: false });
  const [waiting, setWaiting] = createSignal(false);
  const [error, setError] = createSignal<string | undefined>(undefined);
  const [turn, setTurn] = createSignal(0);
  let wanted: string | null = null;
  createEffect(() => {
    turn();
    const next = address();
    wanted = next;
    setError(undefined);
    if (next === null) return;
    if (held.has(next)) {
      setWaiting(false);
      setValue(() => held.get(next) as T);
      return;
    }
    setWaiting(true);
    load<T>(next, ahead).then(
      (answer) => {
        if (wanted !== next) return;
        setWaiting(false);
        setValue(() => answer);
      },
      (reason: unknown) => {
        if (wanted !== next) return;
        setWaiting(false);
        setError(reason instanceof Error ? reason.message : String(reason));
      },
    );
  });
  return { value, waiting, error, again: () => setTurn((n) => n + 1) };
}

let resting: ReturnType<typeof setTimeout> | undefined;
let round = 0;

/** Asks for neighbours once the reader rests, one after another; a new wish ends an older one. */
export function prefetch(addresses: readonly string[]): void {
  clearTimeout(resting);
  round += 1;
  const mine = round;
  resting = setTimeout(async () => {
    for (const address of addresses) {
      if (mine !== round) return;
      if (!held.has(address)) await load(address, true).catch(() => undefined);
    }
  }, 250);
}
