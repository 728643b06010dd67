/**
 * From a bound request to a run that may start: finds the workflow, checks that it is published, types the parameters.
 */
import { decodeParameters, type RunRequest } from "./bind.js";
import { type CoercionRules, coerceParameters } from "./coercion.js";
import type { Exchange } from "./exchange.js";
import { CODES, executionFailed, type Failure } from "./failures.js";
import { fileUrl } from "./file-store.js";
import { fileIdIn, parsesAsUrl } from "./file-values.js";
import { USER_ID } from "./flavour.js";
import { withHugeEnd } from "./huge-end.js";
import type { Run, RunMode } from "./runs.js";
import type { ScriptedWorkflow } from "./script.js";
import type { World } from "./world.js";

/** @returns the created run, not started yet, or why there is none. Notes what it learns in the ledger. */
export function prepareRun(exchange: Exchange, request: RunRequest, mode: RunMode): { run: Run } | { failure: Failure } {
  if (request.hasBotAndApp) return { failure: executionFailed("project_id and bot_id cannot be set at the same time") };
  const found = findWorkflow(exchange.world, request.workflowId);
  if ("failure" in found) return found;
  return createRun(exchange, { workflow: found.workflow, parameters: request.parameters, userId: request.userId, mode });
}

export interface RunOrder {
  readonly workflow: ScriptedWorkflow;
  readonly parameters: Record<string, unknown> | string;
  readonly userId: string | undefined;
  readonly mode: RunMode;
}

export function createRun(exchange: Exchange, order: RunOrder): { run: Run } | { failure: Failure } {
  const { world, plan, call, logId } = exchange;
  const decoded = decodeParameters(order.parameters);
  if ("failure" in decoded) return decoded;
  const coerced = coerceParameters(decoded.values, order.workflow.inputs ?? {}, rulesOf(world));
  if ("failure" in coerced) return coerced;
  const workflow = plan.huge ? withHugeEnd(order.workflow) : order.workflow;
  const userId = order.userId ?? USER_ID;
  const run = world.runs.create({ workflow, parameters: coerced.values, mode: order.mode, userId, logId }, plan);
  call.executeId = run.executeId;
  exchange.followsRun = true;
  return { run };
}

/** Agents are no workflows, and an id that is no number makes a real server fail inside (`reference/coze-api.md` §4.1). */
export function findWorkflow(world: World, workflowId: string): { workflow: ScriptedWorkflow } | { failure: Failure } {
  if (!/^\d{1,19}$/.test(workflowId)) return { failure: executionFailed("invalid workflow id") };
  const workflow = world.workflows.get(workflowId);
  if (workflow === undefined || workflow.kind === "bot")
    return { failure: { code: CODES.workflowNotFound, message: "workflow not found" } };
  if (workflow.published === false) return { failure: { code: CODES.notPublished, message: "workflow not published" } };
  return { workflow };
}

/** Hosted resolves an uploaded file's id; OSS knows URLs only (`reference/coze-api.md` §9.2). */
function rulesOf(world: World): CoercionRules {
  const { flavour } = world.settings;
  return {
    namesMissing: flavour !== "oss-old",
    file: (value) => {
      const fileId = flavour === "hosted" ? fileIdIn(value) : undefined;
      if (fileId === undefined) return parsesAsUrl(value) ? value : undefined;
      const stored = world.files.byId(fileId);
      return stored && fileUrl(world.baseUrl(), stored);
    },
  };
}
