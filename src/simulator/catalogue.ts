/**
 * The workflows that a simulator serves when nobody brings others; what converses stands in `chat-catalogue.ts`. Their ids
 * are fixed: sample abilities and tests point at them.
 */
import { CHAT_CATALOGUE, CHAT_IDS, FORM, FORM_FIELDS, QUESTION, REPLY } from "./chat-catalogue.js";
import { REPORT } from "./report-workflow.js";
import type { ScriptedWorkflow, ScriptNode } from "./script.js";

/** Ids of the default catalogue by what the workflow does. */
export const WORKFLOW_IDS = {
  write: "7500000000000000001",
  trip: "7500000000000000002",
  ask: "7500000000000000003",
  instant: "7500000000000000004",
  slow: "7500000000000000005",
  unpublished: "7500000000000000006",
  echo: "7500000000000000007",
  input: "7500000000000000008",
  long: "7500000000000000009",
  parallel: "7500000000000000010",
  fails: "7500000000000000011",
  choose: "7500000000000000012",
  ticker: "7500000000000000013",
  askTwice: "7500000000000000014",
  job: "7500000000000000015",
  report: REPORT.id,
  ...CHAT_IDS,
} as const;

const DRAFT: ScriptNode = { id: "133001", title: "Draft" };
const PROGRESS: ScriptNode = { id: "133002", title: "Progress" };

const write: ScriptedWorkflow = {
  id: WORKFLOW_IDS.write,
  name: "write",
  description: "Writes a short text about a topic and streams it.",
  inputs: {
    topic: { type: "string", required: true, description: "What to write about" },
    max_words: { type: "integer", default: 120 },
    tone: { type: "string", default: "friendly" },
  },
  steps: [
    {
      kind: "message",
      node: DRAFT,
      pieces: ["Here", " is", " a", " draft", " about ", "{{topic}}", ",", " in", " a", " {{tone}}", " tone", "."],
      streamed: true,
      delayMs: 40,
    },
    {
      kind: "end",
      text: [
        "{{topic}}",
        " deserves",
        " a",
        " closer",
        " look",
        ":",
        " this",
        " {{tone}}",
        " text",
        " stays",
        " under {{max_words}} words",
        ".",
      ],
      streamed: true,
      delayMs: 20,
    },
  ],
};

const trip: ScriptedWorkflow = {
  id: WORKFLOW_IDS.trip,
  name: "trip",
  description: "Plans a trip for a traveller from a list of stops and an optional document.",
  inputs: {
    traveller: {
      type: "object",
      required: true,
      properties: { name: { type: "string", required: true }, age: { type: "integer" }, preferences: { type: "object" } },
    },
    stops: { type: "list", required: true },
    document: { type: "file" },
  },
  steps: [
    { kind: "message", node: PROGRESS, pieces: ["Planning the trip of {{traveller.name}}."], streamed: false },
    {
      kind: "end",
      variables: { summary: "A trip for {{traveller.name}}, stop by stop.", stops: "{{stops}}", document_name: "{{document|file_name}}" },
    },
  ],
};

const ask: ScriptedWorkflow = {
  id: WORKFLOW_IDS.ask,
  name: "ask",
  description: "Asks a question in the middle and ends with the answer.",
  inputs: { topic: { type: "string", default: "tides" } },
  steps: [
    { kind: "message", node: PROGRESS, pieces: ["Looking", " up", " {{topic}}", "."], streamed: true, delayMs: 10 },
    { kind: "question", node: QUESTION, question: "Which port do you mean for {{topic}}?", saveAs: "answer" },
    { kind: "end", text: ["The answer", " for ", "{{answer}}", " is about {{topic}}."], streamed: true, delayMs: 10 },
  ],
};

const choose: ScriptedWorkflow = {
  id: WORKFLOW_IDS.choose,
  name: "choose",
  description: "Asks a question with options.",
  steps: [
    { kind: "question", node: QUESTION, question: "Which season?", options: ["Spring", "Autumn"], saveAs: "season" },
    { kind: "end", variables: { season: "{{season}}" } },
  ],
};

const askTwice: ScriptedWorkflow = {
  id: WORKFLOW_IDS.askTwice,
  name: "ask twice",
  description: "Asks for a port, then for a season, and ends with both.",
  inputs: { label: { type: "string", default: "trip" } },
  steps: [
    { kind: "message", node: PROGRESS, pieces: ["Preparing", " {{label}}", "."], streamed: true },
    { kind: "question", node: QUESTION, question: "Which port for {{label}}?", saveAs: "port" },
    { kind: "message", node: REPLY, pieces: ["To", " {{port}}", "."], streamed: true },
    {
      kind: "question",
      node: { id: "144002", title: "Season" },
      question: "Which season?",
      options: ["Spring", "Autumn"],
      saveAs: "season",
    },
    { kind: "end", variables: { label: "{{label}}", port: "{{port}}", season: "{{season}}" } },
  ],
};

const instant: ScriptedWorkflow = {
  id: WORKFLOW_IDS.instant,
  name: "instant",
  description: "Ends at once and echoes its parameters.",
  steps: [{ kind: "end", variables: { echo: "{{*}}" } }],
};

const slow: ScriptedWorkflow = {
  id: WORKFLOW_IDS.slow,
  name: "slow",
  description: "Is silent for a number of seconds, then ends.",
  inputs: { seconds: { type: "number", default: 5 } },
  steps: [
    { kind: "sleep", seconds: "{{seconds}}" },
    { kind: "end", text: ["Waited {{seconds}} seconds."], streamed: false },
  ],
};

const ticker: ScriptedWorkflow = {
  id: WORKFLOW_IDS.ticker,
  name: "ticker",
  description: "Streams `pieces` numbered pieces, one every `every_ms` milliseconds, each with the label.",
  inputs: {
    label: { type: "string", default: "tick" },
    pieces: { type: "integer", default: 20 },
    every_ms: { type: "integer", default: 100 },
  },
  steps: [{ kind: "end", text: { repeat: "{{pieces}}", text: "{{label}}-{{index}} " }, streamed: true, delayMs: "{{every_ms}}" }],
};

const job: ScriptedWorkflow = {
  id: WORKFLOW_IDS.job,
  name: "job",
  description: "Works for a number of seconds without a word, then returns its label: made to be run in the background.",
  inputs: { label: { type: "string", default: "job" }, seconds: { type: "number", default: 3 } },
  steps: [
    { kind: "sleep", seconds: "{{seconds}}" },
    { kind: "end", variables: { label: "{{label}}", seconds: "{{seconds}}" } },
  ],
};

const unpublished: ScriptedWorkflow = { id: WORKFLOW_IDS.unpublished, name: "unpublished", published: false, steps: [] };

const echo: ScriptedWorkflow = {
  id: WORKFLOW_IDS.echo,
  name: "echo",
  description: "Declares an input of every type and returns what it received.",
  inputs: {
    string: { type: "string" },
    integer: { type: "integer" },
    number: { type: "number" },
    boolean: { type: "boolean" },
    object: { type: "object" },
    list: { type: "list" },
    time: { type: "time" },
    file: { type: "file" },
  },
  steps: [{ kind: "end", variables: "{{*}}" }],
};

const input: ScriptedWorkflow = {
  id: WORKFLOW_IDS.input,
  name: "input",
  description: "Waits for a small form in the middle.",
  steps: [
    { kind: "input", node: FORM, fields: FORM_FIELDS },
    { kind: "end", variables: { port: "{{port}}", days: "{{days}}" } },
  ],
};

const long: ScriptedWorkflow = {
  id: WORKFLOW_IDS.long,
  name: "long",
  description: "Streams as many pieces as asked, of two-, three- and four-byte characters.",
  inputs: { pieces: { type: "integer", default: 50 }, delay_ms: { type: "integer", default: 10 } },
  steps: [{ kind: "end", text: { repeat: "{{pieces}}", text: "第{{index}}段é🚀 " }, streamed: true, delayMs: "{{delay_ms}}" }],
};

const parallel: ScriptedWorkflow = {
  id: WORKFLOW_IDS.parallel,
  name: "parallel",
  description: "Two branches that speak at the same time.",
  steps: [
    {
      kind: "parallel",
      branches: [
        { node: { id: "133010", title: "North" }, pieces: ["north ", "wind ", "rises"] },
        { node: { id: "133011", title: "South" }, pieces: ["south ", "wind ", "falls"] },
      ],
      delayMs: 5,
    },
    { kind: "end", variables: { north: "north wind rises", south: "south wind falls" } },
  ],
};

const fails: ScriptedWorkflow = {
  id: WORKFLOW_IDS.fails,
  name: "fails",
  description: "Fails in the middle with the raw code it is given.",
  inputs: { code: { type: "integer", default: 720701013 } },
  steps: [
    { kind: "message", node: PROGRESS, pieces: ["About", " to fail"], streamed: true },
    { kind: "fail", code: "{{code}}", message: "Workflow execution failure: the script failed with {{code}}" },
  ],
};

/** What `createSimulator` serves by default. */
export const CATALOGUE: readonly ScriptedWorkflow[] = [
  ...[write, trip, ask, askTwice, choose, instant, slow, ticker, job, REPORT, unpublished, echo, input, long, parallel, fails],
  ...CHAT_CATALOGUE,
];
