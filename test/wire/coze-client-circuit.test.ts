import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import { createCozeMetrics } from "../../src/coze/coze-metrics.js";
import { createMetrics } from "../../src/kernel/metrics.js";
import { bytes, clientOf, failureOf, json, type RawCoze, type RawHandler, runRequest, startRawCoze } from "../support/raw-coze.js";
import { until } from "../support/until.js";

let coze: RawCoze;
let client: CozeClient;

const success = json({ code: 0, data: "{}" });
const drop: RawHandler = (response) => response.socket?.resetAndDestroy();
const PAUSE_MS = 150;

beforeEach(async () => {
  coze = await startRawCoze(success);
  client = clientOf({ baseUrl: coze.url, circuit: { failures: 3, pauseMs: PAUSE_MS, trialMs: 60_000 } });
});

afterEach(async () => {
  client.close();
  await coze.close();
});

const fail = async (times: number, more = {}): Promise<void> => {
  for (let round = 0; round < times; round += 1) await failureOf(client.run(runRequest(more)));
};

describe("what opens the circuit", () => {
  test.each<[string, RawHandler]>([
    ["connections lost before the answer", drop],
    ["HTTP 500", json({ code: 500, msg: "internal server error" }, 500)],
    ["502 pages", bytes("<html>", 502)],
    ["503 without a byte", bytes("", 503)],
  ])("%s", async (_what, handler) => {
    coze.answer(handler);
    await fail(2);
    expect(client.status().circuit).toBe("closed");
    await fail(1);
    expect(client.status().circuit).toBe("open");
    coze.answer(success);
    const refused = await failureOf(client.run(runRequest()));
    expect(refused).toMatchObject({ code: "ENGINE_CIRCUIT_OPEN", notAccepted: true });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(PAUSE_MS);
    expect(coze.requests).toHaveLength(3);
  });

  test("refused connections", async () => {
    const { url } = coze;
    await coze.close();
    client = clientOf({ baseUrl: url, circuit: { failures: 3, pauseMs: PAUSE_MS } });
    await fail(3);
    expect(client.status().circuit).toBe("open");
  });
});

describe("what does not", () => {
  test.each<[string, RawHandler]>([
    ["error codes under 200", json({ code: 720701013, msg: "" })],
    ["4xx", json({ code: 4000, msg: "" }, 400)],
    ["a bad token", json({ code: 4100, msg: "" }, 401)],
    ["rate limits", json({ code: 4013, msg: "" }, 429)],
    ["pages with 200", bytes("<html>")],
  ])("%s", async (_what, handler) => {
    coze.answer(handler);
    await fail(8);
    expect(client.status().circuit).toBe("closed");
  });

  test("slow runs", async () => {
    coze.answer(() => undefined);
    await fail(4, { timeoutMs: 40 });
    expect(client.status().circuit).toBe("closed");
  });

  test("callers who give up", async () => {
    for (let round = 0; round < 4; round += 1) {
      const caller = new AbortController();
      coze.answer(() => caller.abort());
      await failureOf(client.run(runRequest({ signal: caller.signal })));
    }
    expect(client.status().circuit).toBe("closed");
  });

  test("failures with an answer in between, be it a refusal", async () => {
    for (let round = 0; round < 3; round += 1) {
      coze.answer(drop);
      await fail(2);
      coze.answer(json({ code: 4000, msg: "" }));
      await fail(1);
    }
    expect(client.status().circuit).toBe("closed");
  });
});

describe("after the pause", () => {
  const paused = async (): Promise<void> => {
    const retryAfterMs = (await failureOf(client.run(runRequest()))).retryAfterMs ?? 0;
    const from = performance.now();
    await until(() => performance.now() - from > retryAfterMs + 5);
  };

  beforeEach(async () => {
    coze.answer(drop);
    await fail(3);
    coze.answer(success);
  });

  test("one good call closes it", async () => {
    await paused();
    await client.run(runRequest());
    expect(client.status().circuit).toBe("closed");
  });

  test("one bad call opens it again", async () => {
    await paused();
    coze.answer(drop);
    await fail(1);
    expect(client.status().circuit).toBe("open");
    expect((await failureOf(client.run(runRequest()))).code).toBe("ENGINE_CIRCUIT_OPEN");
  });

  test("while one call tries, the others are refused at once", async () => {
    await paused();
    let answerTrial: () => void = () => undefined;
    coze.answer((response, request) => (answerTrial = () => success(response, request)));
    const trial = client.run(runRequest());
    await until(() => coze.requests.length === 4);
    expect(client.status().circuit).toBe("half-open");
    expect(await failureOf(client.run(runRequest()))).toMatchObject({
      code: "ENGINE_CIRCUIT_OPEN",
      notAccepted: true,
      retryAfterMs: 1_000,
    });
    answerTrial();
    await trial;
    expect(client.status().circuit).toBe("closed");
  });

  describe("a trial whose answer takes long", () => {
    const hasty = async (): Promise<void> => {
      client.close();
      client = clientOf({ baseUrl: coze.url, circuit: { failures: 1, pauseMs: PAUSE_MS, trialMs: 100 }, timeoutMs: 60_000 });
      coze.answer(drop);
      await fail(1);
      await paused();
    };

    test("does not hold up the others for so long: a server that took the call is there", async () => {
      await hasty();
      let answerTrial: () => void = () => undefined;
      coze.answer((response, request) => (answerTrial = () => success(response, request)));
      const trial = client.run(runRequest());
      await until(() => client.status().circuit === "half-open");
      await until(() => client.status().circuit === "closed", { timeoutMs: 30_000 });
      coze.answer(success);
      await client.run(runRequest());
      answerTrial();
      await trial;
      expect(client.status().circuit).toBe("closed");
    });

    test("is over when the server has not even taken the connection, and the pause begins again", async () => {
      // It never gets as far as TLS.
      let silent = false;
      const sockets: Socket[] = [];
      const server = createServer((socket) => (silent ? sockets.push(socket) : socket.destroy())).listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
      });
      client.close();
      const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      client = clientOf({ baseUrl, circuit: { failures: 1, pauseMs: PAUSE_MS, trialMs: 100 }, timeoutMs: 60_000 });
      await fail(1);
      await paused();
      silent = true;
      const caller = new AbortController();
      const trial = failureOf(client.run(runRequest({ signal: caller.signal })));
      await until(() => client.status().circuit === "half-open");
      await until(() => client.status().circuit === "open", { timeoutMs: 30_000 });
      caller.abort();
      expect(await trial).toMatchObject({ notAccepted: true });
    });
  });

  test("a trial that its caller gave up proves nothing", async () => {
    await paused();
    const caller = new AbortController();
    coze.answer(() => caller.abort());
    await failureOf(client.run(runRequest({ signal: caller.signal })));
    expect(client.status().circuit).toBe("open");
  });
});

test("the metrics show whether calls are refused", async () => {
  const metrics = createMetrics({ processMetrics: false });
  client = clientOf({ baseUrl: coze.url, circuit: { failures: 1, pauseMs: 60_000 } }, createCozeMetrics(metrics));
  coze.answer(drop);
  await fail(1);
  expect(await metrics.registry.metrics()).toContain('ability_gateway_coze_circuit_open{connection="test"} 1');
});
