/** The webhook that was asked for with a call, in the answer to the call. */
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { InvocationAccepted } from "../invocations/invocation.types.js";
import { callWebhookId } from "./call-webhook.js";
import { presentWebhook } from "./webhook.present.js";
import type { WebhookService } from "./webhook.service.js";
import { WebhookType } from "./webhook.types.js";

@Resolver(() => InvocationAccepted)
export class AcceptedWebhookResolver {
  constructor(private readonly webhooks: WebhookService) {}

  @FieldResolver(() => WebhookType, {
    nullable: true,
    description: "The webhook that was asked for with this call, also in a replay; null when none was, or when it was deleted.",
  })
  async webhook(@Root() { invocation }: InvocationAccepted, @Ctx() { loaders }: GraphqlContext<Loaders>) {
    const webhook = await loaders.load(this.webhooks.getMany, callWebhookId(invocation.id));
    return webhook && presentWebhook(webhook);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "What the deliveries of that webhook are signed with: `whsec_` and base64. Shown now and never again, so null in a replay; `rotateWebhookSecret` makes another.",
  })
  webhookSecret(@Root() { webhookSecret }: InvocationAccepted) {
    return webhookSecret;
  }
}
