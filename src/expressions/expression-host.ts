/** One process that evaluates expressions, seen from the server: it gets a job, answers piece by piece, and can be ended at any time. */
import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExpressionAnswer, ExpressionJob } from "./expression-child.js";

export interface ExpressionHost {
  /** Hands over one job at a time; `heard` gets an answer per source, in their order. @returns false when the process is gone. */
  begin(job: ExpressionJob, heard: HostEars): boolean;
  /** At once, whatever it does. `ended` is told. */
  kill(): void;
}

export interface HostEars {
  answer(answer: ExpressionAnswer): void;
  /** The process is gone; no answer follows. */
  gone(): void;
}

export interface HostEvents {
  /** Loaded, and free for its first job. */
  ready(): void;
  /** Once, however it came to it. */
  ended(wasReady: boolean): void;
}

/** Tests and `npm run dev` run the TypeScript itself, for which the process needs a loader. */
const EXTENSION = extname(import.meta.url);
const LOADER = EXTENSION === ".ts" ? ["--import", "@oxc-node/core/register"] : [];
const PROGRAM = fileURLToPath(new URL(`./expression-child${EXTENSION}`, import.meta.url));

/** @param memoryMb heap beyond which the process ends itself. */
export const startHost = (memoryMb: number, events: HostEvents): ExpressionHost => {
  const child = fork(PROGRAM, [], {
    // It has no use for the settings and secrets of this process.
    env: {},
    execArgv: [...LOADER, `--max-old-space-size=${memoryMb}`],
    serialization: "advanced",
    // A heap that is full is told in fifty lines: the result says it in one.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  letGo(child);
  let ears: HostEars | undefined;
  let wasReady = false;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    child.kill("SIGKILL");
    events.ended(wasReady);
    ears?.gone();
  };
  child.on("message", (said: ExpressionAnswer | string) => {
    if (ended) return;
    if (typeof said === "object") {
      ears?.answer(said);
      return;
    }
    wasReady = true;
    events.ready();
  });
  for (const event of ["error", "exit", "disconnect"]) child.on(event, end);
  return {
    kill: end,
    begin(job, heard) {
      if (ended) return false;
      ears = heard;
      child.send(job, (error) => error && end());
      return true;
    },
  };
};

/** The server ends it when it stops; a program that forgets to must not hang on it. */
const letGo = (child: ChildProcess): void => {
  child.unref();
  child.channel?.unref();
};
