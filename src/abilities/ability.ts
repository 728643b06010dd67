/** What an ability is, which states it may pass through, and when it may be invoked. Pure types and rules. */

import { EMPTY_FORM_SCHEMA, type FormDefinition } from "../forms/form.js";
import { AppError, type FieldProblem, type LocalText } from "../kernel/errors.js";
import { ABILITY_KEY_PATTERN } from "./ability-key.js";

export const ABILITY_STATUSES = ["DRAFT", "ACTIVE", "PAUSED", "RETIRED"] as const;
export type AbilityStatus = (typeof ABILITY_STATUSES)[number];

/** What repeating a call does: nothing · nothing more than the first time · everything again. */
export const SIDE_EFFECTS = ["READ_ONLY", "IDEMPOTENT", "SIDE_EFFECTING"] as const;
export type SideEffects = (typeof SIDE_EFFECTS)[number];

/** Who may answer what a run asks: the caller and operators · operators only, for approvals. */
export const ANSWERERS = ["CALLER", "OPERATORS"] as const;
export type Answerers = (typeof ANSWERERS)[number];

export interface Ability {
  readonly id: string;
  /** The stable name frontends use: `write-text`. */
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly status: AbilityStatus;
  readonly sideEffects: SideEffects;
  readonly form: FormDefinition;
  /** Milliseconds a call may take in all; `null` = the gateway's default. */
  readonly deadlineMs: number | null;
  /** Invocations of this ability at the engine at once, over all processes; `null` = no bound of its own. */
  readonly maxConcurrency: number | null;
  readonly answerers: Answerers;
  /** Milliseconds, in whole seconds, that a question stays open; `null` = the gateway's default. */
  readonly answerExpiryMs: number | null;
  /** Target of the published mapping, for readers outside the gateway. `null` until the first is published. */
  readonly cozeWorkflowId: string | null;
  /** Rises with every change of the row. */
  readonly revision: number;
  /** Epoch milliseconds; `null` in rows that the platform itself wrote. */
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/**
 * What stands for an ability whose row the platform deleted from its adopted table: its history stays, and one lost
 * row must not blank a page of it.
 */
export const goneAbility = ({ id, key }: Pick<Ability, "id" | "key">): Ability => ({
  id,
  key,
  name: key,
  description: null,
  category: null,
  tags: [],
  status: "RETIRED",
  sideEffects: "SIDE_EFFECTING",
  form: { revision: 0, schema: EMPTY_FORM_SCHEMA, uiSchema: null },
  deadlineMs: null,
  maxConcurrency: null,
  answerers: "CALLER",
  answerExpiryMs: null,
  cozeWorkflowId: null,
  revision: 0,
  createdAt: null,
  updatedAt: null,
});

export const ABILITY_ACTIONS = ["publish", "activate", "pause", "retire"] as const;
export type AbilityAction = (typeof ABILITY_ACTIONS)[number];

/** What is not listed is refused. Publishing a mapping brings a draft to life and leaves the others as they are. */
const TRANSITIONS: Readonly<Record<AbilityStatus, Readonly<Partial<Record<AbilityAction, AbilityStatus>>>>> = {
  DRAFT: { publish: "ACTIVE", activate: "ACTIVE", retire: "RETIRED" },
  ACTIVE: { publish: "ACTIVE", pause: "PAUSED", retire: "RETIRED" },
  PAUSED: { publish: "PAUSED", activate: "ACTIVE", retire: "RETIRED" },
  RETIRED: {},
};

const AIMS: Readonly<Record<AbilityAction, AbilityStatus>> = { publish: "ACTIVE", activate: "ACTIVE", pause: "PAUSED", retire: "RETIRED" };

/** @throws AppError ABILITY_TRANSITION_REFUSED */
export const nextAbilityStatus = (current: AbilityStatus, action: AbilityAction): AbilityStatus => {
  const next = TRANSITIONS[current][action];
  if (next) return next;
  throw new AppError("ABILITY_TRANSITION_REFUSED", { params: { from: current, to: AIMS[action] } });
};

/** @returns why the ability cannot be invoked now, or nothing when it can. */
export const invokable = (ability: Pick<Ability, "key" | "status">): AppError | undefined => {
  const params = { ability: ability.key };
  switch (ability.status) {
    case "ACTIVE":
      return undefined;
    case "DRAFT":
      return new AppError("ABILITY_NOT_PUBLISHED", { params });
    case "PAUSED":
      return new AppError("ABILITY_PAUSED", { params });
    case "RETIRED":
      return new AppError("ABILITY_RETIRED", { params });
  }
};

/** @throws AppError BAD_USER_INPUT. For keys that people choose; adopted rows get theirs from the migration. */
export const parseAbilityKey = (text: string): string => {
  if (ABILITY_KEY_PATTERN.test(text)) return text;
  const en = "an ability key has 1 to 63 lower-case letters, digits and hyphens and begins with a letter, such as write-text";
  const zh = "能力键由 1 至 63 个小写字母、数字和连字符组成，以字母开头，例如 write-text";
  throw new AppError("BAD_USER_INPUT", { params: { problem: { en, zh } }, fields: [{ path: "/key", code: "FIELD_PATTERN" }] });
};

export const ABILITY_LIMITS = {
  name: 255,
  description: 20_000,
  category: 64,
  tags: 20,
  tag: 40,
  minDeadlineMs: 1_000,
  maxDeadlineMs: 86_400_000,
  maxConcurrency: 10_000,
  minAnswerExpiryMs: 1_000,
  /** 24 days: what GraphQL's Int can say in milliseconds. */
  maxAnswerExpiryMs: 2_073_600_000,
} as const;

type AbilityWords = Pick<Ability, "name" | "description" | "category" | "tags">;
type AbilityBounds = Pick<Ability, "deadlineMs"> & Partial<Pick<Ability, "maxConcurrency" | "answerExpiryMs">>;

/**
 * What people write about an ability, at creation and at every change. The key is not among it: it is checked once,
 * by `parseAbilityKey`, because rows the platform wrote keep theirs.
 * @throws AppError BAD_USER_INPUT with a field problem for each part that does not fit.
 */
export const checkAbilityFields = (ability: AbilityWords & AbilityBounds): void => {
  const { name, description, category, tags } = ability;
  const fields = [
    ...(name.trim() === "" ? [{ path: "/name", code: "FIELD_REQUIRED" } as const] : []),
    ...textProblems("/name", name, ABILITY_LIMITS.name),
    ...textProblems("/description", description ?? "", ABILITY_LIMITS.description),
    ...textProblems("/category", category ?? "", ABILITY_LIMITS.category),
    ...tags.flatMap((tag, index) => textProblems(`/tags/${index}`, tag, ABILITY_LIMITS.tag)),
    ...(tags.length > ABILITY_LIMITS.tags ? [tooMany("/tags", ABILITY_LIMITS.tags, { en: "entries", zh: "项" })] : []),
    ...(new Set(tags).size < tags.length ? [{ path: "/tags", code: "FIELD_DUPLICATE" } as const] : []),
    ...boundProblems(ability),
  ];
  if (fields.length > 0) throw new AppError("BAD_USER_INPUT", { params: { problem: FIELDS_NEED_ATTENTION }, fields });
};

const FIELDS_NEED_ATTENTION: LocalText = { en: "some fields of the ability need your attention", zh: "能力的部分字段需要修改" };

const textProblems = (path: string, text: string, limit: number): FieldProblem[] => {
  if (text.includes("\0")) return [{ path, code: "FIELD_TEXT", params: { character: "NUL" } }];
  if (/\p{Surrogate}/u.test(text))
    return [{ path, code: "FIELD_TEXT", params: { character: { en: "half of a character", zh: "不完整的字符" } } }];
  return Array.from(text).length > limit ? [tooMany(path, limit, { en: "characters", zh: "个字符" })] : [];
};

const tooMany = (path: string, limit: number, unit: LocalText): FieldProblem => ({
  path,
  code: "FIELD_LENGTH",
  params: { comparison: { en: "at most", zh: "至多包含" }, limit, unit },
});

const boundProblems = ({ deadlineMs, maxConcurrency = null, answerExpiryMs = null }: AbilityBounds): FieldProblem[] => [
  ...rangeProblems("/deadlineMs", deadlineMs, [ABILITY_LIMITS.minDeadlineMs, ABILITY_LIMITS.maxDeadlineMs]),
  ...rangeProblems("/maxConcurrency", maxConcurrency, [1, ABILITY_LIMITS.maxConcurrency]),
  ...rangeProblems("/answerExpiryMs", answerExpiryMs, [ABILITY_LIMITS.minAnswerExpiryMs, ABILITY_LIMITS.maxAnswerExpiryMs]),
  ...(answerExpiryMs !== null && answerExpiryMs % 1_000 !== 0
    ? [{ path: "/answerExpiryMs", code: "FIELD_TYPE", params: { expected: { en: "whole seconds", zh: "整秒" } } } as const]
    : []),
];

const rangeProblems = (path: string, value: number | null, [least, most]: readonly [least: number, most: number]): FieldProblem[] => {
  if (value === null || (value >= least && value <= most)) return [];
  const [comparison, limit] = value > most ? [{ en: "at most", zh: "不大于" }, most] : [{ en: "at least", zh: "不小于" }, least];
  return [{ path, code: "FIELD_RANGE", params: { comparison, limit } }];
};
