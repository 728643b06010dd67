/** Values to begin a form with, and examples of what comes of them. Pure types and rules. */
import { SECRET_MASK } from "../forms/form-marks.js";
import { AppError, type FieldProblem } from "../kernel/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../kernel/json.js";

/** Somebody wrote it · it is what a call was given and what came of it. */
export const PRESET_KINDS = ["PRESET", "EXAMPLE"] as const;
export type PresetKind = (typeof PRESET_KINDS)[number];

export interface Preset {
  readonly id: string;
  readonly abilityId: string;
  readonly kind: PresetKind;
  readonly name: string;
  readonly description: string | null;
  /** The form that the input was filled into. */
  readonly formRevision: number;
  /** Everything but secrets. */
  readonly input: JsonObject;
  /** Of examples: what the ability returned, and how long it took. */
  readonly output: JsonValue | null;
  readonly durationMs: number | null;
  /** Of examples: the call that was captured. */
  readonly invocationId: string | null;
  readonly createdBy: string;
  /** Rises with every change. */
  readonly revision: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const PRESET_LIMITS = {
  name: 100,
  description: 2_000,
  /** Per ability. */
  count: 100,
  /** Bytes of an example's output as JSON. */
  outputBytes: 262_144,
} as const;

/** @throws AppError BAD_USER_INPUT with a field problem for each part that does not fit. */
export const checkPresetWords = ({ name, description }: Pick<Preset, "name" | "description">): void => {
  const fields: FieldProblem[] = [
    ...(name.trim() === "" ? [{ path: "/name", code: "FIELD_REQUIRED" } as const] : []),
    ...textProblems("/name", name, PRESET_LIMITS.name),
    ...textProblems("/description", description ?? "", PRESET_LIMITS.description),
  ];
  if (fields.length === 0) return;
  throw new AppError("BAD_USER_INPUT", {
    params: { problem: { en: "some fields of the preset need your attention", zh: "预设的部分字段需要修改" } },
    fields,
  });
};

const textProblems = (path: string, text: string, limit: number): FieldProblem[] => {
  const unstorable = text.includes("\0") || /\p{Surrogate}/u.test(text);
  if (unstorable) return [{ path, code: "FIELD_INVALID" }];
  if (Array.from(text).length <= limit) return [];
  return [
    {
      path,
      code: "FIELD_LENGTH",
      params: { comparison: { en: "at most", zh: "至多包含" }, limit, unit: { en: "characters", zh: "个字符" } },
    },
  ];
};

/** A copy without what only shows that there was a secret. */
export const withoutMasks = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.filter((entry) => entry !== SECRET_MASK).map(withoutMasks);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== SECRET_MASK);
  return Object.fromEntries(kept.map(([name, entry]) => [name, withoutMasks(entry)]));
};
