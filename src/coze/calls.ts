/** One call over a connection: bounded in time, counted by its end, its socket given back. What it means is its caller's. */
import type { Clock } from "../kernel/clock.js";
import { toAppError } from "../kernel/errors.js";
import { type CozeAnswer, letGo, readText, stopFailure } from "./answer.js";
import { type BoundedCall, boundCall } from "./bounded-call.js";
import type { CozeRequest } from "./connection.js";
import type { CallOutcome, CozeOperation } from "./coze-metrics.js";
import type { FlavourFinder } from "./flavour.js";
import type { CozeConnectionSettings } from "./settings.js";
import type { ReplyFacts } from "./wire.js";

/** What every call may set beside its content. */
export interface CallLimits {
  /** Closes the socket; whether the engine stops then is not known. */
  readonly signal: AbortSignal;
  /** Milliseconds for the connect, any silence and the whole call. Default: the connection's. */
  readonly timeoutMs?: number;
  /**
   * Epoch milliseconds from which the call may no longer begin: a process that stood still meanwhile has lost the right to
   * make it. Looked at when there is a socket, before the first byte leaves. Then: ENGINE_UNREACHABLE, not accepted.
   */
  readonly beginBefore?: number | undefined;
}

/** The parts that the calls of one connection share. */
export interface Wiring {
  readonly settings: CozeConnectionSettings;
  readonly clock: Clock;
  readonly flavours: FlavourFinder;
  send(request: CozeRequest, call: BoundedCall): Promise<CozeAnswer>;
  called(operation: CozeOperation, outcome: CallOutcome): void;
}

export interface Call extends CozeRequest {
  readonly operation: CozeOperation;
  readonly limits: CallLimits;
}

const bounded = ({ clock, settings }: Wiring, { signal, timeoutMs, beginBefore }: CallLimits): BoundedCall => ({
  ...boundCall(clock, timeoutMs ?? settings.timeoutMs, signal),
  beginBefore,
});

/** A call with one answer. @throws AppError of the way there, and what `decode` throws. */
export const callOnce = async <T>(wiring: Wiring, call: Call, decode: (text: string, facts: ReplyFacts) => T): Promise<T> => {
  const { operation, limits, ...request } = call;
  const bound = bounded(wiring, limits);
  try {
    const answer = await wiring.send(request, bound);
    const result = decode(await readText(answer, bound), answer.facts);
    wiring.called(operation, "ok");
    return result;
  } catch (error) {
    wiring.called(operation, toAppError(error).code);
    throw error;
  } finally {
    bound.release();
  }
};

/** For what several calls wait for together: each waits within its own limits. @throws AppError of `work`, or of the limit. */
export const waitFor = async <T>(wiring: Wiring, limits: CallLimits, work: Promise<T>): Promise<T> => {
  const bound = bounded(wiring, limits);
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(stopFailure(bound, false));
    if (bound.signal.aborted) stop();
    else bound.signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    bound.release();
  }
};

export interface StreamReader<T> {
  read(answer: CozeAnswer, call: BoundedCall): AsyncIterable<T>;
  /** How the call ended, when this event is its end. */
  endedBy(event: T): "ok" | "interrupted" | undefined;
}

/**
 * Read as fast as it is pulled; leaving before the end closes the socket.
 * @param prepare called with the first pull, so that what it throws comes out of the stream too.
 */
export async function* callStream<T>(wiring: Wiring, prepare: () => Call, reader: StreamReader<T>): AsyncGenerator<T, void> {
  const { operation, limits, ...request } = prepare();
  const bound = bounded(wiring, limits);
  let answer: CozeAnswer | undefined;
  let outcome: CallOutcome = "abandoned";
  try {
    answer = await wiring.send(request, bound);
    for await (const event of reader.read(answer, bound)) {
      outcome = reader.endedBy(event) ?? outcome;
      yield event;
    }
  } catch (error) {
    outcome = toAppError(error).code;
    throw error;
  } finally {
    bound.release();
    wiring.called(operation, outcome);
    if (answer !== undefined) letGo(answer.body, outcome === "ok" || outcome === "interrupted", wiring.clock);
  }
}
