/** Arguments of the invocation fields in the GraphQL schema. */
import { Field, ID, InputType, Int } from "type-graphql";
import { DateTime, Json, JsonObjectScalar } from "../graphql/scalars.js";
import type { JsonObject, JsonValue } from "../kernel/json.js";
import type { RetryVersion } from "./invocation.js";
import type { InvocationFilter } from "./invocation.service.js";
import { InvocationStatusEnum, RetryVersionEnum } from "./invocation.types.js";
import type { InvocationStatus } from "./lifecycle.js";

@InputType({ description: "Somebody to tell when this call has ended, as `createWebhook` does for one that was accepted." })
export class CompletionWebhookInput {
  @Field(() => String, {
    description: "Where to post to, e.g. `https://hooks.example.com/abilities`: https, a public host, no user name or password.",
  })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The query whose answer is the body's `data`, e.g. `query($invocationId: ID!) { invocation(id: $invocationId) { status output } }`. Absent = one with the usual fields.",
  })
  document?: string | null;
}

@InputType({ description: "A call of an ability. Name the ability by exactly one of `abilityId` and `abilityKey`." })
export class InvokeAbilityInput {
  @Field(() => ID, { nullable: true, description: "The ability, by id." })
  abilityId?: string | null;

  @Field(() => String, { nullable: true, description: "The ability, by key." })
  abilityKey?: string | null;

  @Field(() => JsonObjectScalar, { description: 'Values of the form, e.g. `{"topic":"tides"}`.' })
  form!: JsonObject;

  @Field(() => Int, {
    nullable: true,
    description:
      "Revision of the form you rendered; the call is refused when it has changed since in a way that could misread your values, and names the fields.",
  })
  formRevision?: number | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Send a fresh one per intended call and repeat it when you retry: the same key and input never run twice. The header Idempotency-Key does the same.",
  })
  idempotencyKey?: string | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: "Wait up to this many milliseconds (0 to 25000) for the end or a question before answering.",
  })
  waitMs!: number;

  @Field(() => Int, { nullable: true, description: "End the call this many milliseconds after acceptance at the latest." })
  deadlineMs?: number | null;

  @Field(() => [String], { nullable: true, description: "Labels to find the call by; at most 20." })
  tags?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "-100 to 100, default 0: among the calls that wait for a worker, higher goes first. Above 0: Permission invocation:control-any.",
  })
  priority?: number | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Which of your conversations with an agent or chatflow to continue: a name of yours of 1 to 64 printable ASCII characters without spaces. Absent = an agent goes on with your latest, a chatflow begins a new one.",
  })
  conversation?: string | null;

  @Field(() => CompletionWebhookInput, {
    nullable: true,
    description:
      "Whom to tell of the end; kept with the call, so that no end is missed. Part of what makes a repetition with the same key the same call. What is wrong with it is told at `/webhook/url` and `/webhook/document` with the code BAD_USER_INPUT. Permission: invocation:read.",
  })
  webhook?: CompletionWebhookInput | null;
}

@InputType({ description: "Stop an invocation." })
export class CancelInvocationInput {
  @Field(() => ID, { description: "The invocation." })
  id!: string;
}

@InputType({ description: "Answer what a run asks." })
export class ResumeInvocationInput {
  @Field(() => ID, { description: "The invocation." })
  invocationId!: string;

  @Field(() => ID, { description: "The question: `interrupt { id }` of the invocation or of the event InterruptRaised." })
  interruptId!: string;

  @Field(() => Json, { description: 'A text, or for a question with a form its values, e.g. `{"berth":"A 12"}`.' })
  answer!: JsonValue;
}

@InputType({ description: "Begin a new invocation like one that has ended." })
export class RetryInvocationInput {
  @Field(() => ID, { description: "The invocation to repeat." })
  id!: string;

  @Field(() => RetryVersionEnum, { defaultValue: "CURRENT", description: "How to repeat it." })
  version!: RetryVersion;

  @Field(() => ID, { nullable: true, description: "As in InvokeAbilityInput: the same key never repeats it twice." })
  idempotencyKey?: string | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: "Wait up to this many milliseconds (0 to 25000) for the end or a question before answering.",
  })
  waitMs!: number;
}

@InputType("InvocationFilter", { description: "Narrows a list of invocations; absent = any." })
export class InvocationFilterInput {
  @Field(() => [ID], { nullable: true, description: "Of one of these abilities, by id." })
  abilityIds?: string[];

  @Field(() => [String], { nullable: true, description: "Of one of these abilities, by key." })
  abilityKeys?: string[];

  @Field(() => [InvocationStatusEnum], { nullable: true, description: "In one of these statuses." })
  statuses?: InvocationStatus[];

  @Field(() => DateTime, { nullable: true, description: "Accepted at or after this time." })
  createdFrom?: Date;

  @Field(() => DateTime, { nullable: true, description: "Accepted before this time." })
  createdTo?: Date;
}

export const toFilter = (input: InvocationFilterInput | null | undefined): InvocationFilter => ({
  ...(input?.abilityIds && { abilityIds: input.abilityIds }),
  ...(input?.abilityKeys && { abilityKeys: input.abilityKeys }),
  ...(input?.statuses && { statuses: input.statuses }),
  ...(input?.createdFrom && { createdFrom: input.createdFrom.getTime() }),
  ...(input?.createdTo && { createdTo: input.createdTo.getTime() }),
});
