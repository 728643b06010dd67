/** The catalogue: who may see and change which ability, and the form of each, compiled once per revision. */
import type { AuditService } from "../audit/audit.service.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database, Transaction } from "../db/database.js";
import { createFormCache, type FormLimits, type FormResult } from "../forms/form.js";
import { checkLimits } from "../forms/form-limits.js";
import type { Clock } from "../kernel/clock.js";
import { listCursors } from "../kernel/cursor.js";
import type { FieldProblem } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import { canonicalJson, type JsonObject } from "../kernel/json.js";
import { checkFilter, checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import type { Ability, AbilityAction, AbilityStatus } from "./ability.js";
import type { AbilityStore } from "./ability.store.js";
import { type AbilityFields, createAbilityChanges } from "./ability-changes.js";
import { type AbilityReference, createAbilityReads, maySee } from "./ability-reads.js";
import type { CatalogueNews } from "./catalogue-news.js";
import type { FormRevision } from "./form-revision.js";
import type { FormRevisionStore } from "./form-revision.store.js";
import { createFormRevisions } from "./kept-forms.js";

export type { AbilityFields } from "./ability-changes.js";
export type { AbilityReference } from "./ability-reads.js";

export interface AbilityFilter {
  readonly statuses?: readonly AbilityStatus[];
  readonly categories?: readonly string[];
  readonly search?: string;
}

export interface AbilityService {
  /** @throws AppError NOT_FOUND when it does not exist or may not be seen: drafts are for operators and admins. */
  get(ctx: RequestContext, reference: AbilityReference): Promise<Ability>;
  find(ctx: RequestContext, reference: AbilityReference): Promise<Ability | null>;
  /** As `get`, for calls: a change made by another process may be noticed `CATALOGUE_AGE_MS` late. */
  getToInvoke(ctx: RequestContext, reference: AbilityReference): Promise<Ability>;
  /** One entry per id, in order; `null` where it does not exist, cannot exist, or may not be seen. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Ability | null)[]>;
  list(ctx: RequestContext, filter: AbilityFilter, page: PageRequest): Promise<Page<Ability>>;
  /** Ids behind a filter; unknown keys match nothing. `undefined` = no filter. */
  idsOf(
    ctx: RequestContext,
    filter: { ids?: readonly string[] | undefined; keys?: readonly string[] | undefined },
  ): Promise<readonly string[] | undefined>;
  create(ctx: RequestContext, key: string, fields: AbilityFields & { name: string }): Promise<Ability>;
  update(ctx: RequestContext, change: { id: string; expectedRevision: number; fields: AbilityFields }): Promise<Ability>;
  changeStatus(ctx: RequestContext, id: string, action: AbilityAction): Promise<Ability>;
  /** Inside the transaction that publishes a mapping: the target for outside readers, and a draft becomes active. */
  attachWorkflow(tx: Transaction, ability: Ability, workflowId: string): Promise<Ability>;
  /** Size, depth and storable text, whatever the form: before anything looks into the values. */
  checkFormLimits(values: unknown): readonly FieldProblem[];
  validateForm(ability: Ability, values: unknown, options?: { readonly withoutSecrets?: boolean }): FormResult;
  /** JSON Pointers of secrets in values that need not fit the form. */
  secretsIn(ability: Ability, values: JsonObject): readonly string[];
  /** Newest first. @throws AppError NOT_FOUND, FORBIDDEN */
  formRevisions(ctx: RequestContext, reference: AbilityReference, page: PageRequest): Promise<Page<FormRevision>>;
  /** `null` = the ability never had it, or it is older than the gateway's memory. @throws AppError NOT_FOUND, FORBIDDEN */
  formAt(ctx: RequestContext, reference: AbilityReference, revision: number): Promise<FormRevision | null>;
  /**
   * Whether values filled into an earlier revision may be taken by the current one (`forms/form-changes.ts`). Asks for no permission.
   * @throws AppError FORM_REVISION_CHANGED that names the fields which changed.
   */
  checkFormRevision(ability: Ability, sent: number): Promise<void>;
}

export interface AbilityServiceDeps {
  readonly database: Database;
  readonly store: AbilityStore;
  readonly revisions: FormRevisionStore;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly newId: IdFactory;
  readonly formLimits: FormLimits;
  /** Whether there is a key that seals secrets. */
  readonly sealing: boolean;
  readonly news: CatalogueNews;
}

const CACHED_FORMS = 500;

export const createAbilityService = (deps: AbilityServiceDeps): AbilityService => {
  const forms = createFormCache(CACHED_FORMS);
  const { find, get, getToInvoke } = createAbilityReads(deps);
  return {
    ...{ find, get, getToInvoke },
    ...createAbilityChanges(deps, { get, hasSecrets: ({ id, form }) => forms.get(id, form).hasSecrets }),
    async getMany(ctx, ids) {
      requirePermission(ctx, "ability:read");
      const found = await deps.store.byIds([...new Set(ids)].filter((id) => isIdOf(id, "ability")));
      return ids.map((id) => found.get(id) ?? null).map((ability) => (ability && maySee(ctx, ability) ? ability : null));
    },
    list: (ctx, filter, page) => list(deps, ctx, { filter, page }),
    idsOf: (ctx, filter) => idsOf(deps, ctx, filter),
    checkFormLimits: (values) => checkLimits(values, deps.formLimits),
    validateForm: (ability, values, options) => forms.get(ability.id, ability.form).validate(values, { ...deps.formLimits, ...options }),
    secretsIn: (ability, values) => forms.get(ability.id, ability.form).secretsIn(values),
    ...createFormRevisions(deps.revisions, get),
  };
};

const idsOf = async (
  { store }: AbilityServiceDeps,
  ctx: RequestContext,
  { ids, keys }: { ids?: readonly string[] | undefined; keys?: readonly string[] | undefined },
): Promise<readonly string[] | undefined> => {
  if (!ids && !keys) return undefined;
  requirePermission(ctx, "ability:read");
  const byKey = await store.byKeys([...new Set(keys ?? [])]);
  return [...(ids ?? []).map((id) => requireIdKind(id, "ability")), ...[...byKey.values()].map((ability) => ability.id)].sort();
};

const list = async (
  deps: AbilityServiceDeps,
  ctx: RequestContext,
  { filter, page }: { filter: AbilityFilter; page: PageRequest },
): Promise<Page<Ability>> => {
  requirePermission(ctx, "ability:read");
  checkFilter(filter);
  const first = checkPageSize(page.first);
  const statuses = visibleStatuses(ctx, filter.statuses);
  const cursors = listCursors(canonicalJson(["abilities", { ...filter, statuses }]));
  const { statuses: _, ...rest } = filter;
  const afterKey = page.after ? cursors.keyOf(page.after) : undefined;
  const rows = await deps.store.list({ ...rest, ...(statuses && { statuses }), ...(afterKey && { afterKey }), limit: first + 1 });
  return toPage(rows, first, (ability) => cursors.of(ability.key));
};

const visibleStatuses = (ctx: RequestContext, asked: readonly AbilityStatus[] | undefined): readonly AbilityStatus[] | undefined => {
  if (can(ctx.principal, "mapping:read")) return asked;
  return (asked ?? ["ACTIVE", "PAUSED", "RETIRED"]).filter((status) => status !== "DRAFT");
};
