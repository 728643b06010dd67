/**
 * What can be learned of a workflow's inputs from calls that succeeded: which were sent, which always, and of which
 * type. It proves nothing about inputs that were never sent. Pure.
 */
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { DeclaredInput, InputType } from "../providers/provider.js";
import { jsonTypeOf } from "./conversion.js";
import { finding } from "./finding-texts.js";
import type { Finding } from "./mapping-check.js";

export interface LearnedInputs {
  readonly inputs: readonly DeclaredInput[];
  /** Every call sent them. */
  readonly always: readonly string[];
}

export const learnInputs = (payloads: readonly JsonObject[]): LearnedInputs => {
  const seen = new Map<string, { count: number; types: Set<InputType> }>();
  for (const payload of payloads)
    for (const [name, value] of Object.entries(payload)) {
      const entry = seen.get(name) ?? { count: 0, types: new Set<InputType>() };
      entry.count += 1;
      entry.types.add(typeOf(value));
      seen.set(name, entry);
    }
  const inputs = [...seen].map(([name, { types }]): DeclaredInput => {
    const [type = "ANY", another] = types;
    return { name, type: another ? "ANY" : type, required: false };
  });
  return { inputs, always: [...seen].filter(([, { count }]) => count === payloads.length).map(([name]) => name) };
};

const typeOf = (value: JsonValue): InputType => {
  const type = jsonTypeOf(value);
  if (type === "null") return "ANY";
  return type === "array" ? "LIST" : (type.toUpperCase() as InputType);
};

export const learnedFindings = ({ always }: LearnedInputs, parameters: readonly { readonly target: string }[]): Finding[] => {
  const covered = new Set(parameters.map(({ target }) => target));
  return always.filter((name) => !covered.has(name)).map((name) => finding("INPUT_NO_LONGER_SENT", { rule: null, target: name }));
};
