/** Uploads, the record of received calls, hostile requests, starting and stopping. */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { createSimulator } from "../../src/simulator/simulator.js";
import { startSimulator } from "../support/simulator-caller.js";
import { until } from "../support/until.js";

const form = (...parts: [field: string, name: string][]): FormData => {
  const data = new FormData();
  for (const [field, name] of parts) data.append(field, new Blob(["你好"]), name);
  return data;
};
const upload = (url: string, body: FormData): Promise<Response> =>
  fetch(`${url}/v1/files/upload`, { method: "POST", body, headers: { authorization: "Bearer pat_simulator" } });

describe("an upload", () => {
  test("on oss has an address it can be fetched from without a token, and an id unless the revision is early", async () => {
    for (const flavour of ["oss", "oss-old"] as const) {
      const { url } = await startSimulator({ flavour });
      const { code, data } = (await (await upload(url, form(["file", "菜 单.txt"]))).json()) as { code: number; data: Uploaded };
      expect([code, data.bytes, data.file_name, data.id === undefined]).toEqual([0, 6, "菜 单.txt", flavour === "oss-old"]);
      expect(data.uri).toContain("bot_files/");
      expect(await (await fetch(data.url)).text()).toBe("你好");
    }
  });

  test("carries the public address", async () => {
    const { url } = await startSimulator({ publicUrl: "http://minio.test:9000" });
    const { data } = (await (await upload(url, form(["file", "a"]))).json()) as { data: Uploaded };
    expect(data.url).toMatch(/^http:\/\/minio\.test:9000\//);
  });

  test("on hosted has an id that a run understands and oss does not", async () => {
    const { url, run, get } = await startSimulator({ flavour: "hosted" });
    const { data } = (await (await upload(url, form(["file", "a.txt"]))).json()) as { data: Uploaded };
    expect(Object.keys(data).sort()).toEqual(["bytes", "created_at", "file_name", "id"]);
    expect((await get(`/v1/files/retrieve?file_id=${data.id}`)).json().data).toEqual(data);
    const file = JSON.stringify({ file_id: data.id });
    expect((await run(WORKFLOW_IDS.echo, { file })).json().data).toContain("a.txt");
    expect((await run(WORKFLOW_IDS.echo, { file: '{"file_id":"1"}' })).json().code).toBe(4000);
    expect((await (await startSimulator()).run(WORKFLOW_IDS.echo, { file })).json().code).toBe(4000);
  });

  test("must be one part called file", async () => {
    const { url, post } = await startSimulator();
    const code = async (body: FormData) => ((await (await upload(url, body)).json()) as { code: number }).code;
    expect(await code(form(["other", "a"]))).toBe(104000006);
    expect(await code(form(["file", "a"], ["file", "b"]))).toBe(104000007);
    expect(await code(form(["file", "a"], ["file", "b"], ["file", "c"]))).toBe(104000007);
    expect((await post("/v1/files/upload", {})).json().code).toBe(104000003);
  });
});

interface Uploaded {
  readonly id?: string;
  readonly uri: string;
  readonly url: string;
  readonly bytes: number;
  readonly file_name: string;
}

describe("the record of received calls", () => {
  test("has every call in order with the exact body, and can be cleared", async () => {
    const { post, get, simulator, delete: remove } = await startSimulator();
    const body = `{ "workflow_id":"${WORKFLOW_IDS.instant}", "parameters":{"n":12345678901234567890, "__fault":"ping"} }`;
    await post("/v1/workflow/run", body);
    await get("/v1/workflow/get_run_history?workflow_id=1&execute_id=2");
    const { calls } = (await get("/_history", {})).json();
    expect(calls).toEqual(simulator.history());
    expect(calls[0]).toMatchObject({ method: "POST", path: "/v1/workflow/run", workflowId: WORKFLOW_IDS.instant, body, status: "done" });
    expect(calls[0].parametersReceived.__fault).toBe("ping");
    expect(calls[1]).toMatchObject({ path: "/v1/workflow/get_run_history?workflow_id=1&execute_id=2", status: "failed" });
    await remove("/_history");
    expect(simulator.history()).toEqual([]);
  });

  test("shows a run as running until it ends", async () => {
    const { run, simulator } = await startSimulator();
    const { execute_id } = (await run(WORKFLOW_IDS.slow, { seconds: 60 }, { is_async: true })).json();
    expect(simulator.history()).toMatchObject([{ executeId: execute_id, status: "running" }]);
  });
});

describe("hostile requests", () => {
  test("are answered, and the server goes on", async () => {
    const { post, get, run } = await startSimulator();
    const nested = `{"workflow_id":"${WORKFLOW_IDS.instant}","parameters":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`;
    expect((await post("/v1/workflow/run", nested)).json().code).toEqual(expect.any(Number));
    expect((await post("/v1/workflow/stream_run", nested)).status).toBe(200);
    expect((await post("/v1/workflow/run", "x".repeat(21 * 1024 * 1024))).status).toBe(413);
    expect((await get("/v1/%zz")).status).toBe(400);
    expect((await post("/v1/workflow/run", "a=b", { authorization: "Bearer pat_simulator", "content-type": "a/b" })).status).toBe(400);
    expect((await post("/v1/workflow/run", "{}", { authorization: "Bearer pat_simulator", "content-type": "nonsense" })).status).toBe(415);
    expect((await get("/_nothing", {})).json().code).toBe(700012006);
    expect((await run(WORKFLOW_IDS.instant, { text: "\u0000\ud800" })).json().data).toBe('{"echo":{"text":"\\u0000\\ud800"}}');
  });
});

describe("a simulator", () => {
  test("has no address before it is started, then listens on loopback only", async () => {
    const simulator = createSimulator();
    expect(() => simulator.url).toThrow("not started");
    await simulator.stop();
    const { url } = await simulator.start();
    expect(new URL(url).hostname).toBe("127.0.0.1");
    await simulator.stop();
    await simulator.stop();
  });

  test("stops at once although a stream and a sleeping run are open, and comes back on its port", async () => {
    const { open, simulator, url, get } = await startSimulator();
    const body = { workflow_id: WORKFLOW_IDS.long, parameters: { pieces: 1000, delay_ms: 1000 } };
    const response = await open("/v1/workflow/stream_run", body);
    const waiting = open("/v1/workflow/run", { workflow_id: WORKFLOW_IDS.slow, parameters: { seconds: 600 } });
    const lost = expect(waiting).rejects.toThrow();
    const reader = response.body?.getReader();
    await reader?.read();
    await until(() => simulator.history().length === 2);
    const before = performance.now();
    await simulator.stop();
    expect(performance.now() - before).toBeLessThan(1000);
    await lost;
    await expect(reader?.read()).rejects.toThrow();
    await expect(get("/_history")).rejects.toThrow();
    expect((await simulator.start()).url).toBe(url);
    expect((await get("/_history", {})).json().calls).toHaveLength(2);
  });

  test("shares nothing with another one in the same process", async () => {
    const [one, two] = [await startSimulator(), await startSimulator({ flavour: "hosted" })];
    one.simulator.injectFault({ fault: "html502" });
    const { execute_id } = (await two.run(WORKFLOW_IDS.instant, {}, { is_async: true })).json();
    expect(one.simulator.history()).toEqual([]);
    one.simulator.clearFaults();
    const path = `/v1/workflow/get_run_history?workflow_id=${WORKFLOW_IDS.instant}&execute_id=${execute_id}`;
    expect((await one.get(path)).json().code).toBe(777777775);
  });
});
