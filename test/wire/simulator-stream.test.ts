/** `stream_run` and `stream_resume`: framing, events, interrupts, per flavour (reference/coze-api.md §5, §11). */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { ScriptedWorkflow } from "../../src/simulator/script.js";
import { framesIn, type PlainReply, type SimulatorCaller, startSimulator } from "../support/simulator-caller.js";
import { until } from "../support/until.js";

const names = (reply: PlainReply): string[] => reply.frames().map((frame) => frame.event);
const eventIdOf = (reply: PlainReply): string => reply.frames().at(-1)?.json().interrupt_data.event_id;
const resume = (caller: SimulatorCaller, eventId: string, answer: { workflow: string; text: string }): Promise<PlainReply> =>
  caller.post("/v1/workflow/stream_resume", {
    ...{ workflow_id: answer.workflow, event_id: eventId, resume_data: answer.text, interrupt_type: 2 },
  });

describe("frames on oss", () => {
  test("have ids from 0, message numbers per node, and end with Done and its link", async () => {
    const { stream, simulator } = await startSimulator();
    const reply = await stream(WORKFLOW_IDS.parallel);
    expect(reply.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(reply.headers.get("cache-control")).toBe("no-cache");
    const frames = reply.frames();
    expect(frames.map((frame) => frame.id)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    const seen = frames.slice(0, 7).map((frame) => [frame.json().node_title, frame.json().node_seq_id, frame.json().node_is_finish]);
    expect(seen).toEqual([
      ["North", "0", false],
      ["South", "0", false],
      ["North", "1", false],
      ["South", "1", false],
      ["North", "2", true],
      ["South", "2", true],
      ["End", "0", true],
    ]);
    expect(frames[7]?.event).toBe("Done");
    expect(new URL(frames[7]?.json().debug_url).searchParams.get("execute_id")).toBe(simulator.history()[0]?.executeId);
    expect(frames[7]?.data).toContain("\\u0026workflow_id=");
  });

  test("carry exactly the documented keys, and leave empty ones out", async () => {
    const { stream } = await startSimulator();
    const [piece] = (await stream(WORKFLOW_IDS.write, { topic: "潮汐" })).frames();
    const keys = ["content", "content_type", "node_seq_id", "node_id", "node_is_finish", "node_type", "node_title"];
    expect(Object.keys(piece?.json())).toEqual(keys);
    const [end] = (await stream(WORKFLOW_IDS.instant)).frames();
    expect(end?.json()).toEqual({
      ...{ content: '{"echo":{}}', content_type: "text", node_seq_id: "0", node_id: "900001" },
      ...{ node_is_finish: true, node_type: "End", node_title: "End", token: expect.any(Number) },
    });
  });

  test("stream the pieces of multi-byte text as asked", async () => {
    const { stream } = await startSimulator();
    const frames = (await stream(WORKFLOW_IDS.long, { pieces: 7, delay_ms: 0 })).frames();
    const text = frames.slice(0, -1).map((frame) => frame.json().content);
    expect(text).toHaveLength(8);
    expect(text.join("")).toBe([1, 2, 3, 4, 5, 6, 7].map((index) => `第${index}段é🚀 `).join(""));
  });

  test("are lower-case in early revisions", async () => {
    const { stream } = await startSimulator({ flavour: "oss-old" });
    expect(names(await stream(WORKFLOW_IDS.instant))).toEqual(["message", "done"]);
    expect(names(await stream(WORKFLOW_IDS.fails)).at(-1)).toBe("error");
    expect(names(await stream(WORKFLOW_IDS.ask)).at(-1)).toBe("interrupt");
  });

  test("show the raw code where run shows the mapped one", async () => {
    const { stream } = await startSimulator();
    const error = (await stream(WORKFLOW_IDS.fails, { code: 720702085 })).frames().at(-1);
    expect(error?.event).toBe("Error");
    expect(error?.json()).toMatchObject({ error_code: 720702085, error_message: expect.any(String), debug_url: expect.any(String) });
  });
});

test("a failure before the first event is JSON with the raw code, not a stream", async () => {
  const { stream } = await startSimulator();
  const unpublished = await stream(WORKFLOW_IDS.unpublished);
  expect(unpublished.headers.get("content-type")).toContain("application/json");
  expect(unpublished.json()).toEqual({ code: 720702011, msg: expect.any(String) });
  expect((await stream(WORKFLOW_IDS.write, {})).json()).toEqual({ code: 720702002, msg: "missing required parameter: topic" });
  expect((await stream(WORKFLOW_IDS.echo, { list: "{}" })).json().code).toBe(720702001);
});

describe("an interrupt", () => {
  test("ends the stream without Done, and its answer starts a new one at id 0", async () => {
    const caller = await startSimulator();
    const asked = await caller.stream(WORKFLOW_IDS.ask, { topic: "ports" });
    expect(names(asked)).toEqual(["Message", "Message", "Message", "Message", "Interrupt"]);
    const { interrupt_data } = asked.frames().at(-1)?.json() ?? {};
    expect(interrupt_data.event_id).toMatch(new RegExp(`^${caller.simulator.history()[0]?.executeId}/\\d{19}$`));
    expect(interrupt_data.type).toBe(2);
    const question = { type: "question", content_type: "text", content: "Which port do you mean for ports?", id: "144001_0" };
    expect(JSON.parse(interrupt_data.data)).toEqual({ messages: [question] });
    const rest = await resume(caller, interrupt_data.event_id, { workflow: WORKFLOW_IDS.ask, text: "Brest" });
    expect(rest.frames()[0]).toMatchObject({ id: "0", event: "Message" });
    expect(rest.frames()[0]?.json().node_seq_id).toBe("0");
    expect(names(rest).at(-1)).toBe("Done");
    expect(caller.simulator.history().map((call) => call.status)).toEqual(["interrupted", "done"]);
  });

  test("is answered once: the same event id again, a foreign one and a misshapen one fail", async () => {
    const caller = await startSimulator();
    const eventId = eventIdOf(await caller.stream(WORKFLOW_IDS.ask));
    expect((await resume(caller, eventId, { workflow: WORKFLOW_IDS.instant, text: "x" })).json().code).toBe(720701013);
    await resume(caller, eventId, { workflow: WORKFLOW_IDS.ask, text: "Brest" });
    for (const wrong of [eventId, "no-slash", "1/2/3", `${eventId}9`, "/"]) {
      expect((await resume(caller, wrong, { workflow: WORKFLOW_IDS.ask, text: "x" })).json().code).toBe(720701013);
    }
    expect((await caller.post("/v1/workflow/stream_resume", { workflow_id: WORKFLOW_IDS.ask, event_id: eventId })).status).toBe(400);
  });

  test("with options takes an exact name and understands everything else as other", async () => {
    const caller = await startSimulator();
    const asked = await caller.stream(WORKFLOW_IDS.choose);
    const [message] = JSON.parse(asked.frames().at(-1)?.json().interrupt_data.data).messages;
    expect(message.content_type).toBe("option");
    expect(JSON.parse(message.content)).toEqual({ options: [{ name: "Spring" }, { name: "Autumn" }], question: "Which season?" });
    const chosen = await resume(caller, eventIdOf(asked), { workflow: WORKFLOW_IDS.choose, text: "Autumn" });
    expect(chosen.frames()[0]?.json().content).toBe('{"season":"Autumn"}');
    const unclear = await resume(caller, eventIdOf(await caller.stream(WORKFLOW_IDS.choose)), {
      workflow: WORKFLOW_IDS.choose,
      text: "in May",
    });
    expect(unclear.frames()[0]?.json().content).toBe('{"season":"other"}');
  });

  test("of an Input node waits on when the answer is empty and reads the fields loosely", async () => {
    const caller = await startSimulator();
    const asked = await caller.stream(WORKFLOW_IDS.input);
    const { interrupt_data } = asked.frames().at(-1)?.json() ?? {};
    expect(interrupt_data.type).toBe(5);
    const form = JSON.parse(interrupt_data.data);
    expect([form.content_type, JSON.parse(form.content)[1]]).toEqual(["form_schema", { name: "days", type: "integer", required: true }]);
    const again = await resume(caller, interrupt_data.event_id, { workflow: WORKFLOW_IDS.input, text: "" });
    expect(names(again)).toEqual(["Interrupt"]);
    expect(eventIdOf(again)).not.toBe(interrupt_data.event_id);
    const rest = await resume(caller, eventIdOf(again), { workflow: WORKFLOW_IDS.input, text: '{"port":7,"days":"3"}' });
    expect(rest.frames()[0]?.json().content).toBe('{"port":"7","days":3}');
  });
});

describe("hosted", () => {
  test("names no node ids, gives the End message an empty title and adds its cost", async () => {
    const { stream } = await startSimulator({ flavour: "hosted" });
    const [end, done] = (await stream(WORKFLOW_IDS.instant)).frames();
    const keys = ["content", "content_type", "node_is_finish", "node_seq_id", "node_title", "cost", "token"];
    expect(Object.keys(end?.json())).toEqual(keys);
    expect(end?.json().node_title).toBe("");
    expect(done?.data).toContain("&workflow_id=");
  });

  test("asks a question in a message and leaves the data of the interrupt empty", async () => {
    const { stream } = await startSimulator({ flavour: "hosted" });
    const [question, interrupt] = (await stream(WORKFLOW_IDS.ask)).frames().slice(-2);
    expect(question?.json()).toMatchObject({ content: "Which port do you mean for tides?", node_is_finish: true, node_title: "Ask" });
    expect(interrupt?.json()).toMatchObject({ interrupt_data: { data: "", type: 2 }, node_title: "Ask" });
    expect(interrupt?.json()).not.toHaveProperty("debug_url");
  });

  test("wants the type of the interrupt back", async () => {
    const { post } = await startSimulator({ flavour: "hosted" });
    const reply = await post("/v1/workflow/stream_resume", { workflow_id: "1", event_id: "1/2", resume_data: "x" });
    expect([reply.status, reply.json().code]).toEqual([400, 4000]);
  });
});

test("a run goes on to Success when its client hangs up", async () => {
  const { open, get, simulator } = await startSimulator();
  const hangUp = new AbortController();
  const response = await open("/v1/workflow/stream_run", { workflow_id: WORKFLOW_IDS.write, parameters: { topic: "x" } }, hangUp.signal);
  await response.body?.getReader().read();
  hangUp.abort();
  const call = await until(() => simulator.history().find(({ status }) => status === "disconnected"));
  const path = `/v1/workflow/get_run_history?workflow_id=${WORKFLOW_IDS.write}&execute_id=${call.executeId}`;
  await until(async () => (await get(path)).json().data[0].execute_status === "Success");
  expect(simulator.history()[0]?.status).toBe("disconnected");
});

test("the cheapest run leaves in one write", async () => {
  const { open } = await startSimulator();
  const response = await open("/v1/workflow/stream_run", { workflow_id: WORKFLOW_IDS.instant, parameters: {} });
  const first = await response.body?.getReader().read();
  expect(framesIn(new TextDecoder().decode(first?.value)).map((frame) => frame.event)).toEqual(["Message", "Done"]);
});

test("scripts of one's own are served beside the catalogue", async () => {
  const mine: ScriptedWorkflow = {
    ...{ id: "42", name: "mine", inputs: { who: { type: "string", default: "nobody" } } },
    steps: [{ kind: "end", variables: { hello: "{{who}}", nested: { list: ["<{{who}}>"] }, absent: "{{what}}" } }],
  };
  const { run } = await startSimulator({ workflows: [mine] });
  expect(JSON.parse((await run("42", { who: "" })).json().data)).toEqual({ hello: "nobody", nested: { list: ["<nobody>"] }, absent: null });
  expect((await run(WORKFLOW_IDS.instant)).json().code).toBe(0);
});
