/** Idempotency keys: whose key it is, and whether two inputs are the same input. Pure. Rules 23–25. */
import type { ErrorCode } from "../kernel/error-codes.js";
import { canonicalJson, sha256 } from "../kernel/json.js";
import type { WebhookRequest } from "./completion-webhook.js";

export interface IdempotencyScope {
  readonly tenant: string;
  readonly callerId: string;
  readonly abilityId: string;
  readonly key: string;
}

/** Tenant + caller + ability + key; each part is delimited, so that no two scopes share a hash by concatenation. */
export const scopeHash = ({ tenant, callerId, abilityId, key }: IdempotencyScope): string =>
  sha256(canonicalJson([tenant, callerId, abilityId, key]));

/** What makes two calls the same call. How urgent it is does not. */
export interface CallInput {
  readonly form: unknown;
  readonly deadlineMs: number | null;
  readonly tags: readonly string[];
  readonly conversationKey?: string | null;
  readonly webhook?: WebhookRequest | null;
}

/** Hash of what the caller sent, before defaults: a later form revision does not change what was asked. */
export const inputHash = ({ form, deadlineMs, tags, conversationKey = null, webhook }: CallInput): string =>
  sha256(canonicalJson([form, deadlineMs, tags, conversationKey, ...(webhook ? [[webhook.url, webhook.document ?? null]] : [])]));

/** Never that of a call: those hash a list of four or five. */
export const retryHash = (input: { readonly originalId: string; readonly version: string }): string =>
  sha256(canonicalJson(["retry", input.originalId, input.version]));

/** Printable, bounded, and never empty. */
export const isIdempotencyKey = (key: string): boolean => /^[\x21-\x7e]{1,255}$/.test(key);

const UNSURE: ReadonlySet<ErrorCode> = new Set([
  "OUTCOME_UNKNOWN",
  "DEADLINE_EXCEEDED",
  "ENGINE_TIMEOUT",
  "ENGINE_STREAM_CUT",
  "ENGINE_BAD_RESPONSE",
  "ENGINE_RESULT_TOO_LARGE",
  "OUTPUT_INVALID",
  "INTERNAL",
]);

/** True for ends behind which the engine may have finished its work, so that the same key must not begin it again. */
export const mayHaveRun = (code: ErrorCode): boolean => UNSURE.has(code);
