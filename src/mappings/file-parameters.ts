/**
 * Parameters that are files: which values of a mapped call name files, and the same call with what the engine is given for
 * them. Pure: who may use which file is for others to know.
 */
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { MappedParameters, ParameterRule } from "./mapping.js";

/** One text in a parameter of type FILE. */
export interface FileValue {
  readonly target: string;
  /** JSON Pointer into the form; of an expression `""`, the whole of it. */
  readonly path: string;
  readonly text: string;
  /** Written by an admin, not brought by the caller: then it may be an address as well. */
  readonly fixed: boolean;
}

export const fileValues = (rules: readonly ParameterRule[], { parameters, trace }: MappedParameters): FileValue[] =>
  rules.flatMap((rule, index) => {
    const value = Object.hasOwn(parameters, rule.target) && holdsFiles(rule) ? parameters[rule.target] : undefined;
    const { fedBy, pointer = "" } = trace[index] ?? { fedBy: "NONE" };
    const fixed = fedBy === "CONSTANT" || fedBy === "DEFAULT";
    const single = !Array.isArray(value);
    return textsIn(value).map(({ text, at }) => ({ target: rule.target, path: single ? pointer : listPath(pointer, at), text, fixed }));
  });

const holdsFiles = ({ type, items }: ParameterRule): boolean => type === "FILE" || (type === "LIST" && items === "FILE");

const listPath = (pointer: string, at: number): string => (pointer === "" ? "" : `${pointer}/${at}`);

const textsIn = (value: JsonValue | undefined): { text: string; at: number }[] =>
  [value].flat().flatMap((entry, at) => (typeof entry === "string" ? [{ text: entry, at }] : []));

/** @param texts by file id; what is not in it stays as it is. @returns deeply frozen, like the parameters. */
export const withFiles = (parameters: JsonObject, values: readonly FileValue[], texts: ReadonlyMap<string, string>): JsonObject => {
  const targets = new Set(values.map(({ target }) => target));
  const placed = Object.entries(parameters).map(([target, value]): [string, JsonValue] => [
    target,
    targets.has(target) ? replaced(value, texts) : value,
  ]);
  return Object.freeze(Object.fromEntries(placed));
};

const replaced = (value: JsonValue, texts: ReadonlyMap<string, string>): JsonValue => {
  if (Array.isArray(value)) return Object.freeze(value.map((entry) => replaced(entry, texts))) as JsonValue[];
  return typeof value === "string" ? (texts.get(value) ?? value) : value;
};
