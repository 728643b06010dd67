/** The catalogue: who may see and change which ability, and the form of each, compiled once per revision. */
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database, Transaction } from "../db/database.js";
import { compileForm, createFormCache, type FormLimits, type FormResult } from "../forms/form.js";
import { checkLimits } from "../forms/form-limits.js";
import type { Clock } from "../kernel/clock.js";
import { listCursors } from "../kernel/cursor.js";
import { AppError, type FieldProblem } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import { canonicalJson, type JsonObject } from "../kernel/json.js";
import { checkFilter, checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import {
  type Ability,
  type AbilityAction,
  type AbilityStatus,
  type Answerers,
  checkAbilityFields,
  nextAbilityStatus,
  parseAbilityKey,
  type SideEffects,
} from "./ability.js";
import type { AbilityStore } from "./ability.store.js";
import { type AbilityReference, createAbilityReads, maySee } from "./ability-reads.js";
import type { CatalogueNews } from "./catalogue-news.js";
import type { FormRevision } from "./form-revision.js";
import type { FormRevisionStore } from "./form-revision.store.js";
import { createFormRevisions } from "./form-revisions.js";

export type { AbilityReference } from "./ability-reads.js";

export interface AbilityFilter {
  readonly statuses?: readonly AbilityStatus[];
  readonly categories?: readonly string[];
  readonly search?: string;
}

/** Absent = unchanged (update) or its default (create). */
export interface AbilityFields {
  readonly name?: string;
  readonly description?: string | null;
  readonly category?: string | null;
  readonly tags?: readonly string[];
  readonly sideEffects?: SideEffects;
  readonly deadlineMs?: number | null;
  readonly maxConcurrency?: number | null;
  readonly answerers?: Answerers;
  readonly answerExpiryMs?: number | null;
  readonly form?: { readonly schema: JsonObject; readonly uiSchema: JsonObject | null };
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
  const warnUnsealed = ({ log }: RequestContext, { id, key, form }: Ability): void => {
    if (deps.sealing || !forms.get(id, form).hasSecrets) return;
    log.warn({ abilityKey: key }, "SECRETS_KEY is not set: what callers of this ability fill in as secrets is stored as it is");
  };
  return {
    ...{ find, get, getToInvoke },
    async getMany(ctx, ids) {
      requirePermission(ctx, "ability:read");
      const found = await deps.store.byIds([...new Set(ids)].filter((id) => isIdOf(id, "ability")));
      return ids.map((id) => found.get(id) ?? null).map((ability) => (ability && maySee(ctx, ability) ? ability : null));
    },
    list: (ctx, filter, page) => list(deps, ctx, { filter, page }),
    idsOf: (ctx, filter) => idsOf(deps, ctx, filter),
    async create(ctx, key, fields) {
      const principal = requirePermission(ctx, "ability:manage");
      const ability = newAbility(deps, parseAbilityKey(key), fields);
      return deps.database.transaction(async (tx) => {
        const created = await deps.store.insert(tx, ability);
        await keepForm(deps, tx, { ability: created, createdBy: principal.id });
        warnUnsealed(ctx, created);
        return created;
      });
    },
    async update(ctx, { id, expectedRevision, fields }) {
      const principal = requirePermission(ctx, "ability:manage");
      const current = await get(ctx, { id });
      if (current.revision !== expectedRevision) throw changedMeanwhile(current);
      const next = withFields(current, fields);
      if (next.form !== current.form) warnUnsealed(ctx, next);
      return save(deps, { next, current, changedBy: principal.id });
    },
    async changeStatus(ctx, id, action) {
      const principal = requirePermission(ctx, "ability:manage");
      const current = await get(ctx, { id });
      return save(deps, { next: { ...current, status: nextAbilityStatus(current.status, action) }, current, changedBy: principal.id });
    },
    async attachWorkflow(tx, ability, workflowId) {
      const status = nextAbilityStatus(ability.status, "publish");
      return saveIn(deps, tx, { next: { ...ability, status, cozeWorkflowId: workflowId }, current: ability });
    },
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

const newAbility = (deps: AbilityServiceDeps, key: string, fields: AbilityFields & { name: string }): Ability => {
  const now = deps.clock.now();
  const blank: Ability = {
    id: deps.newId("ability"),
    key,
    name: fields.name,
    description: null,
    category: null,
    tags: [],
    status: "DRAFT",
    sideEffects: "SIDE_EFFECTING",
    form: { revision: 0, schema: { type: "object", properties: {} }, uiSchema: null },
    deadlineMs: null,
    maxConcurrency: null,
    answerers: "CALLER",
    answerExpiryMs: null,
    cozeWorkflowId: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  return withFields(blank, { form: { schema: blank.form.schema, uiSchema: null }, ...fields });
};

/** A changed form gets a new revision, and must compile before it is kept. @throws AppError BAD_USER_INPUT */
const withFields = (ability: Ability, { form, ...fields }: AbilityFields): Ability => {
  const unchanged = form && canonicalJson(form) === canonicalJson({ schema: ability.form.schema, uiSchema: ability.form.uiSchema });
  const next: Ability = {
    ...ability,
    ...fields,
    ...(form && !(unchanged && ability.form.revision > 0) && { form: { ...form, revision: ability.form.revision + 1 } }),
  };
  checkAbilityFields(next);
  if (next.form !== ability.form) compileForm(next.form);
  return next;
};

interface Change {
  readonly next: Ability;
  readonly current: Ability;
  readonly changedBy: string;
}

const save = (deps: AbilityServiceDeps, change: Change): Promise<Ability> =>
  deps.database.transaction(async (tx) => {
    if (change.next.form !== change.current.form) {
      // Rows that the platform wrote have a form that nobody kept yet.
      await keepForm(deps, tx, { ability: change.current, createdBy: null });
      await keepForm(deps, tx, { ability: change.next, createdBy: change.changedBy });
    }
    return saveIn(deps, tx, change);
  });

const keepForm = (
  { revisions, clock }: AbilityServiceDeps,
  tx: Transaction,
  { ability: { id, form }, createdBy }: { ability: Ability; createdBy: string | null },
): Promise<void> => {
  const { revision, schema, uiSchema } = form;
  return revisions.keep(tx, id, { revision, schema, uiSchema, createdBy, createdAt: createdBy === null ? null : clock.now() });
};

const saveIn = async (deps: AbilityServiceDeps, tx: Transaction, { next, current }: Pick<Change, "next" | "current">): Promise<Ability> => {
  const saved = { ...next, revision: current.revision + 1, updatedAt: deps.clock.now() };
  if (!(await deps.store.update(tx, saved, current.revision))) throw changedMeanwhile(current);
  tx.afterCommit(() => deps.news.tell({ abilityId: saved.id, key: saved.key }));
  return saved;
};

const changedMeanwhile = (ability: Ability): AppError =>
  new AppError("CONFLICT", { params: { what: { en: `The ability ${ability.key}`, zh: `能力 ${ability.key}` } } });
