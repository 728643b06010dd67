/** Arguments of the webhook fields in the GraphQL schema. */
import { ArgsType, Field, ID, InputType, Int } from "type-graphql";
import { Cursor } from "../graphql/scalars.js";
import type { DeliveryState, WebhookState } from "./webhook.js";
import { DeliveryStateEnum, WebhookStateEnum } from "./webhook.types.js";

@InputType({ description: "Somebody to tell. Name exactly one of `abilityId` and `invocationId`." })
export class CreateWebhookInput {
  @Field(() => ID, { nullable: true, description: "Every end of an invocation of this ability in the tenant." })
  abilityId?: string | null;

  @Field(() => ID, { nullable: true, description: "The end of this invocation of yours; when it has ended already, at once." })
  invocationId?: string | null;

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

@InputType({ description: "Changes to a webhook; what is absent stays." })
export class UpdateWebhookInput {
  @Field(() => ID, { description: "The webhook." })
  id!: string;

  @Field(() => Int, { description: "The revision you read. If it is no longer the current one, the change is refused." })
  expectedRevision!: number;

  @Field(() => String, { nullable: true, description: "Where to post to." })
  url?: string | null;

  @Field(() => String, { nullable: true, description: "The query; deliveries that were prepared before keep their bytes." })
  document?: string | null;
}

const webhookInput = (name: string, description: string) => {
  @InputType(name, { description })
  class WebhookInput {
    @Field(() => ID, { description: "The webhook." })
    id!: string;
  }
  return WebhookInput;
};

export const PauseWebhookInput = webhookInput("PauseWebhookInput", "Tell it nothing for a while.");
export const ActivateWebhookInput = webhookInput("ActivateWebhookInput", "Tell it (again), beginning with what waited.");
export const DeleteWebhookInput = webhookInput("DeleteWebhookInput", "Remove it with its deliveries.");
export const RotateWebhookSecretInput = webhookInput("RotateWebhookSecretInput", "Make a new secret; the old one signs for 24 hours more.");
/** What the four inputs above hold. */
export interface WebhookIdInput {
  readonly id: string;
}

@InputType({ description: "Send one delivery now, to see how it arrives." })
export class TestWebhookInput {
  @Field(() => ID, { description: "The webhook; it may be paused." })
  id!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "Which invocation to tell of. Absent = the one it watches, or the ability's newest; without any, the document shows nulls.",
  })
  invocationId?: string | null;
}

@InputType({ description: "Send the same bytes under the same id once more." })
export class RedeliverWebhookInput {
  @Field(() => ID, { description: "The delivery." })
  deliveryId!: string;
}

@InputType("WebhookFilter", { description: "Narrows a list of webhooks; absent = any." })
export class WebhookFilterInput {
  @Field(() => [ID], { nullable: true, description: "Watching one of these abilities." })
  abilityIds?: string[];

  @Field(() => [ID], { nullable: true, description: "Watching one of these invocations." })
  invocationIds?: string[];

  @Field(() => [WebhookStateEnum], { nullable: true, description: "In one of these states." })
  states?: WebhookState[];
}

@InputType("WebhookDeliveryFilter", { description: "Narrows a list of deliveries; absent = any." })
export class DeliveryFilterInput {
  @Field(() => [DeliveryStateEnum], { nullable: true, description: "In one of these states." })
  states?: DeliveryState[];
}

@ArgsType()
export class WebhookPageArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;

  @Field(() => WebhookFilterInput, { nullable: true, description: "Narrows the list." })
  filter?: WebhookFilterInput;
}

@ArgsType()
export class DeliveryPageArgs {
  @Field(() => Int, { defaultValue: 20, description: "Page size, 1 to 100." })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: "Continue behind this cursor." })
  after?: string;

  @Field(() => DeliveryFilterInput, { nullable: true, description: "Narrows the list." })
  filter?: DeliveryFilterInput;
}
