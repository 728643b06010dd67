/** Agents behind abilities, against the simulator in every flavour. The client's time is real, waits are not. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import type { CozeFlavour } from "../../src/coze/settings.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { createCozeAgentProvider } from "../../src/providers/coze-agent.js";
import type { Provider, ProviderEvent, ProviderRequest } from "../../src/providers/provider.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { ScriptedWorkflow } from "../../src/simulator/script.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { createLeapingClock } from "../support/leaping-clock.js";
import { attach, eventsOf, execute, handleIn, NEVER, providerRequest as request, textIn } from "../support/provider-requests.js";
import { clientOf, collect, failureOf, startRawCoze, stream } from "../support/raw-coze.js";
import { until } from "../support/until.js";

const failingBot: ScriptedWorkflow = {
  id: "7500000000000000291",
  name: "failing bot",
  kind: "bot",
  steps: [{ kind: "fail", code: 777777776, message: "a step took too long" }],
};
const askingBot: ScriptedWorkflow = {
  id: "7500000000000000292",
  name: "asking bot",
  kind: "bot",
  steps: [{ kind: "question", node: { id: "1", title: "Ask" }, question: "Which port?", saveAs: "port" }],
};
const variableBot: ScriptedWorkflow = {
  id: "7500000000000000293",
  name: "variable bot",
  kind: "bot",
  steps: [{ kind: "end", text: ["{{tone}} {{count}} {{flags}}: {{USER_INPUT}}"], streamed: false }],
};

describe.each<CozeFlavour>(["oss", "oss-old", "hosted"])("agents in flavour %s", (flavour) => {
  let simulator: Simulator;
  let client: CozeClient;
  let provider: Provider;

  beforeEach(async () => {
    simulator = createSimulator({ flavour, workflows: [failingBot, askingBot, variableBot] });
    const { url } = await simulator.start();
    client = clientOf({ baseUrl: url, flavour, token: () => "pat_simulator", circuit: { failures: 100, pauseMs: 1_000 } });
    provider = createCozeAgentProvider({ connections: new Map([["default", client]]), clock: createLeapingClock(), random: () => 1 });
  });

  afterEach(async () => {
    client.close();
    await simulator.stop();
  });

  const says = (botId: string, parameters: JsonObject, more: Partial<ProviderRequest> = {}) => request(botId, parameters, more);
  const hello = { message: "hello 你好 🌊" };
  const chats = () => simulator.history().filter(({ path }) => /^\/v3\/chat(\?|$)/.test(path));

  describe.each(["STREAM", "ASYNC"] as const)("in mode %s", (mode) => {
    test("the answer is the result, and the chat is named first", async () => {
      const events = await execute(provider, says(WORKFLOW_IDS.bot, hello, { mode }));
      const digits = expect.stringMatching(/^\d{19}$/);
      expect(events[0]).toMatchObject({ type: "remote", conversationId: digits, chatId: digits, logId: expect.stringMatching(/\S/) });
      expect(eventsOf(events, "remote")).toHaveLength(1);
      expect(events.at(-1)).toEqual({ type: "done", output: "I heard: hello 你好 🌊" });
      expect(eventsOf(events, "usage")).toEqual([expect.objectContaining({ totalTokens: expect.any(Number) })]);
      if (mode === "STREAM") expect(textIn(events)).toBe("I heard: hello 你好 🌊");
      expect(simulator.runs()).toMatchObject([{ userId: "caller-1", status: "Success" }]);
    });

    test("other parameters are variables, as text", async () => {
      const parameters = { ...hello, tone: "calm", count: 3, flags: { a: [true] }, nothing: null };
      const events = await execute(provider, says(variableBot.id, parameters, { mode }));
      expect(events.at(-1)).toEqual({ type: "done", output: 'calm 3 {"a":[true]}: hello 你好 🌊' });
      expect(JSON.parse(chats()[0]?.body ?? "")).toMatchObject({ custom_variables: { tone: "calm", count: "3", flags: '{"a":[true]}' } });
    });

    test("a conversation goes on by its id", async () => {
      const first = handleIn(await execute(provider, says(WORKFLOW_IDS.bot, hello, { mode })));
      const conversation = { name: "c-1", ...(first.conversationId !== undefined && { id: first.conversationId }) };
      const second = handleIn(await execute(provider, says(WORKFLOW_IDS.bot, hello, { mode, conversation })));
      expect(second.conversationId).toBe(first.conversationId);
      expect(second.chatId).not.toBe(first.chatId);
    });

    test("a chat that fails fails with its code", async () => {
      const error = await failureOf(execute(provider, says(failingBot.id, hello, { mode })));
      expect(error).toMatchObject({ code: "ENGINE_STEP_TIMEOUT", notAccepted: false });
    });

    test("a chat that requires an action is not answerable", async () => {
      const error = await failureOf(execute(provider, says(askingBot.id, hello, { mode })));
      expect(error).toMatchObject({ code: "QUESTION_NOT_ANSWERABLE", params: { question: "Which port?" } });
    });

    test("an agent nobody knows is refused", async () => {
      expect((await failureOf(execute(provider, says("7599999999999999999", hello, { mode })))).code).toBe("WORKFLOW_NOT_FOUND");
    });

    test("with nothing to say nothing is sent", async () => {
      for (const message of [undefined, null, "", "  "]) {
        const parameters: JsonObject = message === undefined ? {} : { message };
        const error = await failureOf(execute(provider, says(WORKFLOW_IDS.bot, parameters, { mode })));
        expect(error).toMatchObject({ code: "MAPPING_FAILED", notAccepted: true });
      }
      expect(simulator.history()).toEqual([]);
    });
  });

  test.each(["cut:3", "cut-mid-frame:3", "no-terminal"])("a stream that breaks by %s is read to its end by asking", async (fault) => {
    simulator.injectFault({ match: { path: "/v3/chat" }, fault, times: 1 });
    const events = await execute(provider, says(WORKFLOW_IDS.bot, hello));
    expect(events.at(-1)).toEqual({ type: "done", output: "I heard: hello 你好 🌊" });
    expect(simulator.runs()).toHaveLength(1);
  });

  test("a stream that breaks before it is named is lost", async () => {
    simulator.injectFault({ match: { path: "/v3/chat" }, fault: "cut:0", times: 1 });
    expect(await failureOf(execute(provider, says(WORKFLOW_IDS.bot, hello)))).toMatchObject({
      code: "ENGINE_STREAM_CUT",
      notAccepted: false,
    });
  });

  test("a chat is followed by its ids, whatever fails on the way", async () => {
    const handle = handleIn(await execute(provider, says(WORKFLOW_IDS.bot, hello)));
    expect(provider.canAttach(handle)).toBe(true);
    expect(provider.canAttach({ conversationId: "1" })).toBe(false);
    simulator.injectFault({ match: { path: "/v3/chat/retrieve" }, fault: "html504", times: 2 });
    simulator.injectFault({ match: { path: "/v3/chat/message/list" }, fault: "html502", times: 2 });
    expect((await attach(provider, says(WORKFLOW_IDS.bot, hello), handle)).at(-1)).toEqual({
      type: "done",
      output: "I heard: hello 你好 🌊",
    });
    const unknown = failureOf(attach(provider, says(WORKFLOW_IDS.bot, hello), { conversationId: "1", chatId: "2" }));
    expect((await unknown).code).toBe("OUTCOME_UNKNOWN");
    expect((await failureOf(attach(provider, says(WORKFLOW_IDS.bot, hello), {}))).code).toBe("OUTCOME_UNKNOWN");
  });

  /** A chat that stands still in the middle, named, with its stream open. */
  const hanging = async () => {
    simulator.injectFault({ match: { workflow_id: WORKFLOW_IDS.slowBot }, fault: "hang:2" });
    const chat = says(WORKFLOW_IDS.slowBot, { message: "x", pieces: 4, every_ms: 0 });
    const seen: ProviderEvent[] = [];
    const following = (async () => {
      for await (const event of provider.execute(chat, NEVER)) seen.push(event);
    })();
    following.catch(() => undefined);
    await until(() => eventsOf(seen, "output").length === 2);
    return { chat, following, seen, remote: { ...chat, handle: handleIn(seen) } };
  };

  test("a chat that is cancelled stops there, and its stream ends so", async () => {
    expect(provider.cancellation).toBe("ENGINE");
    const { following, remote } = await hanging();
    expect(await provider.cancel(remote, NEVER)).toBe(true);
    expect(await failureOf(following)).toMatchObject({ code: "ENGINE_CANCELLED" });
    expect(simulator.runs()).toMatchObject([{ status: "Cancel" }]);
    expect(await provider.cancel(remote, NEVER)).toBe(true);
  });

  test("a cancel that is taken and ignored is none", async () => {
    const { following, seen, remote } = await hanging();
    simulator.injectFault({ match: { path: "/v3/chat/cancel" }, fault: "ignore-cancel" });
    expect(await provider.cancel(remote, NEVER)).toBe(false);
    simulator.release();
    await following;
    expect(seen.at(-1)).toEqual({ type: "done", output: "x-1 x-2 x-3 x-4 " });
  });

  test("a cancel that comes too late, goes astray or has nothing to reach is none", async () => {
    const done = { ...says(WORKFLOW_IDS.bot, hello), handle: handleIn(await execute(provider, says(WORKFLOW_IDS.bot, hello))) };
    expect(await provider.cancel(done, NEVER)).toBe(false);
    expect(await provider.cancel({ ...done, handle: {} }, NEVER)).toBe(false);
    expect(await provider.cancel({ ...done, handle: { conversationId: "../x", chatId: "1" } }, NEVER)).toBe(false);
    expect(await provider.cancel({ ...done, connection: "other" }, NEVER)).toBe(false);
    expect(await provider.cancel(done, AbortSignal.abort())).toBe(false);
    await simulator.stop();
    expect(await provider.cancel(done, NEVER)).toBe(false);
  });

  test("what an agent asks for cannot be answered here", async () => {
    const resume = { ...says(WORKFLOW_IDS.bot, hello), handle: {}, eventId: "1", interruptType: 2, answer: "x" };
    expect((await failureOf(collect(provider.resume(resume, NEVER)))).code).toBe("QUESTION_NOT_ANSWERABLE");
  });

  test("a polled chat asks for JSON, and takes a stream from those who only stream", async () => {
    await execute(provider, says(WORKFLOW_IDS.bot, hello, { mode: "ASYNC" }));
    expect(JSON.parse(chats()[0]?.body ?? "")).toMatchObject({ stream: false, auto_save_history: true, user_id: "caller-1" });
    const polls = simulator.history().filter(({ path }) => path.startsWith("/v3/chat/retrieve"));
    expect(polls.every(({ method }) => method === "GET")).toBe(true);
    expect(polls.length > 0).toBe(flavour !== "oss-old");
  });
});

describe("odd answers", () => {
  const provided = async (...args: Parameters<typeof stream>) => {
    const coze = await startRawCoze(stream(...args));
    const client = clientOf({ baseUrl: coze.url, spaceId: "42" });
    const provider = createCozeAgentProvider({ connections: new Map([["default", client]]), clock: createLeapingClock() });
    const close = async () => {
      client.close();
      await coze.close();
    };
    return { provider, close, sockets: coze.sockets };
  };
  const chat = (event: string, more: object = {}) =>
    `event:conversation.chat.${event}\ndata:${JSON.stringify({ id: "11", conversation_id: "12", ...more })}\n\n`;
  const said = (event: string, content: string, type = "answer") =>
    `event:conversation.message.${event}\ndata:${JSON.stringify({ id: "5", type, content, content_type: "text" })}\n\n`;

  test("a completed chat is the result, though its stream never ends", async () => {
    const { provider, close } = await provided([chat("created"), said("delta", "Hi"), chat("completed")], () => undefined);
    expect((await execute(provider, request("1", { message: "x" }))).at(-1)).toEqual({ type: "done", output: "Hi" });
    await close();
  });

  test("a message in one piece does not wait for the work that follows it", async () => {
    let goOn: () => void = () => undefined;
    const { provider, close } = await provided([chat("created"), said("completed", "Let me see.")], (response) => {
      goOn = () => response.end(said("completed", "Done.").replace('"5"', '"6"') + chat("completed"));
    });
    const events: ProviderEvent[] = [];
    for await (const event of provider.execute(request("1", { message: "x" }), NEVER)) {
      events.push(event);
      if (event.type === "output" && event.text === "Let me see.") goOn();
    }
    expect(textIn(events)).toBe("Let me see.Done.");
    expect(events.at(-1)).toEqual({ type: "done", output: "Let me see.\n\nDone." });
    await close();
  });

  test("a consumer that leaves while the chat goes on closes the socket", async () => {
    const { provider, close, sockets } = await provided([chat("created"), said("completed", "Let me see.")], () => undefined);
    const caller = new AbortController();
    for await (const event of provider.execute(request("1", { message: "x" }), caller.signal)) if (event.type === "output") break;
    caller.abort();
    await until(() => sockets.closed === sockets.opened);
    await close();
  });

  test("an error event ends the chat with its code, number or text", async () => {
    for (const code of [4000, "4000"]) {
      const { provider, close } = await provided([chat("created"), `event:error\ndata:${JSON.stringify({ code, msg: "bad" })}\n\n`]);
      expect((await failureOf(execute(provider, request("1", { message: "x" })))).code).toBe("ENGINE_INVALID_PARAMETERS");
      await close();
    }
  });

  test("links lead to the agent's page", async () => {
    const { provider, close } = await provided([]);
    expect(provider.links({ connection: "default", workflowId: "7", executeId: "8" }).studioWorkflow).toMatch(/\/space\/42\/bot\/7$/);
    expect(provider.links({ connection: "other", workflowId: "7" })).toEqual({});
    await close();
  });
});
