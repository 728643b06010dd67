/** Mappings: saved as a draft, published as an immutable version that calls are served by. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import { CATALOGUE_AGE_MS, CATALOGUE_SIZE, type CatalogueNews } from "../abilities/catalogue-news.js";
import { can, type Principal } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { createWarmRead } from "../db/warm-read.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { type IdFactory, isIdOf } from "../kernel/ids.js";
import type { Cancellation, Provider, ProviderKind, RunMode } from "../providers/provider.js";
import { parseKeepFiles } from "./kept-files.js";
import type { ParameterRule } from "./mapping.js";
import type { MappingStore } from "./mapping.store.js";
import { diffVersions, type VersionDiff } from "./mapping-diff.js";
import { parseRules } from "./parse-rules.js";
import { type PublishGate, savedAt } from "./publish-gate.js";
import {
  changedMeanwhile,
  type PublishRequest,
  publish,
  type RollbackRequest,
  requireUsable,
  rollback,
  type Serving,
} from "./publishing.js";
import { type UnknownPointer, unknownPointers } from "./unknown-pointers.js";
import type { WorkflowMapping } from "./workflow-mapping.js";

export interface MappingDraft {
  readonly ability: AbilityReference;
  readonly provider: ProviderKind;
  readonly connection: string;
  readonly workflowId: string;
  /** Checked here: see `parseRules`. */
  readonly parameters: unknown;
  /** How the engine is asked; default STREAM. */
  readonly mode?: RunMode | undefined;
  readonly timeoutMs?: number | null;
  /** See `WorkflowMapping.keepFiles`; absent = none. */
  readonly keepFiles?: readonly string[] | null;
  /** Revision of the draft that is replaced; absent = there is none yet, or it may be replaced whatever it is. */
  readonly expectedRevision?: number | null;
}

export interface SavedDraft {
  readonly mapping: WorkflowMapping;
  /** Rules that read what the form does not describe: likely typing errors, for the admin to judge. */
  readonly unknownFields: readonly UnknownPointer[];
  /** What the gates say of it. */
  readonly notes: readonly LocalText[];
}

export interface MappingService {
  /** One entry per id, in order; `null` where it does not or cannot exist. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(WorkflowMapping | null)[]>;
  /** One entry per ability id, in order; `null` where nothing is published or the caller may not see mappings. */
  publishedOf(ctx: RequestContext, abilityIds: readonly string[]): Promise<(WorkflowMapping | null)[]>;
  /** All versions of an ability, newest first. */
  versions(ctx: RequestContext, ability: AbilityReference): Promise<WorkflowMapping[]>;
  /** What may still be changed, if anything. */
  openDraft(ctx: RequestContext, ability: AbilityReference): Promise<WorkflowMapping | undefined>;
  /** The mapping calls are served by, at most `CATALOGUE_AGE_MS` old. Asks for no permission: the caller sees its effect, not its content. */
  published(ability: Ability): Promise<WorkflowMapping | undefined>;
  /**
   * The version that served an earlier call, to serve another one like it. Asks for no permission.
   * @throws AppError MAPPING_VERSION_UNUSABLE when it is gone, or what it leads to is.
   */
  usedVersion(used: { id: string; version: number }): Promise<WorkflowMapping>;
  /** What an ability makes of its engine's result, by the id of the version that served the call. Asks for no permission. */
  outputRule(mappingId: string): Promise<OutputRule | null>;
  /** One entry per ability id, in order: what cancelling a call can mean; `null` where nothing is published. */
  cancellationOf(ctx: RequestContext, abilityIds: readonly string[]): Promise<(Cancellation | null)[]>;
  /** @throws AppError MAPPING_INVALID, CONNECTION_UNKNOWN, CONFLICT */
  save(ctx: RequestContext, draft: MappingDraft): Promise<SavedDraft>;
  /** @throws AppError NOT_FOUND, MAPPING_NOT_DRAFT, CONFLICT */
  publish(ctx: RequestContext, request: PublishRequest): Promise<Serving>;
  /** An earlier version serves again. @throws AppError NOT_FOUND, MAPPING_NEVER_PUBLISHED, MAPPING_VERSION_UNUSABLE, CONFLICT */
  rollback(ctx: RequestContext, request: RollbackRequest): Promise<Serving>;
  /** What differs between two versions of one ability. @throws AppError NOT_FOUND */
  diff(ctx: RequestContext, ability: AbilityReference, versions: { from: number; to: number }): Promise<VersionDiff>;
}

export interface MappingServiceDeps {
  readonly database: Database;
  readonly store: MappingStore;
  readonly abilities: AbilityService;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly clock: Clock;
  readonly newId: IdFactory;
  readonly news: CatalogueNews;
  /** Asked in this order. */
  readonly gates?: readonly PublishGate[];
}

export const createMappingService = (deps: MappingServiceDeps): MappingService => {
  const warm = createWarmRead({ clock: deps.clock, read: deps.store.publishedOf, maxAgeMs: CATALOGUE_AGE_MS, maxEntries: CATALOGUE_SIZE });
  // A mapping goes live with a change of its ability.
  deps.news.hear((change) => (change ? warm.forget(change.abilityId) : warm.forgetAll()));
  return serviceOf(deps, warm.get);
};

const serviceOf = (
  deps: MappingServiceDeps,
  readPublished: (abilityId: string) => Promise<WorkflowMapping | undefined>,
): MappingService => ({
  async getMany(ctx, ids) {
    requirePermission(ctx, "mapping:read");
    const found = await deps.store.byIds([...new Set(ids)].filter((id) => isIdOf(id, "mapping")));
    return ids.map((id) => found.get(id) ?? null);
  },
  async publishedOf(ctx, abilityIds) {
    if (!can(ctx.principal, "mapping:read")) return abilityIds.map(() => null);
    const found = await deps.store.publishedOf([...new Set(abilityIds)]);
    return abilityIds.map((id) => found.get(id) ?? null);
  },
  versions: (ctx, reference) => versions(deps, ctx, reference),
  async openDraft(ctx, reference) {
    const [newest] = await versions(deps, ctx, reference);
    return newest?.state === "DRAFT" ? newest : undefined;
  },
  published: ({ id }) => readPublished(id),
  usedVersion: (used) => usedVersion(deps, used),
  async cancellationOf(ctx, abilityIds) {
    requirePermission(ctx, "ability:read");
    const found = await deps.store.publishedOf([...new Set(abilityIds)]);
    return abilityIds.map((id) => {
      const mapping = found.get(id);
      return (mapping && deps.providers.get(mapping.provider)?.cancellation) ?? null;
    });
  },
  save: (ctx, draft) => save(deps, ctx, draft),
  publish: (ctx, request) => publish(deps, ctx, request),
  rollback: (ctx, request) => rollback(deps, ctx, request),
  diff: async (ctx, reference, asked) => diffVersions(await versions(deps, ctx, reference), asked),
});

const versions = async (deps: MappingServiceDeps, ctx: RequestContext, reference: AbilityReference): Promise<WorkflowMapping[]> => {
  requirePermission(ctx, "mapping:read");
  return deps.store.versionsOf((await deps.abilities.get(ctx, reference)).id);
};

const usedVersion = async (deps: MappingServiceDeps, { id, version }: { id: string; version: number }): Promise<WorkflowMapping> =>
  requireUsable(deps, (await deps.store.byIds([id])).get(id), version);

const MIN_TIMEOUT_MS = 100;
const MAX_TIMEOUT_MS = 24 * 3_600_000;

const save = async (deps: MappingServiceDeps, ctx: RequestContext, draft: MappingDraft): Promise<SavedDraft> => {
  const principal = requirePermission(ctx, "mapping:manage");
  const ability = await deps.abilities.get(ctx, draft.ability);
  const parameters = parseRules(draft.parameters);
  checkTarget(deps, draft, parameters);
  const now = deps.clock.now();
  const [newest] = await deps.store.versionsOf(ability.id);
  const open = newest?.state === "DRAFT" ? newest : undefined;
  if (draft.expectedRevision != null && draft.expectedRevision !== open?.revision) throw changedMeanwhile(ability);
  const content = {
    provider: draft.provider,
    connection: draft.connection,
    workflowId: draft.workflowId,
    parameters,
    mode: draft.mode ?? "STREAM",
    keepFiles: parseKeepFiles(draft.keepFiles),
    timeoutMs: draft.timeoutMs ?? null,
    updatedAt: now,
  };
  const mapping = open ? { ...open, ...content, revision: open.revision + 1 } : firstDraft(deps, { ability, principal, newest, content });
  await (open ? replaceDraft : insertDraft)(deps, ability, mapping);
  return {
    mapping,
    unknownFields: unknownPointers(parameters, ability.form.schema),
    notes: await savedAt(deps.gates, ctx, { mapping, ability }),
  };
};

type DraftContent = Pick<
  WorkflowMapping,
  "provider" | "connection" | "workflowId" | "parameters" | "keepFiles" | "mode" | "timeoutMs" | "updatedAt"
>;

interface NewDraft {
  readonly ability: Ability;
  readonly principal: Principal;
  readonly newest: WorkflowMapping | undefined;
  readonly content: DraftContent;
}

const firstDraft = (deps: MappingServiceDeps, { ability, principal, newest, content }: NewDraft): WorkflowMapping => ({
  ...content,
  id: deps.newId("mapping"),
  abilityId: ability.id,
  version: (newest?.version ?? 0) + 1,
  state: "DRAFT",
  revision: 1,
  output: null,
  createdBy: principal.id,
  createdAt: content.updatedAt,
  publishedAt: null,
  publishedBy: null,
  restoredAt: null,
  restoredBy: null,
});

/** @throws AppError CONNECTION_UNKNOWN, MAPPING_INVALID */
const checkTarget = (deps: MappingServiceDeps, draft: MappingDraft, rules: readonly ParameterRule[]): void => {
  const { provider, connection, workflowId, mode = "STREAM", timeoutMs } = draft;
  const parameters = rules.map((rule) => rule.target);
  const problem = deps.providers.get(provider)?.check({ connection, workflowId, mode, parameters });
  if (problem) throw problem;
  if (timeoutMs != null && (timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS)) {
    const range = `${MIN_TIMEOUT_MS}–${MAX_TIMEOUT_MS}`;
    throw new AppError("MAPPING_INVALID", {
      params: { problem: { en: `timeoutMs must be within ${range}.`, zh: `timeoutMs 必须在 ${range} 之间。` } },
    });
  }
};

const replaceDraft = async (deps: MappingServiceDeps, ability: Ability, mapping: WorkflowMapping): Promise<void> => {
  const written = await deps.database.transaction((tx) => deps.store.update(tx, mapping));
  if (!written) throw changedMeanwhile(ability);
};

const insertDraft = async (deps: MappingServiceDeps, ability: Ability, mapping: WorkflowMapping): Promise<void> => {
  try {
    await deps.database.transaction((tx) => deps.store.insert(tx, mapping));
  } catch (error) {
    // Two admins saved the first draft of the same version at once.
    if (isDuplicateKey(error)) throw changedMeanwhile(ability);
    throw error;
  }
};
