/** How events come in. A transport carries one attempt of a subscription; going on after its end is the follower's work. */
import type { AbilityClientError, GraphqlProblem } from "./client-error.js";

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly GraphqlProblem[] | undefined;
}

/** Is called after `subscribe` has returned, never from within; not at all any more once the subscription was stopped. */
export interface Sink {
  /** The gateway has let us in. */
  opened(): void;
  next(result: Result): void;
  /** The attempt is over. */
  failed(error: AbilityClientError): void;
  /** The gateway has nothing more to say. */
  completed(): void;
}

export interface Transport {
  /** @returns a function that takes the subscription back. */
  subscribe(operation: Operation, sink: Sink): () => void;
  close(): Promise<void>;
}
