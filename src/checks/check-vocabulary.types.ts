/** The words of checks as enums of the GraphQL schema. */
import { registerEnumType } from "type-graphql";
import { enumOf } from "../graphql/enum.types.js";
import { sentenceOf } from "./finding-texts.js";
import { CHANGE_CODES, CHANGE_IMPACTS, changeSentence } from "./input-changes.js";
import { CHECK_REASONS, FINDING_CODES, INPUT_SOURCES, SEVERITIES, SOURCE_STATES } from "./mapping-check.js";

const described = <T extends string>(names: readonly T[], describe: (name: T) => string): Record<T, { description: string }> =>
  Object.fromEntries(names.map((name) => [name, { description: describe(name) }])) as Record<T, { description: string }>;

export const InputSourceEnum = enumOf(INPUT_SOURCES);
registerEnumType(InputSourceEnum, {
  name: "WorkflowInputSource",
  description: "Where the declared inputs of a workflow come from, best first. More values may join.",
  valuesConfig: {
    ENGINE_API: { description: "The engine's API, asked now." },
    STUDIO: { description: "The pages of Studio, asked now with the session of the connection." },
    CANVAS: { description: "A canvas that an admin imported." },
    SNAPSHOT: { description: "What one of the first two said last." },
    LEARNED: { description: "Earlier calls that succeeded: which inputs they sent. Proves nothing about others." },
  },
});

export const SourceStateEnum = enumOf(SOURCE_STATES);
registerEnumType(SourceStateEnum, {
  name: "WorkflowInputSourceState",
  description: "What a source contributed to a check. More values may join.",
  valuesConfig: {
    USED: { description: "The rules were compared with what it says." },
    AVAILABLE: { description: "It says something, and a better source, or a newer one, does too." },
    UNAVAILABLE: { description: "It says nothing; `problem` tells why." },
  },
});

export const FindingCodeEnum = enumOf(FINDING_CODES);
registerEnumType(FindingCodeEnum, {
  name: "MappingFindingCode",
  description: "What can be wrong between a mapping and its workflow. More values may join.",
  valuesConfig: described(FINDING_CODES, sentenceOf),
});

export const SeverityEnum = enumOf(SEVERITIES);
registerEnumType(SeverityEnum, {
  name: "MappingFindingSeverity",
  description: "How bad a finding is. More values may join.",
  valuesConfig: {
    ERROR: { description: "Calls will fail. Blocks publication." },
    WARNING: { description: "Something looks wrong, or cannot be judged. Blocks nothing." },
  },
});

export const CheckReasonEnum = enumOf(CHECK_REASONS);
registerEnumType(CheckReasonEnum, {
  name: "MappingCheckReason",
  description: "Why a mapping was checked. More values may join.",
  valuesConfig: {
    SAVE: { description: "The draft was saved." },
    PUBLISH: { description: "It was to be published." },
    ROLLBACK: { description: "It serves again." },
    TIMER: { description: "It is in service, and checked from time to time." },
    FAILURE: { description: "The engine refused the parameters of a call." },
    REQUEST: { description: "Somebody asked." },
  },
});

export const ChangeCodeEnum = enumOf(CHANGE_CODES);
registerEnumType(ChangeCodeEnum, {
  name: "WorkflowInputChangeCode",
  description: "How an input, or a field of the result, has changed. More values may join.",
  valuesConfig: described(CHANGE_CODES, changeSentence),
});

export const ChangeImpactEnum = enumOf(CHANGE_IMPACTS);
registerEnumType(ChangeImpactEnum, {
  name: "WorkflowInputChangeImpact",
  description: "What a change does to calls that are sent as before. More values may join.",
  valuesConfig: {
    BREAKING: { description: "They fail, or the workflow no longer gets a value it got." },
    COMPATIBLE: { description: "They go on as before." },
    COSMETIC: { description: "People see other words or another order." },
  },
});
