/** Agents, chatflows and conversations on the wire (reference/coze-api.md §8). */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { ScriptedWorkflow } from "../../src/simulator/script.js";
import { type PlainReply, type SimulatorCaller, startSimulator } from "../support/simulator-caller.js";
import { until } from "../support/until.js";

const user = (content: string) => ({ role: "user", content, content_type: "text" });
const names = (reply: PlainReply): string[] => reply.frames().map((frame) => frame.event.replace("conversation.", ""));

const chatflow = (
  { post }: SimulatorCaller,
  text: string,
  more: object = { parameters: { CONVERSATION_NAME: "c" } },
): Promise<PlainReply> =>
  post("/v1/workflows/chat", { workflow_id: WORKFLOW_IDS.askingChatflow, additional_messages: [user(text)], ...more });
const agent = ({ post }: SimulatorCaller, more: object = {}): Promise<PlainReply> =>
  post("/v3/chat", { bot_id: WORKFLOW_IDS.bot, user_id: "u", additional_messages: [user("hello")], ...more });

describe("a chatflow on oss", () => {
  test("numbers its frames from 1, says only the last piece in completed, and ends with a link", async () => {
    const caller = await startSimulator();
    const reply = await chatflow(caller, "boats", { workflow_id: WORKFLOW_IDS.chatflow, parameters: { CONVERSATION_NAME: "c" } });
    const deltas = ["message.delta", "message.delta", "message.delta", "message.delta"];
    expect(names(reply)).toEqual(["chat.created", "chat.in_progress", ...deltas, "message.completed", "chat.completed", "done"]);
    const frames = reply.frames();
    expect(frames.map((frame) => frame.id)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(frames[6]?.json().content).toBe("");
    expect(frames[7]?.json()).toMatchObject({ status: "completed", usage: { token_count: expect.any(Number) } });
    expect(frames[8]?.json().debug_url).toContain("execute_id=");
    expect(frames[0]?.json().execute_id).toBe(caller.simulator.history()[0]?.executeId);
  });

  test("asks, and the next message of the conversation is the answer", async () => {
    const caller = await startSimulator();
    const asked = await chatflow(caller, "boats");
    expect(names(asked).slice(-3)).toEqual(["message.completed", "chat.requires_action", "done"]);
    expect(asked.frames().at(-3)?.json()).toMatchObject({ content: "Which port?", content_type: "text" });
    const answered = await chatflow(caller, "Brest");
    expect(answered.frames().at(-3)?.json().content).toBe("Brest it is.");
    expect(caller.simulator.history()[1]?.executeId).toBe(caller.simulator.history()[0]?.executeId);
  });

  test("shows a form as a card and reads the answer line by line", async () => {
    const caller = await startSimulator();
    const more = { workflow_id: WORKFLOW_IDS.formChatflow, parameters: { CONVERSATION_NAME: "f" } };
    expect((await chatflow(caller, "go", more)).frames().at(-3)?.json().content_type).toBe("card");
    expect((await chatflow(caller, "port: Brest\ndays:3", more)).frames().at(-3)?.json().content).toBe("3 days in Brest.");
  });

  test("sends a failure as an error event with a code in text", async () => {
    const failing: ScriptedWorkflow = {
      id: "77",
      name: "f",
      kind: "chatflow",
      steps: [{ kind: "fail", code: 777777776, message: "late" }],
    };
    const reply = await chatflow(await startSimulator({ workflows: [failing] }), "x", {
      ...{ workflow_id: "77", parameters: { CONVERSATION_NAME: "c" } },
    });
    expect(reply.frames().at(-1)).toMatchObject({ event: "error" });
    expect(reply.frames().at(-1)?.json()).toMatchObject({ code: "777777776", msg: "late" });
  });

  test.each([
    ["the last message is not the user's", { additional_messages: [{ role: "assistant", content: "x", content_type: "text" }] }],
    ["there is no message", { additional_messages: [] }],
    ["the content type is unknown", { additional_messages: [{ role: "user", content: "x", content_type: "image" }] }],
    ["an assistant speaks after the user", { additional_messages: [user("a"), { role: "assistant", content: "b" }, user("c")] }],
    ["there is neither conversation nor name", { parameters: {} }],
    ["the conversation does not exist", { conversation_id: "1" }],
  ])("refuses when %s", async (_what, more) => {
    const reply = await chatflow(await startSimulator(), "x", { parameters: { CONVERSATION_NAME: "c" }, ...more });
    expect(reply.json().code).toBe(777777775);
  });

  test("reads object_string content", async () => {
    const content = JSON.stringify([
      { type: "text", text: "a boat" },
      { type: "image", file_id: "1" },
    ]);
    const additional_messages = [{ role: "user", content, content_type: "object_string" }];
    const more = { additional_messages, parameters: { CONVERSATION_NAME: "c" } };
    expect((await chatflow(await startSimulator(), "", more)).text).toContain(" a boat");
  });
});

describe("an agent", () => {
  test("streams frames without ids, and an empty done on oss", async () => {
    const reply = await agent(await startSimulator(), { stream: true });
    expect(reply.text).toContain("\ndata: \n\n");
    expect(reply.text).not.toMatch(/^id:/m);
    expect(names(reply).slice(-3)).toEqual(["message.completed", "chat.completed", "done"]);
    expect(reply.frames().at(-3)?.json()).toMatchObject({ type: "answer", content: "I heard: hello", role: "assistant" });
  });

  test("streams on hosted without a space after the colon, with a verbose message and [DONE]", async () => {
    const reply = await agent(await startSimulator({ flavour: "hosted" }), { stream: true });
    expect(reply.text.startsWith("event:conversation.chat.created\ndata:{")).toBe(true);
    expect(reply.text.endsWith('event:done\ndata:"[DONE]"\n\n')).toBe(true);
    expect(reply.frames().map((frame) => frame.data && frame.json().type)).toContain("verbose");
  });

  test("answers at once without stream, and is polled with GET", async () => {
    const caller = await startSimulator();
    const started = (await agent(caller)).json().data;
    expect(started.status).toBe("in_progress");
    const query = `conversation_id=${started.conversation_id}&chat_id=${started.id}`;
    const done = await until(async () => {
      const { data } = (await caller.get(`/v3/chat/retrieve?${query}`)).json();
      return data.status === "completed" ? data : undefined;
    });
    expect(done.usage.token_count).toBeGreaterThan(0);
    const [message] = (await caller.get(`/v3/chat/message/list?${query}`)).json().data;
    expect(message).toMatchObject({ type: "answer", content: "I heard: hello", chat_id: started.id });
    expect((await caller.get(`/v3/chat/retrieve?conversation_id=1&chat_id=${started.id}`)).json().code).toBe(777777775);
  });

  test("of an early revision streams whatever it is asked", async () => {
    const reply = await agent(await startSimulator({ flavour: "oss-old" }), { stream: false });
    expect(reply.headers.get("content-type")).toContain("text/event-stream");
    expect(names(reply).at(-1)).toBe("done");
  });

  test("can be cancelled while it works, and not afterwards", async () => {
    const slow: ScriptedWorkflow = { id: "88", name: "slow bot", kind: "bot", steps: [{ kind: "sleep", seconds: 600 }] };
    const caller = await startSimulator({ workflows: [slow] });
    const { id, conversation_id } = (await agent(caller, { bot_id: "88" })).json().data;
    const cancel = async () => (await caller.post("/v3/chat/cancel", { chat_id: id, conversation_id })).json();
    expect((await cancel()).data.status).toBe("canceled");
    await until(() => caller.simulator.history()[0]?.status === "failed");
    expect((await cancel()).code).toBe(777777775);
    const { data } = (await caller.get(`/v3/chat/retrieve?conversation_id=${conversation_id}&chat_id=${id}`)).json();
    expect(data.status).toBe("canceled");
  });

  test("that is unknown is refused inside the stream on oss, as JSON otherwise", async () => {
    const caller = await startSimulator();
    const streamed = await agent(caller, { bot_id: "1", stream: true });
    expect(streamed.frames()).toMatchObject([{ event: "error" }]);
    expect((await agent(caller, { bot_id: "1" })).json().code).toBe(720702004);
    expect((await agent(caller, { additional_messages: [{ ...user("x"), type: "verbose" }] })).json().code).toBe(777777775);
    const hosted = await agent(await startSimulator({ flavour: "hosted" }), { bot_id: "1", stream: true });
    expect([hosted.status, hosted.json().code]).toEqual([404, 4200]);
    expect((await caller.post("/v3/chat", { user_id: "u" })).status).toBe(400);
  });
});

test("conversations are created, read, listed, cleared", async () => {
  const caller = await startSimulator();
  const created = (await caller.post("/v1/conversation/create", { bot_id: WORKFLOW_IDS.bot, meta_data: { a: "b" } })).json().data;
  expect(Object.keys(created)).toEqual(["id", "created_at", "meta_data", "creator_d", "connector_id", "last_section_id"]);
  await (await agent(caller, { stream: true })).frames();
  const spoken = await caller.post(`/v3/chat?conversation_id=${created.id}`, { bot_id: WORKFLOW_IDS.bot, user_id: "u", stream: true });
  expect(spoken.frames()[0]?.json().conversation_id).toBe(created.id);
  expect((await caller.get(`/v1/conversation/retrieve?conversation_id=${created.id}`)).json().data).toEqual(created);
  expect((await caller.post(`/v1/conversation/message/list?conversation_id=${created.id}`, {})).json().data).toHaveLength(1);
  const listed = (await caller.get(`/v1/conversations?bot_id=${WORKFLOW_IDS.bot}&sort_order=ASC&page_size=1`)).json().data;
  expect([listed.conversations[0].id, listed.has_more]).toEqual([created.id, true]);
  const cleared = (await caller.post(`/v1/conversations/${created.id}/clear`, {})).json().data;
  expect(cleared.id).not.toBe(created.last_section_id);
  const named = { app_id: "1", workflow_id: "2", conversation_name: "n", get_or_create: true };
  const first = (await caller.post("/v1/workflow/conversation/create", named)).json().data.id;
  expect((await caller.post("/v1/workflow/conversation/create", named)).json().data.id).toBe(first);
});
