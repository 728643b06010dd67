import { describe, expect, test } from "vitest";
import { cozeLinks, executeIdInEventId, idsInDebugUrl } from "../../src/coze/links.js";
import { isCozeId, normalBaseUrl } from "../../src/coze/settings.js";

const oss = { name: "default", baseUrl: "http://coze.internal:8888/", spaceId: "7530000000000000001" };
const run = { workflowId: "7540000000000000101", executeId: "7540000000000000909" };

describe("links into Coze Studio", () => {
  test("they stand on the configured address and carry all ids", () => {
    expect(cozeLinks({ ...oss, studioUrl: "https://studio.example/" }, run)).toEqual({
      studioWorkflow: "https://studio.example/work_flow?workflow_id=7540000000000000101&space_id=7530000000000000001",
      studioRun:
        "https://studio.example/work_flow?execute_id=7540000000000000909&space_id=7530000000000000001&workflow_id=7540000000000000101&execute_mode=2",
    });
  });

  test.each([
    ["http://coze.internal:8888/", "http://coze.internal:8888/work_flow"],
    ["https://gate.example/coze/", "https://gate.example/coze/work_flow"],
    ["https://api.coze.cn", "https://www.coze.cn/work_flow"],
    ["https://api.coze.com", "https://www.coze.com/work_flow"],
  ])("without a studio address %s leads to %s", (baseUrl, page) => {
    expect(cozeLinks({ ...oss, baseUrl }, run).studioWorkflow).toContain(`${page}?`);
  });

  test("the space the engine named comes before the configured one", () => {
    expect(cozeLinks(oss, { ...run, spaceId: "42" }).studioRun).toContain("space_id=42&");
  });

  test.each([
    [{ ...oss, spaceId: undefined }, run, {}],
    [{ ...oss, spaceId: "abc" }, run, {}],
    [oss, { ...run, workflowId: "1&x=<script>" }, {}],
    [oss, { ...run, workflowId: "0" }, {}],
  ])("unknown or malformed ids give no link: %#", (settings, ids, expected) => {
    expect(cozeLinks(settings, ids)).toEqual(expected);
  });

  test.each([undefined, "0", "1'--", "12x"])("the run id %s gives a link to the workflow only", (executeId) => {
    expect(Object.keys(cozeLinks(oss, { ...run, executeId }))).toEqual(["studioWorkflow"]);
  });
});

describe("ids in what the engine sends", () => {
  test.each([
    ["http://127.0.0.1:8888/work_flow?execute_id=7&execute_mode=2&space_id=8&workflow_id=9", { executeId: "7", spaceId: "8" }],
    ["http://127.0.0.1:3000/work_flow?workflow_id=9&space_id=8&execute_id=7", { executeId: "7", spaceId: "8" }],
    ["https://evil.example/?execute_id=7<script>&space_id=8", { executeId: undefined, spaceId: "8" }],
    ["http://h/work_flow?execute_id=0&space_id=0", {}],
    ["not an address", {}],
    ["", {}],
    [null, {}],
    [42, {}],
  ])("%s", (debugUrl, expected) => {
    expect(idsInDebugUrl(debugUrl)).toEqual(expected);
  });

  test.each([
    ["7540000000000000911/7540000000000000912", "7540000000000000911"],
    ["7540000000000000911", "7540000000000000911"],
    ["0/1", undefined],
    ["x/1", undefined],
    ["", undefined],
  ])("the event id %s belongs to the run %s", (eventId, executeId) => {
    expect(executeIdInEventId(eventId)).toBe(executeId);
  });
});

describe("settings", () => {
  test.each([
    ["http://h:8888", "http://h:8888"],
    ["http://h:8888/", "http://h:8888"],
    ["https://h/a/b//", "https://h/a/b"],
  ])("the address %s is used as %s", (baseUrl, expected) => {
    expect(normalBaseUrl({ name: "c", baseUrl })).toBe(expected);
  });

  test.each(["", "coze", "ftp://h", "http://user:pass@h", "http://h?x=1", "http://h/#x"])("the address %j is refused", (baseUrl) => {
    expect(() => normalBaseUrl({ name: "c", baseUrl })).toThrowError(/address of Coze connection c/);
  });

  test.each([
    ["7540000000000000101", true],
    ["1", true],
    ["0", false],
    ["", false],
    ["-1", false],
    ["1.5", false],
    ["1e3", false],
    ["١٢", false],
    [" 1", false],
    ["1\n", false],
    ["1".repeat(21), false],
  ])("%j as a workflow id: %s", (id, ok) => {
    expect(isCozeId(id)).toBe(ok);
  });
});
