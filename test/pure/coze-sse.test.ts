import { describe, expect, test } from "vitest";
import { createSseDecoder, type SseFrame } from "../../src/coze/sse.js";
import { STREAM_FIXTURES, streamFixture } from "../support/coze-fixtures.js";

const decode = (...chunks: Uint8Array[]): SseFrame[] => {
  const decoder = createSseDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("bytes to frames", () => {
  for (const name of STREAM_FIXTURES) {
    test(`${name} gives the same frames wherever it is cut in two`, () => {
      const whole = streamFixture(name);
      const expected = decode(whole);
      expect(expected.length).toBeGreaterThan(0);
      for (let at = 0; at <= whole.length; at += 1) {
        expect(decode(whole.subarray(0, at), whole.subarray(at)), `cut at byte ${at}`).toEqual(expected);
      }
    });

    test(`${name} gives the same frames byte by byte, with CRLF, and without its last blank line`, () => {
      const whole = streamFixture(name);
      const expected = decode(whole);
      const text = whole.toString("utf8");
      expect(decode(...Array.from(whole, (byte) => Uint8Array.of(byte)))).toEqual(expected);
      expect(decode(...Array.from(bytes(text.replaceAll("\n", "\r\n")), (byte) => Uint8Array.of(byte)))).toEqual(expected);
      expect(decode(bytes(text.trimEnd()))).toEqual(expected);
    });
  }

  test.each<[string, string, SseFrame[]]>([
    ["joins several data lines", "event: x\ndata: a\ndata: b\n\n", [{ event: "x", data: "a\nb", id: undefined }]],
    ["drops one leading space only", "data:  a\n\n", [{ event: undefined, data: " a", id: undefined }]],
    ["needs no space after the colon", "id:1\nevent:Done\ndata:{}\n\n", [{ event: "Done", data: "{}", id: "1" }]],
    [
      "ignores comments, retry and unknown fields",
      ": hi\nretry: 5\nfoo: bar\ndata: a\n\n",
      [{ event: undefined, data: "a", id: undefined }],
    ],
    ["ignores frames without data", "event: Done\n\n", []],
    ["skips a byte order mark", "\uFEFFdata: a\n\n", [{ event: undefined, data: "a", id: undefined }]],
    ["takes an empty stream", "", []],
  ])("%s", (_rule, text, expected) => {
    expect(decode(bytes(text))).toEqual(expected);
  });
});
