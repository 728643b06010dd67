/**
 * What does the work behind an ability. A provider turns frozen parameters into a stream of facts about one run;
 * it knows neither database nor forms.
 */
import type { AppError, LocalText } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";

/** A workflow · a chatflow, which converses · an agent. */
export const PROVIDER_KINDS = ["COZE_WORKFLOW", "COZE_CHATFLOW", "COZE_AGENT"] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Events while it runs · one answer at the end · begun at once and asked about later. */
export const RUN_MODES = ["STREAM", "SYNC", "ASYNC"] as const;
export type RunMode = (typeof RUN_MODES)[number];

/** What a cancel can mean: the engine stops the run · nobody waits for it any longer, and it may finish. */
export const CANCELLATIONS = ["ENGINE", "DETACH_ONLY"] as const;
export type Cancellation = (typeof CANCELLATIONS)[number];

/** The engine's own names for a run. Which of them exist depends on the provider and on how far the run came. */
export interface RemoteHandle {
  readonly executeId?: string;
  readonly spaceId?: string;
  readonly logId?: string;
  readonly conversationId?: string;
  readonly chatId?: string;
}

export interface ProviderRequest {
  readonly invocationId: string;
  /** Name of a configured connection; `default` is the platform's service account. */
  readonly connection: string;
  /** The engine's id of the workflow, chatflow or agent. */
  readonly workflowId: string;
  readonly mode: RunMode;
  readonly parameters: JsonObject;
  /** Stable opaque id of the caller, passed to the engine as its end user. */
  readonly callerId: string;
  /** Longest silence and longest whole run are both bounded by this, in milliseconds. */
  readonly timeoutMs: number;
  /** Epoch milliseconds from which it may no longer be begun or answered: somebody else may have taken it over. Default: never. */
  readonly beginBefore?: number;
  /** Which conversation to continue: `name` is stable and opaque; `id` is the engine's, once an earlier run told it. */
  readonly conversation?: { readonly name: string; readonly id?: string };
}

/** A run that exists at the engine. */
export interface RemoteRequest extends ProviderRequest {
  readonly handle: RemoteHandle;
}

/** The answer to an interrupt, for the run that raised it. */
export interface ResumeRequest extends RemoteRequest {
  /** As `interrupted` named it. */
  readonly eventId: string;
  readonly interruptType: number;
  /** Text, or for a question with a form its values. */
  readonly answer: string | JsonObject;
}

/** What a person is asked. Exactly one of free text, `options` and `form`. */
export interface Question {
  readonly prompt: string;
  /** Exact texts to choose from; another text is allowed where the engine understands it. */
  readonly options?: readonly string[];
  /** JSON Schema 2020-12 of an object: the fields of an Input node. */
  readonly form?: JsonObject;
}

export interface TokenCounts {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
}

export type ProviderEvent =
  /** The engine's own handle on the run, as soon as it is known; may come again with more. */
  | ({ readonly type: "remote" } & RemoteHandle)
  | { readonly type: "progress"; readonly nodeId: string; readonly nodeTitle: string; readonly finished: boolean }
  /** A piece of text for the user, in order per node. */
  | { readonly type: "output"; readonly nodeId: string; readonly text: string }
  /** The engine waits for a person. Ends this stream. */
  | { readonly type: "interrupted"; readonly eventId: string; readonly interruptType: number; readonly question: Question }
  | ({ readonly type: "usage" } & TokenCounts)
  /** The result. Ends this stream. */
  | { readonly type: "done"; readonly output: JsonValue };

/** What a value of a workflow is (`reference/coze-api.md` §4.2); ANY where nobody says. */
export const INPUT_TYPES = ["STRING", "INTEGER", "NUMBER", "BOOLEAN", "TIME", "OBJECT", "LIST", "FILE", "ANY"] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** A value that a workflow takes or gives, as it declares it. */
export interface DeclaredInput {
  /** Empty for the element of a list. */
  readonly name: string;
  readonly type: InputType;
  readonly required: boolean;
  readonly description?: string;
  readonly default?: JsonValue;
  /** What a FILE must be: `image`, `doc`, `txt` … */
  readonly fileKind?: string;
  readonly choices?: readonly JsonValue[];
  /** Of an OBJECT, in the declared order; absent = anything, or not said. */
  readonly properties?: readonly DeclaredInput[];
  /** Of a LIST; absent = anything, or not said. */
  readonly items?: DeclaredInput;
}

export interface WorkflowDeclaration {
  readonly inputs: readonly DeclaredInput[];
  /** Fields of the result; `null` = not said, or the result is text. */
  readonly outputs: readonly DeclaredInput[] | null;
  /** True: strings, times and files all read STRING, and what is inside objects is not said. */
  readonly coarse: boolean;
}

/** The engine's API, with the credential that runs the workflow · the pages of the engine's own editor. */
export const LIVE_SOURCES = ["ENGINE_API", "STUDIO"] as const;
export type LiveSource = (typeof LIVE_SOURCES)[number];

/** What one way of asking brought. `problem` absent with no declaration: this engine does not show it that way. */
export interface LiveAnswer {
  readonly source: LiveSource;
  readonly declaration?: WorkflowDeclaration;
  readonly problem?: AppError;
}

/** What a mapping points at. */
export interface MappingTarget {
  readonly connection: string;
  readonly workflowId: string;
  readonly mode: RunMode;
  /** Names of the parameters that the mapping fills; absent = not to be judged. */
  readonly parameters?: readonly string[];
}

export interface Provider {
  readonly kind: ProviderKind;
  /** The modes it can be asked in. */
  readonly modes: readonly RunMode[];
  /** What `cancel` can reach, known before anybody asks. */
  readonly cancellation: Cancellation;
  /**
   * False where the engine goes on from what a lost run said, so that saying it again means something else: then no
   * ability makes a second run harmless.
   */
  readonly repeatable: boolean;
  /**
   * Runs once. Ends with `done` or `interrupted`, or throws an `AppError` whose `notAccepted` says whether the engine
   * certainly never took the call. Aborting the signal closes the connection to the engine and throws.
   */
  execute(request: ProviderRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** Answers an interrupt and follows the run from there, as `execute` does. An event id is good for one answer. */
  resume(request: ResumeRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** True when the engine can be asked what became of a run with this handle. */
  canAttach(handle: RemoteHandle): boolean;
  /**
   * Follows a run that was begun earlier, by asking until it has ended; what it said meanwhile is not repeated.
   * @throws AppError OUTCOME_UNKNOWN when the engine knows no such run, or cannot say how it stands.
   */
  attach(request: RemoteRequest, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** @returns true when the engine confirmed that the run stopped; false when it cannot or did not. Never throws for that. */
  cancel(request: RemoteRequest, signal: AbortSignal): Promise<boolean>;
  /** @returns why a mapping cannot have this target, or nothing when it can. Sends no request. */
  check(target: MappingTarget): AppError | undefined;
  /**
   * What the workflow declares, as it is published now: every way of asking until one brings it, best first. Absent for
   * what declares nothing. Never throws for what the engine says.
   */
  describe?(target: Pick<MappingTarget, "connection" | "workflowId">, signal: AbortSignal): Promise<readonly LiveAnswer[]>;
  /** Why files cannot be handed to workflows over this connection, as far as is known. Asks nobody. */
  fileProblem?(connection: string): LocalText | undefined;
  /** What an exported definition of a workflow declares. @returns nothing when the text is none. */
  readDefinition?(text: string): WorkflowDeclaration | undefined;
  /** Links for admins, computed from settings and never from addresses the engine sent. */
  links(run: { connection: string; workflowId: string; executeId?: string; spaceId?: string }): ProviderLinks;
}

export interface ProviderLinks {
  readonly studioWorkflow?: string;
  readonly studioRun?: string;
}
