/** One run in the hands of this process: its pen, its connection to the engine, and how both are let go. */

import type { Answerers } from "../abilities/ability.js";
import type { Append, AppendResult } from "../invocations/append-batch.js";
import type { Hold } from "../invocations/facts.js";
import type { Interrupt } from "../invocations/interrupt.js";
import type { InterruptStore } from "../invocations/interrupt.store.js";
import type { Invocation, InvocationEvent } from "../invocations/invocation.js";
import type { InvocationStore } from "../invocations/invocation.store.js";
import { createJournal, type Journal } from "../invocations/journal.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { KeptSecrets } from "../payloads/sealed-payload.js";
import type { Provider, ProviderKind, RemoteHandle } from "../providers/provider.js";
import type { InvocationJob, JobOptions } from "../queue/queue.js";
import type { Conversation, Conversations } from "./conversations.js";
import { createDeltaBuffer, type DeltaBuffer } from "./delta-buffer.js";
import type { LateListener, LateResults } from "./late.js";
import { handleOf } from "./remote-run.js";
import type { Results } from "./results.js";
import type { RunStore } from "./run.store.js";

/** What an ability says about questions that its runs ask. */
export interface AskingRules {
  readonly answerers: Answerers;
  readonly expiryMs: number;
}

export interface RunnerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly append: (append: Append) => Promise<AppendResult>;
  readonly committed: (events: readonly InvocationEvent[], append: Append) => void;
  readonly store: Pick<InvocationStore, "byIds">;
  readonly runs: Pick<RunStore, "letGo">;
  readonly interrupts: Pick<InterruptStore, "answered" | "lastOrdinal">;
  readonly conversations: Conversations;
  readonly late: LateResults;
  readonly results: Results;
  readonly askingRules: (invocation: Invocation) => Promise<AskingRules>;
  /** Hands the job back for a later attempt. */
  readonly requeue: (job: InvocationJob, options: JobOptions) => void;
  /** Who holds a row that waits in the queue until some time. */
  readonly queuedHold: (until: number) => Hold;
  readonly workerId: string;
  readonly leaseMs: number;
  readonly deltaWindowMs: number;
}

/** What is asked of the engine. */
export type Work =
  | { readonly kind: "execute" }
  | { readonly kind: "resume"; readonly interrupt: Interrupt; readonly answer: string | JsonObject }
  | { readonly kind: "attach" };

export interface Attempt {
  /** As it stood when this process took it. */
  readonly invocation: Invocation;
  readonly parameters: JsonObject;
  /** What of them nobody may read. */
  secrets?: KeptSecrets | undefined;
  readonly journal: Journal;
  readonly deltas: DeltaBuffer;
  /** Which time this is, counted from 1. */
  readonly number: number;
  /** Its abort closes the connection to the engine. */
  readonly abort: AbortController;
  /** Resolves when nobody waits for the engine any longer. */
  readonly left: Promise<void>;
  /** What the engine says from now on is late, or of no interest. */
  over: boolean;
  /** The engine may have heard of it. */
  asked: boolean;
  work: Work;
  handle: RemoteHandle;
  conversation?: Conversation | undefined;
  late?: LateListener | undefined;
  /** The engine's, when the ability cannot use it. */
  rawOutput?: JsonValue | undefined;
  /** Until when nobody else may take the row, as far as this attempt has written it; heartbeats are not counted. */
  heldUntil: number;
  /** When the next attempt may begin, after this one was not accepted. */
  dueAt?: number;
  cancelling?: boolean;
  /** The row moved on under it. */
  lost?: boolean;
  /** The store will not take what this attempt recorded. */
  refused?: boolean;
  ended: Promise<void>;
  resolveLeft: () => void;
}

export const logOf = ({ log }: { log: Log }, { id, requestId }: Invocation): Log => log.child({ invocationId: id, requestId });

export const openAttempt = (deps: RunnerDeps, invocation: Invocation, parameters: JsonObject): Attempt => {
  let resolveLeft: () => void = () => undefined;
  const left = new Promise<void>((resolve) => {
    resolveLeft = resolve;
  });
  const journal = createJournal(
    { invocationId: invocation.id, status: invocation.status, lastSeq: invocation.lastSeq, subject: invocation },
    {
      clock: deps.clock,
      append: deps.append,
      committed: deps.committed,
      movedOn() {
        attempt.lost = true;
        leave(deps, attempt, { why: new AppError("OUTCOME_UNKNOWN") });
      },
      refused(error) {
        attempt.refused = true;
        logOf(deps, invocation).error({ err: error }, "the log refused what happened in an invocation");
        leave(deps, attempt, { why: new AppError("INTERNAL", { cause: error }) });
      },
    },
  );
  const deltas = createDeltaBuffer({
    clock: deps.clock,
    windowMs: deps.deltaWindowMs,
    emit: (nodeId, text) => journal.record({ event: "output", body: { type: "output", nodeId, text } }),
  });
  const attempt: Attempt = {
    ...{ invocation, parameters, journal, deltas, left, resolveLeft },
    number: invocation.status === "QUEUED" ? invocation.attempt + 1 : invocation.attempt,
    abort: new AbortController(),
    over: false,
    asked: false,
    heldUntil: 0,
    work: { kind: "execute" },
    handle: handleOf(invocation),
    ended: Promise.resolve(),
  };
  return attempt;
};

/**
 * Gives the slot back at once, however deaf the engine's client is. With `listen` the connection stays open for a late
 * result, if the engine was asked for one and there is room for one more listener. Whatever is to be recorded has been.
 */
export const leave = (deps: RunnerDeps, attempt: Attempt, { why, listen = false }: { why: AppError; listen?: boolean }): void => {
  if (attempt.over) return;
  attempt.over = true;
  attempt.late = listen && attempt.asked ? deps.late.listen(attempt.invocation, attempt.abort) : undefined;
  if (!attempt.late) attempt.abort.abort(why);
  attempt.resolveLeft();
};
