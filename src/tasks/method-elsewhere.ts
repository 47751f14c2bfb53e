import { z } from "zod";
import { answerBriefly, askBriefly } from "../engines/brief-thread.ts";
import { VorlaufError } from "../terms/errors.ts";
import type { MethodResult, MethodSupply } from "../terms/method.ts";
import { methodSheet, methodSheets, runMethod } from "./method.ts";

/** Bounds of a calculation that a served page asks for. */
export interface MethodBounds {
  readonly seconds: number;
  readonly memoryMb: number;
  /** Calculations at once, and how many may wait. */
  readonly atOnce: number;
  readonly waiting: number;
}

/** ASSUMPTION: what one reader may ask of a small machine. */
const usualBounds: MethodBounds = { seconds: 30, memoryMb: 512, atOnce: 2, waiting: 4 };

const Question = z.object({ id: z.string(), csv: z.string(), options: z.unknown() });

/**
 * The methods for a served workbench: every calculation in a thread of its own, with bounds of time and memory, so that no
 * file of a reader's stops the server.
 * @param entry module that calls {@link serveMethodThread}
 */
export function methodSupply(entry: URL, bounds: MethodBounds = usualBounds): MethodSupply {
  let running = 0;
  const line: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (running < bounds.atOnce) {
      running++;
      return;
    }
    if (line.length >= bounds.waiting)
      throw new VorlaufError("input-invalid", {
        what: "calculations at once",
        got: String(running + line.length + 1),
        fix: "Wait until one has ended.",
      });
    await new Promise<void>((go) => {
      line.push(go);
    });
  };
  const leave = (): void => {
    const next = line.shift();
    if (next === undefined) running--;
    else next();
  };
  return {
    methods: async () => methodSheets(),
    runMethod: async (id, csv, options) => {
      methodSheet(id);
      await enter();
      try {
        return (await askBriefly({
          entry,
          data: { id, csv, options },
          seconds: bounds.seconds,
          memoryMb: bounds.memoryMb,
          exceeded: (what) =>
            new VorlaufError("input-invalid", {
              what: `method ${id}`,
              got: `no answer within ${what}`,
              fix: `Give fewer rows, draws or lags, or run it without a bound: vorlauf method ${id} --data FILE.csv`,
            }),
        })) as MethodResult;
      } finally {
        leave();
      }
    },
  };
}

/** What the thread behind {@link methodSupply} does: one calculation. */
export function serveMethodThread(): void {
  answerBriefly((data) => {
    const { id, csv, options } = Question.parse(data);
    return runMethod(id, csv, options);
  });
}
