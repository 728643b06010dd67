/** What an admin writes about an ability's output, checked when it is saved. */
import type { Expressions } from "../expressions/expressions.js";
import { AppError, type LocalText } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";
import { parsePointer } from "../kernel/json-pointer.js";
import { compileOutputSchema } from "./output-mapping.js";
import { OUTPUT_SOURCES, type OutputRule, RENDER_HINTS } from "./output-rule.js";

const MAX_POINTER_LENGTH = 1_000;
const MAX_SCHEMA_LENGTH = 100_000;

/** @throws AppError MAPPING_INVALID that names the part which does not hold. */
export const parseOutputRule = (input: unknown, { check }: Pick<Expressions, "check">): OutputRule | null => {
  if (input == null) return null;
  if (!isJsonObject(input)) throw invalid({ en: "it must be an object", zh: "必须是对象" });
  const from = OUTPUT_SOURCES.find((one) => one === (input.from ?? "DATA"));
  if (!from) throw invalid({ en: `from must be one of ${OUTPUT_SOURCES.join(", ")}`, zh: `from 必须是 ${OUTPUT_SOURCES.join("、")} 之一` });
  const hint = input.hint == null ? undefined : RENDER_HINTS.find((one) => one === input.hint);
  if (input.hint != null && !hint)
    throw invalid({ en: `hint must be one of ${RENDER_HINTS.join(", ")}`, zh: `hint 必须是 ${RENDER_HINTS.join("、")} 之一` });
  const select = selectOf(input, check);
  const schema = schemaOf(input.schema);
  return { from, ...(select && { select }), ...(schema && { schema }), ...(hint && { hint }) };
};

const selectOf = ({ select }: JsonObject, check: Expressions["check"]): OutputRule["select"] => {
  if (select == null) return undefined;
  const { kind, pointer, expression } = isJsonObject(select) ? select : ({} as JsonObject);
  if (kind === "field") {
    if (typeof pointer === "string" && pointer.length <= MAX_POINTER_LENGTH && parsePointer(pointer)) return { kind, pointer };
    throw invalid({
      en: "select.field must be a JSON Pointer such as /answer/text",
      zh: "select.field 必须是 JSON Pointer，例如 /answer/text",
    });
  }
  if (kind !== "expression" || typeof expression !== "string")
    throw invalid({ en: "select needs either a field or an expression", zh: "select 需要 field 或 expression 之一" });
  const problem = check(expression);
  if (problem) throw invalid(problem);
  return { kind, expression };
};

const schemaOf = (schema: JsonValue | undefined): JsonObject | undefined => {
  if (schema == null) return undefined;
  if (!isJsonObject(schema)) throw invalid({ en: "schema must be a JSON Schema", zh: "schema 必须是 JSON Schema" });
  if (JSON.stringify(schema).length > MAX_SCHEMA_LENGTH)
    throw invalid({ en: `schema is longer than ${MAX_SCHEMA_LENGTH} characters`, zh: `schema 超过 ${MAX_SCHEMA_LENGTH} 个字符` });
  try {
    compileOutputSchema(schema);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw invalid({ en: error.messageIn("en"), zh: error.messageIn("zh") }, error);
  }
  return schema;
};

const invalid = ({ en, zh }: LocalText, cause?: AppError): AppError =>
  new AppError("MAPPING_INVALID", { params: { problem: { en: `output: ${en}.`, zh: `output：${zh}。` } }, ...(cause && { cause }) });
