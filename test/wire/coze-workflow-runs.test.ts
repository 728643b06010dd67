/** Workflow runs beyond the first stream: in the background, by history, resumed. The client's time is real, waits are not. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import type { CozeFlavour } from "../../src/coze/settings.js";
import type { JsonObject } from "../../src/kernel/json.js";
import { createCozeWorkflowProvider } from "../../src/providers/coze-workflow.js";
import type { Provider, ProviderEvent } from "../../src/providers/provider.js";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { createLeapingClock, type LeapingClock } from "../support/leaping-clock.js";
import {
  answer,
  attach,
  eventsOf,
  execute,
  handleIn,
  interruptIn,
  NEVER,
  providerRequest as request,
  textIn,
} from "../support/provider-requests.js";
import { clientOf, collect, failureOf, runRequest } from "../support/raw-coze.js";
import { until } from "../support/until.js";

const HISTORY_PATHS = { oss: "/v1/workflow/get_run_history", "oss-old": "/v1/workflow/get_run_history" };

describe.each<CozeFlavour>(["oss", "oss-old", "hosted"])("workflow runs in flavour %s", (flavour) => {
  let simulator: Simulator;
  let client: CozeClient;
  let clock: LeapingClock;
  let provider: Provider;

  beforeEach(async () => {
    simulator = createSimulator({ flavour });
    const { url } = await simulator.start();
    // The simulator's history is no good for the circuit: faults here are meant to pass.
    client = clientOf({ baseUrl: url, flavour, token: () => "pat_simulator", circuit: { failures: 100, pauseMs: 1_000 } });
    clock = createLeapingClock();
    provider = createCozeWorkflowProvider({ connections: new Map([["default", client]]), clock, random: () => 1 });
  });

  afterEach(async () => {
    client.close();
    await simulator.stop();
  });

  const inBackground = (workflowId: string, parameters: JsonObject = {}) => request(workflowId, parameters, { mode: "ASYNC" });
  const historyCalls = () => simulator.history().filter(({ path }) => /histor/.test(path));
  const disturbHistory = (executeId: string | undefined, fault: string, times: number) =>
    simulator.injectFault({
      match: { path: flavour === "hosted" ? `/v1/workflows/${WORKFLOW_IDS.job}/run_histories/${executeId}` : HISTORY_PATHS[flavour] },
      fault,
      times,
    });
  const begin = async (workflowId: string, parameters: JsonObject = {}) =>
    client.runAsync(runRequest({ workflowId, parameters, userId: "caller-1" }));

  describe("in the background", () => {
    test.each([
      [WORKFLOW_IDS.trip, { traveller: { name: "Ada" }, stops: ["Brest"] }],
      [WORKFLOW_IDS.ticker, { label: "潮汐 🌊", pieces: 3, every_ms: 1 }],
    ])("%s is named at once and gives what its stream gives", async (workflowId, parameters) => {
      const events = await execute(provider, inBackground(workflowId, parameters));
      expect(events[0]).toMatchObject({ type: "remote", executeId: expect.stringMatching(/^\d{19}$/), spaceId: "7530000000000000001" });
      expect(eventsOf(events, "usage")).toHaveLength(1);
      const streamed = await execute(provider, request(workflowId, parameters));
      expect(events.at(-1)).toEqual(streamed.at(-1));
      expect(handleIn(streamed)).toMatchObject({ spaceId: "7530000000000000001", logId: expect.stringMatching(/\S/) });
    });

    test("a run is named while it runs, and started once however often it is asked about", async () => {
      simulator.injectFault({ fault: "hang", match: { workflow_id: WORKFLOW_IDS.job, path: "/v1/workflow/run" } });
      const events = provider.execute(inBackground(WORKFLOW_IDS.job, { label: "a", seconds: 0 }), NEVER)[Symbol.asyncIterator]();
      const remote = (await events.next()).value as ProviderEvent;
      expect(simulator.runs()).toMatchObject([{ status: "Running", userId: "caller-1", mode: 2 }]);
      const rest: ProviderEvent[] = [];
      const following = (async () => {
        for (let next = await events.next(); !next.done; next = await events.next()) rest.push(next.value);
      })();
      await until(() => historyCalls().length > 3);
      simulator.clearFaults();
      await following;
      expect(rest.at(-1)).toEqual({ type: "done", output: { label: "a", seconds: 0 } });
      expect(simulator.runs().map(({ executeId }) => executeId)).toEqual([handleIn([remote]).executeId]);
    });

    test("questions come after 1 s, each half as long again later, up to 10 s", async () => {
      const patience = 45_000;
      const slow = failureOf(execute(provider, { ...inBackground(WORKFLOW_IDS.slow, { seconds: 600 }), timeoutMs: patience }));
      expect((await slow).code).toBe("ENGINE_TIMEOUT");
      expect(clock.slept.map(Math.round).slice(0, -1)).toEqual([1_000, 1_500, 2_250, 3_375, 5_063, 7_594, 10_000, 10_000]);
      expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(patience);
    });

    test("a run that fails there fails here, with its code and its name", async () => {
      const error = await failureOf(execute(provider, inBackground(WORKFLOW_IDS.fails, { code: 777777776 })));
      expect(error.code).toBe("ENGINE_STEP_TIMEOUT");
      expect(error.upstream).toMatchObject({ executeId: simulator.runs()[0]?.executeId, engineCode: "777777776" });
    });

    test("wrong parameters are refused at the start, and no run is left behind", async () => {
      expect((await failureOf(execute(provider, inBackground(WORKFLOW_IDS.write)))).code).toBe("ENGINE_INVALID_PARAMETERS");
      expect((await failureOf(execute(provider, inBackground(WORKFLOW_IDS.unpublished)))).code).toBe("WORKFLOW_NOT_PUBLISHED");
      expect(simulator.runs()).toEqual([]);
    });

    test("a question cannot be answered, and the run says so instead of waiting for ever", async () => {
      const error = await failureOf(execute(provider, inBackground(WORKFLOW_IDS.ask)));
      expect(error).toMatchObject({ code: "QUESTION_NOT_ANSWERABLE", upstream: { executeId: simulator.runs()[0]?.executeId } });
      expect(error.messageIn("zh")).not.toMatch(/\{\w+\}/);
    });

    test("giving up stops the questions, outcome unknown", async () => {
      const caller = new AbortController();
      const pending = failureOf(execute(provider, inBackground(WORKFLOW_IDS.slow, { seconds: 600 }), caller.signal));
      await until(() => historyCalls().length > 0);
      caller.abort();
      expect((await pending).code).toBe("OUTCOME_UNKNOWN");
      const waits = clock.slept.length;
      await client.run(runRequest({ workflowId: WORKFLOW_IDS.instant }));
      expect(clock.slept).toHaveLength(waits);
    });
  });

  describe("by history", () => {
    test.each(["html504", "html502", "429", "empty200", "not-found", "cut", "slow-headers:1"])(
      "%s three times over costs nothing but time",
      async (fault) => {
        const { executeId } = await begin(WORKFLOW_IDS.job, { label: "x", seconds: 0 });
        disturbHistory(executeId, fault, 3);
        const events = await attach(provider, request(WORKFLOW_IDS.job), { executeId });
        expect(events.at(-1)).toEqual({ type: "done", output: { label: "x", seconds: 0 } });
        expect(historyCalls().length).toBeGreaterThan(fault === "slow-headers:1" ? 0 : 3);
      },
    );

    test.each(["unknown-json-fields", "code-string"])("%s changes nothing", async (fault) => {
      const { executeId } = await begin(WORKFLOW_IDS.job, { seconds: 0 });
      disturbHistory(executeId, fault, 100);
      expect((await attach(provider, request(WORKFLOW_IDS.job), { executeId })).at(-1)).toMatchObject({ type: "done" });
    });

    test("a token that is refused leaves the outcome unknown, and says why", async () => {
      const { executeId } = await begin(WORKFLOW_IDS.job, { seconds: 0 });
      disturbHistory(executeId, "refuse-token", 100);
      const error = await failureOf(attach(provider, request(WORKFLOW_IDS.job), { executeId }));
      expect(error).toMatchObject({ code: "OUTCOME_UNKNOWN", cause: { code: "ENGINE_AUTH_FAILED" } });
    });

    test("a run nobody knows is given its first seconds, then its outcome is unknown", async () => {
      const error = await failureOf(attach(provider, request(WORKFLOW_IDS.job), { executeId: "7540000000000000001" }));
      expect(error).toMatchObject({ code: "OUTCOME_UNKNOWN", upstream: { executeId: "7540000000000000001" } });
      expect(historyCalls().length).toBeGreaterThan(2);
      expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
    });

    test("without the engine's name for it a run cannot be found again", async () => {
      expect(provider.canAttach({ logId: "l", spaceId: "1" })).toBe(false);
      expect(provider.canAttach({ executeId: "1" })).toBe(true);
      expect((await failureOf(attach(provider, request(WORKFLOW_IDS.job), {}))).code).toBe("OUTCOME_UNKNOWN");
    });

    test("a run that waits for a person has no name for its state", async () => {
      const handle = handleIn(await execute(provider, request(WORKFLOW_IDS.ask)));
      expect((await failureOf(attach(provider, request(WORKFLOW_IDS.ask), handle))).code).toBe("OUTCOME_UNKNOWN");
    });

    test("a run that failed meanwhile failed", async () => {
      const { executeId } = await begin(WORKFLOW_IDS.fails, { code: 777777777 });
      await until(() => simulator.runs()[0]?.status === "Fail");
      expect((await failureOf(attach(provider, request(WORKFLOW_IDS.fails), { executeId }))).code).toBe("ENGINE_CANCELLED");
    });
  });

  describe("resumed", () => {
    test("with a text it goes on to its end", async () => {
      const asked = await execute(provider, request(WORKFLOW_IDS.ask));
      const rest = await answer(provider, request(WORKFLOW_IDS.ask), { asked, answer: "Brest" });
      expect(textIn(rest)).toBe("The answer for Brest is about tides.");
      expect(rest.at(-1)).toEqual({ type: "done", output: "The answer for Brest is about tides." });
      expect(simulator.runs()).toMatchObject([{ status: "Success", answers: 1 }]);
    });

    test("it may ask again, and each question has its own event", async () => {
      const first = await execute(provider, request(WORKFLOW_IDS.askTwice));
      const second = await answer(provider, request(WORKFLOW_IDS.askTwice), { asked: first, answer: "Brest" });
      expect(interruptIn(second).eventId).not.toBe(interruptIn(first).eventId);
      expect(interruptIn(second).question.prompt).toContain("Which season?");
      if (flavour !== "hosted") expect(interruptIn(second).question.options).toEqual(["Spring", "Autumn"]);
      const last = await answer(provider, request(WORKFLOW_IDS.askTwice), { asked: second, answer: "Autumn" });
      expect(last.at(-1)).toEqual({ type: "done", output: { label: "trip", port: "Brest", season: "Autumn" } });
      expect(simulator.runs()).toHaveLength(1);
    });

    test("with the values of a form", async () => {
      const asked = await execute(provider, request(WORKFLOW_IDS.input));
      expect(interruptIn(asked)).toMatchObject({ interruptType: 5, question: { form: { required: ["port", "days"] } } });
      const values = { port: 'Brest ⚓ "quoted"', days: 3, more: [1, null] };
      const rest = await answer(provider, request(WORKFLOW_IDS.input), { asked, answer: values });
      expect(rest.at(-1)).toEqual({ type: "done", output: { port: values.port, days: 3 } });
    });

    test.each(["cut:0", "cut:1", "cut-mid-frame:1", "no-terminal", "html504"])(
      "a stream that breaks by %s costs pieces and not the result",
      async (fault) => {
        const asked = await execute(provider, request(WORKFLOW_IDS.ask));
        simulator.injectFault({ match: { path: "/v1/workflow/stream_resume" }, fault, times: 1 });
        const rest = await answer(provider, request(WORKFLOW_IDS.ask), { asked, answer: "Brest" });
        expect(rest.at(-1)).toEqual({ type: "done", output: "The answer for Brest is about tides." });
        expect(simulator.runs()).toMatchObject([{ status: "Success", answers: 1 }]);
      },
    );

    test("an answer that had arrived before is followed, not given again", async () => {
      const asked = await execute(provider, request(WORKFLOW_IDS.ask));
      await answer(provider, request(WORKFLOW_IDS.ask), { asked, answer: "Brest" });
      const again = await answer(provider, request(WORKFLOW_IDS.ask), { asked, answer: "Lorient" });
      expect(again.at(-1)).toEqual({ type: "done", output: "The answer for Brest is about tides." });
      expect(simulator.runs()).toMatchObject([{ answers: 1 }]);
    });

    test("an answer that a waiting run refuses is refused", async () => {
      const asked = await execute(provider, request(WORKFLOW_IDS.ask));
      const { executeId = "" } = handleIn(asked);
      const wrong = { ...request(WORKFLOW_IDS.ask), handle: { executeId }, eventId: `${executeId}/1`, interruptType: 2, answer: "x" };
      const error = await failureOf(collect(provider.resume(wrong, NEVER)));
      expect(error).toMatchObject({ code: "ENGINE_FAILED", upstream: { engineCode: "720701013" } });
    });

    test("a rate limit is not taken for an answer", async () => {
      const asked = await execute(provider, request(WORKFLOW_IDS.ask));
      simulator.injectFault({ match: { path: "/v1/workflow/stream_resume" }, fault: "429", times: 1 });
      const limited = await failureOf(answer(provider, request(WORKFLOW_IDS.ask), { asked, answer: "Brest" }));
      expect(limited).toMatchObject({ code: "ENGINE_RATE_LIMITED", notAccepted: true });
    });
  });

  describe("in one answer", () => {
    const inOne = (workflowId: string, parameters: JsonObject = {}) => request(workflowId, parameters, { mode: "SYNC" });

    test("gives the result and its name", async () => {
      const events = await execute(provider, inOne(WORKFLOW_IDS.instant, { a: 1 }));
      expect(events.map(({ type }) => type)).toEqual(["remote", "usage", "done"]);
      expect(events.at(-1)).toEqual({ type: "done", output: { echo: { a: 1 } } });
      expect(handleIn(events).executeId).toBe(simulator.runs()[0]?.executeId);
    });

    test("cannot ask, may be cut by a proxy, and names the run that failed", async () => {
      expect((await failureOf(execute(provider, inOne(WORKFLOW_IDS.ask)))).code).toBe("QUESTION_NOT_ANSWERABLE");
      const cut = await failureOf(execute(provider, inOne(WORKFLOW_IDS.instant, { __fault: "html504" })));
      expect(cut).toMatchObject({ code: "ENGINE_TIMEOUT", notAccepted: false });
      const seen: ProviderEvent[] = [];
      const consume = async () => {
        for await (const event of provider.execute(inOne(WORKFLOW_IDS.fails), NEVER)) seen.push(event);
      };
      expect((await failureOf(consume())).code).toBe("ENGINE_FAILED");
      if (flavour !== "hosted") expect(handleIn(seen).executeId).toBe(simulator.runs().at(-1)?.executeId);
    });
  });

  test("cancelling reaches nothing, and says so before and after", async () => {
    expect(provider.cancellation).toBe("DETACH_ONLY");
    const { executeId } = await begin(WORKFLOW_IDS.slow, { seconds: 60 });
    expect(await provider.cancel({ ...request(WORKFLOW_IDS.slow), handle: { executeId } }, NEVER)).toBe(false);
    expect(simulator.runs()).toMatchObject([{ status: "Running" }]);
  });
});
