/**
 * Run history and what a server tells about its workflows: two different sets of paths and shapes
 * (`reference/coze-api.md` §6 and §7).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { dataText } from "./end-output.js";
import { type Exchange, exchangeOf, sendData, sendFailure, sendNotFound, sendSuccess } from "./exchange.js";
import { BindFailure, CODES, runCode } from "./failures.js";
import { debugUrl, type Flavour } from "./flavour.js";
import type { Run } from "./runs.js";
import type { InputSpec, ScriptedWorkflow } from "./script.js";
import { type JsonLike, type JsonRecord, stringify } from "./wire-json.js";
import type { World } from "./world.js";

const API_CONNECTOR = 1024;

export function addWorkflowInfoRoutes(app: FastifyInstance, flavour: Flavour): void {
  app.get("/v1/workflows/:workflowId", workflowInfo);
  if (flavour === "hosted") {
    app.get("/v1/workflows/:workflowId/run_histories/:executeId", hostedHistory);
    app.get("/v1/workflows/:workflowId/versions", versions);
    app.get("/v1/workflows", workflowList);
  } else {
    app.get("/v1/workflow/get_run_history", ossHistory);
  }
}

type Query = Readonly<Record<string, string | undefined>>;
type Params = { readonly workflowId: string; readonly executeId: string };

async function ossHistory(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { workflow_id: workflowId, execute_id: executeId = "" } = request.query as Query;
  if (!workflowId) throw new BindFailure("'workflow_id' is required");
  const run = findKnownRun(exchange, workflowId, executeId);
  if (run === undefined) return sendFailure(exchange, { code: CODES.operationFailed, message: "operation failed: no such execution" });
  return sendSuccess(exchange, { data: [ossRecord(exchange.world, run)], BaseResp: null });
}

/** Ids are bare 64-bit numbers here; an interrupted run has a status without a name (`reference/coze-api.md` §6.1, §6.3). */
function ossRecord({ settings }: World, run: Run): JsonRecord {
  const output = run.output && ("variables" in run.output ? run.output.variables : run.output.text);
  return {
    execute_id: BigInt(run.executeId),
    execute_status: run.status === "Interrupted" ? "<UNSET>" : run.status,
    connector_id: API_CONNECTOR,
    connector_uid: run.userId,
    run_mode: run.mode,
    log_id: run.logId,
    create_time: run.createdAt,
    update_time: run.updatedAt,
    debug_url: debugUrl(settings, { executeId: run.executeId, workflowId: run.workflow.id }),
    input: stringify(run.parameters),
    output,
    token: run.tokens,
    cost: "0.00000",
    error_code: run.failure && String(runCode(run.failure.code)),
    error_msg: run.failure?.message,
  };
}

async function hostedHistory(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { workflowId, executeId } = request.params as Params;
  const run = findKnownRun(exchange, workflowId, executeId);
  return run === undefined ? sendNotFound(exchange) : sendData(exchange, [hostedRecord(exchange.world, run)]);
}

function hostedRecord({ settings }: World, run: Run): JsonRecord {
  const output = run.output ? dataText(run.output, true) : "";
  return {
    execute_id: run.executeId,
    execute_status: run.status === "Cancel" ? "Fail" : run.status,
    run_mode: run.mode,
    bot_id: "0",
    connector_id: String(API_CONNECTOR),
    connector_uid: run.userId,
    logid: run.logId,
    token: String(run.tokens),
    cost: "0",
    usage: { token_count: run.tokens, output_count: run.tokens, input_count: 0 },
    error_code: run.failure ? String(runCode(run.failure.code)) : "",
    error_message: run.failure?.message ?? "",
    create_time: run.createdAt,
    update_time: run.updatedAt,
    is_output_trimmed: false,
    node_execute_status: {},
    debug_url: debugUrl(settings, { executeId: run.executeId, workflowId: run.workflow.id }),
    output: stringify({ node_status: "{}", Output: output }),
  };
}

/** The first questions about a run may come before the history knows it (`reference/coze-api.md` §6.4). */
function findKnownRun(exchange: Exchange, workflowId: string, executeId: string): Run | undefined {
  const { plan, world, call } = exchange;
  if (plan.notFoundTimes !== undefined && world.faults.attempt(call.path) <= plan.notFoundTimes) return undefined;
  return findRun(exchange, workflowId, executeId);
}

function findRun({ world, call }: Exchange, workflowId: string, executeId: string): Run | undefined {
  call.workflowId = workflowId;
  const run = world.runs.find(executeId);
  return run?.workflow.id === workflowId ? run : undefined;
}

/** OSS shows a token the role of a chatflow and nothing of a workflow; hosted shows details and, when asked, inputs. */
async function workflowInfo(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { workflowId } = request.params as Params;
  const { workflows, settings } = exchange.world;
  const workflow = workflows.get(workflowId);
  exchange.call.workflowId = workflowId;
  if (settings.flavour !== "hosted") return sendData(exchange, workflow?.kind === "chatflow" ? { role: roleOf(workflow) } : {});
  if (workflow === undefined || workflow.kind === "bot") return sendNotFound(exchange);
  const wantsInputs = (request.query as Query).include_input_output === "true";
  return sendData(exchange, { workflow_detail: detailOf(workflow), ...(wantsInputs ? inputsAndOutputs(workflow) : {}) });
}

function roleOf(workflow: ScriptedWorkflow): JsonRecord {
  return { id: workflow.id, workflow_id: workflow.id, name: workflow.name, description: workflow.description ?? "" };
}

function detailOf(workflow: ScriptedWorkflow): JsonRecord {
  const { id, name, description = "" } = workflow;
  const common = { workflow_id: id, workflow_name: name, description, icon_url: "", app_id: "0" };
  return { ...common, created_at: 1_760_000_000, updated_at: 1_760_000_000, creator: { id: "30000000001", name: "simulator" } };
}

function inputsAndOutputs(workflow: ScriptedWorkflow): JsonRecord {
  const inputs = Object.entries(workflow.inputs ?? {}).map(([name, spec]) => [name, declared(spec)] as const);
  const end = workflow.steps.find((step) => step.kind === "end");
  const names = end && "variables" in end && typeof end.variables !== "string" ? Object.keys(end.variables) : ["output"];
  const outputs = names.map((name) => [name, { type: "string" }] as const);
  return { input: { parameters: Object.fromEntries(inputs) }, output: { parameters: Object.fromEntries(outputs) } };
}

/** Hosted names the kind of a file and not that it is one. */
function declared(spec: InputSpec): JsonRecord {
  const { type, description, required = false, default: fallback, properties, items } = spec;
  const members = properties && Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, declared(field)]));
  return {
    type: type === "file" ? "txt" : type,
    description,
    required,
    default_value: fallback as JsonLike | undefined,
    properties: members,
    items: items && declared(items),
  };
}

async function workflowList(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { workflow_mode: mode, page_num: page = "1", page_size: size = "100" } = request.query as Query;
  const [pageNumber, pageSize] = [Number(page), Number(size)];
  if (!(pageNumber >= 1 && pageSize >= 1)) throw new BindFailure("page_num and page_size start at 1");
  const all = [...exchange.world.workflows.values()].filter((workflow) => isListed(workflow, mode));
  const items = all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize).map(detailOf);
  return sendData(exchange, { items, has_more: all.length > pageNumber * pageSize });
}

function isListed({ kind = "workflow", published = true }: ScriptedWorkflow, mode: string | undefined): boolean {
  return published && kind !== "bot" && (mode === undefined || kind === mode);
}

async function versions(request: FastifyRequest): Promise<FastifyReply> {
  const exchange = exchangeOf(request);
  const { workflowId } = request.params as Params;
  const workflow = exchange.world.workflows.get(workflowId);
  exchange.call.workflowId = workflowId;
  if (workflow === undefined) return sendNotFound(exchange);
  const stamps = { created_at: "1760000000", updated_at: "1760000000" };
  const version = {
    version: "v0.0.1",
    description: "",
    workflow_id: workflowId,
    ...stamps,
    creator: { id: "30000000001", name: "simulator" },
  };
  return sendData(exchange, { items: workflow.published === false ? [] : [version], has_more: false, next_page_token: "" });
}
