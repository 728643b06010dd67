/** The row and the first event of a call that is about to be accepted. Pure: time and id are passed in. */
import type { Ability } from "../abilities/ability.js";
import type { Principal } from "../auth/principal.js";
import type { JsonObject } from "../kernel/json.js";
import { payloadHash, payloadText } from "../kernel/payload-text.js";
import type { CallContext } from "../mappings/mapping.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import type { KeptSecrets } from "../payloads/sealed-payload.js";
import type { Invocation, InvocationEvent } from "./invocation.js";

/** Of the inputs of the mapping's workflow as they are known; `null` = they are not. Asks no engine. */
export type FingerprintOf = (mapping: WorkflowMapping) => Promise<string | null>;

/** What a call will do: decided before anything is written. */
export interface Plan {
  /** As it is kept: secrets are masked. */
  readonly form: JsonObject;
  readonly secrets?: KeptSecrets;
  readonly formRevision: number;
  readonly parameters: JsonObject;
  /** What its rules read beside the form; `null` where none does. */
  readonly context: CallContext | null;
  /** Epoch milliseconds: the `now` of its rules. */
  readonly createdAt: number;
  /** Of the workflow's inputs as they are known now, if they are. */
  readonly engineFingerprint: string | null;
  readonly mapping: WorkflowMapping;
  readonly deadlineMs: number;
  readonly timeoutMs: number;
  readonly tags: readonly string[];
  readonly priority: number;
  readonly conversationKey: string | null;
  readonly retryOf: string | null;
  readonly replayId: string | null;
}

export interface Acceptance {
  readonly id: string;
  readonly requestId: string;
  readonly principal: Principal;
  readonly ability: Ability;
  readonly plan: Plan;
}

const MAX_REQUEST_ID = 128;

export const newInvocation = ({ id, requestId, principal, ability, plan }: Acceptance): Invocation => ({
  id,
  abilityId: ability.id,
  abilityKey: ability.key,
  mappingId: plan.mapping.id,
  mappingVersion: plan.mapping.version,
  formRevision: plan.formRevision,
  payloadHash: payloadHash(payloadText(plan.parameters)),
  engineFingerprint: plan.engineFingerprint,
  provider: plan.mapping.provider,
  connection: plan.mapping.connection,
  workflowId: plan.mapping.workflowId ?? "",
  mode: plan.mapping.mode,
  sideEffects: ability.sideEffects,
  priority: plan.priority,
  abilityConcurrency: ability.maxConcurrency,
  conversationKey: plan.conversationKey,
  executeId: null,
  spaceId: null,
  engineLogId: null,
  remote: null,
  status: "QUEUED",
  lastSeq: 1,
  attempt: 0,
  tenant: principal.tenant,
  callerId: principal.id,
  // A socket appends the number of the operation to an id that may fill the column.
  requestId: requestId.slice(0, MAX_REQUEST_ID),
  tags: plan.tags,
  retryOf: plan.retryOf,
  replayId: plan.replayId,
  cancel: null,
  late: null,
  failure: null,
  usage: null,
  timeoutMs: plan.timeoutMs,
  deadlineAt: plan.createdAt + plan.deadlineMs,
  createdAt: plan.createdAt,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
});

export const firstEvent = (invocation: Invocation): InvocationEvent => ({
  invocationId: invocation.id,
  sequence: 1,
  at: invocation.createdAt,
  body: { type: "state", from: null, to: "QUEUED" },
});
