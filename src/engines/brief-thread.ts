import { parentPort, workerData } from "node:worker_threads";
import { type ErrorCode, type ErrorFacts, VorlaufError } from "../terms/errors.ts";
import { startThread } from "./thread-executor.ts";

/** One question to a thread of its own, with an end. */
export interface BriefQuestion {
  /** Module that calls {@link answerBriefly}. */
  readonly entry: URL;
  readonly data: unknown;
  readonly seconds: number;
  readonly memoryMb: number;
  /** What is said when time or memory ran out. */
  readonly exceeded: (what: string) => Error;
}

interface Told {
  readonly result?: unknown;
  readonly failure?: { readonly message: string; readonly code?: ErrorCode; readonly facts?: ErrorFacts[ErrorCode] };
}

/** Asks a thread that lives for one question; it is ended when it answers, fails, or takes more than its time or memory. */
export function askBriefly({ entry, data, seconds, memoryMb, exceeded }: BriefQuestion): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = startThread(entry, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    const timer = setTimeout(() => end(() => reject(exceeded(`${seconds} s`))), seconds * 1000);
    let over = false;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      settle();
      void worker.terminate();
    };
    worker.once("message", ({ result, failure }: Told) =>
      end(() => (failure === undefined ? resolve(result) : reject(revived(failure)))),
    );
    worker.once("error", (error: Error & { readonly code?: string }) =>
      end(() => reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? exceeded(`${memoryMb} MB`) : error)),
    );
    worker.once("exit", (code) =>
      end(() => reject(new TypeError(`a thread ended with code ${code} without an answer`))),
    );
  });
}

function revived({ message, code, facts }: NonNullable<Told["failure"]>): Error {
  return code === undefined || facts === undefined ? new TypeError(message) : new VorlaufError(code, facts);
}

/** What the module behind {@link BriefQuestion.entry} calls: answers the one question it was started with. */
export function answerBriefly(answer: (data: unknown) => unknown): void {
  const port = parentPort;
  if (port === null) throw new TypeError("this module runs in a worker thread only");
  try {
    port.postMessage({ result: answer(workerData) } satisfies Told);
  } catch (error) {
    port.postMessage({
      failure: {
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        ...(error instanceof VorlaufError ? { code: error.code, facts: error.facts } : {}),
      },
    } satisfies Told);
  }
}
