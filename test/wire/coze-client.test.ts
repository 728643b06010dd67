import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import { createCozeMetrics } from "../../src/coze/coze-metrics.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { streamFixture } from "../support/coze-fixtures.js";
import { clientOf, collect, failureOf, json, type RawCoze, runRequest, startRawCoze, stream } from "../support/raw-coze.js";
import { until } from "../support/until.js";

let coze: RawCoze;
let client: CozeClient;

beforeEach(async () => {
  coze = await startRawCoze();
  client = clientOf({ baseUrl: coze.url });
});

afterEach(async () => {
  client.close();
  await coze.close();
});

const success = json({ code: 0, data: '{"summary":"ok"}', execute_id: "7540000000000000909", token: 3 });

describe("what is sent", () => {
  test("run posts the workflow, its parameters as an object and the user as text", async () => {
    coze.answer(success);
    await client.run(runRequest({ parameters: { topic: "tides", days: 3, opts: { deep: [1, null] } } }));
    expect(coze.requests).toHaveLength(1);
    const [sent] = coze.requests;
    expect(sent).toMatchObject({ method: "POST", url: "/v1/workflow/run" });
    expect(sent?.headers).toMatchObject({
      authorization: "Bearer pat_test_secret",
      "content-type": "application/json",
      "accept-encoding": "identity",
    });
    expect(JSON.parse(sent?.body ?? "")).toEqual({
      workflow_id: "7540000000000000101",
      parameters: { topic: "tides", days: 3, opts: { deep: [1, null] } },
      ext: { user_id: "u-42" },
    });
  });

  test("the path of the base address is kept", async () => {
    coze.answer(success);
    const behindPath = clientOf({ baseUrl: `${coze.url}/gate/coze/` });
    await behindPath.run(runRequest());
    coze.answer(stream([streamFixture("oss-text")]));
    await collect(behindPath.streamRun(runRequest()));
    expect(coze.requests.map((request) => request.url)).toEqual(["/gate/coze/v1/workflow/run", "/gate/coze/v1/workflow/stream_run"]);
    behindPath.close();
  });

  test("the token is read for every request", async () => {
    coze.answer(success);
    let token = "pat_one\n";
    const rotating = clientOf({ baseUrl: coze.url, token: () => token });
    await rotating.run(runRequest());
    token = "pat_two";
    await rotating.run(runRequest());
    expect(coze.requests.map((request) => request.headers.authorization)).toEqual(["Bearer pat_one", "Bearer pat_two"]);
    rotating.close();
  });

  test.each(["", "  ", "a\r\nX-Evil: 1", "täglich"])("the token %j is not sent at all", async (token) => {
    const broken = clientOf({ baseUrl: coze.url, token: () => token });
    expect(await failureOf(broken.run(runRequest()))).toMatchObject({ code: "ENGINE_AUTH_FAILED", notAccepted: true });
    expect(coze.requests).toHaveLength(0);
  });

  test("text of the user is only in the body", async () => {
    coze.answer(success);
    const nasty = 'u\r\nX-Evil: 1 港口 "';
    await client.run(runRequest({ userId: nasty, parameters: { topic: nasty } }));
    expect(JSON.stringify(coze.requests[0]?.headers)).not.toMatch(/evil|港/i);
    expect(JSON.parse(coze.requests[0]?.body ?? "")).toMatchObject({ ext: { user_id: nasty }, parameters: { topic: nasty } });
  });

  test.each(["", "abc", "12a", "1/../2", "-5", "0"])("the workflow id %j is refused before any request", async (workflowId) => {
    expect((await failureOf(client.run(runRequest({ workflowId })))).code).toBe("MAPPING_INVALID");
    expect((await failureOf(collect(client.streamRun(runRequest({ workflowId }))))).code).toBe("MAPPING_INVALID");
    expect(coze.sockets.opened).toBe(0);
  });

  test("proxies named in the environment are not used", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
    vi.stubEnv("http_proxy", "http://127.0.0.1:9");
    try {
      coze.answer(success);
      expect((await client.run(runRequest())).output).toEqual({ summary: "ok" });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("a redirect is not followed, so the token stays here", async () => {
    const elsewhere = await startRawCoze(success);
    coze.answer((response) => {
      response.writeHead(307, { Location: `${elsewhere.url}/v1/workflow/run` });
      response.end();
    });
    expect(await failureOf(client.run(runRequest()))).toMatchObject({ code: "ENGINE_BAD_RESPONSE", upstream: { httpStatus: 307 } });
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });
});

describe("what comes back", () => {
  test("run gives output, ids, log id and counts", async () => {
    coze.answer(success);
    expect(await client.run(runRequest())).toEqual({
      output: { summary: "ok" },
      executeId: "7540000000000000909",
      spaceId: undefined,
      logId: "log-1",
      usage: { totalTokens: 3 },
    });
  });

  test("a stream opens with the log id, then gives its messages and its end", async () => {
    coze.answer(stream([streamFixture("oss-text")]));
    const events = await collect(client.streamRun(runRequest()));
    expect(events.map((event) => event.type)).toEqual(["opened", "message", "message", "message", "message", "message", "done"]);
    expect(events[0]).toEqual({ type: "opened", logId: "log-1" });
    expect(events.at(-1)).toEqual({ type: "done", executeId: "7540000000000000909", spaceId: "7530000000000000001" });
  });

  test("chunks of one byte give the same events", async () => {
    coze.answer(stream([streamFixture("oss-text")]));
    const whole = await collect(client.streamRun(runRequest()));
    coze.answer((response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream", "X-Log-ID": "log-1" });
      for (const byte of streamFixture("oss-text")) response.write(Uint8Array.of(byte));
      response.end();
    });
    expect(await collect(client.streamRun(runRequest()))).toEqual(whole);
  });

  test("the hosted log id is read from its own header", async () => {
    coze.answer((response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream", "x-tt-logid": "tt-9" });
      response.end(streamFixture("hosted-text"));
    });
    expect((await collect(client.streamRun(runRequest())))[0]).toEqual({ type: "opened", logId: "tt-9" });
  });

  test("events arrive as they are sent and not at the end", async () => {
    let finish: () => void = () => undefined;
    const [head, tail] = [streamFixture("oss-text").subarray(0, 700), streamFixture("oss-text").subarray(700)];
    coze.answer(stream([head], (response) => (finish = () => response.end(tail))));
    const events = client.streamRun(runRequest())[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: "opened" });
    expect((await events.next()).value).toMatchObject({ type: "message", content: "Looking at " });
    finish();
    expect((await events.next()).value).toMatchObject({ content: "the harbour ⚓ 港口" });
    await events.return?.();
  });
});

describe("sockets", () => {
  test("runs and finished streams share connections", async () => {
    for (let round = 0; round < 3; round += 1) {
      coze.answer(success);
      await client.run(runRequest());
      coze.answer(stream([streamFixture("oss-text")]));
      await collect(client.streamRun(runRequest()));
      coze.answer(stream([streamFixture("oss-question")]));
      await collect(client.streamRun(runRequest()));
      coze.answer(json({ code: 4000, msg: "bad" }));
      await failureOf(collect(client.streamRun(runRequest())));
    }
    expect(coze.requests).toHaveLength(12);
    // A call that starts in the instant a stream ends finds its socket not yet free.
    expect(coze.sockets.opened).toBeLessThanOrEqual(2);
  });

  test("a server that keeps a stream open after its end is let go", async () => {
    coze.answer(stream([streamFixture("oss-text")], () => undefined));
    expect((await collect(client.streamRun(runRequest()))).at(-1)).toMatchObject({ type: "done" });
    await until(() => coze.sockets.closed === 1);
  });

  test("no more sockets are open than allowed", async () => {
    const narrow = clientOf({ baseUrl: coze.url, maxSockets: 2 });
    coze.answer(success);
    await Promise.all(Array.from({ length: 10 }, () => narrow.run(runRequest())));
    expect(coze.requests).toHaveLength(10);
    expect(coze.sockets.opened).toBe(2);
    narrow.close();
  });

  test("a consumer that leaves early closes the socket", async () => {
    coze.answer(stream([streamFixture("oss-text").subarray(0, 700)], () => undefined));
    for await (const event of client.streamRun(runRequest())) if (event.type === "message") break;
    // At once, and not when the second is over that a finished stream has for closing.
    await until(() => coze.sockets.closed === 1, { timeoutMs: 800 });
  });

  test("a slow consumer slows the server down", async () => {
    const piece = `event: Message\ndata: ${JSON.stringify({ content: "x".repeat(1000), node_id: "1", node_title: "T" })}\n\n`;
    let sentAll = false;
    coze.answer(
      stream([Buffer.from(piece.repeat(20_000))], (response) => response.end("event: Done\ndata: {}\n\n", () => (sentAll = true))),
    );
    const events = client.streamRun(runRequest())[Symbol.asyncIterator]();
    await events.next();
    await events.next();
    coze.answer(success);
    for (let round = 0; round < 20; round += 1) await client.run(runRequest());
    expect(sentAll).toBe(false);
    let count = 1;
    for (let next = await events.next(); !next.done; next = await events.next()) count += next.value.type === "message" ? 1 : 0;
    expect(count).toBe(20_000);
    await until(() => sentAll);
  });

  test("close ends calls under way", async () => {
    coze.answer(() => undefined);
    const pending = failureOf(client.run(runRequest()));
    await until(() => coze.requests.length === 1);
    client.close();
    expect(await pending).toMatchObject({ code: "ENGINE_STREAM_CUT", notAccepted: false });
  });
});

describe("metrics", () => {
  test("calls are counted by how they ended", async () => {
    const metrics = createMetrics({ processMetrics: false });
    const counted = clientOf({ baseUrl: coze.url }, createCozeMetrics(metrics));
    coze.answer(success);
    await counted.run(runRequest());
    coze.answer(json({ code: 6031, msg: "" }));
    await failureOf(counted.run(runRequest()));
    coze.answer(stream([streamFixture("oss-text")]));
    await collect(counted.streamRun(runRequest()));
    for await (const _event of counted.streamRun(runRequest())) break;
    coze.answer(stream([streamFixture("oss-question")]));
    await collect(counted.streamRun(runRequest()));
    const text = await metrics.registry.metrics();
    for (const [operation, outcome] of [
      ["run", "ok"],
      ["run", "WORKFLOW_NOT_PUBLISHED"],
      ["stream_run", "ok"],
      ["stream_run", "abandoned"],
      ["stream_run", "interrupted"],
    ]) {
      expect(text).toContain(`ability_gateway_coze_calls_total{connection="test",operation="${operation}",outcome="${outcome}"} 1`);
    }
    counted.close();
  });
});
