import { createServer, type Server } from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import type { ErrorCode } from "../../src/kernel/error-codes.js";
import type { AppError } from "../../src/kernel/errors.js";
import { cozeFixture, streamFixture } from "../support/coze-fixtures.js";
import {
  bytes,
  clientOf,
  collect,
  failureOf,
  json,
  type RawCoze,
  type RawHandler,
  runRequest,
  startRawCoze,
  stream,
} from "../support/raw-coze.js";
import { until } from "../support/until.js";

let coze: RawCoze;
let client: CozeClient;

beforeEach(async () => {
  coze = await startRawCoze();
  client = clientOf({ baseUrl: coze.url, timeoutMs: 3_000 });
});

afterEach(async () => {
  client.close();
  await coze.close();
});

const runFails = (more = {}) => failureOf(client.run(runRequest(more)));
const streamFails = (more = {}) => failureOf(collect(client.streamRun(runRequest(more))));
const page = cozeFixture("gateway-504.html");
const success = json({ code: 0, data: "{}" });

describe("answers that are refusals, the same for run and stream", () => {
  test.each<[string, RawHandler, ErrorCode, boolean]>([
    ["a bad token on OSS", json({ code: 700012006, msg: "api key invalid" }), "ENGINE_AUTH_FAILED", false],
    ["a bad token on hosted", json({ code: 4100, msg: "" }, 401), "ENGINE_AUTH_FAILED", false],
    ["an endpoint that is not served", json({ code: 700012006, msg: "missing session_key in cookie" }), "ENGINE_ENDPOINT_MISSING", false],
    ["an unpublished workflow, raw", json({ code: 720702011, msg: "" }), "WORKFLOW_NOT_PUBLISHED", false],
    ["a bind error", json({ code: 400, msg: "" }, 400), "ENGINE_INVALID_PARAMETERS", false],
    ["a rate limit", json({ code: 4013, msg: "" }, 429, { "Retry-After": "2" }), "ENGINE_RATE_LIMITED", true],
    ["an uncoded failure", json({ code: 500, msg: "internal server error" }, 500), "ENGINE_FAILED", false],
    ["a proxy's 504 page", bytes(page, 504), "ENGINE_TIMEOUT", false],
    ["a proxy's 502 page", bytes(page, 502), "ENGINE_BAD_RESPONSE", false],
    ["a 502 without a byte", bytes("", 502), "ENGINE_UNREACHABLE", true],
    ["a 503 without a byte", bytes("", 503), "ENGINE_UNREACHABLE", true],
    ["a page with 200", bytes(page), "ENGINE_BAD_RESPONSE", false],
    ["cut JSON", bytes('{"code":0,"da', 200, "application/json"), "ENGINE_BAD_RESPONSE", false],
  ])("%s", async (...[, handler, code, notAccepted]) => {
    coze.answer(handler);
    for (const error of [await runFails(), await streamFails()]) expect(error).toMatchObject({ code, notAccepted });
  });

  test("Retry-After and the log id reach the error", async () => {
    coze.answer(json({ code: 4013, msg: "slow down" }, 429, { "Retry-After": "2" }));
    expect(await runFails()).toMatchObject({ retryAfterMs: 2_000, upstream: { logId: "log-1", engineCode: "4013", httpStatus: 429 } });
  });
});

test("a call that may no longer begin sends nothing, over a new socket and over one that is open", async () => {
  coze.answer(success);
  const tooLate = { beginBefore: Date.now() - 1 };
  const refused = { code: "ENGINE_UNREACHABLE", notAccepted: true };
  expect([await runFails(tooLate), await streamFails(tooLate)]).toMatchObject([refused, refused]);
  expect(coze.requests).toHaveLength(0);
  await client.run(runRequest({ beginBefore: Date.now() + 60_000 }));
  expect(await runFails(tooLate)).toMatchObject(refused);
  expect(coze.requests).toHaveLength(1);
});

describe("streams that do not end well", () => {
  test.each<[string, RawHandler, ErrorCode]>([
    ["an empty 200", bytes("", 200, "text/plain"), "ENGINE_STREAM_CUT"],
    ["an empty 200 of JSON", bytes("", 200, "application/json"), "ENGINE_STREAM_CUT"],
    ["an empty event stream", stream([]), "ENGINE_STREAM_CUT"],
    ["a stream without an end", stream([streamFixture("oss-text").subarray(0, 700)]), "ENGINE_STREAM_CUT"],
    ["a stream cut inside a frame", stream([streamFixture("oss-text").subarray(0, 640)]), "ENGINE_STREAM_CUT"],
    [
      "a stream cut inside a character",
      stream([streamFixture("oss-text").subarray(0, streamFixture("oss-text").indexOf("⚓") + 1)]),
      "ENGINE_STREAM_CUT",
    ],
    [
      "a connection lost in the middle",
      stream([streamFixture("oss-text").subarray(0, 700)], (response) => response.destroy()),
      "ENGINE_STREAM_CUT",
    ],
    ["success as JSON instead of a stream", success, "ENGINE_BAD_RESPONSE"],
    ["a message nobody can read", stream(["event: Message\ndata: oops\n\n", streamFixture("oss-text")]), "ENGINE_BAD_RESPONSE"],
    ["an error event", stream([streamFixture("oss-error")]), "ENGINE_FAILED"],
    ["an error event in plain text", stream([streamFixture("oss-plain-error")]), "ENGINE_FAILED"],
    ["a cancelled run", stream(['event: Error\ndata: {"error_code":777777777}\n\n']), "ENGINE_CANCELLED"],
    ["a run over its limit", stream(['event: Error\ndata: {"error_code":720702085}\n\n']), "ENGINE_TIMEOUT"],
    ["a rate limit inside the run", stream(['event: Error\ndata: {"error_code":"4013"}\n\n']), "ENGINE_RATE_LIMITED"],
  ])("%s", async (_what, handler, code) => {
    coze.answer(handler);
    expect(await streamFails()).toMatchObject({ code, notAccepted: false });
  });

  test("an error event keeps its parts", async () => {
    coze.answer(stream([streamFixture("oss-error")]));
    expect((await streamFails()).upstream).toEqual({
      httpStatus: 200,
      engineCode: "720701013",
      message: "Workflow execution failure: upstream closed",
      logId: "log-1",
      executeId: "7540000000000000913",
      spaceId: "7530000000000000001",
    });
  });

  test("a last frame without its blank line still ends the run", async () => {
    coze.answer(stream([streamFixture("oss-text").toString().trimEnd()]));
    expect((await collect(client.streamRun(runRequest()))).at(-1)).toMatchObject({ type: "done", executeId: "7540000000000000909" });
  });

  test("a run's answer cut in the middle is no answer", async () => {
    coze.answer((response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100" });
      response.write('{"code":0', () => response.destroy());
    });
    expect(await runFails()).toMatchObject({ code: "ENGINE_STREAM_CUT", notAccepted: false });
  });

  test("an answer without bound is given up", async () => {
    const flood: RawHandler = (response) => {
      response.writeHead(200, { "Content-Type": response.req.url?.includes("stream") ? "text/event-stream" : "application/json" });
      const block = Buffer.alloc(1 << 20, "x");
      const pump = (): void => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once("drain", pump);
      };
      pump();
    };
    coze.answer(flood);
    for (const error of [await runFails({ timeoutMs: 15_000 }), await streamFails({ timeoutMs: 15_000 })]) {
      expect(error).toMatchObject({ code: "ENGINE_BAD_RESPONSE", notAccepted: false });
      expect(error.upstream?.message).toContain("exceeds");
    }
    await until(() => coze.sockets.closed === 2);
  });
});

describe("no connection", () => {
  test("a refused connection was certainly not accepted", async () => {
    await coze.close();
    for (const error of [await runFails(), await streamFails()])
      expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", notAccepted: true });
  });

  test("a name that does not exist was certainly not accepted", async () => {
    const lost = clientOf({ baseUrl: "http://coze.invalid" });
    expect(await failureOf(lost.run(runRequest()))).toMatchObject({ code: "ENGINE_UNREACHABLE", notAccepted: true });
  });

  test("TLS that never comes about was certainly not accepted", async () => {
    const mute: Server = createServer((socket) => socket.on("error", () => undefined).resume());
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const { port } = mute.address() as { port: number };
    const secure = clientOf({ baseUrl: `https://127.0.0.1:${port}`, timeoutMs: 200 });
    expect(await failureOf(secure.run(runRequest()))).toMatchObject({ code: "ENGINE_UNREACHABLE", notAccepted: true });
    secure.close();
    await new Promise((resolve) => mute.close(resolve));
  });

  test("an answer that is not HTTP is not Coze's", async () => {
    const odd = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("SSH-2.0-nothing\r\n"));
    });
    await new Promise<void>((resolve) => odd.listen(0, "127.0.0.1", resolve));
    const { port } = odd.address() as { port: number };
    const lost = clientOf({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await failureOf(lost.run(runRequest()))).toMatchObject({ code: "ENGINE_BAD_RESPONSE", notAccepted: false });
    await new Promise((resolve) => odd.close(resolve));
  });
});

describe("a connection lost before the answer", () => {
  const drop: RawHandler = (response) => response.socket?.resetAndDestroy();

  test("on a new socket the outcome is unknown", async () => {
    coze.answer(drop);
    for (const error of [await runFails(), await streamFails()])
      expect(error).toMatchObject({ code: "ENGINE_STREAM_CUT", notAccepted: false });
  });

  test("on a reused socket the outcome is unknown too", async () => {
    coze.answer(success);
    await client.run(runRequest());
    coze.answer(drop);
    expect(await runFails()).toMatchObject({ code: "ENGINE_STREAM_CUT", notAccepted: false });
    expect(coze.sockets.opened).toBe(1);
    expect(coze.requests).toHaveLength(2);
  });

  test("on a socket that the call had to wait for, the outcome is unknown too", async () => {
    const narrow = clientOf({ baseUrl: coze.url, maxSockets: 1 });
    coze.answer((response, request) => {
      coze.answer(drop);
      success(response, request);
    });
    const [first, second] = await Promise.all([narrow.run(runRequest()), failureOf(narrow.run(runRequest()))]);
    expect(first.output).toEqual({});
    expect(second).toMatchObject({ code: "ENGINE_STREAM_CUT", notAccepted: false });
    expect(coze.sockets.opened).toBe(1);
    narrow.close();
  });
});

describe("time", () => {
  test("a server that takes the call and stays silent times out, outcome unknown", async () => {
    coze.answer(() => undefined);
    for (const error of [await runFails({ timeoutMs: 150 }), await streamFails({ timeoutMs: 150 })]) {
      expect(error).toMatchObject({ code: "ENGINE_TIMEOUT", notAccepted: false });
    }
    await until(() => coze.sockets.closed === 2);
  });

  test("silence in the middle of a stream times out", async () => {
    coze.answer(stream([streamFixture("oss-text").subarray(0, 700)], () => undefined));
    expect(await streamFails({ timeoutMs: 200 })).toMatchObject({
      code: "ENGINE_TIMEOUT",
      notAccepted: false,
      upstream: { logId: "log-1" },
    });
    await until(() => coze.sockets.closed === 1);
  });

  test("a stream that never stops talking times out as a whole", async () => {
    coze.answer(
      stream([], (response) => {
        const timer = setInterval(() => response.write('event: Message\ndata: {"content":"."}\n\n'), 10);
        response.on("close", () => clearInterval(timer));
      }),
    );
    expect(await streamFails({ timeoutMs: 250 })).toMatchObject({ code: "ENGINE_TIMEOUT" });
  });

  test("a call that finds no free socket in time was not accepted, and Coze is not blamed", async () => {
    const narrow = clientOf({ baseUrl: coze.url, maxSockets: 1 });
    coze.answer(() => undefined);
    const holder = new AbortController();
    const held = failureOf(narrow.run(runRequest({ signal: holder.signal })));
    await until(() => coze.requests.length === 1);
    expect(await failureOf(narrow.run(runRequest({ timeoutMs: 100 })))).toMatchObject({ code: "TOO_MANY_INVOCATIONS", notAccepted: true });
    holder.abort();
    await held;
    expect(coze.requests).toHaveLength(1);
    narrow.close();
  });
});

describe("callers who give up", () => {
  test("before the answer: the socket closes and the server sees it", async () => {
    const caller = new AbortController();
    coze.answer(() => caller.abort());
    expect(await runFails({ signal: caller.signal })).toMatchObject({ code: "OUTCOME_UNKNOWN", notAccepted: false });
    await until(() => coze.sockets.closed === 1);
  });

  test("in the middle of a stream: the socket closes and the server sees it", async () => {
    const caller = new AbortController();
    coze.answer(stream([streamFixture("oss-text").subarray(0, 700)], () => undefined));
    const consume = async () => {
      for await (const event of client.streamRun(runRequest({ signal: caller.signal }))) if (event.type === "message") caller.abort();
    };
    expect(await failureOf(consume())).toMatchObject({ code: "OUTCOME_UNKNOWN", notAccepted: false });
    await until(() => coze.sockets.closed === 1);
  });

  test("while the consumer waits for the next event: the socket closes at once", async () => {
    const caller = new AbortController();
    coze.answer(stream([streamFixture("oss-text").subarray(0, 700)], () => undefined));
    const failure = streamFails({ signal: caller.signal });
    await until(() => coze.requests.length === 1);
    caller.abort();
    expect((await failure).code).toBe("OUTCOME_UNKNOWN");
    await until(() => coze.sockets.closed === coze.sockets.opened);
  });

  test("before anything was sent: certainly not accepted", async () => {
    const error = await runFails({ signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: "OUTCOME_UNKNOWN", notAccepted: true });
    coze.answer(success);
    for (let round = 0; round < 5; round += 1) await client.run(runRequest());
    expect(coze.requests).toHaveLength(5);
    expect(coze.sockets.opened).toBe(1);
  });

  test("calls that are over let go of the caller's signal", async () => {
    coze.answer(success);
    const caller = new AbortController();
    const { signal } = caller;
    const changes: string[] = [];
    const watched = new Proxy(signal, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          changes.push(String(name));
          return Reflect.apply(value, target, args);
        };
      },
    });
    await client.run(runRequest({ signal: watched }));
    coze.answer(stream([streamFixture("oss-text")]));
    await collect(client.streamRun(runRequest({ signal: watched })));
    expect(changes).toEqual(["addEventListener", "removeEventListener", "addEventListener", "removeEventListener"]);
  });
});

describe("secrets", () => {
  test("no error carries the token, however deep one looks", async () => {
    const errors: AppError[] = [];
    coze.answer((response, request) => bytes(`<p>${request.headers.authorization}</p>`, 502)(response, request));
    errors.push(await runFails());
    coze.answer((response) => response.socket?.resetAndDestroy());
    errors.push(await runFails());
    coze.answer(stream([streamFixture("oss-text").subarray(0, 300)], (response) => response.destroy()));
    errors.push(await streamFails());
    coze.answer(() => undefined);
    errors.push(await runFails({ timeoutMs: 100 }));
    await coze.close();
    errors.push(await runFails());
    for (const error of errors) expect(inspect(error, { depth: 12, showHidden: true })).not.toContain("pat_test_secret");
  });
});
