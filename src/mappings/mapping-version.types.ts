/** What becomes of a mapping's versions, in the GraphQL schema: saved, published, gone back to, compared, or changed meanwhile. */
import { createUnionType, Field, ObjectType } from "type-graphql";
import { AbilityType } from "../abilities/ability.types.js";
import { DomainError, OperationRefused, PermissionDenied, type RefusalShape } from "../graphql/error.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { ValueDiff } from "../graphql/value-diff.types.js";
import { presentMapping, WorkflowMappingType } from "./mapping.types.js";
import type { WorkflowMapping } from "./workflow-mapping.js";

@ObjectType({
  implements: DomainError,
  description: "Somebody else saved or published meanwhile; nothing was changed. Look at `current` and repeat your change on top of it.",
})
export class MappingConflict extends DomainError {
  @Field(() => WorkflowMappingType, { nullable: true, description: "The draft as it is now; null when none is open." })
  current!: WorkflowMappingType | null;
}

@ObjectType({ description: "The saved draft." })
export class SaveWorkflowMappingPayload {
  @Field(() => WorkflowMappingType, { description: "The draft." })
  mapping!: WorkflowMappingType;

  @Field(() => [String], { description: "What looks wrong but was saved, for people: rules that read fields the form does not describe." })
  warnings!: string[];
}

@ObjectType({ description: "The published version and the ability it serves." })
export class PublishWorkflowMappingPayload {
  @Field(() => WorkflowMappingType, { description: "The version that serves calls now." })
  mapping!: WorkflowMappingType;

  @Field(() => AbilityType, { description: "The ability; a draft became active." })
  ability!: AbilityType;
}

export const SaveWorkflowMappingResult = createUnionType({
  name: "SaveWorkflowMappingResult",
  description: "The draft, or why it was not saved. Always ask for `... on DomainError { code message }`.",
  types: () => [SaveWorkflowMappingPayload, MappingConflict, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});

export const PublishWorkflowMappingResult = createUnionType({
  name: "PublishWorkflowMappingResult",
  description: "The published version, or why it was not published. Always ask for `... on DomainError { code message }`.",
  types: () => [PublishWorkflowMappingPayload, MappingConflict, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});

@ObjectType({ description: "The version that serves again and the ability it serves." })
export class RollbackWorkflowMappingPayload {
  @Field(() => WorkflowMappingType, { description: "The version that serves calls now; what it says is as it was." })
  mapping!: WorkflowMappingType;

  @Field(() => AbilityType, { description: "The ability." })
  ability!: AbilityType;
}

export const RollbackWorkflowMappingResult = createUnionType({
  name: "RollbackWorkflowMappingResult",
  description: "The version that serves again, or why not. Always ask for `... on DomainError { code message }`.",
  types: () => [RollbackWorkflowMappingPayload, MappingConflict, OperationRefused, PermissionDenied] as const,
  resolveType: typenameOf,
});

@ObjectType({ description: "What differs between two versions of a mapping." })
export class WorkflowMappingDiff {
  @Field(() => WorkflowMappingType, { description: "The one compared with." })
  from!: WorkflowMappingType;

  @Field(() => WorkflowMappingType, { description: "The other." })
  to!: WorkflowMappingType;

  @Field(() => ValueDiff, {
    description: "Places such as `/workflowId` or `/parameters/city/source/pointer`: rules go by the name of their parameter.",
  })
  changes!: ValueDiff;
}

type Outcome<T extends object> = (T & { __typename: string }) | RefusalShape;

/** A conflict shows what it is with: whoever repeats the change needs it. */
export const withCurrentDraft = async <T extends object>(
  outcome: Promise<Outcome<T>>,
  openDraft: () => Promise<WorkflowMapping | undefined>,
): Promise<Outcome<T> | (RefusalShape & Pick<MappingConflict, "current">)> => {
  const result = await outcome;
  if (!("code" in result) || result.code !== "CONFLICT") return result;
  const draft = await openDraft();
  return { ...(result as RefusalShape), __typename: "MappingConflict", current: draft ? presentMapping(draft) : null };
};
