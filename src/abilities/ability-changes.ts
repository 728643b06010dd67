/** Changes of abilities: checked, kept with their form's revision, written into the audit log, and told to every process. */
import type { AuditAction } from "../audit/audit.js";
import type { AuditService } from "../audit/audit.service.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database, Transaction } from "../db/database.js";
import { compileForm } from "../forms/form.js";
import type { Clock } from "../kernel/clock.js";
import { AppError } from "../kernel/errors.js";
import type { IdFactory } from "../kernel/ids.js";
import { canonicalJson, type JsonObject } from "../kernel/json.js";
import { type Ability, type Answerers, checkAbilityFields, nextAbilityStatus, parseAbilityKey, type SideEffects } from "./ability.js";
import type { AbilityService } from "./ability.service.js";
import type { AbilityStore } from "./ability.store.js";
import type { CatalogueNews } from "./catalogue-news.js";
import type { FormRevisionStore } from "./form-revision.store.js";

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

export interface AbilityChangeDeps {
  readonly database: Database;
  readonly store: AbilityStore;
  readonly revisions: FormRevisionStore;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly newId: IdFactory;
  /** Whether secrets that callers fill in can be sealed. */
  readonly sealing: boolean;
  readonly news: CatalogueNews;
}

interface Known {
  readonly get: AbilityService["get"];
  readonly hasSecrets: (ability: Ability) => boolean;
}

type Changes = Pick<AbilityService, "create" | "update" | "changeStatus" | "attachWorkflow">;

export const createAbilityChanges = (deps: AbilityChangeDeps, { get, hasSecrets }: Known): Changes => {
  const warnUnsealed = ({ log }: RequestContext, ability: Ability): void => {
    if (deps.sealing || !hasSecrets(ability)) return;
    log.warn({ abilityKey: ability.key }, "SECRETS_KEY is not set: what callers of this ability fill in as secrets is stored as it is");
  };
  return {
    async create(ctx, key, fields) {
      const principal = requirePermission(ctx, "ability:manage");
      const ability = newAbility(deps, parseAbilityKey(key), fields);
      return deps.database.transaction(async (tx) => {
        const created = await deps.store.insert(tx, ability);
        await keepForm(deps, tx, { ability: created, createdBy: principal.id });
        await note(deps, tx, { ctx, action: "ability.create", before: null, after: created });
        warnUnsealed(ctx, created);
        return created;
      });
    },
    async update(ctx, { id, expectedRevision, fields }) {
      requirePermission(ctx, "ability:manage");
      const current = await get(ctx, { id });
      if (current.revision !== expectedRevision) throw changedMeanwhile(current);
      const next = withFields(current, fields);
      if (next.form !== current.form) warnUnsealed(ctx, next);
      return save(deps, ctx, { next, current, action: "ability.update" });
    },
    async changeStatus(ctx, id, action) {
      requirePermission(ctx, "ability:manage");
      const current = await get(ctx, { id });
      return save(deps, ctx, {
        next: { ...current, status: nextAbilityStatus(current.status, action) },
        current,
        action: `ability.${action}`,
      });
    },
    // Told by the mapping that is published.
    async attachWorkflow(tx, ability, workflowId) {
      const status = nextAbilityStatus(ability.status, "publish");
      return saveIn(deps, tx, { next: { ...ability, status, cozeWorkflowId: workflowId }, current: ability });
    },
  };
};

const newAbility = (deps: AbilityChangeDeps, key: string, fields: AbilityFields & { name: string }): Ability => {
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
  readonly action: AuditAction;
}

const save = (deps: AbilityChangeDeps, ctx: RequestContext, { next, current, action }: Change): Promise<Ability> =>
  deps.database.transaction(async (tx) => {
    if (next.form !== current.form) {
      // Rows that the platform wrote have a form that nobody kept yet.
      await keepForm(deps, tx, { ability: current, createdBy: null });
      await keepForm(deps, tx, { ability: next, createdBy: ctx.principal?.id ?? null });
    }
    const saved = await saveIn(deps, tx, { next, current });
    await note(deps, tx, { ctx, action, before: current, after: saved });
    return saved;
  });

interface Noted {
  readonly ctx: RequestContext;
  readonly action: AuditAction;
  readonly before: Ability | null;
  readonly after: Ability;
}

const note = (deps: AbilityChangeDeps, tx: Transaction, { ctx, action, before, after }: Noted): Promise<void> =>
  deps.audit.record(tx, ctx, {
    ...{ action, subjectId: after.id, abilityId: after.id },
    ...{ before: before && shownAbility(before), after: shownAbility(after) },
  });

/** Without what changes with every change. */
const shownAbility = ({ id: _, createdAt: __, updatedAt: ___, ...shown }: Ability): JsonObject => shown as unknown as JsonObject;

const keepForm = (
  { revisions, clock }: AbilityChangeDeps,
  tx: Transaction,
  { ability: { id, form }, createdBy }: { ability: Ability; createdBy: string | null },
): Promise<void> => {
  const { revision, schema, uiSchema } = form;
  return revisions.keep(tx, id, { revision, schema, uiSchema, createdBy, createdAt: createdBy === null ? null : clock.now() });
};

const saveIn = async (deps: AbilityChangeDeps, tx: Transaction, { next, current }: Pick<Change, "next" | "current">): Promise<Ability> => {
  const saved = { ...next, revision: current.revision + 1, updatedAt: deps.clock.now() };
  if (!(await deps.store.update(tx, saved, current.revision))) throw changedMeanwhile(current);
  tx.afterCommit(() => deps.news.tell({ abilityId: saved.id, key: saved.key }));
  return saved;
};

const changedMeanwhile = (ability: Ability): AppError =>
  new AppError("CONFLICT", { params: { what: { en: `The ability ${ability.key}`, zh: `能力 ${ability.key}` } } });
