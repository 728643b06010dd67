/** The chatflows and bots of the default catalogue, and the nodes that ask in them and in its workflows. */
import type { FormField, ScriptedWorkflow, ScriptNode } from "./script.js";

export const CHAT_IDS = {
  chatflow: "7500000000000000101",
  askingChatflow: "7500000000000000102",
  formChatflow: "7500000000000000103",
  slowChatflow: "7500000000000000104",
  bot: "7500000000000000201",
  slowBot: "7500000000000000202",
} as const;

export const QUESTION: ScriptNode = { id: "144001", title: "Ask" };
export const FORM: ScriptNode = { id: "155001", title: "Details" };
export const FORM_FIELDS: readonly FormField[] = [
  { name: "port", type: "string", required: true },
  { name: "days", type: "integer", required: true },
];
export const REPLY: ScriptNode = { id: "133003", title: "Reply" };

const chatflow: ScriptedWorkflow = {
  id: CHAT_IDS.chatflow,
  name: "chatflow",
  kind: "chatflow",
  description: "Repeats what the user said.",
  steps: [{ kind: "end", text: ["You", " said", ": ", "{{USER_INPUT}}"], streamed: true, delayMs: 10 }],
};

const askingChatflow: ScriptedWorkflow = {
  id: CHAT_IDS.askingChatflow,
  name: "asking chatflow",
  kind: "chatflow",
  steps: [
    { kind: "message", node: REPLY, pieces: ["About", " {{USER_INPUT}}"], streamed: true },
    { kind: "question", node: QUESTION, question: "Which port?", saveAs: "port" },
    { kind: "end", text: ["{{port}} it is."], streamed: false },
  ],
};

const formChatflow: ScriptedWorkflow = {
  id: CHAT_IDS.formChatflow,
  name: "form chatflow",
  kind: "chatflow",
  steps: [
    { kind: "input", node: FORM, fields: FORM_FIELDS },
    { kind: "end", text: ["{{days}} days in {{port}}."], streamed: false },
  ],
};

/** Streams until its pieces are used up: long enough to be stopped. */
const slowly = (id: string, kind: "bot" | "chatflow"): ScriptedWorkflow => ({
  id,
  kind,
  name: `slow ${kind}`,
  description: "Repeats what the user said `pieces` times, once every `every_ms` milliseconds.",
  inputs: { pieces: { type: "integer", default: 100 }, every_ms: { type: "integer", default: 50 } },
  steps: [{ kind: "end", text: { repeat: "{{pieces}}", text: "{{USER_INPUT}}-{{index}} " }, streamed: true, delayMs: "{{every_ms}}" }],
});

const bot: ScriptedWorkflow = {
  id: CHAT_IDS.bot,
  name: "bot",
  kind: "bot",
  description: "Repeats what the user said.",
  steps: [{ kind: "end", text: ["I", " heard", ": ", "{{USER_INPUT}}"], streamed: true, delayMs: 10 }],
};

export const CHAT_CATALOGUE: readonly ScriptedWorkflow[] = [
  ...[chatflow, askingChatflow, formChatflow, slowly(CHAT_IDS.slowChatflow, "chatflow")],
  ...[bot, slowly(CHAT_IDS.slowBot, "bot")],
];
