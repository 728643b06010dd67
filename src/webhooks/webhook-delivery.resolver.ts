/** What a delivery leads to. */
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { presentInvocation } from "../invocations/invocation.present.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import { InvocationType } from "../invocations/invocation.types.js";
import { presentWebhook } from "./webhook.present.js";
import type { WebhookService } from "./webhook.service.js";
import { WebhookDeliveryType, WebhookType } from "./webhook.types.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => WebhookDeliveryType)
export class WebhookDeliveryResolver {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly invocations: InvocationService,
  ) {}

  @FieldResolver(() => WebhookType, { nullable: true, description: "Whom it is for." })
  async webhook(@Root() { source }: WebhookDeliveryType, @Ctx() { loaders }: Context) {
    const webhook = await loaders.load(this.webhooks.getMany, source.webhookId);
    return webhook && presentWebhook(webhook);
  }

  @FieldResolver(() => InvocationType, { nullable: true, description: "The invocation it tells of." })
  async invocation(@Root() { source }: WebhookDeliveryType, @Ctx() { ctx, loaders }: Context) {
    const invocation = source.invocationId === null ? null : await loaders.load(this.invocations.getMany, source.invocationId);
    return invocation && presentInvocation(ctx, invocation);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The bytes of the body, the same with every attempt; null until they were prepared.",
  })
  body(@Root() { source }: WebhookDeliveryType, @Ctx() { loaders }: Context) {
    return loaders.load(this.webhooks.bodies, source.id);
  }
}
