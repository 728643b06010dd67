/** Invocations for suites on the parts of the engine: made without abilities, forms and mappings. */

import type { NewInvocation } from "../../src/invocations/create-batch.js";
import type { Invocation } from "../../src/invocations/invocation.js";
import { createIdFactory } from "../../src/kernel/ids.js";

/** Accepted at `createdAt`, with a minute until its deadline; nothing has happened yet. */
export const invocationOf = (facts: Partial<Invocation> = {}): Invocation => {
  const createdAt = facts.createdAt ?? Date.UTC(2026, 0, 1);
  return {
    id: createIdFactory(() => createdAt)("invocation"),
    abilityId: "abl_1",
    abilityKey: "write-text",
    mappingId: "map_1",
    mappingVersion: 1,
    formRevision: 1,
    payloadHash: null,
    engineFingerprint: null,
    provider: "COZE_WORKFLOW",
    connection: "default",
    workflowId: "7000000000000000001",
    mode: "STREAM",
    sideEffects: "SIDE_EFFECTING",
    priority: 0,
    abilityConcurrency: null,
    conversationKey: null,
    executeId: null,
    spaceId: null,
    engineLogId: null,
    remote: null,
    status: "QUEUED",
    lastSeq: 1,
    attempt: 0,
    tenant: "",
    callerId: "somebody",
    requestId: "request-1",
    tags: [],
    retryOf: null,
    replayId: null,
    cancel: null,
    late: null,
    failure: null,
    usage: null,
    timeoutMs: 30_000,
    deadlineAt: createdAt + 60_000,
    createdAt,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    ...facts,
  };
};

/** What the store is given for it. */
export const newInvocationOf = (
  invocation: Invocation,
  more: { workerId?: string; leaseUntil?: number; key?: string } = {},
): NewInvocation => ({
  invocation,
  payload: { form: {}, parameters: {}, context: null },
  firstEvent: { invocationId: invocation.id, sequence: 1, at: invocation.createdAt, body: { type: "state", from: null, to: "QUEUED" } },
  idempotency: {
    scope: { tenant: invocation.tenant, callerId: invocation.callerId, abilityId: invocation.abilityId, key: more.key ?? invocation.id },
    generated: more.key === undefined,
    inputHash: "hash",
    expiresAt: invocation.createdAt + 86_400_000,
  },
  workerId: more.workerId ?? "worker-1",
  leaseUntil: more.leaseUntil ?? invocation.createdAt + 30_000,
});
