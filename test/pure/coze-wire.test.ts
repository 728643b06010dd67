import { describe, expect, test } from "vitest";
import { parseCozeJson } from "../../src/coze/coze-json.js";
import { decodeReply, decodeRunResult, engineFailure, foreignAnswer, parseRetryAfter, redact } from "../../src/coze/wire.js";
import type { ErrorCode } from "../../src/kernel/error-codes.js";
import { AppError } from "../../src/kernel/errors.js";
import { cozeFixture } from "../support/coze-fixtures.js";

const thrown = (call: () => unknown): AppError => {
  try {
    call();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

const refusal = (body: unknown, httpStatus = 200): AppError =>
  thrown(() => decodeReply(typeof body === "string" ? body : JSON.stringify(body), { httpStatus, logId: "log-1" }));

/** Every code of reference/coze-api.md §10.2, raw and mapped. */
const CODES: [ErrorCode, number[]][] = [
  ["WORKFLOW_NOT_PUBLISHED", [6031, 720702011]],
  ["ENGINE_INVALID_PARAMETERS", [400, 4000, 6003, 720702001, 720702002, 720712014, 777777763, 777777769]],
  ["QUESTION_NOT_ANSWERABLE", [6039, 720702078]],
  ["ENGINE_TIMEOUT", [408, 6023, 720702085]],
  ["ENGINE_STEP_TIMEOUT", [777777776]],
  ["ENGINE_CANCELLED", [777777777]],
  ["WORKFLOW_NOT_FOUND", [4200, 720702004, 777777771, 777777778]],
  ["ENGINE_AUTH_FAILED", [401, 4100, 700012006]],
  ["ENGINE_FORBIDDEN", [403, 4101, 700000007, 777777765]],
  ["ENGINE_RATE_LIMITED", [429, 4013]],
  ["ENGINE_QUOTA_EXCEEDED", [4028]],
  [
    "ENGINE_FAILED",
    [
      500, 5000, 5001, 720701013, 720701003, 720702089, 720701004, 720701007, 720701011, 305000002, 720712023, 777777773, 720712049,
      777777775, 777777767, 720700801, 720700803, 720700808, 720702200, 720702201, 720702250, 720712033, 702093204, 123, -1,
    ],
  ],
];

describe("codes of the engine", () => {
  for (const [code, engineCodes] of CODES) {
    test.each(engineCodes)(`%i is ${code}, as a number and as text`, (engineCode) => {
      for (const written of [engineCode, String(engineCode)]) {
        const error = refusal({ code: written, msg: "cause text" });
        expect(error.code).toBe(code);
        expect(error.upstream).toMatchObject({ httpStatus: 200, engineCode: String(engineCode), message: "cause text", logId: "log-1" });
        expect(error.notAccepted).toBe(code === "ENGINE_RATE_LIMITED");
        expect(error.message).not.toMatch(/cause text|\{\w+\}/);
      }
    });
  }

  test.each([
    { code: 700012006, msg: "authentication failed: missing session_key in cookie" },
    { code: 401, msg: "missing session_key in cookie" },
  ])("a refusal about session_key means that the endpoint is missing", (body) => {
    expect(refusal(body).code).toBe("ENGINE_ENDPOINT_MISSING");
  });

  test("a rate limit inside a stream does not say that nothing was started", () => {
    const error = engineFailure({ engineCode: 4013, message: "", beforeRun: false });
    expect(error).toMatchObject({ code: "ENGINE_RATE_LIMITED", notAccepted: false });
  });

  test("the parts of a refusal are kept", () => {
    const error = refusal({
      code: 720701013,
      msg: "Workflow execution failure: no route for Bearer pat_Secret123",
      debug_url: "http://127.0.0.1:8888/work_flow?execute_id=7540000000000000909&space_id=0&workflow_id=1",
    });
    expect(error.upstream).toEqual({
      httpStatus: 200,
      engineCode: "720701013",
      message: "Workflow execution failure: no route for Bearer [redacted]",
      logId: "log-1",
      executeId: "7540000000000000909",
    });
  });

  test("zero ids of a run that never was are dropped, and the log id is found in the body", () => {
    const body = JSON.stringify({ code: 4000, msg: "", debug_url: "http://h/work_flow?execute_id=0", detail: { logid: "body-log" } });
    const error = thrown(() => decodeReply(body, { httpStatus: 400 }));
    expect(error.upstream).toMatchObject({ executeId: undefined, logId: "body-log" });
    const older = thrown(() => decodeReply('{"code":4000,"error":{"logid":"older"}}', { httpStatus: 400 }));
    expect(older.upstream?.logId).toBe("older");
  });
});

describe("answers that are not Coze's", () => {
  const page = cozeFixture("gateway-504.html").toString();
  test.each<[string, number, string, ErrorCode, boolean]>([
    ["a proxy's 504 page", 504, page, "ENGINE_TIMEOUT", false],
    ["an empty 504", 504, "", "ENGINE_TIMEOUT", false],
    ["a proxy's 502 page", 502, page, "ENGINE_BAD_RESPONSE", false],
    ["a 502 without a byte", 502, "", "ENGINE_UNREACHABLE", true],
    ["a 503 without a byte", 503, "", "ENGINE_UNREACHABLE", true],
    ["a 500 without a byte", 500, "", "ENGINE_BAD_RESPONSE", false],
    ["a page with 200", 200, page, "ENGINE_BAD_RESPONSE", false],
    ["an empty 200", 200, "", "ENGINE_BAD_RESPONSE", false],
    ["cut JSON", 200, '{"code":0,"da', "ENGINE_BAD_RESPONSE", false],
    ["JSON without a code", 200, '{"data":"x"}', "ENGINE_BAD_RESPONSE", false],
    ["a code that is no number", 200, '{"code":"oops"}', "ENGINE_BAD_RESPONSE", false],
    ["an empty code", 200, '{"code":""}', "ENGINE_BAD_RESPONSE", false],
    ["an array", 200, "[0]", "ENGINE_BAD_RESPONSE", false],
    ["null", 200, "null", "ENGINE_BAD_RESPONSE", false],
    ["a redirect", 302, "", "ENGINE_BAD_RESPONSE", false],
    ["a 401 page", 401, page, "ENGINE_AUTH_FAILED", false],
    ["a 403 page", 403, page, "ENGINE_FORBIDDEN", false],
    ["a router's 404", 404, "404 page not found", "ENGINE_ENDPOINT_MISSING", false],
    ["a 429 page", 429, page, "ENGINE_RATE_LIMITED", true],
    ["deeply nested JSON", 200, `${"[".repeat(200_000)}1234567890123456789`, "ENGINE_BAD_RESPONSE", false],
  ])("%s", (...[, httpStatus, body, code, notAccepted]) => {
    expect(refusal(body, httpStatus)).toMatchObject({ code, notAccepted, upstream: { httpStatus, logId: "log-1" } });
  });

  test.each<[number, ErrorCode]>([
    [401, "ENGINE_AUTH_FAILED"],
    [403, "ENGINE_FORBIDDEN"],
    [404, "ENGINE_ENDPOINT_MISSING"],
    [504, "ENGINE_TIMEOUT"],
    [500, "ENGINE_FAILED"],
  ])("HTTP %i speaks where the code is unknown", (httpStatus, code) => {
    expect(refusal({ code: 99, msg: "" }, httpStatus).code).toBe(code);
  });

  test("code 0 under an HTTP error is no success", () => {
    expect(refusal({ code: 0, data: "{}" }, 504).code).toBe("ENGINE_TIMEOUT");
  });

  test("the excerpt is short, well formed and without tokens", () => {
    const error = foreignAnswer(`<p>Bearer abc.def pat_abcdefgh1234</p>${"x".repeat(440)}😀😀😀😀😀😀😀😀${"y".repeat(2000)}`, {
      httpStatus: 502,
    });
    const excerpt = error.upstream?.bodyExcerpt ?? "";
    expect(excerpt.length).toBeLessThanOrEqual(500);
    expect(excerpt.length).toBeGreaterThan(480);
    expect(excerpt).not.toMatch(/abc\.def|abcdefgh/);
    for (let cut = 490; cut < 510; cut += 1) expect(redact(`${"x".repeat(cut)}${"😀".repeat(20)}`)).not.toMatch(/[\uD800-\uDBFF]$/);
  });

  test("Retry-After is read in both forms", () => {
    const now = Date.parse("2026-01-02T03:04:05Z");
    expect(parseRetryAfter("7", now)).toBe(7000);
    expect(parseRetryAfter("Fri, 02 Jan 2026 03:04:15 GMT", now)).toBe(10_000);
    expect(parseRetryAfter("Fri, 02 Jan 2026 03:04:00 GMT", now)).toBe(0);
    expect(parseRetryAfter("soon", now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
    const limited = thrown(() => decodeReply('{"code":4013}', { httpStatus: 429, retryAfterMs: 7000 }));
    expect(limited).toMatchObject({ notAccepted: true, retryAfterMs: 7000 });
  });
});

describe("results of run", () => {
  const reply = (fields: object) => decodeRunResult(JSON.stringify({ code: 0, ...fields }), { httpStatus: 200 });
  test.each<[string, unknown, unknown]>([
    ["variables", '{"summary":"ok"}', { summary: "ok" }],
    ["a wrapped text", '{"content_type":1,"data":"hi","type_for_model":2}', "hi"],
    ["a wrapped text of hosted", '{"content_type":1,"data":"hi","original_result":null,"type_for_model":2}', "hi"],
    ["plain text", "not json", "not json"],
    ["an object that was not made text", { a: 1 }, { a: 1 }],
    ["nothing", undefined, null],
    ["nested JSON text stays text", '{"inner":"{\\"a\\":1}"}', { inner: '{"a":1}' }],
    ["a 64-bit integer", '{"id":7540000000000000909}', { id: "7540000000000000909" }],
  ])("data: %s", (_what, data, output) => {
    expect(reply({ data }).output).toEqual(output);
  });

  test("ids, log id and counts come along from either family", () => {
    const debugUrl = "http://127.0.0.1:8888/work_flow?execute_id=7540000000000000909&space_id=7530000000000000001&workflow_id=1";
    expect(reply({ data: "{}", execute_id: "7540000000000000908", debug_url: debugUrl, token: 143, BaseResp: null })).toEqual({
      output: {},
      executeId: "7540000000000000908",
      spaceId: "7530000000000000001",
      logId: undefined,
      usage: { totalTokens: 143 },
    });
    expect(
      reply({ debug_url: debugUrl, detail: { logid: "L" }, usage: { token_count: 3, input_count: 1, output_count: 2 } }),
    ).toMatchObject({
      executeId: "7540000000000000909",
      logId: "L",
      usage: { totalTokens: 3, inputTokens: 1, outputTokens: 2 },
    });
  });
});

describe("JSON with 64-bit integers", () => {
  test.each<[string, unknown]>([
    ['{"id":7540000000000000909}', { id: "7540000000000000909" }],
    ['{"id": -9223372036854775808 }', { id: "-9223372036854775808" }],
    ["[9007199254740991,9007199254740993]", [9007199254740991, "9007199254740993"]],
    ["1760000000000000000", undefined],
    ['{"a":0.12345678901234567,"b":12345678901234567.5,"c":1e20,"id":7540000000000000909}', undefined],
    ['{"a":"x: 7540000000000000909","b":1}', { a: "x: 7540000000000000909", b: 1 }],
    ['{"a":1,"a":7540000000000000909}', { a: "7540000000000000909" }],
  ])("%s", (text, expected) => {
    const value = parseCozeJson(text);
    if (expected === undefined)
      expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text.replace("7540000000000000909", '"7540000000000000909"'))));
    else expect(value).toEqual(expected);
  });

  test("a __proto__ key in an answer changes no prototype", () => {
    const value = parseCozeJson('{"__proto__":{"polluted":1},"id":7540000000000000909}') as Record<string, unknown>;
    expect(value.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
