/** Checks mappings against what their workflows declare: on request, on the way to publication, and for whoever watches. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import { can } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import { createWarmRead } from "../db/warm-read.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { isIdOf, requireIdKind } from "../kernel/ids.js";
import type { Log } from "../kernel/log.js";
import type { MappingService } from "../mappings/mapping.service.js";
import type { PublishGate } from "../mappings/publish-gate.js";
import type { WorkflowMapping } from "../mappings/workflow-mapping.js";
import type { ProviderKind } from "../providers/provider.js";
import { type CheckerDeps, runCheck } from "./checker.js";
import { type DeclaringWorkflow, keyOf, type StoredDeclaration } from "./declaration.store.js";
import { fingerprintOf } from "./input-changes.js";
import { type CheckReason, errorsOf, isLive, type MappingCheck } from "./mapping-check.js";

export interface MappingCheckService {
  /** The last check of each, in order; `null` where there was none or the caller may not see mappings. */
  lastOf(ctx: RequestContext, mappingIds: readonly string[]): Promise<(MappingCheck | null)[]>;
  /** Checks now. @throws AppError NOT_FOUND */
  check(ctx: RequestContext, mappingId: string): Promise<{ readonly check: MappingCheck; readonly mapping: WorkflowMapping }>;
  /** Keeps what a canvas declares as a source. @throws AppError CANVAS_INVALID, CONNECTION_UNKNOWN, MAPPING_INVALID */
  importCanvas(ctx: RequestContext, canvas: CanvasImport): Promise<ImportedCanvas>;
  /** Of the inputs as they were known last, at hand without a query; `null` = not known. Asks for no permission. */
  fingerprintOf(workflow: DeclaringWorkflow): Promise<string | null>;
  /** To be handed to the mappings. */
  readonly gate: PublishGate;
}

export interface CanvasImport {
  readonly provider: ProviderKind;
  readonly connection: string;
  readonly workflowId: string;
  /** The canvas's JSON text. */
  readonly canvas: string;
}

export interface ImportedCanvas {
  readonly fingerprint: string;
  /** Names of the declared inputs. */
  readonly inputs: readonly string[];
}

export interface MappingCheckServiceDeps extends CheckerDeps {
  readonly log: Log;
  readonly abilities: AbilityService;
  readonly audit: AuditService;
  /** Later than this service is built: mappings are handed its gate. */
  readonly mappings: () => MappingService;
}

const FINGERPRINT_AGE_MS = 10_000;
const KEPT_FINGERPRINTS = 1_000;

export const createMappingCheckService = (deps: MappingCheckServiceDeps): MappingCheckService => {
  const { declarations, clock } = deps;
  const read = declarations.fingerprints;
  const fingerprints = createWarmRead({ clock, read, maxAgeMs: FINGERPRINT_AGE_MS, maxEntries: KEPT_FINGERPRINTS });
  return {
    async lastOf(ctx, mappingIds) {
      if (!can(ctx.principal, "mapping:read")) return mappingIds.map(() => null);
      const found = await deps.checks.byIds([...new Set(mappingIds)].filter((id) => isIdOf(id, "mapping")));
      return mappingIds.map((id) => found.get(id) ?? null);
    },
    async check(ctx, mappingId) {
      requirePermission(ctx, "mapping:manage");
      const [mapping] = await deps.mappings().getMany(ctx, [requireIdKind(mappingId, "mapping")]);
      if (!mapping) throw new AppError("NOT_FOUND", { params: { id: mappingId } });
      const ability = await deps.abilities.get(ctx, { id: mapping.abilityId });
      const check = await runCheck(deps, { mapping, ability }, { reason: "REQUEST", signal: ctx.signal });
      return { check, mapping };
    },
    importCanvas: (ctx, canvas) => importCanvas(deps, ctx, canvas),
    fingerprintOf: async (workflow) => (await fingerprints.get(keyOf(workflow))) || null,
    gate: gateOf(deps),
  };
};

const gateOf = (deps: MappingCheckServiceDeps): PublishGate => {
  const checked = (ctx: RequestContext, draft: { mapping: WorkflowMapping; ability: Ability }, reason: CheckReason) =>
    runCheck(deps, draft, { reason, signal: ctx.signal });
  return {
    async saved(ctx, draft) {
      const { findings } = await checked(ctx, draft, "SAVE");
      // Not about the draft: a connection that shows nothing would say so at every save.
      return findings.filter(({ code }) => code !== "INPUTS_UNKNOWN").map(({ message }) => message);
    },
    async judge(ctx, { overrideCheck, ...draft }) {
      const check = await checked(ctx, draft, "PUBLISH");
      const errors = errorsOf(check);
      if (errors.length === 0) return;
      const live = isLive(check.inputs?.source ?? null);
      if (!overrideCheck || live) throw refused(check, live);
      ctx.log.warn(
        { mappingId: draft.mapping.id, errors: errors.map(({ code, target }) => ({ code, target })) },
        "published over its check",
      );
    },
    async restored(ctx, version) {
      await checked(ctx, version, "ROLLBACK").catch((error) =>
        ctx.log.warn({ err: error, mappingId: version.mapping.id }, "a mapping that serves again could not be checked"),
      );
    },
    published: (tx, mapping) => deps.checks.rebase(tx, mapping.id),
  };
};

const MAX_TOLD = 3;

const refused = (check: MappingCheck, live: boolean): AppError => {
  const errors = errorsOf(check);
  const shown = errors.slice(0, MAX_TOLD);
  const more = errors.length - shown.length;
  const hint: LocalText = live
    ? { en: "", zh: "" }
    : { en: " If you know better than this source, publish with overrideCheck.", zh: "若您确认该来源已过时，可使用 overrideCheck 发布。" };
  const problem: LocalText = {
    en: `${shown.map(({ message }) => message.en).join(" ")}${more > 0 ? ` (${more} more)` : ""}${hint.en}`,
    zh: `${shown.map(({ message }) => message.zh).join("")}${more > 0 ? `（另有 ${more} 项）` : ""}${hint.zh}`,
  };
  return new AppError("MAPPING_CHECK_FAILED", { params: { problem } });
};

const importCanvas = async (deps: MappingCheckServiceDeps, ctx: RequestContext, canvas: CanvasImport): Promise<ImportedCanvas> => {
  const principal = requirePermission(ctx, "mapping:manage");
  const { provider: kind, connection, workflowId } = canvas;
  const provider = deps.providers.get(kind);
  const problem = provider?.check({ connection, workflowId, mode: provider.modes[0] ?? "STREAM" });
  if (problem) throw problem;
  const declaration = provider?.readDefinition?.(canvas.canvas);
  if (!declaration) throw new AppError("CANVAS_INVALID");
  const fingerprint = fingerprintOf(declaration);
  const said = { source: "CANVAS", declaration, fingerprint, observedAt: deps.clock.now(), recordedBy: principal.id } as const;
  const workflow = { provider: kind, connection, workflowId };
  const earlier = (await deps.declarations.of(workflow)).find(({ source }) => source === "CANVAS");
  const shown = (one: Pick<StoredDeclaration, "declaration" | "fingerprint">) => ({
    ...{ provider: kind, connection, fingerprint: one.fingerprint },
    inputs: one.declaration.inputs.map(({ name }) => name),
  });
  const note = { action: "workflow.import-canvas", subjectId: workflowId, abilityId: null } as const;
  const change = { ...note, before: earlier ? shown(earlier) : null, after: shown(said) };
  await deps.declarations.record(workflow, said, (tx) => deps.audit.record(tx, ctx, change));
  return { fingerprint, inputs: declaration.inputs.map(({ name }) => name) };
};
