/** The audit log in the GraphQL schema. */
import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, Node } from "../graphql/node.types.js";
import { Cursor, DateTime, Json } from "../graphql/scalars.js";
import type { JsonValue } from "../kernel/json.js";
import type { AuditEntry } from "./audit.js";
import type { AuditFilter } from "./audit.service.js";

@ObjectType("AuditEntry", { implements: Node, description: "A change that somebody made. Permission: audit:read." })
export class AuditEntryType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: AuditEntry;

  @Field(() => DateTime, { description: "When." })
  at!: Date;

  @Field(() => String, { description: "Id of the person or service that did it." })
  actor!: string;

  @Field(() => String, { description: "How the actor proved who they are: `jwt`, `service-token` or `development`." })
  via!: string;

  @Field(() => String, { description: "`<subject>.<verb>`, e.g. `mapping.publish`. More may join." })
  action!: string;

  @Field(() => ID, { description: "What was changed. It may be gone." })
  subjectId!: string;

  @Field(() => ID, { nullable: true, description: "The ability that it belongs to, or is." })
  abilityId!: string | null;

  @Field(() => Json, { nullable: true, description: "As it stood before, without secrets; null = there was nothing." })
  before!: JsonValue;

  @Field(() => Json, { nullable: true, description: "As it stands after; null = it is gone." })
  after!: JsonValue;

  @Field(() => String, { description: "Request that did it, as in the log." })
  requestId!: string;
}

export const AuditEntryConnection = connectionOf("AuditEntry", () => AuditEntryType);

export const presentAuditEntry = (entry: AuditEntry): AuditEntryType & { __typename: "AuditEntry" } => ({
  __typename: "AuditEntry",
  source: entry,
  id: entry.id,
  at: new Date(entry.at),
  actor: entry.actorId,
  via: entry.via,
  action: entry.action,
  subjectId: entry.subjectId,
  abilityId: entry.abilityId,
  before: entry.before,
  after: entry.after,
  requestId: entry.requestId,
});

@InputType({ description: "Which changes; what is absent does not matter." })
export class AuditFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this ability and what belongs to it." })
  abilityId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of this object alone." })
  subjectId?: string | null;

  @Field(() => String, { nullable: true, description: "By this person or service." })
  actor?: string | null;

  @Field(() => [String], { nullable: true, description: "Any of these, e.g. `mapping.publish`." })
  actions?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: "At this time or later." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Before this time." })
  to?: Date | null;
}

@ArgsType()
export class AuditLogArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;

  @Field(() => AuditFilterInput, { nullable: true, description: "Which changes; absent = all." })
  filter?: AuditFilterInput | null;
}

export const toAuditFilter = (input: AuditFilterInput | null | undefined): AuditFilter => ({
  ...(input?.abilityId != null && { abilityId: input.abilityId }),
  ...(input?.subjectId != null && { subjectId: input.subjectId }),
  ...(input?.actor != null && { actorId: input.actor }),
  ...(input?.actions != null && { actions: input.actions }),
  ...(input?.from != null && { from: input.from.getTime() }),
  ...(input?.to != null && { to: input.to.getTime() }),
});
