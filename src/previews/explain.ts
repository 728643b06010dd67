/**
 * What an earlier call was made of: its payload is built again from what was kept of it, and either comes out the same
 * to the byte, or it is said which input is no longer there or no longer what it was.
 */
import type { RequestContext } from "../auth/request-context.js";
import type { Invocation, InvocationPayload } from "../invocations/invocation.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import { fieldMessage, isAppError, type LocalText } from "../kernel/errors.js";
import { canonicalJson } from "../kernel/json.js";
import { payloadHash, payloadText } from "../kernel/payload-text.js";
import { type CallContext, readsContext } from "../mappings/mapping.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import { type CallToMap, type MapCallDeps, type MappedCall, mapCall } from "../payloads/mapped-call.js";
import { secretsAt } from "../payloads/masking.js";
import { unmasked, withoutSecrets } from "../payloads/secret-call.js";
import { type ShownCall, shownCall } from "../payloads/shown-call.js";

/** Its payload is the same to the byte · it is another one · it cannot be built any more. */
export const VERDICTS = ["EQUAL", "DIFFERENT", "NOT_REBUILT"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a payload is built from, and what it is compared with. */
export const CALL_INPUTS = ["FORM", "SECRETS", "FILES", "MAPPING_VERSION", "CONTEXT", "RULES", "PARAMETERS"] as const;
export type CallInput = (typeof CALL_INPUTS)[number];

export interface Cause {
  readonly input: CallInput;
  readonly what: LocalText;
}

export interface Explanation {
  readonly invocation: Invocation;
  readonly verdict: Verdict;
  /** Why it is not equal; also what has changed without making a difference. */
  readonly causes: readonly Cause[];
  /** The version that served it, if it is still there. */
  readonly mapping: WorkflowMapping | null;
  readonly rebuiltHash: string | null;
  readonly shown: ShownCall | null;
  /** Names of parameters that come out otherwise than they were kept. */
  readonly changed: readonly string[];
}

export interface ExplainDeps extends MapCallDeps {
  readonly mappings: MappingService;
  readonly invocations: Pick<InvocationService, "kept">;
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export const explain = async (deps: ExplainDeps, ctx: RequestContext, invocationId: string): Promise<Explanation> => {
  const { invocation, payload } = await deps.invocations.kept(ctx, invocationId);
  const [mapping = null] = await deps.mappings.getMany(ctx, [invocation.mappingId]);
  const causes = missingOf(payload, mapping);
  const blank = { invocation, mapping, rebuiltHash: null, shown: null, changed: [] };
  if (!payload || !mapping || causes.length > 0) return { ...blank, verdict: "NOT_REBUILT", causes };
  const context = payload.context ?? unread(invocation);
  const call = { mapping, form: unmasked(payload.form, payload.secrets), context, fileOwners: null };
  const secretPointers = Object.keys(payload.secrets?.values ?? {});
  const mapped = await rebuilt(deps, call, secretPointers);
  if ("input" in mapped) return { ...blank, verdict: "NOT_REBUILT", causes: [mapped] };
  return {
    ...blank,
    ...compared(invocation, payload, mapped),
    shown: await shownCall(deps, call, { mapped, secretPointers }),
  };
};

const missingOf = (payload: InvocationPayload | undefined, mapping: WorkflowMapping | null): Cause[] => [
  ...(payload ? [] : [FORM_GONE]),
  ...(payload?.unreadable === "SECRETS_UNREADABLE" ? [SECRETS_UNREADABLE] : []),
  ...(mapping ? [] : [MAPPING_GONE]),
  ...(payload && mapping && !payload.context && readsContext(mapping.parameters) ? [CONTEXT_GONE] : []),
];

const FORM_GONE: Cause = {
  input: "FORM",
  what: { en: "The form values of this call are no longer kept.", zh: "该调用的表单内容已不再保留。" },
};
const SECRETS_UNREADABLE: Cause = {
  input: "SECRETS",
  what: {
    en: "The secrets of this call cannot be read: they were sealed with a key that is no longer there.",
    zh: "该调用的机密值无法读取：用于加密的密钥已不存在。",
  },
};
const MAPPING_GONE: Cause = {
  input: "MAPPING_VERSION",
  what: { en: "The mapping version that served it is no longer there.", zh: "当时使用的映射版本已不存在。" },
};
const CONTEXT_GONE: Cause = {
  input: "CONTEXT",
  what: {
    en: "What its expressions read beside the form (caller, ability, time) was not kept.",
    zh: "表达式除表单外读取的内容（调用者、能力、时间）未被保留。",
  },
};

/** No rule reads it. */
const unread = ({ callerId, tenant, abilityId, abilityKey, createdAt }: Invocation): CallContext => ({
  caller: { id: callerId, tenant, roles: [] },
  ability: { id: abilityId, key: abilityKey, name: abilityKey },
  now: createdAt,
});

const rebuilt = async (deps: MapCallDeps, call: CallToMap, secretPointers: readonly string[]): Promise<MappedCall | Cause> => {
  try {
    return await mapCall(deps, call).catch((error) => withoutSecrets(error, secretsAt(call.form, secretPointers)));
  } catch (error) {
    const [file] = isAppError(error, "FORM_INVALID") ? error.fields : [];
    if (file) return { input: "FILES", what: { en: fieldMessage(file, "en"), zh: fieldMessage(file, "zh") } };
    if (!isAppError(error, "MAPPING_FAILED")) throw error;
    return { input: "RULES", what: { en: error.messageIn("en"), zh: error.messageIn("zh") } };
  }
};

const compared = (invocation: Invocation, kept: InvocationPayload, { parameters }: MappedCall) => {
  const [rebuiltHash, keptHash] = [parameters, kept.parameters].map((value) => payloadHash(payloadText(value)));
  const sentHash = invocation.payloadHash ?? keptHash;
  const verdict: Verdict = rebuiltHash === sentHash ? "EQUAL" : "DIFFERENT";
  const changed = [...new Set([...Object.keys(kept.parameters), ...Object.keys(parameters)])].filter(
    (name) => canonicalJson(kept.parameters[name]) !== canonicalJson(parameters[name]),
  );
  const causes = [...(keptHash === sentHash ? [] : [PARAMETERS_CHANGED]), ...(rebuiltHash === sentHash ? [] : [FORM_CHANGED])];
  return { verdict, causes, changed, rebuiltHash: rebuiltHash as string };
};

const PARAMETERS_CHANGED: Cause = {
  input: "PARAMETERS",
  what: {
    en: "The parameters that were kept are not those that were sent: somebody has changed or spoilt them since.",
    zh: "保留的参数与当时发送的不一致：此后已被修改或损坏。",
  },
};
const FORM_CHANGED: Cause = {
  input: "FORM",
  what: {
    en: "The form values that were kept, or the mapping version, are not what they were when the call was accepted.",
    zh: "保留的表单内容或映射版本与调用被接受时不一致。",
  },
};
