/** A scripted workflow as the editor of Coze Studio keeps it: only its start and its end, which is what others read. Pure. */
import type { InputSpec, InputType, ScriptedWorkflow } from "./script.js";
import type { JsonLike, JsonRecord } from "./wire-json.js";

const TYPES: Readonly<Record<InputType, string>> = {
  string: "string",
  integer: "integer",
  number: "float",
  boolean: "boolean",
  object: "object",
  list: "list",
  time: "string",
  file: "string",
};

/** Times and files are strings with a number beside them: 10000, and 1 for a file of any kind. */
const ASSIST: Partial<Record<InputType, number>> = { time: 10_000, file: 1 };

/** A variable without its name, as the elements of lists have none. */
function shapeOf(spec: InputSpec): JsonRecord {
  const { type, properties, items } = spec;
  const members = Object.entries(properties ?? {}).map(([name, member]) => variableOf(name, member));
  const schema: JsonLike | undefined = type === "object" ? members : type === "list" ? shapeOf(items ?? { type: "string" }) : undefined;
  return { type: TYPES[type], assistType: ASSIST[type], schema: properties || items ? schema : undefined };
}

export function variableOf(name: string, spec: InputSpec): JsonRecord {
  const { required = false, description, default: fallback } = spec;
  return { ...shapeOf(spec), name, required, description, defaultValue: fallback as JsonLike | undefined };
}

/** What the End node returns; nothing when that is text. */
export function outputVariables({ steps }: ScriptedWorkflow): JsonRecord[] | undefined {
  const end = steps.find((step) => step.kind === "end");
  if (end === undefined || !("variables" in end) || typeof end.variables === "string") return undefined;
  return Object.keys(end.variables).map((name) => ({ name, type: "string", required: false }));
}

export function canvasOf(workflow: ScriptedWorkflow): JsonRecord {
  const inputs = Object.entries(workflow.inputs ?? {}).map(([name, spec]) => variableOf(name, spec));
  const outputs = outputVariables(workflow);
  const returned = (outputs ?? []).map(({ name, type }) => ({ name, input: { type, value: { type: "literal", content: "" } } }));
  const position = { position: { x: 0, y: 0 } };
  const start = {
    id: "100001",
    type: "1",
    meta: position,
    data: { nodeMeta: { title: "Start" }, outputs: inputs, trigger_parameters: [] },
  };
  const plan = outputs ? "returnVariables" : "useAnswerContent";
  const end = {
    ...{ id: "900001", type: "2", meta: position },
    data: { nodeMeta: { title: "End" }, inputs: { terminatePlan: plan, inputParameters: returned } },
  };
  return { nodes: [start, end], edges: [{ sourceNodeID: "100001", targetNodeID: "900001" }] };
}
