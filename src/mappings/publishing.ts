/**
 * Which version serves: a draft is published, or an earlier version serves again. One transaction each, with the ability's
 * row first: of two admins who do either at once, the second finds the row changed and nothing of hers is written.
 */
import type { Ability } from "../abilities/ability.js";
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database } from "../db/database.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { requireIdKind } from "../kernel/ids.js";
import type { Provider, ProviderKind } from "../providers/provider.js";
import type { MappingStore } from "./mapping.store.js";
import type { PublishGate } from "./publish-gate.js";
import { shownMapping, type WorkflowMapping } from "./workflow-mapping.js";

export interface PublishingDeps {
  readonly database: Database;
  readonly store: MappingStore;
  readonly abilities: AbilityService;
  readonly audit: AuditService;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly clock: Clock;
  readonly gates?: readonly PublishGate[];
}

export interface Serving {
  readonly mapping: WorkflowMapping;
  readonly ability: Ability;
}

export interface PublishRequest {
  readonly id: string;
  /** Revision of the draft that was looked at; absent = whatever it is. */
  readonly expectedRevision?: number | null;
  /** Publish although a check found errors, where its source may be out of date. */
  readonly overrideCheck?: boolean;
}

/** @throws AppError NOT_FOUND, MAPPING_NOT_DRAFT, CONFLICT, and what a gate refuses it with */
export const publish = async (deps: PublishingDeps, ctx: RequestContext, request: PublishRequest): Promise<Serving> => {
  const principal = requirePermission(ctx, "mapping:manage");
  const draft = (await deps.store.byIds([requireIdKind(request.id, "mapping")])).get(request.id);
  if (!draft) throw new AppError("NOT_FOUND", { params: { id: request.id } });
  const ability = await deps.abilities.get(ctx, { id: draft.abilityId });
  if (draft.state !== "DRAFT") throw new AppError("MAPPING_NOT_DRAFT", { params: { version: draft.version } });
  if (request.expectedRevision != null && request.expectedRevision !== draft.revision) throw changedMeanwhile(ability);
  const { overrideCheck = false } = request;
  for (const gate of deps.gates ?? []) await gate.judge?.(ctx, { mapping: draft, ability, overrideCheck });
  const now = deps.clock.now();
  const version = { ...draft, updatedAt: now, publishedAt: now, publishedBy: principal.id };
  return serveBy(deps, ctx, { ability, version, overrideCheck });
};

export interface RollbackRequest {
  readonly ability: AbilityReference;
  /** One that was published before. */
  readonly version: number;
}

/**
 * The version serves again as it was; asked for the one that serves already, changes nothing. Calls under way end as they
 * began. @throws AppError NOT_FOUND, MAPPING_NEVER_PUBLISHED, MAPPING_VERSION_UNUSABLE, CONFLICT
 */
export const rollback = async (deps: PublishingDeps, ctx: RequestContext, request: RollbackRequest): Promise<Serving> => {
  const principal = requirePermission(ctx, "mapping:manage");
  const { version } = request;
  const ability = await deps.abilities.get(ctx, request.ability);
  const earlier = requireVersion(await deps.store.versionsOf(ability.id), version);
  if (earlier.state === "DRAFT") throw new AppError("MAPPING_NEVER_PUBLISHED", { params: { version } });
  if (earlier.state === "PUBLISHED") return { mapping: earlier, ability };
  requireUsable(deps, earlier);
  const now = deps.clock.now();
  const restored = { ...earlier, updatedAt: now, restoredAt: now, restoredBy: principal.id };
  const serving = await serveBy(deps, ctx, { ability, version: restored });
  for (const gate of deps.gates ?? []) await gate.restored?.(ctx, serving);
  return serving;
};

/** @param version as it is to be, in the state that it has. */
const serveBy = async (
  deps: PublishingDeps,
  ctx: RequestContext,
  { ability, version, overrideCheck }: { ability: Ability; version: WorkflowMapping; overrideCheck?: boolean },
): Promise<Serving> => {
  const mapping: WorkflowMapping = { ...version, state: "PUBLISHED", revision: version.revision + 1 };
  const isNew = version.state === "DRAFT";
  const replaced = (await deps.store.publishedOf([ability.id])).get(ability.id);
  return deps.database.transaction(async (tx) => {
    const attached = await deps.abilities.attachWorkflow(tx, ability, mapping.workflowId ?? "");
    await deps.store.supersede(tx, mapping);
    if (!(await deps.store.update(tx, mapping))) throw changedMeanwhile(ability);
    await deps.audit.record(tx, ctx, {
      ...{ action: isNew ? "mapping.publish" : "mapping.rollback", subjectId: mapping.id, abilityId: ability.id },
      ...{ before: replaced ? shownMapping(replaced) : null, after: { ...shownMapping(mapping), ...(overrideCheck && { overrideCheck }) } },
    });
    if (isNew) for (const gate of deps.gates ?? []) await gate.published?.(tx, mapping);
    return { mapping, ability: attached };
  });
};

/** @throws AppError NOT_FOUND */
export const requireVersion = (versions: readonly WorkflowMapping[], version: number): WorkflowMapping => {
  const found = versions.find((mapping) => mapping.version === version);
  if (!found) throw new AppError("NOT_FOUND", { params: { id: { en: `Version ${version} of the mapping`, zh: `映射版本 ${version}` } } });
  return found;
};

const GONE: LocalText = { en: "it is no longer there.", zh: "该版本已不存在。" };

/** @throws AppError MAPPING_VERSION_UNUSABLE when it is gone, or what it leads to is. */
export const requireUsable = (
  { providers }: Pick<PublishingDeps, "providers">,
  mapping: WorkflowMapping | undefined,
  version = mapping?.version ?? 0,
): WorkflowMapping => {
  const unusable = (problem: LocalText, cause?: AppError) =>
    new AppError("MAPPING_VERSION_UNUSABLE", { params: { version, problem }, ...(cause && { cause }) });
  const provider = mapping && providers.get(mapping.provider);
  if (!mapping || !provider) throw unusable(GONE);
  const { connection, mode } = mapping;
  const problem = provider.check({ connection, mode, workflowId: mapping.workflowId ?? "" });
  if (problem) throw unusable({ en: problem.messageIn("en"), zh: problem.messageIn("zh") }, problem);
  return mapping;
};

export const changedMeanwhile = (ability: Ability): AppError =>
  new AppError("CONFLICT", { params: { what: { en: `The mapping of ${ability.key}`, zh: `${ability.key} 的映射` } } });
