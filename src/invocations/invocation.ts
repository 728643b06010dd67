/** One run of an ability: its facts, its events, and the pure rules about them. */
import type { Answerers, SideEffects } from "../abilities/ability.js";
import { type ErrorCode, type FailureClass, factsOf } from "../kernel/error-codes.js";
import type { AppError, MessageParams } from "../kernel/errors.js";
import { canonicalJson, type JsonObject, type JsonValue, sha256 } from "../kernel/json.js";
import type { CallContext } from "../mappings/mapping.js";
import type { KeptPayload, PayloadProblem } from "../payloads/sealed-payload.js";
import type { ProviderKind, Question, RemoteHandle, RunMode, TokenCounts } from "../providers/provider.js";
import type { FinalStatus, InvocationStatus } from "./lifecycle.js";

/** Times are epoch milliseconds. Payloads (form, parameters, output) are kept apart: lists never read them. */
export interface Invocation {
  readonly id: string;
  readonly abilityId: string;
  readonly abilityKey: string;
  readonly mappingId: string;
  readonly mappingVersion: number;
  readonly formRevision: number;
  /** Hex of the SHA-256 of what the engine is sent; `null` for calls that an earlier version accepted. */
  readonly payloadHash: string | null;
  /** Of the workflow's inputs as they were known when the call was accepted, if they were. */
  readonly engineFingerprint: string | null;
  readonly provider: ProviderKind;
  readonly connection: string;
  readonly workflowId: string;
  readonly mode: RunMode;
  /** What repeating the call does, as the ability said when it was accepted. */
  readonly sideEffects: SideEffects;
  /** -100 to 100; higher goes first. Default 0. */
  readonly priority: number;
  /** The ability's bound on runs at once that was in force when the call was accepted. */
  readonly abilityConcurrency: number | null;
  /** Which of the caller's conversations with the ability this call continues; only for engines that converse. */
  readonly conversationKey: string | null;
  readonly executeId: string | null;
  readonly spaceId: string | null;
  /** The engine's log id: what its operator searches for. */
  readonly engineLogId: string | null;
  /** The engine's other ids of the run, of a chat. */
  readonly remote: Pick<RemoteHandle, "conversationId" | "chatId"> | null;
  readonly status: InvocationStatus;
  /** Sequence of the newest event; the first is 1. */
  readonly lastSeq: number;
  readonly attempt: number;
  readonly tenant: string;
  readonly callerId: string;
  readonly requestId: string;
  readonly tags: readonly string[];
  readonly retryOf: string | null;
  /** The set of repetitions it belongs to. */
  readonly replayId: string | null;
  /** Asked for, and by which process it was is in the log; `outcome` says what the engine really did. */
  readonly cancel: { readonly requestedAt: number; readonly outcome: CancelOutcome } | null;
  /** What the engine delivered after the invocation had ended. Its output is in the payload. */
  readonly late: { readonly status: "SUCCEEDED" | "FAILED"; readonly at: number } | null;
  readonly failure: InvocationFailure | null;
  readonly usage: TokenCounts | null;
  readonly timeoutMs: number;
  readonly deadlineAt: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly durationMs: number | null;
}

/**
 * REQUESTED: nobody has confirmed anything yet. NOT_STARTED: the engine never heard of the call. STOPPED_BY_ENGINE: the
 * engine confirmed the stop. DETACHED: nobody waits any longer, and the engine may finish the work.
 */
export const CANCEL_OUTCOMES = ["REQUESTED", "NOT_STARTED", "STOPPED_BY_ENGINE", "DETACHED"] as const;
export type CancelOutcome = (typeof CANCEL_OUTCOMES)[number];

/** The version that served the original, with its parameters as they were · the published one, with the form mapped anew. */
export const RETRY_VERSIONS = ["ORIGINAL", "CURRENT"] as const;
export type RetryVersion = (typeof RETRY_VERSIONS)[number];

/** Which invocations are to be repeated: those that have ended and match all of it. Times are epoch milliseconds. Absent = any. */
export interface Selection {
  readonly tenant: string;
  readonly ids?: readonly string[];
  readonly abilityIds?: readonly string[];
  readonly statuses?: readonly InvocationStatus[];
  readonly failureCodes?: readonly ErrorCode[];
  readonly replayId?: string;
  readonly createdFrom?: number;
  readonly createdTo?: number;
  /** What ends later is not part of it, so that the selection stays the same while it is worked off. */
  readonly endedBy: number;
}

/** How the repetitions of a set stand. */
export interface Progress {
  readonly started: number;
  /** Neither ended nor waiting for a person. */
  readonly active: number;
  readonly waiting: number;
  readonly succeeded: number;
  /** Ended in another way. */
  readonly failed: number;
}

/** Why a run did not succeed. `engineMessage` may name inner causes: operators only. */
export interface InvocationFailure {
  readonly code: ErrorCode;
  readonly failureClass: FailureClass;
  readonly params: MessageParams;
  readonly retryable: boolean;
  readonly engineCode: string | null;
  readonly engineMessage: string | null;
}

export interface InvocationPayload extends KeptPayload {
  /** Secrets are masked. */
  readonly form: JsonObject;
  /** Why parameters and secrets are not there; absent = they are. */
  readonly unreadable?: PayloadProblem;
  /** What its rules read beside the form; `null` where none did, or it was not kept. */
  readonly context: CallContext | null;
  /** Absent until the run succeeded. */
  readonly output?: JsonValue;
  /** The engine's, where it is not what the ability promises. */
  readonly rawOutput?: JsonValue;
  /** Delivered after the invocation had ended. */
  readonly lateOutput?: JsonValue;
}

/** What an event says, as it stands in the log. */
export type EventBody =
  /**
   * `attempt` comes with every way into RUNNING; `restarted` where the work begins again from its start, so that text
   * before it no longer counts. From RUNNING to RUNNING: another worker follows the same attempt, and text stays.
   */
  | {
      readonly type: "state";
      readonly from: InvocationStatus | null;
      readonly to: InvocationStatus;
      readonly attempt?: number;
      readonly restarted?: true;
      /** Tells apart two answers to one question that were given in the same millisecond. */
      readonly answerId?: string;
    }
  | { readonly type: "progress"; readonly nodeId: string; readonly nodeTitle: string; readonly finished: boolean }
  | { readonly type: "output"; readonly nodeId: string; readonly text: string }
  /** A person is asked; the row is WAITING from this event on. Times are epoch milliseconds. */
  | {
      readonly type: "interrupt";
      readonly interruptId: string;
      readonly question: Question;
      readonly answerers: Answerers;
      readonly expiresAt: number;
    }
  /** Nobody answered in time; `finished` with status EXPIRED follows in the same commit. */
  | { readonly type: "interruptExpired"; readonly interruptId: string }
  /** The last event. `output` is inline only while the event travels and only when small; the payload row has it. */
  | { readonly type: "finished"; readonly status: FinalStatus; readonly output?: JsonValue };

export interface InvocationEvent {
  readonly invocationId: string;
  /** 1, 2, 3 … without hole. */
  readonly sequence: number;
  readonly at: number;
  readonly body: EventBody;
}

/** Largest whole number of the columns and of GraphQL's Int. */
export const MAX_INT = 2 ** 31 - 1;

/** Milliseconds of a run for its column: a row that lay unfinished for a month still has to end. */
export const durationOf = (createdAt: number, finishedAt: number): number => Math.min(Math.max(finishedAt - createdAt, 0), MAX_INT);

/** Events up to this many bytes of JSON travel inline between processes; larger ones are fetched from the log. */
export const INLINE_EVENT_BYTES = 8 * 1024;

/**
 * Whether a blind repetition is harmless and may help. What an engine may have finished is repeated only where the
 * ability allows it, or where it never began.
 */
export const isRetryable = (code: ErrorCode, { sideEffects, attempt }: Pick<Invocation, "sideEffects" | "attempt">): boolean =>
  factsOf(code).retryable || (UNSURE_ENDS.has(code) && (sideEffects !== "SIDE_EFFECTING" || attempt === 0));

const UNSURE_ENDS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["DEADLINE_EXCEEDED", "OUTCOME_UNKNOWN"]);

export const failureOf = (error: AppError, run: Pick<Invocation, "sideEffects" | "attempt">): InvocationFailure => ({
  code: error.code,
  failureClass: error.facts.failureClass,
  params: error.params,
  retryable: isRetryable(error.code, run),
  engineCode: error.upstream?.engineCode ?? null,
  engineMessage: error.upstream?.message ?? error.upstream?.bodyExcerpt ?? null,
});

/** The engine's name for the end user: stable, opaque, and not the platform's own id. */
export const engineCallerId = (tenant: string, callerId: string): string => sha256(canonicalJson([tenant, callerId])).slice(0, 32);

/** Whose an event is: what listeners on a whole tenant have to know of it. */
export type EventSubject = Pick<Invocation, "tenant" | "abilityId">;

export const channelOf = (invocationId: string): string => `invocation:${invocationId}`;
