/**
 * The runs of a simulator: starts scripts, lets their time pass, keeps what the run history later reports. A run
 * belongs to nobody's connection: it goes on to its end when the client that started it has gone.
 */
import { CODES, executionFailed, type Failure } from "./failures.js";
import type { IdSequence } from "./id-sequence.js";
import { interpret, type RunEvent, type RunOutput, type Script, type Wait } from "./interpreter.js";
import { type RunEntry, RunLog } from "./run-log.js";
import type { ScriptedWorkflow } from "./script.js";
import type { Variables } from "./template.js";

const KEPT_RUNS = 10_000;

export type RunStatus = "Running" | "Success" | "Fail" | "Cancel" | "Interrupted";
/** 0 = synchronous, 1 = stream, 2 = asynchronous. */
export type RunMode = 0 | 1 | 2;

export interface Run {
  readonly executeId: string;
  readonly workflow: ScriptedWorkflow;
  readonly parameters: Variables;
  readonly mode: RunMode;
  readonly userId: string;
  readonly logId: string;
  /** Unix seconds. */
  readonly createdAt: number;
  updatedAt: number;
  status: RunStatus;
  output?: RunOutput;
  failure?: Failure;
  tokens: number;
  /** Names the interrupt that waits for an answer; good for one answer. */
  pendingEventId?: string;
  /** What kind of answer that is. */
  waitsFor?: "text" | "form";
}

/** Where the events of a run go. A promise holds the run back until the receiver can take more. */
export interface Sink {
  accept(event: RunEvent, run: Run): undefined | Promise<void>;
  /** Time is about to pass: what was accepted should be on its way. */
  flush(): undefined | Promise<void>;
}

export const SILENT: Sink = { accept: () => undefined, flush: () => undefined };

export type RunSpec = Pick<Run, "workflow" | "parameters" | "mode" | "userId" | "logId">;

/** How a run is slowed down from outside. */
export interface Pace {
  /** The event, counted from 0, before which the run stands still until it is released. */
  readonly hangAfter?: number | undefined;
  /** Milliseconds that every event takes longer. */
  readonly slowRunMs?: number | undefined;
}

interface Motion {
  readonly script: Script;
  readonly pace: Pace;
  events: number;
  cancelled: boolean;
  released: boolean;
  wake?: () => void;
}

export class Runs {
  readonly #newId: IdSequence;
  readonly #runs = new Map<string, Run>();
  /** Of runs that may still move. */
  readonly #motions = new Map<Run, Motion>();
  readonly #log = new RunLog();

  constructor(newId: IdSequence) {
    this.#newId = newId;
  }

  /** Creates the run without letting it do anything yet. */
  create(spec: RunSpec, pace: Pace = {}): Run {
    const createdAt = unixSeconds();
    const run: Run = { ...spec, executeId: this.#newId(), createdAt, updatedAt: createdAt, status: "Running", tokens: 0 };
    this.#runs.set(run.executeId, run);
    const script = interpret(run.workflow, run.parameters);
    this.#motions.set(run, { script, pace, events: 0, cancelled: false, released: false });
    this.#log.began(run);
    if (this.#runs.size > KEPT_RUNS) this.#forgetOldest();
    return run;
  }

  find(executeId: string): Run | undefined {
    return this.#runs.get(executeId);
  }

  /** Goes on until the run ends or waits for a person. Synchronous as long as no time has to pass. */
  async drive(run: Run, sink: Sink, answer = ""): Promise<void> {
    const motion = this.#motions.get(run);
    if (motion === undefined) return;
    const isAnswered = run.status === "Interrupted";
    run.status = "Running";
    delete run.pendingEventId;
    if (isAnswered) this.#log.answered(run);
    let given = answer;
    while (run.status === "Running") {
      if (isPaced(motion)) await holdBack(motion, sink);
      const event = nextEvent(motion, given);
      given = "";
      if (event.kind === "wait") {
        await sink.flush();
        await sleep(motion, event.ms);
        continue;
      }
      motion.events += 1;
      this.#record(run, event);
      const blocked = sink.accept(event, run);
      if (blocked) await blocked;
    }
    if (run.status !== "Interrupted") this.#motions.delete(run);
  }

  /** The run ends at its next step with 777777777. */
  cancel(run: Run): void {
    const motion = this.#motions.get(run);
    if (motion === undefined) return;
    motion.cancelled = true;
    motion.wake?.();
  }

  /** Lets go on what hangs. */
  release(): void {
    for (const motion of this.#motions.values()) {
      motion.released = true;
      motion.wake?.();
    }
  }

  /** Every run that was started, oldest first, with how it stands. */
  log(): RunEntry[] {
    return this.#log.entries();
  }

  clearLog(): void {
    this.#log.clear();
  }

  /** Cancels whatever still runs. */
  stop(): void {
    for (const run of this.#motions.keys()) this.cancel(run);
  }

  #record(run: Run, event: RunEvent): void {
    run.updatedAt = unixSeconds();
    if (event.kind === "done") {
      run.status = "Success";
      run.output = event.output;
      run.tokens = event.tokens;
    } else if (event.kind === "failed") {
      run.status = event === CANCELLED ? "Cancel" : "Fail";
      run.failure = event;
    } else if (event.kind === "interrupt") {
      run.status = "Interrupted";
      run.pendingEventId = this.#newId();
      run.waitsFor = event.type === 5 ? "form" : "text";
    }
    this.#log.moved(run);
  }

  #forgetOldest(): void {
    for (const [executeId, run] of this.#runs) {
      if (run.status === "Running") continue;
      this.#runs.delete(executeId);
      this.#motions.delete(run);
      return;
    }
  }
}

function isPaced({ pace }: Motion): boolean {
  return pace.hangAfter !== undefined || pace.slowRunMs !== undefined;
}

/** Carries out the pace before an event; waits of the script count as none. */
async function holdBack(motion: Motion, sink: Sink): Promise<void> {
  const { hangAfter, slowRunMs } = motion.pace;
  if (hangAfter !== undefined && motion.events >= hangAfter && !motion.released && !motion.cancelled) {
    await sink.flush();
    await new Promise<void>((resolve) => (motion.wake = resolve));
  }
  if (slowRunMs !== undefined && !motion.cancelled) {
    await sink.flush();
    await sleep(motion, slowRunMs);
  }
}

function nextEvent(motion: Motion, answer: string): RunEvent | Wait {
  if (motion.cancelled) return CANCELLED;
  try {
    const next = motion.script.next(answer);
    return next.done ? CANCELLED : next.value;
  } catch (error) {
    // For example a value nested too deep to be written out: the run fails, the server does not.
    return { kind: "failed", ...executionFailed((error as Error).message) };
  }
}

const CANCELLED: RunEvent = { kind: "failed", code: CODES.cancelled, message: "workflow execution was cancelled" };

/** Longer sleeps would overflow the timer and end at once. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

function sleep(motion: Motion, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, LONGEST_SLEEP_MS));
    motion.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function unixSeconds(): number {
  return Math.trunc(Date.now() / 1000);
}
