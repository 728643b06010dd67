/**
 * What a call would send, without sending it: the form is checked and mapped as a call's is, and nothing is written or
 * asked of anybody. What an earlier call sent is explained the same way.
 */
import { type Ability, invokable } from "../abilities/ability.js";
import type { AbilityReference } from "../abilities/ability.service.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import { AppError } from "../kernel/errors.js";
import { requireIdKind } from "../kernel/ids.js";
import { isJsonObject, type JsonObject } from "../kernel/json.js";
import { diffJson } from "../kernel/json-diff.js";
import { payloadHash, payloadText } from "../kernel/payload-text.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import { contextOf, mapCall } from "../payloads/mapped-call.js";
import { secretsAt } from "../payloads/masking.js";
import { withoutSecrets } from "../payloads/secret-call.js";
import { type ShownCall, shownCall } from "../payloads/shown-call.js";
import { type FormCheck, validForm } from "../payloads/valid-form.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import { type ExplainDeps, type Explanation, explain } from "./explain.js";

export interface PreviewRequest {
  readonly ability: AbilityReference;
  readonly form: unknown;
  readonly formRevision?: number | null;
  /** A version of the ability's mapping, drafts included; absent = the published one. */
  readonly mappingId?: string | null;
}

export interface CallPreview {
  readonly mapping: WorkflowMapping;
  readonly shown: ShownCall;
  /** Of the exact payload, secrets included. */
  readonly payloadHash: string;
  readonly formRevision: number;
  /** JSON Pointers of what was sent and taken away because the form does not show it. */
  readonly pruned: readonly string[];
  /** JSON Pointers of values that came from the form's defaults. */
  readonly defaults: readonly string[];
  /** Why a call like this would not be accepted now. */
  readonly obstacles: readonly AppError[];
}

export interface PreviewService {
  /** What a call would send; nothing is sent or written. @throws AppError for what keeps a payload from being made. */
  preview(ctx: RequestContext, request: PreviewRequest): Promise<CallPreview>;
  /** Builds the payload of an earlier call again. @throws AppError FORBIDDEN, NOT_FOUND */
  explain(ctx: RequestContext, invocationId: string): Promise<Explanation>;
}

export interface PreviewDeps extends ExplainDeps, FormCheck {
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly now: () => number;
}

export const createPreviewService = (deps: PreviewDeps): PreviewService => ({
  preview: (ctx, request) => preview(deps, ctx, request),
  explain: (ctx, invocationId) => explain(deps, ctx, invocationId),
});

/** @throws AppError FORBIDDEN, NOT_FOUND, ABILITY_NOT_PUBLISHED, FORM_INVALID with its fields, MAPPING_FAILED and what else keeps a payload from being made. */
const preview = async (deps: PreviewDeps, ctx: RequestContext, request: PreviewRequest): Promise<CallPreview> => {
  const principal = requirePermission(ctx, "mapping:read");
  const ability = await deps.abilities.get(ctx, request.ability);
  const mapping = await versionToPreview(deps, ctx, { ability, mappingId: request.mappingId });
  const { values, pruned, secrets, files } = await validForm(deps, ability, request);
  const context = contextOf(ability, principal, deps.now());
  // Operators preview what users of their tenant send.
  const call = { mapping, form: values, files, context, fileOwners: null };
  const mapped = await mapCall(deps, call).catch((error) => withoutSecrets(error, secretsAt(values, secrets)));
  return {
    mapping,
    pruned,
    formRevision: ability.form.revision,
    shown: await shownCall(deps, call, { mapped, secretPointers: secrets }),
    payloadHash: payloadHash(payloadText(mapped.parameters)),
    defaults: addedIn(request.form, values),
    obstacles: obstaclesOf(deps, ability, mapping),
  };
};

const versionToPreview = async (
  { mappings }: PreviewDeps,
  ctx: RequestContext,
  { ability, mappingId }: { ability: Ability; mappingId: string | null | undefined },
): Promise<WorkflowMapping> => {
  if (mappingId == null) {
    const published = await mappings.published(ability);
    if (!published) throw new AppError("ABILITY_NOT_PUBLISHED", { params: { ability: ability.key } });
    return published;
  }
  const [version] = await mappings.getMany(ctx, [requireIdKind(mappingId, "mapping")]);
  if (version?.abilityId !== ability.id) throw new AppError("NOT_FOUND", { params: { id: mappingId } });
  return version;
};

/** Places shown; a form has far fewer. */
const MAX_DEFAULTS = 1_000;

const addedIn = (sent: unknown, values: JsonObject): string[] =>
  diffJson(isJsonObject(sent) ? sent : {}, values, MAX_DEFAULTS)
    .changes.filter(({ kind }) => kind === "ADDED")
    .map(({ pointer }) => pointer);

const obstaclesOf = ({ providers }: PreviewDeps, ability: Ability, mapping: WorkflowMapping): AppError[] => {
  const { connection, mode, workflowId } = mapping;
  const parameters = mapping.parameters.map(({ target }) => target);
  const target = providers.get(mapping.provider)?.check({ connection, mode, workflowId: workflowId ?? "", parameters });
  return [invokable(ability), target].filter((error) => error !== undefined);
};
