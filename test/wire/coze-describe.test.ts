/** What a workflow declares, asked in every way that Coze offers, against the simulator over real sockets. */
import { afterEach, describe, expect, test } from "vitest";
import { createCozeClient } from "../../src/coze/client.js";
import { declarationOfCanvas, declarationOfDetail, declarationOfList, declarationOfReleased } from "../../src/coze/declared-inputs.js";
import type { CozeConnectionSettings } from "../../src/coze/settings.js";
import { systemClock } from "../../src/kernel/clock.js";
import { createCozeProviders } from "../../src/providers/coze-providers.js";
import type { LiveAnswer } from "../../src/providers/provider.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type SimulatorOptions } from "../../src/simulator/simulator.js";
import { NEVER } from "../support/provider-requests.js";
import { createRecordingLog } from "../support/recording-log.js";

const { trip, write, echo, unpublished } = WORKFLOW_IDS;
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const open = async (options: SimulatorOptions, settings: Partial<CozeConnectionSettings> = {}) => {
  const simulator = createSimulator(options);
  await simulator.start();
  undo.push(() => simulator.stop());
  const connection = { name: "default", baseUrl: simulator.url, token: () => "pat_simulator", flavour: "auto", timeoutMs: 10_000 } as const;
  const client = createCozeClient({ ...connection, ...settings }, { clock: systemClock, log: createRecordingLog().log });
  undo.push(() => client.close());
  const providers = createCozeProviders({ connections: new Map([["default", client]]), clock: systemClock });
  const ask = async (workflowId: string, kind: "COZE_WORKFLOW" | "COZE_CHATFLOW" = "COZE_WORKFLOW") =>
    (await providers.get(kind)?.describe?.({ connection: "default", workflowId }, NEVER)) ?? [];
  return { simulator, ask, providers };
};

const typesIn = (answers: readonly LiveAnswer[]): Record<string, string> =>
  Object.fromEntries((answers.at(-1)?.declaration?.inputs ?? []).map(({ name, type, required }) => [name, required ? `${type}!` : type]));
const told = (answers: readonly LiveAnswer[]): string[] =>
  answers.map(({ source, declaration, problem }) => `${source} ${declaration ? "said it" : (problem?.code ?? "nothing")}`);

const session = { studioSession: () => "s3ss10n" };

describe("hosted", () => {
  test("shows a token everything, members included", async () => {
    const { ask } = await open({ flavour: "hosted" }, session);
    const answers = await ask(trip);
    expect(told(answers)).toEqual(["ENGINE_API said it"]);
    expect(typesIn(answers)).toEqual({ traveller: "OBJECT!", stops: "LIST!", document: "FILE" });
    const { inputs, outputs, coarse } = answers[0]?.declaration ?? {};
    expect(inputs?.[0]?.properties?.map(({ name }) => name)).toEqual(["name", "age", "preferences"]);
    expect(inputs?.[2]?.fileKind).toBe("txt");
    expect(outputs?.map(({ name }) => name)).toEqual(["summary", "stops", "document_name"]);
    expect(coarse).toBe(false);
  });

  test("says that there is no such workflow", async () => {
    const { ask } = await open({ flavour: "hosted" });
    expect(told(await ask("7599999999999999999"))[0]).toBe("ENGINE_API WORKFLOW_NOT_FOUND");
  });
});

describe("open source", () => {
  test("shows a token nothing, and takes no error for it", async () => {
    const { ask } = await open({ flavour: "oss" });
    expect(told(await ask(trip))).toEqual(["ENGINE_API nothing", "STUDIO nothing"]);
  });

  test("shows a session everything that is published, times and files apart from texts", async () => {
    const { ask, simulator } = await open({ flavour: "oss", studioSession: "s3ss10n" }, session);
    const answers = await ask(echo);
    expect(told(answers)).toEqual(["ENGINE_API nothing", "STUDIO said it"]);
    const types = { string: "STRING", integer: "INTEGER", number: "NUMBER", boolean: "BOOLEAN", object: "OBJECT", list: "LIST" };
    expect(typesIn(answers)).toEqual({ ...types, time: "TIME", file: "FILE" });
    const [, studio] = simulator.history();
    expect(studio?.path).toBe("/api/workflow_api/released_workflows");
    expect(told(await ask(unpublished))).toEqual(["ENGINE_API nothing", "STUDIO nothing"]);
  });

  test("has a plainer list, which is asked where the precise one is not served", async () => {
    const { ask, simulator } = await open({ flavour: "oss", studioSession: "s3ss10n" }, session);
    simulator.injectFault({ match: { path: "/api/workflow_api/released_workflows" }, fault: "html502" });
    const answers = await ask(trip);
    expect(typesIn(answers)).toEqual({ traveller: "OBJECT!", stops: "LIST!", document: "STRING" });
    expect(answers[1]?.declaration).toMatchObject({ coarse: true, outputs: null });
  });

  test("says so when the session is over", async () => {
    const { ask } = await open({ flavour: "oss", studioSession: "another" }, session);
    expect(told(await ask(trip))).toEqual(["ENGINE_API nothing", "STUDIO ENGINE_AUTH_FAILED"]);
  });

  test("a session that would begin another cookie is not sent", async () => {
    const { ask, simulator } = await open({ flavour: "oss", studioSession: "s3ss10n" }, { studioSession: () => "s3ss10n; admin=1" });
    expect(told(await ask(trip))).toEqual(["ENGINE_API nothing", "STUDIO ENGINE_AUTH_FAILED"]);
    expect(simulator.history()).toHaveLength(1);
  });

  test("changes while it runs, as somebody publishes", async () => {
    const { ask, simulator } = await open({ flavour: "oss", studioSession: "s3ss10n" }, session);
    const change = {
      id: write,
      inputs: { subject: { type: "string", required: true }, stops: { type: "list", items: { type: "integer" } } },
    };
    const answer = await fetch(`${simulator.url}/_workflows`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    expect(answer.status).toBe(204);
    const answers = await ask(write);
    expect(typesIn(answers)).toEqual({ subject: "STRING!", stops: "LIST" });
    expect(answers[1]?.declaration?.inputs[1]?.items?.type).toBe("INTEGER");
    const refused = await fetch(`${simulator.url}/_workflows`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id: write, inputs: { subject: { type: "text" } } }),
    });
    expect(refused.status).toBe(400);
  });

  test("a chatflow's own inputs are the gateway's; what is said to it is declared instead", async () => {
    const inputs = { USER_INPUT: { type: "string" }, CONVERSATION_NAME: { type: "string" }, city: { type: "string" } } as const;
    const chatflow = { id: "7500000000000000999", name: "talk", kind: "chatflow", inputs, steps: [] } as const;
    const { ask } = await open({ flavour: "oss", studioSession: "s3ss10n", workflows: [chatflow] }, session);
    expect(typesIn(await ask(chatflow.id, "COZE_CHATFLOW"))).toEqual({ message: "STRING!", city: "STRING" });
  });
});

test("a server that does not answer is a problem of the source, and of nobody else", async () => {
  const { ask, simulator } = await open({ flavour: "oss", studioSession: "s3ss10n" }, session);
  await simulator.stop();
  expect(told(await ask(trip))).toEqual(["ENGINE_API ENGINE_UNREACHABLE", "STUDIO ENGINE_UNREACHABLE"]);
});

describe("a canvas", () => {
  const variables = [
    { name: "topic", type: "string", required: true, description: "What" },
    { name: "when", type: "string", assistType: 10000 },
    { name: "photo", type: "string", assistType: 2 },
    { name: "weight", type: "float", defaultValue: "1.5" },
    { name: "people", type: "list", schema: { type: "object", schema: [{ name: "name", type: "string", required: true }] } },
  ];
  const start = { id: "100001", type: "1", data: { outputs: variables } };
  const returned = [{ name: "summary", input: { type: "string", value: { type: "ref" } } }];
  const end = { id: "900001", type: "2", data: { inputs: { terminatePlan: "returnVariables", inputParameters: returned } } };
  const canvas = { nodes: [start, end], edges: [] };
  const expected = {
    coarse: false,
    outputs: [{ name: "summary", type: "STRING", required: false }],
    inputs: [
      { name: "topic", type: "STRING", required: true, description: "What" },
      { name: "when", type: "TIME", required: false },
      { name: "photo", type: "FILE", fileKind: "image", required: false },
      { name: "weight", type: "NUMBER", required: false, default: "1.5" },
      {
        ...{ name: "people", type: "LIST", required: false },
        items: { name: "", type: "OBJECT", required: false, properties: [{ name: "name", type: "STRING", required: true }] },
      },
    ],
  };

  test.each([
    ["as the editor keeps it", canvas],
    ["as the web API answers", { code: 0, data: { workflow: { schema_json: JSON.stringify(canvas) } } }],
    ["as the clipboard has it", { type: "coze-workflow-clipboard-data", json: canvas }],
  ])("%s", (_, value) => {
    expect(declarationOfCanvas(JSON.stringify(value))).toEqual(expected);
  });

  test("whose end is a text names no field", () => {
    const text = { ...end, data: { inputs: { terminatePlan: "useAnswerContent", inputParameters: returned } } };
    expect(declarationOfCanvas(JSON.stringify({ nodes: [start, text] }))?.outputs).toBeNull();
  });

  test("of the simulator's own pages", async () => {
    const { simulator, providers } = await open({ flavour: "oss", studioSession: "s3ss10n" }, session);
    const answer = await fetch(`${simulator.url}/api/workflow_api/canvas`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "session_key=s3ss10n" },
      body: JSON.stringify({ space_id: "1", workflow_id: trip }),
    });
    const read = providers.get("COZE_WORKFLOW")?.readDefinition?.(await answer.text());
    expect(read?.inputs.map(({ name, type }) => `${name} ${type}`)).toEqual(["traveller OBJECT", "stops LIST", "document FILE"]);
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["no start", JSON.stringify({ nodes: [end] })],
    ["nodes of no kind", '{"nodes":[1,null,"x",[]]}'],
    ["wrappers without end", `${'{"data":'.repeat(50)}{}${"}".repeat(50)}`],
    ["a start that is spoilt", '{"nodes":[{"type":"1","data":{"outputs":7}}]}'],
    ["too long", `{"nodes":[]}${" ".repeat(5_000_001)}`],
    ["very deep JSON", "[".repeat(200_000)],
  ])("%s is none", (_, text) => {
    expect(declarationOfCanvas(text)).toBeUndefined();
  });

  test("that is deeper than anybody declares is cut there", () => {
    let schema: object = { type: "string" };
    for (let depth = 0; depth < 1_000; depth += 1) schema = { type: "list", schema };
    const deep = { nodes: [{ type: "1", data: { outputs: [{ ...schema, name: "deep" }] } }] };
    const text = JSON.stringify(declarationOfCanvas(JSON.stringify(deep))?.inputs);
    expect(text.match(/"LIST"/g)).toHaveLength(10);
  });
});

describe("answers that are spoilt", () => {
  test.each([
    ["no data", { code: 0 }],
    ["a list for a map", { data: { input: { parameters: [] } } }],
    ["texts for specs", { data: { input: { parameters: { a: "string" } } } }],
    ["an unknown type", { data: { input: { parameters: { a: { type: 7 } } } } }],
  ])("of the API: %s", (_, body) => {
    const inputs = declarationOfDetail(body as never)?.inputs ?? [];
    expect(inputs.every(({ type }) => type === "ANY")).toBe(true);
  });

  test("of Studio: another workflow, inputs as text, a spoilt text, no start", () => {
    const list = (item: object) => ({ data: { workflow_list: [{ workflow_id: "1", ...item }] } }) as never;
    const inputs = JSON.stringify([{ name: "a", type: "integer" }]);
    expect(declarationOfReleased(list({ inputs }), "2")).toBeUndefined();
    expect(declarationOfReleased(list({ inputs }), "1")?.inputs).toEqual([{ name: "a", type: "INTEGER", required: false }]);
    expect(declarationOfReleased(list({ inputs: "[" }), "1")).toBeUndefined();
    expect(declarationOfList(list({}), "1")).toBeUndefined();
    expect(declarationOfList(list({ start_node: { input_parameters: [{ name: "a", type: 3 }] } }), "1")?.inputs[0]?.type).toBe("BOOLEAN");
  });
});
