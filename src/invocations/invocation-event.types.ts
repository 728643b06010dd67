/** What a subscription delivers, in the GraphQL schema. */
import { Field, ID, Int, InterfaceType, ObjectType } from "type-graphql";
import type { Answerers } from "../abilities/ability.js";
import { AnswerersEnum } from "../abilities/ability.types.js";
import { connectionOf } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { Cursor, DateTime, JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject } from "../kernel/json.js";
import { InvocationStatusEnum, InvocationType } from "./invocation.types.js";
import type { FinalStatus, InvocationStatus } from "./lifecycle.js";

@InterfaceType("InvocationEvent", {
  description: "Something that happened in an invocation. Events of one invocation are numbered 1, 2, 3 … without hole.",
  resolveType: typenameOf,
})
export abstract class InvocationEventType {
  @Field(() => Cursor, { description: "Resume behind this event with `after`." })
  cursor!: string;

  @Field(() => Int, { description: "Number within the invocation. A snapshot carries the number of the newest event it includes." })
  sequence!: number;

  @Field(() => DateTime, { description: "When it happened." })
  at!: Date;
}

@ObjectType({ implements: InvocationEventType, description: "The invocation as it stood when the subscription began." })
export class SnapshotEvent extends InvocationEventType {
  @Field(() => InvocationType, { description: "The invocation." })
  invocation!: InvocationType;
}

@ObjectType({ implements: InvocationEventType, description: "The status changed. The change into a final status is a Finished event." })
export class StateChanged extends InvocationEventType {
  @Field(() => InvocationStatusEnum, { nullable: true, description: "Null for the first event." })
  from!: InvocationStatus | null;

  @Field(() => InvocationStatusEnum, { description: "The status from now on." })
  to!: InvocationStatus;

  @Field(() => Int, {
    nullable: true,
    description: "Comes with RUNNING: which attempt it is. The same as before: another worker follows the same run.",
  })
  attempt!: number | null;

  @Field(() => Boolean, { description: "The work begins again from its start: text of earlier attempts no longer counts." })
  restarted!: boolean;
}

@ObjectType({ implements: InvocationEventType, description: "A step of the workflow began or finished." })
export class NodeProgress extends InvocationEventType {
  @Field(() => String, { description: "The engine's id of the step." })
  nodeId!: string;

  @Field(() => String, { description: "The step's title; may be empty." })
  nodeTitle!: string;

  @Field(() => Boolean, { description: "False when it began, true when it finished." })
  finished!: boolean;
}

@ObjectType({ implements: InvocationEventType, description: "A piece of text. Append it to what came before from the same step." })
export class OutputDelta extends InvocationEventType {
  @Field(() => String, { description: "The step that speaks." })
  nodeId!: string;

  @Field(() => String, { description: "The piece; neighbouring pieces may have been merged." })
  text!: string;
}

@ObjectType({ description: "A question that a run asks a person. Without options and form the answer is free text." })
export class InvocationInterrupt {
  @Field(() => ID, { description: "Name it in `resumeInvocation`." })
  id!: string;

  @Field(() => String, { description: "What is asked, in the engine's words." })
  prompt!: string;

  @Field(() => [String], { nullable: true, description: "Texts to choose from." })
  options!: readonly string[] | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "JSON Schema 2020-12 of the object to answer with." })
  form!: JsonObject | null;

  @Field(() => AnswerersEnum, { description: "Who may answer." })
  answerers!: Answerers;

  @Field(() => DateTime, { description: "Unanswered by then, the invocation ends as EXPIRED." })
  expiresAt!: Date;
}

@ObjectType({ implements: InvocationEventType, description: "The run asks a person; it is WAITING from here on." })
export class InterruptRaised extends InvocationEventType {
  @Field(() => InvocationInterrupt, { description: "The question." })
  interrupt!: InvocationInterrupt;
}

@ObjectType({ implements: InvocationEventType, description: "Nobody answered in time; Finished with EXPIRED follows." })
export class InterruptExpired extends InvocationEventType {
  @Field(() => ID, { description: "The question." })
  interruptId!: string;
}

@ObjectType({
  implements: InvocationEventType,
  description: "Something that a newer version of the gateway wrote and this one does not know; it only keeps its number.",
})
export class OtherEvent extends InvocationEventType {}

@ObjectType({
  implements: InvocationEventType,
  description: "The cursor cannot be continued: these numbers cannot be shown. A snapshot follows.",
})
export class GapEvent extends InvocationEventType {
  @Field(() => Int, { description: "First missing number." })
  fromSequence!: number;

  @Field(() => Int, { description: "Last missing number." })
  toSequence!: number;
}

@ObjectType({ implements: InvocationEventType, description: "The last event; the stream completes behind it." })
export class Finished extends InvocationEventType {
  /** For field resolvers; not a field of the schema. */
  invocationId!: string;
  /** Present while the event travelled inline. */
  inlineOutput?: unknown;

  @Field(() => InvocationStatusEnum, { description: "The final status." })
  status!: FinalStatus;
}

export const InvocationEventConnection = connectionOf("InvocationEvent", () => InvocationEventType as never);
