/** What rooms above this one want to know, and to say, of a mapping on its way to serving calls. The root hands them in. */
import type { Ability } from "../abilities/ability.js";
import type { RequestContext } from "../auth/request-context.js";
import type { Transaction } from "../db/database.js";
import type { LocalText } from "../kernel/errors.js";
import type { WorkflowMapping } from "./workflow-mapping.js";

export interface PublishGate {
  /** After a draft was written. @returns what looks wrong, for the admin to read. Never throws for that. */
  saved?(ctx: RequestContext, draft: Publication): Promise<readonly LocalText[]>;
  /** Before a draft serves calls. @throws AppError: then nothing is published. */
  judge?(ctx: RequestContext, draft: Publication & { readonly overrideCheck: boolean }): Promise<void>;
  /** After a version that served before serves again. Never throws: it serves whatever is found. */
  restored?(ctx: RequestContext, version: Publication): Promise<void>;
  /** In the transaction that lets a draft serve. */
  published?(tx: Transaction, mapping: WorkflowMapping): Promise<void>;
}

export interface Publication {
  readonly mapping: WorkflowMapping;
  readonly ability: Ability;
}

export const savedAt = async (
  gates: readonly PublishGate[] | undefined,
  ctx: RequestContext,
  draft: Publication,
): Promise<readonly LocalText[]> => {
  const notes: LocalText[] = [];
  for (const gate of gates ?? []) notes.push(...((await gate.saved?.(ctx, draft)) ?? []));
  return notes;
};
