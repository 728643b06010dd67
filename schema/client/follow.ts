/**
 * One invocation followed from start to end over as many connections as it takes: each event once and in order, or an
 * error. Goes on behind the last event after every interruption, and takes in no more than its reader can use.
 */
import { Backoff, type BackoffOptions, pause } from "./backoff.js";
import { AbilityClientError, errorOfProblems, isSignInProblem, unexpected, unreachable } from "./client-error.js";
import { FOLLOW } from "./documents.js";
import { type InvocationEvent, isLast } from "./events.js";
import { Inbox } from "./inbox.js";
import { Position } from "./position.js";
import type { Result, Transport } from "./transport.js";

export interface FollowParts {
  readonly transport: Transport;
  readonly invocationId: string;
  readonly after: string | undefined;
  readonly snapshot: boolean;
  readonly signal: AbortSignal | undefined;
  readonly backoff: BackoffOptions;
  /** Events kept for the reader; when so many wait, the gateway is told to pause. */
  readonly buffer: number;
  readonly giveUpAfterMs: number;
  /** The token that was used last does not hold any longer. */
  tokenRefused(): void;
  /** Whether nothing can come behind the cursor any more. */
  isOver(cursor: string | undefined, signal: AbortSignal): Promise<boolean>;
  /** Called for each interruption that is survived. */
  onInterruption?: ((error: AbilityClientError) => void) | undefined;
  onBegin(): void;
  /** May be called more than once. */
  onEnd(): void;
}

/** How one attempt to follow ended. */
type Ending = "last" | "full" | "completed" | "hole" | AbilityClientError;

/** A connection that held this long was a good one: its end is a new problem, not the old one again. */
const GOOD_CONNECTION_MS = 10_000;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

export class Follow implements AsyncIterableIterator<InvocationEvent, undefined, undefined> {
  readonly #position: Position;
  readonly #inbox: Inbox<InvocationEvent>;
  readonly #backoff: Backoff;
  readonly #leaving = new AbortController();
  #begun = false;
  /** Of the last sign that things go well, epoch milliseconds. */
  #goodAt = 0;
  /** Sign-ins refused one after the other. */
  #refusals = 0;
  /** Whether the attempt under way was let in, and whether it brought something new. */
  #opened = false;
  #progressed = false;
  /** Cursor behind which events were missing last; null = from the start. */
  #holeBehind: string | null | undefined;

  constructor(private readonly parts: FollowParts) {
    this.#position = new Position({ cursor: parts.after, snapshot: parts.snapshot });
    this.#inbox = new Inbox(parts.buffer);
    this.#backoff = new Backoff(parts.backoff);
  }

  /** The first call connects. */
  next(): Promise<IteratorResult<InvocationEvent, undefined>> {
    if (!this.#begun) this.#begin();
    return this.#inbox.next();
  }

  /** Settles a waiting `next()` at once. */
  async return(): Promise<IteratorResult<InvocationEvent, undefined>> {
    this.stop();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends it now, with this error if one is given. What was not read is dropped. */
  stop(error?: unknown): void {
    this.#begun = true;
    this.#leaving.abort();
    this.#inbox.clear();
    if (error === undefined) this.#inbox.end();
    else this.#inbox.fail(error);
    this.#ended();
  }

  #begin(): void {
    const { signal } = this.parts;
    this.#begun = true;
    if (signal?.aborted) return void this.#aborted();
    signal?.addEventListener("abort", this.#aborted);
    this.parts.onBegin();
    this.#goodAt = Date.now();
    this.#run()
      .then(
        () => this.#inbox.end(),
        (error: unknown) => this.#inbox.fail(error),
      )
      .finally(() => this.#ended());
  }

  readonly #aborted = (): void => this.stop(this.parts.signal?.reason);

  #ended(): void {
    this.parts.signal?.removeEventListener("abort", this.#aborted);
    this.parts.onEnd();
  }

  /** Resolves behind the last event. @throws AbilityClientError that another attempt cannot mend. */
  async #run(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      const ending = await this.#attempt();
      if (ending === "last" || signal.aborted) return;
      if (ending === "full") {
        await this.#inbox.room();
        this.#goodAt = Date.now();
        continue;
      }
      const problem = await this.#problemOf(ending);
      if (problem === "over") return;
      if (problem) this.#survive(problem);
      await pause(this.#backoff.next(problem?.retryAfterMs), signal);
    }
  }

  /** The error behind an ending, if there is one. */
  async #problemOf(ending: Exclude<Ending, "last" | "full">): Promise<AbilityClientError | "over" | undefined> {
    if (ending === "hole") return this.#hole();
    if (ending !== "completed") return ending;
    // A gateway that stops completes its subscriptions too; so does one that has nothing left to say.
    const early = unreachable("The gateway ended the subscription before the last event.");
    if (this.#progressed) return early;
    try {
      return (await this.parts.isOver(this.#position.cursor, this.#leaving.signal)) ? "over" : early;
    } catch (error) {
      if (error instanceof AbilityClientError) return error;
      throw error;
    }
  }

  /** The log behind the cursor may have what the live feed had not: asked once, before it is an error. */
  #hole(): undefined {
    const behind = this.#position.cursor ?? null;
    if (behind === this.#holeBehind) {
      const message = `Events of ${this.parts.invocationId} are missing, and reading them again did not bring them.`;
      throw new AbilityClientError("EVENTS_MISSING", { message });
    }
    this.#holeBehind = behind;
  }

  /** @throws the error, when trying again would only repeat it. */
  #survive(error: AbilityClientError): void {
    if (isSignInProblem(error)) {
      // The token of an open connection held and has expired; that is no refusal of the next one.
      this.#refusals = this.#opened ? 0 : this.#refusals + 1;
      if (this.#refusals > 1) throw error;
      this.parts.tokenRefused();
    } else if (!error.retryable) throw error;
    if (Date.now() - this.#goodAt > this.parts.giveUpAfterMs) throw error;
    this.parts.onInterruption?.(error);
  }

  #attempt(): Promise<Ending> {
    const { transport, invocationId, snapshot } = this.parts;
    const { signal } = this.#leaving;
    const startedAt = Date.now();
    this.#opened = false;
    this.#progressed = false;
    return new Promise((resolve) => {
      const settle = (ending: Ending): void => {
        signal.removeEventListener("abort", leave);
        stop();
        if (this.#opened && Date.now() - startedAt > GOOD_CONNECTION_MS) this.#good();
        resolve(ending);
      };
      const leave = (): void => settle("completed");
      signal.addEventListener("abort", leave);
      const { cursor } = this.#position;
      const variables = cursor === undefined ? { invocationId, snapshot } : { invocationId, after: cursor };
      const stop = transport.subscribe(
        { query: FOLLOW, variables },
        {
          opened: () => {
            this.#opened = true;
          },
          next: (result) => {
            const ending = this.#take(result);
            if (ending) settle(ending);
          },
          failed: settle,
          completed: () => settle("completed"),
        },
      );
    });
  }

  /** @returns the ending that this result means, if it is one. */
  #take({ data, errors }: Result): Ending | undefined {
    if (errors?.length) return errorOfProblems(errors);
    const event = data?.invocationEvents as InvocationEvent | undefined;
    if (!event) return unexpected("The gateway sent a result without an event.");
    const verdict = this.#position.take(event);
    if (verdict === "hole") return "hole";
    if (verdict === "known") return undefined;
    this.#good();
    this.#progressed = true;
    this.#inbox.push(event);
    if (isLast(event)) return "last";
    return this.#inbox.full ? "full" : undefined;
  }

  #good(): void {
    this.#goodAt = Date.now();
    this.#backoff.reset();
  }
}
