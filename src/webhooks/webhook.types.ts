/** Webhooks in the GraphQL schema. */
import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { OperationRefused, PermissionDenied, ValidationFailed } from "../graphql/error.types.js";
import { connectionOf, Node } from "../graphql/node.types.js";
import { typenameOf } from "../graphql/outcome.js";
import { DateTime } from "../graphql/scalars.js";
import type { DeliveryKind, DeliveryState, PauseReason, Webhook, WebhookDelivery, WebhookState } from "./webhook.js";

export const WebhookStateEnum = { ACTIVE: "ACTIVE", PAUSED: "PAUSED" } as const satisfies Record<WebhookState, WebhookState>;
registerEnumType(WebhookStateEnum, {
  name: "WebhookState",
  description: "Whether a webhook is told anything. More values may join.",
  valuesConfig: {
    ACTIVE: { description: "Every end is delivered." },
    PAUSED: { description: "What was due waits; what ends meanwhile is not told." },
  },
});

export const PauseReasonEnum = { REQUESTED: "REQUESTED", GONE: "GONE" } as const satisfies Record<PauseReason, PauseReason>;
registerEnumType(PauseReasonEnum, {
  name: "WebhookPauseReason",
  description: "Why a webhook is paused. More values may join.",
  valuesConfig: {
    REQUESTED: { description: "Somebody asked for it." },
    GONE: { description: "The receiver answered 410 Gone." },
  },
});

export const DeliveryKindEnum = { ENDED: "ENDED", TEST: "TEST" } as const satisfies Record<DeliveryKind, DeliveryKind>;
registerEnumType(DeliveryKindEnum, {
  name: "WebhookDeliveryKind",
  description: "What a delivery tells. More values may join.",
  valuesConfig: {
    ENDED: { description: "An invocation has ended; `type` of the body is `invocation.ended`." },
    TEST: { description: "Asked for with `testWebhook`, tried once; `type` of the body is `webhook.test`." },
  },
});

export const DeliveryStateEnum = { PENDING: "PENDING", HELD: "HELD", DELIVERED: "DELIVERED", FAILED: "FAILED" } as const satisfies Record<
  DeliveryState,
  DeliveryState
>;
registerEnumType(DeliveryStateEnum, {
  name: "WebhookDeliveryState",
  description: "Where a delivery stands. More values may join.",
  valuesConfig: {
    PENDING: { description: "Due at `nextAttemptAt`, or being sent." },
    HELD: { description: "Waits until its webhook is activated." },
    DELIVERED: { description: "The receiver answered 2xx." },
    FAILED: { description: "Given up; `redeliverWebhook` begins again." },
  },
});

@ObjectType("Webhook", {
  implements: Node,
  description:
    "Somebody who is told when invocations have ended. Permission: webhook:manage for all of the tenant, invocation:read for one's own.",
})
export class WebhookType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: Webhook;

  @Field(() => WebhookStateEnum, { description: "Whether it is told anything." })
  state!: WebhookState;

  @Field(() => PauseReasonEnum, { nullable: true, description: "Why it is paused; null while it is active." })
  pauseReason!: PauseReason | null;

  @Field(() => String, { description: "Where deliveries are posted to." })
  url!: string;

  @Field(() => String, { description: "The query whose answer is the body's `data`, run as the owner." })
  document!: string;

  @Field(() => ID, { description: "Who registered it; deliveries show what this caller might see then." })
  ownerId!: string;

  @Field(() => Int, { description: "Rises with every change; send it back as `expectedRevision`." })
  revision!: number;

  @Field(() => DateTime, { nullable: true, description: "Until then deliveries are signed with the previous secret as well." })
  previousSecretUntil!: Date | null;

  @Field(() => DateTime, { description: "When it was registered." })
  createdAt!: Date;

  @Field(() => DateTime, { description: "When it was last changed." })
  updatedAt!: Date;
}

@ObjectType("WebhookAttempt", { description: "One POST and what came of it." })
export class WebhookAttemptType {
  @Field(() => Int, { description: "1, 2, 3 … per delivery; one is missing when the process died that made it." })
  number!: number;

  @Field(() => DateTime, { description: "When it began." })
  at!: Date;

  @Field(() => Int, { description: "How long it took, in milliseconds." })
  durationMs!: number;

  @Field(() => Int, { nullable: true, description: "What the receiver answered; null when it did not." })
  httpStatus!: number | null;

  @Field(() => String, { nullable: true, description: "What went wrong, for people; null when it was delivered." })
  error!: string | null;
}

@ObjectType("WebhookDelivery", {
  implements: Node,
  description: "One message to a webhook and how it fared. Permission: that of its webhook.",
})
export class WebhookDeliveryType extends Node {
  /** The domain object, for field resolvers; not a field of the schema. */
  source!: WebhookDelivery;

  @Field(() => DeliveryKindEnum, { description: "What it tells." })
  kind!: DeliveryKind;

  @Field(() => DeliveryStateEnum, { description: "Where it stands." })
  state!: DeliveryState;

  @Field(() => Int, { description: "Attempts that were begun." })
  attempts!: number;

  @Field(() => [WebhookAttemptType], { description: "The last 30 attempts, oldest first." })
  attemptLog!: WebhookAttemptType[];

  @Field(() => DateTime, { nullable: true, description: "When it is sent next at the earliest; null when it is not." })
  nextAttemptAt!: Date | null;

  @Field(() => Int, { nullable: true, description: "What the receiver answered last." })
  httpStatus!: number | null;

  @Field(() => String, { nullable: true, description: "What went wrong last, for people." })
  lastError!: string | null;

  @Field(() => Int, { nullable: true, description: "How long the last attempt took, in milliseconds." })
  durationMs!: number | null;

  @Field(() => DateTime, { description: "When it was written: when the invocation ended." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was delivered or given up." })
  finishedAt!: Date | null;
}

export const WebhookConnection = connectionOf("Webhook", () => WebhookType);
export const WebhookDeliveryConnection = connectionOf("WebhookDelivery", () => WebhookDeliveryType);

const ALWAYS_ASK = "Always ask for `... on DomainError { code message }`.";

/** One payload type per mutation (rule 1); all return the changed object (rule 2). */
const webhookPayload = (name: string) => {
  @ObjectType(name, { description: "The webhook as it is now." })
  class WebhookPayload {
    @Field(() => WebhookType, { description: "The webhook." })
    webhook!: WebhookType;
  }
  return resultOf(name, WebhookPayload, "The changed webhook, or why it was not changed.");
};

const secretPayload = (name: string) => {
  @ObjectType(name, { description: "The webhook and the secret that its deliveries are signed with." })
  class SecretPayload {
    @Field(() => WebhookType, { description: "The webhook." })
    webhook!: WebhookType;

    @Field(() => String, { description: "`whsec_` and base64. Shown now and never again: give it to the receiver." })
    secret!: string;
  }
  return resultOf(name, SecretPayload, "The webhook with its secret, or why there is none.");
};

const deliveryPayload = (name: string) => {
  @ObjectType(name, { description: "The delivery, which is sent at once." })
  class DeliveryPayload {
    @Field(() => WebhookDeliveryType, { description: "The delivery; read it again to see how it fared." })
    delivery!: WebhookDeliveryType;
  }
  return resultOf(name, DeliveryPayload, "The delivery, or why there is none.");
};

const resultOf = (name: string, payload: new () => object, description: string) =>
  createUnionType({
    name: name.replace("Payload", "Result"),
    description: `${description} ${ALWAYS_ASK}`,
    types: () => [payload, ValidationFailed, OperationRefused, PermissionDenied] as const,
    resolveType: typenameOf,
  });

@ObjectType({ description: "The webhook is gone, and its deliveries with it." })
export class DeleteWebhookPayload {
  @Field(() => ID, { description: "What its id was." })
  deletedId!: string;
}

export const CreateWebhookResult = secretPayload("CreateWebhookPayload");
export const RotateWebhookSecretResult = secretPayload("RotateWebhookSecretPayload");
export const UpdateWebhookResult = webhookPayload("UpdateWebhookPayload");
export const PauseWebhookResult = webhookPayload("PauseWebhookPayload");
export const ActivateWebhookResult = webhookPayload("ActivateWebhookPayload");
export const DeleteWebhookResult = resultOf("DeleteWebhookPayload", DeleteWebhookPayload, "What was deleted, or why nothing was.");
export const TestWebhookResult = deliveryPayload("TestWebhookPayload");
export const RedeliverWebhookResult = deliveryPayload("RedeliverWebhookPayload");
