/** What people do to an invocation under way: stop it, or answer what it asks. Permissions are the service's. */
import { randomUUID } from "node:crypto";
import type { Answerers } from "../abilities/ability.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import type { PubSub } from "../pubsub/pubsub.js";
import type { InvocationQueue } from "../queue/queue.js";
import type { Append, AppendResult } from "./append-batch.js";
import { cancelledFact, type Hold, resumedFact } from "./facts.js";
import { answerOf, type Interrupt, type InterruptState } from "./interrupt.js";
import type { InterruptStore } from "./interrupt.store.js";
import type { Invocation, InvocationEvent } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";
import { createJournal, type Fact } from "./journal.js";
import { isFinal } from "./lifecycle.js";

/** Messages `{"invocationId": …}`: its worker looks whether somebody wants it to stop. */
export const CONTROL_CHANNEL = "control";

export interface Control {
  /**
   * QUEUED and WAITING invocations are CANCELLED when it resolves; of a running one the wish is written down
   * (`cancel.outcome` REQUESTED) and its worker told. A final invocation is returned as it is.
   * @throws AppError CONFLICT when the row changes faster than it can be read.
   */
  cancel(invocation: Invocation): Promise<Invocation>;
  /**
   * The first answer counts. A later one, whatever it says, changes nothing and gives the invocation as it stands, with
   * `replayed`; so do answers that arrive on two instances at once.
   * @throws AppError FORBIDDEN when the question is not for this person; INTERRUPT_NOT_OPEN when it expired, was cancelled, or is not known; FORM_INVALID with fields.
   */
  answer(
    invocation: Invocation,
    interruptId: string,
    answer: { readonly value: JsonValue; readonly answererId: string; readonly permitted: (answerers: Answerers) => boolean },
  ): Promise<{ readonly invocation: Invocation; readonly replayed: boolean }>;
  /** The questions that wait for an answer, by invocation id; one statement. */
  openInterrupts(invocationIds: readonly string[]): Promise<Map<string, Interrupt>>;
}

export interface ControlDeps {
  readonly clock: Clock;
  readonly store: Pick<InvocationStore, "byIds">;
  readonly runs: {
    /** @returns false when the invocation is neither RUNNING nor CANCELLING, or was asked to end before. */
    requestCancel(invocationId: string, at: number): Promise<boolean>;
  };
  readonly interrupts: Pick<InterruptStore, "byId" | "open" | "openIds">;
  readonly pubsub: Pick<PubSub, "publish">;
  readonly queue: Pick<InvocationQueue, "enqueue">;
  readonly append: (append: Append) => Promise<AppendResult>;
  readonly committed: (events: readonly InvocationEvent[], append: Append) => void;
  /** Who holds a row that waits in the queue until some time. */
  readonly queuedHold: (until: number) => Hold;
}

export const createControl = (deps: ControlDeps): Control => ({
  cancel: (invocation) => cancel(deps, invocation),
  answer: (invocation, interruptId, answer) => answerInterrupt(deps, { invocation, interruptId, ...answer }),
  openInterrupts: (ids) => deps.interrupts.open(ids),
});

/** Each takes a change of the row by somebody else in between. */
const MAX_TRIES = 10;

const cancel = async (deps: ControlDeps, given: Invocation): Promise<Invocation> => {
  let invocation = given;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const done = await tryCancel(deps, invocation);
    invocation = await reread(deps, invocation);
    if (done) return invocation;
  }
  throw new AppError("CONFLICT", { params: { what: { en: "The invocation", zh: "该调用" } } });
};

/** @returns false when the row moved on meanwhile. */
const tryCancel = async (deps: ControlDeps, invocation: Invocation): Promise<boolean> => {
  const { id, status } = invocation;
  if (isFinal(status)) return true;
  if (status === "QUEUED" || status === "WAITING") return endNow(deps, invocation);
  const asked = invocation.cancel !== null || (await deps.runs.requestCancel(id, deps.clock.now()));
  if (asked) deps.pubsub.publish(CONTROL_CHANNEL, JSON.stringify({ invocationId: id }));
  return asked;
};

const endNow = async (deps: ControlDeps, invocation: Invocation): Promise<boolean> => {
  const { id, status } = invocation;
  const now = deps.clock.now();
  const interruptId = status === "WAITING" ? (await deps.interrupts.openIds([id])).get(id) : undefined;
  // Only a call that no engine was sent is certain to do nothing any more.
  const outcome = status === "QUEUED" && invocation.attempt === 0 ? "NOT_STARTED" : "DETACHED";
  return write(deps, invocation, cancelledFact(invocation, { now, askAt: null, requestedAt: now, outcome, interruptId }));
};

const write = async (deps: ControlDeps, invocation: Invocation, fact: Fact): Promise<boolean> => {
  const { id, status, lastSeq } = invocation;
  let refusal: unknown;
  const { clock, append, committed } = deps;
  const journal = createJournal(
    { invocationId: id, status, lastSeq, subject: invocation },
    { clock, append, committed, movedOn: () => undefined, refused: (error) => (refusal = error) },
  );
  journal.record(fact);
  const written = await journal.settled();
  if (refusal !== undefined) throw refusal;
  return written;
};

interface Answer {
  readonly invocation: Invocation;
  readonly interruptId: string;
  readonly value: JsonValue;
  readonly answererId: string;
  readonly permitted: (answerers: Answerers) => boolean;
}

const answerInterrupt = async (deps: ControlDeps, given: Answer): Promise<{ invocation: Invocation; replayed: boolean }> => {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const interrupt = await deps.interrupts.byId(given.interruptId);
    if (interrupt?.invocationId !== given.invocation.id) throw notOpen(WHY.unknown);
    if (!given.permitted(interrupt.answerers)) throw new AppError("FORBIDDEN", { params: { permission: "invocation:control-any" } });
    const invocation = await reread(deps, given.invocation);
    if (interrupt.state === "ANSWERED" || interrupt.state === "RESUMED") return { invocation, replayed: true };
    requireOpen(interrupt, deps.clock.now());
    // Between the two reads it may have been answered or closed.
    if (invocation.status === "WAITING" && (await tryAnswer(deps, invocation, { ...given, interrupt }))) {
      return { invocation: await reread(deps, invocation), replayed: false };
    }
  }
  throw new AppError("CONFLICT", { params: { what: { en: "The question", zh: "该问题" } } });
};

/** @returns false when somebody else was first. */
const tryAnswer = async (deps: ControlDeps, invocation: Invocation, given: Answer & { interrupt: Interrupt }): Promise<boolean> => {
  const { interrupt, value, answererId } = given;
  const answer = answerOf(interrupt.question, value);
  const now = deps.clock.now();
  const fact = resumedFact(interrupt, { answer, answerId: randomUUID(), answererId, now, hold: deps.queuedHold(now) });
  if (!(await write(deps, invocation, fact))) return false;
  deps.queue.enqueue({ invocationId: invocation.id, sequence: invocation.lastSeq + 1 }, { priority: invocation.priority });
  return true;
};

const WHY = {
  unknown: { en: "the invocation asks no such question", zh: "该调用没有此问题" },
  EXPIRED: { en: "its time is over", zh: "已超过回答期限" },
  CANCELLED: { en: "the invocation was cancelled", zh: "调用已取消" },
} satisfies Record<string, LocalText>;

const notOpen = (why: LocalText): AppError => new AppError("INTERRUPT_NOT_OPEN", { params: { why } });

const requireOpen = ({ state, expiresAt }: Interrupt, now: number): void => {
  const ended: InterruptState = state === "OPEN" && expiresAt <= now ? "EXPIRED" : state;
  if (ended === "EXPIRED" || ended === "CANCELLED") throw notOpen(WHY[ended]);
};

const reread = async (deps: ControlDeps, invocation: Invocation): Promise<Invocation> =>
  (await deps.store.byIds([invocation.id])).get(invocation.id) ?? invocation;
