/** A version of the way from an ability's form to a workflow. Types, and how it is shown to who looks back. */
import type { JsonObject } from "../kernel/json.js";
import type { ProviderKind, RunMode } from "../providers/provider.js";
import type { ParameterRule } from "./mapping.js";
import type { OutputRule } from "./output-rule.js";

export const MAPPING_STATES = ["DRAFT", "PUBLISHED", "SUPERSEDED"] as const;
export type MappingState = (typeof MAPPING_STATES)[number];

/** Times are epoch milliseconds. What published and superseded versions say never changes; which of them serves does. */
export interface WorkflowMapping {
  readonly id: string;
  readonly abilityId: string;
  /** 1, 2, 3 … per ability. */
  readonly version: number;
  readonly state: MappingState;
  readonly provider: ProviderKind;
  readonly connection: string;
  readonly workflowId: string | null;
  readonly parameters: readonly ParameterRule[];
  /** How the engine's output becomes the ability's; null = as the engine gave it. */
  readonly output: OutputRule | null;
  /** JSON Pointers into the result: files at these addresses are copied before the engine forgets them. */
  readonly keepFiles: readonly string[];
  readonly mode: RunMode;
  /** Longest run at the engine; absent = the connection's. */
  readonly timeoutMs: number | null;
  /** Optimistic lock of a draft. */
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly publishedAt: number | null;
  readonly publishedBy: string | null;
  /** When and by whom it was last made to serve again, after another version had. */
  readonly restoredAt: number | null;
  readonly restoredBy: string | null;
}

/** What the audit log keeps of it. It holds no secrets: rules name fields, not values. */
export const shownMapping = (mapping: WorkflowMapping): JsonObject => {
  const { version, state, provider, connection, workflowId, parameters, output, keepFiles, mode, timeoutMs } = mapping;
  const rules = { parameters, output, keepFiles } as unknown as JsonObject;
  return { version, state, provider, connection, workflowId, mode, timeoutMs, ...rules };
};
