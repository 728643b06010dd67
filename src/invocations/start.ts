/**
 * Accepting a call: who may, what was sent, what the engine will get, and one transaction that makes it durable.
 * What a caller must react to comes back as data; nothing is accepted that is not committed.
 */
import { type Ability, invokable } from "../abilities/ability.js";
import type { AbilityService } from "../abilities/ability.service.js";
import type { Principal } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { requirePermission } from "../auth/request-context.js";
import type { Feed } from "../feed/feed.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, isAppError } from "../kernel/errors.js";
import type { IdFactory } from "../kernel/ids.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { contextOf, type MapCallDeps } from "../payloads/mapped-call.js";
import type { KeptPayload } from "../payloads/sealed-payload.js";
import { mapSecretCall } from "../payloads/secret-call.js";
import { validForm } from "../payloads/valid-form.js";
import type { CheckWebhook, WebhookRequest } from "./completion-webhook.js";
import type { NewInvocation } from "./create-batch.js";
import { type IdempotencyScope, inputHash, retryHash, scopeHash } from "./idempotency.js";
import type { Invocation } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";
import { type FingerprintOf, firstEvent, newInvocation, type Plan } from "./new-invocation.js";
import { planRetry } from "./retry-plan.js";
import { checkCommand, checkIdempotencyKey, type RetryCommand, type StartCommand, type StartSettings } from "./start-command.js";

export type StartOutcome =
  | {
      readonly kind: "accepted";
      readonly invocation: Invocation;
      readonly replayed: boolean;
      readonly idempotencyKey: string;
      /** Of the webhook that was asked for with the call: here, and never again. */
      readonly webhookSecret: string | null;
    }
  | { readonly kind: "refused"; readonly error: AppError };

export interface StarterDeps extends MapCallDeps {
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly store: InvocationStore;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly newId: IdFactory;
  /** null = whichever worker comes first. */
  readonly workerId: string | null;
  readonly settings: StartSettings;
  readonly checkWebhook: CheckWebhook;
  /** Takes the committed invocation; returns nothing. */
  readonly accepted: (invocation: Invocation, payload: KeptPayload) => void;
  /** The commit was not answered, so the row may stand: whoever asks with the same key finds it then. */
  readonly perhapsAccepted: (invocationId: string) => void;
  readonly queued: () => number;
  readonly timeoutOf: (connection: string) => number;
  readonly fingerprintOf: FingerprintOf;
}

export interface Starter {
  start(ctx: RequestContext, command: StartCommand): Promise<StartOutcome>;
  /** A new invocation like an earlier one. What a caller must react to is returned, as by `start`. */
  retry(ctx: RequestContext, command: RetryCommand): Promise<StartOutcome>;
}

export const createStarter = (deps: StarterDeps): Starter => ({
  start: (ctx, command) => withRefusals(async () => accept(deps, ctx, await callOf(deps, ctx, command))),
  retry: (ctx, command) => withRefusals(async () => accept(deps, ctx, await repetitionOf(deps, ctx, command))),
});

const withRefusals = async (work: () => Promise<StartOutcome>): Promise<StartOutcome> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && (REFUSALS.has(error.code) || error.fields.length > 0)) return { kind: "refused", error };
    throw error;
  }
};

/** Expected outcomes (rule 17), beside problems of single fields. Anything else is an error of the request or of the gateway. */
const REFUSALS: ReadonlySet<string> = new Set([
  "FORBIDDEN",
  "NOT_FOUND",
  "FORM_INVALID",
  "FORM_TOO_LARGE",
  "FORM_TOO_DEEP",
  "FORM_REVISION_CHANGED",
  "ABILITY_PAUSED",
  "ABILITY_RETIRED",
  "ABILITY_NOT_PUBLISHED",
  "MAPPING_FAILED",
  "EXPRESSIONS_BUSY",
  "MAPPING_VERSION_UNUSABLE",
  "CONNECTION_UNKNOWN",
  "IDEMPOTENCY_CONFLICT",
  "INVOCATION_NOT_FINAL",
  "INVOCATION_PAYLOAD_GONE",
  "SECRETS_UNREADABLE",
  "REPLAY_SIDE_EFFECTS",
  "RATE_LIMITED",
  "TOO_MANY_INVOCATIONS",
  "SHUTTING_DOWN",
]);

/** A call whose arguments are in order, before anybody looked whether it is one that was accepted already. */
interface Call {
  readonly principal: Principal;
  readonly ability: Ability;
  readonly idempotencyKey: string | null | undefined;
  /** Of what makes two calls with one key the same. */
  readonly hash: string;
  readonly webhook: WebhookRequest | null;
  /** @throws AppError when it cannot be done as things stand. */
  plan(): Promise<Plan>;
}

const callOf = async (deps: StarterDeps, ctx: RequestContext, command: StartCommand): Promise<Call> => {
  const principal = requirePermission(ctx, "ability:invoke");
  checkCommand(command, deps.settings);
  if ((command.priority ?? 0) > 0) requirePermission(ctx, "invocation:control-any");
  if (command.tryMappingId !== undefined) requirePermission(ctx, "mapping:manage");
  const outside = deps.abilities.checkFormLimits(command.form);
  if (outside.length > 0) throw new AppError("FORM_INVALID", { fields: outside });
  const ability = await deps.abilities.getToInvoke(ctx, command.ability);
  const { form, tags, idempotencyKey, conversationKey = null, webhook = null } = command;
  const hash = inputHash({ form, tags, conversationKey, webhook, deadlineMs: command.deadlineMs ?? null });
  return { principal, ability, idempotencyKey, hash, webhook, plan: () => planCall(deps, { ability, principal, command }) };
};

const repetitionOf = async (deps: StarterDeps, ctx: RequestContext, command: RetryCommand): Promise<Call> => {
  const principal = requirePermission(ctx, "ability:invoke");
  const { original, version, idempotencyKey } = command;
  checkIdempotencyKey(idempotencyKey);
  const ability = await deps.abilities.get(ctx, { id: original.abilityId });
  const hash = retryHash({ originalId: original.id, version });
  return { principal, ability, idempotencyKey, hash, webhook: null, plan: () => planRetry(deps, { ability, principal, command }) };
};

const accept = async (deps: StarterDeps, ctx: RequestContext, call: Call): Promise<StartOutcome> => {
  const { principal, ability, hash } = call;
  const key = call.idempotencyKey ?? deps.newId("invocation").slice("inv_".length);
  const scope = { tenant: principal.tenant, callerId: principal.id, abilityId: ability.id, key };
  const earlier = call.idempotencyKey ? await replay(deps, scope, hash) : undefined;
  if (earlier) return earlier;
  if (deps.queued() >= deps.settings.maxQueued)
    throw new AppError("TOO_MANY_INVOCATIONS", { params: { limit: deps.settings.maxQueued }, retryAfterMs: 1_000 });
  const created = prepared(deps, ctx, { call, scope, plan: await call.plan() });
  const webhookSecret = created.webhook?.secret ?? null;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (await create(deps, created))
      return { kind: "accepted", invocation: created.invocation, replayed: false, idempotencyKey: key, webhookSecret };
    // Somebody else used the key between our look and our INSERT, and may have freed it again by failing at once.
    const winner = await replay(deps, scope, hash);
    if (winner) return winner;
  }
  throw new AppError("CONFLICT", { params: { what: { en: "The idempotency key", zh: "幂等键" } } });
};

/** Each takes a call with the same key that was accepted and failed in between. */
const MAX_TRIES = 5;

/** @returns false when the key is somebody else's. */
const create = async (deps: StarterDeps, created: NewInvocation): Promise<boolean> => {
  try {
    if (!(await deps.store.create(created)).created) return false;
  } catch (error) {
    if (isAppError(error, "SERVICE_UNAVAILABLE")) deps.perhapsAccepted(created.invocation.id);
    throw error;
  }
  deps.feed.publish([created.firstEvent], created.invocation);
  deps.accepted(created.invocation, created.payload);
  return true;
};

/** The invocation an earlier use of the key began, or nothing when the key is free. */
const replay = async (deps: StarterDeps, scope: IdempotencyScope, hash: string): Promise<StartOutcome | undefined> => {
  const record = await deps.store.idempotencyRecord(scopeHash(scope));
  if (!record) return undefined;
  if (record.expiresAt <= deps.clock.now()) {
    await deps.store.dropIdempotencyRecord(scopeHash(scope), record.invocationId);
    return undefined;
  }
  if (record.inputHash !== hash) throw new AppError("IDEMPOTENCY_CONFLICT");
  const invocation = (await deps.store.byIds([record.invocationId])).get(record.invocationId);
  if (!invocation) throw new AppError("NOT_FOUND", { params: { id: record.invocationId } });
  return { kind: "accepted", invocation, replayed: true, idempotencyKey: scope.key, webhookSecret: null };
};

interface Prepared {
  readonly call: Call;
  readonly scope: IdempotencyScope;
  readonly plan: Plan;
}

const prepared = (deps: StarterDeps, ctx: RequestContext, { call, scope, plan }: Prepared): NewInvocation => {
  const { principal, ability, hash, idempotencyKey } = call;
  const { createdAt } = plan;
  const { requestId } = ctx;
  const invocation = newInvocation({ id: deps.newId("invocation"), requestId, principal, ability, plan });
  return {
    invocation,
    payload: { form: plan.form, parameters: plan.parameters, context: plan.context, ...(plan.secrets && { secrets: plan.secrets }) },
    firstEvent: firstEvent(invocation),
    idempotency: {
      scope,
      generated: idempotencyKey == null,
      inputHash: hash,
      // A key that expired before its call ended could begin the same call beside it.
      expiresAt: Math.max(createdAt + deps.settings.idempotencyTtlMs, invocation.deadlineAt),
    },
    workerId: deps.workerId,
    leaseUntil: createdAt + deps.settings.leaseMs,
    ...(call.webhook && { webhook: deps.checkWebhook(ctx, call.webhook) }),
  };
};

interface CallToPlan {
  readonly ability: Ability;
  readonly principal: Principal;
  readonly command: StartCommand;
}

const planCall = async (deps: StarterDeps, { ability, principal, command }: CallToPlan): Promise<Plan> => {
  const { tryMappingId } = command;
  const mapping = await (tryMappingId === undefined ? deps.mappings.published(ability) : deps.mappings.toTry(ability, tryMappingId));
  // A draft is tried before anybody may call the ability.
  const unavailable = tryMappingId === undefined ? invokable(ability) : undefined;
  if (unavailable) throw unavailable;
  if (!mapping) throw new AppError("ABILITY_NOT_PUBLISHED", { params: { ability: ability.key } });
  const { values, files, secrets } = await validForm(deps, ability, command);
  const createdAt = deps.clock.now();
  const call = { mapping, form: values, files, context: contextOf(ability, principal, createdAt) };
  return {
    ...(await mapSecretCall(deps, call, secrets)),
    ...{ mapping, formRevision: ability.form.revision, createdAt },
    engineFingerprint: await deps.fingerprintOf(mapping),
    deadlineMs: command.deadlineMs ?? ability.deadlineMs ?? deps.settings.defaultDeadlineMs,
    timeoutMs: mapping.timeoutMs ?? deps.timeoutOf(mapping.connection),
    tags: command.tags,
    priority: command.priority ?? 0,
    conversationKey: command.conversationKey ?? null,
    ...{ retryOf: null, replayId: null },
  };
};
