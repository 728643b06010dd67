import { expect, test } from "vitest";
import { questionOf } from "../../src/coze/question.js";

const asked = (...messages: object[]): string => JSON.stringify({ messages });
const form = (fields: unknown): string => JSON.stringify({ content_type: "form_schema", content: JSON.stringify(fields) });

test.each<[string, string, string]>([
  ["a plain question", asked({ type: "question", content_type: "text", content: "Which port?", id: "144001_0" }), "Which port?"],
  [
    "the open question of a longer talk",
    asked({ type: "question", content: "Where to?" }, { type: "answer", content: "North" }, { type: "question", content: "How far?" }),
    "How far?",
  ],
  [
    "a choice",
    asked({
      content_type: "option",
      content: JSON.stringify({ question: "Which port?", options: [{ name: "Brest" }, { name: "Lorient" }] }),
    }),
    "Which port? (Brest / Lorient)",
  ],
  ["a choice that came as an object", asked({ content: { question: "Which?", options: [{ name: "A" }] } }), "Which? (A)"],
  ["a question that begins with a brace", asked({ content: "{port}?" }), "{port}?"],
  [
    "a form",
    form([
      { name: "port", type: "string" },
      { name: "days", type: "integer" },
    ]),
    "port, days",
  ],
  ["data that is plain text", "Say something", "Say something"],
  ["data nobody knows", '{"x":1}', '{"x":1}'],
  ["an empty talk", asked(), '{"messages":[]}'],
  ["no data, as on hosted", "", "last text"],
])("%s", (_what, data, question) => {
  expect(questionOf({ data }, "last text")).toBe(question);
});
