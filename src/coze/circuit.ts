/**
 * Gives a server that fails again and again a pause. Only signs of a broken server count: no connection, a connection
 * lost before the answer, 5xx. Refusals, error codes, slow runs and callers who give up do not.
 */
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import { type Clock, delay } from "../kernel/clock.js";
import { AppError, isAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { CozeAnswer } from "./answer.js";
import type { CircuitSettings } from "./settings.js";

export type CircuitPosition = "closed" | "open" | "half-open";

/** @param onConnected to be called once the server has taken the connection. */
export type CircuitCall = (onConnected: () => void) => Promise<CozeAnswer>;

export interface Circuit {
  /** @throws AppError ENGINE_CIRCUIT_OPEN, `notAccepted`, without running the call. */
  run(call: CircuitCall): Promise<CozeAnswer>;
  position(): CircuitPosition;
}

export interface CircuitOptions extends CircuitSettings {
  readonly connection: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (position: CircuitPosition) => void;
}

const POSITIONS: Readonly<Record<CircuitState, CircuitPosition>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "half-open",
  [CircuitState.Isolated]: "open",
};

/** While one call tries whether the server is back, the others come again after this many milliseconds. */
const TRIAL_RETRY_MS = 1_000;
const DEFAULT_TRIAL_MS = 2_000;

/** The server took the call and works on it, for all that can be seen. */
const SILENT = Symbol("silent");

export const createCircuit = (options: CircuitOptions): Circuit => {
  const { connection, clock, log } = options;
  let openedAt = 0;
  // A trial that was given up says nothing about the server, so the pause starts again instead of ending.
  const countsAsFailure = (error: Error): boolean => isBreakage(error) || policy.state === CircuitState.HalfOpen;
  const policy = circuitBreaker(
    handleWhen(countsAsFailure).orWhenResult((result) => result !== SILENT && (result as CozeAnswer).facts.httpStatus >= 500),
    { breaker: new ConsecutiveBreaker(options.failures), halfOpenAfter: options.pauseMs },
  );
  policy.onStateChange((state) => {
    const position = POSITIONS[state];
    if (position === "open") openedAt = clock.now();
    log[position === "open" ? "warn" : "info"]({ connection, position }, "the circuit to Coze changed");
    options.onChange(position);
  });

  /**
   * An answer may take as long as its run. What the circuit waits for is known earlier: a server that took the connection
   * and has not dropped it is there, and one that has not taken it by then is not.
   */
  const trial = async (call: CircuitCall): Promise<CozeAnswer> => {
    let connected = false;
    let answer: Promise<CozeAnswer> | undefined;
    const settled = new AbortController();
    const patience = delay(clock, options.trialMs ?? DEFAULT_TRIAL_MS, settled.signal).then((): typeof SILENT => {
      if (connected || settled.signal.aborted) return SILENT;
      throw new AppError("ENGINE_UNREACHABLE");
    });
    // What became of the call itself is told by its own promise.
    await policy
      .execute(() => {
        answer = call(() => (connected = true));
        return Promise.race([answer, patience]);
      })
      .catch(() => undefined);
    settled.abort();
    if (!answer) throw refusal(TRIAL_RETRY_MS);
    return answer;
  };

  return {
    async run(call) {
      if (policy.state === CircuitState.HalfOpen) throw refusal(TRIAL_RETRY_MS);
      if (policy.state === CircuitState.Closed) return policy.execute(() => call(() => undefined));
      const leftMs = openedAt + options.pauseMs - clock.now();
      if (leftMs > 0) throw refusal(leftMs);
      return trial(call);
    },
    position: () => POSITIONS[policy.state],
  };
};

const isBreakage = (error: unknown): boolean => isAppError(error, "ENGINE_UNREACHABLE") || isAppError(error, "ENGINE_STREAM_CUT");

const refusal = (retryAfterMs: number): AppError => new AppError("ENGINE_CIRCUIT_OPEN", { notAccepted: true, retryAfterMs });
