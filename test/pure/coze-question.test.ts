import { describe, expect, test } from "vitest";
import { type CozeQuestion, questionOf } from "../../src/coze/question.js";
import { checkFormSchema } from "../../src/forms/form-schema.js";
import type { JsonObject } from "../../src/kernel/json.js";

const asked = (...messages: object[]): string => JSON.stringify({ messages });
const form = (fields: unknown): string => JSON.stringify({ content_type: "form_schema", content: JSON.stringify(fields) });

test.each<[string, string, CozeQuestion]>([
  [
    "a plain question",
    asked({ type: "question", content_type: "text", content: "Which port?", id: "144001_0" }),
    { prompt: "Which port?" },
  ],
  [
    "the open question of a longer talk",
    asked({ type: "question", content: "Where to?" }, { type: "answer", content: "North" }, { type: "question", content: "How far?" }),
    { prompt: "How far?" },
  ],
  [
    "a choice",
    asked({
      content_type: "option",
      content: JSON.stringify({ question: "Which port?", options: [{ name: "Brest" }, { name: "Lorient" }] }),
    }),
    { prompt: "Which port?", options: ["Brest", "Lorient"] },
  ],
  [
    "a choice that came as an object",
    asked({ content: { question: "Which?", options: [{ name: "A" }] } }),
    { prompt: "Which?", options: ["A"] },
  ],
  ["a question without any option left", asked({ content: { question: "Which?", options: [] } }), { prompt: "Which?" }],
  ["a question that begins with a brace", asked({ content: "{port}?" }), { prompt: "{port}?" }],
  ["data that is plain text", "Say something", { prompt: "Say something" }],
  ["data nobody knows", '{"x":1}', { prompt: '{"x":1}' }],
  ["an empty talk", asked(), { prompt: '{"messages":[]}' }],
  ["a form without fields", form([]), { prompt: form([]) }],
  ["no data, as on hosted", "", { prompt: "last text" }],
])("%s", (_what, data, question) => {
  expect(questionOf(data, "last text")).toEqual(question);
});

describe("a form", () => {
  test("is the JSON Schema of the object it waits for", () => {
    const fields = [
      { name: "port", type: "string", required: true, desc: "Where to" },
      { name: "days", type: "Integer", required: true },
      { name: "budget", type: "number" },
      { name: "alone", type: "boolean" },
      { name: "hotel", type: "object" },
      { name: "stops", type: "list" },
      { name: "from", type: "time" },
      { name: "passport", type: "file" },
      { name: "other", type: "constructor" },
      { type: "string" },
      { name: "" },
    ];
    const question = questionOf(form(fields), "");
    expect(question.prompt).toBe("port, days, budget, alone, hotel, stops, from, passport, other");
    expect(question.form).toEqual({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["port", "days"],
      properties: {
        port: { type: "string", description: "Where to" },
        days: { type: "integer" },
        budget: { type: "number" },
        alone: { type: "boolean" },
        hotel: { type: "object" },
        stops: { type: "array" },
        from: { type: "string", "x-coze-type": "time" },
        passport: { type: "string", "x-coze-type": "file" },
        other: {},
      },
    });
  });

  test("is a schema that our own form rules accept", () => {
    const types = ["string", "integer", "number", "boolean", "object", "list", "time", "file"];
    const { form: schema } = questionOf(form(types.map((type) => ({ name: type, type, required: true }))), "");
    expect(() => checkFormSchema(schema as JsonObject)).not.toThrow();
  });
});
