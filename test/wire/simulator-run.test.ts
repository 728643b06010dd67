/** `POST /v1/workflow/run`, sync and async, and the two run histories (reference/coze-api.md §4, §6). */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startSimulator } from "../support/simulator-caller.js";
import { until } from "../support/until.js";

const historyPath = (workflowId: string, executeId: string): string =>
  `/v1/workflow/get_run_history?workflow_id=${workflowId}&execute_id=${executeId}`;

describe("a synchronous run on oss", () => {
  test("answers the variables of the End node as JSON text, and no msg", async () => {
    const { run } = await startSimulator();
    const reply = (await run(WORKFLOW_IDS.instant, { a: [1, "two"] })).json();
    expect(reply).toMatchObject({ code: 0, data: '{"echo":{"a":[1,"two"]}}', cost: "0.00000", BaseResp: null });
    expect(reply.execute_id).toMatch(/^\d{19}$/);
    expect(reply).not.toHaveProperty("msg");
  });

  test("wraps the text of an End node that returns text", async () => {
    const { run } = await startSimulator();
    const reply = (await run(WORKFLOW_IDS.slow, { seconds: 0 })).json();
    expect(JSON.parse(reply.data)).toEqual({ content_type: 1, data: "Waited 0 seconds.", type_for_model: 2 });
  });

  test("takes the parameters as a JSON string too", async () => {
    const { run } = await startSimulator();
    expect((await run(WORKFLOW_IDS.instant, '{"a":1}')).json().data).toBe('{"echo":{"a":1}}');
  });

  test.each([
    ["an unpublished workflow", { workflow_id: WORKFLOW_IDS.unpublished }, 6031],
    ["an unknown workflow", { workflow_id: "7500000000000009999" }, 720702004],
    ["an id that is no number", { workflow_id: "abc" }, 720701013],
    ["an agent's id", { workflow_id: WORKFLOW_IDS.bot }, 720702004],
    ["app and bot together", { workflow_id: WORKFLOW_IDS.instant, app_id: "1", bot_id: "2" }, 720701013],
    ["parameters that are no JSON", { workflow_id: WORKFLOW_IDS.instant, parameters: "{bad" }, 720701013],
    ["a missing required parameter", { workflow_id: WORKFLOW_IDS.write, parameters: {} }, 4000],
    ["a value of the wrong type", { workflow_id: WORKFLOW_IDS.echo, parameters: { integer: "many" } }, 4000],
    ["the same, asynchronously", { workflow_id: WORKFLOW_IDS.echo, parameters: { integer: "many" }, is_async: true }, 4000],
  ])("refuses %s with HTTP 200, the mapped code and a link with zero ids", async (_what, body, code) => {
    const { post } = await startSimulator();
    const reply = await post("/v1/workflow/run", body);
    expect([reply.status, reply.json().code, reply.json().BaseResp]).toEqual([200, code, null]);
    expect(new URL(reply.json().debug_url).searchParams.get("execute_id")).toBe("0");
  });

  test.each([
    "{not json",
    [],
    {},
    { workflow_id: 7 },
    { workflow_id: "1", parameters: [1] },
    { workflow_id: "1", ext: { user_id: 42 } },
    { workflow_id: "1", is_async: "yes" },
  ])("cannot bind %j: HTTP 400", async (body) => {
    const { post } = await startSimulator();
    const reply = await post("/v1/workflow/run", body);
    expect([reply.status, reply.json()]).toEqual([400, { code: 400, msg: expect.any(String) }]);
  });

  test("cannot wait for a person: 6039", async () => {
    const { run } = await startSimulator();
    for (const workflowId of [WORKFLOW_IDS.ask, WORKFLOW_IDS.input]) expect((await run(workflowId)).json().code).toBe(6039);
  });

  test("fails with the mapped code and the link of its run", async () => {
    const { run, simulator } = await startSimulator();
    const reply = (await run(WORKFLOW_IDS.fails, { code: 720702085 })).json();
    expect(reply).toMatchObject({ code: 6023, msg: expect.stringContaining("Workflow execution failure") });
    expect(reply.debug_url).toContain(`execute_id=${simulator.history()[0]?.executeId}`);
  });
});

describe("an asynchronous run", () => {
  test("is Running in the history of oss and then Success, with bare 64-bit ids", async () => {
    const { run, get } = await startSimulator();
    const started = (await run(WORKFLOW_IDS.slow, { seconds: 0.2 }, { is_async: true, ext: { user_id: "u-42" } })).json();
    expect(started).not.toHaveProperty("data");
    const path = historyPath(WORKFLOW_IDS.slow, started.execute_id);
    const first = await get(path);
    expect(first.text).toContain(`"execute_id":${started.execute_id},`);
    expect(first.json().data[0]).toMatchObject({ execute_status: "Running", run_mode: 2, connector_id: 1024, connector_uid: "u-42" });
    const record = await until(async () => (await get(path)).json().data.find((entry: Entry) => entry.execute_status === "Success"));
    expect(record).toMatchObject({ output: "Waited 0.2 seconds.", input: '{"seconds":0.2}', cost: "0.00000" });
    expect(record).not.toHaveProperty("error_code");
  });

  test("that fails shows the mapped code as text", async () => {
    const { run, get } = await startSimulator();
    const { execute_id } = (await run(WORKFLOW_IDS.fails, { code: 720702085 }, { is_async: true })).json();
    const [record] = (await get(historyPath(WORKFLOW_IDS.fails, execute_id))).json().data;
    expect(record).toMatchObject({ execute_status: "Fail", error_code: "6023", error_msg: expect.any(String) });
  });

  test("that waits for a person has a status without a name", async () => {
    const { run, get } = await startSimulator();
    const { execute_id } = (await run(WORKFLOW_IDS.ask, {}, { is_async: true })).json();
    const status = async () => (await get(historyPath(WORKFLOW_IDS.ask, execute_id))).json().data[0].execute_status;
    await until(async () => (await status()) === "<UNSET>");
  });

  test("is told by hosted with text ids and an output inside an output", async () => {
    const { run, get } = await startSimulator({ flavour: "hosted" });
    const { execute_id } = (await run(WORKFLOW_IDS.instant, { a: 1 }, { is_async: true })).json();
    const reply = (await get(`/v1/workflows/${WORKFLOW_IDS.instant}/run_histories/${execute_id}`)).json();
    expect(reply.detail.logid).toEqual(expect.any(String));
    expect(reply.data[0]).toMatchObject({ execute_id, connector_id: "1024", bot_id: "0", error_code: "", node_execute_status: {} });
    expect(JSON.parse(JSON.parse(reply.data[0].output).Output)).toEqual({ echo: { a: 1 } });
  });

  test("history calls for what is not there fail with 777777775, without a workflow id with 400", async () => {
    const { run, get } = await startSimulator();
    const { execute_id } = (await run(WORKFLOW_IDS.instant)).json();
    for (const path of [historyPath(WORKFLOW_IDS.instant, "abc"), historyPath(WORKFLOW_IDS.slow, execute_id)]) {
      expect((await get(path)).json().code).toBe(777777775);
    }
    expect((await get(`/v1/workflow/get_run_history?execute_id=${execute_id}`)).status).toBe(400);
  });
});

interface Entry {
  readonly execute_status: string;
}

test("hosted answers usage and the log id, and maps bad parameters to HTTP 400", async () => {
  const { run } = await startSimulator({ flavour: "hosted" });
  const ok = (await run(WORKFLOW_IDS.slow, { seconds: 0 })).json();
  expect(ok).toMatchObject({
    code: 0,
    msg: "",
    cost: "0",
    usage: { token_count: expect.any(Number) },
    detail: { logid: expect.any(String) },
  });
  expect(JSON.parse(ok.data)).toMatchObject({ data: "Waited 0 seconds.", original_result: null });
  const bad = await run(WORKFLOW_IDS.write, {});
  expect([bad.status, bad.json().code]).toEqual([400, 4000]);
});

test("debug links have the host and the order of keys of their flavour", async () => {
  const link = async (options: Parameters<typeof startSimulator>[0]) => {
    const { run } = await startSimulator(options);
    return new URL((await run(WORKFLOW_IDS.instant)).json().debug_url);
  };
  const named = await link({ publicUrl: "https://coze.test/" });
  expect([named.origin, [...named.searchParams.keys()]]).toEqual([
    "https://coze.test",
    ["execute_id", "execute_mode", "space_id", "workflow_id"],
  ]);
  expect((await link({})).origin).toBe("http://127.0.0.1:8888");
  expect((await link({ flavour: "oss-old" })).origin).toBe("http://127.0.0.1:3000");
  expect([...(await link({ flavour: "hosted" })).searchParams.keys()]).toEqual(["execute_id", "space_id", "workflow_id", "execute_mode"]);
});

test("GET /v1/workflows/{id} tells oss the role of a chatflow, and hosted the declared inputs when asked", async () => {
  const oss = await startSimulator();
  expect((await oss.get(`/v1/workflows/${WORKFLOW_IDS.write}?include_input_output=true`)).json().data).toEqual({});
  expect((await oss.get(`/v1/workflows/${WORKFLOW_IDS.chatflow}`)).json().data.role.name).toBe("chatflow");
  const hosted = await startSimulator({ flavour: "hosted" });
  const { data } = (await hosted.get(`/v1/workflows/${WORKFLOW_IDS.write}?include_input_output=true`)).json();
  expect(data.workflow_detail).toMatchObject({ workflow_id: WORKFLOW_IDS.write, workflow_name: "write" });
  expect(data.input.parameters.topic).toMatchObject({ type: "string", required: true });
  const list = (await hosted.get("/v1/workflows?workflow_mode=workflow&page_size=3&page_num=2")).json().data;
  expect([list.items.length, list.has_more]).toEqual([3, true]);
});
