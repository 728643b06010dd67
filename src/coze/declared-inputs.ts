/**
 * What a workflow declares that it takes and gives, in each of the shapes Coze shows it: the detail of the hosted API,
 * the web API of Studio, the canvas (`reference/coze-api.md` §4.2, §7). Pure: no I/O.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { integerOf, parseCozeJson, textOf } from "./coze-json.js";

/** Coze's types (§4.2); ANY where the source says nothing that is known. */
export type CozeInputType = "STRING" | "INTEGER" | "NUMBER" | "BOOLEAN" | "TIME" | "OBJECT" | "LIST" | "FILE" | "ANY";

export interface CozeInput {
  /** Empty for the element of a list. */
  readonly name: string;
  readonly type: CozeInputType;
  readonly required: boolean;
  readonly description?: string;
  readonly default?: JsonValue;
  /** What a FILE must be: `image`, `doc`, `txt` … */
  readonly fileKind?: string;
  readonly choices?: readonly JsonValue[];
  /** Of an OBJECT, in the declared order; absent = anything, or not said. */
  readonly properties?: readonly CozeInput[];
  /** Of a LIST; absent = anything, or not said. */
  readonly items?: CozeInput;
}

export interface CozeDeclaration {
  readonly inputs: readonly CozeInput[];
  /** `null` = not said, or the workflow returns text. */
  readonly outputs: readonly CozeInput[] | null;
  /** True: strings, times and files all read STRING, and what is inside objects is not said. */
  readonly coarse: boolean;
}

/** Deeper levels count as "anything", so that no canvas is too deep to be compared. */
const MAX_DEPTH = 10;
/** Nobody declares as many; a list that long is no list of inputs. */
const MAX_INPUTS = 500;

const PLAIN_TYPES: ReadonlyMap<string, CozeInputType> = new Map<string, CozeInputType>([
  ["string", "STRING"],
  ["integer", "INTEGER"],
  ["number", "NUMBER"],
  ["float", "NUMBER"],
  ["boolean", "BOOLEAN"],
  ["time", "TIME"],
  ["object", "OBJECT"],
  ["list", "LIST"],
  ["array", "LIST"],
  ["file", "FILE"],
]);

/** Hosted names the kind of a file in place of its type (§7); a canvas has a number for each. */
const FILE_KINDS: ReadonlyMap<number, string> = new Map([
  [1, "default"],
  [2, "image"],
  [3, "doc"],
  [4, "code"],
  [5, "ppt"],
  [6, "txt"],
  [7, "excel"],
  [8, "audio"],
  [9, "zip"],
  [10, "video"],
  [11, "svg"],
  [12, "voice"],
]);
const FILE_KIND_NAMES = new Set(FILE_KINDS.values());
const TIME_ASSIST = 10_000;

const typeNamed = (name: string): Pick<CozeInput, "type" | "fileKind"> =>
  FILE_KIND_NAMES.has(name) ? { type: "FILE", fileKind: name } : { type: PLAIN_TYPES.get(name) ?? "ANY" };

/** `GET /v1/workflows/{id}?include_input_output=true`. `undefined` = this server does not show inputs to a token. */
export const declarationOfDetail = (body: JsonObject): CozeDeclaration | undefined => {
  const data = isJsonObject(body.data) ? body.data : {};
  const parameters = isJsonObject(data.input) ? data.input.parameters : undefined;
  if (!isJsonObject(parameters)) return undefined;
  const outputs = isJsonObject(data.output) && isJsonObject(data.output.parameters) ? data.output.parameters : undefined;
  return { inputs: membersOf(parameters, 0), outputs: outputs ? membersOf(outputs, 0) : null, coarse: false };
};

const membersOf = (members: JsonObject, depth: number): CozeInput[] =>
  Object.entries(members)
    .slice(0, MAX_INPUTS)
    .flatMap(([name, spec]) => (isJsonObject(spec) ? [memberOf(name, spec, depth)] : []));

const memberOf = (name: string, spec: JsonObject, depth: number): CozeInput => {
  const kind = typeNamed(textOf(spec.type)?.toLowerCase() ?? "");
  const deeper = depth + 1 < MAX_DEPTH;
  return {
    ...{ name, ...kind, required: spec.required === true },
    ...described(spec.description),
    ...(spec.default_value != null && { default: spec.default_value }),
    ...(Array.isArray(spec.enum) && { choices: spec.enum }),
    ...(deeper && isJsonObject(spec.properties) && { properties: membersOf(spec.properties, depth + 1) }),
    ...(deeper && isJsonObject(spec.items) && { items: memberOf("", spec.items, depth + 1) }),
  };
};

const described = (text: JsonValue | undefined): { description?: string } =>
  typeof text === "string" && text !== "" ? { description: text } : {};

/**
 * `POST /api/workflow_api/released_workflows`: the newest published version of each, with types as a canvas has them.
 * `undefined` = the workflow is not among them.
 */
export const declarationOfReleased = (body: JsonObject, workflowId: string): CozeDeclaration | undefined => {
  const item = listedWorkflow(body, workflowId);
  const inputs = item && variablesIn(item.inputs);
  if (!item || !inputs) return undefined;
  const returnsText = integerOf(item.end_type) === 1;
  return { inputs, outputs: returnsText ? null : (variablesIn(item.outputs) ?? null), coarse: false };
};

const listedWorkflow = (body: JsonObject, workflowId: string): JsonObject | undefined => {
  const data = isJsonObject(body.data) ? body.data : {};
  const list = Array.isArray(data.workflow_list) ? data.workflow_list : [];
  return list.filter(isJsonObject).find((item) => textOf(item.workflow_id) === workflowId);
};

/** A list, or in some revisions its JSON text. */
const variablesIn = (value: JsonValue | undefined): CozeInput[] | undefined => {
  const list = typeof value === "string" ? parseCozeJson(value) : value;
  return Array.isArray(list) ? variablesOf(list, 0) : undefined;
};

const variablesOf = (list: readonly JsonValue[], depth: number): CozeInput[] =>
  list
    .slice(0, MAX_INPUTS)
    .filter(isJsonObject)
    .flatMap((variable) => {
      const name = textOf(variable.name);
      return name === undefined ? [] : [variableOf(name, variable, depth)];
    });

/** A list's `schema` is its element, an object's the list of its members. */
const variableOf = (name: string, variable: JsonObject, depth: number): CozeInput => {
  const kind = variableKind(variable);
  const { schema, required, description, defaultValue } = variable;
  const deeper = depth + 1 < MAX_DEPTH;
  return {
    ...{ name, ...kind, required: required === true },
    ...described(description),
    ...(defaultValue != null && defaultValue !== "" && { default: defaultValue }),
    ...(deeper && kind.type === "OBJECT" && Array.isArray(schema) && { properties: variablesOf(schema, depth + 1) }),
    ...(deeper && kind.type === "LIST" && isJsonObject(schema) && { items: variableOf("", schema, depth + 1) }),
  };
};

const variableKind = ({ type, assistType }: JsonObject): Pick<CozeInput, "type" | "fileKind"> => {
  const named = typeNamed(textOf(type)?.toLowerCase() ?? "");
  const assist = integerOf(assistType) ?? 0;
  if (named.type !== "STRING" || assist === 0) return named;
  if (assist === TIME_ASSIST) return { type: "TIME" };
  const fileKind = FILE_KINDS.get(assist);
  return fileKind === undefined ? { type: "FILE" } : { type: "FILE", fileKind };
};

const LIST_TYPES: ReadonlyMap<number, CozeInputType> = new Map<number, CozeInputType>([
  [1, "STRING"],
  [2, "INTEGER"],
  [3, "BOOLEAN"],
  [4, "NUMBER"],
  [5, "LIST"],
  [6, "OBJECT"],
]);

/** `POST /api/workflow_api/workflow_list`: the start node, with coarse types. `undefined` = not in the list. */
export const declarationOfList = (body: JsonObject, workflowId: string): CozeDeclaration | undefined => {
  const start = listedWorkflow(body, workflowId)?.start_node;
  if (!isJsonObject(start)) return undefined;
  const parameters = (isJsonObject(start.node_param) ? start.node_param : start).input_parameters;
  if (!Array.isArray(parameters)) return undefined;
  return { inputs: parameters.slice(0, MAX_INPUTS).filter(isJsonObject).flatMap(listedInput), outputs: null, coarse: true };
};

const listedInput = (parameter: JsonObject): CozeInput[] => {
  const name = textOf(parameter.name);
  if (name === undefined) return [];
  const type = LIST_TYPES.get(integerOf(parameter.type) ?? 0) ?? "ANY";
  const element = LIST_TYPES.get(integerOf(parameter.sub_type) ?? 0);
  return [
    {
      ...{ name, type, required: parameter.required === true },
      ...described(parameter.desc),
      ...(type === "LIST" && element && { items: { name: "", type: element, required: false } }),
    },
  ];
};

/** Characters of an imported canvas. Studio's own limit of nodes stays far below. */
export const MAX_CANVAS_LENGTH = 5_000_000;

/** The canvas as Studio's editor keeps or exports it, or a whole answer that holds one. `undefined` = it is none. */
export const declarationOfCanvas = (text: string): CozeDeclaration | undefined => {
  if (text.length > MAX_CANVAS_LENGTH) return undefined;
  const nodes = nodesIn(parseCozeJson(text), 0);
  const start = nodes?.find(({ type }) => textOf(type) === "1");
  const outputsOfStart = start && isJsonObject(start.data) ? variablesIn(start.data.outputs ?? []) : undefined;
  return outputsOfStart && { inputs: outputsOfStart, outputs: endVariables(nodes ?? []), coarse: false };
};

/** Where a canvas may be wrapped: the web API's answer, the editor's clipboard. */
const WRAPPERS = ["data", "workflow", "schema_json", "json", "schema"] as const;

const nodesIn = (value: JsonValue | undefined, depth: number): JsonObject[] | undefined => {
  const canvas = typeof value === "string" && depth > 0 ? parseCozeJson(value) : value;
  if (!isJsonObject(canvas) || depth > WRAPPERS.length) return undefined;
  if (Array.isArray(canvas.nodes)) return canvas.nodes.filter(isJsonObject);
  const wrapper = WRAPPERS.find((name) => canvas[name] != null);
  return wrapper && nodesIn(canvas[wrapper], depth + 1);
};

/** An End node that returns text names no field. */
const endVariables = (nodes: readonly JsonObject[]): CozeInput[] | null => {
  const data = nodes.find(({ type }) => textOf(type) === "2")?.data;
  const inputs = isJsonObject(data) && isJsonObject(data.inputs) ? data.inputs : undefined;
  if (inputs?.terminatePlan !== "returnVariables" || !Array.isArray(inputs.inputParameters)) return null;
  return variablesOf(
    inputs.inputParameters.filter(isJsonObject).map(({ name, input }) => ({ ...(isJsonObject(input) ? input : {}), name: name ?? null })),
    0,
  );
};
