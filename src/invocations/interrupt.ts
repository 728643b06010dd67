/** Questions that runs ask people: what one is, and whether an answer fits it. Pure. */
import type { Answerers } from "../abilities/ability.js";
import { compileForm } from "../forms/form.js";
import { AppError, isAppError } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import type { Question } from "../providers/provider.js";

/** RESUMED: the engine was given the answer, for which an event id is good once. EXPIRED and CANCELLED take no answer. */
export const INTERRUPT_STATES = ["OPEN", "ANSWERED", "RESUMED", "EXPIRED", "CANCELLED"] as const;
export type InterruptState = (typeof INTERRUPT_STATES)[number];

/** Times are epoch milliseconds. */
export interface Interrupt {
  readonly id: string;
  readonly invocationId: string;
  /** 1, 2, 3 … within its invocation. */
  readonly ordinal: number;
  /** The engine's name for it. */
  readonly engineEventId: string;
  readonly interruptType: number;
  readonly question: Question;
  readonly answerers: Answerers;
  readonly state: InterruptState;
  /** Milliseconds that the run had until its deadline when it asked; it gets them back with the answer. */
  readonly runTimeLeftMs: number;
  readonly raisedAt: number;
  readonly expiresAt: number;
  readonly answeredAt: number | null;
  readonly answererId: string | null;
  readonly answer: string | JsonObject | null;
}

/** Names the invocation, so that one id leads to the other. */
export const interruptIdOf = (invocationId: string, ordinal: number): string => `int_${invocationId.slice("inv_".length)}_${ordinal}`;

/** Characters of a text answer. */
export const MAX_ANSWER_TEXT = 20_000;

/**
 * What the engine is to be given. A question with options takes other texts too: the engine matches them by meaning
 * (`reference/coze-api.md` §11.3).
 * @throws AppError FORM_INVALID with its fields; the path of a text is "".
 */
export const answerOf = (question: Question, value: unknown): string | JsonObject =>
  question.form ? formAnswer(question.form, value) : textAnswer(value);

const textAnswer = (value: unknown): string => {
  if (typeof value !== "string") throw refused("FIELD_TYPE", { expected: { en: "a text", zh: "文本" } });
  if (value.trim() === "") throw refused("FIELD_REQUIRED", {});
  const unstorable = value.includes("\0") ? "NUL" : /\p{Surrogate}/u.test(value) && { en: "half of a character", zh: "不完整的字符" };
  if (unstorable) throw refused("FIELD_TEXT", { character: unstorable });
  if (Array.from(value).length <= MAX_ANSWER_TEXT) return value;
  throw refused("FIELD_LENGTH", {
    comparison: { en: "at most", zh: "至多包含" },
    limit: MAX_ANSWER_TEXT,
    unit: { en: "characters", zh: "个字符" },
  });
};

const refused = (code: "FIELD_TYPE" | "FIELD_REQUIRED" | "FIELD_TEXT" | "FIELD_LENGTH", params: AppError["params"]): AppError =>
  new AppError("FORM_INVALID", { fields: [{ path: "", code, params }] });

const formAnswer = (schema: JsonObject, value: unknown): JsonObject => {
  const result = compiled(schema).validate(value);
  if (!result.ok) throw new AppError("FORM_INVALID", { fields: result.problems });
  return result.values;
};

const ANY_OBJECT: JsonObject = { type: "object" };

/** An engine's fields may have names that our forms refuse; the engine has the last word about them anyway. */
const compiled = (schema: JsonObject) => {
  try {
    return compileForm({ schema, uiSchema: null, revision: 0 });
  } catch (error) {
    if (!isAppError(error, "BAD_USER_INPUT")) throw error;
    return compileForm({ schema: ANY_OBJECT, uiSchema: null, revision: 0 });
  }
};

/** As it was stored. */
export const parseAnswer = (text: string | null): string | JsonObject | null => {
  const value = text === null ? null : (JSON.parse(text) as JsonValue);
  return typeof value === "string" || isJsonObject(value) ? value : null;
};
