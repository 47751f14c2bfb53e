/** Runs two things in turn, `rounds` times each, and gives the least time of each [ms]: what a busy machine disturbs least. */
export async function inTurn(
  rounds: number,
  first: () => unknown,
  second: () => unknown,
): Promise<{ readonly first: number; readonly second: number; readonly ratio: number }> {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  let [a, b]: readonly [number, number] = least;
  for (let i = 0; i < rounds; i++) {
    a = Math.min(a, await timed(first));
    b = Math.min(b, await timed(second));
  }
  return { first: a, second: b, ratio: a / b };
}

/** Wall time of one run [ms]. */
export async function timed(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** One line of a result. */
export function say(what: string, { first, second, ratio }: Awaited<ReturnType<typeof inTurn>>, goal: string): void {
  console.log(`${what}: ${first.toFixed(0)} ms against ${second.toFixed(0)} ms = ${ratio.toFixed(2)}x (goal ${goal})`);
}
