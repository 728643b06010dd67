/** Mappings: saved as a draft, published as an immutable version that calls are served by. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import { CATALOGUE_AGE_MS, CATALOGUE_SIZE, type CatalogueNews } from "../abilities/catalogue-news.js";
import type { AuditService } from "../audit/audit.service.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database } from "../db/database.js";
import { createWarmRead } from "../db/warm-read.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import { type IdFactory, isIdOf } from "../kernel/ids.js";
import type { Cancellation, Provider, ProviderKind } from "../providers/provider.js";
import { type MappingDraft, type SavedDraft, save } from "./drafts.js";
import type { MappingStore } from "./mapping.store.js";
import { diffVersions, type VersionDiff } from "./mapping-diff.js";
import type { OutputRule } from "./output-rule.js";
import type { PublishGate } from "./publish-gate.js";
import { type PublishRequest, publish, type RollbackRequest, requireUsable, rollback, type Serving } from "./publishing.js";
import type { WorkflowMapping } from "./workflow-mapping.js";

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
  /**
   * Any version of the ability's mapping, drafts included, for a call that tries it. Asks for no permission.
   * @throws AppError NOT_FOUND, MAPPING_VERSION_UNUSABLE
   */
  toTry(ability: Ability, mappingId: string): Promise<WorkflowMapping>;
  /** What an ability makes of its engine's result, by the id of the version that served the call. Asks for no permission. */
  outputRule(mappingId: string): Promise<OutputRule | null>;
  /** A page of the versions in service, by id: those behind `after`. Asks for no permission. */
  serving(after: string, limit: number): Promise<WorkflowMapping[]>;
  /** One entry per ability id, in order: what is known of its output; `null` where nothing is published or nothing is said. */
  outputOf(ctx: RequestContext, abilityIds: readonly string[]): Promise<(OutputRule | null)[]>;
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
  readonly audit: AuditService;
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
  // A version never changes once it serves calls.
  const versionOf = createWarmRead({ clock: deps.clock, read: deps.store.byIds, maxAgeMs: VERSION_AGE_MS, maxEntries: CATALOGUE_SIZE });
  return {
    ...serviceOf(deps, warm.get),
    async outputRule(mappingId) {
      const version = await versionOf.get(mappingId);
      if (version?.state !== "DRAFT") return version?.output ?? null;
      // A draft that is tried may change after.
      versionOf.forget(mappingId);
      return version.output;
    },
  };
};

const VERSION_AGE_MS = 600_000;

const serviceOf = (
  deps: MappingServiceDeps,
  readPublished: (abilityId: string) => Promise<WorkflowMapping | undefined>,
): Omit<MappingService, "outputRule"> => ({
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
  async toTry(ability, mappingId) {
    const mapping = (await deps.store.byIds([mappingId])).get(mappingId);
    if (mapping?.abilityId !== ability.id) throw new AppError("NOT_FOUND", { params: { id: mappingId } });
    return requireUsable(deps, mapping);
  },
  async outputOf(ctx, abilityIds) {
    requirePermission(ctx, "ability:read");
    const found = await deps.store.publishedOf([...new Set(abilityIds)]);
    return abilityIds.map((id) => found.get(id)?.output ?? null);
  },
  async serving(after, limit) {
    const ids = await deps.store.servingAfter(after, limit);
    const found = await deps.store.byIds(ids);
    return ids.flatMap((id) => found.get(id) ?? []);
  },
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
