/** What differs between two versions of a mapping, in terms of an admin: by the names of parameters, not by the order of rules. Pure. */
import type { JsonObject } from "../kernel/json.js";
import { diffJson, type JsonDiff } from "../kernel/json-diff.js";
import { requireVersion } from "./publishing.js";
import type { WorkflowMapping } from "./workflow-mapping.js";

export interface VersionDiff {
  readonly from: WorkflowMapping;
  readonly to: WorkflowMapping;
  /** Places such as `/workflowId` and `/parameters/city/source/pointer`. */
  readonly changes: JsonDiff;
}

/** More than a person reads. */
const MAX_CHANGES = 100;

/** @throws AppError NOT_FOUND */
export const diffVersions = (versions: readonly WorkflowMapping[], asked: { from: number; to: number }): VersionDiff => {
  const [from, to] = [requireVersion(versions, asked.from), requireVersion(versions, asked.to)];
  return { from, to, changes: diffJson(saidBy(from), saidBy(to), MAX_CHANGES) };
};

/** What a version says, apart from its own history. */
const saidBy = (mapping: WorkflowMapping): JsonObject => {
  const { id, abilityId, version, state, revision, parameters, ...rest } = mapping;
  const { createdBy, createdAt, updatedAt, publishedAt, publishedBy, restoredAt, restoredBy, ...said } = rest;
  const rules = parameters.map(({ target, ...rule }) => [target, rule]);
  return JSON.parse(JSON.stringify({ ...said, parameters: Object.fromEntries(rules) })) as JsonObject;
};
