import { describe, expect, test } from "vitest";
import { decodeRunState, historyPath } from "../../src/coze/run-history.js";
import { AppError } from "../../src/kernel/errors.js";

const ID = "7540000000000000909";
const facts = { httpStatus: 200, logId: "log-of-the-question" };
const oss = (record: object): string =>
  JSON.stringify({ code: 0, data: [{ execute_id: "ID", connector_id: 1024, run_mode: 2, ...record }], BaseResp: null }).replace('"ID"', ID);
const hosted = (record: object): string =>
  JSON.stringify({ code: 0, msg: "", detail: { logid: "d" }, data: [{ execute_id: ID, bot_id: "0", error_code: "", ...record }] });
const inner = (Output: unknown): string => JSON.stringify({ node_status: "{}", Output });
const stateIn = (text: string) => decodeRunState(text, facts, ID);

test("each family has its own path", () => {
  expect(historyPath("oss", "1", ID)).toBe(`/v1/workflow/get_run_history?workflow_id=1&execute_id=${ID}`);
  expect(historyPath("oss-old", "1", ID)).toBe(historyPath("oss", "1", ID));
  expect(historyPath("hosted", "1", ID)).toBe(`/v1/workflows/1/run_histories/${ID}`);
  expect(historyPath("oss", "1", "1&x=/")).not.toContain("&x=/");
});

describe("a run that succeeded", () => {
  test.each<[string, string, unknown]>([
    ["variables on OSS", oss({ execute_status: "Success", output: '{"summary":"ok"}' }), { summary: "ok" }],
    ["text on OSS", oss({ execute_status: "Success", output: "Tides rise" }), "Tides rise"],
    ["digits as text on OSS", oss({ execute_status: "Success", output: "42" }), "42"],
    ["wrapped text on OSS", oss({ execute_status: "Success", output: '{"content_type":1,"data":"Tides","type_for_model":2}' }), "Tides"],
    ["an id in the output on OSS", oss({ execute_status: "Success", output: `{"id":${ID}}` }), { id: ID }],
    ["nothing on OSS", oss({ execute_status: "Success" }), null],
    ["an object on OSS", oss({ execute_status: "Success", output: { a: 1 } }), { a: 1 }],
    ["variables on hosted", hosted({ execute_status: "Success", output: inner('{"summary":"ok"}') }), { summary: "ok" }],
    [
      "wrapped text on hosted",
      hosted({
        execute_status: "Success",
        output: inner('{"content_type":1,"data":"Tides","original_result":null,"type_for_model":2}'),
      }),
      "Tides",
    ],
    ["plain text on hosted", hosted({ execute_status: "Success", output: inner("Tides") }), "Tides"],
    ["an object inside on hosted", hosted({ execute_status: "Success", output: inner({ a: 1 }) }), { a: 1 }],
    ["an empty output on hosted", hosted({ execute_status: "Success", output: inner("") }), ""],
  ])("gives %s", (_what, text, output) => {
    expect(stateIn(text)).toMatchObject({ status: "succeeded", executeId: ID, output });
  });

  test("names its space, its log and its tokens, numbers or text", () => {
    const debug_url = `http://127.0.0.1:8888/work_flow?execute_id=${ID}&execute_mode=2&space_id=42&workflow_id=1`;
    expect(stateIn(oss({ execute_status: "Success", output: "x", debug_url, log_id: "L", token: 143 }))).toEqual({
      status: "succeeded",
      executeId: ID,
      spaceId: "42",
      logId: "L",
      output: "x",
      usage: { totalTokens: 143 },
    });
    const usage = { token_count: 7, input_count: 3, output_count: 4 };
    const counted = stateIn(hosted({ execute_status: "Success", output: inner("x"), logid: "T", token: "9", usage }));
    expect(counted).toMatchObject({ logId: "T", usage: { totalTokens: 7, inputTokens: 3, outputTokens: 4 } });
  });

  test("but was trimmed has no result: half of one would pass for the whole", () => {
    const state = stateIn(hosted({ execute_status: "Success", output: inner('{"a":'), is_output_trimmed: true }));
    expect(state.status === "failed" && state.error.code).toBe("ENGINE_RESULT_TOO_LARGE");
    expect(state.status === "failed" && state.error.messageIn("en")).not.toMatch(/\{\w+\}/);
  });
});

test.each<[string, string, string]>([
  ["a mapped code as text", oss({ execute_status: "Fail", error_code: "6023", error_msg: "late" }), "ENGINE_TIMEOUT"],
  ["a raw code as a number", oss({ execute_status: "Fail", error_code: 777777776 }), "ENGINE_STEP_TIMEOUT"],
  ["no code on OSS", oss({ execute_status: "Fail" }), "ENGINE_FAILED"],
  ["an empty code on hosted", hosted({ execute_status: "Fail", error_message: "why" }), "ENGINE_FAILED"],
  ["a cancel", oss({ execute_status: "Cancel" }), "ENGINE_CANCELLED"],
  ["a cancel that hosted calls a failure", hosted({ execute_status: "Fail", error_code: "777777777" }), "ENGINE_CANCELLED"],
])("a run that failed with %s", (_what, text, code) => {
  const state = stateIn(text);
  expect(state).toMatchObject({ status: "failed", error: { code, upstream: { executeId: ID }, notAccepted: false } });
});

test("what the run said is redacted", () => {
  const state = stateIn(oss({ execute_status: "Fail", error_code: 4000, error_msg: "Bearer abc.def said no" }));
  expect(state.status === "failed" && state.error.upstream?.message).not.toContain("abc.def");
});

test.each<[string, string, object]>([
  ["running", oss({ execute_status: "Running" }), { status: "running" }],
  ["running in capitals", oss({ execute_status: "RUNNING" }), { status: "running" }],
  ["interrupted on OSS", oss({ execute_status: "<UNSET>" }), { status: "unclear", name: "<UNSET>" }],
  ["interrupted in words", hosted({ execute_status: "Interrupted" }), { status: "unclear", name: "Interrupted" }],
  ["without a status", oss({}), { status: "unclear", name: "" }],
  ["absent: an empty list", '{"code":0,"data":[]}', { status: "absent" }],
  ["absent: no list", '{"code":0}', { status: "absent" }],
  ["absent on OSS", '{"code":777777775,"msg":"operation failed"}', { status: "absent" }],
  ["absent on OSS, the code as text", '{"code":"777777775","msg":"operation failed"}', { status: "absent" }],
  ["absent on hosted", '{"code":4200,"msg":"not found"}', { status: "absent" }],
])("a run that is %s", (_what, text, state) => {
  expect(stateIn(text)).toMatchObject(state);
});

test("another run's record says nothing of this one; one without a name is taken for it", () => {
  const record = { execute_status: "Success", output: "other" };
  const stateOf = (more: object) => stateIn(JSON.stringify({ code: 0, data: [{ ...record, ...more }] })).status;
  expect(stateOf({ execute_id: "1" })).toBe("absent");
  expect(stateOf({})).toBe("succeeded");
});

test("of several records the one asked about counts", () => {
  const other = { execute_id: "1", execute_status: "Success", output: "other" };
  const text = JSON.stringify({ code: 0, data: [other, { execute_id: "ID", execute_status: "Running" }] }).replace('"ID"', ID);
  expect(stateIn(text).status).toBe("running");
});

test.each<[string, number, string, string]>([
  ["a refused token", 200, '{"code":700012006,"msg":"api key invalid"}', "ENGINE_AUTH_FAILED"],
  ["a path this Coze does not serve", 200, '{"code":700012006,"msg":"missing session_key in cookie"}', "ENGINE_ENDPOINT_MISSING"],
  ["a page of a proxy", 504, "<html>504</html>", "ENGINE_TIMEOUT"],
  ["a page that is not found", 404, "404 page not found", "ENGINE_ENDPOINT_MISSING"],
  ["cut JSON", 200, '{"code":0,"da', "ENGINE_BAD_RESPONSE"],
])("%s is an error of the question, not of the run", (...[, httpStatus, text, code]) => {
  expect(() => decodeRunState(text, { httpStatus }, ID)).toThrow(expect.objectContaining({ code }));
  expect(() => decodeRunState(text, { httpStatus }, ID)).toThrow(AppError);
});
