/**
 * The pages of Coze Studio that show what a workflow declares, for whoever is signed in: a token opens none of them
 * (`reference/coze-api.md` §3.1, §7). The lists show the published version, the canvas is the editor's draft.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { canvasOf, outputVariables, variableOf } from "./canvas.js";
import { type Exchange, exchangeOf, sendData, sendFailure } from "./exchange.js";
import { BindFailure, CODES } from "./failures.js";
import { SPACE_ID, USER_ID } from "./flavour.js";
import type { InputSpec, InputType, ScriptedWorkflow } from "./script.js";
import { isRecord, type JsonRecord, stringify } from "./wire-json.js";

export function addStudioRoutes(app: FastifyInstance): void {
  app.post("/api/workflow_api/released_workflows", releasedWorkflows);
  app.post("/api/workflow_api/workflow_list", workflowList);
  app.post("/api/workflow_api/canvas", canvas);
}

async function releasedWorkflows(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const filters = bodyOf(request).workflow_filter_list;
  const wanted = (Array.isArray(filters) ? filters : []).filter(isRecord);
  // The server follows the version of every filter without looking whether it is there.
  if (wanted.some((filter) => typeof filter.workflow_version !== "string"))
    return sendFailure(exchange, {
      code: CODES.executionFailed,
      message: "runtime error: invalid memory address or nil pointer dereference",
    });
  const found = publishedOf(
    exchange,
    wanted.map(({ workflow_id: id }) => String(id)),
  );
  return sendData(exchange, { workflow_list: found.map(released), total: found.length });
}

function publishedOf({ world }: Exchange, ids: readonly string[]): ScriptedWorkflow[] {
  const found = ids.map((id) => world.workflows.get(id));
  return found.filter(
    (workflow) => workflow !== undefined && workflow.kind !== "bot" && workflow.published !== false,
  ) as ScriptedWorkflow[];
}

function released(workflow: ScriptedWorkflow): JsonRecord {
  const outputs = outputVariables(workflow);
  return {
    ...{ plugin_id: workflow.id, workflow_id: workflow.id, space_id: SPACE_ID, name: workflow.name, desc: workflow.description ?? "" },
    ...{ icon: "", type: 0, flow_version: "v0.0.1", latest_flow_version: "v0.0.1", sub_workflow_list: [] },
    inputs: Object.entries(workflow.inputs ?? {}).map(([name, spec]) => variableOf(name, spec)),
    outputs: outputs ?? [{ name: "output", type: "string", required: false }],
    end_type: outputs ? 0 : 1,
  };
}

async function workflowList(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { page, size, workflow_ids: ids } = bodyOf(request);
  if (!(Number(page) >= 1 && Number(size) >= 1 && Number(size) <= 100)) throw new BindFailure("page starts at 1, size is 1 to 100");
  const found = publishedOf(exchange, Array.isArray(ids) ? ids.map(String) : [...exchange.world.workflows.keys()]);
  const shown = found.slice((Number(page) - 1) * Number(size), Number(page) * Number(size));
  return sendData(exchange, { workflow_list: shown.map(listed), auth_list: [], total: found.length });
}

/** Numbers for types, the same one for strings, times and files; nothing of what is inside an object. */
const NUMBERS: Readonly<Record<InputType, number>> = { string: 1, time: 1, file: 1, integer: 2, boolean: 3, number: 4, list: 5, object: 6 };

function listed(workflow: ScriptedWorkflow): JsonRecord {
  const parameters = Object.entries(workflow.inputs ?? {}).map(([name, spec]) => parameterOf(name, spec));
  return {
    ...{ workflow_id: workflow.id, name: workflow.name, desc: workflow.description ?? "", url: "", icon_uri: "", status: 3, type: 0 },
    ...{ plugin_id: workflow.id, create_time: 1_760_000_000, update_time: 1_760_000_000, schema_type: 1, space_id: SPACE_ID },
    start_node: { node_id: "100001", node_name: "start-node", node_param: { input_parameters: parameters } },
    creator: { id: USER_ID, name: "simulator", avatar_url: "", self: true },
  };
}

function parameterOf(name: string, { type, description = "", required = false, items }: InputSpec): JsonRecord {
  return { name, desc: description, required, type: NUMBERS[type], sub_type: type === "list" && items ? NUMBERS[items.type] : 0 };
}

async function canvas(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const id = String(bodyOf(request).workflow_id);
  const workflow = exchange.world.workflows.get(id);
  if (workflow === undefined || workflow.kind === "bot")
    return sendFailure(exchange, { code: CODES.workflowNotFound, message: "workflow not found" });
  const { name, description = "" } = workflow;
  const shown = {
    workflow_id: id,
    name,
    desc: description,
    space_id: SPACE_ID,
    schema_type: 1,
    schema_json: stringify(canvasOf(workflow)),
  };
  return sendData(exchange, { workflow: shown, vcs_data: { type: 1, can_edit: true }, workflow_version: "v0.0.1" });
}

function bodyOf({ body }: FastifyRequest): Record<string, unknown> {
  return isRecord(body) ? body : {};
}
