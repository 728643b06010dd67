/**
 * One attempt at one claimed delivery, from the document's result to the record of what came of it. The bytes are
 * written before they are first sent, so every attempt sends the same ones.
 */
import type { Database } from "../db/database.js";
import { type Clock, delay } from "../kernel/clock.js";
import { isAppError, toAppError } from "../kernel/errors.js";
import type { Log } from "../kernel/log.js";
import type { SecretBox } from "../kernel/secret-box.js";
import type { PostOutcome, SendGuarded } from "./guarded-post.js";
import type { DeliveryMeter } from "./meter.js";
import { signatureHeaders } from "./signature.js";
import {
  type DeliveryPolicy,
  DOCUMENT_VARIABLE,
  nextAttemptIn,
  policyOf,
  type Webhook,
  type WebhookDocuments,
  withAttempt,
} from "./webhook.js";
import type { WebhookStore } from "./webhook.store.js";
import type { ClaimedDelivery, Conclusion, DeliveryStore } from "./webhook-delivery.store.js";

/** Never throws. @returns milliseconds until the delivery is due again; `undefined` when it is not, or nobody knows. */
export type SendDelivery = (claimed: ClaimedDelivery, leaving: AbortSignal) => Promise<number | undefined>;

export interface SendDeps {
  readonly database: Database;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  readonly documents: () => WebhookDocuments;
  readonly secrets: SecretBox;
  readonly post: SendGuarded;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: DeliveryMeter;
  readonly policy: DeliveryPolicy;
  readonly timeoutMs: number;
  readonly leaseMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** What cannot be sent needs no receiver to fail. */
type Attempt = PostOutcome | { readonly kind: "lost" };

export const createSendDelivery =
  (deps: SendDeps): SendDelivery =>
  async (claimed, leaving) => {
    const { delivery } = claimed;
    const log = deps.log.child({ deliveryId: delivery.id, webhookId: delivery.webhookId });
    try {
      const webhook = (await deps.webhooks.byIds([delivery.webhookId])).get(delivery.webhookId);
      if (!webhook) {
        // It was written while its webhook was deleted.
        await deps.deliveries.drop(claimed);
        return undefined;
      }
      if (webhook.state === "PAUSED" && delivery.kind === "ENDED") {
        await deps.deliveries.hold(claimed, deps.clock.now());
        return 0;
      }
      const startedAt = deps.clock.now();
      const outcome = await attempt(deps, { claimed, webhook, leaving });
      if (outcome.kind === "lost") return undefined;
      return await conclude(deps, { claimed, outcome, startedAt, log, leaving });
    } catch (error) {
      // The lease lapses, and the delivery is due again.
      log[isAppError(error, "SERVICE_UNAVAILABLE") ? "warn" : "error"]({ err: error }, "a webhook delivery could not be completed");
      return undefined;
    }
  };

interface Sending {
  readonly claimed: ClaimedDelivery;
  readonly webhook: Webhook;
  readonly leaving: AbortSignal;
}

const attempt = async (deps: SendDeps, sending: Sending): Promise<Attempt> => {
  const { claimed, webhook, leaving } = sending;
  const { delivery } = claimed;
  try {
    const body = await bodyOf(deps, sending);
    if (body === undefined) return { kind: "lost" };
    const secrets = currentSecrets(deps, webhook);
    const at = deps.clock.now();
    return await deps.post({
      url: webhook.url,
      headers: { "content-type": "application/json", ...signatureHeaders(secrets, { id: delivery.id, at, body }) },
      ...{ body, timeoutMs: deps.timeoutMs, signal: leaving },
    });
  } catch (error) {
    if (isAppError(error, "SERVICE_UNAVAILABLE")) throw error;
    deps.log.warn({ err: error, deliveryId: delivery.id }, "a webhook delivery could not be prepared");
    return { kind: "failed", error: `could not be prepared: ${toAppError(error).message}` };
  }
};

/** More than this is a result to fetch, not to be told. Bytes. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What is sent, with enough of the lease left to send it; `undefined` when somebody else has the delivery by now. */
const bodyOf = async (deps: SendDeps, { claimed, webhook }: Sending): Promise<string | undefined> => {
  const leaseUntil = () => deps.clock.now() + deps.leaseMs;
  if (claimed.body !== null) {
    const enough = claimed.leaseUntil - deps.clock.now() > deps.leaseMs - deps.timeoutMs;
    return enough || (await deps.deliveries.extend(claimed, leaseUntil())) ? claimed.body : undefined;
  }
  const body = await render(deps, { claimed, webhook });
  return (await deps.deliveries.keepBody(claimed, body, leaseUntil())) ? body : undefined;
};

/** Stands in where no invocation has been made yet: the document then shows the shape with nulls. */
const NO_INVOCATION = "inv_00000000000000000000000000";

const render = async ({ documents }: SendDeps, { claimed, webhook }: Omit<Sending, "leaving">): Promise<string> => {
  const { delivery } = claimed;
  const result = await documents().run(webhook.document, {
    variables: { [DOCUMENT_VARIABLE]: delivery.invocationId ?? NO_INVOCATION },
    principal: webhook.owner,
    requestId: delivery.id,
  });
  const envelope = {
    type: delivery.kind === "TEST" ? "webhook.test" : "invocation.ended",
    timestamp: new Date(delivery.createdAt).toISOString(),
  };
  const body = JSON.stringify({ ...envelope, ...result });
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_BODY_BYTES) return body;
  const message = `The document's result has ${bytes} bytes; at most ${MAX_BODY_BYTES} are sent. Ask for less, and fetch the rest.`;
  return JSON.stringify({ ...envelope, data: null, errors: [{ message }] });
};

const currentSecrets = ({ secrets, clock }: SendDeps, { secret, previousSecret }: Webhook): string[] => {
  const current = secrets.open(secret);
  if (!previousSecret || previousSecret.until <= clock.now()) return [current];
  try {
    return [current, secrets.open(previousSecret.secret)];
  } catch {
    // Its key is gone: receivers that have the new secret are told nevertheless.
    return [current];
  }
};

interface Concluding {
  readonly claimed: ClaimedDelivery;
  readonly outcome: PostOutcome;
  readonly startedAt: number;
  readonly log: Log;
  readonly leaving: AbortSignal;
}

const conclude = async (deps: SendDeps, concluding: Concluding): Promise<number | undefined> => {
  const { claimed, outcome, startedAt, log, leaving } = concluding;
  const { delivery } = claimed;
  const now = deps.clock.now();
  const status = outcome.kind === "answered" ? outcome.status : null;
  const error = errorOf(outcome);
  const attempt = { number: delivery.attempts, at: startedAt, durationMs: Math.max(now - startedAt, 0), httpStatus: status, error };
  const { state, afterMs } = verdict(deps, { claimed, outcome, leaving });
  const conclusion: Conclusion = {
    ...{ id: delivery.id, claim: claimed.claim, state, attempt, dueAt: now + (afterMs ?? 0) },
    attemptLog: withAttempt(delivery.attemptLog, attempt),
    finishedAt: state === "PENDING" ? null : now,
  };
  await record(deps, conclusion, { claimed, gone: status === 410, leaving });
  deps.meter.attempted(state, attempt.durationMs);
  log.info({ status, error, state, attempt: attempt.number, durationMs: attempt.durationMs }, "webhook attempt");
  return afterMs;
};

const errorOf = (outcome: PostOutcome): string | null => {
  if (outcome.kind === "failed") return outcome.error;
  if (delivered(outcome)) return null;
  if (outcome.status === 410) return "answered 410: the receiver is gone, so the webhook was paused";
  return outcome.status >= 300 && outcome.status < 400
    ? `answered ${outcome.status}: redirects are not followed`
    : `answered ${outcome.status}`;
};

const delivered = (outcome: PostOutcome): boolean => outcome.kind === "answered" && outcome.status >= 200 && outcome.status < 300;

interface Verdict {
  readonly state: Conclusion["state"];
  readonly afterMs?: number;
}

const verdict = (deps: SendDeps, { claimed, outcome, leaving }: Pick<Concluding, "claimed" | "outcome" | "leaving">): Verdict => {
  if (delivered(outcome)) return { state: "DELIVERED" };
  if (outcome.kind === "answered" && outcome.status === 410) return { state: "FAILED" };
  // Given up by us: another process may go on at once.
  if (outcome.kind === "failed" && leaving.aborted) return { state: "PENDING", afterMs: 0 };
  const { tries, kind } = claimed.delivery;
  const retryAfterMs = outcome.kind === "answered" ? outcome.retryAfterMs : undefined;
  const afterMs = nextAttemptIn(tries, { random: deps.random(), retryAfterMs }, policyOf(kind, deps.policy));
  return afterMs === undefined ? { state: "FAILED" } : { state: "PENDING", afterMs };
};

const RECORD_AGAIN_MS = 1_000;

interface Recording extends Pick<Concluding, "claimed" | "leaving"> {
  readonly gone: boolean;
}

/**
 * What was sent should not be sent again only because the database was away for a moment: tried while the lease lasts,
 * and once by a process that has no more time.
 */
const record = async (deps: SendDeps, conclusion: Conclusion, { claimed, gone, leaving }: Recording) => {
  const { database, webhooks, deliveries, clock } = deps;
  for (;;) {
    try {
      return await database.transaction(async (tx) => {
        const ours = await deliveries.conclude(tx, conclusion);
        if (!ours || !gone || !(await webhooks.pauseGone(tx, claimed.delivery.webhookId, clock.now()))) return;
        await deliveries.holdAll(tx, claimed.delivery.webhookId);
      });
    } catch (error) {
      const noMore = leaving.aborted || clock.now() + RECORD_AGAIN_MS > claimed.leaseUntil;
      if (noMore || !isAppError(error, "SERVICE_UNAVAILABLE")) throw error;
      await delay(clock, RECORD_AGAIN_MS, leaving);
    }
  }
};
