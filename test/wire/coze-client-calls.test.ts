/** What the calls beside the first run send, against a bare server whose answers are chosen here. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import { createCozeMetrics } from "../../src/coze/coze-metrics.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { createCozeWorkflowProvider } from "../../src/providers/coze-workflow.js";
import { streamFixture } from "../support/coze-fixtures.js";
import { createLeapingClock } from "../support/leaping-clock.js";
import { NEVER, providerRequest } from "../support/provider-requests.js";
import { bytes, clientOf, collect, failureOf, json, type RawCoze, runRequest, startRawCoze, stream } from "../support/raw-coze.js";

let coze: RawCoze;
let client: CozeClient;

beforeEach(async () => {
  coze = await startRawCoze();
  client = clientOf({ baseUrl: coze.url });
});

afterEach(async () => {
  client.close();
  await coze.close();
});

const RUN = "7540000000000000909";
const WORKFLOW = "7540000000000000101";
const sent = (index = 0) => {
  const { method, url, body } = coze.requests[index] ?? { method: "", url: "", body: "" };
  return { method, url, body: body === "" ? undefined : JSON.parse(body) };
};
/** As OSS writes it: the id is a number of 64 bits. */
const record = (status: string, more = "") =>
  bytes(`{"code":0,"data":[{"execute_id":${RUN},"execute_status":"${status}"${more}}],"BaseResp":null}`, 200, "application/json");

describe("a start in the background", () => {
  test("asks for it, and names the run", async () => {
    coze.answer(json({ code: 0, execute_id: RUN, debug_url: `http://x/work_flow?execute_id=${RUN}&space_id=42` }));
    expect(await client.runAsync(runRequest())).toEqual({ executeId: RUN, spaceId: "42", logId: "log-1" });
    expect(sent()).toMatchObject({ method: "POST", url: "/v1/workflow/run", body: { workflow_id: WORKFLOW, is_async: true } });
  });

  test("without a name is no start that anybody could follow", async () => {
    for (const execute_id of [undefined, "", "0"]) {
      coze.answer(json({ code: 0, execute_id, msg: "pat_secret_in_a_text" }));
      const error = await failureOf(client.runAsync(runRequest()));
      expect(error).toMatchObject({ code: "ENGINE_BAD_RESPONSE", notAccepted: false });
      expect(JSON.stringify(error.upstream)).not.toContain("pat_secret");
    }
  });
});

describe("an answer to an interrupt", () => {
  const resume = { workflowId: WORKFLOW, eventId: `${RUN}/12`, interruptType: 2, answer: "Br\nest ⚓", userId: "u-42", signal: NEVER };

  test("carries the event, its type and the text as they are", async () => {
    coze.answer(stream([streamFixture("oss-text")]));
    expect((await collect(client.streamResume(resume))).at(-1)).toMatchObject({ type: "done", executeId: RUN });
    expect(sent()).toEqual({
      method: "POST",
      url: "/v1/workflow/stream_resume",
      body: { workflow_id: WORKFLOW, event_id: `${RUN}/12`, interrupt_type: 2, resume_data: "Br\nest ⚓", ext: { user_id: "u-42" } },
    });
  });

  test("whose stream is cut is followed, though the history notices late that it was given", async () => {
    const shown = ["<UNSET>", "Running", "Success"];
    coze.answer((response, request) => {
      if (request.method === "POST") stream([streamFixture("oss-text").subarray(0, 700)], () => response.destroy())(response, request);
      else record(shown.shift() ?? "Success", ',"output":"{\\"port\\":\\"Brest\\"}"')(response, request);
    });
    const provider = createCozeWorkflowProvider({ connections: new Map([["default", client]]), clock: createLeapingClock() });
    const answered = { ...providerRequest(WORKFLOW), handle: {}, eventId: `${RUN}/12`, interruptType: 2, answer: "Brest" };
    const events = await collect(provider.resume(answered, NEVER));
    expect(events.at(-1)).toEqual({ type: "done", output: { port: "Brest" } });
    expect(coze.requests.map(({ method }) => method)).toEqual(["POST", "GET", "GET", "GET"]);
  });
});

describe("the history", () => {
  test("is asked by GET for one run, and its numbers of 64 bits stay whole", async () => {
    coze.answer(record("Success", `,"output":"{\\"id\\":${RUN}}","token":3`));
    expect(await client.runState({ workflowId: WORKFLOW, executeId: RUN, signal: NEVER })).toMatchObject({
      status: "succeeded",
      executeId: RUN,
      output: { id: RUN },
      usage: { totalTokens: 3 },
    });
    expect(sent()).toEqual({
      method: "GET",
      url: `/v1/workflow/get_run_history?workflow_id=${WORKFLOW}&execute_id=${RUN}`,
      body: undefined,
    });
  });

  test("has another path on hosted; which family it is gets found out when nobody said so", async () => {
    const unknown = clientOf({ baseUrl: coze.url, flavour: "auto" });
    coze.answer(json({ code: 4200, msg: "not found" }, 404));
    expect(await unknown.runState({ workflowId: WORKFLOW, executeId: RUN, signal: NEVER })).toEqual({ status: "absent" });
    expect(coze.requests.map(({ url }) => url)).toEqual([
      "/v1/workflow/get_run_history?workflow_id=1&execute_id=1",
      `/v1/workflow/get_run_history?workflow_id=${WORKFLOW}&execute_id=${RUN}`,
    ]);
    unknown.close();
    const hosted = clientOf({ baseUrl: coze.url, flavour: "hosted" });
    await hosted.runState({ workflowId: WORKFLOW, executeId: RUN, signal: NEVER });
    expect(sent(2).url).toBe(`/v1/workflows/${WORKFLOW}/run_histories/${RUN}`);
    hosted.close();
  });
});

test("calls are counted by what they are", async () => {
  const metrics = createMetrics({ processMetrics: false });
  const counted = clientOf({ baseUrl: coze.url }, createCozeMetrics(metrics));
  const chat = { data: { id: "11", conversation_id: "12", status: "in_progress" }, code: 0 };
  const reference = { conversationId: "12", chatId: "11", signal: NEVER };
  const spoken = { botId: "1", userId: "u", message: "x", customVariables: {}, stream: false, signal: NEVER };
  coze.answer(json(chat));
  await collect(counted.chat(spoken));
  await counted.chatState(reference);
  await counted.cancelChat(reference);
  coze.answer(json({ code: 0, data: [] }));
  expect(await counted.chatMessages(reference)).toEqual([]);
  await counted.runState({ workflowId: "1", executeId: "2", signal: NEVER });
  const asks = 'event: conversation.chat.requires_action\ndata: {"id":"11"}\n\n';
  coze.answer(stream([asks]));
  await collect(
    counted.chatflow({ workflowId: "1", userId: "u", message: "x", parameters: {}, conversation: { id: "12" }, signal: NEVER }),
  );
  const text = await metrics.registry.metrics();
  for (const [operation, outcome] of [
    ["chat", "ok"],
    ["chat_retrieve", "ok"],
    ["chat_cancel", "ok"],
    ["chat_messages", "ok"],
    ["run_history", "ok"],
    ["chatflow", "interrupted"],
  ]) {
    expect(text).toContain(`ability_gateway_coze_calls_total{connection="test",operation="${operation}",outcome="${outcome}"} 1`);
  }
  expect(sent(5).body).not.toHaveProperty("parameters");
  counted.close();
});

test.each(["", "../x", "1&chat_id=2"])("the id %j of a conversation reaches no address", async (conversationId) => {
  const reference = { conversationId, chatId: "1", signal: NEVER };
  for (const call of [client.chatState(reference), client.chatMessages(reference), client.cancelChat(reference)]) {
    expect((await failureOf(call)).code).toBe("OUTCOME_UNKNOWN");
  }
  expect(coze.sockets.opened).toBe(0);
});
