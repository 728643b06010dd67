/** Drafts of mappings: checked and kept, as often as an admin likes, until one is published. */
import type { Ability } from "../abilities/ability.js";
import type { AbilityReference, AbilityService } from "../abilities/ability.service.js";
import type { AuditService } from "../audit/audit.service.js";
import type { Principal } from "../auth/principal.js";
import { type RequestContext, requirePermission } from "../auth/request-context.js";
import type { Database, Transaction } from "../db/database.js";
import { isDuplicateKey } from "../db/database-errors.js";
import { checkExpression } from "../expressions/expressions.js";
import type { Clock } from "../kernel/clock.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import type { IdFactory } from "../kernel/ids.js";
import type { Provider, ProviderKind, RunMode } from "../providers/provider.js";
import { parseKeepFiles } from "./kept-files.js";
import type { ParameterRule } from "./mapping.js";
import type { MappingStore } from "./mapping.store.js";
import { parseOutputRule } from "./parse-output-rule.js";
import { parseRules } from "./parse-rules.js";
import { type PublishGate, savedAt } from "./publish-gate.js";
import { changedMeanwhile } from "./publishing.js";
import { type UnknownPointer, unknownPointers } from "./unknown-pointers.js";
import { shownMapping, type WorkflowMapping } from "./workflow-mapping.js";

export interface MappingDraft {
  readonly ability: AbilityReference;
  readonly provider: ProviderKind;
  readonly connection: string;
  readonly workflowId: string;
  /** Checked here: see `parseRules`. */
  readonly parameters: unknown;
  /** Checked here: see `parseOutputRule`. Absent or null = the output as the engine gives it. */
  readonly output?: unknown;
  /** How the engine is asked; default STREAM. */
  readonly mode?: RunMode | undefined;
  readonly timeoutMs?: number | null;
  /** See `WorkflowMapping.keepFiles`; absent = none. */
  readonly keepFiles?: readonly string[] | null;
  /** Revision of the draft that is replaced, 0 = there is none yet; absent = whatever there is may be replaced. */
  readonly expectedRevision?: number | null;
}

export interface SavedDraft {
  readonly mapping: WorkflowMapping;
  /** Rules that read what the form does not describe: likely typing errors, for the admin to judge. */
  readonly unknownFields: readonly UnknownPointer[];
  /** What the gates say of it. */
  readonly notes: readonly LocalText[];
}

export interface DraftDeps {
  readonly database: Database;
  readonly store: MappingStore;
  readonly abilities: AbilityService;
  readonly audit: AuditService;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly clock: Clock;
  readonly newId: IdFactory;
  readonly gates?: readonly PublishGate[];
}

const MIN_TIMEOUT_MS = 100;
const MAX_TIMEOUT_MS = 24 * 3_600_000;

export const save = async (deps: DraftDeps, ctx: RequestContext, draft: MappingDraft): Promise<SavedDraft> => {
  const principal = requirePermission(ctx, "mapping:manage");
  const ability = await deps.abilities.get(ctx, draft.ability);
  const parameters = parseRules(draft.parameters);
  checkTarget(deps, draft, parameters);
  const now = deps.clock.now();
  const [newest] = await deps.store.versionsOf(ability.id);
  const open = newest?.state === "DRAFT" ? newest : undefined;
  if (draft.expectedRevision != null && draft.expectedRevision !== (open?.revision ?? 0)) throw changedMeanwhile(ability);
  const content = {
    provider: draft.provider,
    connection: draft.connection,
    workflowId: draft.workflowId,
    parameters,
    mode: draft.mode ?? "STREAM",
    output: parseOutputRule(draft.output, { check: checkExpression }),
    keepFiles: parseKeepFiles(draft.keepFiles),
    timeoutMs: draft.timeoutMs ?? null,
    updatedAt: now,
  };
  const mapping = open ? { ...open, ...content, revision: open.revision + 1 } : firstDraft(deps, { ability, principal, newest, content });
  await write(deps, { ctx, ability, mapping, open });
  return {
    mapping,
    unknownFields: unknownPointers(parameters, ability.form.schema),
    notes: await savedAt(deps.gates, ctx, { mapping, ability }),
  };
};

type DraftContent = Pick<
  WorkflowMapping,
  "provider" | "connection" | "workflowId" | "parameters" | "output" | "keepFiles" | "mode" | "timeoutMs" | "updatedAt"
>;

interface NewDraft {
  readonly ability: Ability;
  readonly principal: Principal;
  readonly newest: WorkflowMapping | undefined;
  readonly content: DraftContent;
}

const firstDraft = (deps: DraftDeps, { ability, principal, newest, content }: NewDraft): WorkflowMapping => ({
  ...content,
  id: deps.newId("mapping"),
  abilityId: ability.id,
  version: (newest?.version ?? 0) + 1,
  state: "DRAFT",
  revision: 1,
  createdBy: principal.id,
  createdAt: content.updatedAt,
  publishedAt: null,
  publishedBy: null,
  restoredAt: null,
  restoredBy: null,
});

/** @throws AppError CONNECTION_UNKNOWN, MAPPING_INVALID */
const checkTarget = (deps: DraftDeps, draft: MappingDraft, rules: readonly ParameterRule[]): void => {
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

interface Write {
  readonly ctx: RequestContext;
  readonly ability: Ability;
  readonly mapping: WorkflowMapping;
  /** The draft that is replaced. */
  readonly open: WorkflowMapping | undefined;
}

const write = async (deps: DraftDeps, { ctx, ability, mapping, open }: Write): Promise<void> => {
  const writeIn = async (tx: Transaction): Promise<void> => {
    if (!open) await deps.store.insert(tx, mapping);
    else if (!(await deps.store.update(tx, mapping))) throw changedMeanwhile(ability);
    const before = open ? shownMapping(open) : null;
    await deps.audit.record(tx, ctx, {
      ...{ action: "mapping.save", subjectId: mapping.id, abilityId: ability.id },
      ...{ before, after: shownMapping(mapping) },
    });
  };
  try {
    await deps.database.transaction(writeIn);
  } catch (error) {
    // Two admins saved the first draft of the same version at once.
    if (isDuplicateKey(error)) throw changedMeanwhile(ability);
    throw error;
  }
};
