import { describe, expect, test } from "vitest";
import { type CozeChatFrame, type CozeChatMessage, chatOf, decodeChatFrame } from "../../src/coze/chat-events.js";
import { answerIn, createChatText } from "../../src/coze/chat-text.js";

const frame = (event: string, data: unknown) => ({ event, data: typeof data === "string" ? data : JSON.stringify(data), id: undefined });
const CHAT = { id: "7541000000000000001", conversation_id: "7541000000000000002", bot_id: "1", status: "in_progress" };

describe("frames", () => {
  test.each<[string, ReturnType<typeof frame>, Partial<CozeChatFrame> | undefined]>([
    [
      "a chat that was created",
      frame("conversation.chat.created", { ...CHAT, execute_id: "7540000000000000909" }),
      {
        type: "chat",
        chatId: CHAT.id,
        conversationId: CHAT.conversation_id,
        executeId: "7540000000000000909",
        status: "created",
      },
    ],
    ["a name in capitals", frame("Conversation.Chat.Completed", CHAT), { type: "chat", status: "completed" }],
    ["British spelling", frame("conversation.chat.cancelled", CHAT), { type: "chat", status: "canceled" }],
    ["a status of tomorrow", frame("conversation.chat.paused", CHAT), { type: "chat", status: "unknown" }],
    [
      "zero ids",
      frame("conversation.chat.created", { id: "0", conversation_id: "0" }),
      {
        type: "chat",
        chatId: undefined,
        conversationId: undefined,
      },
    ],
    [
      "a failure",
      frame("conversation.chat.failed", { ...CHAT, last_error: { code: "720701013", msg: "why" } }),
      {
        type: "chat",
        status: "failed",
        lastError: { engineCode: 720701013, message: "why" },
      },
    ],
    [
      "a piece",
      frame("conversation.message.delta", { id: "5", type: "answer", content: "Hi", content_type: "text" }),
      {
        type: "delta",
        messageId: "5",
        messageType: "answer",
        contentType: "text",
        content: "Hi",
      },
    ],
    [
      "a whole message",
      frame("conversation.message.completed", { id: "5", type: "verbose", content: "{}" }),
      {
        type: "completed",
        messageType: "verbose",
      },
    ],
    ["hosted's end", frame("done", '"[DONE]"'), { type: "end" }],
    ["OSS's end", frame("done", ""), { type: "end" }],
    [
      "a chatflow's end",
      frame("done", { debug_url: "http://x/work_flow?execute_id=7&space_id=8" }),
      {
        type: "end",
        executeId: "7",
        spaceId: "8",
      },
    ],
    ["an error whose code is text", frame("error", { code: "4000", msg: "bad" }), { type: "error", engineCode: 4000, message: "bad" }],
    ["an error in plain text", frame("error", "stream failed"), { type: "error", engineCode: undefined, message: "stream failed" }],
    ["a cut message", frame("conversation.message.delta", '{"id":"5","con'), { type: "malformed" }],
    ["speech", frame("conversation.audio.delta", "????"), undefined],
    ["a ping", frame("PING", "{}"), undefined],
  ])("%s", (_what, given, expected) => {
    if (expected === undefined) expect(decodeChatFrame(given)).toBeUndefined();
    else expect(decodeChatFrame(given)).toMatchObject(expected);
  });

  test("a chat without an error has none", () => {
    expect(chatOf({ ...CHAT, last_error: { code: 0, msg: "" } }).lastError).toBeUndefined();
  });
});

const message = (messageId: string, content: string, more: Partial<CozeChatMessage> = {}): CozeChatMessage => ({
  messageId,
  content,
  messageType: "answer",
  contentType: "text",
  ...more,
});

describe("the text of a chat", () => {
  test("on hosted the whole message comes again, and is not said twice", () => {
    const text = createChatText();
    expect(text.delta(message("1", "I ")).concat(text.delta(message("1", "heard")))).toEqual([
      { messageId: "1", text: "I " },
      { messageId: "1", text: "heard" },
    ]);
    expect(text.completed(message("1", "I heard"))).toEqual([]);
    expect(text.text()).toBe("I heard");
  });

  test("on an OSS chatflow only the last piece comes, and is said", () => {
    const text = createChatText();
    text.delta(message("1", "You said: "));
    expect(text.completed(message("1", "hello"))).toEqual([{ messageId: "1", text: "hello" }]);
    expect(text.text()).toBe("You said: hello");
  });

  test("the rest of a longer whole is said", () => {
    const text = createChatText();
    text.delta(message("1", "You "));
    expect(text.completed(message("1", "You said"))).toEqual([{ messageId: "1", text: "said" }]);
  });

  test("an empty last piece adds nothing", () => {
    const text = createChatText();
    text.delta(message("1", "You"));
    expect(text.completed(message("1", ""))).toEqual([]);
    expect(text.text()).toBe("You");
  });

  test("what is no answer is neither shown nor part of the reply", () => {
    const text = createChatText();
    for (const messageType of ["verbose", "function_call", "tool_output", "tool_response", "follow_up", "question"]) {
      expect(text.delta(message("9", "x", { messageType }))).toEqual([]);
      expect(text.completed(message("9", "x", { messageType }))).toEqual([]);
    }
    text.delta(message("1", "yes"));
    expect(text.text()).toBe("yes");
  });

  test("several answers stand apart", () => {
    const text = createChatText();
    text.delta(message("1", "one"));
    text.completed(message("1", "one"));
    text.completed(message("2", "two"));
    expect(text.release()).toEqual([{ messageId: "2", text: "two" }]);
    expect(text.text()).toBe("one\n\ntwo");
  });

  test("a message in one piece waits until it is known to be no question", () => {
    const text = createChatText();
    text.delta(message("1", "About"));
    expect(text.completed(message("2", "Which port?"))).toEqual([]);
    expect(text.holds()).toBe(true);
    expect(text.asked()).toMatchObject({ content: "Which port?", contentType: "text" });
    expect(text.text()).toBe("About");
    expect(text.delta(message("3", "Well"))).toEqual([
      { messageId: "2", text: "Which port?" },
      { messageId: "3", text: "Well" },
    ]);
    expect(text.holds()).toBe(false);
    expect(text.asked()).toMatchObject({ content: "Well" });
  });

  test("variables of an End node are an object, streamed text that looks like one is text", () => {
    const whole = createChatText();
    whole.completed(message("1", '{"port":"Brest"}'));
    whole.release();
    expect(whole.output()).toEqual({ port: "Brest" });
    const pieces = createChatText();
    for (const piece of ['{"port":', '"Brest"}']) pieces.delta(message("1", piece));
    expect(pieces.output()).toBe('{"port":"Brest"}');
    expect(createChatText().output()).toBe("");
  });

  test("a polled reply is made of the answers alone", () => {
    const notes = [message("1", "one"), message("2", "{}", { messageType: "verbose" }), message("3", ""), message("4", "two")];
    expect(answerIn(notes)).toBe("one\n\ntwo");
  });
});
