/**
 * Walks a script and says what happens, as a generator: a suspended generator is a run that waits for a person, and the
 * answer is what `next` hands it. Knows neither time nor HTTP.
 */
import { CODES } from "./failures.js";
import type { Amount, Pieces, ScriptedWorkflow, ScriptNode, Step } from "./script.js";
import { asText, fill, fillAmount, fillText, type Variables } from "./template.js";
import { isRecord, type JsonLike, type JsonRecord, parseJson, stringify } from "./wire-json.js";

export type NodeType = "Message" | "Question" | "Input" | "End";
export interface RunNode extends ScriptNode {
  readonly type: NodeType;
}

/** What the End node returned: JSON text of its variables, or its text. */
export type RunOutput = { readonly variables: string } | { readonly text: string };

export interface MessageEvent {
  readonly kind: "message";
  readonly node: RunNode;
  readonly content: string;
  readonly finished: boolean;
  readonly tokens?: number;
}
export interface InterruptEvent {
  readonly kind: "interrupt";
  readonly node: RunNode;
  /** 2 = Question, 5 = Input (`reference/coze-api.md` §11.2). */
  readonly type: 2 | 5;
  /** JSON text as OSS sends it. */
  readonly data: string;
  readonly question: string;
}
export interface FailedEvent {
  readonly kind: "failed";
  readonly code: number;
  readonly message: string;
}
export interface DoneEvent {
  readonly kind: "done";
  readonly output: RunOutput;
  readonly tokens: number;
}
export type RunEvent = MessageEvent | InterruptEvent | FailedEvent | DoneEvent;
/** Time that passes before the next event, in milliseconds. */
export interface Wait {
  readonly kind: "wait";
  readonly ms: number;
}
/** `next` takes the answer to the interrupt that was yielded last. */
export type Script = Generator<RunEvent | Wait, void, string>;

const END: RunNode = { id: "900001", title: "End", type: "End" };

interface Scope {
  variables: Variables;
  tokens: number;
}

/** Ends with `done` or `failed`; a script without an End step returns an empty object. */
export function* interpret(workflow: ScriptedWorkflow, parameters: Variables): Script {
  const scope: Scope = { variables: parameters, tokens: 4 };
  for (const step of workflow.steps) {
    yield* perform(step, scope);
    if (step.kind === "end" || step.kind === "fail") return;
  }
  yield* end({}, scope);
}

function* perform(step: Step, scope: Scope): Script {
  switch (step.kind) {
    case "message":
      return yield* message(step, scope);
    case "parallel":
      return yield* parallel(step, scope);
    case "question":
      return yield* question(step, scope);
    case "input":
      return yield* input(step, scope);
    case "sleep":
      yield { kind: "wait", ms: fillAmount(step.seconds, scope.variables, 0) * 1000 };
      return;
    case "fail": {
      const code = fillAmount(step.code, scope.variables, CODES.executionFailed);
      yield { kind: "failed", code, message: fillText(step.message, scope.variables) };
      return;
    }
    case "end":
      if ("variables" in step) return yield* end(fill(step.variables, scope.variables), scope);
      return yield* endText(step, scope);
  }
}

function* pieces(list: Pieces, delayMs: Amount | undefined, scope: Scope): Generator<string | Wait> {
  const pause = fillAmount(delayMs, scope.variables, 0);
  const repeated = "repeat" in list;
  const count = repeated ? fillAmount(list.repeat, scope.variables, 1) : list.length;
  for (let index = 0; index < count; index += 1) {
    if (index > 0 && pause > 0) yield { kind: "wait", ms: pause };
    scope.tokens += 1;
    if (repeated) yield fillText(list.text, { ...scope.variables, index: index + 1 });
    else yield fillText(list[index] ?? "", scope.variables);
  }
}

function textOf(list: Pieces, scope: Scope): string {
  return [...pieces(list, 0, scope)].filter((piece) => typeof piece === "string").join("");
}

/** A streamed message closes with its last piece; one that is not streamed is one piece. */
function* message(step: Extract<Step, { kind: "message" }>, scope: Scope): Script {
  const node: RunNode = { ...step.node, type: "Message" };
  if (!step.streamed) {
    yield { kind: "message", node, content: textOf(step.pieces, scope), finished: true };
    return;
  }
  let held: string | undefined;
  for (const piece of pieces(step.pieces, step.delayMs, scope)) {
    if (typeof piece !== "string") {
      yield piece;
      continue;
    }
    if (held !== undefined) yield { kind: "message", node, content: held, finished: false };
    held = piece;
  }
  yield { kind: "message", node, content: held ?? "", finished: true };
}

/** Takes one piece of each branch in turn, so that their messages interleave. */
function* parallel(step: Extract<Step, { kind: "parallel" }>, scope: Scope): Script {
  const pause = fillAmount(step.delayMs, scope.variables, 0);
  const branches = step.branches.map((branch) => ({
    node: { ...branch.node, type: "Message" } as const,
    rest: [...pieces(branch.pieces, 0, scope)].filter((piece) => typeof piece === "string"),
  }));
  while (branches.some((branch) => branch.rest.length > 0)) {
    for (const { node, rest } of branches) {
      const content = rest.shift();
      if (content !== undefined) yield { kind: "message", node, content, finished: rest.length === 0 };
    }
    if (pause > 0) yield { kind: "wait", ms: pause };
  }
}

function* question(step: Extract<Step, { kind: "question" }>, scope: Scope): Script {
  const { options, saveAs } = step;
  const node: RunNode = { ...step.node, type: "Question" };
  const text = fillText(step.question, scope.variables);
  const asked = options
    ? { content_type: "option", content: stringify({ options: options.map((name) => ({ name })), question: text }) }
    : { content_type: "text", content: text };
  const data = stringify({ messages: [{ type: "question", ...asked, id: `${node.id}_0` }] });
  const answer = yield { kind: "interrupt", node, type: 2, data, question: text };
  const understood = options === undefined || options.includes(answer) ? answer : "other";
  scope.variables = { ...scope.variables, [saveAs]: understood };
}

/** Asks again while the answer is empty; an answer that is no object fails the run. */
function* input(step: Extract<Step, { kind: "input" }>, scope: Scope): Script {
  const node: RunNode = { ...step.node, type: "Input" };
  const form = stringify(step.fields as unknown as JsonLike);
  const data = stringify({ content_type: "form_schema", content: form });
  let answer = "";
  while (answer === "") answer = yield { kind: "interrupt", node, type: 5, data, question: form };
  const given = parseJson(answer);
  if (!isRecord(given)) {
    yield { kind: "failed", code: CODES.deserialisation, message: "the answer to an Input node is not a JSON object" };
    return;
  }
  scope.variables = { ...scope.variables, ...loosely(given as JsonRecord, step) };
}

/** Fields are converted where that works and kept as sent where it does not (`reference/coze-api.md` §11.3). */
function loosely(given: JsonRecord, step: Extract<Step, { kind: "input" }>): Record<string, JsonLike> {
  const types = new Map(step.fields.map((field) => [field.name, field.type]));
  const entries = Object.entries(given).map(([name, value = null]): [string, JsonLike] => {
    const type = types.get(name);
    if (type === "string" && typeof value !== "string") return [name, asText(value)];
    const isNumber = type === "integer" || type === "number";
    const number = isNumber && typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
    return [name, Number.isNaN(number) ? value : type === "integer" ? Math.trunc(number) : number];
  });
  return Object.fromEntries(entries);
}

function* end(output: JsonLike, scope: Scope): Script {
  const variables = stringify(output);
  yield { kind: "message", node: END, content: variables, finished: true, tokens: scope.tokens };
  yield { kind: "done", output: { variables }, tokens: scope.tokens };
}

/** A streamed End closes with an empty piece. */
function* endText(step: Extract<Step, { kind: "end"; text: Pieces }>, scope: Scope): Script {
  let text = "";
  for (const piece of pieces(step.text, step.streamed ? step.delayMs : 0, scope)) {
    if (typeof piece !== "string") {
      yield piece;
      continue;
    }
    text += piece;
    if (step.streamed) yield { kind: "message", node: END, content: piece, finished: false };
  }
  yield { kind: "message", node: END, content: step.streamed ? "" : text, finished: true, tokens: scope.tokens };
  yield { kind: "done", output: { text }, tokens: scope.tokens };
}
