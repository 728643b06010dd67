/**
 * The pen of one run: turns what happens into appends, one at a time and in order. While an append is being
 * committed, further facts wait and go together in the next. Owns the sequence numbers between two commits.
 */
import type { Clock } from "../kernel/clock.js";
import type { JsonValue } from "../kernel/json.js";
import type { Append, AppendResult } from "./append-batch.js";
import type { InterruptWrite } from "./interrupt.store.js";
import type { EventBody, EventSubject, InvocationEvent } from "./invocation.js";
import { type InvocationStatus, isFinal, type LifecycleEvent, nextStatus } from "./lifecycle.js";
import type { LogPatch } from "./log-patch.js";

export interface Fact {
  readonly event: LifecycleEvent;
  /** Absent = the row changes without an event that clients see. */
  readonly body?: EventBody;
  /** Further events of the same change, behind `body`. */
  readonly more?: readonly EventBody[];
  readonly patch?: LogPatch;
  readonly output?: JsonValue;
  /** The engine's, where it is not what the ability promises. */
  readonly rawOutput?: JsonValue;
  readonly interrupts?: readonly InterruptWrite[];
  /** As in `Append`. */
  readonly unlessCancelled?: boolean;
}

export interface Journal {
  /** Status after everything recorded so far, committed or not. */
  readonly status: InvocationStatus;
  /** What the row says, as far as this journal wrote it. */
  readonly committed: { readonly status: InvocationStatus; readonly lastSeq: number };
  /** Facts that wait for the append before them. */
  readonly waiting: number;
  /** Appends in order. Returns at once; a fact after the final one, or after the journal was closed, is dropped. */
  record(fact: Fact): void;
  /** Resolves when everything recorded so far is committed; `false` = the row moved on, or the store refused. Never throws. */
  settled(): Promise<boolean>;
}

export interface JournalDeps {
  readonly clock: Clock;
  readonly append: (append: Append) => Promise<AppendResult>;
  /** Called after the commit, in order of sequence. */
  readonly committed: (events: readonly InvocationEvent[], append: Append) => void;
  /** The row belongs to somebody else now: stop working on it. Nothing more is written. */
  readonly movedOn: () => void;
  /** The store will never take this append, whatever the reason. Nothing more is written. */
  readonly refused: (error: unknown) => void;
}

export interface JournalStart {
  readonly invocationId: string;
  readonly status: InvocationStatus;
  readonly lastSeq: number;
  readonly subject?: EventSubject;
}

interface Recorded {
  readonly fact: Fact;
  /** Status after this fact. */
  readonly status: InvocationStatus;
  readonly at: number;
}

export const createJournal = (start: JournalStart, deps: JournalDeps): Journal => {
  let status = start.status;
  let committed = { status: start.status, lastSeq: start.lastSeq };
  let pending: Recorded[] = [];
  let writing: Promise<void> | undefined;
  let closed = false;

  const close = (tell: () => void): void => {
    closed = true;
    pending = [];
    tell();
  };

  const writeOne = async (append: Append): Promise<void> => {
    if ((await deps.append(append)) === "moved-on") return close(deps.movedOn);
    committed = { status: append.status, lastSeq: append.expectedSeq + append.events.length };
    deps.committed(append.events, append);
  };

  // Most of the time nobody awaits this: a rejection would go unhandled and end the process.
  const write = async (): Promise<void> => {
    // What one chunk from the engine brings becomes one append.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const append = { ...toAppend(start.invocationId, committed.lastSeq, pending), ...(start.subject && { subject: start.subject }) };
      pending = [];
      await writeOne(append).catch((error: unknown) => close(() => deps.refused(error)));
    }
    writing = undefined;
  };

  return {
    get status() {
      return status;
    },
    get committed() {
      return committed;
    },
    get waiting() {
      return pending.length;
    },
    record(fact) {
      if (closed || isFinal(status)) return;
      status = nextStatus(status, fact.event);
      pending.push({ fact, status, at: deps.clock.now() });
      writing ??= write();
    },
    async settled() {
      await writing;
      return !closed;
    },
  };
};

const toAppend = (invocationId: string, lastSeq: number, recorded: readonly Recorded[]): Append => {
  const events: InvocationEvent[] = [];
  const interrupts: InterruptWrite[] = [];
  let patch: LogPatch = {};
  let output: JsonValue | undefined;
  let rawOutput: JsonValue | undefined;
  for (const { fact, at } of recorded) {
    if (fact.body) events.push({ invocationId, sequence: lastSeq + events.length + 1, at, body: fact.body });
    for (const body of fact.more ?? []) events.push({ invocationId, sequence: lastSeq + events.length + 1, at, body });
    interrupts.push(...(fact.interrupts ?? []));
    patch = { ...patch, ...fact.patch };
    output = fact.output ?? output;
    rawOutput = fact.rawOutput ?? rawOutput;
  }
  return {
    invocationId,
    expectedSeq: lastSeq,
    status: recorded.at(-1)?.status ?? "RUNNING",
    events,
    patch,
    ...(output !== undefined && { output }),
    ...(rawOutput !== undefined && { rawOutput }),
    ...(interrupts.length > 0 && { interrupts }),
    ...(recorded.some(({ fact }) => fact.unlessCancelled) && { unlessCancelled: true }),
  };
};
