/** Every fault a call can be asked to have, seen from the client's side of the socket. */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { FAULT_NAMES } from "../../src/simulator/faults.js";
import { framesIn, type SimulatorCaller, startSimulator } from "../support/simulator-caller.js";
import { until } from "../support/until.js";

const LONG = WORKFLOW_IDS.long;
const quick = (fault: string | string[], pieces = 4) => ({ pieces, delay_ms: 0, __fault: fault });

/** Reads as far as the connection goes. */
async function readToTheEnd(response: Response): Promise<{ text: string; chunks: number; error?: unknown }> {
  const decoder = new TextDecoder();
  let [text, chunks] = ["", 0];
  try {
    for await (const chunk of response.body ?? []) {
      chunks += 1;
      text += decoder.decode(chunk as Uint8Array, { stream: true });
    }
  } catch (error) {
    return { text, chunks, error };
  }
  return { text, chunks };
}

const openLong = ({ open }: SimulatorCaller, fault: string | string[]) =>
  open("/v1/workflow/stream_run", { workflow_id: LONG, parameters: quick(fault) });

describe("before the run", () => {
  test.each([
    ["html502", 502],
    ["html504", 504],
  ])("%s answers a gateway's page", async (fault, status) => {
    const { run, stream } = await startSimulator();
    for (const call of [run, stream]) {
      const reply = await call(LONG, quick(fault));
      expect([reply.status, reply.headers.get("content-type")]).toEqual([status, "text/html"]);
      expect(reply.text).toContain("<html>");
    }
  });

  test("a 504 leaves a run behind that was accepted, a 502 does not", async () => {
    const { stream, get, simulator } = await startSimulator();
    await stream(LONG, quick("html502"));
    await stream(LONG, quick("html504"));
    const [refused, accepted] = await until(() => (simulator.history()[1]?.status === "done" ? simulator.history() : undefined));
    expect(refused?.executeId).toBeUndefined();
    const path = `/v1/workflow/get_run_history?workflow_id=${LONG}&execute_id=${accepted?.executeId}`;
    expect((await get(path)).json().data[0].execute_status).toBe("Success");
  });

  test("429 is a rate limit, for ever or for the first calls with the same body", async () => {
    const { run } = await startSimulator({ flavour: "hosted" });
    const limited = await run(LONG, quick("429"));
    expect([limited.status, limited.json().code]).toEqual([429, 4013]);
    const codes = [];
    for (let call = 0; call < 4; call += 1) codes.push((await run(LONG, quick("429:2"))).json().code);
    expect(codes).toEqual([4013, 4013, 0, 0]);
  });

  test("empty200 has no body, and refuse-token is the refusal of the flavour", async () => {
    const { stream, run } = await startSimulator();
    const empty = await stream(LONG, quick("empty200"));
    expect([empty.status, empty.text]).toEqual([200, ""]);
    expect((await run(LONG, quick("refuse-token"))).json().code).toBe(700012006);
    const hosted = await startSimulator({ flavour: "hosted" });
    expect((await hosted.run(LONG, quick("refuse-token"))).status).toBe(401);
  });

  test("slow-headers delays the answer", async () => {
    const { run } = await startSimulator();
    const before = performance.now();
    await run(LONG, quick("slow-headers:150"));
    expect(performance.now() - before).toBeGreaterThan(140);
  });
});

describe("in a stream", () => {
  test.each([1, 3])("cut:%i destroys the connection after that many whole events", async (events) => {
    const caller = await startSimulator();
    const { text, error } = await readToTheEnd(await openLong(caller, `cut:${events}`));
    expect(error).toBeDefined();
    expect(framesIn(text)).toHaveLength(events);
    await until(() => caller.simulator.history()[0]?.status === "disconnected");
  });

  test("cut:0 destroys it before anything was said", async () => {
    await expect(openLong(await startSimulator(), "cut:0")).rejects.toThrow();
  });

  test("cut-mid-frame leaves half a frame", async () => {
    const { text, error } = await readToTheEnd(await openLong(await startSimulator(), "cut-mid-frame:2"));
    expect(error).toBeDefined();
    expect(() => framesIn(text)).toThrow("not complete");
    expect(text.match(/^event: Message$/gm)?.length).toBe(3);
  });

  test("plain-text-error is an error event without id and without JSON", async () => {
    const { stream } = await startSimulator();
    const frames = (await stream(LONG, quick("plain-text-error:2"))).frames();
    expect(frames.map((frame) => frame.event)).toEqual(["Message", "Message", "error"]);
    expect(frames[2]?.id).toBeUndefined();
    expect(() => frames[2]?.json()).toThrow();
  });

  test("no-terminal closes cleanly without Done", async () => {
    const { stream } = await startSimulator();
    const frames = (await stream(LONG, quick("no-terminal"))).frames();
    expect(frames.map((frame) => frame.event)).toEqual(["Message", "Message", "Message", "Message", "Message"]);
  });

  test("ping strews in events nobody knows, without disturbing the ids", async () => {
    const { stream } = await startSimulator();
    const frames = (await stream(LONG, quick("ping"))).frames();
    expect(frames.filter((frame) => frame.event === "PING")).toHaveLength(6);
    const known = frames.filter((frame) => frame.event === "Message" || frame.event === "Done");
    expect(known.map((frame) => frame.id)).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  test("split-utf8 tears characters apart, and the bytes are the same", async () => {
    const caller = await startSimulator();
    const torn = await readToTheEnd(await openLong(caller, "split-utf8"));
    expect(framesIn(torn.text)[1]?.json().content).toBe("第2段é🚀 ");
    expect(torn.chunks).toBeGreaterThan(20);
  });

  test("slow-chunks lets half frames arrive", async () => {
    const response = await openLong(await startSimulator(), "slow-chunks:20");
    const first = await response.body?.getReader().read();
    expect(() => framesIn(new TextDecoder().decode(first?.value))).toThrow("not complete");
  });

  test("huge makes the End node return 5 MB", async () => {
    const { stream, run } = await startSimulator();
    const largest = (await stream(LONG, quick("huge"))).frames().map((frame) => frame.data.length);
    expect(Math.max(...largest)).toBeGreaterThan(5_000_000);
    expect(JSON.parse((await run(WORKFLOW_IDS.instant, { __fault: "huge" })).json().data).huge).toHaveLength(5 * 1024 * 1024);
  });

  test("faults combine", async () => {
    const { stream } = await startSimulator();
    const frames = (await stream(WORKFLOW_IDS.fails, { __fault: ["code-string", "unknown-json-fields", "split-utf8"] })).frames();
    expect(frames.at(-1)?.json()).toMatchObject({ error_code: "720701013", field_of_tomorrow: {} });
  });
});

test("in a JSON reply codes become strings, fields appear, and a cut leaves half a body", async () => {
  const { run, open } = await startSimulator();
  const reply = (await run(WORKFLOW_IDS.instant, { a: 1, __fault: ["code-string", "unknown-json-fields"] })).json();
  expect(reply).toMatchObject({ code: "0", data: '{"echo":{"a":1}}', field_of_tomorrow: {} });
  const parameters = { __fault: "cut:1" };
  const { text, error } = await readToTheEnd(await open("/v1/workflow/run", { workflow_id: WORKFLOW_IDS.instant, parameters }));
  expect([text.startsWith('{"code":0'), error === undefined]).toEqual([true, false]);
});

test("a fault that does not exist is refused with the names of those that do", async () => {
  const { run, post } = await startSimulator();
  const reply = await run(WORKFLOW_IDS.instant, { __fault: "html50" });
  expect(reply.status).toBe(400);
  for (const name of FAULT_NAMES) expect(reply.json().msg).toContain(name);
  expect((await run(WORKFLOW_IDS.instant, { __fault: 7 })).status).toBe(400);
  for (const rule of [{ fault: "nope" }, {}, [], { fault: "ping", times: 0 }, { fault: "ping", match: "all" }]) {
    expect((await post("/_faults", rule, {})).status).toBe(400);
  }
});

describe("over the control API", () => {
  test("a rule applies to matching calls, as often as it says, until it is cleared", async () => {
    const { post, run, get, delete: remove } = await startSimulator();
    const status = async (workflowId: string) => (await run(workflowId)).status;
    await post("/_faults", { match: { workflow_id: WORKFLOW_IDS.instant }, fault: "html502", times: 2 }, {});
    expect(await status(WORKFLOW_IDS.echo)).toBe(200);
    expect([await status(WORKFLOW_IDS.instant), await status(WORKFLOW_IDS.instant), await status(WORKFLOW_IDS.instant)]).toEqual([
      502, 502, 200,
    ]);
    await post("/_faults", { match: { path: "/v1/workflow/run" }, fault: ["html502"] }, {});
    expect((await get("/_faults", {})).json().rules).toEqual([{ match: { path: "/v1/workflow/run" }, fault: ["html502"] }]);
    expect(await status(WORKFLOW_IDS.echo)).toBe(502);
    await remove("/_faults");
    expect(await status(WORKFLOW_IDS.echo)).toBe(200);
  });

  test("faults reach calls without parameters: history, resume, upload", async () => {
    const { simulator, get, post } = await startSimulator();
    simulator.injectFault({ fault: "html504" });
    expect((await get("/v1/workflow/get_run_history?workflow_id=1&execute_id=1")).status).toBe(504);
    expect((await post("/v1/workflow/stream_resume", { workflow_id: "1", event_id: "1/2", resume_data: "" })).status).toBe(504);
    simulator.clearFaults();
    simulator.injectFault({ fault: "html502", match: { path: "/v1/files/upload" } });
    expect((await post("/v1/files/upload", {})).status).toBe(502);
  });
});
