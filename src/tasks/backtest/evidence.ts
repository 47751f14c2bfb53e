import { readTexts } from "../../engines/evidence.ts";
import type { Backtest, BacktestSupply } from "../../terms/backtest.ts";
import { VorlaufError } from "../../terms/errors.ts";
import { shownOf } from "./shown.ts";
import { targets } from "./targets.ts";

/** A backtest as it is kept: with the hash of the observations it was made from. */
export interface Kept {
  /** Hash of the store's manifest. */
  readonly observations: string;
  readonly backtest: Backtest;
}

/** The text of a kept result: one row per line, so that a change shows where it is. The same result gives the same bytes. */
export function evidenceText({ observations, backtest }: Kept): string {
  const lines = (rows: readonly unknown[]): string =>
    rows.length === 0 ? "[]" : `[\n${rows.map((r) => `      ${JSON.stringify(r)}`).join(",\n")}\n    ]`;
  const fields = Object.entries(backtest).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${Array.isArray(value) ? lines(value) : JSON.stringify(value)}`,
  );
  return `{\n  "observations": ${JSON.stringify(observations)},\n  "backtest": {\n${fields.join(",\n")}\n  }\n}\n`;
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === "object" &&
    value !== null &&
    "observations" in value &&
    "backtest" in value &&
    typeof value.backtest === "object"
  );
}

/** The kept backtests of a folder, in the order of the list of targets. @throws "store-damaged" for a file that is not one */
export function keptBacktests(folder: string): readonly Kept[] {
  const texts = readTexts(folder);
  return targets.flatMap(({ id }) => {
    const text = texts.get(id);
    if (text === undefined) return [];
    const kept: unknown = JSON.parse(text);
    if (!isKept(kept))
      throw new VorlaufError("store-damaged", {
        path: `${folder}/${id}.json`,
        reason: "not a kept backtest",
        fix: "Run `npm run evidence`.",
      });
    return [kept];
  });
}

/** Serves the kept backtests of a folder, read once at need. `backtest` throws "unknown-id". */
export function backtestSupply(folder: string): BacktestSupply {
  let read: readonly Kept[] | null = null;
  const all = (): readonly Kept[] => {
    read ??= keptBacktests(folder);
    return read;
  };
  return {
    backtests: async () =>
      all().map(({ backtest: b }) => ({
        id: b.id,
        title: b.title,
        says: b.says,
        origins: b.origins,
        firstOrigin: b.firstOrigin,
        lastOrigin: b.lastOrigin,
        asOf: b.asOf,
      })),
    backtest: async (id) => {
      const kept = all().find((k) => k.backtest.id === id);
      if (kept === undefined) throw new VorlaufError("unknown-id", { kind: "backtest", id, near: [] });
      return shownOf(kept.backtest);
    },
  };
}
