/** What a call may ask for, whatever the ability: bounds of its arguments. Pure. */
import type { AbilityReference } from "../abilities/ability.service.js";
import { AppError } from "../kernel/errors.js";
import type { WebhookRequest } from "./completion-webhook.js";
import { isIdempotencyKey } from "./idempotency.js";
import type { Invocation, RetryVersion } from "./invocation.js";

export interface StartCommand {
  readonly ability: AbilityReference;
  /** Whatever the caller sent; checked against the ability's form. */
  readonly form: unknown;
  /** The revision the caller's form was rendered from; one whose values the current form may misread is refused. */
  readonly formRevision?: number | null;
  readonly idempotencyKey?: string | null;
  /** Milliseconds from now; bounded by the settings. Absent = the ability's own, else the default. */
  readonly deadlineMs?: number | null;
  readonly tags: readonly string[];
  /** -100 to 100; higher goes first among the calls that wait. Default 0; above it is for operators. */
  readonly priority?: number | null;
  /** Which of the caller's conversations with an agent or chatflow to continue. Absent = an agent goes on with the latest, a chatflow begins anew. */
  readonly conversationKey?: string | null;
  /** A version of the mapping to try instead of the published one. Permission: mapping:manage. */
  readonly tryMappingId?: string;
  /** Whom to tell of the end. */
  readonly webhook?: WebhookRequest | null;
}

export interface RetryCommand {
  /** Final, and the caller may control it. */
  readonly original: Invocation;
  readonly version: RetryVersion;
  readonly idempotencyKey?: string | null;
  /** The set of repetitions it belongs to. */
  readonly replayId?: string;
  /** Default: the original's. */
  readonly priority?: number;
  /** Refuse when the ability as it is now does something again by being repeated. Default false. */
  readonly harmlessOnly?: boolean;
}

export interface StartSettings {
  readonly defaultDeadlineMs: number;
  readonly maxDeadlineMs: number;
  readonly idempotencyTtlMs: number;
  readonly leaseMs: number;
  /** Calls waiting in this process beyond which new ones are refused. */
  readonly maxQueued: number;
}

const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 64;
const MIN_DEADLINE_MS = 1_000;
const MAX_PRIORITY = 100;

const refuse = (en: string, zh: string) => new AppError("BAD_USER_INPUT", { params: { problem: { en, zh } } });

/** @throws AppError BAD_USER_INPUT */
export const checkCommand = (command: StartCommand, { maxDeadlineMs }: StartSettings): void => {
  const { deadlineMs, tags } = command;
  if (deadlineMs != null && (deadlineMs < MIN_DEADLINE_MS || deadlineMs > maxDeadlineMs)) {
    throw refuse(
      `deadlineMs must be between ${MIN_DEADLINE_MS} and ${maxDeadlineMs}.`,
      `deadlineMs 必须在 ${MIN_DEADLINE_MS} 与 ${maxDeadlineMs} 之间。`,
    );
  }
  checkIdempotencyKey(command.idempotencyKey);
  checkOrder(command);
  if (tags.length > MAX_TAGS || tags.some((tag) => !/^[\p{L}\p{N}_.:/-]+$/u.test(tag) || tag.length > MAX_TAG_LENGTH)) {
    throw refuse(
      `tags: at most ${MAX_TAGS}, each 1 to ${MAX_TAG_LENGTH} letters, digits or _ . : / -`,
      `tags：最多 ${MAX_TAGS} 个，每个 1 至 ${MAX_TAG_LENGTH} 个字母、数字或 _ . : / -`,
    );
  }
};

/** @throws AppError BAD_USER_INPUT */
export const checkIdempotencyKey = (key: string | null | undefined): void => {
  if (key == null || isIdempotencyKey(key)) return;
  throw refuse(
    "idempotencyKey must be 1 to 255 printable ASCII characters without spaces.",
    "idempotencyKey 须为 1 至 255 个不含空格的可打印 ASCII 字符。",
  );
};

const checkOrder = ({ priority, conversationKey }: StartCommand): void => {
  if (priority != null && Math.abs(priority) > MAX_PRIORITY)
    throw refuse(
      `priority must be between -${MAX_PRIORITY} and ${MAX_PRIORITY}.`,
      `priority 必须在 -${MAX_PRIORITY} 与 ${MAX_PRIORITY} 之间。`,
    );
  if (conversationKey != null && !/^[\x21-\x7e]{1,64}$/.test(conversationKey))
    throw refuse(
      "conversation must be 1 to 64 printable ASCII characters without spaces.",
      "conversation 须为 1 至 64 个不含空格的可打印 ASCII 字符。",
    );
};
