/** Presets and examples: read by everybody who sees the ability, written by admins. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database, Transaction } from "../db/database.js";
import type { Invocation, InvocationPayload } from "../invocations/invocation.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, type FieldProblem } from "../kernel/errors.js";
import { type IdFactory, isIdOf, requireIdKind } from "../kernel/ids.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import { maskedIn } from "../payloads/masking.js";
import { textsOf } from "../payloads/sealed-payload.js";
import { checkPresetWords, PRESET_LIMITS, type Preset, withoutMasks } from "./preset.js";
import type { PresetStore } from "./preset.store.js";

export interface PresetWords {
  readonly name: string;
  readonly description?: string | null;
}

/** Absent = unchanged. */
export interface PresetChange {
  readonly id: string;
  readonly expectedRevision: number;
  readonly name?: string;
  readonly description?: string | null;
  readonly input?: JsonObject;
}

export interface PresetService {
  /** One entry per id, in order; `null` where it does not exist or its ability may not be seen. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Preset | null)[]>;
  /** For abilities the caller was given already; one entry each, in order; oldest first. */
  ofAbilities(ctx: RequestContext, abilityIds: readonly string[]): Promise<Preset[][]>;
  /** Whether the ability's form as it is now would take the input, secrets aside. */
  fits(ability: Ability, preset: Preset): boolean;
  /** @throws AppError FORM_INVALID with its fields, PRESET_LIMIT_REACHED, BAD_USER_INPUT, NOT_FOUND, FORBIDDEN */
  create(ctx: RequestContext, preset: PresetWords & { readonly abilityId: string; readonly input: JsonObject }): Promise<Preset>;
  /**
   * Makes an example of a call that succeeded: what it was given but for secrets, what came of it, how long it took.
   * @throws AppError NOT_FOUND, INVOCATION_NOT_FINAL, INVOCATION_PAYLOAD_GONE, PRESET_LIMIT_REACHED, BAD_USER_INPUT, FORBIDDEN
   */
  capture(ctx: RequestContext, example: PresetWords & { readonly invocationId: string }): Promise<Preset>;
  /** The output of an example stays what it was: its input cannot be changed. @throws AppError CONFLICT, and as `create` */
  update(ctx: RequestContext, change: PresetChange): Promise<Preset>;
  /** @returns it as it was. @throws AppError NOT_FOUND, FORBIDDEN */
  remove(ctx: RequestContext, id: string): Promise<Preset>;
}

export interface PresetServiceDeps {
  readonly database: Database;
  readonly store: PresetStore;
  readonly abilities: AbilityService;
  readonly invocations: Pick<InvocationService, "getMany" | "kept">;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly newId: IdFactory;
}

export const createPresetService = (deps: PresetServiceDeps): PresetService => ({
  async getMany(ctx, ids) {
    requirePermission(ctx, "ability:read");
    const found = await deps.store.byIds([...new Set(ids)].filter((id) => isIdOf(id, "preset")));
    const presets = ids.map((id) => found.get(id) ?? null);
    const seen = await deps.abilities.getMany(
      ctx,
      presets.map((preset) => preset?.abilityId ?? ""),
    );
    return presets.map((preset, index) => (seen[index] ? preset : null));
  },
  async ofAbilities(ctx, abilityIds) {
    requirePermission(ctx, "ability:read");
    const found = await deps.store.ofAbilities([...new Set(abilityIds)]);
    return abilityIds.map((id) => found.get(id) ?? []);
  },
  fits: (ability, { input }) => deps.abilities.validateForm(ability, input, { withoutSecrets: true }).ok,
  create: (ctx, preset) => create(deps, ctx, preset),
  capture: (ctx, example) => capture(deps, ctx, example),
  update: (ctx, change) => update(deps, ctx, change),
  async remove(ctx, id) {
    requirePermission(ctx, "ability:manage");
    const preset = await presetOf(deps, id);
    return deps.database.transaction(async (tx) => {
      if (!(await deps.store.remove(tx, id))) throw new AppError("NOT_FOUND", { params: { id } });
      await deps.audit.record(tx, ctx, {
        action: "preset.delete",
        subjectId: id,
        abilityId: preset.abilityId,
        before: audited(preset),
        after: null,
      });
      return preset;
    });
  },
});

const create = async (
  deps: PresetServiceDeps,
  ctx: RequestContext,
  { abilityId, input, name, description = null }: PresetWords & { readonly abilityId: string; readonly input: JsonObject },
): Promise<Preset> => {
  const { id: createdBy } = requirePermission(ctx, "ability:manage");
  const ability = await deps.abilities.get(ctx, { id: abilityId });
  const what = { kind: "PRESET", input: checkedInput(deps, ability, input), output: null, durationMs: null, invocationId: null } as const;
  return insert(
    deps,
    ctx,
    newPreset(deps, { ...what, abilityId: ability.id, formRevision: ability.form.revision, name, description, createdBy }),
  );
};

const capture = async (
  deps: PresetServiceDeps,
  ctx: RequestContext,
  { invocationId, name, description = null }: PresetWords & { readonly invocationId: string },
): Promise<Preset> => {
  const { id: createdBy } = requirePermission(ctx, "ability:manage");
  const [invocation] = await deps.invocations.getMany(ctx, [requireIdKind(invocationId, "invocation")]);
  if (!invocation) throw new AppError("NOT_FOUND", { params: { id: invocationId } });
  if (invocation.status !== "SUCCEEDED") throw notAnExample(invocation);
  const { payload } = await deps.invocations.kept(ctx, invocation.id);
  if (!payload) throw new AppError("INVOCATION_PAYLOAD_GONE", { params: { id: invocationId } });
  const output = shownOutput(payload);
  if (Buffer.byteLength(JSON.stringify(output)) > PRESET_LIMITS.outputBytes) throw tooLarge();
  const { abilityId, formRevision, durationMs } = invocation;
  const what = { kind: "EXAMPLE", input: withoutMasks(payload.form) as JsonObject, output, durationMs, invocationId } as const;
  return insert(deps, ctx, newPreset(deps, { ...what, abilityId, formRevision, name, description, createdBy }));
};

/** A workflow may repeat what it was told to the caller, who knows it; an example is read by everybody. @throws AppError SECRETS_UNREADABLE */
const shownOutput = ({ output = null, secrets, unreadable }: InvocationPayload): JsonValue => {
  if (unreadable) throw new AppError(unreadable);
  return secrets ? maskedIn(output, textsOf(secrets)) : output;
};

const update = async (deps: PresetServiceDeps, ctx: RequestContext, change: PresetChange): Promise<Preset> => {
  requirePermission(ctx, "ability:manage");
  const { id, expectedRevision, input, ...words } = change;
  const current = await presetOf(deps, id);
  if (current.revision !== expectedRevision) throw changedMeanwhile(current);
  if (input && current.kind === "EXAMPLE")
    throw refused(
      "the input of an example belongs to its output; capture another one.",
      "示例的输入与其输出相对应，不能修改；请重新采集。",
    );
  const ability = await deps.abilities.get(ctx, { id: current.abilityId });
  const filled = input && { input: checkedInput(deps, ability, input), formRevision: ability.form.revision };
  const preset = { ...current, ...words, ...filled, revision: current.revision + 1, updatedAt: deps.clock.now() };
  checkPresetWords(preset);
  return deps.database.transaction(async (tx) => {
    if (!(await deps.store.update(tx, preset))) throw changedMeanwhile(current);
    await deps.audit.record(tx, ctx, {
      action: "preset.update",
      subjectId: id,
      abilityId: preset.abilityId,
      before: audited(current),
      after: audited(preset),
    });
    return preset;
  });
};

const presetOf = async ({ store }: PresetServiceDeps, id: string): Promise<Preset> => {
  const preset = (await store.byIds([requireIdKind(id, "preset")])).get(id);
  if (preset) return preset;
  throw new AppError("NOT_FOUND", { params: { id } });
};

/** Complete but for secrets, which nobody may read back. @throws AppError FORM_INVALID */
const checkedInput = ({ abilities }: PresetServiceDeps, ability: Ability, input: JsonObject): JsonObject => {
  const result = abilities.validateForm(ability, input, { withoutSecrets: true });
  if (!result.ok) throw new AppError("FORM_INVALID", { fields: result.problems });
  if (result.secrets.length === 0) return result.values;
  throw new AppError("FORM_INVALID", {
    fields: result.secrets.map((path): FieldProblem => ({ path, code: "FIELD_INVALID", message: NO_SECRETS })),
  });
};

const NO_SECRETS = { en: "A preset keeps no secrets. Leave this field out.", zh: "预设不保存机密值，请勿填写此字段。" };

type NewPreset = Omit<Preset, "id" | "revision" | "createdAt" | "updatedAt">;

const newPreset = ({ newId, clock }: PresetServiceDeps, preset: NewPreset): Preset => {
  const now = clock.now();
  checkPresetWords(preset);
  return { ...preset, id: newId("preset"), revision: 1, createdAt: now, updatedAt: now };
};

const insert = (deps: PresetServiceDeps, ctx: RequestContext, preset: Preset): Promise<Preset> =>
  deps.database.transaction(async (tx: Transaction) => {
    if ((await deps.store.countOf(tx, preset.abilityId)) >= PRESET_LIMITS.count) {
      throw new AppError("PRESET_LIMIT_REACHED", { params: { limit: PRESET_LIMITS.count } });
    }
    await deps.store.insert(tx, preset);
    const action = preset.kind === "EXAMPLE" ? "preset.capture" : "preset.create";
    await deps.audit.record(tx, ctx, { action, subjectId: preset.id, abilityId: preset.abilityId, before: null, after: audited(preset) });
    return preset;
  });

/** The output is what an ability made, not what an admin changed. */
const audited = ({ kind, name, description, formRevision, input, invocationId }: Preset): JsonValue => ({
  ...{ kind, name, description, formRevision, input, invocationId },
});

const refused = (en: string, zh: string) => new AppError("BAD_USER_INPUT", { params: { problem: { en, zh } } });

const notAnExample = ({ id, status }: Invocation): AppError =>
  status === "FAILED" || status === "CANCELLED" || status === "EXPIRED"
    ? refused("only a call that succeeded can be an example.", "只有成功的调用才能作为示例。")
    : new AppError("INVOCATION_NOT_FINAL", { params: { id, status } });

const tooLarge = () =>
  refused(
    `the output is larger than ${PRESET_LIMITS.outputBytes / 1024} KB, too large for an example.`,
    `输出超过 ${PRESET_LIMITS.outputBytes / 1024} KB，不能作为示例。`,
  );

const changedMeanwhile = ({ name }: Preset): AppError =>
  new AppError("CONFLICT", { params: { what: { en: `The preset “${name}”`, zh: `预设“${name}”` } } });
