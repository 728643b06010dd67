import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import type { CozeFlavour } from "../../src/coze/settings.js";
import { systemClock } from "../../src/kernel/clock.js";
import type { ErrorCode } from "../../src/kernel/error-codes.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { createCozeWorkflowProvider } from "../../src/providers/coze-workflow.js";
import type { Provider, ProviderEvent, ProviderRequest } from "../../src/providers/provider.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { ScriptedWorkflow } from "../../src/simulator/script.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { streamFixture } from "../support/coze-fixtures.js";
import { clientOf, collect, failureOf, runRequest, startRawCoze, stream } from "../support/raw-coze.js";
import { until } from "../support/until.js";

/** The catalogue's `write` without its pauses. */
const quickWrite: ScriptedWorkflow = {
  id: WORKFLOW_IDS.write,
  name: "quick write",
  inputs: { topic: { type: "string", required: true } },
  steps: [
    {
      kind: "message",
      node: { id: "133001", title: "Draft" },
      pieces: ["Here", " is", " a draft", " about ", "{{topic}}."],
      streamed: true,
    },
    { kind: "end", text: ["{{topic}}", " deserves", " a", " closer", " look", "."], streamed: true },
  ],
};

const request = (workflowId: string, parameters: JsonObject = {}, more: Partial<ProviderRequest> = {}): ProviderRequest => ({
  invocationId: "inv_01",
  connection: "default",
  workflowId,
  mode: "STREAM",
  parameters,
  callerId: "caller-1",
  timeoutMs: 5_000,
  ...more,
});

const never = new AbortController().signal;
const providerOf = (client: CozeClient): Provider =>
  createCozeWorkflowProvider({ connections: new Map([["default", client]]), clock: systemClock });
const of = <T extends ProviderEvent["type"]>(events: readonly ProviderEvent[], type: T) =>
  events.filter((event): event is Extract<ProviderEvent, { type: T }> => event.type === type);
const shownIn = (events: readonly ProviderEvent[]): string =>
  of(events, "output")
    .map((event) => event.text)
    .join("");

describe.each<CozeFlavour>(["oss", "oss-old", "hosted"])("workflows in flavour %s", (flavour) => {
  let simulator: Simulator;
  let client: CozeClient;
  let provider: Provider;

  beforeAll(async () => {
    simulator = createSimulator({ flavour, workflows: [quickWrite] });
    const { url } = await simulator.start();
    client = clientOf({ baseUrl: url, flavour: "auto", token: () => "pat_simulator" });
    provider = providerOf(client);
  });

  afterAll(async () => {
    client.close();
    await simulator.stop();
  });

  const runs = (workflowId: string, parameters?: JsonObject) => collect(provider.execute(request(workflowId, parameters), never));
  const fails = (workflowId: string, parameters?: JsonObject) => failureOf(runs(workflowId, parameters));

  test("a streamed text arrives piece by piece and is the result as a plain string", async () => {
    const events = await runs(WORKFLOW_IDS.write, { topic: "tides 潮汐 🌊" });
    const last = events.at(-1);
    expect(last).toMatchObject({ type: "done", output: expect.stringContaining("tides 潮汐 🌊 deserves a closer look") });
    expect(of(events, "output")).toHaveLength(11);
    const shown = shownIn(events);
    expect(shown).toContain("Here is a draft about tides 潮汐 🌊");
    expect(shown.endsWith(String(last?.type === "done" && last.output))).toBe(true);
  });

  test("returned variables are the result as an object and never shown as text", async () => {
    const events = await runs(WORKFLOW_IDS.trip, { traveller: { name: "Ada" }, stops: ["Brest", "Lorient"] });
    expect(events.at(-1)).toMatchObject({ type: "done", output: { summary: expect.stringContaining("Ada") } });
    expect(of(events, "output").map((event) => event.text)).toEqual(["Planning the trip of Ada."]);
  });

  test("branches keep their texts apart", async () => {
    const events = await runs(WORKFLOW_IDS.parallel);
    const nodes = [...new Set(of(events, "output").map((event) => event.nodeId))];
    expect(nodes.map((node) => shownIn(events.filter((event) => event.type === "output" && event.nodeId === node))).sort()).toEqual([
      "north wind rises",
      "south wind falls",
    ]);
    expect(events.at(-1)).toMatchObject({ output: { north: "north wind rises", south: "south wind falls" } });
  });

  test("each node is announced before its first piece and after its last", async () => {
    const events = await runs(WORKFLOW_IDS.write, { topic: "x" });
    const steps = events.flatMap((event) => (event.type === "progress" ? [`${event.nodeTitle} ${event.finished}`] : []));
    expect(steps).toHaveLength(4);
    expect(steps.slice(0, 2)).toEqual(["Draft false", "Draft true"]);
    expect(events.findIndex((event) => event.type === "progress")).toBeLessThan(events.findIndex((event) => event.type === "output"));
  });

  test("the run is named by its id, space and log id", async () => {
    const events = await runs(WORKFLOW_IDS.instant, { a: 1 });
    const remote = of(events, "remote").at(-1);
    expect(remote).toMatchObject({ executeId: expect.stringMatching(/^\d{10,}$/), spaceId: "7530000000000000001" });
    expect(remote?.logId).toMatch(/\S/);
    expect(events.at(-1)).toEqual({ type: "done", output: { echo: expect.anything() } });
  });

  test("tokens are counted once, before the end", async () => {
    const events = await runs(WORKFLOW_IDS.write, { topic: "x" });
    expect(of(events, "usage")).toEqual(
      [{ type: "usage", totalTokens: expect.any(Number) }].map((usage) => expect.objectContaining(usage)),
    );
    expect(events.at(-2)?.type).toBe("usage");
  });

  test("the caller is passed on as the engine's end user", async () => {
    simulator.clearHistory();
    await runs(WORKFLOW_IDS.instant);
    expect(JSON.stringify(simulator.history()[0])).toContain("caller-1");
  });

  test.each([
    [WORKFLOW_IDS.ask, "Which port do you mean for tides?"],
    [WORKFLOW_IDS.choose, "Which season?"],
  ])("a question pauses the run %s and ends the stream", async (workflowId, question) => {
    const events = await runs(workflowId);
    const last = events.at(-1);
    expect(last).toMatchObject({ type: "interrupted", interruptType: 2, eventId: expect.stringMatching(/^\d+\/\d+$/) });
    expect(last?.type === "interrupted" && last.question.prompt).toContain(question);
    expect(of(events, "remote").at(-1)).toMatchObject({ executeId: expect.stringMatching(/^\d{10,}$/) });
  });

  test("a form pauses the run too", async () => {
    const last = (await runs(WORKFLOW_IDS.input)).at(-1);
    expect(last).toMatchObject({ type: "interrupted", interruptType: 5 });
  });

  test.each<[string, ErrorCode, boolean]>([
    ["429", "ENGINE_RATE_LIMITED", true],
    ["html502", "ENGINE_BAD_RESPONSE", false],
    ["html504", "ENGINE_TIMEOUT", false],
    ["empty200", "ENGINE_STREAM_CUT", false],
    ["cut:2", "ENGINE_STREAM_CUT", false],
    ["cut-mid-frame:2", "ENGINE_STREAM_CUT", false],
    ["no-terminal", "ENGINE_STREAM_CUT", false],
    ["plain-text-error:1", "ENGINE_FAILED", false],
    ["refuse-token", "ENGINE_AUTH_FAILED", false],
  ])("the fault %s is %s", async (...[fault, code, notAccepted]) => {
    const error = await fails(WORKFLOW_IDS.write, { topic: "x", __fault: fault });
    expect(error).toMatchObject({ code, notAccepted });
  });

  test.each(["ping", "split-utf8", "unknown-json-fields", "slow-chunks:1", "slow-headers:20"])(
    "the oddity %s changes nothing",
    async (fault) => {
      const events = await runs(WORKFLOW_IDS.long, { pieces: 5, delay_ms: 0, __fault: fault });
      const text = [1, 2, 3, 4, 5].map((index) => `第${index}段é🚀 `).join("");
      expect(events.at(-1)).toEqual({ type: "done", output: text });
      expect(shownIn(events)).toBe(text);
    },
  );

  test("a huge result comes through whole", async () => {
    const events = await runs(WORKFLOW_IDS.instant, { __fault: "huge" });
    expect(JSON.stringify(events.at(-1)).length).toBeGreaterThan(4_000_000);
  });

  test("an unpublished workflow, missing parameters and a failing run say what is wrong", async () => {
    expect((await fails(WORKFLOW_IDS.unpublished)).code).toBe("WORKFLOW_NOT_PUBLISHED");
    expect((await fails(WORKFLOW_IDS.write)).code).toBe("ENGINE_INVALID_PARAMETERS");
    expect((await fails("7599999999999999999")).code).toBe("WORKFLOW_NOT_FOUND");
    for (const [engineCode, code] of [
      [720701013, "ENGINE_FAILED"],
      [777777776, "ENGINE_STEP_TIMEOUT"],
      [777777777, "ENGINE_CANCELLED"],
      [720702085, "ENGINE_TIMEOUT"],
    ] as const) {
      for (const fault of [[], ["code-string"]])
        expect((await fails(WORKFLOW_IDS.fails, { code: engineCode, __fault: fault })).code).toBe(code);
    }
  });

  test("a failing run is named before it fails", async () => {
    const seen: ProviderEvent[] = [];
    const consume = async () => {
      for await (const event of provider.execute(request(WORKFLOW_IDS.fails), never)) seen.push(event);
    };
    const error = await failureOf(consume());
    expect(seen.at(-1)).toMatchObject({ type: "remote", executeId: error.upstream?.executeId, logId: error.upstream?.logId });
    expect(error.upstream?.executeId).toMatch(/^\d{10,}$/);
  });

  test("a run in one answer gives the same result as the stream", async () => {
    const calls: [string, JsonObject][] = [
      [WORKFLOW_IDS.write, { topic: "x" }],
      [WORKFLOW_IDS.trip, { traveller: { name: "Ada" }, stops: ["Brest"] }],
    ];
    for (const [workflowId, parameters] of calls) {
      const streamed = (await runs(workflowId, parameters)).at(-1);
      const result = await client.run(runRequest({ workflowId, parameters }));
      expect(streamed).toEqual({ type: "done", output: result.output });
      expect(result.executeId).toMatch(/^\d{10,}$/);
      expect(result.logId).toMatch(/\S/);
    }
  });

  test("a question in a run of one answer cannot be answered", async () => {
    expect((await failureOf(client.run(runRequest({ workflowId: WORKFLOW_IDS.ask })))).code).toBe("QUESTION_NOT_ANSWERABLE");
  });

  test("the flavour is found without leaving a run behind", async () => {
    const fresh = clientOf({ baseUrl: simulator.url, flavour: "auto", token: () => "pat_simulator" });
    expect(await fresh.flavour()).toBe(flavour === "oss-old" ? "oss" : flavour);
    await collect(fresh.streamRun(runRequest({ workflowId: WORKFLOW_IDS.instant })));
    expect(await fresh.flavour()).toBe(flavour);
    fresh.close();
  });

  test("a bad token is named as such", async () => {
    const stranger = clientOf({ baseUrl: simulator.url, token: () => "pat_wrong" });
    expect((await failureOf(collect(stranger.streamRun(runRequest())))).code).toBe("ENGINE_AUTH_FAILED");
    stranger.close();
  });
});

describe("one run", () => {
  let coze: Awaited<ReturnType<typeof startRawCoze>> | undefined;
  let client: CozeClient | undefined;
  const provided = async (...args: Parameters<typeof stream>): Promise<Provider> => {
    coze = await startRawCoze(stream(...args));
    client = clientOf({ baseUrl: coze.url, spaceId: "42" });
    return providerOf(client);
  };

  afterEach(async () => {
    client?.close();
    await coze?.close();
  });

  test("gives its events in order", async () => {
    const provider = await provided([streamFixture("oss-text")]);
    expect(await collect(provider.execute(request("7540000000000000101"), never))).toEqual([
      { type: "remote", logId: "log-1" },
      { type: "progress", nodeId: "133001", nodeTitle: "Progress", finished: false },
      { type: "output", nodeId: "133001", text: "Looking at " },
      { type: "output", nodeId: "133001", text: "the harbour ⚓ 港口" },
      { type: "progress", nodeId: "133001", nodeTitle: "Progress", finished: true },
      { type: "progress", nodeId: "900001", nodeTitle: "End", finished: false },
      { type: "output", nodeId: "900001", text: "High tide is at " },
      { type: "output", nodeId: "900001", text: "6:40 🌊 — écume" },
      { type: "progress", nodeId: "900001", nodeTitle: "End", finished: true },
      { type: "remote", executeId: "7540000000000000909", spaceId: "7530000000000000001", logId: "log-1" },
      { type: "usage", totalTokens: 91 },
      { type: "done", output: "High tide is at 6:40 🌊 — écume" },
    ]);
  });

  test("on hosted asks the question of the message before the interrupt, and does not show it as output", async () => {
    const provider = await provided([streamFixture("hosted-question")]);
    const events = await collect(provider.execute(request("7540000000000000101"), never));
    expect(of(events, "output")).toEqual([]);
    expect(events.at(-1)).toEqual({
      type: "interrupted",
      eventId: "7570000000000000001/7570000000000000002",
      interruptType: 2,
      question: { prompt: "Which port?" },
    });
  });

  test("on hosted may end without ever being named, but for its log", async () => {
    const provider = await provided([streamFixture("hosted-text")]);
    const events = await collect(provider.execute(request("7540000000000000101"), never));
    expect(new Set(of(events, "remote").map((event) => JSON.stringify(event)))).toEqual(new Set(['{"type":"remote","logId":"log-1"}']));
    expect(of(events, "usage")).toEqual([{ type: "usage", totalTokens: 12, inputTokens: 7, outputTokens: 5 }]);
    expect(events.at(-1)).toEqual({ type: "done", output: "Tea is ready" });
  });

  test("is closed when its signal aborts, and throws", async () => {
    const provider = await provided([streamFixture("oss-text").subarray(0, 700)], () => undefined);
    const caller = new AbortController();
    const consume = async () => {
      for await (const event of provider.execute(request("7540000000000000101"), caller.signal))
        if (event.type === "output") caller.abort();
    };
    expect((await failureOf(consume())).code).toBe("OUTCOME_UNKNOWN");
    await until(() => coze?.sockets.closed === 1);
  });

  test("is closed when its consumer leaves", async () => {
    const provider = await provided([streamFixture("oss-text").subarray(0, 700)], () => undefined);
    for await (const event of provider.execute(request("7540000000000000101"), never)) if (event.type === "output") break;
    await until(() => coze?.sockets.closed === 1);
  });

  test("is bounded by its own timeout", async () => {
    const provider = await provided([streamFixture("oss-text").subarray(0, 700)], () => undefined);
    const slow = collect(provider.execute(request("7540000000000000101", {}, { timeoutMs: 150 }), never));
    expect((await failureOf(slow)).code).toBe("ENGINE_TIMEOUT");
  });
});

describe("before any run", () => {
  const client = clientOf({ baseUrl: "http://127.0.0.1:9", studioUrl: "https://studio.example", spaceId: "42" });
  const provider = providerOf(client);

  test.each<[string, string, ErrorCode | undefined]>([
    ["default", "7540000000000000101", undefined],
    ["other", "7540000000000000101", "CONNECTION_UNKNOWN"],
    ["default", "abc", "MAPPING_INVALID"],
    ["default", "", "MAPPING_INVALID"],
  ])("the target %s / %j is checked: %s", (connection, workflowId, code) => {
    const problem = provider.check({ connection, workflowId, mode: "STREAM" });
    expect(problem?.code).toBe(code);
    expect(problem?.message ?? "").not.toMatch(/\{\w+\}/);
  });

  test("an unknown connection is refused with the names of the known ones", async () => {
    const error = await failureOf(collect(provider.execute(request("1", {}, { connection: "other" }), never)));
    expect(error).toMatchObject({ code: "CONNECTION_UNKNOWN", params: { connection: "other", known: "default" } });
  });

  test("links come from the connection's settings", () => {
    expect(provider.links({ connection: "default", workflowId: "1", executeId: "2", spaceId: "3" })).toEqual({
      studioWorkflow: "https://studio.example/work_flow?workflow_id=1&space_id=3",
      studioRun: "https://studio.example/work_flow?execute_id=2&space_id=3&workflow_id=1&execute_mode=2",
    });
    expect(provider.links({ connection: "default", workflowId: "1" })).toEqual({
      studioWorkflow: "https://studio.example/work_flow?workflow_id=1&space_id=42",
    });
    expect(provider.links({ connection: "other", workflowId: "1" })).toEqual({});
  });
});
