/** Forms as they were, in the GraphQL schema. */
import { Field, ObjectType } from "type-graphql";
import { can } from "../auth/principal.js";
import type { RequestContext } from "../auth/request-context.js";
import { localizeForm } from "../forms/form-localization.js";
import { connectionOf } from "../graphql/node.types.js";
import { DateTime } from "../graphql/scalars.js";
import { AbilityForm } from "./ability.types.js";
import type { FormRevision } from "./form-revision.js";

@ObjectType("AbilityFormRevision", { description: "A form of an ability as it was from some day on. It never changes." })
export class FormRevisionType extends AbilityForm {
  @Field(() => DateTime, { nullable: true, description: "When it was made; null for forms older than the gateway's memory." })
  createdAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Who made it. Permission: mapping:read; null for others." })
  createdBy!: string | null;
}

export const presentFormRevision = (ctx: RequestContext, form: FormRevision): FormRevisionType => ({
  ...localizeForm(form, ctx.language),
  createdAt: form.createdAt === null ? null : new Date(form.createdAt),
  createdBy: can(ctx.principal, "mapping:read") ? form.createdBy : null,
});

export const FormRevisionConnection = connectionOf("AbilityFormRevision", () => FormRevisionType);
