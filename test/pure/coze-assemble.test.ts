import { describe, expect, test } from "vitest";
import { createAssembler } from "../../src/coze/assemble.js";
import { createSseDecoder } from "../../src/coze/sse.js";
import { type CozeMessage, decodeFrame } from "../../src/coze/stream-events.js";
import { type StreamFixture, streamFixture } from "../support/coze-fixtures.js";

const messagesIn = (name: StreamFixture): CozeMessage[] =>
  createSseDecoder()
    .push(streamFixture(name))
    .flatMap((frame) => {
      const event = decodeFrame(frame);
      return event?.type === "message" ? [event] : [];
    });

const assembled = (messages: CozeMessage[]) => {
  const assembler = createAssembler();
  const pieces = messages.map((message) => assembler.push(message));
  return { shown: pieces.map((piece) => piece.text), first: pieces.map((piece) => piece.first), output: assembler.output(), assembler };
};

/** Pieces of one End node: text, and `!` at its end for the finishing one. */
const endPieces = (...texts: string[]): CozeMessage[] =>
  texts.map((text) => ({
    type: "message",
    nodeKey: "900001",
    nodeTitle: "End",
    nodeType: "End",
    content: text.replace(/!$/, ""),
    finished: text.endsWith("!"),
    isEnd: true,
    usage: undefined,
  }));

describe("pieces to a result", () => {
  test("a streamed text end is shown as it comes and is the result", () => {
    const { shown, output } = assembled(messagesIn("oss-text"));
    expect(output).toBe("High tide is at 6:40 🌊 — écume");
    expect(shown).toEqual(["Looking at ", "the harbour ⚓ 港口", "High tide is at ", "6:40 🌊 — écume", ""]);
  });

  test("returned variables are the result, with 64-bit integers exact, and never shown as text", () => {
    const { shown, output } = assembled(messagesIn("oss-variables"));
    expect(output).toEqual({ summary: "Two tides a day", station: "7540000000000000777" });
    expect(shown).toEqual(["Checking", " tables.", ""]);
  });

  test("branches do not mix, a node that runs again starts anew, and without an end the last finished text counts", () => {
    const { first, output, assembler } = assembled(messagesIn("oss-parallel"));
    expect(first).toEqual([true, true, false, false, true]);
    expect(output).toBe("again");
    expect(assembler.lastText()).toBe("again");
  });

  test("early and older hosted revisions end with their last message", () => {
    expect(assembled(messagesIn("oss-old-text")).output).toBe("Fair winds");
    expect(assembled(messagesIn("hosted-text")).output).toBe("Tea is ready");
  });

  test.each<[string, string[], unknown, string[]]>([
    ["one JSON piece", ['{"a":1}!'], { a: 1 }, [""]],
    ["JSON, then an empty finish", ['{"a":1}', "!"], { a: 1 }, ["", ""]],
    ["JSON never marked finished", ['{"a":1}'], { a: 1 }, [""]],
    ["an empty start before JSON", ["", '{"a":1}!'], { a: 1 }, ["", ""]],
    ["text that begins like JSON", ["{curly} ", "text", "!"], "{curly} text", ["", "{curly} text", ""]],
    ["JSON text in two pieces is text", ['{"a":', "1}!"], '{"a":1}', ["", '{"a":1}']],
    ["one broken JSON piece is text", ['{"a":!'], '{"a":', ['{"a":']],
    ["a wrapped text", ['{"content_type":1,"data":"hi","type_for_model":2}!'], "hi", [""]],
    ["a wrapped text of hosted", ['{"content_type":1,"data":"hi","original_result":null,"type_for_model":2}!'], "hi", [""]],
    [
      "variables that only resemble a wrapped text",
      ['{"content_type":1,"data":"hi","more":0}!'],
      { content_type: 1, data: "hi", more: 0 },
      [""],
    ],
    ["a number is text", ["42!"], "42", ["42"]],
    ["an array is text", ["[1]!"], "[1]", ["[1]"]],
    ["nothing but a finish", ["!"], "", [""]],
  ])("%s", (...[, texts, output, shown]) => {
    expect(assembled(endPieces(...texts))).toMatchObject({ output, shown });
  });

  test("a run that says nothing has no result", () => {
    expect(createAssembler().output()).toBeNull();
    expect(createAssembler().lastText()).toBe("");
  });
});
