/** Choices with labels are alternatives in JSON Schema: one schema for each of them, which is a lot to compile and to try. Pure. */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { mapSchemas } from "./form-keywords.js";

/** Beside `const`, of an alternative that is a choice and nothing more. */
const SAID_OF_CHOICES = new Set(["const", "title", "description", "$comment", "deprecated", "examples", "x-i18n"]);

/** A copy in which they are written as `enum`, in their order. */
export const withPlainChoices = (schema: JsonObject): JsonObject => mapSchemas(schema, plain) as JsonObject;

const plain = (schema: JsonObject): JsonObject => {
  const keyword = (["oneOf", "anyOf"] as const).find((name) => choicesIn(schema[name]) !== undefined);
  if (keyword === undefined || schema.enum !== undefined || schema.discriminator !== undefined) return schema;
  const { [keyword]: alternatives, ...rest } = schema;
  return { ...rest, enum: choicesIn(alternatives) ?? [] };
};

const choicesIn = (alternatives: JsonValue | undefined): JsonValue[] | undefined => {
  if (!Array.isArray(alternatives) || !alternatives.every(isChoice)) return undefined;
  const choices = alternatives.map((alternative) => (alternative as JsonObject).const as JsonValue);
  return new Set(choices.map(canonicalJson)).size === choices.length ? choices : undefined;
};

const isChoice = (schema: JsonValue): boolean =>
  isJsonObject(schema) && schema.const !== undefined && Object.keys(schema).every((keyword) => SAID_OF_CHOICES.has(keyword));
