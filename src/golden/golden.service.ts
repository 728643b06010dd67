/** Golden cases: kept by admins, tried on any version of a mapping, and asked for before one is published. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import { listCursors } from "../kernel/cursor.js";
import { AppError } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import { canonicalJson, type JsonObject } from "../kernel/json.js";
import { checkPageSize, type Page, type PageRequest, toPage } from "../kernel/page.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { parseExpectations } from "./expectations.js";
import { type GoldenCase, type GoldenRun, MAX_CASES } from "./golden.js";
import type { GoldenStore } from "./golden.store.js";
import { startRun } from "./golden-trials.js";
import { type JudgedTrial, judgeTrials } from "./golden-verdicts.js";

export interface GoldenService {
  /** By name. @throws AppError FORBIDDEN, NOT_FOUND */
  cases(ctx: RequestContext, ability: AbilityReference): Promise<GoldenCase[]>;
  casesById(ctx: RequestContext, ids: readonly string[]): Promise<(GoldenCase | null)[]>;
  /** Without an id a new one. @throws AppError BAD_USER_INPUT, FORM_INVALID, CONFLICT, NOT_FOUND, FORBIDDEN */
  save(ctx: RequestContext, draft: CaseDraft): Promise<GoldenCase>;
  remove(ctx: RequestContext, request: { id: string; expectedRevision: number }): Promise<GoldenCase>;
  /** Begins a call for every case. @throws AppError GOLDEN_CASES_MISSING, GOLDEN_CASES_SIDE_EFFECTS, NOT_FOUND, FORBIDDEN */
  run(ctx: RequestContext, request: RunRequest): Promise<GoldenRun>;
  /** Of the caller's tenant: their calls are its own. */
  runs(ctx: RequestContext, ability: AbilityReference, page: PageRequest): Promise<Page<GoldenRun>>;
  runsById(ctx: RequestContext, ids: readonly string[]): Promise<(GoldenRun | null)[]>;
  /** One list per run, in order: how each of its cases stands. */
  judged(ctx: RequestContext, runs: readonly GoldenRun[]): Promise<JudgedTrial[][]>;
}

export interface CaseDraft {
  readonly id?: string | null;
  /** Of a case that is changed. */
  readonly expectedRevision?: number | null;
  readonly abilityId: string;
  readonly name: string;
  readonly form: JsonObject;
  readonly expectations: readonly JsonObject[];
}

export interface RunRequest {
  readonly abilityId: string;
  /** Absent = the open draft, or else the published version. */
  readonly mappingId?: string | null;
  readonly includeSideEffecting: boolean;
}

export interface GoldenServiceDeps {
  readonly database: Database;
  readonly store: GoldenStore;
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly invocations: InvocationService;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly newId: IdFactory;
}

export const createGoldenService = (deps: GoldenServiceDeps): GoldenService => ({
  async cases(ctx, reference) {
    requirePermission(ctx, "mapping:read");
    return deps.store.casesOf((await deps.abilities.get(ctx, reference)).id);
  },
  async casesById(ctx, ids) {
    requirePermission(ctx, "mapping:read");
    const found = await deps.store.casesById([...new Set(ids)].filter((id) => isIdOf(id, "goldenCase")));
    return ids.map((id) => found.get(id) ?? null);
  },
  save: (ctx, draft) => save(deps, ctx, draft),
  remove: (ctx, request) => remove(deps, ctx, request),
  async run(ctx, request) {
    requirePermission(ctx, "mapping:manage");
    return startRun(deps, ctx, request);
  },
  runs: (ctx, reference, page) => runs(deps, ctx, { reference, page }),
  async runsById(ctx, ids) {
    const { tenant } = requirePermission(ctx, "mapping:read");
    const found = await deps.store.runsById([...new Set(ids)].filter((id) => isIdOf(id, "goldenRun")));
    return ids.map((id) => found.get(id) ?? null).map((run) => (run?.tenant === tenant ? run : null));
  },
  judged: (ctx, of) => judgeTrials(deps, ctx, of),
});

const runs = async (
  deps: GoldenServiceDeps,
  ctx: RequestContext,
  { reference, page }: { reference: AbilityReference; page: PageRequest },
): Promise<Page<GoldenRun>> => {
  const { tenant } = requirePermission(ctx, "mapping:read");
  const { id: abilityId } = await deps.abilities.get(ctx, reference);
  const first = checkPageSize(page.first);
  const cursors = listCursors(canonicalJson(["golden runs", tenant, abilityId]));
  const beforeId = page.after ? cursors.keyOf(page.after) : undefined;
  const rows = await deps.store.runsOf({ tenant, abilityId, limit: first + 1, ...(beforeId !== undefined && { beforeId }) });
  return toPage(rows, first, ({ id }) => cursors.of(id));
};

const MAX_NAME = 120;

const save = async (deps: GoldenServiceDeps, ctx: RequestContext, draft: CaseDraft): Promise<GoldenCase> => {
  const principal = requirePermission(ctx, "mapping:manage");
  const ability = await deps.abilities.get(ctx, { id: draft.abilityId });
  const name = draft.name.trim();
  if (name === "" || name.length > MAX_NAME)
    throw bad(`name must have 1 to ${MAX_NAME} characters.`, `name 须为 1 到 ${MAX_NAME} 个字符。`);
  const expectations = parseExpectations(draft.expectations);
  const content = { name, form: formOf(deps, ability, draft.form), expectations, updatedAt: deps.clock.now() };
  const before = draft.id == null ? null : await requireCase(deps, draft.id, ability.id);
  if (before && before.revision !== draft.expectedRevision) throw changedMeanwhile(before.name);
  if (!before && (await deps.store.casesOf(ability.id)).length >= MAX_CASES)
    throw bad(`an ability has at most ${MAX_CASES} golden cases.`, `每个能力最多 ${MAX_CASES} 个黄金用例。`);
  const after: GoldenCase = before
    ? { ...before, ...content, revision: before.revision + 1 }
    : {
        ...content,
        id: deps.newId("goldenCase"),
        abilityId: ability.id,
        revision: 1,
        createdBy: principal.id,
        createdAt: content.updatedAt,
      };
  await write(deps, ctx, { before, after });
  return after;
};

/** What has defaults keeps what the admin wrote: the case is a call, and a later form may have others. */
const formOf = (deps: GoldenServiceDeps, ability: Ability, form: JsonObject): JsonObject => {
  const result = deps.abilities.validateForm(ability, form, { withoutSecrets: true });
  if (!result.ok) throw new AppError("FORM_INVALID", { fields: result.problems });
  if (deps.abilities.secretsIn(ability, form).length > 0)
    throw bad(
      "a golden case cannot hold a secret: it would be shown to everybody who may see mappings.",
      "黄金用例不能包含机密值，否则所有可查看映射的人都能看到。",
    );
  return form;
};

const remove = async (
  deps: GoldenServiceDeps,
  ctx: RequestContext,
  { id, expectedRevision }: { id: string; expectedRevision: number },
): Promise<GoldenCase> => {
  requirePermission(ctx, "mapping:manage");
  const before = await requireCase(deps, id);
  if (before.revision !== expectedRevision) throw changedMeanwhile(before.name);
  await write(deps, ctx, { before, after: null });
  return before;
};

const write = async (
  deps: GoldenServiceDeps,
  ctx: RequestContext,
  { before, after }: { before: GoldenCase | null; after: GoldenCase | null },
): Promise<void> => {
  const subject = (after ?? before) as GoldenCase;
  try {
    await deps.database.transaction(async (tx) => {
      if (!before && after) await deps.store.insertCase(tx, after);
      else if (before && !(await (after ? deps.store.updateCase(tx, after) : deps.store.deleteCase(tx, before))))
        throw changedMeanwhile(subject.name);
      await deps.audit.record(tx, ctx, {
        ...{ action: after ? "golden.save" : "golden.delete", subjectId: subject.id, abilityId: subject.abilityId },
        ...{ before: shown(before), after: shown(after) },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw bad(`another golden case is called ${subject.name}.`, `已有名为 ${subject.name} 的黄金用例。`);
    throw error;
  }
};

const shown = (one: GoldenCase | null): JsonObject | null =>
  one && ({ name: one.name, form: one.form, expectations: one.expectations } as unknown as JsonObject);

const requireCase = async ({ store }: GoldenServiceDeps, id: string, abilityId?: string): Promise<GoldenCase> => {
  const found = (await store.casesById([requireIdKind(id, "goldenCase")])).get(id);
  if (found && (abilityId === undefined || found.abilityId === abilityId)) return found;
  throw new AppError("NOT_FOUND", { params: { id } });
};

const bad = (en: string, zh: string): AppError => new AppError("BAD_USER_INPUT", { params: { problem: { en, zh } } });
const changedMeanwhile = (name: string): AppError =>
  new AppError("CONFLICT", { params: { what: { en: `The golden case ${name}`, zh: `黄金用例 ${name}` } } });
