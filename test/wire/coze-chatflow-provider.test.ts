/** Chatflows behind abilities, against the simulator in every flavour. The client's time is real, waits are not. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import type { CozeFlavour } from "../../src/coze/settings.js";
import { createCozeChatflowProvider } from "../../src/providers/coze-chatflow.js";
import type { Provider } from "../../src/providers/provider.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { ScriptedWorkflow } from "../../src/simulator/script.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { createLeapingClock } from "../support/leaping-clock.js";
import { answer, attach, eventsOf, execute, handleIn, interruptIn, NEVER, providerRequest, textIn } from "../support/provider-requests.js";
import { clientOf, failureOf } from "../support/raw-coze.js";

const failing: ScriptedWorkflow = {
  id: "7500000000000000191",
  name: "failing chatflow",
  kind: "chatflow",
  steps: [{ kind: "fail", code: 777777776, message: "a step took too long" }],
};
const choosing: ScriptedWorkflow = {
  id: "7500000000000000192",
  name: "choosing chatflow",
  kind: "chatflow",
  steps: [
    { kind: "question", node: { id: "1", title: "Ask" }, question: "Which season?", options: ["Spring", "Autumn"], saveAs: "season" },
    { kind: "end", variables: { season: "{{season}}", said: "{{USER_INPUT}}", tone: "{{tone}}" } },
  ],
};

describe.each<CozeFlavour>(["oss", "oss-old", "hosted"])("chatflows in flavour %s", (flavour) => {
  let simulator: Simulator;
  let client: CozeClient;
  let provider: Provider;

  beforeEach(async () => {
    simulator = createSimulator({ flavour, workflows: [failing, choosing] });
    const { url } = await simulator.start();
    client = clientOf({ baseUrl: url, flavour, token: () => "pat_simulator", circuit: { failures: 100, pauseMs: 1_000 } });
    provider = createCozeChatflowProvider({ connections: new Map([["default", client]]), clock: createLeapingClock(), random: () => 1 });
  });

  afterEach(async () => {
    client.close();
    await simulator.stop();
  });

  const conversation = { name: "conversation-of-caller-1" };
  const request = (workflowId: string, message = "tides 潮汐 🌊", more = {}) =>
    providerRequest(workflowId, { message, tone: "calm" }, { conversation, ...more });
  const sent = () =>
    simulator
      .history()
      .filter(({ path }) => path === "/v1/workflows/chat")
      .map(({ body }) => JSON.parse(body ?? ""));

  test("the message is answered piece by piece, and the run is named first", async () => {
    const events = await execute(provider, request(WORKFLOW_IDS.chatflow));
    const digits = expect.stringMatching(/^\d{19}$/);
    expect(events[0]).toMatchObject({ type: "remote", executeId: digits, conversationId: digits, chatId: digits });
    expect(eventsOf(events, "remote")).toHaveLength(1);
    expect(textIn(events)).toBe("You said: tides 潮汐 🌊");
    expect(events.at(-1)).toEqual({ type: "done", output: "You said: tides 潮汐 🌊" });
    expect(simulator.runs()).toMatchObject([{ userId: "caller-1", status: "Success" }]);
  });

  test("a conversation is found by its name, and goes on by its id", async () => {
    const first = handleIn(await execute(provider, request(WORKFLOW_IDS.chatflow)));
    const second = handleIn(await execute(provider, request(WORKFLOW_IDS.chatflow)));
    const known = { conversation: { ...conversation, id: first.conversationId } };
    const third = handleIn(await execute(provider, request(WORKFLOW_IDS.chatflow, "x", known)));
    expect([second.conversationId, third.conversationId]).toEqual([first.conversationId, first.conversationId]);
    expect(sent()[0].parameters).toEqual({ tone: "calm", CONVERSATION_NAME: conversation.name });
    expect(sent()[2]).toMatchObject({ conversation_id: first.conversationId, parameters: { tone: "calm" } });
    const alone = handleIn(await execute(provider, request(WORKFLOW_IDS.chatflow, "x", { conversation: undefined })));
    expect(alone.conversationId).not.toBe(first.conversationId);
    expect(sent()[3].parameters.CONVERSATION_NAME).toBe("inv_01");
  });

  test("a question waits, its answer is the next message, and one run is made of both", async () => {
    const asked = await execute(provider, request(WORKFLOW_IDS.askingChatflow));
    expect(interruptIn(asked)).toEqual({
      type: "interrupted",
      eventId: handleIn(asked).chatId,
      interruptType: 2,
      question: { prompt: "Which port?" },
    });
    expect(textIn(asked)).toBe("About tides 潮汐 🌊");
    const rest = await answer(provider, request(WORKFLOW_IDS.askingChatflow), { asked, answer: "Brest" });
    expect(rest.at(-1)).toEqual({ type: "done", output: "Brest it is." });
    expect(handleIn(rest)).toMatchObject({ executeId: handleIn(asked).executeId, conversationId: handleIn(asked).conversationId });
    expect(handleIn(rest).chatId).not.toBe(handleIn(asked).chatId);
    expect(simulator.runs()).toMatchObject([{ status: "Success", answers: 1 }]);
  });

  test("a card is a choice or a form", async () => {
    const choice = await execute(provider, request(choosing.id));
    expect(interruptIn(choice)).toMatchObject({ interruptType: 2, question: { prompt: "Which season?", options: ["Spring", "Autumn"] } });
    expect(eventsOf(choice, "output")).toEqual([]);
    const chosen = await answer(provider, request(choosing.id), { asked: choice, answer: "Autumn" });
    expect(chosen.at(-1)).toEqual({ type: "done", output: { season: "Autumn", said: "tides 潮汐 🌊", tone: "calm" } });
    const other = { conversation: { name: "another" } };
    const form = await execute(provider, request(WORKFLOW_IDS.formChatflow, "x", other));
    expect(interruptIn(form)).toMatchObject({ interruptType: 5, question: { form: { required: ["port", "days"] } } });
    const filled = await answer(provider, request(WORKFLOW_IDS.formChatflow, "x", other), {
      asked: form,
      answer: { port: "Br\nest", days: 3 },
    });
    expect(filled.at(-1)).toEqual({ type: "done", output: "3 days in Br est." });
  });

  test("an answer that had arrived before begins no second run", async () => {
    const asked = await execute(provider, request(WORKFLOW_IDS.askingChatflow));
    await answer(provider, request(WORKFLOW_IDS.askingChatflow), { asked, answer: "Brest" });
    const again = await answer(provider, request(WORKFLOW_IDS.askingChatflow), { asked, answer: "Lorient" });
    expect(again.at(-1)).toEqual({ type: "done", output: "Brest it is." });
    expect(simulator.runs()).toMatchObject([{ answers: 1 }]);
  });

  test("an answer is not given while nobody can say whether it was", async () => {
    const asked = await execute(provider, request(WORKFLOW_IDS.askingChatflow));
    const path =
      flavour === "hosted"
        ? `/v1/workflows/${WORKFLOW_IDS.askingChatflow}/run_histories/${handleIn(asked).executeId}`
        : "/v1/workflow/get_run_history";
    simulator.injectFault({ match: { path }, fault: "html502", times: 2 });
    const rest = await answer(provider, request(WORKFLOW_IDS.askingChatflow), { asked, answer: "Brest" });
    expect(rest.at(-1)).toEqual({ type: "done", output: "Brest it is." });
    expect(simulator.history().map((call) => call.path.split("?")[0])).toEqual([
      "/v1/workflows/chat",
      path,
      path,
      path,
      "/v1/workflows/chat",
    ]);
  });

  test.each(["cut:3", "cut-mid-frame:4", "no-terminal"])("a stream that breaks by %s costs pieces and not the result", async (fault) => {
    simulator.injectFault({ match: { path: "/v1/workflows/chat" }, fault, times: 1 });
    const events = await execute(provider, request(WORKFLOW_IDS.chatflow));
    expect(events.at(-1)).toEqual({ type: "done", output: "You said: tides 潮汐 🌊" });
    expect(simulator.runs()).toHaveLength(1);
  });

  test("a stream that breaks while an answer is given is followed", async () => {
    const asked = await execute(provider, request(WORKFLOW_IDS.askingChatflow));
    simulator.injectFault({ match: { path: "/v1/workflows/chat" }, fault: "cut:0", times: 1 });
    const rest = await answer(provider, request(WORKFLOW_IDS.askingChatflow), { asked, answer: "Brest" });
    expect(rest.at(-1)).toEqual({ type: "done", output: "Brest it is." });
  });

  test("a run is found again by its name, and not without", async () => {
    const handle = handleIn(await execute(provider, request(WORKFLOW_IDS.chatflow)));
    expect((await attach(provider, request(WORKFLOW_IDS.chatflow), handle)).at(-1)).toMatchObject({ output: "You said: tides 潮汐 🌊" });
    expect(provider.canAttach({ conversationId: "1", chatId: "2" })).toBe(false);
    expect((await failureOf(attach(provider, request(WORKFLOW_IDS.chatflow), {}))).code).toBe("OUTCOME_UNKNOWN");
  });

  test("failures come with their code, as a number or as text", async () => {
    expect((await failureOf(execute(provider, request(failing.id)))).code).toBe("ENGINE_STEP_TIMEOUT");
    simulator.injectFault({ match: { path: "/v1/workflows/chat" }, fault: "code-string", times: 2 });
    expect((await failureOf(execute(provider, request(failing.id)))).code).toBe("ENGINE_STEP_TIMEOUT");
    expect((await failureOf(execute(provider, request("7599999999999999999")))).code).toBe("WORKFLOW_NOT_FOUND");
    expect((await failureOf(execute(provider, request(WORKFLOW_IDS.chatflow, " ")))).code).toBe("MAPPING_FAILED");
  });

  test("cancelling reaches nothing", async () => {
    expect(provider.cancellation).toBe("DETACH_ONLY");
    const handle = handleIn(await execute(provider, request(WORKFLOW_IDS.chatflow)));
    expect(await provider.cancel({ ...request(WORKFLOW_IDS.chatflow), handle }, NEVER)).toBe(false);
  });
});
