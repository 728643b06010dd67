/**
 * The text that stands for what an End node returned (`reference/coze-api.md` §4.3). Pure.
 */
import type { RunOutput } from "./interpreter.js";
import { stringify } from "./wire-json.js";

/** Variables are their own JSON; text is wrapped in an object, and hosted adds a member that is always null. */
export function dataText(output: RunOutput, hosted: boolean): string {
  if ("variables" in output) return output.variables;
  const wrapped = { content_type: 1, data: output.text, ...(hosted ? { original_result: null } : {}), type_for_model: 2 };
  return stringify(wrapped);
}
