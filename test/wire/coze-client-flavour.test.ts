import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { CozeClient } from "../../src/coze/client.js";
import type { CozeFlavour } from "../../src/coze/settings.js";
import { streamFixture } from "../support/coze-fixtures.js";
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

let coze: RawCoze;
let client: CozeClient;

beforeEach(async () => {
  coze = await startRawCoze();
  client = clientOf({ baseUrl: coze.url, flavour: "auto" });
});

afterEach(async () => {
  client.close();
  await coze.close();
});

const plainJson =
  (body: unknown, status = 200, headers: Record<string, string> = {}): RawHandler =>
  (response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };

const oss = plainJson({ code: 777777775, msg: "operation failed" }, 200, { "X-Log-ID": "a" });
const hosted = plainJson({ code: 4200, msg: "", detail: { logid: "b" } }, 404, { "x-tt-logid": "b" });

describe("asking the server", () => {
  test.each<[string, RawHandler, CozeFlavour]>([
    ["its log id header", oss, "oss"],
    ["its log id header under a bad token", plainJson({ code: 700012006 }, 200, { "X-Log-ID": "a" }), "oss"],
    ["codes of nine digits", plainJson({ code: 777777775 }), "oss"],
    ["an empty history", plainJson({ code: 0, data: [] }), "oss"],
    ["the newest image's 401", plainJson({ code: 401, msg: "" }, 401), "oss"],
    ["its log id header", hosted, "hosted"],
    ["code 4200", plainJson({ code: 4200, msg: "" }, 404), "hosted"],
    ["code 4100", plainJson({ code: "4100", msg: "" }, 401), "hosted"],
    ["a detail with the log id", plainJson({ code: 1, detail: { logid: "x" } }), "hosted"],
  ])("%s tells the family: %#", async (_what, handler, flavour) => {
    coze.answer(handler);
    expect(client.status().flavour).toBeUndefined();
    expect(await client.flavour()).toBe(flavour);
    expect(client.status().flavour).toBe(flavour);
  });

  test("a server that does not answer holds nobody up who has less time, or stopped waiting", async () => {
    coze.answer(() => undefined);
    const patient = clientOf({ baseUrl: coze.url, flavour: "auto", timeoutMs: 600_000 });
    onTestFinished(() => patient.close());
    const question = { workflowId: "1", executeId: "2" };
    expect(await failureOf(patient.runState({ ...question, signal: new AbortController().signal, timeoutMs: 50 }))).toMatchObject({
      code: "ENGINE_UNREACHABLE",
    });
    const leaving = new AbortController();
    const asked = failureOf(patient.runState({ ...question, signal: leaving.signal, timeoutMs: 600_000 }));
    leaving.abort();
    expect(await asked).toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(await failureOf(patient.runState({ ...question, signal: leaving.signal }))).toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(coze.requests.length).toBeLessThanOrEqual(1);
  });

  test("it asks with a history request that can start nothing, once, however many ask", async () => {
    coze.answer(oss);
    expect(await Promise.all([client.flavour(), client.flavour(), client.flavour()])).toEqual(["oss", "oss", "oss"]);
    await client.flavour();
    expect(coze.requests.map((request) => `${request.method} ${request.url}`)).toEqual([
      "GET /v1/workflow/get_run_history?workflow_id=1&execute_id=1",
    ]);
  });

  test.each<[string, RawHandler]>([
    ["a proxy's page", bytes("<html>", 502)],
    ["somebody else's JSON", plainJson({ hello: "world" })],
    ["a lost connection", (response) => response.destroy()],
  ])("%s decides nothing, and the next call asks again", async (_what, handler) => {
    coze.answer(handler);
    const errors = await Promise.all([failureOf(client.flavour()), failureOf(client.flavour())]);
    expect(errors[0]).toBe(errors[1]);
    expect(client.status().flavour).toBeUndefined();
    coze.answer(hosted);
    expect(await client.flavour()).toBe("hosted");
    expect(coze.requests).toHaveLength(2);
  });
});

describe("without asking", () => {
  test.each<CozeFlavour>(["oss", "oss-old", "hosted"])("the configured flavour %s stands", async (flavour) => {
    const fixed = clientOf({ baseUrl: coze.url, flavour });
    coze.answer(stream([streamFixture("oss-old-text")]));
    await collect(fixed.streamRun(runRequest()));
    expect(await fixed.flavour()).toBe(flavour);
    expect(coze.requests).toHaveLength(1);
    fixed.close();
  });

  test("runs and streams send nothing but themselves", async () => {
    coze.answer(json({ code: 0, data: "{}" }));
    await client.run(runRequest());
    coze.answer(stream([streamFixture("oss-text")]));
    await collect(client.streamRun(runRequest()));
    expect(coze.requests.map((request) => request.url)).toEqual(["/v1/workflow/run", "/v1/workflow/stream_run"]);
  });

  test("names in lower case show an early revision, before or after the probe", async () => {
    coze.answer(oss);
    await client.flavour();
    coze.answer(stream([streamFixture("oss-old-text")]));
    await collect(client.streamRun(runRequest()));
    expect(client.status().flavour).toBe("oss-old");

    const unasked = clientOf({ baseUrl: coze.url, flavour: "auto" });
    await collect(unasked.streamRun(runRequest()));
    expect(await unasked.flavour()).toBe("oss-old");
    expect(coze.requests).toHaveLength(3);
    unasked.close();
  });

  test("a plain-text error event in lower case shows nothing", async () => {
    coze.answer(stream([streamFixture("oss-plain-error")]));
    await failureOf(collect(client.streamRun(runRequest())));
    expect(client.status().flavour).toBeUndefined();
  });
});
