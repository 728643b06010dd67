/**
 * What does the work behind an ability. A provider turns frozen parameters into a stream of facts about one run;
 * it knows neither database nor forms.
 */
import type { AppError } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";

export const PROVIDER_KINDS = ["COZE_WORKFLOW"] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

export interface ProviderRequest {
  readonly invocationId: string;
  /** Name of a configured connection; `default` is the platform's service account. */
  readonly connection: string;
  readonly workflowId: string;
  readonly parameters: JsonObject;
  /** Stable opaque id of the caller, passed to the engine as its end user. */
  readonly callerId: string;
  /** Longest silence and longest whole run are both bounded by this, in milliseconds. */
  readonly timeoutMs: number;
}

export interface TokenCounts {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
}

export type ProviderEvent =
  /** The engine's own handle on the run, as soon as it is known. */
  | { readonly type: "remote"; readonly executeId: string; readonly spaceId?: string; readonly logId?: string }
  | { readonly type: "progress"; readonly nodeId: string; readonly nodeTitle: string; readonly finished: boolean }
  /** A piece of text for the user, in order per node. */
  | { readonly type: "output"; readonly nodeId: string; readonly text: string }
  /** The engine waits for a person. Ends this stream. */
  | { readonly type: "interrupted"; readonly eventId: string; readonly interruptType: number; readonly question: string }
  | ({ readonly type: "usage" } & TokenCounts)
  /** The result. Ends this stream. */
  | { readonly type: "done"; readonly output: JsonValue };

export interface Provider {
  readonly kind: ProviderKind;
  /**
   * Runs once. Ends with `done` or `interrupted`, or throws an `AppError` whose `notAccepted` says whether the engine
   * certainly never took the call. Aborting the signal closes the connection to the engine and throws.
   */
  execute(request: ProviderRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** @returns why a mapping cannot use this connection or workflow id, or nothing when it can. Sends no request. */
  check(target: { connection: string; workflowId: string }): AppError | undefined;
  /** Links for admins, computed from settings and never from addresses the engine sent. */
  links(run: { connection: string; workflowId: string; executeId?: string; spaceId?: string }): ProviderLinks;
}

export interface ProviderLinks {
  readonly studioWorkflow?: string;
  readonly studioRun?: string;
}
