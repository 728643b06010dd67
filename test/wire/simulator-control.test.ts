/** What tests can do to a simulator's runs: slow them down, hold them, hide them, and see all that were ever started. */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { Flavour } from "../../src/simulator/flavour.js";
import { startSimulator } from "../support/simulator-caller.js";
import { until } from "../support/until.js";

const historyPath = (flavour: Flavour, workflowId: string, executeId: string): string =>
  flavour === "hosted"
    ? `/v1/workflows/${workflowId}/run_histories/${executeId}`
    : `/v1/workflow/get_run_history?workflow_id=${workflowId}&execute_id=${executeId}`;

describe("runs", () => {
  test("are listed with who started them, with what, and how each stands", async () => {
    const { run, stream, post, get, simulator, delete: remove } = await startSimulator();
    await run(WORKFLOW_IDS.job, { label: "a", seconds: 0 }, { ext: { user_id: "u-1" } });
    const asked = (await stream(WORKFLOW_IDS.ask)).frames().at(-1)?.json().interrupt_data;
    await run(WORKFLOW_IDS.fails, {}, { is_async: true });
    await until(() => simulator.runs()[2]?.status === "Fail");
    const { runs } = (await get("/_history", {})).json();
    expect(runs).toEqual(simulator.runs());
    expect(runs).toMatchObject([
      { workflowId: WORKFLOW_IDS.job, userId: "u-1", mode: 0, parameters: '{"label":"a","seconds":0}', status: "Success", answers: 0 },
      { workflowId: WORKFLOW_IDS.ask, mode: 1, status: "Interrupted", answers: 0 },
      { workflowId: WORKFLOW_IDS.fails, mode: 2, status: "Fail" },
    ]);
    expect([runs[0].endedAt, runs[1].endedAt]).toEqual([expect.any(String), undefined]);
    const answer = { workflow_id: WORKFLOW_IDS.ask, event_id: asked.event_id, resume_data: "Brest", interrupt_type: 2 };
    await post("/v1/workflow/stream_resume", answer);
    expect(simulator.runs()[1]).toMatchObject({ status: "Success", answers: 1 });
    expect((await post("/v1/workflow/stream_resume", answer)).json().code).toBe(720701013);
    expect(simulator.runs()).toHaveLength(3);
    await remove("/_history");
    expect(simulator.runs()).toEqual([]);
    expect((await get(historyPath("oss", WORKFLOW_IDS.job, runs[0].executeId))).json().data[0].execute_status).toBe("Success");
  });

  test.each(["oss", "oss-old", "hosted"] as const)("in the background go on between requests on %s", async (flavour) => {
    const { run, get, post, simulator } = await startSimulator({ flavour });
    simulator.injectFault({ fault: "hang" });
    const { execute_id } = (await run(WORKFLOW_IDS.job, { seconds: 0 }, { is_async: true })).json();
    simulator.injectFault({ fault: "ping" });
    const status = async () => (await get(historyPath(flavour, WORKFLOW_IDS.job, execute_id))).json().data[0].execute_status;
    expect(await status()).toBe("Running");
    await post("/_release", {}, {});
    await until(async () => (await status()) === "Success");
  });
});

test("a run hangs at the event it is told to, until the faults are cleared", async () => {
  const { open, simulator, delete: remove } = await startSimulator();
  const parameters = { label: "x", pieces: 3, every_ms: 0, __fault: "hang:2" };
  const response = await open("/v1/workflow/stream_run", { workflow_id: WORKFLOW_IDS.ticker, parameters });
  let text = "";
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
  })();
  await until(() => text.includes("x-2 "));
  expect(text).not.toContain("x-3 ");
  expect(simulator.runs()[0]?.status).toBe("Running");
  await remove("/_faults");
  await reading;
  expect(text).toContain("x-3 ");
  expect(simulator.runs()[0]?.status).toBe("Success");
});

test("a slow run takes its time at every event", async () => {
  const { run } = await startSimulator();
  const begin = performance.now();
  await run(WORKFLOW_IDS.ticker, { pieces: 3, every_ms: 0, __fault: "slow-run:20" });
  expect(performance.now() - begin).toBeGreaterThan(90);
});

test.each(["oss", "hosted"] as const)("the history of %s may not know a run at first", async (flavour) => {
  const { run, get, simulator } = await startSimulator({ flavour });
  const { execute_id } = (await run(WORKFLOW_IDS.job, { seconds: 0 }, { is_async: true })).json();
  simulator.injectFault({ fault: "not-found:2" });
  const codes = [];
  for (let ask = 0; ask < 3; ask += 1) codes.push((await get(historyPath(flavour, WORKFLOW_IDS.job, execute_id))).json().code);
  expect(codes).toEqual(flavour === "hosted" ? [4200, 4200, 0] : [777777775, 777777775, 0]);
});

test("a cancel may be taken and ignored, and one that is not reaches a run that hangs", async () => {
  const { post, get, simulator } = await startSimulator();
  const message = { role: "user", content: "x", content_type: "text" };
  const chat = { bot_id: WORKFLOW_IDS.slowBot, user_id: "u", additional_messages: [message], custom_variables: { __fault: "hang:1" } };
  const { id, conversation_id } = (await post("/v3/chat", chat)).json().data;
  const status = async () => (await get(`/v3/chat/retrieve?conversation_id=${conversation_id}&chat_id=${id}`)).json().data.status as string;
  simulator.injectFault({ fault: "ignore-cancel", match: { path: "/v3/chat/cancel" }, times: 1 });
  expect((await post("/v3/chat/cancel", { chat_id: id, conversation_id })).json().code).toBe(0);
  expect(await status()).toBe("in_progress");
  expect((await post("/v3/chat/cancel", { chat_id: id, conversation_id })).json().data.status).toBe("canceled");
  await until(() => simulator.runs()[0]?.status === "Cancel");
  expect(await status()).toBe("canceled");
});

test("an agent's variables are text, and its script sees them", async () => {
  const { post } = await startSimulator();
  const message = { role: "user", content: "x", content_type: "text" };
  const chat = { bot_id: WORKFLOW_IDS.slowBot, user_id: "u", stream: true, additional_messages: [message] };
  const spoken = await post("/v3/chat", { ...chat, custom_variables: { pieces: "2", every_ms: "0" } });
  expect(spoken.text).toContain('"content":"x-1 x-2 "');
  expect((await post("/v3/chat", { ...chat, custom_variables: { pieces: 2 } })).status).toBe(400);
});

test("the catalogue's workflow that asks twice needs both answers", async () => {
  const { stream, post } = await startSimulator();
  let frames = (await stream(WORKFLOW_IDS.askTwice, { label: "x" })).frames();
  for (const resume_data of ["Brest", "Autumn"]) {
    const { event_id } = frames.at(-1)?.json().interrupt_data ?? {};
    frames = (await post("/v1/workflow/stream_resume", { workflow_id: WORKFLOW_IDS.askTwice, event_id, resume_data })).frames();
  }
  expect(frames.map(({ event }) => event)).toEqual(["Message", "Done"]);
  expect(JSON.parse(frames[0]?.json().content)).toEqual({ label: "x", port: "Brest", season: "Autumn" });
});
