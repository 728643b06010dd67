/** What of an ability's parameters is said to a chat and what goes beside it. Pure. */
import { AppError, type LocalText } from "../kernel/errors.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { MappingTarget } from "./provider.js";

/** The parameter that becomes the user's message. */
export const MESSAGE = "message";

/** These are the gateway's: a form that named a conversation could speak in somebody else's. */
export const RESERVED: readonly string[] = ["CONVERSATION_NAME", "USER_INPUT"];

export interface SpokenParameters {
  readonly message: string;
  readonly others: JsonObject;
}

/** @throws AppError MAPPING_FAILED, `notAccepted`, when there is nothing to say. */
export const spokenOf = ({ [MESSAGE]: message, ...others }: JsonObject): SpokenParameters => {
  const text = message == null ? "" : asText(message);
  if (text.trim() !== "") return { message: text, others };
  const problem = { en: `the parameter ${MESSAGE} is empty, and a chat needs one.`, zh: `参数 ${MESSAGE} 为空，对话需要一条消息。` };
  throw new AppError("MAPPING_FAILED", { params: { problem }, notAccepted: true });
};

export const asText = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Agents take text only. What has no value is left out. */
export const asVariables = (parameters: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).flatMap(([name, value]) => (value === null ? [] : [[name, asText(value)]])));

/** A chatflow reads the answer to an Input node from lines `name:value` (`reference/coze-api.md` §8.1). */
export const asLines = (answer: string | JsonObject): string =>
  typeof answer === "string"
    ? answer
    : Object.entries(answer)
        .map(([name, value]) => `${name}:${asText(value).replace(/\s*\n\s*/g, " ")}`)
        .join("\n");

/** @returns why a chat cannot be spoken to with these parameters. */
export const checkSpoken = ({ parameters }: Pick<MappingTarget, "parameters">): AppError | undefined => {
  if (parameters === undefined) return undefined;
  const reserved = parameters.find((name) => RESERVED.includes(name));
  if (reserved !== undefined)
    return invalid(`${reserved} is set by the gateway and may not be mapped.`, `${reserved} 由网关设置，不能映射。`);
  if (parameters.includes(MESSAGE)) return undefined;
  return invalid(`a chat needs a rule for the parameter ${MESSAGE}.`, `对话需要一条针对参数 ${MESSAGE} 的规则。`);
};

const invalid = (en: LocalText["en"], zh: LocalText["zh"]): AppError =>
  new AppError("MAPPING_INVALID", { params: { problem: { en, zh } } });
