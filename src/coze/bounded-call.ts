/** One call with an end: the caller's signal or the call's own limit, whichever comes first, closes its socket. */
import type { Clock } from "../kernel/clock.js";

export interface BoundedCall {
  /** Aborts when the limit is reached or the caller gives up. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds; see `CallLimits`. */
  readonly beginBefore?: number | undefined;
  /** Which of the two it was; `undefined` while neither happened. */
  stopped(): "timeout" | "caller" | undefined;
  /** Lets go of the timer and of the caller's signal. To be called once the call is over. */
  release(): void;
}

/** `timeoutMs` bounds the connect, any silence and the whole call at once: none of them can outlast it. */
export const boundCall = (clock: Clock, timeoutMs: number, caller: AbortSignal): BoundedCall => {
  const controller = new AbortController();
  let stopped: "timeout" | "caller" | undefined;
  const stop = (why: "timeout" | "caller") => {
    stopped ??= why;
    controller.abort();
  };
  const giveUp = () => stop("caller");
  const cancelTimer = clock.after(timeoutMs, () => stop("timeout"));
  if (caller.aborted) giveUp();
  else caller.addEventListener("abort", giveUp, { once: true });
  return {
    signal: controller.signal,
    stopped: () => stopped,
    release() {
      cancelTimer();
      caller.removeEventListener("abort", giveUp);
    },
  };
};
