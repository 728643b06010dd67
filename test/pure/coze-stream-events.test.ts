import { describe, expect, test } from "vitest";
import { createSseDecoder } from "../../src/coze/sse.js";
import { type CozeFrameEvent, decodeFrame } from "../../src/coze/stream-events.js";
import { type StreamFixture, streamFixture } from "../support/coze-fixtures.js";

const eventsIn = (name: StreamFixture): CozeFrameEvent[] =>
  createSseDecoder()
    .push(streamFixture(name))
    .flatMap((frame) => decodeFrame(frame) ?? []);

const last = (name: StreamFixture) => eventsIn(name).at(-1);

describe("frames to events", () => {
  test.each<[StreamFixture, object]>([
    ["oss-text", { type: "done", executeId: "7540000000000000909", spaceId: "7530000000000000001" }],
    ["oss-variables", { type: "done", executeId: "7540000000000000910", spaceId: "7530000000000000001" }],
    ["oss-parallel", { type: "done", executeId: undefined, spaceId: undefined }],
    ["oss-old-text", { type: "done", executeId: "7540000000000000911", spaceId: "7530000000000000001" }],
    ["hosted-text", { type: "done", executeId: undefined, spaceId: undefined }],
    ["oss-plain-error", { type: "error", engineCode: undefined, message: "stream broken: unexpected EOF" }],
    [
      "oss-error",
      {
        type: "error",
        engineCode: 720701013,
        message: "Workflow execution failure: upstream closed",
        executeId: "7540000000000000913",
        spaceId: "7530000000000000001",
      },
    ],
    [
      "hosted-question",
      {
        type: "interrupt",
        eventId: "7570000000000000001/7570000000000000002",
        interruptType: 2,
        data: "",
        executeId: "7570000000000000001",
        spaceId: undefined,
      },
    ],
  ])("%s ends with what its last frame says", (name, expected) => {
    expect(last(name)).toEqual(expected);
  });

  test("an interrupt on OSS keeps its data and both ids", () => {
    expect(last("oss-question")).toMatchObject({
      type: "interrupt",
      eventId: "7540000000000000911/7540000000000000912",
      executeId: "7540000000000000911",
      spaceId: "7530000000000000001",
      data: expect.stringContaining("Which port?"),
    });
  });

  test.each<StreamFixture>(["oss-text", "oss-variables", "oss-old-text", "oss-question"])(
    "%s cut anywhere is never taken for more than it said",
    (name) => {
      const whole = streamFixture(name);
      const ending = Buffer.from(whole.toString().includes("event: Interrupt") ? "event: Interrupt\ndata:" : "\nevent: ");
      const certainFrom = whole.lastIndexOf(ending);
      for (let length = 0; length < certainFrom; length += 1) {
        const decoder = createSseDecoder();
        const frames = [...decoder.push(whole.subarray(0, length)), ...decoder.end()];
        const types = frames.map((frame) => decodeFrame(frame)?.type);
        expect(types, `cut at byte ${length}`).not.toContain("done");
        expect(types, `cut at byte ${length}`).not.toContain("interrupt");
      }
    },
  );

  test("unknown events are left out", () => {
    expect(eventsIn("oss-text").map((event) => event.type)).toEqual(["message", "message", "message", "message", "message", "done"]);
    expect(decodeFrame({ event: "PING", data: "{}", id: undefined })).toBeUndefined();
    expect(decodeFrame({ event: undefined, data: "{}", id: undefined })).toBeUndefined();
  });

  test.each(["Message", "message", "MESSAGE", "mEssage"])("the name %s is a message", (event) => {
    expect(decodeFrame({ event, data: '{"content":"a","node_title":"T"}', id: "0" })).toMatchObject({ type: "message", content: "a" });
  });

  test("node keys are ids, or titles where there is no id, and 64-bit ids stay exact", () => {
    const key = (data: string) => (decodeFrame({ event: "Message", data, id: "0" }) as { nodeKey: string }).nodeKey;
    expect(key('{"node_id":"133001","node_title":"T"}')).toBe("133001");
    expect(key('{"node_id":7540000000000000909,"node_title":"T"}')).toBe("7540000000000000909");
    expect(key('{"node_title":"T"}')).toBe("T");
    expect(key("{}")).toBe("");
  });

  test.each<[string, string, boolean]>([
    ["the type End", '{"node_type":"End","node_id":"5"}', true],
    ["the fixed End id", '{"node_id":"900001"}', true],
    ["no id and no type but counts", '{"node_title":"","token":3}', true],
    ["no id, no type, no counts", '{"node_title":"End"}', false],
    ["another type with counts", '{"node_type":"Message","node_id":"5","token":3}', false],
  ])("a message with %s is the end node's: %#", (_what, data, isEnd) => {
    expect(decodeFrame({ event: "Message", data, id: "0" })).toMatchObject({ isEnd });
  });

  test("token counts come from either family", () => {
    const usage = (data: string) => (decodeFrame({ event: "Message", data, id: "0" }) as { usage?: object }).usage;
    expect(usage('{"token":88}')).toEqual({ totalTokens: 88 });
    expect(usage('{"token":"88"}')).toEqual({ totalTokens: 88 });
    expect(usage('{"usage":{"token_count":12,"output_count":5,"input_count":7}}')).toEqual({
      totalTokens: 12,
      outputTokens: 5,
      inputTokens: 7,
    });
    expect(usage("{}")).toBeUndefined();
  });

  test.each<[string, string]>([
    ["Message", '{"content":"a'],
    ["Message", "plain"],
    ["Interrupt", "{}"],
    ["Interrupt", '{"interrupt_data":{"type":2}}'],
  ])("a %s event with the data %s is malformed", (event, data) => {
    expect(decodeFrame({ event, data, id: "0" })).toMatchObject({ type: "malformed" });
  });

  test.each(["", "[DONE]", '"[DONE]"', "{}", '{"debug_url":"http'])("done takes the data %j", (data) => {
    expect(decodeFrame({ event: "Done", data, id: undefined })).toMatchObject({ type: "done" });
  });

  test("an error event of a chat shape is read too", () => {
    expect(decodeFrame({ event: "error", data: '{"code":"4000","msg":"bad"}', id: undefined })).toMatchObject({
      type: "error",
      engineCode: 4000,
      message: "bad",
    });
  });
});
