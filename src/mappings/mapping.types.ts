/** Mappings in the GraphQL schema, and the way from domain objects to them. */
import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "../graphql/node.types.js";
import { DateTime, Json } from "../graphql/scalars.js";
import type { JsonValue } from "../kernel/json.js";
import type { Cancellation, ProviderKind, RunMode } from "../providers/provider.js";
import type { ParameterRule, ParameterType } from "./mapping.js";
import type { MappingState, WorkflowMapping } from "./workflow-mapping.js";

export const MappingStateEnum = { DRAFT: "DRAFT", PUBLISHED: "PUBLISHED", SUPERSEDED: "SUPERSEDED" } as const satisfies Record<
  MappingState,
  MappingState
>;
registerEnumType(MappingStateEnum, {
  name: "MappingState",
  description: "Where a mapping version stands. More values may join.",
  valuesConfig: {
    DRAFT: { description: "Can be changed; serves no calls." },
    PUBLISHED: { description: "Serves all calls; what it says never changes." },
    SUPERSEDED: { description: "Was published before; may serve again, as it is: `rollbackWorkflowMapping`." },
  },
});

export const ProviderKindEnum = {
  COZE_WORKFLOW: "COZE_WORKFLOW",
  COZE_CHATFLOW: "COZE_CHATFLOW",
  COZE_AGENT: "COZE_AGENT",
} as const satisfies Record<ProviderKind, ProviderKind>;
registerEnumType(ProviderKindEnum, {
  name: "ProviderKind",
  description: "What does the work. More values may join.",
  valuesConfig: {
    COZE_WORKFLOW: { description: "A published workflow in Coze." },
    COZE_CHATFLOW: { description: "A published chatflow in Coze: a workflow that converses." },
    COZE_AGENT: { description: "An agent in Coze, published to the API." },
  },
});

export const RunModeEnum = { STREAM: "STREAM", SYNC: "SYNC", ASYNC: "ASYNC" } as const satisfies Record<RunMode, RunMode>;
registerEnumType(RunModeEnum, {
  name: "RunMode",
  description: "How the engine is asked. More values may join.",
  valuesConfig: {
    STREAM: { description: "Events while it runs; needed for questions." },
    SYNC: { description: "One answer at the end; for short runs without questions." },
    ASYNC: { description: "Begun at once and asked about until it ends: for long runs; survives restarts of the gateway." },
  },
});

export const CancellationEnum = { ENGINE: "ENGINE", DETACH_ONLY: "DETACH_ONLY" } as const satisfies Record<Cancellation, Cancellation>;
registerEnumType(CancellationEnum, {
  name: "Cancellation",
  description: "What cancelling a running call can mean. More values may join.",
  valuesConfig: {
    ENGINE: { description: "The engine is told to stop, and says whether it did." },
    DETACH_ONLY: { description: "Nobody waits for the run any longer; the engine may finish it." },
  },
});

export const ParameterSourceEnum = { FIELD: "FIELD", CONSTANT: "CONSTANT", EXPRESSION: "EXPRESSION" } as const;
export type ParameterSource = keyof typeof ParameterSourceEnum;
registerEnumType(ParameterSourceEnum, {
  name: "ParameterSource",
  description: "Where a parameter's value comes from. More values may join.",
  valuesConfig: {
    FIELD: { description: "A field of the form." },
    CONSTANT: { description: "A fixed value." },
    EXPRESSION: { description: "Computed from the form and who calls what when." },
  },
});

export const ParameterTypeEnum = {
  STRING: "STRING",
  INTEGER: "INTEGER",
  NUMBER: "NUMBER",
  BOOLEAN: "BOOLEAN",
  TIME: "TIME",
  OBJECT: "OBJECT",
  LIST: "LIST",
  FILE: "FILE",
} as const satisfies Record<ParameterType, ParameterType>;
registerEnumType(ParameterTypeEnum, {
  name: "ParameterType",
  description: "Type of a workflow's input. Values are converted as Coze would; what it would refuse fails the call. More values may join.",
  valuesConfig: {
    STRING: { description: "Text. Numbers become plain decimals, objects and lists JSON text." },
    INTEGER: { description: "Whole number. Fractions are cut off; numeric text is taken; beyond 2^53 it is sent as text." },
    NUMBER: { description: "Number, or numeric text." },
    BOOLEAN: { description: "True or false, or text such as `true`, `T`, `1`." },
    TIME: { description: "Text that says a time." },
    OBJECT: { description: "Object, or JSON text of one." },
    LIST: { description: "List, or JSON text of one." },
    FILE: { description: "A file, or a list of files." },
  },
});

@ObjectType("ParameterRule", { description: "How one workflow parameter gets its value." })
export class ParameterRuleType {
  @Field(() => String, { description: "Name of the workflow's input." })
  target!: string;

  @Field(() => ParameterSourceEnum, { description: "Where the value comes from." })
  source!: ParameterSource;

  @Field(() => String, { nullable: true, description: "For FIELD: JSON Pointer into the form value." })
  field!: string | null;

  @Field(() => Json, { nullable: true, description: "For CONSTANT: the value." })
  constant!: JsonValue;

  @Field(() => String, { nullable: true, description: "For EXPRESSION: JSONata over `form`, `caller`, `ability` and `now`." })
  expression!: string | null;

  @Field(() => ParameterTypeEnum, { nullable: true, description: "What the value is converted to; null = sent as it is." })
  type!: ParameterType | null;

  @Field(() => ParameterTypeEnum, { nullable: true, description: "For LIST: what its elements are converted to." })
  items!: ParameterType | null;

  @Field(() => Json, { nullable: true, description: "Sent when the source has no value; null = nothing." })
  default!: JsonValue;

  @Field(() => Boolean, { description: "True: a call without a value fails. False: the parameter is left out." })
  required!: boolean;

  @Field(() => String, { nullable: true, description: "JSONata; the rule is skipped where it is false. Null = the rule always applies." })
  when!: string | null;
}

@ObjectType("WorkflowMapping", {
  implements: Node,
  description: "A version of the way from a form to a workflow. Permission: mapping:read.",
})
export class WorkflowMappingType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: WorkflowMapping;

  @Field(() => Int, { description: "1, 2, 3 … per ability." })
  version!: number;

  @Field(() => MappingStateEnum, { description: "Where it stands." })
  state!: MappingState;

  @Field(() => ProviderKindEnum, { description: "What does the work." })
  provider!: ProviderKind;

  @Field(() => String, { description: "Named connection that serves it; `default` is the platform's service account." })
  connection!: string;

  @Field(() => ID, { nullable: true, description: "The engine's id of the workflow." })
  workflowId!: string | null;

  @Field(() => [ParameterRuleType], { description: "One rule per workflow parameter." })
  parameters!: ParameterRuleType[];

  @Field(() => RunModeEnum, { description: "How the engine is asked." })
  mode!: RunMode;

  @Field(() => Int, { nullable: true, description: "Longest run at the engine in milliseconds; null = the connection's." })
  timeoutMs!: number | null;

  @Field(() => [String], { description: "JSON Pointers into the result: the files at these addresses are copied and kept." })
  keepFiles!: readonly string[];

  @Field(() => Int, { description: "Rises with every change of a draft; send it back as `expectedRevision`." })
  revision!: number;

  @Field(() => DateTime, { description: "When it was first saved." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was published." })
  publishedAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Who published it." })
  publishedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was last made to serve again, after another version had." })
  restoredAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Who made it serve again." })
  restoredBy!: string | null;
}

export const presentMapping = (mapping: WorkflowMapping): WorkflowMappingType & { __typename: "WorkflowMapping" } => ({
  __typename: "WorkflowMapping",
  source: mapping,
  id: mapping.id,
  version: mapping.version,
  state: mapping.state,
  provider: mapping.provider,
  connection: mapping.connection,
  workflowId: mapping.workflowId,
  parameters: mapping.parameters.map(presentRule),
  mode: mapping.mode,
  timeoutMs: mapping.timeoutMs,
  keepFiles: mapping.keepFiles,
  revision: mapping.revision,
  createdAt: new Date(mapping.createdAt),
  publishedAt: mapping.publishedAt === null ? null : new Date(mapping.publishedAt),
  publishedBy: mapping.publishedBy,
  restoredAt: mapping.restoredAt === null ? null : new Date(mapping.restoredAt),
  restoredBy: mapping.restoredBy,
});

const SOURCES = { field: "FIELD", constant: "CONSTANT", expression: "EXPRESSION" } as const;

const presentRule = ({ target, source, type, items, default: fallback, required, when }: ParameterRule): ParameterRuleType => ({
  target,
  source: SOURCES[source.kind],
  field: source.kind === "field" ? source.pointer : null,
  constant: source.kind === "constant" ? source.value : null,
  expression: source.kind === "expression" ? source.expression : null,
  type: type ?? null,
  items: items ?? null,
  default: fallback ?? null,
  required: required ?? false,
  when: when ?? null,
});
