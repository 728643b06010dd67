/** What a repetition of an earlier invocation does: the same form again, mapped as it was or as it is mapped today. */
import { type Ability, invokable } from "../abilities/ability.js";
import type { AbilityService } from "../abilities/ability.service.js";
import type { Principal } from "../auth/principal.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { contextOf, type MapCallDeps } from "../payloads/mapped-call.js";
import { mapSecretCall, unmasked } from "../payloads/secret-call.js";
import type { Invocation, InvocationPayload } from "./invocation.js";
import type { InvocationStore } from "./invocation.store.js";
import { isFinal } from "./lifecycle.js";
import type { FingerprintOf, Plan } from "./new-invocation.js";
import type { RetryCommand } from "./start-command.js";

export interface RetryDeps extends MapCallDeps {
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly store: Pick<InvocationStore, "payloads">;
  readonly clock: Clock;
  readonly settings: { readonly defaultDeadlineMs: number };
  readonly timeoutOf: (connection: string) => number;
  readonly fingerprintOf: FingerprintOf;
}

type Mapped = Pick<Plan, "form" | "secrets" | "formRevision" | "parameters" | "context" | "createdAt" | "mapping">;

interface CallToRepeat {
  readonly ability: Ability;
  /** Who repeats it. */
  readonly principal: Principal;
  readonly command: RetryCommand;
}

/**
 * @throws AppError INVOCATION_NOT_FINAL, INVOCATION_PAYLOAD_GONE, MAPPING_VERSION_UNUSABLE, REPLAY_SIDE_EFFECTS, FORM_INVALID with its fields, and
 * why the ability cannot be invoked now.
 */
export const planRetry = async (deps: RetryDeps, call: CallToRepeat): Promise<Plan> => {
  const { ability, command } = call;
  const { original } = command;
  if (!isFinal(original.status)) {
    throw new AppError("INVOCATION_NOT_FINAL", { params: { id: original.id, status: original.status } });
  }
  if (command.harmlessOnly && ability.sideEffects === "SIDE_EFFECTING") throw new AppError("REPLAY_SIDE_EFFECTS", { params: { count: 1 } });
  const unavailable = invokable(ability);
  if (unavailable) throw unavailable;
  const payload = (await deps.store.payloads([original.id])).get(original.id);
  if (!payload) throw new AppError("INVOCATION_PAYLOAD_GONE", { params: { id: original.id } });
  if (payload.unreadable) throw new AppError(payload.unreadable);
  const mapped = await (command.version === "ORIGINAL" ? asItWas(deps, original, payload) : asItIs(deps, call, payload));
  return {
    ...mapped,
    engineFingerprint: await deps.fingerprintOf(mapped.mapping),
    deadlineMs: ability.deadlineMs ?? deps.settings.defaultDeadlineMs,
    timeoutMs: mapped.mapping.timeoutMs ?? deps.timeoutOf(mapped.mapping.connection),
    tags: original.tags,
    priority: command.priority ?? original.priority,
    conversationKey: original.conversationKey,
    retryOf: original.id,
    replayId: command.replayId ?? null,
  };
};

/** Superseded or not, a version never changes; what it leads to may be gone. */
const asItWas = async ({ mappings, clock }: RetryDeps, original: Invocation, payload: InvocationPayload): Promise<Mapped> => ({
  mapping: await mappings.usedVersion({ id: original.mappingId, version: original.mappingVersion }),
  form: payload.form,
  ...(payload.secrets && { secrets: payload.secrets }),
  formRevision: original.formRevision,
  parameters: payload.parameters,
  context: payload.context,
  createdAt: clock.now(),
});

const asItIs = async (deps: RetryDeps, { ability, principal, command }: CallToRepeat, payload: InvocationPayload): Promise<Mapped> => {
  const mapping = await deps.mappings.published(ability);
  if (!mapping) throw new AppError("ABILITY_NOT_PUBLISHED", { params: { ability: ability.key } });
  const result = deps.abilities.validateForm(ability, unmasked(payload.form, payload.secrets));
  if (!result.ok) throw new AppError("FORM_INVALID", { fields: result.problems });
  const createdAt = deps.clock.now();
  const call = {
    ...{ mapping, form: result.values, files: result.files, context: contextOf(ability, principal, createdAt) },
    // Whoever may repeat a call may repeat it with its files.
    fileOwners: [principal.id, command.original.callerId],
  };
  return { ...(await mapSecretCall(deps, call, result.secrets)), ...{ mapping, createdAt, formRevision: ability.form.revision } };
};
