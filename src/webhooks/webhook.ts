/** Webhooks and their deliveries: what they are, and the pure rules about them. Times are epoch milliseconds. */
import type { Principal } from "../auth/principal.js";

export const WEBHOOK_STATES = ["ACTIVE", "PAUSED"] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** Somebody asked for it · the receiver answered 410. */
export const PAUSE_REASONS = ["REQUESTED", "GONE"] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

export interface Webhook {
  readonly id: string;
  /** As they were when the owner last wrote the document: what it may see, whatever becomes of the person's roles. */
  readonly owner: Pick<Principal, "id" | "tenant" | "roles" | "via">;
  /** Every end of an invocation of this ability in the owner's tenant. Either this or `invocationId`. */
  readonly abilityId: string | null;
  /** The end of this invocation. */
  readonly invocationId: string | null;
  readonly url: string;
  readonly document: string;
  /** Sealed, see kernel/secret-box.ts. */
  readonly secret: string;
  readonly previousSecret: { readonly secret: string; readonly until: number } | null;
  readonly state: WebhookState;
  readonly pauseReason: PauseReason | null;
  /** Rises with every change. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An invocation ended · somebody wants to see what a delivery looks like. */
export const DELIVERY_KINDS = ["ENDED", "TEST"] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** HELD: its webhook is paused. DELIVERED: answered 2xx. FAILED: given up. */
export const DELIVERY_STATES = ["PENDING", "HELD", "DELIVERED", "FAILED"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One POST and what came of it; `httpStatus` is null when there was no answer. */
export interface DeliveryAttempt {
  readonly number: number;
  readonly at: number;
  readonly durationMs: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

export interface WebhookDelivery {
  /** Sent as `webhook-id` with every attempt: receivers tell repetitions by it. */
  readonly id: string;
  readonly webhookId: string;
  readonly invocationId: string | null;
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  /** Begun in all; one that a dying process began is counted, but not in `attemptLog`. */
  readonly attempts: number;
  /** Begun since the delivery was created or last asked for. */
  readonly tries: number;
  /** The last ones, oldest first. */
  readonly attemptLog: readonly DeliveryAttempt[];
  readonly dueAt: number;
  /** Some process is sending it until then at most. */
  readonly leaseUntil: number | null;
  readonly httpStatus: number | null;
  readonly lastError: string | null;
  readonly durationMs: number | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** A place in a document, counted from 1, and what is wrong there. */
export interface DocumentProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Checks and runs the documents of webhooks; the composition root brings it, since only it knows the schema. */
export interface WebhookDocuments {
  /** Empty when the document is one query with the variable, of type `ID!`, that fits schema, limits and person. */
  check(document: string, asked: { readonly variable: string; readonly principal: Principal }): readonly DocumentProblem[];
  /** @throws AppError when it cannot be run now: the database is away, or the document no longer fits the schema. */
  run(document: string, asked: DocumentRun): Promise<DocumentResult>;
}

export interface DocumentRun {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** For the log. */
  readonly requestId: string;
}

/** As GraphQL answers; `errors` only when there are any. */
export interface DocumentResult {
  readonly data: unknown;
  readonly errors?: readonly unknown[];
}

/** What documents are about. */
export const DOCUMENT_VARIABLE = "invocationId";

export const DEFAULT_DOCUMENT = `query InvocationEnded($invocationId: ID!) {
  invocation(id: $invocationId) {
    id
    status
    output
    failure { code class message retryable }
    tags
    createdAt
    finishedAt
    durationMs
    ability { id key name }
  }
}
`;

/** When a delivery that failed is tried again. Times in milliseconds. */
export interface DeliveryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly firstRetryMs: number;
}

const RETRY_FACTOR = 5;
export const LONGEST_RETRY_MS = 12 * 3_600_000;
/** Spread on both sides, as a share of the delay. */
const JITTER = 0.2;

/**
 * With the defaults of 8 attempts and 10 s: after 10 s, 50 s, 4 min, 20 min, 1.7 h, 8.7 h and 12 h, about 23 h in all.
 * @param failed tries so far, all of which failed. @param facts `random` from 0 to 1; `retryAfterMs` as the receiver asked.
 * @returns milliseconds until the next attempt; `undefined` = given up.
 */
export const nextAttemptIn = (
  failed: number,
  { random, retryAfterMs = 0 }: { readonly random: number; readonly retryAfterMs?: number | undefined },
  policy: DeliveryPolicy,
): number | undefined => {
  if (failed >= policy.maxAttempts) return undefined;
  const delay = Math.min(policy.firstRetryMs * RETRY_FACTOR ** (failed - 1), LONGEST_RETRY_MS);
  const spread = delay * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(spread, Math.min(retryAfterMs, LONGEST_RETRY_MS)));
};

/** Tests are for somebody who looks on: they are not repeated. */
export const policyOf = (kind: DeliveryKind, policy: DeliveryPolicy): DeliveryPolicy =>
  kind === "TEST" ? { ...policy, maxAttempts: 1 } : policy;

const MAX_LOGGED_ATTEMPTS = 30;

export const withAttempt = (log: readonly DeliveryAttempt[], attempt: DeliveryAttempt): DeliveryAttempt[] =>
  [...log, attempt].slice(-MAX_LOGGED_ATTEMPTS);
