/** Stopping, answering and repeating invocations, and what shows whether that can be done. */
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { outcomeOf } from "../graphql/outcome.js";
import { Json } from "../graphql/scalars.js";
import { eventCursor } from "../kernel/cursor.js";
import { CancellationEnum } from "../mappings/mapping.types.js";
import { actionsOf } from "./access.js";
import { CancelInvocationInput, ResumeInvocationInput, RetryInvocationInput } from "./invocation.inputs.js";
import { presentInterrupt, presentInvocation, presentOutcome } from "./invocation.present.js";
import type { InvocationService } from "./invocation.service.js";
import { InvocationActionEnum, InvocationLate, InvocationType, InvokeAbilityResult } from "./invocation.types.js";
import { CancelInvocationResult, ResumeInvocationResult } from "./invocation-control.types.js";
import { InvocationInterrupt } from "./invocation-event.types.js";

type Context = GraphqlContext<Loaders>;

const OWN_OR_ANY = "Permission: ability:invoke for one's own, invocation:control-any for the tenant's.";

@Resolver(() => InvocationType)
export class InvocationControlResolver {
  constructor(private readonly invocations: InvocationService) {}

  @Mutation(() => CancelInvocationResult, {
    description: `Stop an invocation: \`cancellation\` says beforehand what that can mean, \`cancel\` afterwards what it meant. ${OWN_OR_ANY}`,
  })
  cancelInvocation(
    @Ctx() { ctx }: Context,
    @Arg("input", () => CancelInvocationInput, { description: "Which one." }) { id }: CancelInvocationInput,
  ) {
    return outcomeOf(ctx, "CancelInvocationPayload", async () => ({
      invocation: presentInvocation(ctx, await this.invocations.cancel(ctx, id)),
    }));
  }

  @Mutation(() => ResumeInvocationResult, {
    description:
      "Answer what a run asks. The first answer counts, and sending it again does nothing. " +
      "Permission: ability:invoke for one's own where the caller may answer, invocation:control-any for the tenant's.",
  })
  resumeInvocation(
    @Ctx() { ctx }: Context,
    @Arg("input", () => ResumeInvocationInput, { description: "Which question, with which answer." }) input: ResumeInvocationInput,
  ) {
    return outcomeOf(ctx, "ResumeInvocationPayload", async () => {
      const { invocation, replayed, answeredBehind } = await this.invocations.resume(ctx, input);
      return { invocation: presentInvocation(ctx, invocation), replayed, subscribeFrom: eventCursor(invocation.id, answeredBehind) };
    });
  }

  @Mutation(() => InvokeAbilityResult, {
    description: `Begin a new invocation with the form of one that has ended; \`retryOf\` leads back. Its caller is who repeats it. ${OWN_OR_ANY}`,
  })
  async retryInvocation(
    @Ctx() { ctx }: Context,
    @Arg("input", () => RetryInvocationInput, { description: "Which one, and how." }) input: RetryInvocationInput,
  ) {
    const { id, idempotencyKey, ...rest } = input;
    const request = { ...rest, invocationId: id, idempotencyKey: idempotencyKey ?? ctx.idempotencyKey };
    const outcome = await this.invocations.retry(ctx, request);
    const unavailable = outcome.kind === "refused" && /^(ABILITY|MAPPING|CONNECTION)_/.test(outcome.error.code);
    return presentOutcome(ctx, outcome, unavailable ? "AbilityUnavailable" : "OperationRefused");
  }

  @FieldResolver(() => CancellationEnum, { description: "What cancelling it can mean while it runs." })
  cancellation(@Root() { source }: InvocationType) {
    return this.invocations.cancellationOf(source);
  }

  @FieldResolver(() => InvocationInterrupt, { nullable: true, description: "What it asks and waits to be answered, if anything." })
  async interrupt(@Root() { source }: InvocationType, @Ctx() { loaders }: Context) {
    const open = await loaders.load(this.invocations.openInterrupts, source);
    return open && presentInterrupt(open);
  }

  @FieldResolver(() => [InvocationActionEnum], { description: "What you may do with it now." })
  async allowedActions(@Root() { source }: InvocationType, @Ctx() { ctx, loaders }: Context) {
    const open = source.status === "WAITING" ? await loaders.load(this.invocations.openInterrupts, source) : null;
    return actionsOf(ctx.principal, source, open?.answerers);
  }

  @FieldResolver(() => InvocationType, {
    nullable: true,
    description: "The one it repeats; null when it repeats none, or one you may not see.",
  })
  async retryOf(@Root() { source }: InvocationType, @Ctx() { ctx, loaders }: Context) {
    const original = source.retryOf === null ? null : await loaders.load(this.invocations.getMany, source.retryOf);
    return original && presentInvocation(ctx, original);
  }
}

@Resolver(() => InvocationLate)
export class InvocationLateResolver {
  constructor(private readonly invocations: InvocationService) {}

  @FieldResolver(() => Json, { nullable: true, description: "The late result. Permission: invocation:inspect; null for others." })
  async output(@Root() { source }: InvocationLate, @Ctx() { loaders }: Context) {
    return (await loaders.load(this.invocations.payloads, source))?.lateOutput ?? null;
  }
}
