/** Webhooks: registered, changed and looked at. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AbilityService } from "../abilities/ability.service.js";
import { AbilityType, presentAbility } from "../abilities/ability.types.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { toConnection } from "../graphql/node.types.js";
import { outcomeOf } from "../graphql/outcome.js";
import { presentInvocation } from "../invocations/invocation.present.js";
import type { InvocationService } from "../invocations/invocation.service.js";
import { InvocationType } from "../invocations/invocation.types.js";
import { requireIdKind } from "../kernel/ids.js";
import {
  ActivateWebhookInput,
  CreateWebhookInput,
  DeleteWebhookInput,
  DeliveryPageArgs,
  PauseWebhookInput,
  RedeliverWebhookInput,
  RotateWebhookSecretInput,
  TestWebhookInput,
  UpdateWebhookInput,
  type WebhookIdInput,
  WebhookPageArgs,
} from "./webhook.inputs.js";
import { presentDelivery, presentWebhook } from "./webhook.present.js";
import type { WebhookFilter, WebhookService } from "./webhook.service.js";
import {
  ActivateWebhookResult,
  CreateWebhookResult,
  DeleteWebhookResult,
  PauseWebhookResult,
  RedeliverWebhookResult,
  RotateWebhookSecretResult,
  TestWebhookResult,
  UpdateWebhookResult,
  WebhookConnection,
  WebhookDeliveryConnection,
  WebhookType,
} from "./webhook.types.js";

type Context = GraphqlContext<Loaders>;

const PERMISSION = "Permission: webhook:manage, or invocation:read for one's own.";

@Resolver(() => WebhookType)
export class WebhookResolver {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly rooms: { readonly abilities: AbilityService; readonly invocations: InvocationService },
  ) {}

  @Mutation(() => CreateWebhookResult, {
    description:
      "Have somebody told when invocations end, signed and repeated until it is answered 2xx. Permission: webhook:manage for an ability, invocation:read for an invocation of one's own.",
  })
  createWebhook(
    @Ctx() { ctx }: Context,
    @Arg("input", () => CreateWebhookInput, { description: "Whom to tell of what." }) input: CreateWebhookInput,
  ) {
    return outcomeOf(ctx, "CreateWebhookPayload", async () => {
      const { webhook, secret } = await this.webhooks.create(ctx, input);
      return { webhook: presentWebhook(webhook), secret };
    });
  }

  @Mutation(() => UpdateWebhookResult, { description: `Change where deliveries go or what they say. ${PERMISSION}` })
  updateWebhook(
    @Ctx() { ctx }: Context,
    @Arg("input", () => UpdateWebhookInput, { description: "What to change, and on top of which revision." }) input: UpdateWebhookInput,
  ) {
    return outcomeOf(ctx, "UpdateWebhookPayload", async () => ({ webhook: presentWebhook(await this.webhooks.update(ctx, input)) }));
  }

  @Mutation(() => PauseWebhookResult, { description: `Tell a webhook nothing for a while. ${PERMISSION}` })
  pauseWebhook(
    @Ctx() { ctx }: Context,
    @Arg("input", () => PauseWebhookInput, { description: "Which one to pause." }) input: WebhookIdInput,
  ) {
    return outcomeOf(ctx, "PauseWebhookPayload", async () => ({ webhook: presentWebhook(await this.webhooks.pause(ctx, input.id)) }));
  }

  @Mutation(() => ActivateWebhookResult, { description: `Tell a webhook (again), beginning with what waited. ${PERMISSION}` })
  activateWebhook(
    @Ctx() { ctx }: Context,
    @Arg("input", () => ActivateWebhookInput, { description: "Which one to activate." }) input: WebhookIdInput,
  ) {
    return outcomeOf(ctx, "ActivateWebhookPayload", async () => ({ webhook: presentWebhook(await this.webhooks.activate(ctx, input.id)) }));
  }

  @Mutation(() => RotateWebhookSecretResult, { description: `Make a new secret; for 24 hours both sign. ${PERMISSION}` })
  rotateWebhookSecret(
    @Ctx() { ctx }: Context,
    @Arg("input", () => RotateWebhookSecretInput, { description: "Of which webhook." }) input: WebhookIdInput,
  ) {
    return outcomeOf(ctx, "RotateWebhookSecretPayload", async () => {
      const { webhook, secret } = await this.webhooks.rotateSecret(ctx, input.id);
      return { webhook: presentWebhook(webhook), secret };
    });
  }

  @Mutation(() => DeleteWebhookResult, { description: `Remove a webhook with its deliveries. ${PERMISSION}` })
  deleteWebhook(
    @Ctx() { ctx }: Context,
    @Arg("input", () => DeleteWebhookInput, { description: "Which one to delete." }) input: WebhookIdInput,
  ) {
    return outcomeOf(ctx, "DeleteWebhookPayload", async () => ({ deletedId: (await this.webhooks.delete(ctx, input.id)).id }));
  }

  @Mutation(() => TestWebhookResult, { description: `Send a test delivery now, tried once. ${PERMISSION}` })
  testWebhook(@Ctx() { ctx }: Context, @Arg("input", () => TestWebhookInput, { description: "Which webhook." }) input: TestWebhookInput) {
    return outcomeOf(ctx, "TestWebhookPayload", async () => ({ delivery: presentDelivery(await this.webhooks.test(ctx, input)) }));
  }

  @Mutation(() => RedeliverWebhookResult, { description: `Send a delivery once more: the same bytes under the same id. ${PERMISSION}` })
  redeliverWebhook(
    @Ctx() { ctx }: Context,
    @Arg("input", () => RedeliverWebhookInput, { description: "Which delivery." }) input: RedeliverWebhookInput,
  ) {
    return outcomeOf(ctx, "RedeliverWebhookPayload", async () => ({
      delivery: presentDelivery(await this.webhooks.redeliver(ctx, input.deliveryId)),
    }));
  }

  @Query(() => WebhookType, { nullable: true, description: `One webhook. ${PERMISSION}` })
  async webhook(@Ctx() { loaders }: Context, @Arg("id", () => ID, { description: "Its id." }) id: string) {
    const webhook = await loaders.load(this.webhooks.getMany, requireIdKind(id, "webhook"));
    return webhook && presentWebhook(webhook);
  }

  @Query(() => WebhookConnection, { name: "webhooks", description: `Webhooks, newest first. ${PERMISSION}` })
  async list(@Ctx() { ctx }: Context, @Args(() => WebhookPageArgs) { first, after, filter }: WebhookPageArgs) {
    const page = await this.webhooks.list(ctx, given(filter), { first, ...(after && { after }) });
    return toConnection(page, after, presentWebhook);
  }

  @FieldResolver(() => AbilityType, { nullable: true, description: "The ability whose invocations it is told of." })
  async ability(@Root() { source }: WebhookType, @Ctx() { ctx, loaders }: Context) {
    const ability = source.abilityId === null ? null : await loaders.load(this.rooms.abilities.getMany, source.abilityId);
    return ability && presentAbility(ctx, ability);
  }

  @FieldResolver(() => InvocationType, { nullable: true, description: "The one invocation it is told of." })
  async invocation(@Root() { source }: WebhookType, @Ctx() { ctx, loaders }: Context) {
    const invocation = source.invocationId === null ? null : await loaders.load(this.rooms.invocations.getMany, source.invocationId);
    return invocation && presentInvocation(ctx, invocation);
  }

  @FieldResolver(() => WebhookDeliveryConnection, { description: "What was sent or is to be sent, newest first." })
  async deliveries(
    @Root() { source }: WebhookType,
    @Ctx() { loaders }: Context,
    @Args(() => DeliveryPageArgs) { first, after, filter }: DeliveryPageArgs,
  ) {
    const states = filter?.states ? { states: filter.states } : {};
    const page = await loaders.load(this.webhooks.deliveryPages, { webhookId: source.id, first, ...states, ...(after && { after }) });
    return toConnection(page, after, presentDelivery);
  }
}

/** type-graphql fills absent fields with `undefined`. */
const given = (filter: WebhookPageArgs["filter"]): WebhookFilter =>
  Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null));
