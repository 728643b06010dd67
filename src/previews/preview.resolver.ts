/** What a call would send, what an earlier one sent, and what it was made of. */
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { can } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import type { GraphqlContext } from "../graphql/context.js";
import type { Loaders } from "../graphql/loaders.js";
import { outcomeOf } from "../graphql/outcome.js";
import { presentInvocation } from "../invocations/invocation.present.js";
import { InvocationType } from "../invocations/invocation.types.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { presentMapping, WorkflowMappingType } from "../mappings/mapping.types.js";
import type { ShownCall, ShownParameter } from "../payloads/shown-call.js";
import { PreviewInvocationInput } from "./preview.inputs.js";
import type { PreviewService } from "./preview.service.js";
import {
  type CallPayload,
  InvocationExplanation,
  InvocationProvenance,
  type PayloadParameter,
  PreviewInvocationResult,
} from "./preview.types.js";

type Context = GraphqlContext<Loaders>;

@Resolver(() => InvocationProvenance)
export class PreviewResolver {
  constructor(
    private readonly previews: PreviewService,
    private readonly mappings: MappingService,
  ) {}

  @Query(() => PreviewInvocationResult, {
    description: "What a call with this form would send to the engine; nothing is sent or written. Permission: mapping:read.",
  })
  previewInvocation(
    @Ctx() { ctx }: Context,
    @Arg("input", () => PreviewInvocationInput, { description: "Which ability, with which form." }) input: PreviewInvocationInput,
  ) {
    const { abilityId, abilityKey, ...rest } = input;
    return outcomeOf(ctx, "InvocationPreview", async () => {
      const preview = await this.previews.preview(ctx, { ...rest, ability: { id: abilityId, key: abilityKey } });
      return {
        payload: presentPayload(ctx, preview.shown, preview.payloadHash),
        mapping: presentMapping(preview.mapping),
        form: preview.shown.form,
        formRevision: preview.formRevision,
        hiddenFields: preview.pruned,
        defaultedFields: preview.defaults,
        obstacles: preview.obstacles.map((error) => ({ code: error.code, message: error.messageIn(ctx.language) })),
      };
    });
  }

  @Query(() => InvocationExplanation, {
    description: "Build the payload of an earlier call again from what was kept of it. Permission: mapping:read.",
  })
  async explainInvocation(
    @Ctx() { ctx }: Context,
    @Arg("id", () => ID, { description: "The invocation." }) id: string,
  ): Promise<InvocationExplanation> {
    const { invocation, verdict, causes, shown, rebuiltHash, changed } = await this.previews.explain(ctx, id);
    return {
      invocation: presentInvocation(ctx, invocation),
      verdict,
      causes: causes.map(({ input, what }) => ({ input, message: what[ctx.language] })),
      payload: shown && rebuiltHash ? presentPayload(ctx, shown, rebuiltHash) : null,
      changedParameters: changed,
    };
  }

  @FieldResolver(() => WorkflowMappingType, { nullable: true, description: "The mapping version that served it, if it is still there." })
  async mapping(@Root() { source }: InvocationProvenance, @Ctx() { loaders }: Context) {
    const mapping = await loaders.load(this.mappings.getMany, source.mappingId);
    return mapping && presentMapping(mapping);
  }
}

@Resolver(() => InvocationType)
export class InvocationProvenanceResolver {
  @FieldResolver(() => InvocationProvenance, {
    nullable: true,
    description: "What the call was made of. Permission: mapping:read; null for others.",
  })
  provenance(@Root() { source }: InvocationType, @Ctx() { ctx }: Context): InvocationProvenance | null {
    if (!can(ctx.principal, "mapping:read")) return null;
    const { formRevision, mappingVersion, engineFingerprint, payloadHash } = source;
    return { source, formRevision, mappingVersion, engineFingerprint, payloadHash };
  }
}

const presentPayload = (ctx: RequestContext, { payload, masked, parameters }: ShownCall, hash: string): CallPayload => ({
  ...{ text: payload, masked, hash },
  parameters: parameters.map((parameter) => presentParameter(ctx, parameter)),
});

const presentParameter = ({ language }: RequestContext, parameter: ShownParameter): PayloadParameter => ({
  target: parameter.target,
  fedBy: parameter.fedBy,
  field: parameter.pointer ?? null,
  expression: parameter.expression ?? null,
  value: parameter.value ?? null,
  converted: parameter.converted ?? null,
  dropped: parameter.dropped ?? null,
  warning: parameter.warning?.[language] ?? null,
});
